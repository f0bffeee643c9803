"""A list of the works on the shelf to choose one from: type to filter, enter to choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input

from tuireader.library import Library, LibraryError, Shelved, Sort
from tuireader.ui import phrases
from tuireader.ui.widgets.bar import Hint, Hints
from tuireader.ui.widgets.dialog import MOVES_WHILE_TYPING, Dialog, ListActions
from tuireader.ui.widgets.lines import Line, Piece, fit
from tuireader.ui.widgets.prompt import LineInput
from tuireader.ui.widgets.row_list import RowList
from tuireader.ui.widgets.work_rows import byline, title

_WORDS = 15  # cells for how long a work is


class _Works:
    """Title and author, one work a line or, in narrow boxes, two."""

    def __init__(self, keys: Sequence[str], library: Library):
        self.keys = keys
        self._library = library

    def __len__(self) -> int:
        return len(self.keys)

    def height(self, width: int) -> int:
        return 1 if width >= 50 else 2

    def lines(self, index: int, width: int) -> Sequence[Line]:
        try:
            found = self._library.shelved(self.keys[index : index + 1])
        except LibraryError:
            found = []
        if not found:
            return [[Piece("no longer in the library", "muted")]]
        (work,) = found
        words = fit(phrases.count(work.words, "word"), _WORDS, right=True)
        room = width - len(words) - 4
        if self.height(width) > 1:
            by = fit(byline(work, room), room)
            return [[Piece(title(work))], [Piece(f"  {by}  {words}", "muted")]]
        half = room * 3 // 5
        by = fit(byline(work, room - half), room - half)
        return [[Piece(fit(title(work), half)), Piece(f"  {by}  {words}", "muted")]]


class WorkPicker(ListActions, Dialog[str]):
    """Answers with the key of a work other than `work`, those of like titles first."""

    BINDINGS: ClassVar[list[BindingType]] = [*MOVES_WHILE_TYPING]
    DEFAULT_CSS = """
    WorkPicker {
        & > .box { width: 74; height: 80%; }
        RowList { margin: 1 0 0 0; }
        Hints { margin: 1 0 0 0; }
    }
    """

    def __init__(self, work: Shelved, library: Library):
        super().__init__()
        self.HEADING = f"The same work as “{title(work)}”"
        self.of = work
        self._library = library
        self._keys: list[str] = []
        self.input = LineInput(placeholder="type to find the other one")
        self.listing = RowList()
        self.listing.can_focus = False
        self.listing.empty = [[Piece("No other work matches", "muted")]]

    def contents(self) -> Sequence[Widget]:
        hints = Hints([Hint("enter", "put them together"), Hint("esc", "close")])
        return [self.input, self.listing, hints]

    def on_mount(self) -> None:
        self._filter()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._filter()

    def _filter(self) -> None:
        try:
            keys = self._library.keys(self.input.value, Sort.TITLE)
            alike = set() if self.input.value else {*self._library.keys(f'"{self.of.title}"')}
        except LibraryError:
            keys, alike = [], set()
        others = [key for key in keys if key != self.of.key]
        self._keys = sorted(others, key=lambda key: key not in alike)
        self.listing.show(_Works(self._keys, self._library))

    def on_input_submitted(self) -> None:
        if self._keys:
            self.dismiss(self._keys[self.listing.cursor])

    def on_row_list_opened(self) -> None:
        self.on_input_submitted()
