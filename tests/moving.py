"""A blog that moves in: exports in a folder beside an empty journal, and `tagwerk import wordpress`."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import Result
from PIL import Image

from .conftest import LaidOut
from .wxr import Item, wxr


class Moving(LaidOut):
    """A journal without anything in it yet."""

    def __init__(self, root: Path) -> None:
        super().__init__(root, {})
        self.remove("content/journal.toml")
        self.exports = root.parent / "exports"
        self.exports.mkdir()

    def export(self, *items: Item, name: str = "export.xml", **site: Any) -> Path:
        return self.file(name, wxr(*items, **site))

    def file(self, name: str, content: str | bytes) -> Path:
        """A file beside the journal: an export, a photo of the media library."""
        file = self.exports / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def runs(self, *words: str | Path) -> Result:
        return self.run("import", "wordpress", *map(str, words))

    def moves(self, *words: str | Path | Item) -> str:
        """Import, and see that nothing is wrong; what was printed. Items are put into an export of their own."""
        items = [word for word in words if isinstance(word, Item)]
        files = [self.export(*items)] if items else []
        result = self.runs(*files, *(word for word in words if not isinstance(word, Item)))
        assert result.exit_code == 0, result.output
        return result.output

    def report(self, *words: str | Path | Item) -> dict[str, Any]:
        """Import, and read the account for machines."""
        file = self.exports / "report.json"
        self.moves(*words, "--report", file)
        found: dict[str, Any] = json.loads(file.read_bytes())
        return found

    def row(self, group: str, *words: str | Path | Item) -> tuple[int, int, Mapping[str, int]]:
        """One row of the account: in the export, imported, reasons for what was left out."""
        row = self.report(*words)["account"][group]
        return row["in_export"], row["imported"], row["reasons"]

    def content(self) -> dict[str, str]:
        """All that stands in content/, as text."""
        return {path: data.decode("utf-8", "replace") for path, data in self.tree("content").items()}

    def source(self, path: str) -> str:
        return (self.root / "content" / path).read_text("utf-8")

    def entry(self) -> str:
        """The source of the only entry there is."""
        (path,) = [path for path in self.tree("content") if path.startswith("entries/") and path.endswith(".md")]
        return self.source(path)


def photo(width: int = 60, height: int = 40, color: str = "teal") -> bytes:
    """A JPEG."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), color).save(file, "JPEG")
    return file.getvalue()
