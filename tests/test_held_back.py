"""Drafts and the future: what is held back leaves no trace in the output, and appears to the minute."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from .conftest import LaidOut

Journal = Callable[..., LaidOut]
OPEN = "content/entries/2016-05-17-offen.md"
SECRETS = ("geheimnis", "Geheimnis", "GEHEIMNIS")


def _jpeg(colour: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(stream, "JPEG")
    return stream.getvalue()


def _secret(fields: str) -> dict[str, str | bytes]:
    """An entry of which every part holds the word, with everything that may belong to one."""
    folder = "content/entries/2016-05-18-geheimnis"
    text = (
        "---\ntitle: Geheimnis eins\nplace: Geheimnisstadt\ntags: Geheimnisthema, Offen\nimages: Geheimnisfoto\n"
        "description: Geheimnis zwei\naliases: /geheimnis-alt/\nguid: geheimnis-guid\nday: 4711\n"
        f"{fields}\n---\nEin Geheimnis drei.\n\n![Geheimnis vier](Geheimnisbild)\n\n[Ton](geheimnis.mp3)\n"
    )
    return {
        f"{folder}/index.md": text,
        f"{folder}/Geheimnisfoto.jpg": _jpeg("#aa0000"),
        f"{folder}/geheimnis.mp3": b"geheimnis",
        f"{folder}/index.comments.yaml": "- name: Geheimnisname\n  date: 2016-05-18\n  text: Geheimnis fünf\n",
        "content/images/2016/05/Geheimnisbild.jpg": _jpeg("#00aa00"),
    }


SHOWN = {
    OPEN: "---\ntitle: Offen\nplace: Berlin\ntags: Offen\nday: 1\n---\nText.\n",
    "content/entries/2016-05-19-danach.md": "---\ntitle: Danach\nplace: Berlin\nday: 3\n---\nText.\n",
}


@pytest.mark.parametrize(
    "fields",
    ["draft: ja", "Entwurf: TRUE", "draft: yes\ntime: 5:33", "date: 2016-11-24\ntime: 16:07", "date: 2999-01-01"],
)
def test_what_is_held_back_leaves_no_trace(journal: Journal, fields: str) -> None:
    site = journal({**SHOWN, **_secret(fields)})
    site.built()
    without = journal(SHOWN, "ohne")
    without.built()
    assert site.tree() == without.tree("output")
    for path, content in site.tree().items():
        for word in SECRETS:
            assert word not in path
            assert word.encode() not in content, path


def test_a_held_back_page_leaves_no_trace_either(journal: Journal) -> None:
    settings = 'title = "T"\nbase_url = "https://tage.example"\nnavigation = ["geheimnis"]\n'
    page = "---\ntitle: Geheimnis\ndraft: ja\n---\nGeheimnis.\n"
    site = journal({**SHOWN, "content/journal.toml": settings, "content/pages/geheimnis.md": page})
    site.built()
    assert not [path for path, content in site.tree().items() if b"eheimnis" in content or "geheimnis" in path]


def test_what_becomes_a_draft_again_goes_without_a_trace(journal: Journal) -> None:
    """Its photos too, and its place, its tag and what the neighbours said of it."""
    site = journal({**SHOWN, **_secret("draft: nein")})
    site.built()
    assert site.has("2016/05/18/geheimnis/index.html")
    assert site.has("geheimnis-alt/index.html")
    assert any("geheimnisfoto" in path for path in site.tree())
    source = "content/entries/2016-05-18-geheimnis/index.md"
    site.write(source, (site.root / source).read_text().replace("draft: nein", "draft: ja"))
    site.built()
    without = journal(SHOWN, "ohne")
    without.built()
    assert site.tree() == without.tree()


def test_a_draft_shows_only_where_it_is_asked_for(journal: Journal) -> None:
    site = journal({**SHOWN, **_secret("draft: ja\ntime: 8:00")})
    site.built("--drafts")
    page = site.read("2016/05/18/geheimnis/index.html")
    assert '<p class="badge">Entwurf</p>' in page
    assert "Erscheint" not in page
    assert "Geheimnis eins" in site.read("2016/05/17/offen/index.html")  # its neighbour
    site.built()
    assert not site.has("2016/05/18/geheimnis/index.html")


def test_the_future_shows_only_where_it_is_asked_for(journal: Journal) -> None:
    site = journal({OPEN: "---\ndate: 2016-11-24\ntime: 16:07\n---\nText.\n"})
    site.built("--drafts")
    assert not site.has("2016/11/24/offen/index.html")
    site.built("--future")
    assert "Erscheint am 24.\xa0November 2016 um 16:07\u202fUhr" in site.read("2016/11/24/offen/index.html")
    site.built()
    assert not site.has("2016/11/24/offen/index.html")


@pytest.mark.parametrize(
    ("zone", "moment", "published"),
    [
        ("Europe/Berlin", "2016-05-17T05:32:59+02:00", False),
        ("Europe/Berlin", "2016-05-17T05:33:00+02:00", True),
        ("Pacific/Auckland", "2016-05-17T05:33:00+12:00", True),
        ("Pacific/Auckland", "2016-05-17T05:32:00+12:00", False),
        ("America/Los_Angeles", "2016-05-17T05:33:00-07:00", True),
        ("America/Los_Angeles", "2016-05-17T12:33:00+00:00", True),
        ("America/Los_Angeles", "2016-05-17T12:32:00+00:00", False),
    ],
)
def test_an_entry_appears_at_its_minute_in_the_journals_zone(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, zone: str, moment: str, published: bool
) -> None:
    settings = f'title = "T"\nbase_url = "https://tage.example"\ntimezone = "{zone}"\n'
    site = journal({"content/journal.toml": settings, OPEN: "---\ntime: 5:33\n---\nText.\n"})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime.fromisoformat(moment).timestamp())))
    site.built()
    assert site.has("2016/05/17/offen/index.html") is published


def test_a_build_with_nothing_new_notices_that_an_entrys_time_has_come(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at(hour: int, minute: int) -> None:
        present = dt.datetime(2016, 5, 17, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(present.timestamp())))

    site = journal({OPEN: "---\ntime: 5:33\n---\nText.\n"})
    for minute, there in ((31, False), (32, False), (33, True), (34, True), (32, False)):
        at(5, minute)
        site.built()
        assert site.has("2016/05/17/offen/index.html") is there


@pytest.mark.parametrize(
    ("date", "epoch", "published"),
    [
        # 27 March 2016: 2:30 does not exist; the clock goes from 1:59:59 to 3:00.
        ("2016-03-27", "2016-03-27T00:59:00+00:00", False),
        ("2016-03-27", "2016-03-27T01:00:00+00:00", True),
        # 30 October 2016: 2:30 comes twice; the first counts.
        ("2016-10-30", "2016-10-30T00:29:00+00:00", False),
        ("2016-10-30", "2016-10-30T00:30:00+00:00", True),
        ("2016-10-30", "2016-10-30T02:00:00+00:00", True),
    ],
)
def test_half_past_two_on_the_day_when_the_clock_changes(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, date: str, epoch: str, published: bool
) -> None:
    site = journal({OPEN: f"---\ndate: {date}\ntime: 2:30\n---\nText.\n"})
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime.fromisoformat(epoch).timestamp())))
    site.built()
    assert site.has(f"{date.replace('-', '/')}/offen/index.html") is published


def test_an_entry_does_not_vanish_in_the_hour_that_comes_twice(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the second 2:10 the entry of 2:30 has been public for forty minutes."""
    site = journal({OPEN: "---\ndate: 2016-10-30\ntime: 2:30\n---\nText.\n"})
    for epoch in ("2016-10-30T00:30:00+00:00", "2016-10-30T01:10:00+00:00"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime.fromisoformat(epoch).timestamp())))
        site.built()
        assert site.has("2016/10/30/offen/index.html"), epoch


@pytest.mark.parametrize("epoch", ["gestern", "1e9", "99999999999999999999", "12.5"])
def test_a_present_that_is_no_number_is_a_problem(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    (complaint,) = journal({OPEN: "Text.\n"}).complaints()
    assert complaint.startswith("SOURCE_DATE_EPOCH:1: ")


def test_mistakes_in_a_draft_are_told_all_the_same(journal: Journal) -> None:
    """Otherwise they would wait for the day on which it is published."""
    site = journal({OPEN: "---\ndraft: ja\nzeit: 5:73\n---\n"})
    assert site.complaints()[0].startswith(f"{OPEN}:3: ")
