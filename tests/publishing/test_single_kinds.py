"""What only one kind of place promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.destinations import Git
from generator.publish.git import GitTarget

from ..conftest import SETTINGS, LaidOut
from .places import InGit, InS3, Make, OverFtps, section
from .servers import HOST, ftp_server, running_sftp
from .test_every_place import counts, publish, published, refused


@pytest.fixture
def photographed(small: LaidOut) -> LaidOut:
    from io import BytesIO

    from PIL import Image

    photo = BytesIO()
    Image.new("RGB", (600, 400), "teal").save(photo, "JPEG")
    small.write("content/images/IMG_1.jpg", photo.getvalue())
    small.write("content/entries/2016-05-19-bild.md", "---\nbilder: {file: IMG_1, alt: Blau}\n---\nEin Bild.\n")
    return small


def test_objects_in_a_bucket_say_what_they_are_and_how_long_to_keep_them(
    photographed: LaidOut, make_place: Make
) -> None:
    place = make_place("s3")
    assert isinstance(place, InS3)
    published(photographed, place)
    told = {}
    for path in place.tree():
        head = place.client.head_object(Bucket=place.bucket, Key=f"blog/{path}")
        told[path] = head["ContentType"], head["CacheControl"]
    assert told["index.html"] == ("text/html; charset=utf-8", "no-cache")
    assert told["feed.xml"] == ("application/rss+xml; charset=utf-8", "no-cache")
    assert told["favicon.svg"] == ("image/svg+xml", "no-cache")
    for path, (kind, keep) in told.items():
        if path.startswith(("assets/", "fotos/")):
            assert keep == "public, max-age=31536000, immutable", path
            assert kind != "application/octet-stream", path
        else:
            assert keep == "no-cache", path
    assert {path.rpartition(".")[2] for path in told if path.startswith("fotos/")} == {"webp", "jpg"}


def test_each_publish_is_one_commit_on_top_of_the_last_and_bears_no_address(small: LaidOut, make_place: Make) -> None:
    place = make_place("git")
    assert isinstance(place, InGit)
    published(small, place)
    (first,) = place.commits()
    small.write("content/entries/2016-05-19-neu.md", "Ein neuer Tag.\n")
    said = published(small, place)
    assert place.commits()[1:] == [first]
    told = place.git("log", "-1", "--format=%an <%ae>%n%cn <%ce>%n%s", "pages").decode().splitlines()
    added, changed, removed = counts(said)
    message = f"Publish: {added} added, {changed} changed, {removed} removed"
    assert told == ["Tagwerk <tagwerk@localhost>", "Tagwerk <tagwerk@localhost>", message]
    published(small, place)
    assert len(place.commits()) == 2  # nothing changed, nothing is told


def test_a_branch_holds_nojekyll_and_the_domain_unless_the_site_has_its_own(small: LaidOut, make_place: Make) -> None:
    place = make_place("git")
    assert isinstance(place, InGit)
    small.write("content/journal.toml", f'{SETTINGS}{section(place)}cname = "tage.example"\n')
    assert small.run("publish", "--jobs", "1").exit_code == 0
    assert place.tree()[".nojekyll"] == b""
    assert place.tree()["CNAME"] == b"tage.example\n"
    small.write("content/static/CNAME", "anders.example\n")
    assert small.run("publish", "--jobs", "1").exit_code == 0
    assert place.tree()["CNAME"] == b"anders.example\n"


def test_a_lost_copy_of_the_branch_is_fetched_again(small: LaidOut, make_place: Make) -> None:
    import shutil

    place = make_place("git")
    assert isinstance(place, InGit)
    published(small, place)
    shutil.rmtree(small.root / ".tagwerk")
    small.write("content/entries/2016-05-19-neu.md", "Ein neuer Tag.\n")
    published(small, place)
    assert len(place.commits()) == 2


def test_a_token_in_an_address_of_git_is_never_shown(small: LaidOut) -> None:
    from generator.publish.secrets import scrubbed

    target = GitTarget(Git("web", "https://forge.example/x.git"), small.root, small.root / ".tagwerk/x")
    token = "ghp_" + "8" * 36
    said = f"fatal: unable to access 'https://{token}@forge.example/x.git/': Could not resolve host"
    assert token not in scrubbed(str(target._failure(said)))
    assert "ich:***@" in scrubbed("https://ich:geheim@forge.example/")


def test_sftp_with_a_password(small: LaidOut, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the environment; a wrong one is denied, none at all is asked for, and neither is ever shown."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with running_sftp(tmp_path) as (port, known_hosts):
        small.write(
            "content/journal.toml",
            f'{SETTINGS}[publish.web]\ntype = "sftp"\nhost = "{HOST}"\nport = {port}\nuser = "tage"\npath = "/seite"\n'
            f'known_hosts = "{known_hosts}"\n',
        )
        said = small.run("publish", "--jobs", "1").output
        assert "there is no password for tage at 127.0.0.1; set TAGWERK_PASSWORD_WEB" in said
        monkeypatch.setenv("TAGWERK_PASSWORD_WEB", "falsch-und-geheim")
        said = small.run("publish", "--jobs", "1").output
        assert "the host does not let us in" in said
        assert "falsch-und-geheim" not in said
        monkeypatch.setenv("TAGWERK_PASSWORD_WEB", "richtig-und-geheim")
        result = small.run("publish", "--jobs", "1")
        assert result.exit_code == 0, result.output
        assert "geheim" not in result.output
    there = {path: data for path, data in small.tree("../sftp/seite").items() if not path.startswith(".tagwerk-")}
    assert there == small.tree()


def test_a_server_of_ftp_that_does_not_encrypt_is_refused(small: LaidOut, make_place: Make) -> None:
    """One that knows no AUTH TLS, as RFC 4217 has it: the password is never sent."""
    import socket
    import threading

    heard: list[bytes] = []

    def serve(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 Willkommen\r\n")
            for line in lines:
                heard.append(line)
                connection.sendall(b"502 AUTH is not implemented\r\n")

    place = make_place("ftps")
    with socket.create_server((HOST, 0)) as server:
        thread = threading.Thread(target=serve, args=(server,))
        thread.start()
        said = publish(small, place, port=server.getsockname()[1]).output
        thread.join()
    assert "offers no TLS" in said
    assert heard == [b"AUTH TLS\r\n"]


def test_a_server_of_ftp_that_takes_one_connection_and_knows_only_old_commands(small: LaidOut, tmp_path: Path) -> None:
    (tmp_path / "trust").mkdir()
    modern = ("MLSD", "MLST", "MFMT", "OPTS", "MDTM")
    with ftp_server(tmp_path / "trust", tmp_path.parent, 1, modern) as host:
        place = OverFtps(tmp_path / "ziel", host)
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("TAGWERK_PASSWORD_ZIEL", host.password)
            published(small, place)
            place.write("index.html", b"fremd")
            small.remove("content/entries/2016-05-18-regen.md")
            published(small, place)
            assert "Nothing to do" in published(small, place)


def test_a_folder_that_holds_the_journal_is_refused(small: LaidOut) -> None:
    for path in (".", "content/static", "output", "..", ".tagwerk/x"):
        small.write("content/journal.toml", f'{SETTINGS}[publish.web]\ntype = "folder"\npath = "{path}"\n')
        result = small.run("publish", "--jobs", "1")
        assert result.exit_code == 1
        assert "published into the journal itself" in result.output


def test_one_journal_is_published_to_one_place_by_one_process_at_a_time(small: LaidOut, make_place: Make) -> None:
    import fcntl

    place = make_place("folder")
    published(small, place)
    with open(small.root / ".tagwerk/publish-ziel/lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "another process is publishing this journal there" in refused(small, place)
    published(small, place)


def test_the_command_needs_none_of_the_libraries_of_a_kind(small: LaidOut, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    for name in ("asyncssh", "boto3", "botocore"):
        monkeypatch.setitem(sys.modules, name, None)
    for kind, keys, library in (
        ("sftp", 'host = "h.example"\npath = "/"', "asyncssh"),
        ("s3", 'bucket = "b-1"', "boto3"),
    ):
        small.write("content/journal.toml", f'{SETTINGS}[publish.web]\ntype = "{kind}"\n{keys}\n')
        said = small.run("publish", "--jobs", "1").output
        assert f'{library} is not installed; pip install "tagwerk[{kind}]"' in said


def test_sftp_works_within_an_event_loop(small: LaidOut, make_place: Make) -> None:
    """One that runs in the same thread, as that of a browser does; a new thread, for this one may have a loop."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    place = make_place("sftp")

    async def within() -> None:
        published(small, place)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(within())).result()
