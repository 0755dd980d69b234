"""The settings of a journal: what they mean, and what is refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.config import PATH, Config, read
from generator.model import Problem

NEEDED = 'title = "T"\nbase_url = "https://h.example"\n'


def _read(root: Path, text: str | bytes) -> Config | tuple[Problem, ...]:
    (root / "content").mkdir(exist_ok=True)
    (root / PATH).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(root)


def _config(root: Path, text: str) -> Config:
    config = _read(root, text)
    assert isinstance(config, Config), config
    return config


def _problems(root: Path, text: str | bytes) -> list[str]:
    problems = _read(root, text)
    assert isinstance(problems, tuple)
    return [str(problem) for problem in problems]


def test_title_and_address_are_enough(tmp_path: Path) -> None:
    config = _config(tmp_path, NEEDED)
    assert (config.title, config.base_url, config.base_path) == ("T", "https://h.example", "")
    assert (config.timezone, config.language, config.comments) == ("Europe/Berlin", "de", "placeholder")
    assert (config.first_day, config.home_entries, config.feed_entries) == (None, 7, 20)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    problems = read(tmp_path)
    assert isinstance(problems, tuple)
    assert "tagwerk init" in str(problems[0])
    assert str(problems[0]).startswith("content/journal.toml:1: ")


def test_all_that_is_missing_or_wrong_is_named_at_once_with_its_line(tmp_path: Path) -> None:
    problems = _problems(tmp_path, 'titel = "T"\ntimezone = "Europe/Berlinn"\nhome_entries = 0\n')
    text = "\n".join(problems)
    assert '"title" is missing' in text
    assert '"base_url" is missing' in text
    assert f'{PATH}:1: unknown setting "titel"; did you mean "title"?' in text
    assert f"{PATH}:2: timezone" in text
    assert f"{PATH}:3: home_entries" in text


@pytest.mark.parametrize(
    ("written", "url", "path"),
    [
        ("https://h.example/", "https://h.example", ""),
        ("https://h.example/blog/", "https://h.example/blog", "/blog"),
        ("http://h.example:8080/a/b", "http://h.example:8080/a/b", "/a/b"),
    ],
)
def test_an_address_never_ends_with_a_slash(tmp_path: Path, written: str, url: str, path: str) -> None:
    config = _config(tmp_path, f'title = "T"\nbase_url = "{written}"\n')
    assert (config.base_url, config.base_path) == (url, path)


@pytest.mark.parametrize(
    "address",
    ["h.example", "ftp://h.example", "https://", "https://h.example/?a", "https://h.example/#a", "https://h e.example",
     "https://u:p@h.example", "https://h.example/../x", "https://h.example//x", "https://h.example:x", "https://[::1",
     "javascript:alert(1)", ""],
)  # fmt: skip
def test_what_is_no_whole_address_is_refused(tmp_path: Path, address: str) -> None:
    (problem,) = _problems(tmp_path, f'title = "T"\nbase_url = "{address}"\n')
    assert problem.startswith(f"{PATH}:2: base_url")


@pytest.mark.parametrize("written", ["2014-01-01", '"2014-01-01"', '"1.1.2014"', '"1. Januar 2014"'])
def test_the_first_day_may_be_typed_as_in_entries(tmp_path: Path, written: str) -> None:
    assert _config(tmp_path, f"{NEEDED}first_day = {written}\n").first_day == dt.date(2014, 1, 1)


@pytest.mark.parametrize(
    "line",
    [
        "title = 5",
        'title = " "',
        'author = "a\\nb"',
        "first_day = 2014-01-01T10:00:00",
        'first_day = "30.2.2014"',
        "line_breaks = 1",
        'line_breaks = "ja"',
        'navigation = "x"',
        "navigation = [1]",
        "feed_entries = true",
        "feed_entries = 1001",
        'language = "de<x>"',
        'timezone = "../../etc/passwd"',
        'timezone = "/etc/passwd"',
        'permalink = "/{year}/"',
        'permalink = "{slug}"',
        'permalink = "/{slug}/{titel}/"',
        'permalink = "/{slug.__class__}/"',
        'permalink = "/../{slug}/"',
        'permalink = "/{slug!r}/"',
        'permalink = "/{slug:>9999999}/"',
        'permalink = "/{slug"',
        'comments = "../mail"',
        "comments = 1",
        'comments = "mail"',
        'comments = {provider = "mail"}',
        'comments = {provider = "mail", address = "x"}',
        'comments = {provider = "none", n = 1}',
        "publish = 1",
    ],
)
def test_a_value_that_will_not_do_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    text = "".join(part for part in NEEDED.splitlines(keepends=True) if part.split()[0] != line.split()[0])
    (problem,) = _problems(tmp_path, f"# Tagebuch\n{line}\n{text}")
    assert problem.startswith(f"{PATH}:2: {line.split()[0]}")
    assert "; " in problem


def test_a_provider_may_have_settings(tmp_path: Path) -> None:
    config = _config(tmp_path, f'{NEEDED}[comments]\nprovider = "mail"\naddress = "ich@h.example"\n')
    assert config.comments == "mail"
    assert config.comment_settings == (("address", "ich@h.example"),)


def test_broken_toml_is_a_problem_with_its_line(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, 'title = "T"\nbase_url = https://h.example\n')
    assert problem.startswith(f"{PATH}:2: is no valid TOML")


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", NEEDED.encode("utf-16"), b"title = '\xe4'"])
def test_what_is_no_text_is_a_problem(tmp_path: Path, data: bytes) -> None:
    (problem,) = _problems(tmp_path, data)
    assert "UTF-8" in problem


def test_a_byte_order_mark_and_windows_line_ends_are_ordinary(tmp_path: Path) -> None:
    assert isinstance(_read(tmp_path, b"\xef\xbb\xbf" + NEEDED.replace("\n", "\r\n").encode()), Config)


def test_a_folder_in_the_place_of_the_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / PATH).mkdir(parents=True)
    problems = read(tmp_path)
    assert isinstance(problems, tuple)
    assert "cannot be read" in str(problems[0])


def test_deep_nesting_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    assert _problems(tmp_path, "x = " + "[" * 100_000)


@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_read_never_raises(tmp_path: Path, data: bytes) -> None:
    outcome = _read(tmp_path, data)
    assert isinstance(outcome, Config | tuple)


@given(
    key=st.sampled_from(
        ["title", "base_url", "timezone", "first_day", "permalink", "comments", "language", "home_entries", "publish"]
    ),
    value=st.text(max_size=40) | st.integers() | st.booleans() | st.just([]) | st.just({}),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_value_makes_read_raise(tmp_path: Path, key: str, value: object) -> None:
    shown = f"'''\n{value}'''" if isinstance(value, str) else str(value).lower()
    rest = "".join(part for part in NEEDED.splitlines(keepends=True) if part.split()[0] != key)
    assert isinstance(_read(tmp_path, f"{rest}{key} = {shown}\n"), Config | tuple)
