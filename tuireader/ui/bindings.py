"""Textual's bindings made from the keymap, which is the one place that says which key does what."""

from __future__ import annotations

from textual.binding import Binding

from tuireader import keymap

# Commands that open something one types into. They run before the next key is looked at, so that
# nothing of what is typed quickly is lost or taken for keys of the screen below.
OPENERS = frozenset(
    {
        *("page.go_to", "page.contents", "page.note", "page.follow"),
        *("list.filter", "list.sort", "library.add", "library.same_as", "bookmarks.rename"),
        *("bookmarks.note", "bookmarks.export"),
    }
)

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
            priority=command.id in OPENERS or command.id in _FROM_ANYWHERE,
        )
        for command in keymap.COMMANDS
        if command.where in places
    ]
