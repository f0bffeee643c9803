"""The line under a list on which one writes what to look for. The list narrows as one writes."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from tuireader.ui.widgets.bar import Bar
from tuireader.ui.widgets.lines import Piece
from tuireader.ui.widgets.prompt import LineInput


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

    def compose(self) -> ComposeResult:
        yield Bar([Piece("/", "accent")])
        yield self.input
