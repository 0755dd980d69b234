"""What a comment provider asks of journal.toml: what is missing, unknown or of another form is told with its line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generator.providers import declared
from generator.services import is_service, is_status

from .conftest import SETTINGS, LaidOut

Journal = Callable[..., LaidOut]
ENTRY = {"content/entries/2016-05-17-x.md": "---\ntitle: X\n---\nText.\n"}
# A place may be called like a setting; it is not meant.
PLACES = "[places]\nserver = [52.52, 13.405]\n"


def settled(journal: Journal, table: str) -> LaidOut:
    return journal({**ENTRY, "content/journal.toml": f"{SETTINGS}{PLACES}{table}"})


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        ('[comments]\nprovider = "isso"\n', 5, '"server" is missing, which isso needs; add it below [comments]: an'),
        ('[comments]\nprovider = "isso"\nserver = "http://kommentare.example"\n', 7, 'server: "http://kommentare.exa'),
        ('[comments]\nprovider = "isso"\nserver = "kommentare.example"\n', 7, "an address that begins with https"),
        ('[comments]\nprovider = "isso"\nserver = "https://a:b@c.example"\n', 7, "will not do"),
        ('[comments]\nprovider = "isso"\nserver = "https://c.example/\'><script>"\n', 7, "will not do"),
        ('[comments]\nprovider = "isso"\nserver = "https://c.example/?x#y"\n', 7, "will not do"),
        ('[comments]\nprovider = "isso"\nsever = "https://c.example"\n', 5, '"server" is missing'),
        (
            '[comments]\nprovider = "isso"\nsever = "https://c.example"\n',
            7,
            'unknown setting "sever"; did you mean "se',
        ),
        (
            '[comments]\nprovider = "remark42"\nserver = "https://c.example"\nsite = "a b"\n',
            8,
            '"a b" will not do',
        ),
        ('[comments]\nprovider = "giscus"\nrepo = "jana"\n', 7, "owner and name of a repository"),
        ('[comments]\nprovider = "giscus"\nserver = "javascript:alert(1)"\n', 7, "will not do"),
        ('[comments]\nprovider = "mail"\naddress = "ich@h.example"\nadresse = "x"\n', 8, "did you mean"),
    ],
)
def test_a_setting_that_is_wrong_is_told_with_its_line(journal: Journal, table: str, line: int, words: str) -> None:
    complaints = settled(journal, table).complaints()
    assert any(item.startswith(f"content/journal.toml:{line}: comments: ") and words in item for item in complaints)


def test_all_that_is_missing_is_told_at_once(journal: Journal) -> None:
    complaints = settled(journal, '[comments]\nprovider = "giscus"\n').complaints()
    assert [item.split('"')[1] for item in complaints] == ["category", "category_id", "repo", "repo_id"]


def test_a_provider_of_one_s_own_declares_its_settings(journal: Journal) -> None:
    template = "{# @setting farbe: word #}\n{#\n@setting kanal: address, optional\n#}\n<p>{{ entry.title }}</p>\n"
    site = settled(journal, '[comments]\nprovider = "eigen"\n')
    site.write("templates/comments/eigen.html", template)
    (complaint,) = site.complaints()
    assert 'comments: "farbe" is missing, which eigen needs' in complaint
    site.write("content/journal.toml", f'{SETTINGS}[comments]\nprovider = "eigen"\nfarbe = "rot"\n')
    site.built()
    assert "<p>X</p>" in site.read("2016/05/17/x/index.html")


def test_a_kind_of_setting_that_there_is_none_of_is_told_where_it_stands(journal: Journal) -> None:
    site = journal({"content/journal.toml": f'{SETTINGS}comments = "eigen"\n'})
    site.write("templates/comments/eigen.html", "{#\n@setting farbe: colour\n#}\n")
    (complaint,) = site.complaints()
    assert complaint.startswith('templates/comments/eigen.html:2: unknown kind "colour" of a setting; use address, ')


def test_a_provider_that_declares_nothing_takes_what_it_is_given(journal: Journal) -> None:
    site = settled(journal, '[comments]\nprovider = "eigen"\nfarbe = "rot"\n')
    site.write("templates/comments/eigen.html", "<p>{{ dict(site.comment_settings).farbe }}</p>\n")
    site.built()
    assert "<p>rot</p>" in site.read("2016/05/17/x/index.html")


def test_a_template_that_cannot_be_read_is_told_once(journal: Journal) -> None:
    site = settled(journal, '[comments]\nprovider = "isso"\n')
    site.write("templates/comments/isso.html", b"{# @setting server: address #}\nGr\xfc\xdfe")
    (complaint,) = site.complaints()
    assert complaint.startswith("templates/comments/isso.html:2: the file is not UTF-8 text")


def test_prose_about_settings_declares_none() -> None:
    assert declared("{# A setting server: address. See @setting in the documents. #}\n@settings a: word\n") == ()


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("https://kommentare.example", True),
        ("https://kommentare.example:8443/isso/", True),
        ("http://127.0.0.1:8080", True),
        ("http://[::1]:8080", True),
        ("http://localhost/isso", True),
        ("http://127.0.0.1.example", False),
        ("http://kommentare.example", False),
        ("//kommentare.example", False),
        ("https://", False),
        ("https://a b.example", False),
        ("https://ä.example", False),
        ("https://h.example:x", False),
        ("https://h.example\\@b.example", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
    ],
)
def test_only_encrypted_addresses_are_asked_and_one_s_own_machine(address: str, fits: bool) -> None:
    assert is_service(address) == fits


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("https://mastodon.example/@jana/1234567890", True),
        ("https://mastodon.example/@jana@fern.example/1234567890", True),
        ("https://mastodon.example/users/jana/statuses/1234567890", True),
        ("https://gotosocial.example/@jana/statuses/01FBVD42CQ3ZEEVMW180SBX03B", True),
        ("https://mastodon.example/@jana", False),
        ("https://mastodon.example/@jana/12/../34", False),
        ("http://mastodon.example/@jana/1234567890", False),
        ("https://mastodon.example/@jana/123?x=1", False),
        ("1234567890", False),
    ],
)
def test_a_toot_is_the_address_of_a_post(address: str, fits: bool) -> None:
    assert is_status(address) == fits


def test_a_toot_that_is_none_is_a_problem_with_its_line(journal: Journal) -> None:
    site = journal({"content/entries/2016-05-17-x.md": "---\ntitle: X\ntoot: '@jana'\n---\nText.\n"})
    (complaint,) = site.complaints()
    assert complaint.startswith(
        'content/entries/2016-05-17-x.md:3: toot "@jana" is no address of a post on Mastodon; copy its address'
    )


def test_a_toot_with_a_slash_at_its_end_is_the_same(journal: Journal) -> None:
    toot = "https://mastodon.example/@jana/123"
    site = journal(
        {
            "content/journal.toml": f'{SETTINGS}comments = "mastodon"\n',
            "content/entries/2016-05-17-x.md": f"---\ntitle: X\ntoot: {toot}/\n---\nText.\n",
        }
    )
    site.built()
    page = site.read("2016/05/17/x/index.html")
    assert f'href="{toot}"' in page and 'data-status="123"' in page and 'data-server="https://mastodon.example"' in page
