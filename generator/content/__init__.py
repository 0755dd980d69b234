"""The journal on disk, read: which files there are, and what each entry, page and comment says."""

from __future__ import annotations

from .comments import beside, threads
from .entries import read
from .scan import Files, Stat, scan

__all__ = ["Files", "Stat", "beside", "read", "scan", "threads"]
