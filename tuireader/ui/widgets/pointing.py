"""The mouse on a page: clicks, drags and the wheel, said as rows of the chapter and cells of the
column.

What they mean is for the screen. Where the mouse is pressed on the text and moved, the text is
selected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.message import Message
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.timer import Timer

    from tuireader.ui.overlay import Sign
    from tuireader.ui.pager import Pager

SCROLL_EVERY = 0.06  # seconds between two lines, while the mouse drags beyond the page
CHAIN = 0.4  # seconds between two clicks that count as one double click
WHEEL_LINES = 3


class Pointing(Widget):
    """The part of the page that the mouse is on; its subclass draws."""

    class Pointed(Message, namespace="page"):
        """The mouse did something at a row and a cell of the column: `what` is "click", "press",
        "drag" or "release". `chain` counts the presses of a double or triple click."""

        def __init__(self, what: str, row: int, cell: int, chain: int, shift: bool):
            super().__init__()
            self.what = what
            self.row = row
            self.cell = cell
            self.chain = chain
            self.shift = shift

    class Wheel(Message, namespace="page"):
        """The wheel was turned by `lines`, positive downwards."""

        def __init__(self, lines: int):
            super().__init__()
            self.lines = lines

    class Margin(Message, namespace="page"):
        """The margin left (-1) or right (1) of the text was clicked."""

        def __init__(self, side: int):
            super().__init__()
            self.side = side

    def __init__(self) -> None:
        super().__init__()
        self.pager: Pager | None = None
        self.air = 0  # empty rows above the text
        self._chain = (0.0, 0, 0, 0)  # of presses: when, where, and how many
        self._pressed = False
        self._dragged = False
        self._pointer = (0, 0)
        self._scrolling: Timer | None = None

    def signs_at(self, y: int) -> Sequence[Sign]:
        """What stands in the margin beside a row of the window."""
        raise NotImplementedError

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.post_message(self.Wheel(WHEEL_LINES))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.post_message(self.Wheel(-WHEEL_LINES))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button != 1 or self.pager is None:
            return
        when, x, y, count = self._chain
        again = event.time - when < CHAIN and (event.x, event.y) == (x, y)
        self._chain = (event.time, event.x, event.y, count % 3 + 1 if again else 1)
        self._pressed, self._dragged = True, False
        self._pointer = (event.x, event.y)
        if self._is_on_text(event.x):
            self._point("press", event.shift)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Also for a move elsewhere on the screen, before the page holds the mouse."""
        event.stop()
        x, y = event.screen_offset - self.region.offset
        if not self._pressed or (x, y) == self._pointer:
            return
        if not self._dragged:
            if not self._is_on_text(self._pointer[0]):
                return
            self._dragged = True
            self.capture_mouse()
        row = self._dragged_to(y, event.screen_y)
        self._pointer = (x, row)
        self._point("drag")
        beyond = not 0 <= row - self.air < (self.pager.height if self.pager else 0)
        if beyond and self._scrolling is None:
            self._scrolling = self.set_interval(SCROLL_EVERY, self._drag_on)
        elif not beyond:
            self._stop_scrolling()

    def _dragged_to(self, y: int, screen_y: int) -> int:
        """The row the mouse is dragged to. The edge of a window that has nothing beyond the text
        is beyond it, for whoever comes there: no mouse goes further."""
        if y != self._chain[2]:
            if screen_y <= 0 and self.air == 0:
                return -1
            if screen_y >= self.app.size.height - 1:
                return self.size.height
        return y

    def on_mouse_up(self, event: events.MouseUp) -> None:
        event.stop()
        if not self._pressed:
            return
        self._pressed = False
        self._stop_scrolling()
        self.release_mouse()
        if self._dragged:
            self._point("release")

    def on_click(self, event: events.Click) -> None:
        if self.pager is None or self._dragged or event.shift:
            return
        self._pointer = (event.x, event.y)
        measure = self.pager.setting.measure
        left = (self.size.width - measure) // 2
        if self._is_on_text(event.x):
            if self._chain[3] <= 1:
                self._point("click")
        elif (signs := self.signs_at(event.y)) and left - len(signs) - 1 <= event.x < left:
            self._point("click")
        elif event.x < left - 1:
            self.post_message(self.Margin(-1))
        elif event.x > left + measure:
            self.post_message(self.Margin(1))

    def _drag_on(self) -> None:
        """The mouse stays beyond the edge of the page: go on as if it moved."""
        self._point("drag")

    def _stop_scrolling(self) -> None:
        if self._scrolling is not None:
            self._scrolling.stop()
            self._scrolling = None

    def _point(self, what: str, shift: bool = False) -> None:
        if self.pager is not None:
            x, y = self._pointer
            left = (self.size.width - self.pager.setting.measure) // 2
            row = self.pager.top + y - self.air
            self.post_message(self.Pointed(what, row, x - left, self._chain[3], shift))

    def _is_on_text(self, x: int) -> bool:
        measure = self.pager.setting.measure if self.pager else 0
        left = (self.size.width - measure) // 2
        return left - 1 <= x <= left + measure
