"""What checks look at: a journal as its sources tell it, and as it was built."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..config import Config
from ..content import Files
from ..journal import Journal
from ..model import Head, Resolved, Value
from .site import Site


class Subject(Value, frozen=True):
    """A journal to be checked."""

    root: Path
    config: Config
    files: Files
    heads: tuple[Head, ...]  # of all sources that can be read, drafts too
    unread: frozenset[str]  # the sources that cannot
    journal: Journal  # what a plain build shows
    resolved: Mapping[str, Resolved]  # by source; none where the journal cannot be built
    site: Site  # empty where the journal cannot be built
