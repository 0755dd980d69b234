"""Promises of generator/templates.py: files found by name, faults as problems, digests of all that a template reaches.

What the default templates show is in test_template_pages.py.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup, escape

from generator import templates
from generator.filling import Filling
from generator.templates import TemplateError, closure, default_folder
from generator.views import Body, NotFoundView, Page

from .sample_views import BELOW, PAGES, SITE, change, entry_page, made, shown


def problem_of(call: Callable[[], object]) -> Any:
    with pytest.raises(TemplateError) as caught:
        call()
    return caught.value.problem


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


# --- Files, overriding, problems ------------------------------------------------------------------------------------


def test_a_journals_template_replaces_the_default_of_the_same_name(tmp_path: Path) -> None:
    mine = (
        '{% extends "layout.html" %}{% set title = "Eigenes" %}{% set description = "" %}'
        "{% block main %}Mein {{ view.entry.title }}{% endblock %}"
    )
    write(tmp_path, {"entry.html": mine})
    filled = made(tmp_path)
    entry = filled.render(Page("/x/", "x/index.html", "entry.html", PAGES["entry.html"]))
    assert "Mein Unterstützen" in entry
    assert "Impressum" in entry
    assert filled.render(Page("/", "index.html", "home.html", PAGES["home.html"])) == shown("home.html", address="/")


def test_assets_are_overridden_by_name(tmp_path: Path) -> None:
    write(tmp_path, {"assets/style.css": "", "assets/schrift/x.woff2": "", "assets/.DS_Store": ""})
    found = templates.assets([tmp_path, default_folder()])
    assert [name for name in found if not name.startswith("comments/")] == [
        "click-to-load.js", "schrift/x.woff2", "style.css"
    ]  # fmt: skip
    assert found["style.css"] == tmp_path / "assets" / "style.css"


def test_only_templates_are_templates(tmp_path: Path) -> None:
    write(tmp_path, {"entry.html": "", "entry.html~": "", ".x.html": "", "assets/a.css": "", "starter/b.md": ""})
    assert templates.template_files([tmp_path, tmp_path / "none"]) == {"entry.html": tmp_path / "entry.html"}


def test_a_provider_is_added_by_adding_a_template(tmp_path: Path) -> None:
    write(tmp_path, {"comments/eigen.html": "<p>{{ entry.title }} bei uns</p>"})
    page = Page("/x/", "x/index.html", "entry.html", PAGES["entry.html"])
    assert "<p>Unterstützen bei uns</p>" in made(tmp_path, site=change(SITE, comments="eigen")).render(page)


def test_an_unknown_provider_is_a_problem_that_names_the_known_ones() -> None:
    problem = problem_of(lambda: entry_page(site=change(SITE, comments="eigen")))
    assert problem.path == "templates/entry.html"
    assert problem.line > 1
    assert problem.message == 'template "comments/eigen.html" is not there'
    assert problem.hint.startswith(
        "journal.toml chooses it; templates/comments/ holds giscus.html, isso.html, mail.html"
    )


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("ja\n{% if %}", 2, "Expected an expression, got 'end of statement block'"),
        ("ja\n\n{{ nichts }}", 3, "'nichts' is undefined"),
        ("{{ view.entry.tilte }}", 1, "'generator.views.Full object' has no attribute 'tilte'"),
        ("\n{{ view.entry.body | htlm }}", 2, "No filter named 'htlm'."),
        ('\n{% include "fehlt.html" %}', 2, 'template "fehlt.html" is not there'),
        ("\n{{ none | long_date }}", 2, "'NoneType' object has no attribute 'weekday'"),
        ("\n{{ 1 / 0 }}", 2, "division by zero"),
        ('{% include "entry.html" %}', 1, "maximum recursion depth exceeded"),
    ],
)
def test_a_fault_in_a_template_is_a_problem_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    write(tmp_path, {"entry.html": text})
    page = Page("/x/", "x/index.html", "entry.html", PAGES["entry.html"])
    problem = problem_of(lambda: made(tmp_path).render(page))
    assert (problem.path, problem.line) == ("templates/entry.html", line)
    assert problem.message.startswith(message)
    assert not problem.warning


def test_a_fault_in_an_included_template_names_that_template(tmp_path: Path) -> None:
    write(tmp_path, {"comments/placeholder.html": "\n{{ nichts }}"})
    page = Page("/x/", "x/index.html", "entry.html", PAGES["entry.html"])
    problem = problem_of(lambda: made(tmp_path).render(page))
    assert (problem.path, problem.line) == ("templates/comments/placeholder.html", 2)


def test_a_fault_is_found_in_cached_bytecode_too(tmp_path: Path) -> None:
    write(tmp_path / "mine", {"entry.html": "\n{{ nichts }}"})
    page = Page("/x/", "x/index.html", "entry.html", PAGES["entry.html"])
    for _ in range(2):
        problem = problem_of(lambda: made(tmp_path / "mine", cache=tmp_path / "cache").render(page))
        assert (problem.path, problem.line) == ("templates/entry.html", 2)


def test_a_template_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "entry.html").write_bytes("ja\n\xfc".encode("latin-1"))
    page = Page("/x/", "x/index.html", "entry.html", PAGES["entry.html"])
    problem = problem_of(lambda: made(tmp_path).render(page))
    assert (problem.path, problem.line) == ("templates/entry.html", 2)
    assert "UTF-8" in problem.message


def test_a_page_without_its_template_is_a_problem() -> None:
    problem = problem_of(lambda: shown("fehlt.html", NotFoundView()))
    assert (problem.path, problem.message) == ("templates/fehlt.html", 'template "fehlt.html" is not there')


def test_template_errors_cross_processes() -> None:
    with pytest.raises(TemplateError) as caught:
        shown("fehlt.html", NotFoundView())
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.problem == caught.value.problem
    assert str(again) == str(caught.value)


def test_what_a_body_raises_passes_through_a_template() -> None:
    class ChangedError(Exception):
        pass

    def html(body: Body) -> str:
        raise ChangedError(body.source)

    with pytest.raises(ChangedError, match=r"x\.md"):
        entry_page(html=html)


def test_bytecode_does_not_remember_base_url(tmp_path: Path) -> None:
    write(tmp_path / "mine", {"404.html": '{{ "/a/" | url }} {{ "/a/" | absolute }}'})
    page = Page("/404.html", "404.html", "404.html", NotFoundView())
    first = made(tmp_path / "mine", cache=tmp_path / "cache").render(page)
    second = made(tmp_path / "mine", cache=tmp_path / "cache", site=BELOW).render(page)
    assert first == "/a/ https://beispiel.example/a/"
    assert second == "/blog/a/ https://beispiel.example/blog/a/"


def test_damaged_bytecode_is_made_again(tmp_path: Path) -> None:
    expected = shown("404.html", cache=tmp_path)
    cached = sorted(tmp_path.iterdir())
    assert cached
    for file in cached:
        file.write_bytes(file.read_bytes()[:-9])
    assert shown("404.html", cache=tmp_path) == expected
    for file in cached:
        file.write_bytes(file.read_bytes()[:14] + b"\xff" * 40)
    assert shown("404.html", cache=tmp_path) == expected


def test_the_defaults_need_no_more_than_their_view_says() -> None:
    for name in templates.template_files([default_folder()]):
        if name in PAGES:
            assert shown(name)


# --- What a template depends on -------------------------------------------------------------------------------------


SOURCES = {
    "layout.html": '{% include "head.html" %}',
    "head.html": "Kopf",
    "entry.html": '{% extends "layout.html" %}{% include "comments/" ~ site.comments ~ ".html" %}',
    "year.html": '{% from "./lists.html" import titles %}{% import "macros//x.html" as x %}',
    "lists.html": "Liste",
    "comments/mail.html": "Post",
    "free.html": "{% include view.anything %}",
    "odd.html": '{% include ["fehlt.html", "lists.html"] ignore missing %}',
    "broken.html": "{% if %}",
}


def touched(name: str) -> set[str]:
    before, after = closure(SOURCES), closure({**SOURCES, name: SOURCES.get(name, "") + "!"})
    return {other for other in SOURCES if before[other] != after[other]}


def test_a_template_depends_on_all_that_it_reaches() -> None:
    always = {"free.html", "odd.html"}  # they name templates only at run time, or in a list
    assert touched("head.html") == {"head.html", "layout.html", "entry.html"} | always
    assert touched("lists.html") == {"lists.html", "year.html"} | always
    assert touched("comments/mail.html") == {"comments/mail.html", "entry.html"} | always
    assert touched("broken.html") == {"broken.html"} | always
    assert touched("year.html") == {"year.html"} | always


def test_adding_a_template_touches_those_that_would_find_it() -> None:
    assert "entry.html" in touched("comments/isso.html")
    assert touched("macros/x.html") >= {"year.html"}


def test_templates_that_include_each_other_have_a_closure() -> None:
    first = closure({"a": '{% include "b" %}', "b": '{% include "a" %}'})
    second = closure({"a": '{% include "b" %}', "b": '{% include "a" %}!'})
    assert first["a"] != second["a"]


def test_the_closure_does_not_depend_on_the_order_of_its_sources() -> None:
    assert closure(dict(reversed(SOURCES.items()))) == closure(SOURCES)


def test_entries_do_not_depend_on_the_templates_of_lists() -> None:
    files = templates.template_files([default_folder()])
    sources = {name: templates.source(name, file) for name, file in files.items()}
    before, after = closure(sources), closure({**sources, "lists.html": "", "comments/mail.html": "", "frame.html": ""})
    changed = {name for name in sources if before[name] != after[name]}
    assert "entry.html" in changed
    assert "robots.txt" not in changed
    lists = closure({**sources, "lists.html": ""})
    assert before["entry.html"] == lists["entry.html"]
    assert before["month.html"] != lists["month.html"]


@pytest.mark.parametrize(
    "tag",
    [
        '{% include "b" %}',
        "{%- include 'b' ignore missing with context -%}",
        '{%+ include "./b" without context %}',
        '{% import "b" as x %}',
        '{% from "b" import x, y as z with context %}',
        '{% extends "b" %}',
        '{%\n  include\n  "b"\n%}',
        '{% include ["c", "b"] %}',
        '{% include "c" if page.address else "b" %}',
        '{% include "" ~ "b" %}',
        "{% include view.name %}",
        '{% include "\\x62" %}',
    ],
)
def test_however_a_template_is_named_a_change_of_it_is_seen(tag: str) -> None:
    first = closure({"a": tag, "b": ""})
    second = closure({"a": tag, "b": "!"})
    assert first["a"] != second["a"]


# --- Escaping -------------------------------------------------------------------------------------------------------


@settings(deadline=None, derandomize=True)
@given(st.text(alphabet="ab&<>\"' ä€") | st.integers() | st.none() | st.builds(Markup, st.text(alphabet="a<&;")))
def test_values_are_escaped_as_jinja_escapes_them(value: object) -> None:
    assert str(Filling.escaped(value)) == str(escape(value))


def test_what_is_not_there_is_no_empty_text(tmp_path: Path) -> None:
    write(tmp_path, {"404.html": "{{ view.nothing }}"})
    with pytest.raises(TemplateError, match=r"404\.html:1"):
        made(tmp_path).render(Page("/404.html", "404.html", "404.html", NotFoundView()))


def test_set_blocks_and_macros_are_escaped_once(tmp_path: Path) -> None:
    text = (
        '{% macro bold(x) %}<b>{{ x }}</b>{% endmacro %}{% set y %}{{ "<" ~ page.address }}{% endset %}'
        '{{ bold("&") }}{{ y }}{{ y ~ "<" }}{{ bold(y) }}{{ "<i>" | safe }}{% filter upper %}{{ "<" }}{% endfilter %}'
    )
    write(tmp_path, {"404.html": text})
    page = Page("/a", "404.html", "404.html", NotFoundView())
    assert made(tmp_path).render(page) == "<b>&amp;</b>&lt;/a&lt;/a&lt;<b>&lt;/a</b><i>&LT;"
