"""Passwords: from the environment, from ~/.netrc, or typed; and kept out of everything that is printed."""

from __future__ import annotations

import netrc
import os
import re
from collections.abc import Callable
from pathlib import Path

from .target import PublishError

Ask = Callable[[str], str | None]  # a question to whoever sits at the terminal; None where nobody does

_known: set[str] = set()  # in this process, so that no message can hold one


def variable(name: str) -> str:
    """The environment variable that may hold the password of the target `name`."""
    return f"TAGWERK_PASSWORD_{re.sub(r'[^A-Z0-9]', '_', name.upper())}"


def login(name: str, host: str, user: str, ask: Ask) -> tuple[str, str]:
    """User and password for a host. Raises PublishError where there is none to be had."""
    noted_user, noted = _noted(host, user)
    user = user or noted_user
    if not user:
        raise PublishError(f"it is not said who logs in at {host}", f"add user to [publish.{name}]")
    password = os.environ.get(variable(name)) or noted or ask(f"Password of {user} at {host}")
    if not password:
        hint = f"set {variable(name)}, or note it in ~/.netrc, or publish on a terminal and type it"
        raise PublishError(f"there is no password for {user} at {host}", hint)
    return user, hide(password)


def hide(secret: str) -> str:
    """Let no message hold `secret` from now on; it is given back as it is."""
    if secret:
        _known.add(secret)
    return secret


def scrubbed(text: str) -> str:
    """`text` without any secret we know, and without what stands as a password in an address."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, "***")
    return re.sub(r"//[^/@\s:]{20,}@", "//***@", re.sub(r"(//[^/@\s:]*):[^/@\s]+@", r"\1:***@", text))


def _noted(host: str, user: str) -> tuple[str, str]:
    """What ~/.netrc says of a host, if it is of the same user. A file that cannot be read says nothing."""
    try:
        found = netrc.netrc(Path("~/.netrc").expanduser()).authenticators(host)
    except FileNotFoundError:
        return "", ""
    except (OSError, netrc.NetrcParseError, UnicodeDecodeError) as error:
        hint = "mend it; only you may be allowed to read it (chmod 600 ~/.netrc)"
        raise PublishError("~/.netrc cannot be used", hint) from error
    if found is None or (user and found[0] and found[0] != user):
        return "", ""
    return found[0] or "", found[2] or ""
