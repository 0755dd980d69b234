"""Exports read as a stream: WXR 1.0, 1.1 and 1.2, one item after the other, in the memory that one item needs.

The parser is expat rather than lxml: it takes prefixes that nobody declared (WordPress.com's `atom:link` is one) as
they stand, declares no entity that it was told to refuse, and says exactly where a file is broken, where lxml's
recovery would drop the rest of an item without a word. What can be mended without guessing is: forbidden characters
(`characters`) and HTML's entities, which XML does not know.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote
from xml.parsers import expat

from ..model import Failed, Problem
from .characters import Characters
from .exports import Export
from .values import Blog, Post, Remark, Term

LARGEST = 64 * 2**20  # characters of one item, its comments included; the longest books have four million
ELEMENT = 100  # characters that an element counts for, so that empty ones cannot fill the memory
MOST_NAMES = 10_000  # of elements and attributes; an export has about a hundred
DEEPEST = 64  # elements in elements; an export has six
_RECORDS = frozenset({"channel", "item", "wp:comment", "wp:postmeta", "wp:author", "wp:category", "wp:tag"})
_WXR = re.compile(r"https?://wordpress\.org/export/\d+\.\d+/(excerpt/)?")
_MODULES = {"http://purl.org/rss/1.0/modules/content/": "content", "http://purl.org/dc/elements/1.1/": "dc"}
LONGEST_TAG = 16 * 2**20  # bytes
_TEXTS = frozenset({"title", "content:encoded", "excerpt:encoded", "wp:comment_content", "wp:comment_author"})
# Never collected. E-mail addresses go no further than _remark, which must not take one for a name.
_PERSONAL = frozenset({"wp:comment_author_IP", "wp:comment_agent"})

_Record = dict[str, str]


def read(export: Export, warn: Callable[[Problem], None]) -> Iterator[Blog | Post]:
    """What the export says of the site, then its items in their order. Raises Failed with a line number."""
    reader = _Reader(export.name)
    with export.open() as stream:
        characters = Characters(stream)
        for text in characters:
            reader.feed(text)
            yield from reader.taken()
        reader.close()
        yield from reader.taken()
    removed, undecodable = characters.removed, characters.undecodable
    for number, what in ((removed, "that XML forbids: left out"), (undecodable, "that cannot be read: now \ufffd")):
        if number:
            message = f"holds {number} character{'s' * (number > 1)} {what}"
            warn(Problem(export.name, characters.first_line, message, "the first is here", warning=True))


class _Reader:
    """Expat's handlers: elements put together to items."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._fed = 0
        self._size = 0
        self._path: list[str] = []
        self._prefixes: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._text: list[str] = []
        self._records: list[_Record] = []
        self._attributes: dict[str, str] = {}
        self._out: list[Blog | Post] = []
        self._blog: list[tuple[str, _Record]] = []  # the authors, categories and tags of the channel
        self._blog_told = False
        self._count = 0
        self._begin_item()
        self._parser = self._made_parser()

    def _made_parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8")  # whatever the file declares: `characters` decoded it
        parser.buffer_text = True
        parser.buffer_size = 2**18
        # An entity that is not declared is skipped, and told of, only where there may be an external DTD.
        parser.UseForeignDTD(True)
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
        parser.ExternalEntityRefHandler = self._nothing_external
        parser.EntityDeclHandler = self._refuse_entity
        parser.SkippedEntityHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        return parser

    def feed(self, text: str, final: bool = False) -> None:
        data = text.encode()
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            hint = "export it from WordPress again; a file that ends too early was not downloaded whole"
            raise self._failed(f"broken XML: {reason}", hint, error.lineno) from error
        self._fed += len(data)
        if self._fed - self._parser.CurrentByteIndex > LONGEST_TAG:  # expat keeps an unfinished one in memory
            raise self._failed(f"a tag or comment is longer than {LONGEST_TAG // 2**20} MiB", "this is no export")

    def close(self) -> None:
        self.feed("", final=True)
        if not self._blog_told:
            self._tell_blog()

    def taken(self) -> list[Blog | Post]:
        out, self._out = self._out, []
        return out

    def _failed(self, message: str, hint: str, line: int = 0) -> Failed:
        return Failed([Problem(self._name, line or self._parser.CurrentLineNumber, message, hint)])

    def _refuse_entity(self, name: str, *_: object) -> None:
        raise self._failed(f'declares the entity "{name[:40]}"', "no export does; take the declaration out")

    def _nothing_external(self, place: str | None, *_: object) -> int:
        """Whatever a DOCTYPE points to is taken to be empty, and never asked for."""
        self._parser.ExternalEntityParserCreate(place).Parse("", True)
        return 1

    def _entity(self, name: str, is_parameter: bool) -> None:
        self._characters("" if is_parameter else html.unescape(f"&{name};"))

    def _characters(self, data: str) -> None:
        self._grow(len(data))
        self._text.append(data)

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > LARGEST:
            raise self._failed(f"an item holds more than {LARGEST // 2**20} MiB of text", "this is no export")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._grow(ELEMENT)
        if attributes:
            self._note(attributes)
        name = self._known(name)
        if not self._path and name != "rss":
            raise self._failed(f"is no WordPress export: it begins with <{name[:40]}>", "export all content as XML")
        if self._path and self._path[-1] in _TEXTS:
            message = f"<{name[:40]}> stands as an element in the text of <{self._path[-1]}>"
            raise self._failed(message, "export it from WordPress again, which puts texts into <![CDATA[…]]>")
        self._path.append(name)
        if len(self._path) > DEEPEST:
            raise self._failed("elements are nested too deep", "this is no export")
        self._text.clear()
        self._attributes = attributes
        if name in _RECORDS:
            self._records.append({})
        if name == "item":
            self._begin_item()

    def _note(self, attributes: dict[str, str]) -> None:
        self._grow(sum(map(len, attributes.values())))
        for key, value in attributes.items():
            self._known(key)
            if key.startswith("xmlns:") and (prefix := _prefix(value)):
                self._prefixes[key[6:]] = prefix
                self._names.clear()

    def _begin_item(self) -> None:
        if self._path and not self._blog_told:
            self._tell_blog()
        self._size = 0
        self._terms: dict[Term, None] = {}
        self._meta: dict[str, str] = {}
        self._comments: list[Remark] = []

    def _end(self, name: str) -> None:
        name = self._path.pop()
        text = "".join(self._text)
        self._text.clear()
        if name in _RECORDS:
            self._complete(name, self._records.pop())
        elif self._path and self._path[-1] in _RECORDS and self._records:
            self._leaf(name, text)

    def _leaf(self, name: str, text: str) -> None:
        if name == "category" and self._path[-1] == "item":
            if term := _term(self._attributes, text.strip()):
                self._terms[term] = None
        elif name == "wp:post_password":
            self._records[-1]["protected"] = "yes" if text.strip() else ""
        elif name not in _PERSONAL:
            self._records[-1][name] = text

    def _complete(self, name: str, record: _Record) -> None:
        if name == "item":
            self._count += 1
            self._out.append(self._post(record))
        elif name == "wp:comment":
            self._comments.append(_remark(record))
        elif name == "wp:postmeta":
            self._meta[record.get("wp:meta_key", "")] = record.get("wp:meta_value", "")
        elif name == "channel":
            self._records.append(record)  # for an export without items, told of at the end
        elif not self._blog_told:
            self._blog.append((name, record))

    def _tell_blog(self) -> None:
        self._blog_told = True
        self._out.append(_blog(self._records[0] if self._records else {}, self._blog))

    def _post(self, record: _Record) -> Post:
        def text(name: str) -> str:
            return record.get(name, "").strip()

        return Post(
            file=self._name,
            number=self._count,
            id=_number(text("wp:post_id")),
            type=text("wp:post_type") or "post",
            status=text("wp:status") or "publish",
            title=text("title"),
            link=text("link"),
            guid=text("guid"),
            slug=unquote(text("wp:post_name")),
            date=text("wp:post_date"),
            gmt=text("wp:post_date_gmt"),
            parent=_number(text("wp:post_parent")),
            order=_number(text("wp:menu_order")),
            protected=bool(text("protected")),
            comments_open=text("wp:comment_status") != "closed",
            body=record.get("content:encoded", ""),
            excerpt=text("excerpt:encoded"),
            attachment_url=text("wp:attachment_url"),
            terms=tuple(self._terms),
            meta=self._meta,
            comments=tuple(self._comments),
        )

    def _known(self, name: str) -> str:
        """A name with the prefix by which this module calls it. Expat, too, keeps every name that it meets."""
        if known := self._names.get(name):
            return known
        if len(self._names) == MOST_NAMES:
            raise self._failed(f"holds elements of more than {MOST_NAMES} names", "this is no export")
        prefix, colon, local = name.partition(":")
        return self._names.setdefault(name, f"{self._prefixes.get(prefix, prefix)}:{local}" if colon else name)


def _prefix(uri: str) -> str:
    """The prefix by which this module calls a namespace, whatever the file calls it."""
    found = _WXR.fullmatch(uri)
    return ("excerpt" if found[1] else "wp") if found else _MODULES.get(uri, "")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def _term(attributes: dict[str, str], label: str) -> Term | None:
    """A category or tag of an item. WXR 1.0 gives each twice, once without its slug."""
    kinds = {"category": "category", "tag": "tag", "post_tag": "tag"}
    kind = kinds.get(attributes.get("domain", ""))
    slug = unquote(attributes.get("nicename", ""))
    return Term(kind, slug, " ".join(label.split())) if kind and slug and label else None


def _remark(record: _Record) -> Remark:
    def text(name: str) -> str:
        return record.get(f"wp:comment_{name}", "").strip()

    name = text("author")
    return Remark(
        id=_number(text("id")),
        parent=_number(text("parent")),
        name=name if name != text("author_email") else "",
        site=text("author_url"),
        date=text("date"),
        gmt=text("date_gmt"),
        text=text("content"),
        type=text("type"),
        approved=text("approved"),
    )


def _blog(channel: _Record, parts: list[tuple[str, _Record]]) -> Blog:
    def text(name: str) -> str:
        return channel.get(name, "").strip()

    terms = []
    authors: dict[str, None] = {}
    for name, record in parts:
        if name == "wp:author":
            authors[record.get("wp:author_display_name", "").strip()] = None
        elif name == "wp:category":
            slug, parent = record.get("wp:category_nicename", ""), record.get("wp:category_parent", "")
            terms.append(Term("category", unquote(slug), record.get("wp:cat_name", "").strip(), unquote(parent)))
        elif name == "wp:tag":
            terms.append(Term("tag", unquote(record.get("wp:tag_slug", "")), record.get("wp:tag_name", "").strip()))
    return Blog(
        title=text("title"),
        link=text("link"),
        base_url=text("wp:base_blog_url"),
        description=text("description"),
        language=text("language"),
        date=text("pubDate"),
        authors=tuple(name for name in authors if name),
        terms=tuple(terms),
    )
