"""One FTP connection whose commands and files are encrypted, with several commands on the way at a time."""

from __future__ import annotations

import contextlib
import ftplib
import re
import socket
import ssl
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice

from .ssh import PATIENCE
from .target import Found

WINDOW = 128  # commands on the way: little enough to fit into the buffers on both sides


class _Ftp(ftplib.FTP_TLS):
    """Data connections resume the session of the control connection; many servers insist on it, so that nobody else can
    fetch the data."""

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        connection, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        assert isinstance(self.sock, ssl.SSLSocket)
        return self.context.wrap_socket(connection, server_hostname=self.host, session=self.sock.session), size


class Connection:
    """Paths are relative to the folder `top`, which need not be there yet."""

    def __init__(self, trust: ssl.SSLContext, top: str) -> None:
        self._ftp = _Ftp(context=trust, timeout=2 * PATIENCE, encoding="utf-8")
        self._top = top
        self.inside = False  # whether that folder is there, and this connection in it
        self._features = ""

    def log_in(self, host: str, port: int, user: str, password: str) -> None:
        """Raises what ftplib, ssl and sockets raise, as everything here does."""
        self._ftp.connect(host, port)
        self._ftp.login(user, password)  # AUTH TLS comes before
        self._ftp.prot_p()
        with contextlib.suppress(ftplib.error_perm):
            self._features = self._ftp.sendcmd("FEAT").upper()
            if "MLST" in self._features:
                self._ftp.sendcmd("OPTS MLST type;size;modify;")  # tell no more than we read
        self._ftp.voidcmd("TYPE I")

    def drop(self) -> None:
        """No farewell: the line may be dead."""
        self._ftp.close()

    def enter(self) -> None:
        """Go to the folder, if it is there."""
        try:
            self._ftp.cwd(self._top)
        except ftplib.error_perm as error:
            if not str(error).startswith("550"):
                raise
        else:
            self.inside = True

    def make_top(self) -> None:
        if self.inside:
            return
        parts = self._top.split("/")
        self.ask(f"MKD {'/'.join(parts[:count])}" for count in range(1, len(parts) + 1) if parts[count - 1])
        self._ftp.cwd(self._top)
        self.inside = True

    def names(self) -> Collection[str]:
        """Hidden files, too: some servers show them in one list, some in another."""
        found: set[str] = set()
        if "MLS" in self._features:
            with contextlib.suppress(ftplib.error_perm):
                found.update(name for name, _ in self._ftp.mlsd())
        for option in ((), ("-a",)):
            with contextlib.suppress(ftplib.error_perm):
                found.update(name.rpartition("/")[2] for name in self._ftp.nlst(*option))
        self._ftp.voidcmd("TYPE I")  # a list is asked for as text; files must not be
        return found - {".", "..", ""}

    def read(self, name: str) -> bytes | None:
        data: list[bytes] = []
        try:
            self._ftp.retrbinary(f"RETR {name}", data.append)
        except ftplib.error_perm as error:
            if str(error).startswith("550"):
                return None
            raise
        return b"".join(data)

    def look(self, paths: Sequence[str]) -> Mapping[str, Found]:
        """The size and the time of each of the files that are there."""
        if "MLST" in self._features:
            answers = self.ask(f"MLST {path}" for path in paths)
            facts = ((path, _facts(answer)) for path, answer in zip(paths, answers, strict=True))
            return {path: found for path, found in facts if found is not None}
        sizes = self.ask(f"SIZE {path}" for path in paths)
        times = self.ask(f"MDTM {path}" for path in paths)
        return {
            path: Found(int(size[4:]), moment[4:18] if moment.startswith("213") else "")
            for path, size, moment in zip(paths, sizes, times, strict=True)
            if re.fullmatch(r"213 \d+", size)
        }

    def store(self, name: str, data: bytes) -> None:
        with self._ftp.transfercmd(f"STOR {name}") as line:
            cut = _sent(line, data)
        self._ftp.voidresp()  # raises what the server has to say
        if cut is not None:
            raise cut

    def move(self, part: str, path: str, size: int, seconds: int) -> Found:
        """Put what was stored as `part` in its place, with the given time, if the server can set it."""
        moment = time.strftime("%Y%m%d%H%M%S", time.gmtime(seconds))
        dated = [f"MFMT {moment} {part}"] if "MFMT" in self._features else []
        *first, _, moved = self.ask([*dated, f"RNFR {part}", f"RNTO {path}"])
        if not moved.startswith("2"):  # some servers replace nothing; there, there is no file for a moment
            *_, moved = self.ask([f"DELE {path}", f"RNFR {part}", f"RNTO {path}"])
        if not moved.startswith("2"):
            raise ftplib.error_perm(moved)
        if first and first[0].startswith("2"):
            return Found(size, moment)
        return self.look([path]).get(path, Found(size))

    def ask(self, commands: Iterable[str]) -> list[str]:
        """The replies to commands that are sent without waiting for one another's."""
        left = iter(commands)
        replies: list[str] = []
        while some := list(islice(left, WINDOW)):
            assert self._ftp.sock is not None
            self._ftp.sock.sendall("".join(f"{command}\r\n" for command in some).encode(self._ftp.encoding))
            replies += (self._ftp.getmultiline() for _ in some)
        if replies and replies[-1].startswith("421"):
            raise ftplib.error_temp(replies[-1])  # it hangs up
        return replies


def _sent(line: socket.socket, data: bytes) -> OSError | None:
    """Send all, or come back with the reason why not, for the server may know a better one: that its disk is full."""
    try:
        line.sendall(data)
    except OSError as error:
        return error
    assert isinstance(line, ssl.SSLSocket)
    with contextlib.suppress(OSError):  # that all has arrived, the reply says
        line.unwrap()
    return None


def _facts(answer: str) -> Found | None:
    """RFC 3659, 7: `modify=20160517033300;size=868;type=file; name`."""
    facts = dict(re.findall(r"([\w.-]+)=([^;]*);", answer.lower()))
    if not answer.startswith("250") or facts.get("type", "file") != "file" or not facts.get("size", "").isdigit():
        return None
    return Found(int(facts["size"]), facts.get("modify", "")[:14])
