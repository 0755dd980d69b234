"""An import that is run again: it completes, and respects whatever the author did in the meantime."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .moving import Moving, photo
from .test_wordpress_account import blogs
from .wxr import FILES, Comment, Item, attachment, page

ENTRY = "entries/2016/2016-05-17-unterstuetzen.md"
COMMENTS = "entries/2016/2016-05-17-unterstuetzen.comments.yaml"
RECORD = "content/.import-wordpress.json"
DELETED = "deleted since its import"


def post(*comments: int, body: str = "Noch vor dem ersten Kaffee.") -> Item:
    return Item(7, body=body, comments=[Comment(number, f"Text {number}") for number in comments])


def shown(moving: Moving) -> list[str]:
    return re.findall(r"text: Text (\d+)", moving.source(COMMENTS))


def test_the_same_export_again_changes_nothing(moving: Moving) -> None:
    items = [post(1, 2), page(8), attachment(9)]
    moving.moves(*items)
    before = moving.tree("content")
    output = moving.moves(*items)
    assert "Files: 2 unchanged" in output
    assert moving.tree("content") == before


def test_a_newer_export_renews_what_nobody_touched_and_adds_what_is_new(moving: Moving) -> None:
    moving.moves(post(1))
    output = moving.moves(post(1, 2, body="Neu gefasst."), Item(8, slug="danach"))
    assert "Files: 2 renewed, 1 written" in output
    assert "Neu gefasst." in moving.source(ENTRY)
    assert shown(moving) == ["1", "2"]


def test_what_the_author_edited_stays_as_it_is(moving: Moving) -> None:
    moving.moves(post())
    moving.write(f"content/{ENTRY}", "---\ntitel: Meins\n---\nMein Text.\n")
    output = moving.moves(post(body="Neu gefasst."))
    assert "1 edited since its import, left as it is" in output
    assert moving.source(ENTRY) == "---\ntitel: Meins\n---\nMein Text.\n"
    moving.moves(post(body="Noch einmal neu."))
    assert "Mein Text." in moving.source(ENTRY)


def test_what_the_author_deleted_stays_away(moving: Moving) -> None:
    items = [post(1), page(8)]
    moving.moves(*items)
    moving.remove(f"content/{ENTRY}")
    moving.remove(f"content/{COMMENTS}")
    for _ in range(2):
        report = moving.report(*items)["account"]
        assert report["posts"]["reasons"] == {DELETED: 1}
        assert report["comments"]["reasons"] == {"of an item that is not imported": 1}
        assert not any(path.startswith("entries/") for path in moving.tree("content"))


def test_an_entry_that_was_moved_does_not_come_back(moving: Moving) -> None:
    moving.moves(post())
    moving.write("content/entries/anders/2016-05-17-mein-name.md", moving.source(ENTRY))
    moving.remove(f"content/{ENTRY}")
    moving.moves(post())
    assert [path for path in moving.tree("content") if path.endswith(".md")] == [
        "entries/anders/2016-05-17-mein-name.md"
    ]


def test_a_comment_that_was_erased_stays_erased(moving: Moving) -> None:
    moving.moves(post(1, 2, 3))
    records = moving.source(COMMENTS).split("- id: ")
    moving.write(f"content/{COMMENTS}", "- id: ".join([records[0], *records[1:2], *records[3:]]))
    for _ in range(2):
        assert moving.row("comments", post(1, 2, 3, 4)) == (4, 3, {"erased since its import": 1})
        assert shown(moving) == ["1", "3", "4"]


def test_a_comments_file_that_was_deleted_stays_away_but_new_comments_come(moving: Moving) -> None:
    moving.moves(post(1, 2))
    moving.remove(f"content/{COMMENTS}")
    assert moving.row("comments", post(1, 2)) == (2, 0, {"erased since its import": 2})
    assert COMMENTS not in moving.tree("content")
    moving.moves(post(1, 2, 3))
    assert shown(moving) == ["3"]


def test_an_answer_to_an_erased_comment_answers_nobody(moving: Moving) -> None:
    moving.moves(post(1))
    moving.write(f"content/{COMMENTS}", "[]\n")
    moving.moves(Item(7, comments=[Comment(1), Comment(2, "Text 2", parent=1)]))
    assert "parent" not in moving.source(COMMENTS)
    moving.built()


def test_what_the_author_corrected_in_a_comment_stays(moving: Moving) -> None:
    moving.moves(post(1))
    mine = "# von Hand\n" + moving.source(COMMENTS).replace("Text 1", "Text eins")
    moving.write(f"content/{COMMENTS}", mine)
    moving.moves(post(1, 2))
    assert moving.source(COMMENTS).startswith(mine)
    assert "Text 2" in moving.source(COMMENTS)


def test_a_comments_file_that_cannot_be_read_is_left_alone(moving: Moving) -> None:
    moving.moves(post(1))
    moving.write(f"content/{COMMENTS}", "das: ist\nkeine: Liste\n")
    found, imported, reasons = moving.row("comments", post(1, 2))
    assert (found, imported) == (2, 0)
    assert sum(reasons.values()) == 2
    assert moving.source(COMMENTS) == "das: ist\nkeine: Liste\n"


def test_a_photo_that_came_later_is_completed_and_one_that_was_deleted_stays_away(moving: Moving) -> None:
    names = ("eins.jpg", "zwei.jpg")
    body = "Text.\n\n" + "\n\n".join(f'<img src="{FILES}/2016/05/{name}" />' for name in names)
    items = [post(body=body), *(attachment(10 + n, f"2016/05/{name}") for n, name in enumerate(names))]
    moving.moves(*items)
    moving.file("media/2016/05/eins.jpg", photo())
    moving.moves(*items, "--media", moving.exports / "media")
    beside = "entries/2016/2016-05-17-unterstuetzen"
    assert f"{beside}/eins.jpg" in moving.tree("content")
    moving.file("media/2016/05/zwei.jpg", photo(color="red"))
    moving.remove(f"content/{beside}/eins.jpg")
    row = moving.row("media", *items, "--media", moving.exports / "media")
    assert row == (2, 1, {DELETED: 1})
    assert [path for path in moving.tree("content") if path.endswith(".jpg")] == [f"{beside}/zwei.jpg"]


def test_the_photo_of_a_deleted_entry_does_not_come_back_by_another_way(moving: Moving) -> None:
    items = [post(body=f'Text.\n\n<img src="{FILES}/2016/05/img_7476.jpg" />'), attachment(9), page(8)]
    moving.file("media/2016/05/img_7476.jpg", photo())
    moving.moves(*items, "--media", moving.exports / "media")
    for path in [path for path in moving.tree("content") if path.startswith("entries/")]:
        moving.remove(f"content/{path}")
    assert moving.row("media", *items, "--media", moving.exports / "media") == (1, 0, {DELETED: 1})
    assert not any(path.endswith(".jpg") for path in moving.tree("content"))


def test_a_file_of_the_author_s_own_is_never_overwritten(moving: Moving) -> None:
    moving.write(f"content/{ENTRY}", "Von mir.\n")
    assert moving.row("posts", post()) == (1, 0, {"another file stands there": 1})
    assert moving.source(ENTRY) == "Von mir.\n"


def test_an_entry_that_gets_its_first_photo_later_stays_where_it_is(moving: Moving) -> None:
    moving.moves(post())
    moving.file("media/img_7476.jpg", photo())
    items = [post(body=f'Text.\n\n<img src="{FILES}/2016/05/img_7476.jpg" />'), attachment(9)]
    moving.moves(*items, "--media", moving.exports / "media")
    assert "bilder: [2016-05-17-unterstuetzen-img_7476.jpg]" in moving.source(ENTRY)
    assert "was not found" not in moving.built().output


def test_an_export_beside_an_older_one_adds_only_what_is_new(moving: Moving) -> None:
    old = moving.export(post(1), name="alt.xml")
    new = moving.export(post(1, 2), Item(8, slug="danach"), name="neu.xml")
    account = moving.report(old, new, old)["account"]
    assert (account["posts"]["in_export"], account["posts"]["reasons"]) == (3, {"given twice": 1})
    assert (account["comments"]["imported"], account["comments"]["reasons"]) == (2, {"given twice": 1})
    assert shown(moving) == ["1", "2"]


def test_two_blogs_can_move_into_one_journal(moving: Moving) -> None:
    moving.moves(post())
    other = moving.export(Item(7, title="Anders", slug="anders"), name="b.xml", site="https://andere.example")
    assert moving.row("posts", other) == (1, 1, {})
    moving.built()


def test_a_blog_that_moved_to_another_host_is_the_same(moving: Moving) -> None:
    moving.moves(post(1))
    moved = moving.export(Item(7, body="Neu gefasst.", comments=[Comment(1), Comment(2)]), site="https://tage.example")
    assert moving.row("comments", moved) == (2, 2, {})
    assert "Neu gefasst." in moving.source(ENTRY)


def test_two_blogs_on_one_host_are_two(moving: Moving) -> None:
    for number in (1, 2):
        site = f"https://tage.example/blog-{number}"
        item = Item(7, title=f"Blog {number}", slug=f"blog-{number}", link=f"{site}/x/", guid=f"{site}/?p=7")
        assert moving.row("posts", moving.export(item, site=site)) == (1, 1, {})
    assert len([path for path in moving.tree("content") if path.endswith(".md")]) == 2


@pytest.mark.parametrize("damage", ["", "{", '{"version": 99}', '{"version": 1, "sites": 5}'])
def test_a_damaged_record_stops_the_import(moving: Moving, damage: str) -> None:
    moving.moves(post())
    moving.write(RECORD, damage)
    result = moving.runs(moving.export(post(body="Neu.")))
    assert result.exit_code == 1
    assert f"{RECORD}:1: " in result.output
    assert "Neu." not in moving.source(ENTRY)


@pytest.mark.parametrize("place", ["content/../outside", "/{root}/outside"])
def test_a_record_that_leads_out_of_content_is_not_followed(moving: Moving, place: str) -> None:
    moving.moves(post())
    stem = place.replace("/{root}", str(moving.root))
    record = (moving.root / RECORD).read_text("utf-8").replace("content/entries", stem)
    moving.write(RECORD, record)
    outside = moving.write(f"outside/{ENTRY.removeprefix('entries/')}", moving.source(ENTRY))
    result = moving.runs(moving.export(post(1, body="Neu.")))
    assert result.exit_code == 1
    assert "lies outside of content/" in result.output
    assert "Neu." not in outside.read_text("utf-8")


def test_an_import_that_was_killed_is_completed(moving: Moving) -> None:
    export = moving.export(*(Item(number, slug=f"tag-{number}", comments=[Comment(number)]) for number in range(1, 6)))
    killed = subprocess.run([sys.executable, "-c", KILLED, str(moving.root), str(export)], check=False)
    assert killed.returncode == 9
    assert len([path for path in moving.tree("content") if path.endswith(".md")]) == 3
    assert moving.row("posts", export) == (5, 5, {})
    assert moving.row("comments", export) == (5, 5, {})
    moving.built()


KILLED = """
import os, sys
from generator.cli import main
from generator.wordpress.items import Items
write, calls = Items.write, []
def killed(*words):
    calls.append(words)
    return os._exit(9) if len(calls) > 3 else write(*words)
Items.write = killed
main(["--root", sys.argv[1], "import", "wordpress", sys.argv[2]])
"""


@settings(max_examples=30)
@given(blogs(), st.data())
def test_whatever_an_author_edits_or_deletes_stays_so(blog: list[Item], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        moving = Moving(Path(folder) / "journal")
        moving.file("media/2016/05/a.jpg", photo())
        words = (*blog, "--media", moving.exports / "media")
        moving.moves(*words)
        for path in moving.tree("content"):
            if path not in ("journal.toml", ".import-wordpress.json"):
                data.draw(st.sampled_from((leave, leave, edit, Path.unlink)), label=path)(
                    moving.root / "content" / path
                )
        left = moving.tree("content")
        for _ in range(2):
            moving.moves(*words)
            assert moving.tree("content") | {".import-wordpress.json": b""} == left | {".import-wordpress.json": b""}


def leave(file: Path) -> None:
    """What an author does most of the time."""


def edit(file: Path) -> None:
    """Erase the first comment of a file; put a line to the end of another."""
    if file.name.endswith(".comments.yaml"):
        _, first, rest = file.read_text("utf-8").partition("- id: ")
        file.write_text("".join(rest.partition("\n- id: ")[1:])[1:] or "[]\n", "utf-8")
        assert first
    else:
        file.write_bytes(file.read_bytes() + b"\nVon mir.\n")


def test_content_behind_a_link_that_leads_out_is_not_written(moving: Moving, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (moving.root / "content" / "entries").symlink_to(outside)
    result = moving.runs(moving.export(post()))
    assert result.exit_code == 1
    assert "lies behind a link that leads out of content/" in result.output
    assert not list(outside.iterdir())
