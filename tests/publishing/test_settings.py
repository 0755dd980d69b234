"""[publish.NAME] in journal.toml: what is refused, where, and with which explanation; and the pages that explain it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from generator import destinations
from generator.config import PATH, Config, read
from generator.destinations import KINDS

NEEDED = 'title = "T"\nbase_url = "https://h.example"\n'
PAGES = Path(__file__).parents[2] / "docs" / "publishing"
PRIVATE_KEY = "-----BEGIN" + " OPENSSH PRIVATE KEY-----"


def complaints(root: Path, tables: str) -> list[str]:
    (root / "content").mkdir()
    (root / PATH).write_text(NEEDED + tables, "utf-8")
    problems = read(root)
    assert isinstance(problems, tuple)
    return [str(problem) for problem in problems]


def test_several_targets_are_kept_in_their_order(tmp_path: Path) -> None:
    tables = '[publish.web]\ntype = "folder"\npath = "/var/www"\n[publish.alt]\ntype = "s3"\nbucket = "tage"\n'
    (tmp_path / "content").mkdir()
    (tmp_path / PATH).write_text(NEEDED + tables, "utf-8")
    config = read(tmp_path)
    assert isinstance(config, Config)
    assert config.publish == (destinations.Folder("web", "/var/www"), destinations.S3("alt", "tage"))


def test_all_that_is_wrong_is_said_at_once_with_its_line(tmp_path: Path) -> None:
    tables = (
        '[publish.eins]\ntype = "rsync"\nhost = "https://h.example/"\npfad = "/x"\nport = "22"\n'
        '\n[publish.zwei]\ntype = "sfpt"\n\n[publish.drei]\n\n[publish.vier]\ntype = "git"\nremote = "ext::sh -c x"\n'
        'branch = "-f"\n'
    )
    found = complaints(tmp_path, tables)
    for expected in (
        f'{PATH}:3: "path" is missing for rsync; add path = ',
        f"{PATH}:5: host will not do; write the name of the host alone",
        f'{PATH}:6: unknown key "pfad" for rsync; rsync takes host, path, user, port, identity, known_hosts',
        f"{PATH}:7: port will not do; write a number from 1 to 65535",
        f"{PATH}:10: the type of a target is unknown; choose one of folder, rsync, sftp, ftps, git, s3; did you mean",
        f"{PATH}:12: publish.drei has no type",
        f"{PATH}:16: remote will not do",
        f"{PATH}:17: branch will not do; it must not begin with a hyphen",
    ):
        assert any(line.startswith(expected) for line in found), (expected, found)
    assert len(found) == 8


@pytest.mark.parametrize(
    "line",
    [
        'password = "geheim-868"',
        'Passwort = "geheim-868"',
        'secret-access-key = "geheim-868"',
        f'identity = "{PRIVATE_KEY} geheim-868"',
        'host = "ftp://ich:geheim-868@h.example"',
        'remote = "https://geheim-868-geheim-868-geheim@h.example/x.git"',
        "token = 868868868",
    ],
)
def test_a_secret_is_refused_with_an_explanation_and_never_repeated(tmp_path: Path, line: str) -> None:
    found = complaints(tmp_path, f'[publish.web]\ntype = "ftps"\nuser = "ich"\n{line}\n')
    (said,) = [line for line in found if "holds a secret" in line]
    assert said.startswith(f"{PATH}:6: ")
    assert "ssh agent, ~/.netrc, ~/.aws, the environment or a prompt" in said
    assert not any("868" in line for line in found)


@pytest.mark.parametrize("tables", ['publish = "web"', "[publish]\nweb = 1", '[publish."a b"]\ntype = "folder"'])
def test_what_is_no_table_of_targets_is_refused(tmp_path: Path, tables: str) -> None:
    assert complaints(tmp_path, tables)[0].startswith(f"{PATH}:3: ")


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_each_kind_lists_its_settings_and_shows_a_section_that_is_accepted(kind: str) -> None:
    page = (PAGES / f"{kind}.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", page, re.MULTILINE)
    fields = KINDS[kind].__struct_fields__[1:]
    assert {key for key, _ in rows} == set(fields)
    required = fields[: len(fields) - len(KINDS[kind].__struct_defaults__)]
    assert {key for key, default in rows if default == "required"} == set(required)
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example
    found, wrong = destinations.read(tomllib.loads(example[1])["publish"])
    assert (len(found), wrong) == (1, ())
    assert isinstance(found[0], KINDS[kind])


def test_what_the_page_about_ci_shows_can_be_read_by_a_forge() -> None:
    page = (PAGES / "ci.md").read_text("utf-8")
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    jobs = [job for block in blocks if isinstance(block, dict) for job in block.get("jobs", block).values()]
    commands = [str(job.get("steps") or job.get("script")) for job in jobs if isinstance(job, dict)]
    assert sum("tagwerk publish" in command for command in commands) == 3
    assert page.count("7 * * * *") == 4


def test_the_readme_leads_to_the_page_of_each_kind() -> None:
    readme = (PAGES.parents[1] / "README.md").read_text("utf-8")
    for kind in (*KINDS, "ci"):
        assert f"(docs/publishing/{kind}.md)" in readme
