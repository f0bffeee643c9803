"""The contents of a work in a pane over the page: type to filter, enter to go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tuireader.place import Place
from tuireader.reading import Listing, Reading
from tuireader.ui.widgets.bar import Hint, Hints
from tuireader.ui.widgets.dialog import MOVES_WHILE_TYPING, ListActions, Once
from tuireader.ui.widgets.lines import Line, Piece, fit
from tuireader.ui.widgets.prompt import LineInput
from tuireader.ui.widgets.row_list import RowList

HERE = "you are here"
TICK = "▸"  # after the number of marks in a chapter


class _Listings:
    """The rows of the list: titles set in by level, words, and where one is."""

    def __init__(
        self, listings: Sequence[Listing], here: Listing | None, marks: Callable[[int], int]
    ):
        self.listings = listings
        self.here = here
        self.marks = marks  # how many there are in a chapter

    def __len__(self) -> int:
        return len(self.listings)

    def height(self, width: int) -> int:
        return 1

    def lines(self, index: int, width: int) -> Sequence[Line]:
        listing = self.listings[index]
        at = listing is self.here
        words = f"{listing.words:,}" if listing.words else ""
        here = (HERE if width >= 40 else "here") if at else ""
        right = " · ".join(filter(None, (here, words if width >= 40 or not at else "")))
        number = self.marks(listing.place.chapter) if listing.words else 0
        ticks = f"{number} {TICK}" if number else ""
        indent = "  " * min(listing.level - 1, 4)
        room = max(1, width - cell_len(indent + right + ticks) - 2 - 2 * bool(ticks))
        title = Piece(indent + fit(listing.title, room), "strong" if at else "")
        beside = [Piece(f"  {ticks}", "muted")] if ticks else []
        return [[title, *beside, Piece("  " + right, "accent" if at else "muted")]]


class ContentsPane(ListActions, Once[Place]):
    """Answers with the place chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVES_WHILE_TYPING,
        Binding("escape,tab", "close", "Close", show=False),
    ]
    DEFAULT_CSS = """
    ContentsPane {
        align: left top;
        & > Vertical {
            width: 60;
            max-width: 100%;
            height: 100%;
            padding: 1 1 0 1;
            background: $surface;
        }
        LineView { background: $surface; scrollbar-background: $surface; }
        LineInput { margin: 0 1; }
        RowList { margin: 1 0 0 0; }
    }
    """

    def __init__(self, reading: Reading):
        super().__init__()
        self._all = self._shown = reading.listings
        self._sought: list[str] | None = None
        self._here = self._all[reading.here()] if self._all else None
        self._marks = reading.marks.count_in
        self.input = LineInput(placeholder="Contents: type to find a chapter")
        self.listing = RowList(_Listings(self._all, self._here, self._marks))
        self.listing.can_focus = False
        self.listing.empty = [[Piece("No chapter has that in its title", "muted")]]

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self.input
            yield self.listing
            yield Hints([Hint("enter", "go there"), Hint("esc", "close")])

    def on_mount(self) -> None:
        self.call_after_refresh(self._filter)

    def on_input_changed(self) -> None:
        self._filter()

    def _filter(self) -> None:
        """Show the lines that have in them what was typed, with the cursor on where one is."""
        words = self.input.value.casefold().split()
        if words == self._sought:
            return
        self._sought = words
        self._shown = [
            listing
            for listing in self._all
            if all(word in listing.title.casefold() for word in words)
        ]
        here = [index for index, line in enumerate(self._shown) if line is self._here]
        self.listing.show(_Listings(self._shown, self._here, self._marks), here[0] if here else 0)

    def on_input_submitted(self) -> None:
        if self._shown:
            self.dismiss(self._shown[self.listing.cursor].place)

    def action_close(self) -> None:
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:
            self.dismiss(None)
        elif event.widget is self.listing and self.listing.rows:
            self.on_input_submitted()
