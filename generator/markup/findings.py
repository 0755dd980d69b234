"""What was met while a body was rewritten: references, things that could not stay, its paragraphs."""

from __future__ import annotations

from typing import NamedTuple


class Complaint(NamedTuple):
    """One complaint; its line is where the first of `needles` that the source holds stands."""

    needles: tuple[str, ...]
    message: str
    hint: str
    warning: bool


class Findings:
    """Collects; in the order in which things stand in the body."""

    def __init__(self) -> None:
        self.references: list[tuple[str, bool]] = []  # target, stands as an image
        self.missing_alts: list[str] = []  # the address of each image without one
        self.script = False  # something loads on a click
        self.more = False  # <!--more--> was met
        self.paragraphs: list[str] = []  # HTML of the top-level ones, up to <!--more-->
        self.complaints: list[Complaint] = []

    def warn(self, needles: list[str], message: str, hint: str) -> None:
        self.complaints.append(Complaint(tuple(filter(None, needles)), message, hint, True))

    def refuse(self, needles: list[str], message: str, hint: str) -> None:
        self.complaints.append(Complaint(tuple(filter(None, needles)), message, hint, False))

    def unbalanced(self, unclosed: list[str], stray: list[str]) -> None:
        for name in unclosed:
            self.warn([f"<{name}"], f'"<{name}>" is never closed', f"close it with </{name}>")
        for name in stray:
            self.warn([f"</{name}"], f'"</{name}>" closes nothing', "take it out, or open it before")
