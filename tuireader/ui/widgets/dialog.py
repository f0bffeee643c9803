"""Boxes that open over a screen: a text to read, a choice, a question with one line of answer.

A dialog ends with its answer, or with None when it is closed without one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget

from tuireader.ui.bindings import bindings
from tuireader.ui.widgets.bar import Bar, Hint, Hints
from tuireader.ui.widgets.detail_pane import DetailPane, Write
from tuireader.ui.widgets.lines import Line, Piece, plain
from tuireader.ui.widgets.row_list import RowList

Answer = TypeVar("Answer")

_MOVES = {
    f"list.{name}" for name in ("down", "up", "page_down", "page_up", "first", "last", "open")
}
MOVES: list[BindingType] = [binding for binding in bindings("list") if binding.id in _MOVES]
"""The keys of a list that has nothing to filter, sort or undo."""

MOVES_WHILE_TYPING: list[BindingType] = [
    Binding("down,ctrl+n", "down", "Down", show=False),
    Binding("up,ctrl+p", "up", "Up", show=False),
    Binding("pagedown", "page_down", "Page down", show=False),
    Binding("pageup", "page_up", "Page up", show=False),
]
"""The keys of a list under a line on which one types what it is to show."""


class Once(ModalScreen[Answer]):
    """A screen that answers once: what is typed while it closes is no second answer.

    Textual would close the screen below for it.
    """

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        return super().dismiss(result) if self.is_active else AwaitComplete()


class Dialog(Once[Answer], inherit_bindings=False):
    """A box in the middle of the screen. Escape, or a click beside it, closes it."""

    HEADING = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close", show=False)]
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > .box {
            width: 64;
            max-width: 100%;
            height: auto;
            max-height: 90%;
            padding: 1 1 0 1;
            border: round $foreground 30%;
            border-title-color: $page-accent;
            border-title-style: bold;
            border-subtitle-color: $page-muted;
            background: $surface;
        }
        LineView { background: $surface; scrollbar-background: $surface; }
        LineInput { margin: 0 1; }
    }
    """

    def compose(self) -> ComposeResult:
        box = Vertical(*self.contents(), classes="box")
        box.border_title = Content(plain(self.HEADING))  # a string would be taken for markup
        yield box

    def contents(self) -> Sequence[Widget]:
        """What is in the box, from top to bottom."""
        raise NotImplementedError

    def action_close(self) -> None:
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:
            self.action_close()


class Sheet(Dialog[None]):
    """A text to read, as long as it likes, on a pane that knows its colours."""

    BINDINGS: ClassVar[list[BindingType]] = [*MOVES, Binding("q", "close", "Close", show=False)]
    DEFAULT_CSS = """
    Sheet {
        & > .box { width: 76; height: 90%; max-height: 40; }
        DetailPane { padding: 0 1 0 2; margin: 0 0 1 0; }
    }
    """

    def __init__(self, heading: str, write: Write, pane: type[DetailPane] = DetailPane):
        super().__init__()
        self.HEADING = heading
        self.pane = pane(write)

    def contents(self) -> Sequence[Widget]:
        return [self.pane, Hints([Hint("esc", "close")])]

    def action_down(self) -> None:
        self.pane.move(1)

    def action_up(self) -> None:
        self.pane.move(-1)

    def action_page_down(self) -> None:
        self.pane.move_pages(1)

    def action_page_up(self) -> None:
        self.pane.move_pages(-1)

    def action_first(self) -> None:
        self.pane.scroll_to(y=0, animate=False)

    def action_last(self) -> None:
        self.pane.scroll_to(y=self.pane.max_scroll_y, animate=False)

    def action_open(self) -> None:
        self.dismiss(None)


class ListActions:
    """The actions of the commands that move in lists, for a screen that has one."""

    listing: RowList

    def action_down(self) -> None:
        self.listing.move(1)

    def action_up(self) -> None:
        self.listing.move(-1)

    def action_page_down(self) -> None:
        self.listing.move_pages(1)

    def action_page_up(self) -> None:
        self.listing.move_pages(-1)

    def action_first(self) -> None:
        self.listing.move_to(0)

    def action_last(self) -> None:
        self.listing.move_to(len(self.listing.rows) - 1)


class _Options:
    """The rows of a choice; the present one is marked and says so."""

    def __init__(self, options: Sequence[str], present: int):
        self.options = options
        self.present = present

    def __len__(self) -> int:
        return len(self.options)

    def height(self, width: int) -> int:
        return 1

    def lines(self, index: int, width: int) -> Sequence[Line]:
        now = [Piece("  now", "muted")] if index == self.present else []
        return [[Piece(self.options[index]), *now]]


class Choice(ListActions, Dialog[int]):
    """One of a few; answers with its index. The key that opened it goes on to the next one."""

    BINDINGS: ClassVar[list[BindingType]] = [*MOVES, Binding("q", "close", "Close", show=False)]
    DEFAULT_CSS = """
    Choice > .box { width: 40; }
    """

    def __init__(self, heading: str, options: Sequence[str], present: int, again: str = ""):
        super().__init__()
        self.HEADING = heading
        self.again = again
        self.listing = RowList(_Options(options, present))
        self.listing.styles.height = len(options)
        self.listing.move_to(present)

    def contents(self) -> Sequence[Widget]:
        return [self.listing, Bar(), Hints([Hint("enter", "choose"), Hint("esc", "close")])]

    def action_open(self) -> None:
        self.dismiss(self.listing.cursor)

    def on_row_list_opened(self) -> None:
        self.action_open()

    def on_key(self, event: events.Key) -> None:
        if self.again and self.again in (event.key, event.character):
            event.stop()
            self.listing.move_to((self.listing.cursor + 1) % len(self.listing.rows))
