"""The line under a list on which one writes what to look for. The list narrows as one writes.

At its right it says what keys do there, or what of what was written is not understood.
"""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from tuireader.ui.widgets.bar import Bar
from tuireader.ui.widgets.lines import Piece
from tuireader.ui.widgets.prompt import LineInput

KEYS = (
    "enter opens · tab into the list · esc clears",
    "tab into the list · esc clears",
    "tab list · esc clears",
    "esc clears",
)
"""What keys do on the line, in ever fewer words."""

LEAST = 16  # cells of the line that are for writing on


def beside(room: int, said: str = "") -> str:
    """What stands at the right of the line in at most `room` cells: `said`, or keys; or nothing."""
    return next((words for words in (said, *KEYS) if words and cell_len(words) <= room), "")


class _FilterInput(LineInput):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "screen.clear_filter", "Clear", show=False),
        Binding("tab", "screen.into_list", "Into the list", show=False),
        Binding("ctrl+u", "delete_left_all", "Empty", show=False),
    ]
    DEFAULT_CSS = """
    _FilterInput, _FilterInput:focus { background: transparent; padding: 0; width: 1fr; }
    """


class FilterLine(Horizontal):
    """Posts the `Input.Changed` and `Input.Submitted` of its input."""

    DEFAULT_CSS = """
    FilterLine {
        height: 1;
        padding: 0 2;
        Bar { width: 2; padding: 0; }
    }
    """

    def __init__(self, placeholder: str):
        super().__init__()
        self.input = _FilterInput(placeholder=placeholder)
        self._beside = Bar()
        self._said = ""

    def compose(self) -> ComposeResult:
        yield Bar([Piece("/", "accent")])
        yield self.input
        yield self._beside

    def say(self, words: str) -> None:
        """Say `words` at the right, in place of the keys, where there is room; "": the keys."""
        self._said = words
        self._show()

    def on_input_changed(self) -> None:
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        self._show()

    def _show(self) -> None:
        written = self.input.value or self.input.placeholder
        room = self.size.width - 4 - max(LEAST, cell_len(written) + 1)
        words = beside(room, self._said)
        self._beside.styles.width = cell_len(words)
        self._beside.show([Piece(words, "warning" if words == self._said else "muted")])
