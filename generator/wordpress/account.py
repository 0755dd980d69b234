"""The account: of every thing in the export, that it was imported, or why not. It must add up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ..model import Value

GROUPS = ("posts", "pages", "comments", "media", "links", "other")
_SHORTCODE = re.compile(r"(\[[\w-]+)\W.*\]", re.DOTALL)  # listed by its name, whatever it was told
MOST_REASONS = 3  # shown in a row of the table; the report has them all


class Matter(Value, frozen=True):
    """One thing that its author may want to look at."""

    group: str
    what: str  # the path of a source, the id and title of an item, an address
    reason: str


class Account:
    """Counts what is in the export and what became of it."""

    def __init__(self, found: Mapping[str, int]) -> None:
        """`found`: how many things of each group the first look at the export counted."""
        self.found = Counter({group: found.get(group, 0) for group in GROUPS})
        self.imported: Counter[str] = Counter()
        self.left_out: dict[str, Counter[str]] = {group: Counter() for group in GROUPS}
        self.how: dict[str, Counter[str]] = {group: Counter() for group in GROUPS}  # of what was imported
        self.matters: list[Matter] = []  # each thing left out that has a name
        self.unknown: dict[str, list[str]] = {}  # shortcodes, blocks, elements: the sources that hold them
        self.removed: dict[str, list[str]] = {}  # what was left out for safety: the sources that held it
        self.fields: dict[str, list[str]] = {}  # custom fields: the sources of the items that had them
        self.datelines: list[str] = []  # sources whose first line looks like a dateline, and may be none

    def add(self, group: str, number: int = 1) -> None:
        """Things that only a look at the texts finds."""
        self.found[group] += number

    def keep(self, group: str, how: str, number: int = 1) -> None:
        self.imported[group] += number
        self.how[group][how] += number

    def leave(self, group: str, reason: str, what: str = "", number: int = 1) -> None:
        self.left_out[group][reason] += number
        if what:
            self.matters.append(Matter(group, what, reason))

    def holds(self, source: str, unknown: Iterable[str], removed: Iterable[str], fields: Iterable[str]) -> None:
        for kept, names in ((self.unknown, unknown), (self.removed, removed), (self.fields, fields)):
            for name in dict.fromkeys(_SHORTCODE.sub(r"\1]", name) for name in names):
                kept.setdefault(name, []).append(source)

    def adds_up(self) -> bool:
        return all(self.found[group] == self.imported[group] + self._left(group) for group in GROUPS)

    def _left(self, group: str) -> int:
        return self.left_out[group].total()

    def table(self) -> Iterator[str]:
        """The account for people, in lines."""
        yield f"{'':10}{'in the export':>14}{'imported':>10}{'left out':>10}"
        for group in GROUPS:
            if self.found[group]:
                row = f"{group:10}{self.found[group]:>14}{self.imported[group]:>10}{self._left(group):>10}"
                yield f"{row}  {_reasons(self.left_out[group])}".rstrip()

    def report(self) -> dict[str, object]:
        """The account for machines."""
        return {
            "version": 1,
            "account": {
                group: {
                    "in_export": self.found[group],
                    "imported": self.imported[group],
                    "left_out": self._left(group),
                    "how": dict(sorted(self.how[group].items())),
                    "reasons": dict(sorted(self.left_out[group].items())),
                }
                for group in GROUPS
            },
            "left_out": self.matters,
            "unknown": self.unknown,
            "removed_for_safety": self.removed,
            "custom_fields": self.fields,
            "unsure_datelines": self.datelines,
        }


def _reasons(reasons: Counter[str]) -> str:
    shown = [f"{number} {reason}" for reason, number in reasons.most_common(MOST_REASONS)]
    more = len(reasons) - len(shown)
    return ", ".join(shown) + (f", {more} more reasons" if more > 0 else "")
