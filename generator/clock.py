"""The present as a number. What it is called in the journal's time zone is dates' business."""

from __future__ import annotations

import os
import time


def epoch() -> float:
    """Seconds since 1970. SOURCE_DATE_EPOCH (reproducible-builds.org) takes the clock's place.

    Raises ValueError where that is no number.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        return int(given) if given else time.time()
    except ValueError as error:
        raise ValueError(f'SOURCE_DATE_EPOCH is "{given}", which is no number of seconds since 1970') from error
