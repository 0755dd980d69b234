"""The system's ssh: how it is called, one connection for many commands, and what its complaints mean.

Keys, agents, jump hosts and all else are as in ~/.ssh/config. The host's key must be known: nobody is asked whether to
trust a stranger, for the answer would always be yes.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from .target import Interrupted, PublishError

PATIENCE = 15  # seconds for a connection, and between signs of life

UNKNOWN_KEY = "the host's key is not known, or not the one that is known"
UNKNOWN_HOST = "the host is not known, so it could be anyone"
CHANGED_HOST = "the host's key is not the one that is known: this may be another machine"
DENIED = "the host does not let us in"


def options(identity: str, known_hosts: str, root: Path, port: int = 0) -> list[str]:
    """The command ssh with what our settings say. `identity` and `known_hosts` are files, below `root` or absolute."""
    given = {
        "StrictHostKeyChecking": "yes",
        "BatchMode": "no" if sys.stdin.isatty() else "yes",
        "ConnectTimeout": str(PATIENCE),
        "ServerAliveInterval": str(PATIENCE),
        "ServerAliveCountMax": "2",
        "LogLevel": "ERROR",
    }
    if known_hosts:
        given |= {"UserKnownHostsFile": _quoted(root, known_hosts), "GlobalKnownHostsFile": "none"}
    if identity:
        given |= {"IdentityFile": _quoted(root, identity), "IdentitiesOnly": "yes"}
    if port:
        given["Port"] = str(port)
    return ["ssh", *(word for key, value in given.items() for word in ("-o", f"{key}={value}"))]


def _quoted(root: Path, name: str) -> str:
    """As ssh_config(5) wants a file name that may hold spaces or percent signs."""
    path = str(root / Path(name).expanduser()).replace("%", "%%")
    return f'"{path}"' if " " in path else path


def place(root: Path, name: str) -> Path:
    """A file that a setting names."""
    return root / Path(name).expanduser()


class Connection:
    """One connection, through which any number of commands reach a host (ssh's ControlMaster)."""

    def __init__(self, words: Sequence[str], host: str, folder: Path) -> None:
        # The socket's path is short, for 100 signs are the limit. A connection that nobody lets go of ends by itself.
        self._words = [*words, "-S", str(folder / "s"), "-o", f"ControlPersist={20 * PATIENCE}"]
        self._host = host

    @property
    def command(self) -> str:
        """What to give to a program that calls ssh itself."""
        return shlex.join(self._words)

    def open(self) -> None:
        """Log in and stay. Raises PublishError."""
        done = run([*self._words, "-M", "-N", "-f", "--", self._host], quiet=True)
        if done.returncode:
            raise failure(done.stderr, self._host)

    def close(self) -> None:
        run([*self._words, "-O", "exit", "--", self._host], quiet=True)


def run(
    words: Sequence[str], text: bytes = b"", quiet: bool = False, more: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a program. `quiet`: it may stay in the background, so nobody waits for the end of its output."""
    import tempfile

    environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC", **(more or {})}
    try:
        if not quiet:
            return subprocess.run(words, input=text, capture_output=True, env=environment, check=False)
        with tempfile.TemporaryFile() as errors:
            status = subprocess.call(words, stdout=subprocess.DEVNULL, stderr=errors, env=environment)
            errors.seek(0)
            return subprocess.CompletedProcess(words, status, b"", errors.read())
    except FileNotFoundError as error:
        raise PublishError(f"the program {words[0]} is not there", f"install {words[0]}") from error


def talk(words: Sequence[str], stream: Iterable[bytes], environment: Mapping[str, str]) -> tuple[int, bytes, str]:
    """Run a program that reads `stream`; its exit status, what it said, and what it complained of."""
    import tempfile

    try:
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=said, stderr=errors, env=environment)
            with process:
                assert process.stdin is not None
                with contextlib.suppress(BrokenPipeError):  # it has ended, and says why
                    for data in stream:
                        process.stdin.write(data)
                    process.stdin.close()
            said.seek(0)
            errors.seek(0)
            return process.returncode, said.read(), errors.read().decode("utf-8", "replace")
    except FileNotFoundError as error:
        raise PublishError(f"the program {words[0]} is not there", f"install {words[0]}") from error


def failure(said: bytes, host: str) -> PublishError:
    """What a complaint of ssh means."""
    text = said.decode("utf-8", "replace").strip()
    if "REMOTE HOST IDENTIFICATION HAS CHANGED" in text:
        hint = f"ask whoever runs {host}; if the key is right, remove the old one: ssh-keygen -R {host}"
        return PublishError(CHANGED_HOST, hint)
    if re.search(r"Host key verification failed|No \S+ host key is known", text):
        hint = f"log in once by hand (ssh {host}), compare the key with what the host publishes, and say yes"
        return PublishError(UNKNOWN_HOST, hint)
    if re.search(r"Permission denied|Too many authentication failures", text):
        return PublishError(f"{DENIED} ({host})", f"see to the user and the key; this must work: ssh {host}")
    if re.search(r"Could not resolve hostname|Name or service not known", text):
        return Interrupted(f"{host} is not found", "see to the host's name and your connection")
    return Interrupted(f"no connection to {host}: {first_line(text)}", "see to the host and your connection")


def first_line(text: str) -> str:
    """Of what a program complained of, without what could upset a terminal."""
    lines = [line for line in text.splitlines() if line.strip()]
    return "".join(sign for sign in lines[0][:200] if sign.isprintable()) if lines else "it was cut"
