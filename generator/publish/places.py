"""From the settings of a place to what reaches it; and who we are, to others who publish there."""

from __future__ import annotations

import contextlib
import os
import secrets as random
import socket
from collections.abc import Iterator
from pathlib import Path

from ..destinations import Destination, Folder, Ftps, Git, Rsync, Sftp
from ..ledger import digest
from .run import Who
from .secrets import Ask
from .target import PublishError, Target


def target(place: Destination, root: Path, ask: Ask) -> Target:
    """What reaches `place`. Only its own module is loaded, for some need a library that not everybody has.

    Raises PublishError for a folder that the site must not go to.
    """
    match place:
        case Folder():
            from .folder import FolderTarget

            return FolderTarget(_folder(place, root))
        case Rsync():
            from .rsync import RsyncTarget

            return RsyncTarget(place, root, own_folder(root, place.name))
        case Sftp():
            from .sftp import SftpTarget

            return SftpTarget(place, root, ask)
        case Ftps():
            from .ftps import FtpsTarget

            return FtpsTarget(place, root, ask)
        case Git():
            from .git import GitTarget

            return GitTarget(place, root, own_folder(root, place.name))
    from .s3 import S3Target

    return S3Target(place)


def _folder(place: Folder, root: Path) -> Path:
    """A folder that neither holds the journal nor lies in what a build makes or reads."""
    folder = (root / Path(place.path).expanduser()).resolve()
    ours = (root / "content", root / "templates", root / "output", root / ".tagwerk")
    if root.is_relative_to(folder) or any(folder.is_relative_to(part) for part in ours):
        raise PublishError(f"the site would be published into the journal itself: {folder}", "choose another path")
    return folder


def own_folder(root: Path, name: str) -> Path:
    """Where what publishing to one place needs is kept."""
    return root / ".tagwerk" / f"publish-{name}"


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[Who]:
    """Be the only process that publishes this journal to this place. Raises PublishError where another one does."""
    import fcntl

    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PublishError("another process is publishing this journal there", "wait until it is done") from error
        yield _who(folder / "identity")


def _who(kept: Path) -> Who:
    """A copy of a journal bears its own name in each folder of each machine, even where .tagwerk/ was copied along.

    Locks can be read by anyone who guesses their names, so that name tells nothing of either.
    """
    try:
        identity = kept.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        identity = random.token_hex(8)
        kept.write_text(identity, "utf-8")
    host = socket.gethostname()
    return Who(f"{_user()}@{host}", digest(f"{identity} {host} {kept.resolve()}".encode()).hex())


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return str(os.getuid())
