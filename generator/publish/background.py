"""An event loop in a thread of its own, so that what is asynchronous can be called by anyone, in a loop or not."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable
from typing import TypeVar

R = TypeVar("R")


class Background:
    """Runs one piece of work after the other, until it is ended."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Awaitable[R]) -> R:
        """What comes of it. Raises what it raises."""
        return asyncio.run_coroutine_threadsafe(_awaited(work), self._loop).result()

    def end(self) -> None:
        """Whatever is still at work is cancelled."""
        self.run(_cancel_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _awaited(work: Awaitable[R]) -> R:
    return await work


async def _cancel_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
