"""The documents cannot lie: what they list is compared with the code, and what they show is built."""

from __future__ import annotations

import ast
import itertools
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest

from generator import __version__
from generator.cli import main
from generator.config import Config
from generator.content import comments, fields
from generator.providers import KINDS, declared

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
DOCUMENTS = sorted(ROOT.glob("*.md"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def table(heading: str, header: str) -> list[list[str]]:
    """The rows of the first table below `heading` in the README whose first line is `header`, without backticks."""
    _, _, section = README.partition(f"\n## {heading}\n")
    _, _, rest = section.partition(f"\n{header}\n|-")
    rows = [row for row in rest.partition("\n\n")[0].split("\n")[1:] if row.startswith("|")]
    assert rows, f"no table {header} below {heading}"
    return [[cell.strip().strip("`") for cell in row.strip("|").split("|")] for row in rows]


def code(heading: str, start: str) -> str:
    """The block of code below `heading` that begins with `start`."""
    _, _, section = README.partition(f"\n## {heading}\n")
    _, fence, rest = section.partition(f"```\n{start}")
    assert fence, f"no block {start!r} below {heading}"
    return start + rest.partition("```")[0]


def spellings(keys: Mapping[str, str]) -> set[tuple[str, str]]:
    """English keys, each with its German equal."""
    german = {english: key for key, english in keys.items() if key != english}
    return {(english, german.get(english, "")) for english in keys.values()}


def test_the_readme_lists_every_front_matter_key() -> None:
    rows = table("Front matter", "| key | German | what it takes |")
    assert {(english, german) for english, german, _ in rows} == spellings(fields.KEYS)


def test_the_readme_lists_every_key_of_a_comment() -> None:
    rows = table("Comments", "| key | German | what it takes |")
    assert {(english, german) for english, german, _ in rows} == spellings(comments.KEYS)


def test_the_readme_lists_every_setting_with_its_default() -> None:
    rows = table("Settings", "| setting | default | what it decides |")
    given = {
        name: None if value in ("none", "required") else tomllib.loads(f"x = {value}")["x"] for name, value, _ in rows
    }
    assert given == {name: default for name, default in settings() if name != "comment_settings"}


def settings() -> Iterator[tuple[str, Any]]:
    """The fields of Config with their defaults in TOML's terms; None where leaving a setting out means nothing else."""
    config = Config(title="", base_url="")
    for name in Config.__struct_fields__:
        default = getattr(config, name)
        if name in ("title", "base_url", "aliases", "places", "publish"):
            default = None
        yield name, list(default) if isinstance(default, tuple) else default


def test_the_readme_lists_every_comment_provider() -> None:
    rows = table("Comments", "| provider | what readers see |")
    assert {name for name, _ in rows} == {file.stem for file in (ROOT / "templates/comments").glob("*.html")}


@pytest.mark.parametrize("file", sorted((ROOT / "templates/comments").glob("*.html")), ids=lambda file: file.stem)
def test_the_page_on_comments_has_a_section_for_each_provider_with_its_settings(file: Path) -> None:
    page = (ROOT / "docs/comments.md").read_text("utf-8")
    _, heading, rest = page.partition(f"\n## {file.stem}\n")
    rows = re.findall(r"^\| `(\w+)` \| (yes|no) \|", rest.partition("\n## ")[0], re.MULTILINE)
    wanted = [(setting.name, "no" if setting.optional else "yes") for setting in declared(file.read_text("utf-8"))]
    assert heading
    assert rows == wanted


def test_the_page_on_comments_names_every_kind_of_setting() -> None:
    section = (ROOT / "docs/comments.md").read_text("utf-8").partition("\n## One of your own\n")[2]
    assert all(f"`{kind}`" in section for kind in KINDS)


def test_the_readme_lists_every_command_and_option() -> None:
    headings = re.findall(r"^### tagwerk ([a-z ]+)$", README, re.MULTILINE)
    commands = dict(flattened(main))
    assert headings == list(commands)
    assert listed("option of `tagwerk`") == options(main) | {"--version"}
    for name, command in commands.items():
        assert listed(f"option of `{name}`") == options(command), name


def flattened(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    """The commands as they are typed, those of groups with the group's name before theirs."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", below) for inner, below in flattened(command))
        else:
            yield name, command


def listed(header: str) -> set[str]:
    """The options in the first column of the table whose first line begins with `header`."""
    _, _, rest = README.partition(f"\n| {header} |")
    return set(re.findall(r"^\| `(--[a-z-]+)", rest.partition("\n\n")[0], re.MULTILINE))


def options(command: click.Command) -> set[str]:
    return {max(item.opts, key=len) for item in command.params if isinstance(item, click.Option)} - {"--help"}


def test_the_readme_names_only_commands_that_exist() -> None:
    named = set(re.findall(r"`(?:[^`\n]*\s)?tagwerk (?:--root \S+ )?([a-z]+)", README))
    assert named
    assert named <= main.commands.keys()


def test_messages_in_the_readme_are_those_of_the_command() -> None:
    said = "\n".join(_texts())
    for message, _ in table("Troubleshooting", "| message | what to do |"):
        for part in message.split(" … "):
            assert part in said, part


def _texts() -> Iterator[str]:
    """Every text in the code, quotes taken out."""
    for file in (ROOT / "generator").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value.replace('"', "")


def test_the_entry_and_the_comments_of_the_readme_can_be_built(journal: Callable[..., Any]) -> None:
    day = journal(
        {
            "content/entries/2016-05-16-anfang.md": "Es fängt an.\n",
            "content/entries/2016-05-17-unterstuetzen.md": code("A journal of your own", "---\n"),
            "content/entries/2016-05-17-unterstuetzen.comments.yaml": code("Comments", "- id"),
        }
    )
    result = day.built()
    page = day.read("2016/05/17/unterstuetzen/index.html")
    assert "Berlin, 5:33, Tag 868" in page
    assert "Wiebke" in page
    expected = ("was not found", "has no alt text")  # the photo is not part of the README
    assert all(any(words in line for words in expected) for line in result.stderr.splitlines())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_between_the_documents_lead_somewhere(document: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`]*`", "", document.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#:]+)\)", prose):
        assert (ROOT / target).is_file(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_files_that_the_documents_name_exist(document: Path) -> None:
    for name in re.findall(
        r"`((?:generator|tests|templates|docs|content)/(?:[a-z_]+/)*[a-z_]+\.[a-z]+|[a-z_]+\.(?:py|toml|txt))`",
        document.read_text("utf-8"),
    ):
        places = (ROOT, ROOT / "generator", ROOT / "content", ROOT / "templates")
        assert any((place / name).is_file() for place in places), name


def test_the_floors_of_the_architecture_are_those_of_the_contract() -> None:
    contract = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    there = {file.stem for file in (ROOT / "generator").iterdir()} - {"__init__", "__pycache__", "py"}
    floors = [set(re.findall(r"\w+", floor)) & there for floor in contract]
    _, _, section = ARCHITECTURE.partition("\n## Floors\n")
    rows = [row.split("|")[2] for row in section.partition("\n## ")[0].split("\n") if row.startswith("| ")][1:]
    described = [set(re.findall(r"`(\w+)`", row)) for row in rows]
    assert set().union(*described) == there
    order = {name: number for number, floor in enumerate(floors) for name in floor}
    for above, below in itertools.pairwise(described):
        assert max(order[name] for name in above) <= min(order[name] for name in below)


def test_the_makefile_s_targets_in_the_documents_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for document in DOCUMENTS:
        for target in re.findall(r"make ([a-z]+)\b(?=`| {2})", document.read_text("utf-8")):
            assert re.search(rf"^(?:[a-z]+ )*{target}(?: [a-z]+)*:", makefile, re.MULTILINE), target


def test_the_changelog_knows_this_version_or_what_comes_next() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"\n## [{__version__}]" in changes or "\n## [Unreleased]\n" in changes
