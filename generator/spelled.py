"""Front matter and comments spelled as an author would type them, so that `typed` reads back what was meant.

The one hand that writes sources: `tagwerk new` and the importers. Reading is frontmatter's and typed's business.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from .typed import TypedError, mapping

Scalar = str
Item = Scalar | Mapping[str, Scalar]
Spellable = Scalar | Sequence[Item]

# In [brackets] and {braces}, commas and brackets end a value; these signs end nothing anywhere.
_FLOW_PLAIN = re.compile(r"[\w(„][\w .()/+„“’–…-]*(?<! )")
# Plain behind a key as well, without asking YAML, which takes longer than all the rest: most texts are.
_PLAIN = re.compile(r"[^\W_](?:[\w .,;!?()/+=–„“’…-]|:(?=[\w/]))*(?<! )")
# What YAML may not hold even in quotes, but as an escape: controls, surrogates, and line ends of other alphabets.
_ESCAPED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def entry_text(fields: Mapping[str, Spellable], body: str, notes: Mapping[str, str] | None = None) -> str:
    """A whole source: front matter with the `fields` in their order, then the `body`.

    Empty values are left out. `notes`: a YAML comment behind the field of that name, of one line.
    """
    notes = notes or {}
    lines = [line for key, value in fields.items() if value for line in _field(key, value, notes.get(key, ""))]
    front = "\n".join(("---", *lines, "---", "")) if lines else _fence(body)
    return front + (body.strip("\n") + "\n" if body.strip("\n") else "")


def records_text(records: Iterable[Mapping[str, Scalar]]) -> str:
    """A list of mappings, as archived comments stand in NAME.comments.yaml. Empty values are left out."""
    return "".join(_record(record) for record in records) or "[]\n"


def _fence(body: str) -> str:
    """An empty front matter, where the body would be taken for one."""
    return "---\n---\n" if body.lstrip("\n").startswith(("-", "–", "—")) else ""


def _field(key: str, value: Spellable, note: str) -> list[str]:
    behind = f"  # {' '.join(note.split())}" if note else ""
    if isinstance(value, str):
        return [f"{key}: {scalar(value)}{behind}"]
    if all(isinstance(item, str) for item in value):
        return [f"{key}: [{', '.join(_in_flow(item) for item in value if isinstance(item, str))}]{behind}"]
    return [f"{key}:{behind}", *(f"  - {_item(item)}" for item in value)]


def _item(item: Item) -> str:
    if isinstance(item, str):
        return scalar(item)
    return "{" + ", ".join(f"{key}: {_in_flow(value)}" for key, value in item.items()) + "}"


def _record(record: Mapping[str, Scalar]) -> str:
    lines = [line for key, value in record.items() if value for line in _block(key, value)]
    return "- " + "\n".join(f"  {line}" if line else "" for line in lines)[2:] + "\n" if lines else "- {}\n"


def _block(key: str, value: Scalar) -> list[str]:
    """A value of several lines stands below its key, as it is, where nothing in it would be lost."""
    lines = value.split("\n")
    kept = len(lines) > 1 and value == value.strip() and not _ESCAPED.search(value.replace("\n", ""))
    if kept:
        return [f"{key}: |-", *("  " + line if line else "" for line in lines)]
    return [f"{key}: {scalar(value)}"]


def scalar(text: str) -> str:
    """One value behind a key: as it is where YAML reads it back unchanged, else in quotes."""
    if _PLAIN.fullmatch(text):
        return text
    try:
        plain = [field.value for field in mapping(f"key: {text}")] == [text]
    except TypedError:
        plain = False
    return text if plain and not _ESCAPED.search(text) and "\n" not in text else _quoted(text)


def _in_flow(text: str) -> str:
    return text if _FLOW_PLAIN.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    """Double quotes, whose escapes YAML shares with JSON (YAML 1.2.2, 5.7); surrogates it has none of."""
    whole = text.encode("utf-8", "replace").decode()
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(whole, ensure_ascii=False))
