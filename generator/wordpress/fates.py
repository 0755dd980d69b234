"""What an import makes of an item, by its type and status. Reasons for the account are English, notes for the author
of the journal, which stand in the sources, are German."""

from __future__ import annotations

from ..model import Value
from .values import Post

_DRAFTS = {
    "draft": "war auf WordPress ein Entwurf",
    "pending": "wartete auf WordPress auf Freigabe",
    "private": "war auf WordPress privat",
    "future": "war auf WordPress für später geplant",
}
_LEFT_OUT = {
    "trash": "in the trash",
    "auto-draft": "an automatic draft",
    "inherit": "a revision",
}
_GROUPS = {"post": "posts", "page": "pages", "attachment": "media"}


class Fate(Value, frozen=True):
    """What becomes of an item."""

    group: str  # the row of the account: "posts", "pages", "media", "other"
    left_out: str = ""  # the reason; empty where it is imported
    draft: str = ""  # why it becomes a draft, in German; empty where it is published


def fate(post: Post) -> Fate:
    """What becomes of `post`. A status that WordPress does not know by itself never becomes "published"."""
    group = _GROUPS.get(post.type, "other")
    if group == "other":
        return Fate(group, f"of type {post.type[:40]}")
    if post.status in ("trash", "auto-draft") or (post.status == "inherit" and group != "media"):
        return Fate(group, _LEFT_OUT[post.status])
    if group == "media":
        return Fate(group)
    if post.protected and post.status == "publish":
        return Fate(group, draft="war auf WordPress durch ein Passwort geschützt")
    if post.status != "publish":
        return Fate(group, draft=_DRAFTS.get(post.status, f"hatte auf WordPress den Status {post.status[:40]}"))
    return Fate(group)
