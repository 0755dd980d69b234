"""The characters of an XML file as a stream: decoded, and without those that XML forbids but WordPress lets through."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import IO

_CHUNK = 2**16
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
# XML 1.0, section 2.2: what is no Char. U+FFFD stands where bytes could not be decoded.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef]|d[89a-f]..)|0*(?:[0-8]|1[124-9]|2\d|3[01]));",
                        re.IGNORECASE)  # fmt: skip
_LONGEST_REFERENCE = 16
_ENCODINGS = re.compile(r"utf-8|utf-16|ascii|iso8859-\d+|cp\d+|koi8-r")  # as Python calls those of old exports


class Characters:
    """Iterates over the text of a binary stream; afterwards it knows what it had to take out."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.removed = 0  # characters that XML forbids
        self.undecodable = 0  # replaced by U+FFFD
        self.first_line = 0  # of the first of either kind

    def __iter__(self) -> Iterator[str]:
        head = self._stream.read(_CHUNK)
        encoding, skipped = _encoding(head)
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        data, kept, line = head[skipped:], "", 1
        while data or kept:
            text = kept + decoder.decode(data, final=not data)
            text, kept = _whole(text) if data else (text, "")
            yield self._cleaned(text, line)
            line += text.count("\n")
            if not data:
                return
            data = self._stream.read(_CHUNK)

    def _cleaned(self, text: str, line: int) -> str:
        undecodable = text.count("\ufffd")
        cleaned, forbidden = _FORBIDDEN.subn("", text)
        referenced = 0
        if "&#" in cleaned:
            cleaned, referenced = _REFERENCE.subn("", cleaned)
        if (undecodable or forbidden or referenced) and not self.first_line:
            found = re.search(f"\ufffd|{_FORBIDDEN.pattern}|{_REFERENCE.pattern}", text, re.IGNORECASE)
            self.first_line = line + (text.count("\n", 0, found.start()) if found else 0)
        self.undecodable += undecodable
        self.removed += forbidden + referenced
        return cleaned


def _encoding(head: bytes) -> tuple[str, int]:
    """The encoding of a file that begins with `head`, and how many bytes say nothing else."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding, len(mark)
    declared = _DECLARED.match(head)
    try:
        name = codecs.lookup(declared[1].decode("ascii")).name if declared else "utf-8"
    except LookupError:
        name = "utf-8"
    return (name if _ENCODINGS.fullmatch(name) else "utf-8"), 0


def _whole(text: str) -> tuple[str, str]:
    """The text up to a reference that its end may have cut in two, and the rest."""
    start = text.rfind("&", -_LONGEST_REFERENCE)
    return (text, "") if start < 0 or ";" in text[start:] else (text[:start], text[start:])
