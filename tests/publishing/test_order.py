"""The plan, on literal tables of facts: what is sent, in which order, and what goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.publish import manifest
from generator.publish.manifest import Manifest, Published
from generator.publish.plan import Plan, make_plan
from generator.publish.target import File, Found


def files(**digests: str) -> dict[str, File]:
    """Files by path (`_` for a slash, `0` for a dot), each of ten bytes."""
    return {_path(name): File(Path(_path(name)), 10, digest) for name, digest in digests.items()}


def known(**digests: str) -> dict[str, Published]:
    return {_path(name): Published(10, digest, "stamp") for name, digest in digests.items()}


def found(*names: str) -> dict[str, Found]:
    return {_path(name): Found(10, "stamp") for name in names}


def _path(name: str) -> str:
    return name.replace("_", "/").replace("0", ".")


def sent(plan: Plan) -> list[list[str]]:
    return [[change.path for change in group] for group in plan.sends]


def test_what_pages_need_goes_first_then_new_pages_then_those_that_link_to_them_then_what_tells_of_them() -> None:
    here = files(index0html="b", neu_index0html="a", fotos_x0webp="a", assets_s0css="a", feed0xml="b", sitemap0xml="b")
    plan = make_plan(here, known(index0html="a", feed0xml="a"), found("index0html", "feed0xml"))
    assert sent(plan) == [
        ["assets/s.css", "fotos/x.webp"],
        ["neu/index.html"],
        ["index.html"],
        ["feed.xml", "sitemap.xml"],
    ]


def test_what_is_gone_is_removed_the_other_way_round_and_its_folders_inner_ones_first() -> None:
    before = known(a_b_index0html="a", a_b_c_foto0webp="a", sitemap0xml="a", index0html="a")
    there = found("a_b_index0html", "a_b_c_foto0webp", "sitemap0xml", "index0html")
    plan = make_plan(files(index0html="a"), before, there)
    assert [change.path for change in plan.removals] == ["sitemap.xml", "a/b/index.html", "a/b/c/foto.webp"]
    assert plan.folders == ("a/b/c", "a/b", "a")
    assert list(plan.same) == ["index.html"]


@pytest.mark.parametrize(
    ("digest", "there", "doubtful"),
    [
        ("b", Found(10, "stamp"), ()),
        ("a", Found(11, "stamp"), ()),
        ("a", Found(10, "later"), ()),
        ("a", None, ()),
        ("a", Found(10, "stamp"), ("index.html",)),
    ],
    ids=["it changed here", "its size is another", "its time is another", "it is gone there", "its state is unknown"],
)
def test_a_file_is_sent_where_it_may_not_be_what_it_should(
    digest: str, there: Found | None, doubtful: tuple[str, ...]
) -> None:
    shown = {} if there is None else {"index.html": there}
    plan = make_plan(files(index0html=digest), known(index0html="a"), shown, doubtful)
    assert [change.path for change in plan.changes] == ["index.html"]
    assert plan.changes[0].new == (there is None)


def test_nothing_is_sent_where_all_is_as_we_left_it_and_files_of_others_are_not_looked_at() -> None:
    plan = make_plan(files(index0html="a"), known(index0html="a"), found("index0html", "fremd0html"))
    assert not plan
    assert plan.removals == ()


def test_what_goes_is_out_of_the_way_before_a_folder_takes_its_place() -> None:
    plan = make_plan(files(wandel_innen0txt="a"), known(wandel="a"), found("wandel"))
    assert plan.obstacles == ("wandel",)
    plan = make_plan(files(wandel="a"), known(wandel_innen0txt="a"), found("wandel_innen0txt"))
    assert plan.obstacles == ("wandel/innen.txt",)


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a//b", "a/../b", "./a", "", "a\nb", ".tagwerk-lock-1", "a/"])
def test_a_manifest_with_a_path_that_leads_elsewhere_is_not_believed(path: str) -> None:
    good = Manifest(files=known(index0html="a"))
    assert manifest.read(manifest.pack(good)) == good
    assert manifest.read(manifest.pack(Manifest(files={path: Published(1, "a", "")}))) is None


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b", b"[]", b"[" * 100_000, b'{"version":2,"files":{}}', b"\xff"])
def test_a_manifest_that_is_none_is_not_believed(data: bytes) -> None:
    assert manifest.read(data) is None
