"""The names that addresses are made of: German spelling, lower case, hyphens."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

GERMAN = (("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"), ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("ẞ", "SS"))

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@lru_cache(maxsize=65536)
def slugify(text: str) -> str:
    """ "Über den Fluß" → "ueber-den-fluss"; other scripts are spelt in Latin letters; "" where no letter is left."""
    if text.isascii() and text.isalpha():  # most places and tags: what the library would say, without its import
        return text.lower()
    if _SLUG.fullmatch(text):  # most names of files
        return text
    from slugify import slugify as transliterate

    return transliterate(unicodedata.normalize("NFC", text), replacements=GERMAN)
