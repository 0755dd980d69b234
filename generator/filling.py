"""Jinja as the templates of this project need it, set up to be quick. What templates may call is said in templates.

Imports jinja2, so import this module only where a template is filled.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, MutableMapping
from functools import wraps
from pathlib import Path
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemBytecodeCache,
    FunctionLoader,
    StrictUndefined,
    nodes,
    pass_context,
)
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape


class _Compiler(CodeGenerator):
    """Writes templates that escape with `Filling.escaped`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class Filling(Environment):
    """An environment whose globals are all there before its first template is loaded."""

    code_generator_class = _Compiler

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # Every page copies them. Jinja's own are a ChainMap, so that later globals show; copying it takes Python code.
        return {**self.globals, **(d or {})}

    @staticmethod
    def escaped(value: object) -> str:
        """What `escape` says. It is joined at once, so that most values need not become a Markup before."""
        if type(value) is Markup:
            return value
        harmless = type(value) is str and not (
            "&" in value or "<" in value or ">" in value or '"' in value or "'" in value
        )
        return value if harmless else escape(value)  # type: ignore[return-value]


def environment(load: Callable[[str], tuple[str, str, None] | None], cache: Path | None) -> Filling:
    """`load` gives text and file of a template by its name; `cache` is a folder for compiled templates."""
    return Filling(
        loader=FunctionLoader(load),
        undefined=StrictUndefined,
        autoescape=_escapes,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,  # the files are those of one build; looking at them again costs as much as the page
        cache_size=-1,
        bytecode_cache=None if cache is None else _bytecode_cache(cache),
    )


def _escapes(name: str | None) -> bool:
    return name is None or not name.endswith(".txt")


class _Cache(FileSystemBytecodeCache):
    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # whatever a damaged file makes pickle or marshal raise: compile the template again
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):  # a cache that cannot be written costs the next build a little time
            super().dump_bytecode(bucket)


def _bytecode_cache(folder: Path) -> BytecodeCache | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return _Cache(str(folder), "%s.2.jinja")  # 2: compiled templates call `escaped`


def at_run_time(function: Callable[..., Any]) -> Callable[..., Any]:
    """Jinja computes a filter of a constant once and for all, and its bytecode would outlive a change of base_url."""

    @pass_context
    @wraps(function)
    def late(_: object, *arguments: Any) -> Any:
        return function(*arguments)

    return late
