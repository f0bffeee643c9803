"""Textual's palette of commands, made to stand keys that come faster than it draws."""

from __future__ import annotations

from contextlib import suppress

from textual import work
from textual.await_complete import AwaitComplete
from textual.command import CommandPalette
from textual.css.query import NoMatches


class Palette(CommandPalette):
    """All commands of the screen below, and the themes: type to find one."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        # Once, as `dialog.Once`; two bases would cost it its style.
        return super().dismiss(result) if self.is_active else AwaitComplete()

    @work(exclusive=True, group=CommandPalette._GATHER_COMMANDS_GROUP)
    async def _gather_commands(self, search_value: str) -> None:
        # An app that ends takes the list away, also from a palette that has only just opened.
        with suppress(NoMatches):
            await CommandPalette._gather_commands.__wrapped__(self, search_value)  # type: ignore[attr-defined]

    def _action_command_list(self, action: str) -> None:
        # The list fails to turn a page while it has commands and has not been drawn yet.
        with suppress(LookupError):
            super()._action_command_list(action)
