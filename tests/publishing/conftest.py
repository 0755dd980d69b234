"""Servers that live as long as the tests of one process, and a place of each kind for every test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..conftest import LaidOut
from .places import CREDENTIALS, InFolder, InGit, InS3, Make, OverFtps, OverSsh, Place
from .servers import HOST, SSHD, FtpServer, Sshd, ftp_server, s3_server, sshd

REQUIRED = os.environ.get("TAGWERK_REQUIRE_ALL") == "1"
KINDS = ("folder", "rsync", "sftp", "ftps", "git", "s3")
ON_SERVERS = KINDS[1:]


def needs(*programs: str) -> None:
    """Skip a test where a program is missing that is not Python's."""
    missing = [name for name in programs if not (SSHD if name == "sshd" else shutil.which(name))]
    if missing and not REQUIRED:
        pytest.skip(f"{', '.join(missing)} is not installed")


@pytest.fixture(scope="session")
def ssh_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    needs("sshd", "ssh")
    with sshd(tmp_path_factory.mktemp("sshd")) as host:
        yield host


@pytest.fixture(scope="session")
def ftp_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FtpServer]:
    with ftp_server(tmp_path_factory.mktemp("ftp"), tmp_path_factory.getbasetemp()) as host:
        yield host


@pytest.fixture(scope="session")
def s3_port() -> Iterator[int]:
    with s3_server() as port:
        yield port


@pytest.fixture(scope="session")
def s3_client(s3_port: int) -> Any:
    import boto3

    return boto3.client(
        "s3",
        endpoint_url=f"http://{HOST}:{s3_port}",
        region_name="eu-central-1",
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
    )


@pytest.fixture
def make_place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """`make_place("rsync")` is an empty place of that kind."""

    def make(kind: str) -> Place:
        place = _made(kind, tmp_path, request)
        for name, value in place.variables.items():
            monkeypatch.setenv(name, value)
        return place

    return make


def _made(kind: str, folder: Path, request: pytest.FixtureRequest) -> Place:
    if kind == "folder":
        return InFolder(folder / "ziel")
    if kind == "ftps":
        return OverFtps(folder / "ziel", request.getfixturevalue("ftp_host"))
    if kind == "s3":
        client, bucket = request.getfixturevalue("s3_client"), folder.name.replace("_", "-").lower()
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        return InS3(bucket, request.getfixturevalue("s3_port"), client)
    needs(*{"git", "rsync"} & {kind})
    host = request.getfixturevalue("ssh_host")
    return InGit(folder, host) if kind == "git" else OverSsh(kind, folder / "ziel", host)


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, make_place: Make) -> Place:
    """A place of each kind in turn."""
    return make_place(request.param)


@pytest.fixture(params=ON_SERVERS)
def place_on_a_server(request: pytest.FixtureRequest, make_place: Make) -> Place:
    return make_place(request.param)


ENTRIES = {
    "content/entries/2016-05-17-anfang.md": "---\nort: Berlin\nthemen: Arbeit\n---\nEs fängt an.\n",
    "content/entries/2016-05-18-regen.md": "---\nort: Berlin\n---\nEs regnet.\n",
    "content/pages/impressum.md": "---\ntitel: Impressum\n---\nWer hier schreibt.\n",
    "content/static/favicon.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
}


@pytest.fixture
def small(journal: Callable[..., LaidOut]) -> LaidOut:
    """A journal of two days."""
    return journal(ENTRIES)
