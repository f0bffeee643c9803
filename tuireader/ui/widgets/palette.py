"""Textual's palette of commands, made to stand keys that come faster than it draws."""

from __future__ import annotations

from contextlib import suppress

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette


class Palette(CommandPalette):
    """All commands of the screen below, and the themes: type to find one."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        # Once, as `dialog.Once`; two bases would cost it its style.
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        # The list fails to turn a page while it has commands and has not been drawn yet.
        with suppress(LookupError):
            super()._action_command_list(action)
