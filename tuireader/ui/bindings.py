"""Textual's bindings made from the keymap, which is the one place that says which key does what."""

from __future__ import annotations

from textual.binding import Binding

from tuireader import keymap

# Also from a box that is open over the screen, and from a line one types on.
_FROM_ANYWHERE = frozenset({"quit", "suspend"})


def bindings(*places: str) -> list[Binding]:
    """The bindings for a screen (or the app) on which the commands of `places` are bound."""
    return [
        Binding(
            command.keys,
            command.action,
            command.title,
            tooltip=command.help,
            id=command.id,
            show=False,
            priority=command.id in _FROM_ANYWHERE,
        )
        for command in keymap.COMMANDS
        if command.where in places
    ]
