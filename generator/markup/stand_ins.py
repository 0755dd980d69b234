"""An extension of Python-Markdown that spares it the plain paragraphs of a document.

Each run of them is rendered the short way (shortcuts) and given a stand-in: one paragraph that nothing looks into.
After everything else the stand-ins are replaced.
"""

from __future__ import annotations

import re
from typing import Any, cast
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString

from .shortcuts import plain

# The source cannot hold STX (U+0002): normalizing took it out.
_STAND_IN = "\x02plain:{}\x03"
_WRITTEN = re.compile(r"<p>\x02plain:(\d+)\x03</p>")

# Raw HTML, fences and abbreviations reach into other paragraphs; a definition makes a term of the one before it.
_FAR_REACHING = re.compile(r"<|```|~~~|\*\[|\n {0,3}:[ \n]")


class StandIns(Extension):
    def __init__(self, line_breaks: bool) -> None:
        super().__init__()
        self.line_breaks = line_breaks
        self.rendered: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.registerExtension(self)
        md.preprocessors.register(_Finding(md, self), "plain", 28)  # after the white space, before all others
        md.parser.blockprocessors.register(_Placing(md.parser), "plain", 200)
        md.postprocessors.register(_Replacing(md, self), "plain", 0)
        # It asks its registry for each pattern and each text; a tuple answers faster. This extension comes last.
        cast(Any, md.treeprocessors["inline"]).inlinePatterns = tuple(md.inlinePatterns)

    def reset(self) -> None:
        self.rendered.clear()


class _Finding(Preprocessor):
    def __init__(self, md: Markdown, extension: StandIns) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        if _FAR_REACHING.search("\n" + source):
            return lines
        result: list[str] = []
        run: list[str] = []
        for block in source.split("\n\n"):
            words = block.lstrip("\n")
            paragraph = plain(words, self._extension.line_breaks) if words else None
            if paragraph is not None:
                run.append(paragraph)
                continue
            if words:
                self._end(run, result)
            if words or not run:
                result.append(block)
        self._end(run, result)
        return "\n\n".join([*result, ""]).split("\n")

    def _end(self, run: list[str], result: list[str]) -> None:
        if run:
            result.append(_STAND_IN.format(len(self._extension.rendered)))
            self._extension.rendered.append("\n".join(run))
            run.clear()


class _Placing(BlockProcessor):
    def test(self, parent: Element, block: str) -> bool:
        return block.startswith("\x02plain:")

    def run(self, parent: Element, blocks: list[str]) -> None:
        SubElement(parent, "p").text = AtomicString(blocks.pop(0))


class _Replacing(Postprocessor):
    def __init__(self, md: Markdown, extension: StandIns) -> None:
        super().__init__(md)
        self._rendered = extension.rendered

    def run(self, text: str) -> str:
        return _WRITTEN.sub(self._paragraphs, text) if self._rendered else text

    def _paragraphs(self, match: re.Match[str]) -> str:
        return self._rendered[int(match[1])]
