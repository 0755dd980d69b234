"""Findings written down: for people, for programs, for GitHub's log and its marks in a change."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import Finding

VERSION = 1  # goes up when a reader of the JSON would have to change


def as_text(findings: Sequence[Finding], root: Path) -> str:
    """A line for each, and how many there are."""
    lines = [f"{finding.problem} [{finding.check}]" for finding in findings]
    return "\n".join((*lines, _count(findings)))


def as_json(findings: Sequence[Finding], root: Path) -> str:
    """See docs/check.md."""
    problems = sum(not finding.problem.warning for finding in findings)
    document = {
        "version": VERSION,
        "problems": problems,
        "warnings": len(findings) - problems,
        "findings": [_record(finding) for finding in findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def as_github(findings: Sequence[Finding], root: Path) -> str:
    """Workflow commands (docs.github.com, "Workflow commands for GitHub Actions"), paths as seen from here."""
    here = Path.cwd()
    before = f"{root.relative_to(here).as_posix()}/" if root != here and root.is_relative_to(here) else ""
    return "\n".join((*(_command(finding, before) for finding in findings), _count(findings)))


def _record(finding: Finding) -> dict[str, str | int]:
    problem = finding.problem
    return {
        "check": finding.check,
        "level": "warning" if problem.warning else "problem",
        "path": problem.path,
        "line": problem.line,
        "message": problem.message,
        "hint": problem.hint,
    }


def _command(finding: Finding, before: str) -> str:
    problem = finding.problem
    properties = {"file": before + problem.path, "line": str(problem.line), "title": f"tagwerk check: {finding.check}"}
    given = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items())
    message = "; ".join(filter(None, (problem.message, problem.hint)))
    return f"::{'warning' if problem.warning else 'error'} {given}::{_escaped(message)}"


def _escaped(text: str, signs: str = "") -> str:
    """The signs that end a command or a part of it, as GitHub reads them back."""
    for sign in ("%", "\r", "\n", *signs):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _count(findings: Sequence[Finding]) -> str:
    problems = sum(not finding.problem.warning for finding in findings)
    warnings = len(findings) - problems
    parts = [f"{count} {name}{'s' * (count > 1)}" for count, name in ((problems, "problem"), (warnings, "warning"))
             if count]  # fmt: skip
    return ", ".join(parts) or "Nothing to complain of"


FORMATS: Mapping[str, Callable[[Sequence[Finding], Path], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
}
