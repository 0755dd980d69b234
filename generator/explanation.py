"""Why each file was made or removed, in sentences: the site as it was planned last beside the site as it is now.

The last plan is not kept. It is made again, for the sections in question alone, from what is remembered of the sources.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from .config import Config
from .dates import now
from .journal import Index, is_future, published
from .layout import Layout
from .ledger import Ledger, Memory
from .pages import Section, Sources, sections
from .production import Outcome
from .reading import facts
from .staleness import Reason
from .views import Page

FORGOTTEN = "what it showed before is not known"
FILE = "the file that it is a copy of changed"


def explain(ledger: Ledger | None, past: Memory, layout: Layout, outcome: Outcome) -> dict[str, tuple[str, ...]]:
    """The reasons of each file that `outcome` made or removed, by its path, in the order of the paths.

    `ledger` and `past` are what the build before knew.
    """
    reasons = outcome.reasons
    changed = [section for section in layout.sections if _holds_changed(section, outcome)]
    new, old = _pages(changed), _pages(_past_sections(ledger, past, {section.name for section in changed}))
    explained: dict[str, tuple[str, ...]] = {path: (reason.value,) for path, reason in reasons.items()}
    for path in (path for path, reason in reasons.items() if reason is Reason.CHANGED):
        if path not in new:
            explained[path] = (FILE,)
        elif ledger is not None:
            explained[path] = tuple(_sentences(old.get(path), new[path], ledger, layout)) or (FORGOTTEN,)
    explained.update((path, ("removed: no page of the site",)) for path in outcome.removed)
    return dict(sorted(explained.items()))


def _holds_changed(section: Section, outcome: Outcome) -> bool:
    return any(outcome.reasons.get(path) is Reason.CHANGED for path in outcome.parts[section.name].outputs)


def _pages(planned: Iterable[Section]) -> dict[str, Page]:
    return {page.path: page for section in planned for page in section.made() if isinstance(page, Page)}


def _past_sections(ledger: Ledger | None, past: Memory, names: set[str]) -> Iterator[Section]:
    """The sections of these names as the build before planned them, without the files that it only copied."""
    if ledger is None or not past.key:
        return
    config = msgspec.msgpack.decode(past.key, type=tuple[bytes, Config])[1]
    _, drafts, future, *_ = msgspec.msgpack.decode(ledger.key) if ledger.key else (b"", False, False)
    present = now(config.zone, ledger.valid_from)
    heads = [reading.head for reading in past.readings.values() if reading.head is not None]
    journal = Index().order(published(heads, present, drafts=drafts, future=future), config.permalink)
    sources = Sources(
        resolved={name: kept.resolved for name, kept in past.resolved.items()},
        facts=facts(past.photos),
        digests={path: file.digest for path, file in past.files.items()},
        future=frozenset(head.source for head in heads if future and is_future(head, present)),
    )
    yield from (section for section in sections(journal, config, sources, (), ()) if section.name in names)


def _sentences(old: Page | None, new: Page, ledger: Ledger, layout: Layout) -> Iterator[str]:
    before, after = ledger.common, layout.common
    if old is not None:
        yield from differences(old, new)
    if before.templates.get(new.template, "") != after.templates.get(new.template, ""):
        yield f"its template changed ({new.template}, or one that it includes)"
    if before.settings != after.settings:
        yield from _settings(ledger, layout)
    if before.engine != after.engine:
        yield "Tagwerk, Python or a library changed"


def _settings(ledger: Ledger, layout: Layout) -> Iterator[str]:
    found = [] if ledger.site is None else list(_differences(_plain(ledger.site), _plain(layout.site), ("site",)))
    yield from found or ["the settings of how the text is read changed"]


def differences(old: Page, new: Page) -> list[str]:
    """Sentences that say in which parts two views of one page differ: "next: title changed"."""
    if old.template != new.template:
        return ["it is another kind of page"]
    return list(dict.fromkeys(_differences(_plain(old.view), _plain(new.view), ())))


def _plain(value: object) -> Any:
    return msgspec.to_builtins(value, builtin_types=(dt.date, dt.time))


def _differences(old: object, new: object, where: tuple[str, ...]) -> Iterator[str]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys((*old, *new)):
            yield from _differences(old.get(name), new.get(name), where if name in _PLAIN else (*where, name))
    elif isinstance(old, Sequence) and isinstance(new, Sequence) and not isinstance(old, str):
        yield from _list_differences(_named(old), _named(new), where)
    else:
        yield _sentence(where, old, new)


# Parts of a view that go without saying.
_PLAIN = ("entry", "body", "entries", "address")
_NOTHING: tuple[object, ...] = (None, "", [], ())
_NAMES = ("title", "label", "name", "year", "month", "address")


def _named(items: Sequence[object]) -> Mapping[str, object]:
    """The items of a list by what they are called; the first of two that are called the same."""
    named: dict[str, object] = {}
    for item in items:
        named.setdefault(_key(item), item)
    return named


def _key(item: object) -> str:
    if isinstance(item, dict):
        return str(item.get("address") or _label(item))
    return str(item[0]) if isinstance(item, Sequence) and not isinstance(item, str) and item else str(item)


def _label(item: object) -> str:
    if not isinstance(item, dict):
        return _key(item)
    return next((str(item[name]) for name in _NAMES if item.get(name)), "it")


def _list_differences(old: Mapping[str, object], new: Mapping[str, object], where: tuple[str, ...]) -> Iterator[str]:
    for key in dict.fromkeys((*old, *new)):
        item = new.get(key, old.get(key))
        inside = (*where, f'"{_label(item)}"')
        if key in old and key in new:
            yield from _differences(old[key], new[key], inside)
        else:
            yield _sentence(inside, old.get(key), new.get(key))
    if old.keys() == new.keys() and list(old) != list(new):
        yield _sentence((*where, "order"), old, new)


def _sentence(where: tuple[str, ...], old: object, new: object) -> str:
    *parents, name = where or ("what it shows",)
    if name == "digest":  # of a recipe, whose text is elsewhere
        name = "source"
    change = "came" if old in _NOTHING else "went" if new in _NOTHING else "changed"
    return ": ".join((*parents, f"{name} {change}"))
