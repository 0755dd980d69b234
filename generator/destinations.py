"""Where a site can be published: the settings of each kind of place, checked, as frozen values.

They are the tables [publish.NAME] of journal.toml. No secret is among them, and one that is written there is refused
without being repeated.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit

from .model import Value


class Folder(Value, frozen=True, tag="folder"):
    """A folder of this machine."""

    name: str
    # The folder, absolute or below the journal.
    path: str


class Rsync(Value, frozen=True, tag="rsync"):
    """A host with rsync, reached over ssh."""

    name: str
    # The host, or its name in ~/.ssh/config.
    host: str
    # The folder there; without a slash in front it is below the home folder.
    path: str
    # Who logs in.
    user: str = ""
    # The port of the ssh server, if it is not that of ~/.ssh/config or 22.
    port: int = 0
    # The file of a private key, absolute or below the journal; else the agent's and those of ~/.ssh.
    identity: str = ""
    # A file of known host keys, absolute or below the journal; else those of ~/.ssh and of the system.
    known_hosts: str = ""


class Sftp(Value, frozen=True, tag="sftp"):
    """A host without rsync, reached over ssh. Its settings are those of `Rsync`."""

    name: str
    host: str
    path: str
    user: str = ""
    port: int = 0
    identity: str = ""
    known_hosts: str = ""


class Ftps(Value, frozen=True, tag="ftps"):
    """Web space that is reached by FTP over TLS."""

    name: str
    host: str
    path: str
    user: str = ""
    port: int = 21
    # A file of certificates to trust instead of the system's.
    ca_file: str = ""


class Git(Value, frozen=True, tag="git"):
    """A branch of a repository."""

    name: str
    # The repository: git@host:user/repo.git, https://host/user/repo.git, a folder.
    remote: str
    branch: str = "pages"
    # The domain for a file CNAME.
    cname: str = ""
    identity: str = ""
    known_hosts: str = ""


class S3(Value, frozen=True, tag="s3"):
    """A bucket of any store that speaks the protocol of Amazon S3."""

    name: str
    bucket: str
    # The folder in the bucket; by default its top.
    path: str = ""
    # The address of the store; by default Amazon's.
    endpoint: str = ""
    region: str = ""
    # The profile in ~/.aws.
    profile: str = ""


Destination = Folder | Rsync | Sftp | Ftps | Git | S3
KINDS: Mapping[str, type[Destination]] = {
    "folder": Folder, "rsync": Rsync, "sftp": Sftp, "ftps": Ftps, "git": Git, "s3": S3,
}  # fmt: skip

SECRETS = (
    "password", "passwort", "kennwort", "passwd", "pass", "passphrase", "secret", "secret_key", "secret_access_key",
    "aws_secret_access_key", "access_key", "access_key_id", "aws_access_key_id", "aws_session_token", "session_token",
    "token", "api_key", "key", "private_key", "credentials", "geheimnis",
)  # fmt: skip
# A private key; the password or token in an address; a key of Amazon's.
SECRET_VALUE = re.compile(r"-----BEGIN|//[^/@\s]*:[^/@\s]+@|//[^/@\s]{20,}@|\bAKIA[0-9A-Z]{16}\b")
SECRET_HINT = (
    "take it out of the file, for it is copied and shared; secrets come from the ssh agent, ~/.netrc, ~/.aws, "
    "the environment or a prompt (see docs/publishing)"
)


class Complaint(Value, frozen=True):
    """What is wrong with one key of a table; with the table itself where `key` is empty."""

    table: str
    key: str
    message: str
    hint: str


class _Wrong(ValueError):
    """A value that a key cannot have; the text is what to do."""


def read(tables: object) -> tuple[tuple[Destination, ...], tuple[Complaint, ...]]:
    """The places that the tables [publish.NAME] describe, in their order, and all that is wrong with them."""
    if not isinstance(tables, dict):
        return (), (Complaint("", "", "publish is no table", "write a table for each target: [publish.NAME]"),)
    found: list[Destination] = []
    complaints: list[Complaint] = []
    for name, table in tables.items():
        wrong = tuple(_complaints(name, table))
        complaints += wrong
        if not wrong:
            found.append(_destination(name, table))
    return tuple(found), tuple(complaints)


def _destination(name: str, table: Mapping[str, object]) -> Destination:
    values = {key: value for key, value in table.items() if key != "type"}
    return KINDS[str(table["type"])](name=name, **values)  # type: ignore[arg-type]


def _complaints(name: str, table: object) -> Iterator[Complaint]:
    if not isinstance(table, dict):
        yield Complaint(name, "", f"publish.{_shown(name)} is no table", "write [publish.NAME] and its keys below it")
        return
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name):
        yield Complaint(name, "", "the name of a target will not do", "use letters, digits and hyphens")
    kind = table.get("type")
    if not isinstance(kind, str) or kind not in KINDS:
        yield from _secrets(name, table)
        given = "type" if "type" in table else ""
        message = "the type of a target is unknown" if given else f"publish.{_shown(name)} has no type"
        yield Complaint(name, given, message, f"choose one of {', '.join(KINDS)}{_meant(kind, KINDS)}")
        return
    keys = [key for key in KINDS[kind].__struct_fields__ if key != "name"]
    yield from _wrong_keys(name, kind, table, keys)
    for key in KINDS[kind].__struct_fields__[: -len(KINDS[kind].__struct_defaults__) or None]:
        if key not in ("name", *table):
            yield Complaint(name, "", f'"{key}" is missing for {kind}', f'add {key} = "{_EXAMPLES[key]}"')


def _secrets(name: str, table: Mapping[str, object]) -> Iterator[Complaint]:
    for key, value in table.items():
        if _is_secret(key, value):
            yield Complaint(name, key, f'"{_shown(key)}" holds a secret', SECRET_HINT)


def _wrong_keys(name: str, kind: str, table: Mapping[str, object], keys: list[str]) -> Iterator[Complaint]:
    yield from _secrets(name, table)
    for key, value in table.items():
        if key == "type" or _is_secret(key, value):
            continue
        if key not in keys:
            hint = f"{kind} takes {', '.join(keys)}{_meant(key, keys)}"
            yield Complaint(name, key, f'unknown key "{_shown(key)}" for {kind}', hint)
            continue
        try:
            _CHECKS[key](value)
        except _Wrong as error:
            yield Complaint(name, key, f"{key} will not do", str(error))


def _is_secret(key: str, value: object) -> bool:
    if key.lower().replace("-", "_") in SECRETS:
        return True
    return isinstance(value, str) and SECRET_VALUE.search(value) is not None


def _meant(given: object, known: Mapping[str, object] | list[str]) -> str:
    close = difflib.get_close_matches(str(given), list(known), 1)
    return f'; did you mean "{close[0]}"?' if close else ""


def _shown(key: str) -> str:
    return key[:40] if key.isprintable() else "…"


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise _Wrong("write one line of text in quotes")
    if value.startswith("-"):
        raise _Wrong("it must not begin with a hyphen, which programs take for an option")
    return value


def _host(value: object) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*|[0-9A-Fa-f:.]+", _text(value)):
        raise _Wrong('write the name of the host alone, like "ssh.beispiel.example"')


def _user(value: object) -> None:
    if not re.fullmatch(r"[^\s@:/'\"\\]+", _text(value)):
        raise _Wrong("write the name alone, as you log in with it")


def _port(value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 65535:
        raise _Wrong("write a number from 1 to 65535")


def _path(value: object) -> None:
    _text(value)


def _remote(value: object) -> None:
    """Plain addresses only: git also knows such that run a command ("ext::…")."""
    if not re.fullmatch(r"(https?|ssh|file)://\S+|[\w.-]+@[\w.-]+:\S+|[./~]\S*|/\S*", _text(value)):
        raise _Wrong('write an address like "git@forge.example:ich/tage.git" or "https://forge.example/ich/tage.git"')


def _branch(value: object) -> None:
    """As `git check-ref-format` has it, and not the one that holds the sources by mistake."""
    if not re.fullmatch(r"(?!/)(?!.*(\.\.|//|/\.|@\{|\.lock(/|$)))[\w./+-]+(?<![./])", _text(value)):
        raise _Wrong('write the name of a branch, like "pages" or "gh-pages"')


def _domain(value: object) -> None:
    if not re.fullmatch(r"([\w-]+\.)+[\w-]+", _text(value)):
        raise _Wrong('write a domain, like "tage.example"')


def _bucket(value: object) -> None:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{1,62}", _text(value)):
        raise _Wrong("write the name of the bucket alone")


def _endpoint(value: object) -> None:
    try:
        parts = urlsplit(_text(value))
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise _Wrong('write the whole address of the store, like "https://s3.beispiel.example"')


_CHECKS: Mapping[str, Callable[[object], object]] = {
    "host": _host,
    "user": _user,
    "port": _port,
    "path": _path,
    "identity": _path,
    "known_hosts": _path,
    "ca_file": _path,
    "remote": _remote,
    "branch": _branch,
    "cname": _domain,
    "bucket": _bucket,
    "endpoint": _endpoint,
    "region": _user,
    "profile": _user,
}
_EXAMPLES = {
    "host": "ssh.beispiel.example",
    "path": "/var/www/tage",
    "remote": "git@forge.example:ich/tage.git",
    "bucket": "tage",
}
