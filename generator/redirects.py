"""The map of old addresses in the words of a server: Apache's .htaccess, Netlify's _redirects.

Sources: httpd.apache.org/docs/2.4/mod/mod_rewrite.html; docs.netlify.com, "Redirects and rewrites" and "Redirect
options". Both answer 301 although there is a file at the old address, which serves where no map is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote

from .views import RedirectsView, Site

_NOTE = "# Where old addresses of this journal lead. Tagwerk writes this file; see `redirects` in journal.toml.\n"
_PLAIN = "/:,;@"  # signs that an address may hold encoded or not


def render(view: RedirectsView, site: Site) -> bytes:
    """The file's content."""
    lines = _apache(view, site) if view.server == "apache" else _netlify(view, site)
    return (_NOTE + "".join(f"{line}\n" for line in lines)).encode()


def _target(address: str, site: Site) -> str:
    return quote(site.base_path, safe="/%") + quote(address)


# --- Apache ---------------------------------------------------------------------------------------------------------


def _apache(view: RedirectsView, site: Site) -> Iterator[str]:
    yield "<IfModule mod_rewrite.c>"
    yield "RewriteEngine On"
    for old, new in view.redirects:
        path, _, question = old.partition("?")
        for key, value in parse_qsl(question, keep_blank_values=True):
            yield f"RewriteCond %{{QUERY_STRING}} (?:^|&){_encoded(key)}={_encoded(value)}(?:&|$)"
        # The target is encoded already (NE). A percent sign would begin a back-reference.
        target = _target(new, site).replace("%", "\\%")
        yield f"RewriteRule ^{_decoded(path)}$ {target} [R=301,L,NE{',QSD' if question else ''}]"
    yield "</IfModule>"


def _decoded(path: str) -> str:
    """A pattern for a path below the folder of the .htaccess, as Apache compares it: decoded, without its first slash.

    Of an address that is a folder, the slash at its end may be missing.
    """
    pattern = re.sub(r"[.^$+*?(){}\[\]|\\]", r"\\\g<0>", path[1:]).replace(" ", r"\x20")
    folder = pattern.removesuffix("/")
    return f"{folder}/?" if folder != pattern or (pattern and "." not in path.rpartition("/")[2]) else pattern


def _encoded(text: str) -> str:
    """A pattern for a part of a question, which Apache compares as the browser wrote it."""
    return "".join(map(_encoded_sign, text))


def _encoded_sign(sign: str) -> str:
    if sign == " ":
        return r"(?:\+|%20)"
    coded = quote(sign, safe="")
    if coded == sign:
        return re.escape(sign)
    return f"(?:{sign}|(?i:{coded}))" if sign in _PLAIN else f"(?i:{coded})"


# --- Netlify --------------------------------------------------------------------------------------------------------


def _netlify(view: RedirectsView, site: Site) -> Iterator[str]:
    """Lines "from query to status"; the exclamation mark lets a redirect count where there is a file as well."""
    for old, new in view.redirects:
        path, _, question = old.partition("?")
        parts = (_target(path, site), *question.split("&"), _target(new, site), "301!")
        yield " ".join(part for part in parts if part)
