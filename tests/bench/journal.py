"""A journal that no one wrote: entries as values, the same ones for the same number, whatever the machine.

How an entry is spelt for a certain generator is left to dialects.py.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import dataclass

NEWEST = dt.date(2025, 6, 16)  # past, for what is dated later than now is held back; with days to come in its month
PARAGRAPHS = 20
WORDS = 21  # in a paragraph, so that an entry has 420

PLACES = ("Berlin", "Hamburg", "München", "Köln", "Leipzig", "Görlitz", "Weimar", "Lübeck", "Wien", "Zürich", "Graz")
TAGS = (
    "Arbeit", "Familie", "Garten", "Bücher", "Musik", "Wetter", "Reisen", "Küche", "Träume", "Gesundheit", "Freunde",
    "Fahrrad", "Schreiben", "Stille", "Straße", "Markt", "Zug", "Kinder", "Jahreszeiten", "Gespräche", "Nächte",
)  # fmt: skip


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_COMMON = _words(
    "der die das und ich nicht ein eine ist es zu mit auf für am im an aus bei nach noch nur schon so wie wenn dann "
    "dass doch aber oder auch mir mich wir uns sie er hat war sind wird kann will heute gestern morgen wieder immer"
)
_RARE = _words(
    "Morgen Kaffee Fenster Straße Bahnhof Büro Kollegen Küche Garten Äpfel Regen Nebel Übung Gefühl Größe Frühstück "
    "Gespräch Schlüssel Tür Brücke Fluss Vögel Stadt Lärm Ruhe Zeitung Müdigkeit Wärme Kälte Schnee Sommer Herbst "
    "Großmutter Tochter Brüder Freundin Nachbar Hund Fahrrad Zug Verspätung Anschluss Koffer Reise Ankunft Abschied "
    "Arbeit Pause Besprechung Aufgabe Idee Frage Antwort Zweifel Hoffnung Geduld Übermut Sehnsucht Erinnerung "
    "gehe laufe schreibe höre sehe spüre träume schlafe warte suche finde öffne schließe erzähle erkläre fühle "
    "müde wach ruhig laut leise schön früh spät kühl warm süß bitter grün blau weiß offen still ängstlich fröhlich "
    "Wochenende Geburtstag Jahreszeit Sonnenaufgang Morgenmeditation Straßenbahnhaltestelle Wohnungstür Schreibtisch"
)
_TITLES = _words(
    "Aufbruch Stille Übergänge Regen Heimkehr Loslassen Unterwegs Vertrauen Wärme Fragen Kleinigkeiten Neubeginn "
    "Zuhören Umwege Frühnebel Gewohnheiten Lücken Leichtigkeit Räume Zwischenzeit Müßiggang Türen Ordnung Rückenwind"
)
_SPELLINGS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One day: `text` is Markdown as an author types it, with straight quotes."""

    date: dt.date
    time: dt.time
    day: int
    title: str
    place: str
    tags: tuple[str, ...]
    text: str

    @property
    def slug(self) -> str:
        return slug(self.title)

    @property
    def address(self) -> str:
        return f"/{self.date:%Y/%m/%d}/{self.slug}/"


def journal(count: int) -> tuple[Entry, ...]:
    """`count` daily entries up to NEWEST, oldest first."""
    first = NEWEST - dt.timedelta(days=count - 1)
    return tuple(_entry(first + dt.timedelta(days=number), number + 1) for number in range(count))


def today(count: int) -> Entry:
    """The entry that is written next, one day after the newest of `count`."""
    return _entry(NEWEST + dt.timedelta(days=1), count + 1)


def edited(entry: Entry, mark: str) -> Entry:
    """`entry` with one more sentence in the middle of its body."""
    paragraphs = entry.text.split("\n\n")
    paragraphs[PARAGRAPHS // 2] += f" Nachgetragen: {mark}."
    return Entry(entry.date, entry.time, entry.day, entry.title, entry.place, entry.tags, "\n\n".join(paragraphs))


def slug(text: str) -> str:
    """`text` as a part of an address, in the spelling that Tagwerk uses too."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().translate(_SPELLINGS)).strip("-")


def _entry(date: dt.date, day: int) -> Entry:
    # A date has its own seed, so that the newest entries are the same in a small journal and in a large one.
    dice = random.Random(date.toordinal())
    return Entry(
        date=date,
        time=dt.time(dice.randrange(4, 10), dice.randrange(60)),
        day=day,
        title=" ".join(dice.sample(_TITLES, dice.randint(1, 3))),
        place=dice.choice(PLACES),
        tags=tuple(dice.sample(TAGS, dice.randint(1, 3))),
        text="\n\n".join(_paragraph(dice, number) for number in range(PARAGRAPHS)),
    )


def _paragraph(dice: random.Random, number: int) -> str:
    """Two sentences, about WORDS words; some emphasised, quoted, abbreviated, with a dash."""
    words = [word for pair in zip(dice.choices(_COMMON, k=11), dice.choices(_RARE, k=11), strict=True) for word in pair]
    words = words[:WORDS]
    words[4] += ","
    if number % 4 == 1:
        words[6] = f"*{words[6]}*"
    if number % 5 == 2:
        words[13], words[16] = f'"{words[13]}', f'{words[16]}"'
    if number % 6 == 3:
        words[3] = "z. B."
    if number % 7 == 4:
        words[15] = f"-- {words[15]}"
    half = dice.randrange(9, 12)
    return f"{_sentence(words[:half])} {_sentence(words[half:])}"


def _sentence(words: list[str]) -> str:
    text = " ".join(words)
    return text[0].upper() + text[1:].rstrip(",") + "."
