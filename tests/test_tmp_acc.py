"""The account adds up: whatever an export holds, each thing in it was imported or left out for a reason."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from .moving import Moving, photo
from .wxr import FILES, SITE, Comment, Item

GROUPS = ("posts", "pages", "comments", "media", "links", "other")
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="[]<>&"), max_size=20)
STATES = st.sampled_from(["1", "1", "1", "0", "spam", "trash", "seltsam"])
STATUSES = st.sampled_from(["publish", "publish", "draft", "private", "future", "trash", "inherit", "auto-draft", "x"])
SLUGS = st.sampled_from(["", "eins", "Zwei", "drei-vier", "größe", "tag", "2016", "orte", "../x", "a/b", "%c3%a4"])
DATES = st.sampled_from(["2016-05-17 05:33:00", "2016-05-18 23:59:59", "2020-02-29 00:00:00", "0000-00-00 00:00:00"])
FILE = st.sampled_from(["2016/05/a.jpg", "2016/05/a-300x200.jpg", "2016/06/a.jpg", "2016/05/b.pdf", "2016/05/c.svg"])
IMAGES = st.builds(
    "{}/{}{}".format, st.sampled_from([FILES, "https://fremd.example"]), FILE, st.sampled_from(["", "?w=5"])
)
LINKS = st.sampled_from(
    [f"{SITE}/", f"{SITE}/2016/05/17/eins/", f"{SITE}/?p=3", "https://fremd.example/", "/tag/x/", "mailto:x"]
)


@st.composite
def items(draw: Any, number: int) -> Item:
    known = {
        "title": draw(TEXTS), "slug": draw(SLUGS), "date": draw(DATES), "status": draw(STATUSES),
        "parent": draw(st.integers(0, 6)), "password": draw(st.sampled_from(["", "", "x"])),
        "comments": [
            Comment(draw(st.integers(0, 20)), draw(TEXTS), draw(TEXTS), draw(st.integers(0, 20)), draw(STATES),
                    draw(st.sampled_from(["", "comment", "pingback", "review"])))
            for _ in range(draw(st.integers(0, 4)))
        ],
    }  # fmt: skip
    kind = draw(st.sampled_from(["post", "post", "post", "page", "attachment", "nav_menu_item"]))
    if kind == "attachment":
        return Item(number, type=kind, url=f"{FILES}/{draw(FILE)}", **known)
    body = "Text.\n\nMehr.\n\n"
    body += "\n\n".join(f'<a href="{link}">dort</a>' for link in draw(st.lists(LINKS, max_size=3)))
    body += "\n\n" + "\n\n".join(f'<img src="{image}" alt="x" />' for image in draw(st.lists(IMAGES, max_size=3)))
    return Item(number, type=kind, body=body, **known)


@st.composite
def blogs(draw: Any) -> list[Item]:
    return [draw(items(draw(st.integers(1, 6)))) for _ in range(draw(st.integers(1, 6)))]


@settings(max_examples=1500)
@given(blogs())
def test_counts_in_are_counts_out_and_left_out(blog: list[Item]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        moving = Moving(Path(folder) / "journal")
        moving.file("media/2016/05/a.jpg", photo())
        report = moving.report(*blog, "--media", moving.exports / "media")
        account = report["account"]
        assert {group: account[group]["in_export"] for group in GROUPS} == dict(counted(blog, account["media"]))
        for row in account.values():
            assert row["in_export"] == row["imported"] + row["left_out"]
            assert row["left_out"] == sum(row["reasons"].values())
            assert row["imported"] == sum(row["how"].values())
        named = Counter(matter["group"] for matter in report["left_out"])
        assert all(account[group]["left_out"] == named[group] for group in GROUPS if group != "other")
        assert account["posts"]["imported"] == written(moving, "entries/")
        assert account["pages"]["imported"] == written(moving, "pages/")
        assert account["comments"]["imported"] == sum(
            text.count("- id: comment-") for path, text in moving.content().items() if path.endswith(".comments.yaml")
        )
        before = moving.tree("content")
        moving.built()
        moving.moves(*blog, "--media", moving.exports / "media")
        assert moving.tree("content") == before


def counted(blog: list[Item], media: dict[str, Any]) -> Counter[str]:
    """What is in an export, counted by itself; for files of bodies, which have many names, only that none is lost."""
    found = Counter(dict.fromkeys(GROUPS, 0))
    rows = {"post": "posts", "page": "pages", "attachment": "media"}
    for item in blog:
        found[rows.get(item.type, "other")] += 1
        found["comments"] += len(item.comments)
        found["links"] += item.body.count("<a href") if item.type in ("post", "page") else 0
    assert media["in_export"] >= found["media"]
    found["media"] = media["in_export"]
    return found


def written(moving: Moving, folder: str) -> int:
    return sum(path.startswith(folder) and path.endswith(".md") for path in moving.tree("content"))


def test_the_table_shows_what_the_report_says(moving: Moving) -> None:
    output = moving.moves(
        Item(1, comments=[Comment(1), Comment(2, approved="spam")]), Item(2, status="trash"), Item(3, type="produkt")
    )
    table = output[output.index("in the export") :].splitlines()
    assert [" ".join(line.split()) for line in table] == [
        "in the export imported left out",
        "posts 2 1 1 1 in the trash",
        "comments 2 1 1 1 spam",
        "other 1 0 1 1 of type produkt",
    ]


def test_every_file_is_counted_once_however_often_it_is_shown(moving: Moving) -> None:
    shown = "".join(f'<img src="{FILES}/2016/05/a{size}.jpg" />' for size in ("", "-300x200", "-150x150"))
    items = [Item(number, slug=f"tag-{number}", body=f"Text.\n\n{shown}") for number in (1, 2)]
    listed = Item(9, type="attachment", url=f"{FILES}/2016/05/a.jpg")
    assert moving.row("media", *items, listed)[0] == 1
