"""The benchmark: one generated journal, built by Tagwerk and by its peers. Run it with `python -m tests.bench`."""

from __future__ import annotations
