"""What is said of an export between the modules of this package."""

from __future__ import annotations

from collections.abc import Mapping

from ..model import Value


class Attachment(Value, frozen=True):
    """A file of the media library, as the export lists it."""

    id: int
    address: str
    title: str
    alt: str
    caption: str
    parent: int  # the id of the post it was uploaded to; 0 where there is none


class Term(Value, frozen=True):
    """A category or a tag."""

    kind: str  # "category" or "tag"
    slug: str  # percent-encoding undone
    label: str
    parent: str = ""  # the slug of the category it is below


class Remark(Value, frozen=True):
    """A comment, without what must not be kept: e-mail and IP address never leave the reader."""

    id: int
    parent: int  # the id of the comment that it answers; 0 at the top of a thread
    name: str
    site: str
    date: str  # local, "2016-05-17 08:12:33"
    gmt: str
    text: str  # HTML, as its writer typed it
    type: str  # "" or "comment", "pingback", "trackback", or a plugin's own
    approved: str  # "1", "0", "spam", "trash", "post-trashed"


class Post(Value, frozen=True):
    """One item of an export, whatever its type."""

    file: str  # the export that it stands in
    number: int  # which item of that file, from 1
    id: int  # 0 where the export gives none
    type: str  # "post", "page", "attachment", "nav_menu_item", …
    status: str  # "publish", "draft", "pending", "private", "future", "trash", "inherit", "auto-draft"
    title: str
    link: str
    guid: str
    slug: str  # percent-encoding undone
    date: str  # local, "2016-05-17 05:33:00"; may be all zeros
    gmt: str
    parent: int
    order: int  # among pages
    protected: bool  # by a password
    comments_open: bool
    body: str
    excerpt: str
    attachment_url: str
    terms: tuple[Term, ...]
    meta: Mapping[str, str]
    comments: tuple[Remark, ...]


class Blog(Value, frozen=True):
    """What an export says of the whole site."""

    title: str = ""
    link: str = ""
    base_url: str = ""  # wp:base_blog_url: where the site stood
    description: str = ""
    language: str = ""
    date: str = ""  # when the export was made, RFC 822
    authors: tuple[str, ...] = ()  # the names shown
    terms: tuple[Term, ...] = ()
