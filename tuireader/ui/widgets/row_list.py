"""A list of any length with a cursor: only the rows that are seen are asked for and drawn.

It knows nothing of what its rows show: `Rows` gives the lines of a row at a width. All rows have
the same height. Keys are bound by the screen, which calls the methods that move.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from textual import events
from textual.cache import LRUCache
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip

from tuireader.ui.widgets.lines import Line, LineView, Piece, line_width


class Rows(Protocol):
    """What a list shows."""

    def __len__(self) -> int: ...

    def lines(self, index: int, width: int) -> Sequence[Line]:
        """The lines of row `index` in `width` cells; missing ones are left as a gap below it."""
        ...

    def height(self, width: int) -> int:
        """How many lines each row has in `width` cells, at least 1."""
        ...


class NoRows:
    def __len__(self) -> int:
        return 0

    def lines(self, index: int, width: int) -> Sequence[Line]:
        raise IndexError(index)

    def height(self, width: int) -> int:
        return 1


class RowList(LineView, can_focus=True):
    """Shows `rows`, or the lines of `empty` in its middle where there are none."""

    MARK = "▌"
    MARGIN = 4  # cells of a row that are not its own: mark, space, space again, scroll bar

    DEFAULT_CSS = """
    RowList { height: 1fr; }
    """

    class _AtRow(Message):
        def __init__(self, row_list: RowList, index: int):
            super().__init__()
            self.row_list = row_list
            self.index = index

        @property
        def control(self) -> RowList:
            return self.row_list

    class Moved(_AtRow):
        """The cursor is on another row, or another row is under it."""

    class Opened(_AtRow):
        """The row under the cursor was opened with the mouse."""

    def __init__(self, rows: Rows | None = None, *, id: str | None = None):
        super().__init__(id=id)
        self.rows: Rows = rows if rows is not None else NoRows()
        self.empty: Sequence[Line] = ()
        self._cursor = 0
        self._height = 0  # of the view, in lines, and of a row
        self._row_height = 1
        self._strips: LRUCache[tuple[int, bool], list[Strip]] = LRUCache(256)

    # What is shown

    def show(self, rows: Rows, cursor: int = 0) -> None:
        """Show other rows, with the cursor on row `cursor` or the one nearest to it."""
        self.rows = rows
        self._cursor = self._clamp(cursor)
        self._measure()
        self.scroll_to_cursor()
        self.post_message(self.Moved(self, self._cursor))

    def redraw_row(self, index: int) -> None:
        self._strips.discard((index, False))
        self._strips.discard((index, True))
        self.refresh_lines(index * self._row_height, self._row_height)

    @property
    def cursor(self) -> int:
        """The row the cursor is on; 0 where there are none."""
        return self._cursor

    @property
    def visible_rows(self) -> range:
        """The rows that are at least partly in view."""
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self._height
        height = self._row_height
        return range(top // height, min(len(self.rows), -(-bottom // height)))

    # Moving

    def move_to(self, index: int) -> None:
        """Put the cursor on row `index`, or the first or last, and bring it into view."""
        before, self._cursor = self._cursor, self._clamp(index)
        self.scroll_to_cursor()
        if before == self._cursor:
            return
        for row in (before, self._cursor):
            self.refresh_lines(row * self._row_height, self._row_height)
        self.post_message(self.Moved(self, self._cursor))

    def move(self, rows: int) -> None:
        self.move_to(self._cursor + rows)

    def move_pages(self, pages: int) -> None:
        """Move by screenfuls, keeping a row of the last one in view."""
        self.move(pages * max(1, self.size.height // self._row_height - 1))

    def scroll_to_cursor(self) -> None:
        top, height = self._cursor * self._row_height, self.size.height
        if not height:
            return
        y = self.scroll_offset.y
        if top < y or self._row_height >= height:
            y = top
        elif top + self._row_height > y + height:
            y = top + self._row_height - height
        self.scroll_to(y=y, animate=False, immediate=True)
        self._place_caret()

    def _place_caret(self) -> None:
        """Have the terminal's own cursor, which is not drawn, on the row of the list's: programs
        that read the screen aloud or magnify it look there."""
        if self.has_focus:
            y = self._cursor * self._row_height - self.scroll_offset.y
            self.app.cursor_position = self.region.offset + Offset(0, y)

    def on_focus(self) -> None:
        self.call_after_refresh(self._place_caret)

    # Drawing

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if not self.rows:
            return self._empty_line(y, width)
        index, line = divmod(y + self.scroll_offset.y, self._row_height)
        if index >= len(self.rows):
            return Strip.blank(width, self.line_style())
        at_cursor = index == self._cursor
        strips = self._strips.get((index, at_cursor))
        if strips is None:
            strips = self._strips[(index, at_cursor)] = self._row(index, width, at_cursor)
        return strips[line]

    def _row(self, index: int, width: int, at_cursor: bool) -> list[Strip]:
        # The mark says where the cursor is without colours too.
        mark = Piece(f"{self.MARK} " if at_cursor else "  ", "accent")
        lines = self.rows.lines(index, width - self.MARGIN)[: self._row_height]
        gap = [Strip.blank(width, self.line_style())] * (self._row_height - len(lines))
        return [self.draw([mark, *line], width, cursor=at_cursor) for line in lines] + gap

    def _empty_line(self, y: int, width: int) -> Strip:
        line = y - max(0, (self.size.height - len(self.empty)) // 3)
        if not 0 <= line < len(self.empty):
            return Strip.blank(width, self.line_style())
        left = max(0, (width - line_width(self.empty[line])) // 2)
        return self.draw([Piece(" " * left), *self.empty[line]], width)

    def _measure(self) -> None:
        """Take the rows' number and height anew and forget what was drawn."""
        self._strips.clear()
        width, self._height = self.size
        self._row_height = max(1, self.rows.height(width - self.MARGIN))
        self.set_lines(len(self.rows) * self._row_height)

    def _clamp(self, index: int) -> int:
        return max(0, min(index, len(self.rows) - 1))

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def on_resize(self, event: events.Resize) -> None:
        # The row that is on top stays on top, unless the cursor was in view and would leave it.
        seen = self._cursor in self.visible_rows
        top = self.scroll_offset.y // self._row_height
        self._measure()
        self.scroll_to(y=top * self._row_height, animate=False, immediate=True)
        if seen:
            self.scroll_to_cursor()
        self._place_caret()

    # The mouse

    def on_click(self, event: events.Click) -> None:
        index = (event.y + self.scroll_offset.y) // self._row_height
        if not 0 <= index < len(self.rows):
            return
        self.move_to(index)
        if event.chain == 2:
            self.post_message(self.Opened(self, index))
