"""An author's desk: a small journal, every kind of edit that may happen to it, and a clean build to compare with.

Edits are plain values, so that Hypothesis can draw, print and shrink sequences of them. Time stamps are set, never
waited for: most files look long finished, and those stamped TICK lie in the future, where no stamp may be believed.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st

from generator.build import Builder, Result

from .conftest import AFTERNOON, LaidOut

ENTRIES = (
    "content/entries/2016-05-17-anfang.md",
    "content/entries/2016/2016-05-18-regen/index.md",
    "content/entries/2016/2016-06-01-sommer.md",
    "content/entries/2015-12-31-silvester.md",
    "content/entries/neujahr.md",
    "content/pages/impressum.md",
    "content/pages/reisen/ostsee.md",
)
PHOTOS = (
    "content/images/2016/05/IMG_1.png",
    "content/entries/2016/2016-05-18-regen/IMG_1.jpg",
    "content/images/IMG_2.png",
)
FIELDS = {
    "title": ("", "Anfang", "Ändern", "2016", 'Ein "Titel"'),
    "date": ("", "2016-05-17", "2.6.2016", "2017-01-01", "2016-11-24", "1. März 1899"),
    "time": ("", "5:33", "5:34", "23:10"),
    "place": ("", "Berlin", "berlin", "Köln"),
    "tags": ("", "Arbeit", "Arbeit, Familie", "familie, Reise, Arbeit"),
    "day": ("", "868", "869"),
    "draft": ("", "ja", "nein"),
    "slug": ("", "eins", "anfang"),
    "aliases": ("", "/alt/", "/alt/eins.html", "/2016/", "/?p=1"),
    "images": ("", "IMG_1", "IMG_2, IMG_1", "IMG_1.png"),
    "updated": ("", "2016-06-03", "2016-06-04"),
    "description": ("", "Worum es geht."),
    "guid": ("", "urn:alt:1"),
    "comments": ("", "closed"),
}
ONLY_ENTRIES = ("date", "time", "place", "tags", "day")
BODIES = (
    "Kurz.",
    "Kürz.",
    "Lang *und* breit. <!--more-->\n\nUnd weiter.",
    "Anfang.\n\n![Der Fluss](IMG_1)",
    "![](IMG_2)\n\n![Der Fluss](IMG_1)\n\nEnde.",
    "[damals](2016-05-17-anfang) und [mehr](impressum).",
    "[Neujahr](neujahr), [Regen](2016-05-18-regen), [Archiv](/archiv/).",
    "[die Aufnahme](ton.mp3)",
    "![Fremd](https://fremd.example/bild.png) und <a href='/orte/'>Orte</a>",
    "Fußnote.[^1]\n\n[^1]: Unten.",
    "Nie\ngebrochen\n\n17. Mai war schön.",
)
COMMENTS = (
    None,
    "- name: Ulla\n  date: 2016-05-17 08:12\n  text: Schön.\n",
    "- name: Olla\n  date: 2016-05-17 08:12\n  text: Schön.\n",
    "- name: Ulla\n  date: 2016-05-17 08:12\n  text: Schön.\n- name: Wiebke\n  date: 2016-05-18\n  text: Ja.\n",
    "- name: Ulla\n  email: ulla@post.example\n",
)
TEMPLATES = {
    "404.html": (
        None,
        "{% extends 'layout.html' %}{% block main %}Weg{% endblock %}",
        "Nichts",
        "{% if %}",
    ),
    "badge.html": (None, "<b>Eigenes</b>", "<i>Eigenes</i>"),
    "comments/none.html": (None, "<p>Hier nicht.</p>"),
    "assets/style.css": (None, "p { color: red }", "p { color: tan }"),
    "assets/mehr/extra.css": (None, "i { color: red }"),
}
SETTINGS = {
    "title": ('"Mein Tagebuch"', '"Sein Tagebuch"', '"Tage"'),
    "base_url": ('"https://tage.example"', '"https://tage.example/blog"', '"https://andere.example"'),
    "author": ('""', '"Wilhelm"'),
    "language": ('"de"', '"de-AT"'),
    "timezone": ('"Europe/Berlin"', '"America/New_York"'),
    "first_day": ("", "2014-01-01", "2014-01-02"),
    "permalink": ("", '"/{year}/{slug}/"', '"/{year}/{month}/{slug}.html"', '"/tage/{slug}/"'),
    "line_breaks": ("false", "true"),
    "home_entries": ("7", "1", "2"),
    "feed_entries": ("20", "1"),
    "comments": ('"placeholder"', '"none"', '"gibtsnicht"'),
    "day_archives": ("false", "true"),
    "redirects": ("", '"apache"', '"netlify"'),
    "aliases": ("", '{"/category/x/" = "/archiv/"}', '{"/alt/" = "/themen/arbeit/", "/?p=1" = "/orte"}'),
    "navigation": ('["ueber-mich"]', '["impressum", "reisen/ostsee"]'),
}
STATIC = ("CNAME", ".well-known/a.txt", "2016/index.html", "bild.png")
TEXTS = (None, "eins", "zwei", "drei und mehr")
ATTACHMENT = "content/entries/2016/2016-05-18-regen/ton.mp3"
PRESENTS = (AFTERNOON, AFTERNOON + 60 * 60 * 8, AFTERNOON + 60 * 60 * 24 * 40, AFTERNOON - 60 * 60 * 24 * 200)
STAMPS = ("later", "back", "tick", "now")
TICK = 4_000_000_000_000_000_000  # nanoseconds since 1970: the year 2096
ALTERATIONS = ("removed", "longer", "same size", "empty", "a folder", "its folder removed")
OPTIONS = ((), ("--drafts",), ("--future",), ("--drafts", "--future"))
LOSSES = ("all", "ledgers", "random", "truncated", "empty", "photos")

Edit = tuple[object, ...]


def _one_of(values: object) -> st.SearchStrategy[object]:
    return st.sampled_from(tuple(values))  # type: ignore[call-overload]


def _pair(choices: dict[str, tuple[object, ...]]) -> st.SearchStrategy[tuple[object, object]]:
    return _one_of((key, value) for key, values in choices.items() for value in values)  # type: ignore[return-value]


def _edit(name: str, *parts: st.SearchStrategy[object]) -> st.SearchStrategy[Edit]:
    return st.tuples(st.just(name), *parts)


_entry, _stamp = _one_of(ENTRIES), _one_of(STAMPS)
_fields = st.lists(_pair(FIELDS), max_size=5).map(lambda pairs: tuple(dict(pairs).items()))

EDITS: dict[str, st.SearchStrategy[Edit]] = {
    "create": _edit("create", _entry, _fields, _one_of(BODIES), _stamp),
    "body": _edit("body", _entry, _one_of(BODIES), _stamp),
    "field": _edit("field", _entry, _pair(FIELDS), _stamp),
    "delete": _edit("delete", _entry),
    "rename": _edit("rename", _entry, _entry),
    "photo": _edit("photo", _one_of(PHOTOS), _one_of((None, "red", "tan", "#123456")), _stamp),
    "photo moved": _edit("photo moved", _one_of(PHOTOS), _one_of(PHOTOS)),
    "comments": _edit("comments", _entry, _one_of(COMMENTS), _stamp),
    "template": _edit("template", _pair(TEMPLATES), _stamp),
    "setting": _edit("setting", _pair(SETTINGS), _stamp),
    "static": _edit("static", _one_of(STATIC), _one_of(TEXTS), _stamp),
    "attachment": _edit("attachment", _one_of(TEXTS), _stamp),
    "touch": _edit("touch", _entry, _stamp),
    "output": _edit("output", st.integers(0, 10_000), _one_of(ALTERATIONS)),
    "lose": _edit("lose", _one_of(LOSSES)),
    "present": _edit("present", _one_of(PRESENTS)),
    "options": _edit("options", _one_of(OPTIONS)),
}

FIRST: tuple[Edit, ...] = (
    ("create", ENTRIES[0], (("place", "Berlin"), ("tags", "Arbeit, Familie"), ("time", "5:33")), BODIES[0], "later"),
    ("create", ENTRIES[1], (("title", "Anfang"), ("place", "Köln"), ("images", "IMG_1")), BODIES[5], "later"),
    ("create", ENTRIES[4], (("date", "2017-01-01"), ("tags", "Arbeit")), BODIES[4], "later"),
    ("create", ENTRIES[2], (("place", "berlin"),), BODIES[2], "later"),
    ("create", ENTRIES[5], (("title", "Impressum"),), BODIES[0], "later"),
    ("photo", PHOTOS[0], "red", "later"),
    ("photo", PHOTOS[2], "tan", "later"),
    ("attachment", "eins", "later"),
    ("present", PRESENTS[2]),
)


class Outcome(NamedTuple):
    status: int
    said: str


class State(NamedTuple):
    """What a desk knows beside its files."""

    entries: dict[str, tuple[dict[str, str], str]]
    settings: dict[str, str]
    present: int
    options: tuple[str, ...]


class Desk:
    """A journal that edits are made to."""

    def __init__(self, folder: Path) -> None:
        self.journal = LaidOut(folder / "journal", {})
        self.output = self.journal.root / "output"
        self.clean = folder / "clean"
        self._settings = {"title": '"Mein Tagebuch"', "base_url": '"https://tage.example"'}
        self._entries: dict[str, tuple[dict[str, str], str]] = {}
        self._given: tuple[str, ...] = ()
        self._clock = 1_400_000_000_000_000_000
        self._dice = random.Random(868)
        for edit in FIRST:
            self.make(edit)

    # ---- building

    def build(self, *options: str) -> Outcome:
        result = self.journal.build("--quiet", *self._given, *options)
        return Outcome(result.exit_code, result.output)

    def build_clean(self) -> Outcome:
        shutil.rmtree(self.clean, ignore_errors=True)
        return self.build("--fresh", "--output", str(self.clean))

    def check(self) -> bool:
        """Build, and see that a clean build says and makes the same; whether there were no problems."""
        return self._is_as_clean(self.build)

    def check_again(self, builder: Builder, touched: Iterable[str]) -> bool:
        """The same with a build in this process, told what was `touched`."""
        return self._is_as_clean(lambda: _outcome(builder.rebuild(touched)))

    def _is_as_clean(self, build: Callable[[], Outcome]) -> bool:
        before = tree(self.output)
        done, wanted = build(), self.build_clean()
        assert done == wanted
        assert done.status in (0, 1)
        expected = tree(self.clean) if done.status == 0 else before
        assert differences(tree(self.output), expected) == {}
        return done.status == 0

    # ---- what an author had before an edit

    def sources(self) -> dict[str, tuple[bytes, int]]:
        root = self.journal.root
        files = (file for top in ("content", "templates") for file in (root / top).rglob("*") if file.is_file())
        return {str(file): (file.read_bytes(), file.stat().st_mtime_ns) for file in files}

    def take_back(self, sources: dict[str, tuple[bytes, int]], state: State) -> None:
        """Put back what was there, time stamps too, as a version control or a backup would."""
        for path in self.sources().keys() - sources.keys():
            Path(path).unlink()
        for path, (data, mtime_ns) in sources.items():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_bytes(data)
            os.utime(path, ns=(mtime_ns, mtime_ns))
        self._entries, self._settings = state.entries, state.settings
        self._present(state.present)
        self._options(state.options)

    def state(self) -> State:
        entries = {path: (dict(fields), body) for path, (fields, body) in self._entries.items()}
        return State(entries, dict(self._settings), int(os.environ["SOURCE_DATE_EPOCH"]), self._given)

    # ---- edits

    def make(self, edit: Edit) -> None:
        name, *parts = edit
        getattr(self, f"_{str(name).replace(' ', '_')}")(*parts)

    def _write(self, path: str, data: str | bytes | None, stamp: str) -> None:
        file = self.journal.root / path
        if data is None:
            file.unlink(missing_ok=True)
            return
        self.journal.write(path, data)
        self._set_stamp(file, stamp)

    def _set_stamp(self, file: Path, stamp: str) -> None:
        self._clock += 1_000_000_007
        moment = {"later": self._clock, "back": 2_800_000_000_000_000_000 - self._clock, "tick": TICK}.get(stamp)
        if moment is not None:
            os.utime(file, ns=(moment, moment))

    def _write_entry(self, path: str, stamp: str) -> None:
        fields, body = self._entries[path]
        shown = {key: value for key, value in fields.items() if value}
        if path.startswith("content/pages/"):
            shown = {"title": "Seite", **{key: value for key, value in shown.items() if key not in ONLY_ENTRIES}}
        elif path.endswith("neujahr.md"):
            shown.setdefault("date", "2017-01-01")
        lines = "".join(f"{key}: {value}\n" for key, value in shown.items())
        self._write(path, f"---\n{lines}---\n{body}\n", stamp)

    def _create(self, path: str, fields: tuple[tuple[str, str], ...], body: str, stamp: str) -> None:
        self._entries[path] = (dict(fields), body)
        self._write_entry(path, stamp)

    def _body(self, path: str, body: str, stamp: str) -> None:
        if path in self._entries:
            self._create(path, tuple(self._entries[path][0].items()), body, stamp)

    def _field(self, path: str, pair: tuple[str, str], stamp: str) -> None:
        if path in self._entries:
            self._entries[path][0][pair[0]] = pair[1]
            self._write_entry(path, stamp)

    def _delete(self, path: str) -> None:
        self._entries.pop(path, None)
        self._write(path, None, "now")

    def _rename(self, old: str, new: str) -> None:
        """As `mv` does it: the time stamp goes along."""
        if old in self._entries and old != new:
            target = self.journal.root / new
            target.parent.mkdir(parents=True, exist_ok=True)
            (self.journal.root / old).replace(target)
            self._entries[new] = self._entries.pop(old)

    def _photo(self, path: str, colour: str | None, stamp: str) -> None:
        self._write(path, picture(colour, Path(path).suffix) if colour else None, stamp)

    def _photo_moved(self, old: str, new: str) -> None:
        if (self.journal.root / old).exists():
            (self.journal.root / new).parent.mkdir(parents=True, exist_ok=True)
            (self.journal.root / old).replace(self.journal.root / new)

    def _comments(self, path: str, text: str | None, stamp: str) -> None:
        if path in self._entries:
            self._write(path.removesuffix(".md") + ".comments.yaml", text, stamp)

    def _template(self, pair: tuple[str, str | None], stamp: str) -> None:
        self._write(f"templates/{pair[0]}", pair[1], stamp)

    def _setting(self, pair: tuple[str, str], stamp: str) -> None:
        self._settings[pair[0]] = pair[1]
        lines = "".join(f"{key} = {value}\n" for key, value in self._settings.items() if value)
        self._write("content/journal.toml", lines, stamp)

    def _static(self, name: str, text: str | None, stamp: str) -> None:
        data = picture("red", ".png") if text and name.endswith(".png") else text
        self._write(f"content/static/{name}", data, stamp)

    def _attachment(self, text: str | None, stamp: str) -> None:
        self._write(ATTACHMENT, text, stamp)

    def _touch(self, path: str, stamp: str) -> None:
        if path in self._entries:
            self._set_stamp(self.journal.root / path, stamp)

    def _present(self, epoch: int) -> None:
        os.environ["SOURCE_DATE_EPOCH"] = str(epoch)

    def _options(self, options: tuple[str, ...]) -> None:
        self._given = options

    def _output(self, number: int, how: str) -> None:
        files = sorted(file for file in self.output.rglob("*") if file.is_file())
        if files:
            alter(files[number % len(files)], how, self.output)

    def _lose(self, what: str) -> None:
        folder = self.journal.root / ".tagwerk"
        if what == "all":
            shutil.rmtree(folder, ignore_errors=True)
        elif what == "photos":
            shutil.rmtree(folder / "photos", ignore_errors=True)
        elif what == "ledgers":
            for ledger in folder.glob("build-*"):
                shutil.rmtree(ledger)
        else:
            for file in (file for ledger in folder.glob("build-*") for file in ledger.rglob("*") if file.is_file()):
                file.write_bytes(self._damaged(file.read_bytes(), what))

    def _damaged(self, data: bytes, how: str) -> bytes:
        if how == "random":
            return self._dice.randbytes(len(data))
        return data[: len(data) // 2] if how == "truncated" else b""


def _outcome(result: Result) -> Outcome:
    return Outcome(int(result.failed), "".join(f"{problem}\n" for problem in result.problems))


def alter(file: Path, how: str, output: Path) -> None:
    """What may happen to one output file behind a build's back. Its time stamp shows it, as a real one would."""
    if how in ("removed", "a folder"):
        file.unlink()
    if how == "a folder":
        (file / "innen").mkdir(parents=True)
        (file / "innen/fremd.txt").write_text("fremd")
    elif how == "its folder removed":
        if file.parent == output:
            file.unlink()
        else:
            shutil.rmtree(file.parent)
    elif how != "removed":
        data = file.read_bytes()
        file.write_bytes({"longer": data + b" ", "same size": data[::-1], "empty": b""}[how])


@cache
def picture(colour: str, ending: str) -> bytes:
    from PIL import Image

    buffer = BytesIO()
    Image.new("RGB", (9, 6), colour).save(buffer, {".png": "PNG", ".jpg": "JPEG"}[ending])
    return buffer.getvalue()


def tree(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def differences(found: dict[str, bytes], wanted: dict[str, bytes]) -> dict[str, str]:
    """What is wrong with each path."""
    wrong = dict.fromkeys(found.keys() - wanted.keys(), "is too much")
    wrong |= dict.fromkeys(wanted.keys() - found.keys(), "is missing")
    return wrong | {path: "differs" for path in found.keys() & wanted.keys() if found[path] != wanted[path]}
