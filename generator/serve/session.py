"""An author's session: build and serve, and with every change build again and tell the browsers."""

from __future__ import annotations

import gc
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NoReturn

from ..build import Builder, Result
from ..clock import epoch
from ..inputs import SETTINGS, Options
from ..model import Problem
from ..templates import default_folder
from ..workers import processors
from .news import trouble
from .server import Server
from .site import Site
from .watching import Changes, Watcher

IDLE = 10.0  # seconds of silence after which everything is looked at, for what nobody told of
BLIND = 1.0  # the same, where the system tells of nothing
RARELY = 60.0  # the most that becomes of it in a journal in which a look takes long
SHARE = 50  # how many times as long as a look took nothing is looked at
TICK = 1.0  # seconds between two builds that the clock asks for

Report = Callable[[Result, float], None]  # of a build, with the seconds that it took
Ready = Callable[[str], None]  # told the address of the site, once it is served


def served(root: Path, *, drafts: bool, future: bool) -> Options:
    """What is built to be served: apart from the output where it shows what must not be published."""
    output = root / ".tagwerk/preview" if drafts or future else root / "output"
    return Options(root, output, drafts, future, processors())


class Session:
    """One journal, built and served, until `interrupt` is called. What serves ends with a KeyboardInterrupt."""

    def __init__(self, options: Options, sockets: list[socket.socket], report: Report, ready: Ready) -> None:
        self._options = options
        self._sockets = sockets
        self._report = report
        self._ready = ready
        self._builder = Builder(options, self._go_on_or_end)
        self._is_building = self._is_ended = False
        self._folders = (options.root, default_folder().parent)  # which hold what problems are found in

    def interrupt(self, *_: object) -> None:
        """End the session: for signals. A build ends at its next step, for what is raised amid anything may be lost in
        a finalizer, or leave something half tidied up; unless this is called once more."""
        at_once = self._is_ended or not self._is_building
        self._is_ended = True
        if at_once:
            raise KeyboardInterrupt

    def _go_on_or_end(self, *_: object) -> None:
        if self._is_ended:
            raise KeyboardInterrupt

    def serve(self) -> Result:
        """Build, and serve what was built. Comes back where there were problems."""
        result = self._timed(self._builder.build)
        if not result.failed:
            site = Site(self._options.output, live=False)
            site.base_path = self._builder.base_path
            with Server(site, self._sockets, live=False) as server:
                self._ready(self._address(server))
                threading.Event().wait()
        return result

    def follow(self) -> Result:
        """Build, serve, and build again with every change. Problems are shown by the browsers, over the last page.

        Comes back where there is no journal.
        """
        changes = Changes()
        watcher = self._watcher(changes)
        try:
            result = self._timed(self._builder.build)
            if not (self._options.root / SETTINGS).exists():
                return result
            with Server(Site(self._options.output, live=True), self._sockets, live=True) as server:
                self._tell(server, result)
                self._ready(self._address(server))
                if not result.failed:
                    self._tell(server, self._timed(self._builder.prepare))
                gc.freeze()  # what is known of the journal stays, and need not be looked through again and again
                self._go_on(server, changes, watcher)
        finally:
            if watcher is not None:
                watcher.stop()
            self._builder.save()

    def _go_on(self, server: Server, changes: Changes, watcher: Watcher | None) -> NoReturn:
        idle = pause = IDLE if watcher else BLIND
        while True:
            touched = changes.wait(min(pause, max(TICK, self._builder.valid_until - epoch())))
            if touched is None and watcher is not None:
                watcher.arm()
            if touched is None or touched:
                begun = time.monotonic()
                self._tell(server, self._timed(partial(self._builder.rebuild, touched)))
                pause = max(idle, min(RARELY, SHARE * (time.monotonic() - begun)))

    def _timed(self, build: Callable[[], Result]) -> Result:
        begun = time.perf_counter()
        self._is_building = True
        try:
            result = build()
        finally:
            self._is_building = False
        self._go_on_or_end()
        self._report(result, time.perf_counter() - begun)
        return result

    def _tell(self, server: Server, result: Result) -> None:
        server.tell(self._builder.base_path, trouble(result.problems, self._folders))

    def _address(self, server: Server) -> str:
        return f"http://127.0.0.1:{server.port}{self._builder.base_path}/"

    def _watcher(self, changes: Changes) -> Watcher | None:
        try:
            return Watcher(self._options.root, changes)
        except OSError as error:
            message = f"the system does not tell what changes: {error.strerror}"
            hint = "everything is looked at again and again, which is slower"
            self._report(Result(problems=(Problem("content", 1, message, hint, warning=True),)), 0.0)
            return None
