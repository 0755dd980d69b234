"""The map of old addresses: what stands in it, and that a real Apache answers 301 with the right place."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest

from generator.aliases import AliasError, old_address

from .conftest import SETTINGS, LaidOut

Journal = Callable[..., LaidOut]
FIRST = "content/entries/2016-05-17-anfang.md"
SECOND = "content/entries/2016-05-18-umlaut.md"
ODD = "/alt/Grüße aus (Köln) [1] + $5.html/"
FILES = {
    FIRST: "---\ntag: 868\nthemen: Arbeit, Öl & Teer\naliases: [/?p=123, /alt.html, /früher/, /?p=7&x=a b]\n---\nT\n",
    SECOND: f'---\nslug: Straße 7\naliases: ["{ODD}", "/?s=bücher%2C%2520", /index.php?p=9]\n---\nText.\n',
    "content/pages/impressum.md": "---\ntitle: Impressum\naliases: /kontakt\n---\nText.\n",
    "content/static/ton 100%?.txt": "Ton",
}
TABLE = """
[aliases]
"/category/alltag/" = "/themen/arbeit/"
"/?cat=3" = "/themen/arbeit/2016/"
"/tief/ton" = "/ton 100%25%3F.txt"
"""
LED = {
    "/?p=123": "/2016/05/17/anfang/",
    "/?utm=x&p=123&preview=true": "/2016/05/17/anfang/",
    "/?p=7&x=a+b": "/2016/05/17/anfang/",
    "/?x=a%20b&p=7": "/2016/05/17/anfang/",
    "/alt.html": "/2016/05/17/anfang/",
    "/fr%C3%BCher": "/2016/05/17/anfang/",
    "/fr%c3%bcher/": "/2016/05/17/anfang/",
    "/2016/05/17/": "/2016/05/17/anfang/",
    "/2016/05/17": "/2016/05/17/anfang/",
    "/tag/868/": "/2016/05/17/anfang/",
    quote(ODD): "/2016/05/18/Stra%C3%9Fe%207/",
    "/?s=b%c3%bccher,%2520": "/2016/05/18/Stra%C3%9Fe%207/",
    "/index.php?p=9": "/2016/05/18/Stra%C3%9Fe%207/",
    "/kontakt/": "/impressum/",
    "/kontakt": "/impressum/",
    "/category/alltag/": "/themen/arbeit/",
    "/?cat=3": "/themen/arbeit/2016/",
    "/tief/ton": "/ton%20100%25%3F.txt",
    "/tag/arbeit/": "/themen/arbeit/",
    "/tag/oel-teer/": "/themen/oel-teer/",
    "/feed/": "/feed.xml",
    "/feed/atom": "/atom.xml",
    "/comments/feed/": "/feed.xml",
    "/?feed=rss2": "/feed.xml",
}
STAY = ("/", "/?p=1234", "/?xp=123", "/?p=7", "/2016/05/17/anfang/", "/themen/arbeit/", "/impressum/", "/feed.xml")


def settings(server: str, base: str = "") -> str:
    return SETTINGS.replace("tage.example", f"tage.example{base}") + (
        f'redirects = "{server}"\nday_archives = true\n{TABLE}'
    )


def laid_out(journal: Journal, server: str, base: str = "") -> LaidOut:
    site = journal({**FILES, "content/journal.toml": settings(server, base)})
    site.built()
    return site


# --- A real Apache --------------------------------------------------------------------------------------------------

APACHE = next((path for path in ("/usr/sbin/apache2", "/usr/sbin/httpd") if Path(path).is_file()), None)
MODULES = Path("/usr/lib/apache2/modules")
CONFIGURATION = """
ServerRoot {folder}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/errors
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule mime_module {modules}/mod_mime.so
LoadModule rewrite_module {modules}/mod_rewrite.so
TypesConfig /dev/null
DirectoryIndex index.html
DocumentRoot {documents}
<Directory {documents}>
  Options FollowSymLinks
  AllowOverride All
</Directory>
"""


@pytest.fixture
def apache(tmp_path: Path) -> Iterator[Callable[[Path], int]]:
    """`apache(folder)` serves a folder on a port of its own, which it answers with."""
    if APACHE is None:
        if os.environ.get("TAGWERK_REQUIRE_ALL"):
            pytest.fail("Apache is missing: apt-get install apache2-bin")
        pytest.skip("needs Apache")
    running: list[subprocess.Popen[bytes]] = []

    def serve(documents: Path) -> int:
        folder = tmp_path / "apache"
        folder.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        settings = CONFIGURATION.format(folder=folder, documents=documents, port=port, modules=MODULES)
        (folder / "httpd.conf").write_text(settings)
        command = [str(APACHE), "-X", "-d", str(folder), "-f", str(folder / "httpd.conf")]
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        await_port(port, running[0], folder / "errors")
        return port

    yield serve
    for process in running:
        process.terminate()
        process.wait()


def await_port(port: int, process: subprocess.Popen[bytes], errors: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"Apache did not start: {errors.read_text() if errors.exists() else ''}")


def answer(port: int, address: str) -> tuple[int, str]:
    """Status and place of one answer, which is not followed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        response.read()
        place = urlsplit(response.headers.get("Location", ""))
        return response.status, place.path + (f"?{place.query}" if place.query else "")
    finally:
        connection.close()


@pytest.mark.parametrize("base", ["", "/bl%C3%B6g"])
def test_apache_answers_every_old_address_with_301_and_the_right_place(
    journal: Journal, apache: Callable[[Path], int], tmp_path: Path, base: str
) -> None:
    site = laid_out(journal, "apache", base)
    documents = tmp_path / "htdocs"
    shutil.copytree(site.root / "output", documents / unquote(base).strip("/"))
    port = apache(documents)
    assert {old: answer(port, base + old) for old in LED} == {old: (301, base + new) for old, new in LED.items()}
    ends = {new: answer(port, base + new)[0] for new in LED.values()}
    assert ends == dict.fromkeys(LED.values(), 200)
    assert {old: answer(port, base + old)[0] for old in STAY} == dict.fromkeys(STAY, 200)
    assert answer(port, base + "/nirgends/")[0] == 404


def test_apache_answers_each_address_for_which_there_is_a_page_that_leads_on(
    journal: Journal, apache: Callable[[Path], int]
) -> None:
    site = laid_out(journal, "apache")
    port = apache(site.root / "output")
    pages = [path for path, data in site.tree().items() if b'http-equiv="refresh"' in data]
    assert len(pages) == 9
    for page in pages:
        assert answer(port, "/" + quote(page.removesuffix("index.html")))[0] == 301, page


# --- What stands in the maps ----------------------------------------------------------------------------------------


def test_netlify_s_map_has_one_line_for_each_old_address_as_its_documents_say(journal: Journal) -> None:
    """docs.netlify.com, "Redirects and rewrites": `from query to status`, special characters encoded; `!` forces."""
    site = laid_out(journal, "netlify", "/blog")
    note, *lines = site.read("_redirects").splitlines()
    assert note.startswith("# ")
    rules = {}
    for line in lines:
        *source, target, status = line.split(" ")
        assert status == "301!" and line.isascii()
        rules[" ".join(source)] = target
    assert len(rules) == len(lines)
    assert rules["/blog/ p=123"] == "/blog/2016/05/17/anfang/"
    assert rules["/blog/ s=b%C3%BCcher%2C%2520"] == "/blog/2016/05/18/Stra%C3%9Fe%207/"
    assert rules["/blog" + quote(ODD)] == "/blog/2016/05/18/Stra%C3%9Fe%207/"
    assert rules["/blog/category/alltag/"] == "/blog/themen/arbeit/"
    assert rules["/blog/feed/"] == "/blog/feed.xml"
    assert lines[0].split(" ")[1:3] == ["p=7", "x=a%20b"]  # what asks for more comes before what asks for less
    ends = {unquote(target) for target in rules.values()}
    assert ends.isdisjoint(unquote(rule) for rule in rules)


def test_an_address_of_the_site_is_never_led_away(journal: Journal) -> None:
    """A page "feed", a day that is called like a tag, and a question that leads where it stands."""
    site = journal(
        {
            "content/journal.toml": f'{SETTINGS}redirects = "netlify"\n[aliases]\n"/?p=1" = "/"\n',
            FIRST: "---\ntag: 868\nthemen: 868, arbeit\n---\nText.\n",
            "content/pages/feed.md": "---\ntitle: Feed\n---\nText.\n",
            "content/static/tag/arbeit/index.html": "<title>Alt</title>",
        }
    )
    site.built()
    rules = dict(line.split(" ", 1) for line in site.read("_redirects").splitlines()[1:])
    assert rules["/tag/868/"] == "/2016/05/17/anfang/ 301!"
    assert rules.keys().isdisjoint({"/feed/", "/tag/arbeit/"})
    assert "/ p=1 " not in site.read("_redirects")


def test_without_the_setting_there_is_no_map(journal: Journal) -> None:
    site = journal({FIRST: "---\naliases: /alt/\n---\nText.\n"})
    site.built()
    assert not site.has(".htaccess") and not site.has("_redirects") and site.has("alt/index.html")


def test_what_is_held_back_is_not_in_the_map(journal: Journal) -> None:
    site = laid_out(journal, "apache")
    site.write("content/entries/2016-05-19-geheim.md", "---\nentwurf: ja\naliases: /?p=99\n---\nText.\n")
    site.write("content/entries/2030-05-19-spaeter.md", "---\naliases: /?p=98\n---\nText.\n")
    before = site.read(".htaccess")
    site.built()
    assert site.read(".htaccess") == before


def test_an_old_address_more_writes_the_map_and_nothing_that_stood(journal: Journal) -> None:
    site = laid_out(journal, "apache")
    for number in range(40):
        entry = f"---\naliases: /?p={500 + number}\n---\nText.\n"
        site.write(f"content/entries/2015/2015-{number % 12 + 1:02}-03-tag{number}.md", entry)
    site.built()
    before = {path: (site.root / "output" / path).stat().st_mtime_ns for path in site.tree()}
    site.write(FIRST, FILES[FIRST].replace("[/?p=123", "[/?p=77, /?p=123"))
    site.built()
    after = {path: (site.root / "output" / path).stat().st_mtime_ns for path in site.tree()}
    assert before.keys() == after.keys()
    assert {path for path in after if after[path] != before[path]} <= {
        ".htaccess", "2016/05/17/anfang/index.html", "index.html", "feed.xml", "atom.xml", "feed.json"
    }  # fmt: skip
    assert "p=77(" in site.read(".htaccess")
    assert site.run("build", "--verify", "--jobs", "1").exit_code == 0


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("/?p=12", "/?p=12"),
        ("https://h.example/blog/?p=12", "/?p=12"),
        ("https://h.example/blog?p=12", "/?p=12"),
        ("https://h.example/blog/alt/?s=%C3%BC+b&x", "/alt/?s=%C3%BC%20b&x="),
        ("/a//b/?", "/a/b/"),
        ("/fr%C3%BCher", "/früher"),
        ("/?%3Cb%3E=%22%0A", "/?%3Cb%3E=%22%0A"),
    ],
)
def test_an_old_address_is_known_in_one_form(written: str, known: str) -> None:
    assert old_address(written, "https://h.example/blog") == known


@pytest.mark.parametrize(
    "written", ["https://anders.example/blogger/", "/", "?p=1", "//h.example/x/", "/a/#b", "", "/a/%00/"]
)
def test_what_names_nothing_of_the_site_is_no_old_address(written: str) -> None:
    with pytest.raises(AliasError):
        old_address(written, "https://anders.example/blog")


# --- What can be wrong ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("server", "name"), [("apache", ".htaccess"), ("netlify", "_redirects")])
def test_a_map_of_one_s_own_is_in_the_way(journal: Journal, server: str, name: str) -> None:
    site = journal({"content/journal.toml": settings(server), **FILES, f"content/static/{name}": "# meine\n"})
    (complaint,) = site.complaints()
    assert complaint.startswith(f'content/static/{name}:1: redirects = "{server}" writes this file; take `redirects`')
    site.write("content/journal.toml", settings("netlify" if server == "apache" else "apache"))
    site.built()
    assert site.read(name) == "# meine\n"


def test_a_question_without_a_map_is_a_warning_that_says_what_to_do(journal: Journal) -> None:
    entry = "---\ntitle: A\naliases: [/alt/, /?p={}]\n---\nText.\n"
    site = journal({FIRST: entry.format(12), SECOND: entry.format(13).replace("/alt/", "/neu/")})
    (warning,) = site.built().stderr.splitlines()
    assert warning == (
        f'{FIRST}:3: warning: alias "/?p=12" holds a question, which no file can answer, and 1 more like it; '
        'set redirects = "apache" or "netlify" in journal.toml, or take it out'
    )
    assert site.has("alt/index.html")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('"/alt/" = "/nirgends/"', 'alias "/alt/" leads to "/nirgends/", which is no page of this site; write the'),
        ('"alt" = "/themen/arbeit/"', 'alias "alt" is no address of this site'),
        ('"/../weg/" = "/themen/arbeit/"', "is no address of this site"),
        ('"https://anderswo.example/alt/" = "/themen/arbeit/"', "is on another host"),
        ('"/themen/arbeit/" = "/impressum/"', "is an address of this site already; take the line out"),
        ('"/impressum" = "/themen/arbeit/"', "is an address of this site already; take the line out"),
        ('"/alt/" = "/geheim/"', 'leads to "/geheim/", which is no page of this site'),
        ('"/alt/" = "https://tage.example/impressum/"', "which is no page of this site"),
    ],
)
def test_a_line_of_aliases_that_cannot_be_is_told_with_its_place(journal: Journal, line: str, words: str) -> None:
    site = journal(
        {
            **FILES,
            "content/journal.toml": f'{SETTINGS}redirects = "apache"\n[aliases]\n"/gut/" = "/impressum"\n{line}\n',
            "content/pages/geheim.md": "---\ntitle: Geheim\nentwurf: ja\n---\nText.\n",
        }
    )
    (complaint,) = site.complaints()
    assert complaint.startswith("content/journal.toml:6: ")
    assert words in complaint


def test_an_old_address_given_twice_is_a_problem(journal: Journal) -> None:
    toml = f'{SETTINGS}redirects = "apache"\n[aliases]\n"/?cat=3" = "/impressum/"\n"/kontakt/" = "/themen/"\n'
    entry = "---\naliases: [/?p=123, /?cat=3]\n---\n"
    complaints = journal({**FILES, SECOND: entry, "content/journal.toml": toml}).complaints()
    assert [complaint.partition("; ")[0] for complaint in complaints] == [
        f'{FIRST}:4: alias "/?p=123" is given twice',
        f'{SECOND}:2: alias "/?p=123" is given twice',
        'content/journal.toml:5: "/?cat=3" is an address of this site already',
        'content/journal.toml:6: "/kontakt/" is an address of this site already',
    ]


@pytest.mark.parametrize("setting", ['aliases = "/alt/"', "aliases = 7", 'redirects = "nginx"', "redirects = true"])
def test_settings_of_another_form_are_problems(journal: Journal, setting: str) -> None:
    (complaint,) = journal({"content/journal.toml": f"{SETTINGS}{setting}\n"}).complaints()
    assert complaint.startswith("content/journal.toml:3: ")
