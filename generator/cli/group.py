"""The group of commands, which helps where a word on the command line is not the right one.

Click itself names the nearest of the commands, and of the options of one command; what it cannot know is that an option
belongs to another part of the line.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click


class Commands(click.Group):
    """A group whose errors say where a misplaced option belongs, and which commands there are."""

    def make_context(self, *words: Any, **extra: Any) -> click.Context:
        with self._placing_options():
            return super().make_context(*words, **extra)

    def invoke(self, context: click.Context) -> Any:
        with self._placing_options():
            return super().invoke(context)

    def resolve_command(
        self, context: click.Context, words: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(context, words)
        except click.NoSuchCommand as error:
            if error.possibilities:
                raise
            message = f"{error.message} There are {', '.join(self.list_commands(context))}."
            raise click.NoSuchCommand(error.command_name, message, ctx=error.ctx) from error

    @contextmanager
    def _placing_options(self) -> Iterator[None]:
        """Say of an option that belongs to another part of the line where that is."""
        try:
            yield
        except click.NoSuchOption as error:
            here = error.ctx.command if error.ctx else self
            others = [owner for owner in (*reversed(list(self.commands.values())), self) if owner is not here]
            owners = {
                option: owner for owner in others for option in _options(owner)
            }  # the first command's, of several
            name = _nearest(error.option_name, owners)
            if not name or _likeness(name, error) <= max((_likeness(own, error) for own in _options(here)), default=0):
                raise
            message = f"{error.message} {self._advice(name, here, owners[name])}"
            raise click.NoSuchOption(error.option_name, message, ctx=error.ctx) from error

    def _advice(self, option: str, here: click.Command, owner: click.Command) -> str:
        if owner is self:
            return f"{option} comes before the command: tagwerk {option} … {here.name}"
        if here is self:
            return f"{option} comes behind a command: tagwerk {owner.name} {option}"
        return f"{option} is an option of tagwerk {owner.name}."


def _options(command: click.Command) -> list[str]:
    return [name for item in command.params if isinstance(item, click.Option) for name in item.opts]


def _nearest(name: str, names: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(name, list(names), 1)), "")


def _likeness(name: str, error: click.NoSuchOption) -> float:
    return difflib.SequenceMatcher(None, name, error.option_name).ratio()
