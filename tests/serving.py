"""`tagwerk serve` in a process of its own, as an author starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

PATIENCE = 120.0  # seconds after which something that must happen is taken never to happen
ANNOUNCED = "Serving "


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that must happen."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"in vain: {what}"
        time.sleep(0.01)


class Serving:
    """`tagwerk --root … serve --port 0 …`, within a `with`; at its end Ctrl-C, which must end it cleanly."""

    def __init__(self, root: Path, *options: str) -> None:
        self._log = root.parent / f"{root.name}.log"
        self._command = [sys.executable, "-m", "generator", "--root", str(root), "serve", "--port", "0", *options]
        self.address = ""

    def __enter__(self) -> Serving:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in the background of a shell, and handed on
            signal.signal(signal.SIGINT, signal.default_int_handler)
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(self._command, stdout=log, stderr=subprocess.STDOUT, env=environment)
        try:
            until(lambda: ANNOUNCED in self.said or self.process.poll() is not None, "the address of the site")
            (line,) = (line for line in self.said.splitlines() if line.startswith(ANNOUNCED))
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        self.address = line.removeprefix(ANNOUNCED).split()[0]
        return self

    @property
    def said(self) -> str:
        """All that it has printed so far."""
        return self._log.read_text("utf-8")

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """The exit status after a signal."""
        self.process.send_signal(how)
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            status = self.end()
            assert error is not None or status == 0, self.said
        assert error is not None or "Traceback" not in self.said, self.said
