"""What is said of an export between the modules of this package."""

from __future__ import annotations

from ..model import Value


class Attachment(Value, frozen=True):
    """A file of the media library, as the export lists it."""

    id: int
    address: str
    title: str
    alt: str
    caption: str
    parent: int  # the id of the post it was uploaded to; 0 where there is none
