"""Help that fits a screen, errors in usage that name what was probably meant, completion in three shells."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from generator.cli import main

from .conftest import LaidOut

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
TAGWERK = Path(sys.executable).with_name("tagwerk")


def said(*words: str, code: int = 2) -> str:
    result = CliRunner().invoke(main, words, prog_name="tagwerk", terminal_width=80)
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.parametrize("words", [[], *([name] for name in main.commands), ["import", "wordpress"]], ids=str)
def test_every_help_fits_a_screen_of_80_by_24(words: list[str]) -> None:
    for option in ("--help", "-h"):
        lines = said(*words, option, code=0).splitlines()
        assert len(lines) < 24, "\n".join(lines)  # the prompt needs a line as well
        assert max(map(len, lines)) <= 80
        assert not any(line.endswith("...") and line.startswith("  ") for line in lines), "a line is cut off"


@pytest.mark.parametrize("name", main.commands)
def test_every_command_and_option_is_explained_in_a_sentence(name: str) -> None:
    command = main.commands[name]
    assert command.get_short_help_str(limit=66).endswith(".")
    assert f"\n  {name} " in said("--help", code=0)
    for item in command.params:
        if isinstance(item, click.Option):
            assert (item.help or "").endswith("."), item.name


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (["biuld"], "Did you mean 'build'?"),
        (["chek"], "Did you mean 'check'?"),
        (["neu"], "Did you mean 'new'?"),
        (["xyz"], "There are build, check"),
        (["build", "--outptu", "x"], "'--output'"),
        (["build", "--draft"], "Did you mean '--drafts'?"),
        (["new", "--foto", "x"], "Did you mean '--photo'?"),
        (["check", "--format", "yaml"], "'json'"),
        (["--drafts", "build"], "--drafts comes behind a command: tagwerk build --drafts"),
        (["--draft"], "--drafts comes behind a command: tagwerk build --drafts"),
        (["build", "--root", "x"], "--root comes before the command: tagwerk --root … build"),
        (["check", "--drafts"], "--drafts is an option of tagwerk build"),
    ],
)
def test_wrong_usage_names_what_was_probably_meant(words: list[str], nearest: str) -> None:
    told = said(*words)
    assert nearest in told
    assert "--help' for help" in told


def test_an_option_like_no_other_is_just_unknown() -> None:
    assert said("build", "--quetschkommode").rstrip().endswith("No such option '--quetschkommode'.")
    assert said("-7").rstrip().endswith("No such option '-7'.")


def test_a_command_brings_along_only_what_it_needs() -> None:
    """What commands do is imported when they run, and none of it for a usage error or a help text."""
    code = "import sys, generator.cli; print(*(name for name in sys.modules if name.startswith('generator.')))"
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert shown
    assert all(name.startswith("generator.cli") for name in shown)


# --- Completion -------------------------------------------------------------------------------------------------------


def completed(shell: str, *words: str) -> str:
    """What tagwerk answers a shell that asks how the last of the words may go on."""
    line = {"COMP_WORDS": " ".join(("tagwerk", *words)), "COMP_CWORD": str(len(words))}
    if shell == "fish":
        line["COMP_CWORD"] = words[-1]
    environment = {**os.environ, **line, "_TAGWERK_COMPLETE": f"{shell}_complete"}
    return subprocess.run([TAGWERK], check=True, env=environment, capture_output=True, text=True).stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_completes_commands_options_and_their_values(shell: str) -> None:
    assert "build" in completed(shell, "bu")
    assert "init" not in completed(shell, "bu")
    assert "--drafts" in completed(shell, "build", "--dr")
    assert "github" in completed(shell, "check", "--format", "g")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_readme_says_how_each_shell_is_set_up(shell: str) -> None:
    (line,) = (line for line in README.splitlines() if f"_TAGWERK_COMPLETE={shell}_source tagwerk" in line)
    command = line.split("`")[-2]
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here, but its line is documented")
    path = f"{TAGWERK.parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run([shell, "-c", command], check=True, env={**os.environ, "PATH": path})


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash here")
def test_bash_completes_once_it_is_set_up(journal: Callable[..., LaidOut]) -> None:
    script = (
        'eval "$(_TAGWERK_COMPLETE=bash_source tagwerk)" && COMP_WORDS=(tagwerk che) COMP_CWORD=1 && '
        '$(complete -p tagwerk | sed "s/.*-F \\([^ ]*\\).*/\\1/") tagwerk && echo "${COMPREPLY[@]}"'
    )
    path = f"{TAGWERK.parent}{os.pathsep}{os.environ['PATH']}"
    shown = subprocess.run(
        ["bash", "-c", script], check=True, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    assert shown.stdout == "check\n"
