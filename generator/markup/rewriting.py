"""One pass over the HTML of a body: references and addresses resolved, photos placed, nothing foreign or unsafe left.

Markdown-made and raw HTML are treated alike: every tag is read, judged and written anew, and the whole is kept balanced
(tree). What becomes of attributes is decided in `attributes`; what could not stay is a finding, and `survey` gives
findings their lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from re import Match

from ..model import MissingPhoto, Photo
from . import figures, foreign
from .addresses import Kind, host, kind_of
from .attributes import AttributeRules
from .context import Context
from .findings import Findings
from .tags import PHRASING, TAG, VOID, Attributes, read_attributes, start_tag
from .tree import Tree

_IMAGE = r"<img [^<>]*>"
_PHOTOS = re.compile(rf"<p>((?:\s++|<br>|<a [^<>]*>\s*{_IMAGE}\s*</a>|{_IMAGE})++)</p>")
_PHOTO = re.compile(rf"(<a [^<>]*>)?\s*({_IMAGE})")
# A top-level paragraph of which nothing needs a look.
_PROSE = re.compile(r"<p>[^<>]*+(?:<(em|strong)>[^<>]++</\1>[^<>]*+)*+</p>")
_MORE = re.compile(r"\s*more\b")
_SOURCE = re.compile(r"""<source\s[^<>]*?\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE)
_REACH = 5000  # characters in which the sources of a film stand


class Rewriting:
    """Rewrites one body. `html` is what Markdown made; `findings` says what was met on the way."""

    def __init__(self, html: str, context: Context) -> None:
        self.findings = Findings()
        self._html = html
        self._context = context
        self._rules = AttributeRules(html, context, self.findings)
        self._tree = Tree()
        self._position = 0
        self._endless: set[str] = set()  # tags that are known to have no end tag further on
        self._photos_due = bool(context.photos)
        self._photo_shown = False
        self._paragraph = -1  # where in the tree's pieces the top-level paragraph at hand begins
        self._elements: dict[str, Callable[[str, Attributes], None]] = {
            "img": self._image,
            "iframe": self._frame,
            "script": self._script,
            "object": self._media,
            "embed": self._media,
            "audio": self._media,
            "video": self._media,
            "input": self._input,
        }

    def run(self) -> str:
        """The body as it may stand in a page. Raises MarkupError."""
        while match := TAG.search(self._html, self._position):
            self._text(match.start())
            self._position = match.end()
            if match[1]:
                if self._comment(match.end()):
                    break
            elif match[3]:
                self._tag(match)
            elif len(match[0]) == 1:  # a declaration or an instruction has no place in a body
                self._tree.pieces.append("&lt;")
        else:
            self._text(len(self._html))
        return self._finish()

    def _finish(self) -> str:
        self._tree.finish()
        self._note_end_of_paragraph()
        self._place_photos()
        self.findings.unbalanced(self._tree.unclosed, self._tree.stray)
        return "".join(self._tree.pieces).strip()

    def _text(self, end: int) -> None:
        if end > self._position:
            text = self._html[self._position : end]
            if "&lt;!--" in text and not {"pre", "code"}.intersection(self._tree.open):
                self._warn_open_comment()
            self._tree.pieces.append(text.replace(">", "&gt;") if ">" in text else text)

    def _comment(self, start: int) -> bool:
        """Leave a comment out. True where the body is to be cut."""
        end = -1 if "--" in self._endless else self._html.find("-->", start - 2)
        if end < 0:
            self._endless.add("--")
            self._tree.pieces.append("&lt;!--")
            self._warn_open_comment()
            return False
        self._position = end + 3
        if not _MORE.match(self._html, start, end):
            return False
        self._record_paragraph()
        self.findings.more = True
        return self._context.cut

    def _warn_open_comment(self) -> None:
        self.findings.warn(["<!--"], "a comment is never closed", "close it with -->")

    # --- Tags ------------------------------------------------------------------------------------------------------

    def _tag(self, match: Match[str]) -> None:
        name = match[3].lower()
        if match[2]:
            self._end_tag(name)
        elif name != "p" or not (self._prose(match.start()) or self._photo_paragraph(match.start())):
            self._start_tag(name, read_attributes(match[4]) if match[4] else {}, closed=match[4].endswith("/"))

    def _prose(self, start: int) -> bool:
        found = None if self._tree.open else _PROSE.match(self._html, start)
        if not found or "&lt;!--" in found[0]:
            return False
        self._paragraph = len(self._tree.pieces)
        self._tree.pieces.append(found[0])
        self._position = found.end()
        self._note_end_of_paragraph()
        return True

    def _end_tag(self, name: str) -> None:
        if name not in foreign.UNWRAPPED and name not in foreign.REFUSED and name not in VOID:
            self._tree.end("h2" if name == "h1" else name)
            self._note_end_of_paragraph()

    def _start_tag(self, name: str, attributes: Attributes, closed: bool) -> None:
        if name in foreign.REFUSED:
            self._refuse(name)
        elif name in foreign.UNWRAPPED:
            self.findings.warn([f"<{name}"], f'"<{name}>" has no place in a text', "take it out")
        elif name in self._elements:
            self._elements[name](name, attributes)
        elif name == "sup" and self._context.cut and (attributes.get("id") or "").startswith("fnref"):
            self._skip(name)  # the notes stand behind the cut
        else:
            self._write("h2" if name == "h1" else name, attributes, closed)

    def _write(self, name: str, attributes: Attributes, closed: bool = False) -> None:
        attributes = self._rules.apply(name, attributes)
        if name in ("source", "track") and not attributes.keys() & {"src", "srcset"}:
            return
        if name not in PHRASING:
            self._end_paragraph()
        if name == "p" and not self._tree.open:
            self._paragraph = len(self._tree.pieces)
        self._tree.start(name, start_tag(name, attributes))
        if closed and name not in VOID:
            self._tree.end(name)

    def _end_paragraph(self) -> None:
        self._tree.end_paragraph()
        self._note_end_of_paragraph()

    def _note_end_of_paragraph(self) -> None:
        if self._paragraph < 0 or self._tree.open:
            return
        self._record_paragraph()
        self._paragraph = -1
        self._place_photos()

    def _record_paragraph(self) -> None:
        if self._paragraph >= 0 and not self.findings.more:
            self.findings.paragraphs.append("".join(self._tree.pieces[self._paragraph :]))

    def _skip(self, name: str) -> None:
        """Leave out the content of an element, if it ends at all."""
        if name in self._endless:
            return
        end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self._html, self._position)
        if end:
            self._position = end.end()
        else:
            self._endless.add(name)

    def _refuse(self, name: str) -> None:
        hint = "take it out; how a text looks is for the style sheet"
        self.findings.refuse([f"<{name}"], f'"<{name}>" is not allowed in a text', hint)
        if name not in VOID:
            self._skip(name)

    # --- Elements that load something ------------------------------------------------------------------------------

    def _link(self, address: str, text: str) -> None:
        self._rules.warn_foreign(address, "it became a link")
        self._tree.pieces.append(foreign.link(address, text, "a" in self._tree.open))

    def _image(self, name: str, attributes: Attributes) -> None:
        source = attributes.get("src") or ""
        if kind_of(source) is Kind.FOREIGN:
            self._link(source, attributes.get("alt") or "")
            return
        if attributes.get("alt") is None:
            self.findings.missing_alts.append(source)
        found = self._rules.resolution(source, True)
        if isinstance(found, Photo):
            self._tree.pieces.append(self._picture(found, attributes, "inline"))
        elif isinstance(found, MissingPhoto):
            self._tree.pieces.append(figures.missing(found, inline=self._tree.inside("p")))
        else:
            attributes.setdefault("alt", self._context.missing_alt)
            self._write(name, attributes)

    def _frame(self, name: str, attributes: Attributes) -> None:
        address = attributes.get("src") or ""
        kind = kind_of(address)
        self._skip(name)
        if kind is Kind.FOREIGN:
            self.findings.script = True
            inside = self._tree.inside("p")
            self._tree.pieces.append(foreign.card(address, attributes.get("title") or "", inside))
        elif foreign.runs(address):
            self._rules.refuse_address(address)
        else:
            self._write(name, attributes, closed=True)

    def _script(self, name: str, attributes: Attributes) -> None:
        source = attributes.get("src") or ""
        self._skip(name)
        if source and kind_of(source) in (Kind.ROOT, Kind.RELATIVE):
            self._write(name, attributes, closed=True)
            return
        what = f"a script from {host(source)} is not allowed" if source else "a script is not allowed in a text"
        self.findings.refuse([source, "<script"], what, "put it into content/static and name it with src")

    def _media(self, name: str, attributes: Attributes) -> None:
        """A sound, a film or an object: a link to it where it is foreign."""
        own = attributes.get("data" if name == "object" else "src")
        sources = [own] if own else self._sources(name)
        if sources and all(kind_of(source) is Kind.FOREIGN for source in sources):
            self._link(sources[0], attributes.get("title") or "")
            if name not in VOID:
                self._skip(name)
        elif own and name in ("object", "embed") and foreign.runs(own):
            self._rules.refuse_address(own)
        else:
            self._write(name, attributes)

    def _sources(self, name: str) -> list[str]:
        if name not in ("audio", "video"):
            return []
        end = self._html.find(f"</{name}", self._position, self._position + _REACH)
        found = _SOURCE.finditer(self._html, self._position, max(end, self._position))
        return [unescape(match[1] or match[2] or match[3] or "") for match in found]

    def _input(self, name: str, attributes: Attributes) -> None:
        source = attributes.get("src") or ""
        if kind_of(source) is Kind.FOREIGN:
            self._link(source, attributes.get("alt") or "")
        else:
            self._write(name, attributes)

    # --- Photos ----------------------------------------------------------------------------------------------------

    def _photo_paragraph(self, start: int) -> bool:
        """A paragraph of nothing but photos becomes figures. Other images stay what they are."""
        found = _PHOTOS.match(self._html, start)
        if not found:
            return False
        images = [(match[1] or "", read_attributes(match[2][5:-1])) for match in _PHOTO.finditer(found[1])]
        if not all(self._is_photo(attributes) for _, attributes in images):
            return False
        self._end_paragraph()
        self._tree.pieces.append("\n".join(self._standing(*image) for image in images))
        self._position = found.end()
        return True

    def _is_photo(self, attributes: Attributes) -> bool:
        return isinstance(self._rules.resolution(attributes.get("src") or "", True), Photo | MissingPhoto)

    def _standing(self, anchor: str, attributes: Attributes) -> str:
        photo = self._rules.resolution(attributes.get("src") or "", True)
        if not isinstance(photo, Photo):
            assert isinstance(photo, MissingPhoto)
            return figures.missing(photo, inline=False)
        picture = self._picture(photo, attributes, None)
        if anchor:
            picture = start_tag("a", self._rules.apply("a", read_attributes(anchor[3:-1]))) + picture + "</a>"
        return figures.figure(photo, picture, attributes.get("title") or photo.caption, attributes.get("class") or "")

    def _picture(self, photo: Photo, attributes: Attributes, css_class: str | None) -> str:
        alt = attributes.get("alt")
        if alt is None:
            alt = self._context.missing_alt if photo.alt is None else photo.alt
        first, self._photo_shown = not self._photo_shown, True
        return figures.picture(photo, alt, self._context.base, first=first, css_class=css_class)

    def _place_photos(self) -> None:
        """The photos of the front matter: after the first paragraph, or at the end of a body that has none."""
        if not self._photos_due:
            return
        self._photos_due = False
        for photo in self._context.photos:
            first = isinstance(photo, Photo) and not self._photo_shown
            self._photo_shown = self._photo_shown or first
            self._tree.pieces.append("\n" + figures.standing(photo, self._context, first=first))
