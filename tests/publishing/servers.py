"""Real servers on loopback, each an ordinary process of the test's own, and a line that breaks when told to."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

HOST = "127.0.0.1"
SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
PATIENCE = 60  # seconds until a server must answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes] | None = None) -> None:
    """Until something answers at a port of loopback."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process is None or process.poll() is None, "the server ended"
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"nothing answers at port {port}")


@contextlib.contextmanager
def running(words: list[str], port: int, **more: object) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(words, **more)  # type: ignore[call-overload]
    try:
        wait_for(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


class Sshd(NamedTuple):
    """An OpenSSH server that lets the key `identity` in, and whose own key is in `known_hosts`."""

    port: int
    user: str
    identity: Path
    known_hosts: Path

    def settings(self) -> str:
        """Lines for [publish.NAME]."""
        return self.through(self.port)

    def through(self, port: int) -> str:
        return (
            f'host = "{HOST}"\nport = {port}\nuser = "{self.user}"\n'
            f'identity = "{self.identity}"\nknown_hosts = "{self.known_hosts}"\n'
        )


def keygen(file: Path) -> str:
    """A new key pair; the public one, as authorized_keys and known_hosts take it."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file], check=True)
    return " ".join(file.with_suffix(".pub").read_text().split()[:2])


@contextlib.contextmanager
def sshd(folder: Path) -> Iterator[Sshd]:
    port = free_port()
    host_key, own_key = keygen(folder / "host_key"), keygen(folder / "identity")
    (folder / "authorized_keys").write_text(f"{own_key}\n")
    # The name stands for any port: the breaking line listens at another one.
    (folder / "known_hosts").write_text(f"{HOST} {host_key}\n[{HOST}]:* {host_key}\n")
    lines = [
        f"HostKey {folder}/host_key",
        f"AuthorizedKeysFile {folder}/authorized_keys",
        f"PidFile {folder}/pid",
        f"ListenAddress {HOST}:{port}",
        "StrictModes no",
        "UsePAM no",
        "PasswordAuthentication no",
        "Subsystem sftp internal-sftp",
        "MaxStartups 100",
        "SetEnv SHLVL=2",  # bash reads no ~/.bashrc, so that nothing of this machine is in play
    ]
    (folder / "sshd_config").write_text("\n".join(lines) + "\n")
    if os.getuid() == 0:
        os.makedirs("/run/sshd", exist_ok=True)  # sshd wants an empty folder of root's to lock itself in
    with running([str(SSHD), "-D", "-e", "-f", str(folder / "sshd_config")], port, stderr=subprocess.DEVNULL):
        yield Sshd(port, getpass.getuser(), folder / "identity", folder / "known_hosts")


class Line:
    """A line to a port of loopback that counts what goes over it, and breaks when it was told to."""

    def __init__(self, goal: int) -> None:
        self._goal = goal
        self._server = socket.create_server((HOST, 0))
        self.port = int(self._server.getsockname()[1])
        self.carried = 0  # bytes, both ways
        self._left: list[int] = []  # bytes until each break to come
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._acceptor = threading.Thread(target=self._accept)
        self._acceptor.start()

    def break_after(self, *counts: int) -> None:
        """Break after so many bytes from now on, and each time again after as many more as the next one says."""
        with self._lock:
            self._left = list(counts)

    def close(self) -> None:
        _shut(self._server)  # wakes the thread that waits for callers
        self._acceptor.join()
        self._server.close()
        self._cut()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self._begin(self._carry_both, self._server.accept()[0])

    def _begin(self, work: Callable[..., None], *ends: socket.socket) -> threading.Thread:
        thread = threading.Thread(target=work, args=ends)
        thread.start()
        self._threads.append(thread)
        return thread

    def _carry_both(self, near: socket.socket) -> None:
        with near, contextlib.suppress(OSError), socket.create_connection((HOST, self._goal)) as far:
            with self._lock:
                self._sockets += near, far
            back = self._begin(self._carry, far, near)
            self._carry(near, far)
            back.join()

    def _carry(self, here: socket.socket, there: socket.socket) -> None:
        """Until it ends on this side; a side that fails takes the other one with it."""
        try:
            here.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while data := here.recv(65536):
                if not self._may_pass(len(data)):
                    self._cut()
                    return
                there.sendall(data)
            there.shutdown(socket.SHUT_WR)
        except OSError:
            _shut(here, there)

    def _may_pass(self, count: int) -> bool:
        with self._lock:
            self.carried += count
            if self._left:
                self._left[0] -= count
                if self._left[0] < 0:
                    del self._left[0]
                    return False
            return True

    def _cut(self) -> None:
        """Every connection at once, as when the house's router goes."""
        with self._lock:
            ends, self._sockets = self._sockets, []
        _shut(*ends)


def _shut(*ends: socket.socket) -> None:
    for end in ends:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def line(goal: int) -> Iterator[Line]:
    made = Line(goal)
    try:
        yield made
    finally:
        made.close()


class FtpServer(NamedTuple):
    port: int
    user: str
    password: str
    ca_file: Path


FTP_PROGRAM = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.filesystems import AbstractedFS
from pyftpdlib.handlers import TLS_DTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer

# Of itself, pyftpdlib is silent about a full disk when a connection is encrypted.
class Unbuffered(AbstractedFS):
    def open(self, filename, mode):
        return open(filename, mode, buffering=0)

    def validpath(self, path):
        return True  # a link leads to the small disk

class Frank(TLS_DTPHandler):
    def handle_error(self):
        self._error = True
        self._resp = (f"452 {sys.exc_info()[1].__cause__}", str)
        self.close()

port, folder, certificate, user, password, most, *unknown = sys.argv[1:]
authorizer = DummyAuthorizer()
authorizer.add_user(user, password, folder, perm="elradfmwMT")
handler = TLS_FTPHandler
handler.proto_cmds = {name: about for name, about in handler.proto_cmds.items() if name not in unknown}
handler.certfile = certificate
handler.tls_control_required = handler.tls_data_required = True
handler.authorizer, handler.abstracted_fs, handler.dtp_handler = authorizer, Unbuffered, Frank
handler.auth_failed_timeout = 0
handler.use_sendfile = False
server = FTPServer(("127.0.0.1", int(port)), handler)
server.max_cons_per_ip = int(most)
server.serve_forever()
"""


@contextlib.contextmanager
def ftp_server(folder: Path, home: Path, most: int = 99, unknown: Sequence[str] = ()) -> Iterator[FtpServer]:
    """pyftpdlib with a certificate of an authority of our own, for 127.0.0.1.

    `most`: connections that it takes at a time; `unknown`: commands that it does not know.
    """
    import trustme

    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert(HOST).private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    port, user, password = free_port(), "tage", "Gänse-Füßchen 1"
    words = [sys.executable, "-W", "ignore", "-c", FTP_PROGRAM, str(port), str(home), str(folder / "server.pem")]
    with running([*words, user, password, str(most), *unknown], port, stderr=subprocess.DEVNULL):
        yield FtpServer(port, user, password, folder / "ca.pem")


S3_PROGRAM = """
import sys
from moto.server import main
main(["-H", "127.0.0.1", "-p", sys.argv[1]])
"""


@contextlib.contextmanager
def s3_server() -> Iterator[int]:
    """moto's server; its port."""
    port = free_port()
    environment = {**os.environ, "INITIAL_NO_AUTH_ACTION_COUNT": "1000000"}
    words = [sys.executable, "-W", "ignore", "-c", S3_PROGRAM, str(port)]
    with running(words, port, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=environment):
        yield port


SFTP_PROGRAM = """
import asyncio, sys
import asyncssh

class Door(asyncssh.SSHServer):
    def password_auth_supported(self):
        return True

    def validate_password(self, user, password):
        return (user, password) == ("tage", "richtig-und-geheim")

class Inside(asyncssh.SFTPServer):
    def __init__(self, channel):
        super().__init__(channel, chroot=sys.argv[2].encode())

async def main():
    server = await asyncssh.listen(
        "127.0.0.1", int(sys.argv[1]), server_factory=Door, server_host_keys=[sys.argv[3]], sftp_factory=Inside
    )
    await server.wait_closed()

asyncio.run(main())
"""


@contextlib.contextmanager
def running_sftp(folder: Path) -> Iterator[tuple[int, Path]]:
    """A host that takes only the password, and shows `sftp/` below the folder; its port, and its known key."""
    port, home, known_hosts = free_port(), folder / "sftp", folder / "known"
    home.mkdir()
    known_hosts.write_text(f"[{HOST}]:{port} {keygen(folder / 'host')}\n")
    words = [sys.executable, "-W", "ignore", "-c", SFTP_PROGRAM, str(port), str(home), str(folder / "host")]
    with running(words, port, stderr=subprocess.DEVNULL):
        yield port, known_hosts
