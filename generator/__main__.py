"""`python -m generator` is the command `tagwerk`."""

from __future__ import annotations

from .cli import main

main(prog_name="tagwerk")
