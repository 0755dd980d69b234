"""The identity of the generator: its code, the Python it runs on, the libraries it uses."""

from __future__ import annotations

import os
import sys
from hashlib import blake2b
from pathlib import Path

# Those that decide what a page says. Their versions are read off the names of their metadata folders: asking
# importlib.metadata costs more than all else that a build with nothing to do has to do.
LIBRARIES = frozenset(
    ("jinja2", "markupsafe", "markdown", "python_frontmatter", "pyyaml", "feedgen", "lxml", "pillow", "pillow_heif",
     "nh3", "python_slugify", "text_unidecode", "msgspec", "tzdata")
)  # fmt: skip


def identity() -> bytes:
    """A digest that changes whenever the same journal might become other pages."""
    found = blake2b(sys.version.encode(), digest_size=16)
    package = Path(__file__).parent
    for file in sorted(package.rglob("*.py")):
        found.update(file.read_bytes())
    for name in sorted(_versions()):
        found.update(name.encode())
    return found.digest()


def _versions() -> set[str]:
    names: set[str] = set()
    for folder in filter(os.path.isdir, sys.path):
        for name in os.listdir(folder):
            if name.endswith(".dist-info") and name.partition("-")[0].lower() in LIBRARIES:
                names.add(name)
    return names
