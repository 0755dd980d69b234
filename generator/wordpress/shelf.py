"""Files of the media library put beside the sources that show them, under their own names."""

from __future__ import annotations

import contextlib
import posixpath
import re
import shutil
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from ..content import is_temporary
from .account import Account
from .download import Downloads
from .hosts import originals, sources
from .kinds import refused_name
from .library import Library, Missing
from .site import Site
from .texts import one_line
from .writing import Folder

UNSOUGHT = "neither in --media nor fetched with --download"
DELETED = "deleted since its import"
STRANGE = "its address is not in the media library"
_HOSTILE = re.compile(r'[/\\?#%*:|"<>\[\]()`\x00-\x1f\x7f]+')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


class Beside:
    """The files beside one source: their names, and what earlier imports put there."""

    def __init__(self, folder: str, prefix: str, known: Mapping[str, str]) -> None:
        """`folder`: where they lie; `prefix`: of their names, where other sources share the folder."""
        self.folder = folder
        self.known = dict(known)  # what was once written, by its path in the library
        self.names = dict(known)
        self.missing: set[str] = set()  # names of files that are not there
        self._prefix = prefix
        self._taken = {name.casefold() for name in known.values()}

    def name(self, file: str) -> str:
        """The name of a file of the library beside this source."""
        if file not in self.names:
            wanted = self._prefix + safe_name(posixpath.basename(file))
            stem, dot, ending = wanted.rpartition(".")
            number = 1
            name = wanted
            while name.casefold() in self._taken:
                number += 1
                name = f"{stem}-{number}{dot}{ending}"
            self._taken.add(name.casefold())
            self.names[file] = name
        return self.names[file]


class Shelf:
    """Knows which files there are, brings them, and remembers what became of each."""

    def __init__(
        self, root: Path, folder: Folder, site: Site, library: Library | None, downloads: Downloads | None
    ) -> None:
        self._root = root
        self._folder = folder
        self._site = site
        self._library = library
        self._downloads = downloads
        self._outcomes: dict[str, str] = {}  # why a file is nowhere; empty where it is somewhere
        self._declined: dict[str, str] = {}  # why a file is not looked for, unless an entry shows it
        self._places: dict[str, str] = {}  # where it is
        self._sources: dict[str, tuple[str, ...]] = {}  # addresses of files that the library does not list

    def file(self, address: str) -> str | None:
        """The file of the library that an address of any size means; None where it is none of the old site's."""
        named = self._site.hosts.file(address)
        if named is None:
            return None
        candidates = originals(named)
        listed = next((file for file in candidates if file in self._site.files), None)
        if listed is not None:
            return listed
        library = self._library
        file = next((file for file in candidates if library is not None and library.has(file)), candidates[0])
        self._sources.setdefault(file, sources(address, file))
        return file

    def place(self, file: str, beside: Beside) -> str | None:
        """The name under which a file lies beside a source, after putting it there if it can be had.

        None where it must not be imported at all. Raises Failed where it cannot be written.
        """
        if reason := refused_name(file):
            self._outcomes[file] = reason
            return None
        name = beside.name(file)
        reason = self._put(file, name, beside)
        if reason:
            beside.missing.add(name)
            self._outcomes.setdefault(file, reason)
        else:
            beside.known[file] = name
            self._outcomes[file] = ""
        return name

    def _put(self, file: str, name: str, beside: Beside) -> str:
        """Why the file is not there; empty where it is."""
        path = f"{beside.folder}/{name}"
        if self._folder.exists(path):
            self._places.setdefault(file, path)
            return ""
        if file in beside.known:
            return DELETED
        reason = self._prospect(file)
        if reason or self._folder.dry:
            return reason
        try:
            with self._folder.replacing(path) as temporary:
                self._bring(file, temporary)
        except Missing as error:
            return str(error)
        self._places.setdefault(file, path)
        return ""

    def _bring(self, file: str, target: Path) -> None:
        if file in self._places:
            shutil.copyfile(self._root / self._places[file], target)
        elif self._outcomes.get(file, DELETED) != DELETED:  # it was asked for before
            raise Missing(self._outcomes[file])
        elif self._library is not None and self._library.has(file):
            self._library.fetch(file, target)
        elif self._downloads is not None:
            self._download(file, target, self._downloads)

    def _download(self, file: str, target: Path, downloads: Downloads) -> None:
        """Fetch a file; one that is not listed from the first of its addresses that has it."""
        listed = self._site.files.get(file)
        *before, last = (listed.address,) if listed else self._sources[file]
        for address in before:
            with contextlib.suppress(Missing):
                return downloads.fetch(address, file, target)
        downloads.fetch(last, file, target)

    def _prospect(self, file: str) -> str:
        """Why there is no way to a file; empty where one can be tried."""
        if self._downloads is not None or file in self._places:
            return ""
        if self._library is None:
            return UNSOUGHT
        return "" if self._library.has(file) else "not in the media export"

    def asked_for(self, file: str) -> bool:
        return file in self._outcomes or self._declined.get(file) == DELETED

    def decline(self, file: str, reason: str) -> None:
        """A file of an entry that is not written. One that was deleted must not come back with the other files."""
        if self._declined.get(file) != DELETED:
            self._declined[file] = reason

    def close(self) -> None:
        for source in (self._library, self._downloads):
            if source is not None:
                source.close()

    def settle(self, account: Account) -> None:
        """Say of every file in the export, or shown by a body, what became of it."""
        outcomes = self._declined | self._outcomes
        for attachment in self._site.attachments.values():
            file = self._site.hosts.file(attachment.address)
            reason = STRANGE if file is None else outcomes.get(file, UNSOUGHT)
            _settle(account, attachment.address, reason)
        for file in sorted(outcomes.keys() - self._site.files.keys()):
            account.add("media")
            _settle(account, file, outcomes[file])


def _settle(account: Account, what: str, reason: str) -> None:
    if reason:
        account.leave("media", reason, what)
    else:
        account.keep("media", "files")


def safe_name(name: str) -> str:
    """A file's own name, as far as a disk, a Markdown link and the journal can take it."""
    name = unicodedata.normalize("NFC", one_line(_HOSTILE.sub("-", name))).strip(" .")
    name = "".join(sign for sign in name if sign.isprintable())
    stem, dot, ending = name.rpartition(".")
    while len(name.encode()) > 150:
        stem = stem[:-1]
        name = stem + dot + ending[:10]
    if not name or is_temporary(name) or _DEVICES.fullmatch(name):
        name = f"datei-{name.lstrip('.#')}".rstrip("~")
    return name if not name.endswith((".md", ".comments.yaml")) else f"{name}.txt"
