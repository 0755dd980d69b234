"""What may stay of a tag's attributes: addresses looked up and rebased, ids made unique, what is unsafe taken out."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from ..model import Photo, Resolution, Target
from . import foreign
from .addresses import Kind, host, kind_of
from .context import Context
from .findings import Findings
from .tags import Attributes, names

_ID = re.compile(r"""\sid\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""", re.IGNORECASE)
_ID_LISTS = names("for headers list form aria-labelledby aria-describedby aria-controls aria-owns aria-details")
_LOOKED_UP = foreign.LOADING | {"href", "xlink:href"}
_NOT_ALLOWED = frozenset(("ping", "srcdoc"))


class AttributeRules:
    """The rules for one body; what they object to goes to `findings`."""

    def __init__(self, html: str, context: Context, findings: Findings) -> None:
        self._context = context
        self._findings = findings
        self._targets = {(target, photo): resolution for target, photo, resolution in context.references}
        found = _ID.findall(html) if context.prefix else ()
        self._own_ids = frozenset(unescape("".join(spellings)) for spellings in found)
        self._ids: set[str] = set()

    def apply(self, tag: str, attributes: Attributes) -> Attributes:
        result: Attributes = {}
        for name, value in attributes.items():
            if name.startswith("on"):
                self._findings.refuse([name, f"<{tag}"], f'"{name}" runs a script', "take it out")
            elif name in _NOT_ALLOWED:
                self._findings.refuse([name], f'"{name}" is not allowed in a text', "take it out")
            elif value is None:
                result[name] = None
            else:
                kept = self._value(tag, name, value)
                if kept is not None:
                    result[name] = kept
        return result

    def resolution(self, target: str, photo: bool) -> Resolution | None:
        """What a reference leads to, if that is known: as it is written, else decoded, else without its fragment."""
        if not self._targets:
            return None
        name = target if photo else target.partition("#")[0]
        spellings = (target, unquote(target), name, unquote(name))
        return next((self._targets[key] for spelling in spellings if (key := (spelling, photo)) in self._targets), None)

    def refuse_address(self, address: str) -> None:
        hint = "link to a page instead"
        self._findings.refuse([address], f'the address "{address[:40]}" may run a script', hint)

    def warn_foreign(self, address: str, what: str) -> None:
        hint = "put the file beside the entry, so that no page asks another host"
        self._findings.warn([address], f"{address[:80]} would be loaded from {host(address)}; {what}", hint)

    def _value(self, tag: str, name: str, value: str) -> str | None:
        if name == "id":
            return self._identifier(value)
        if name in foreign.SETS:
            return self._source_set(tag, value)
        if name in foreign.ADDRESSES:
            return self._address(tag, name, value.strip())
        if name in foreign.STYLED and foreign.STYLE_LOADS.search(value):
            message = f'"{name}" may load something or run a script'
            self._findings.refuse([value, f"<{tag}"], message, "take the address out")
            return None
        return self._references_to_ids(name, value)

    def _address(self, tag: str, name: str, value: str) -> str | None:
        kind = kind_of(value)
        if kind is Kind.UNSAFE:
            self.refuse_address(value)
            return None
        if kind is Kind.FOREIGN and (name in foreign.LOADING or (name.endswith("href") and tag not in foreign.LEADING)):
            self.warn_foreign(value, "left out")
            return None
        if kind is Kind.ROOT:
            return self._context.base + value
        if kind is Kind.FRAGMENT:
            return self._fragment(value)
        if kind is Kind.RELATIVE and name in _LOOKED_UP:
            return self._resolved(value, photo=name == "poster" or tag in ("img", "input"))
        return value

    def _resolved(self, value: str, photo: bool) -> str:
        self._findings.references.append((value, photo))
        found = self.resolution(value, photo)
        if isinstance(found, Photo):
            return self._context.base + found.fallback.address
        if not isinstance(found, Target):
            return value
        fragment = value.partition("#")[2]
        return self._context.base + found.address + (f"#{fragment}" if fragment and "#" not in found.address else "")

    def _source_set(self, tag: str, value: str) -> str | None:
        candidates = []
        for candidate in re.split(r",\s+|\s,", value.strip(" \t\n,")):
            address, space, size = candidate.strip().partition(" ")
            kept = self._address(tag, "poster", address)
            if kept is not None:
                candidates.append(kept + space + size)
        return ", ".join(candidates) or None

    def _fragment(self, value: str) -> str:
        name = value[1:]
        prefix = "" if self._own_ids.isdisjoint((name, unquote(name))) else self._context.prefix
        return f"{self._context.page}#{prefix}{name}" if name else value

    def _identifier(self, value: str) -> str:
        unique, count = value, 1
        while unique in self._ids:
            count += 1
            unique = f"{value}-{count}"
        self._ids.add(unique)
        return self._context.prefix + unique

    def _references_to_ids(self, name: str, value: str) -> str:
        if not self._context.prefix:
            return value
        if name == "usemap":
            return self._fragment(value)
        if name in _ID_LISTS:
            return " ".join(self._context.prefix * (word in self._own_ids) + word for word in value.split())
        return value
