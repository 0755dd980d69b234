"""Every kind of place as a test sees it: what to write into journal.toml, and what stands there."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from generator.publish.target import OWN

from .servers import HOST, FtpServer, Sshd

NAME = "ziel"
Tree = dict[str, bytes]


class Place(Protocol):
    """A place and, behind our back, hands in it."""

    kind: str
    variables: dict[str, str]  # of the environment
    port: int  # of the server; 0 where there is none

    def settings(self, port: int = 0) -> str:
        """The lines of its table in journal.toml; through another port, if one is given."""

    def tree(self) -> Tree: ...

    def write(self, path: str, data: bytes) -> None:
        """Somebody else writes there."""

    def remove(self, path: str) -> None: ...


def site(place: Place) -> Tree:
    """What readers can see: all but our own files, and what the kind of place needs."""
    extras = {".nojekyll"} if place.kind == "git" else set()
    return {path: data for path, data in place.tree().items() if not path.startswith(OWN) and path not in extras}


def section(place: Place, port: int = 0) -> str:
    return f'[publish.{NAME}]\ntype = "{place.kind}"\n{place.settings(port)}'


class InFolder:
    """Places whose files can be reached through the file system."""

    kind = "folder"
    port = 0

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.variables: dict[str, str] = {}

    def settings(self, port: int = 0) -> str:
        return f'path = "{self.folder}"\n'

    def tree(self) -> Tree:
        return {
            file.relative_to(self.folder).as_posix(): file.read_bytes()
            for file in self.folder.rglob("*")
            if file.is_file()
        }

    def write(self, path: str, data: bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        later = time.time() + 60  # than anything that this test does
        os.utime(file, (later, later))

    def remove(self, path: str) -> None:
        (self.folder / path).unlink()


class OverSsh(InFolder):
    def __init__(self, kind: str, folder: Path, host: Sshd) -> None:
        super().__init__(folder)
        self.kind = kind
        self.host = host
        self.port = host.port

    def settings(self, port: int = 0) -> str:
        return f'path = "{self.folder}"\n{self.host.through(port or self.host.port)}'


class OverFtps(InFolder):
    kind = "ftps"

    def __init__(self, folder: Path, host: FtpServer) -> None:
        super().__init__(folder)
        self.host = host
        self.port = host.port
        self.variables = {"TAGWERK_PASSWORD_ZIEL": host.password}

    def settings(self, port: int = 0) -> str:
        host = self.host
        folder = f"{self.folder.parent.name}/{self.folder.name}"
        return (
            f'host = "{HOST}"\nport = {port or host.port}\nuser = "{host.user}"\nca_file = "{host.ca_file}"\n'
            f'path = "/{folder}"\n'
        )


class InGit:
    kind = "git"

    def __init__(self, folder: Path, host: Sshd) -> None:
        self.repository = folder / "tage.git"
        self.host = host
        self.port = host.port
        self.variables: dict[str, str] = {}
        subprocess.run(["git", "init", "--quiet", "--bare", self.repository], check=True)

    def settings(self, port: int = 0) -> str:
        host = self.host
        return (
            f'remote = "ssh://{host.user}@{HOST}:{port or host.port}{self.repository}"\n'
            f'identity = "{host.identity}"\nknown_hosts = "{host.known_hosts}"\n'
        )

    def git(self, *words: str, data: bytes = b"", **more: str) -> bytes:
        who = {f"GIT_{role}_{what}": "Wer" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        return subprocess.run(
            ["git", "-C", self.repository, *words], input=data, check=True, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, env={**os.environ, **who, **more},
        ).stdout  # fmt: skip

    def commits(self) -> list[str]:
        with contextlib.suppress(subprocess.CalledProcessError):
            return self.git("rev-list", "pages").decode().split()
        return []

    def tree(self) -> Tree:
        if not self.commits():
            return {}
        names = self.git("ls-tree", "-r", "-z", "--name-only", "pages").decode().split("\0")[:-1]
        return {name: self.git("cat-file", "blob", f"pages:{name}") for name in names}

    def write(self, path: str, data: bytes) -> None:
        name = self.git("hash-object", "-w", "--stdin", data=data).decode().strip()
        self._commit(f"100644 {name}\t{path}\n")

    def remove(self, path: str) -> None:
        self._commit(f"0 {'0' * 40}\t{path}\n")

    def _commit(self, change: str) -> None:
        """`change`: a line for git-update-index(1), --index-info."""
        index = {"GIT_INDEX_FILE": str(self.repository / "test-index")}
        parents = ["-p", "pages"] if self.commits() else []
        self.git("read-tree", *(["pages"] if parents else ["--empty"]), **index)
        self.git("update-index", "--index-info", data=change.encode(), **index)
        tree = self.git("write-tree", **index).decode().strip()
        commit = self.git("commit-tree", "-m", "Von Hand", *parents, tree).decode().strip()
        self.git("update-ref", "refs/heads/pages", commit)


class InS3:
    kind = "s3"

    def __init__(self, bucket: str, port: int, client: Any) -> None:
        self.bucket = bucket
        self.port = port
        self.client = client
        self.variables = CREDENTIALS

    def settings(self, port: int = 0) -> str:
        return f'bucket = "{self.bucket}"\npath = "blog"\nendpoint = "http://{HOST}:{port or self.port}"\n'

    def tree(self) -> Tree:
        objects = self.client.list_objects_v2(Bucket=self.bucket).get("Contents", ())
        return {item["Key"].removeprefix("blog/"): self._body(item["Key"]) for item in objects}

    def _body(self, key: str) -> bytes:
        data: bytes = self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        return data

    def write(self, path: str, data: bytes) -> None:
        self.client.put_object(Bucket=self.bucket, Key=f"blog/{path}", Body=data)

    def remove(self, path: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=f"blog/{path}")


CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "tage",
    "AWS_SECRET_ACCESS_KEY": "geheim-868",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}
Make = Callable[[str], Place]
