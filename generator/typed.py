"""YAML read as it was typed: every scalar stays the string that stands there, and has its line.

YAML decides where a value begins and ends, never what it means: `5:33` stays "5:33" and `NO` stays "NO". Whatever
could make a small text large, slow or alive (anchors, tags, nesting) is refused.
"""

from __future__ import annotations

import re
from typing import Any

from .model import Value

DEEPEST = 4  # levels: the mapping, a list of images, one image, its values

# A line to which YAML gives no meaning but "key: value": letters, digits and marks of Latin script, none of which could
# begin or end anything else where it stands.
_SIGNS = " !-~¡-ɏ‐-‧‰-⁞"
_PLAIN_LINE = re.compile(
    rf"([A-Za-zÄÖÜäöü][A-Za-zÄÖÜäöüß_-]{{0,60}}):"
    rf"(?: +([A-Za-z0-9À-ɏ„(](?:(?![:#])[{_SIGNS}]|:(?![ ]|\Z)|(?<! )#)*))?"
)


class Field(Value, frozen=True):
    key: str
    value: Any  # a string, a list or a dict of them
    line: int


class Complaint(Value, frozen=True):
    line: int
    message: str
    hint: str = ""


class TypedError(ValueError):
    """A text that cannot be read."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint)
        self.complaint = complaint


def loader() -> Any:
    """The loader that leaves scalars alone; in C where PyYAML was built with libyaml."""
    import yaml

    return getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def compose(text: str) -> Any:
    """The nodes of a text, or None where it is empty. Raises TypedError."""
    import yaml

    try:
        _check_depth(text)
        return yaml.compose(text, Loader=loader())
    except TypedError:
        raise
    except yaml.MarkedYAMLError as error:
        raise TypedError(_syntax(error, text.split("\n"))) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = getattr(error, "reason", None) or "it is no YAML"
        raise TypedError(Complaint(1, f"cannot be read: {reason}", "see the README for its form")) from error


def mapping(text: str) -> list[Field]:
    """The keys and values of a text that is one mapping. Raises TypedError."""
    node = compose(text)
    return [] if node is None else _fields(node, text.split("\n"), set())


def plain_mapping(text: str) -> list[Field] | None:
    """What `mapping` says of a text that needs no YAML to be read; None where it may need it."""
    fields = []
    for number, line in enumerate(text.split("\n"), 1):
        if line:
            found = _PLAIN_LINE.fullmatch(line.rstrip(" "))
            if not found:
                return None
            fields.append(Field(found[1], found[2] or "", number))
    return fields


def records(text: str) -> list[list[Field]]:
    """The mappings of a text that is a list of them. Raises TypedError."""
    import yaml

    node = compose(text)
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise TypedError(Complaint(node.start_mark.line + 1, "is no list", 'begin each item with "- "'))
    lines = text.split("\n")
    seen: set[int] = set()
    return [_fields(item, lines, seen) for item in node.value]


def _check_depth(text: str) -> None:
    """Refuse what is nested so deep that libyaml, which composes nodes by recursion, would end the process."""
    import yaml

    if sum(text.count(sign) for sign in ("[", "{", "- ", "? ")) < 64:
        return
    depth = 0
    for event in yaml.parse(text, Loader=loader()):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > 2 * DEEPEST:
            message = "values are nested too deep"
            raise TypedError(Complaint(_line(event), message, "see the README for what a key takes"))


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _syntax(error: Any, lines: list[str]) -> Complaint:
    """A complaint that shows, where one line is to blame, how to write it."""
    marks = [mark for mark in (error.context_mark, error.problem_mark) if mark is not None]
    if error.context == "while scanning a quoted scalar":
        return Complaint(marks[0].line + 1, "a quotation mark is never closed", "close it on the same line")
    marks = [mark for mark in marks if mark.line < len(lines) and lines[mark.line].strip()]
    for mark in reversed(marks):
        found = re.match(r"(\s*)([\w-]+)\s*:\s+(\S.*)$", lines[mark.line])
        if found:
            message = f"{found[2]} cannot be read: {error.problem}"
            return Complaint(mark.line + 1, message, _mended(found[1], found[2], found[3].strip()))
    line = marks[-1].line + 1 if marks else 1
    return Complaint(line, f"broken YAML: {error.problem}", 'each line is "key: value"')


def _mended(indent: str, key: str, value: str) -> str:
    """How to write a line that YAML cannot read."""
    if "\t" in indent:
        return "indent with spaces, not with tabs"
    if indent:
        return f'begin "{key}:" below the key above it, neither further right nor further left'
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'put the value in quotes: {key}: "{quoted}"'


def _fields(node: Any, lines: list[str], seen: set[int]) -> list[Field]:
    import yaml

    if not isinstance(node, yaml.MappingNode):
        complaint = Complaint(node.start_mark.line + 1, "is no list of keys", 'write "key: value"')
        raise TypedError(complaint)
    if id(node) in seen:
        raise TypedError(Complaint(_line(node), "anchors and aliases (& and *) are not read", "write the value out"))
    seen.add(id(node))
    fields = []
    for key, value in node.value:
        line = key.start_mark.line + 1
        name = _typed(key, seen, DEEPEST)
        if not isinstance(name, str):
            raise TypedError(Complaint(line, "a key is no word", 'write "key: value"'))
        typed = _typed(value, seen, 1)
        if typed == "" and re.search(r":\s+#\S", lines[line - 1]):
            sign = lines[line - 1].partition(":")[2].strip()
            hint = f'put it in quotes: {name}: "{sign}"'
            raise TypedError(Complaint(line, f"{name} is empty, for # begins a comment", hint))
        fields.append(Field(name, typed, line))
    return fields


def _typed(node: Any, seen: set[int], depth: int) -> Any:
    """The scalars below a node as strings. Each node may stand in one place only: an alias could make them endless."""
    import yaml

    line = node.start_mark.line + 1
    if id(node) in seen:
        raise TypedError(Complaint(line, "anchors and aliases (& and *) are not read", "write the value out"))
    seen.add(id(node))
    if node.tag.startswith("tag:yaml.org,2002:python") or (node.tag.startswith("!") and node.tag != "!"):
        raise TypedError(Complaint(line, f'tags like "{node.tag}" are not read', "take it out, or use quotes"))
    if depth > DEEPEST:
        raise TypedError(Complaint(line, "values are nested too deep", "see the README for what a key takes"))
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_typed(item, seen, depth + 1) for item in node.value]
    return {str(_typed(key, seen, depth + 1)): _typed(value, seen, depth + 1) for key, value in node.value}
