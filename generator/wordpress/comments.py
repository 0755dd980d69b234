"""Comments of an export as records for NAME.comments.yaml. Only approved ones; every other is accounted for.

A comments file is only ever added to: what its author corrected or erased in it stays so, and pages order comments by
their dates, wherever in the file they stand.
"""

from __future__ import annotations

import html
import ipaddress
import re
from collections.abc import Collection, Iterable, Mapping

from ..content.comments import MARKUP, harmless
from ..frontmatter import normalized
from ..model import Value
from ..spelled import records_text
from ..typed import TypedError, records
from .moments import local
from .texts import one_line
from .values import Remark

NAMELESS = "Anonym"  # as WordPress calls a commenter who gave no name
MENTIONS = ("pingback", "trackback")
_STATES = {
    "0": "waiting for approval",
    "hold": "waiting for approval",
    "spam": "spam",
    "trash": "in the trash",
    "post-trashed": "in the trash",
}
_SITE = re.compile(r"https?://[^\s<>\"@]+")  # an @ may be part of an e-mail address
LONGEST_NAME = 250  # characters, as WordPress keeps them
_EMAIL = re.compile(r"([^\s@]+)@[^\s@]+\.[^\s@]+")
_BLANK = re.compile(r"\n\s*\n")


class Sorted(Value, frozen=True):
    """The comments of one post: which to write, and why not the others."""

    approved: tuple[Remark, ...]  # by date
    left_out: tuple[tuple[int, str], ...]  # id, reason
    parents: Mapping[int, int]  # what each of either kind answers, without circles


def sort(remarks: Iterable[Remark]) -> Sorted:
    """Tell the comments that readers saw from the others."""
    remarks = tuple(remarks)
    approved: dict[int, Remark] = {}
    left_out: list[tuple[int, str]] = []
    for remark in remarks:
        reason = _reason(remark) or ("given twice" if remark.id in approved else "")
        if reason:
            left_out.append((remark.id, reason))
        else:
            approved[remark.id] = remark
    by_date = sorted(approved.values(), key=lambda remark: (remark.date, remark.id))
    parents = {remark.id: remark.parent for remark in remarks if remark.id}  # 0 is nobody
    return Sorted(tuple(by_date), tuple(left_out), _without_circles(parents))


def _without_circles(parents: dict[int, int]) -> dict[int, int]:
    """What each comment answers; those that answer one another in a circle answer nobody."""
    seen: dict[int, int] = {}  # the walk that met a comment first
    for start in parents:
        walk: list[int] = []
        above = start
        while above in parents and above not in seen:
            seen[above] = start
            walk.append(above)
            above = parents[above]
        if walk and seen.get(above) == start:
            parents |= dict.fromkeys(walk[walk.index(above) :], 0)
    return parents


def _reason(remark: Remark) -> str:
    if remark.approved not in ("1", "approve", "approved"):
        return _STATES.get(remark.approved, f"of status {remark.approved[:40] or 'none'}")
    if remark.type not in ("", "comment", *MENTIONS):
        return f"of type {remark.type[:40]}"
    if not remark.id:
        return "without an id"
    return "" if text_of(remark.text) else "empty"


def as_records(
    remarks: Iterable[Remark], parents: Mapping[int, int], shown: Collection[int], day: str
) -> list[Mapping[str, str]]:
    """The records of `remarks`. `parents`: what each comment of the post answers, whatever its state; `shown`: the ids
    of those that will stand in the file; `day`: of the post, for a comment without a date."""
    return [_record(remark, _parent(remark, parents, shown), day) for remark in remarks]


def anchor(number: int) -> str:
    """The id of a comment, which is its anchor on the page as it was on WordPress."""
    return f"comment-{number}"


def _record(remark: Remark, parent: int, day: str) -> dict[str, str]:
    return {
        "id": anchor(remark.id),
        "parent": anchor(parent) if parent else "",
        "name": _name(remark.name),
        "site": remark.site if _SITE.fullmatch(remark.site) else "",
        "date": str(local(remark.date) or local(remark.gmt) or day),
        "type": remark.type if remark.type in MENTIONS else "",
        "text": text_of(remark.text),
    }


def _parent(remark: Remark, parents: Mapping[int, int], shown: Collection[int]) -> int:
    """The nearest comment above one that readers see: what it answered may be waiting, or erased."""
    above = parents[remark.id]
    while above in parents and above not in shown:
        above = parents[above]
    return above if above in shown else 0


def _name(text: str) -> str:
    """The name shown, which is no e-mail or IP address."""
    name = one_line(text)[:LONGEST_NAME]
    if mail := _EMAIL.fullmatch(name):
        return mail[1]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name or NAMELESS
    return NAMELESS


def text_of(text: str) -> str:
    """The text of a comment as it is kept: plain where it is plain, else what is harmless of its HTML."""
    cleaned = harmless(text).strip() if "<" in text or "&" in text else text.strip()
    if MARKUP.search(cleaned):
        return cleaned
    plain = html.unescape(cleaned)
    if not MARKUP.search(plain):
        return plain
    parts = (part.strip().replace("\n", "<br>\n") for part in _BLANK.split(cleaned))  # "<b>" as its writer's words
    return "\n".join(f"<p>{part}</p>" for part in parts if part)


def appended(standing: bytes, added: list[Mapping[str, str]]) -> str | None:
    """A comments file with records added below what stands there; None where that would not be read as both."""
    try:
        text = normalized(standing)
        before = records(text)
        joined = (text if text.endswith("\n") else text + "\n") if before else ""
        joined += records_text(added)
        whole = records(joined)
    except (UnicodeDecodeError, TypedError):
        return None
    kept = [{field.key: field.value for field in fields} for fields in whole[: len(before)]]
    as_before = kept == [{field.key: field.value for field in fields} for fields in before]
    return joined if as_before and len(whole) == len(before) + len(added) else None


def ids(standing: bytes) -> set[str]:
    """The ids of the comments that stand in a file; none where it cannot be read."""
    try:
        return {str(field.value) for fields in records(normalized(standing)) for field in fields if field.key == "id"}
    except (UnicodeDecodeError, TypedError):
        return set()
