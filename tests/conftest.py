"""A journal laid out from a dict of files, built at the command line without a new process."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

from generator.cli import main

# No test depends on how fast the machine is, nor on chance: who looks for new examples sets TAGWERK_SEARCH.
settings.register_profile(
    "tagwerk",
    deadline=None,
    derandomize="TAGWERK_SEARCH" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tagwerk")

SETTINGS = 'title = "Mein Tagebuch"\nbase_url = "https://tage.example"\n'
AFTERNOON = 1_480_000_000  # 24 November 2016, 16:06 in Berlin

Files = Mapping[str, str | bytes]


class LaidOut:
    """A journal in a folder of its own."""

    def __init__(self, root: Path, files: Files) -> None:
        self.root = root
        for path, content in {"content/journal.toml": SETTINGS, **files}.items():
            self.write(path, content)

    def write(self, path: str, content: str | bytes) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def remove(self, path: str) -> None:
        (self.root / path).unlink()

    def run(self, *words: str) -> Result:
        """Run `tagwerk --root … words`. A traceback fails the test."""
        result = CliRunner().invoke(main, ["--root", str(self.root), *words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def build(self, *options: str) -> Result:
        jobs = () if "--jobs" in options else ("--jobs", "1")
        return self.run("build", *jobs, *options)

    def built(self, *options: str) -> Result:
        """Build, and see that nothing is wrong."""
        result = self.build(*options)
        assert result.exit_code == 0, result.output
        return result

    def complaints(self, *options: str) -> list[str]:
        """The lines that a failing build prints."""
        result = self.build(*options)
        assert result.exit_code == 1, result.output
        return result.output.splitlines()

    def read(self, path: str) -> str:
        return (self.root / "output" / path).read_text("utf-8")

    def has(self, path: str) -> bool:
        return (self.root / "output" / path).is_file()

    def tree(self, folder: str = "output") -> dict[str, bytes]:
        top = self.root / folder
        return {
            file.relative_to(top).as_posix(): file.read_bytes() for file in sorted(top.rglob("*")) if file.is_file()
        }


@pytest.fixture(autouse=True)
def _afternoon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The present of every test, so that none depends on the clock."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(AFTERNOON))


@pytest.fixture
def journal(tmp_path: Path) -> Callable[..., LaidOut]:
    """`journal({"content/entries/2016-05-17-x.md": "…"})` lays out a journal, with settings if none are given."""

    def lay_out(files: Files | None = None, folder: str = "journal") -> LaidOut:
        return LaidOut(tmp_path / folder, files or {})

    return lay_out


@pytest.fixture
def moving(tmp_path: Path) -> Any:
    """An empty journal that a blog moves to."""
    from .moving import Moving

    return Moving(tmp_path / "journal")
