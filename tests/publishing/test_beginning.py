"""`tagwerk publish --init`: a few questions, and a section that explains itself in German."""

from __future__ import annotations

import tomllib

import pytest
from click.testing import CliRunner

from generator.cli import main
from generator.config import PATH, Config, read
from generator.model import Failed
from generator.publish import beginning

from ..conftest import SETTINGS, LaidOut

ANSWERS = {
    "rsync": ("ssh.beispiel.example", "tage", "/var/www/tage"),
    "sftp": ("sftp.beispiel.example", "tage", "/"),
    "ftps": ("ftp.beispiel.example", "f0123", "/html"),
    "git": ("git@forge.example:ich/tage.git", "gh-pages", "tage.example"),
    "s3": ("tage", "https://s3.beispiel.example", "eu-central-1"),
    "folder": ("../www",),
}


def ask(day: LaidOut, *answers: str) -> str:
    words = ["--root", str(day.root), "publish", "--init"]
    result = CliRunner().invoke(main, words, input="".join(f"{answer}\n" for answer in answers))
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("kind", ANSWERS)
def test_what_was_answered_becomes_a_section_that_is_accepted(small: LaidOut, kind: str) -> None:
    said = ask(small, "mein-web", kind, *ANSWERS[kind])
    assert f"docs/publishing/{kind}.md" in said
    config = read(small.root)
    assert isinstance(config, Config), config
    (target,) = config.publish
    assert target.name == "mein-web"
    assert set(ANSWERS[kind]) <= {getattr(target, name) for name in target.__struct_fields__}


@pytest.mark.parametrize("kind", ANSWERS)
def test_the_section_explains_itself_in_german_and_is_all_that_changes(small: LaidOut, kind: str) -> None:
    before = small.write("content/journal.toml", f"{SETTINGS}# mein Kommentar\n").read_text("utf-8")
    ask(small, "web", kind, *ANSWERS[kind])
    text = (small.root / PATH).read_text("utf-8")
    assert text.startswith(before)
    section = text[len(before) :]
    assert "# Wohin `tagwerk publish web` die fertige Seite bringt." in section
    assert ("stehen hier nie" in section or "steht hier nie" in section) == (kind != "folder")
    if kind in ("sftp", "ftps"):
        assert "TAGWERK_PASSWORD_WEB" in section
    if kind == "git":
        assert "bleibt in der Geschichte des Zweigs, auch gelöschte Kommentare" in section
    assert max(map(len, section.splitlines())) <= 120


@pytest.mark.parametrize("kind", ANSWERS)
def test_what_is_commented_out_may_be_put_in_force(small: LaidOut, kind: str) -> None:
    ask(small, "web", kind, *ANSWERS[kind])
    lines = (small.root / PATH).read_text("utf-8").splitlines()
    uncommented = [line.removeprefix("# ") if " = " in line and "`" not in line else line for line in lines]
    small.write("content/journal.toml", "\n".join(uncommented))
    assert isinstance(read(small.root), Config)


def test_a_second_section_is_added_and_a_name_is_never_used_twice(small: LaidOut) -> None:
    ask(small, "web", "folder", "../www")
    ask(small, "zweites", "folder", "../www2")
    before = (small.root / PATH).read_bytes()
    with pytest.raises(Failed, match=r"\[publish\.web\] is there already"):
        beginning.begin(small.root, "web", lambda asked, first: first)
    assert (small.root / PATH).read_bytes() == before


@pytest.mark.parametrize(
    ("kind", "answer", "complaint"),
    [("ftps", "https://h.example", "write the name of the host alone"), ("post", "", 'there is no kind "post"')],
)
def test_with_an_answer_that_will_not_do_nothing_is_written(
    small: LaidOut, kind: str, answer: str, complaint: str
) -> None:
    before = (small.root / PATH).read_bytes()
    with pytest.raises(Failed, match=complaint):
        beginning.begin(small.root, "web", lambda asked, first: kind if asked.startswith("Art") else answer)
    assert (small.root / PATH).read_bytes() == before


def test_line_ends_and_a_missing_last_one_are_kept_as_they_are(small: LaidOut) -> None:
    small.write("content/journal.toml", SETTINGS.replace("\n", "\r\n").rstrip())
    ask(small, "web", "folder", "../www")
    data = (small.root / PATH).read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 5
    assert tomllib.loads(data.decode())["publish"] == {"web": {"type": "folder", "path": "../www"}}


def test_targets_written_in_one_line_are_left_to_the_author(small: LaidOut) -> None:
    small.write("content/journal.toml", f'{SETTINGS}publish = {{ a = {{ type = "folder", path = "/x" }} }}\n')
    with pytest.raises(Failed, match="a section cannot be added"):
        beginning.begin(small.root, "web", lambda asked, first: "folder" if asked.startswith("Art") else first)
