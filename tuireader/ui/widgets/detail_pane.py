"""A column of text beside a list or in a dialog, which scrolls. It knows not what it says."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.strip import Strip

from tuireader.ui.widgets.lines import Line, LineView

Write = Callable[[int], list[Line]]
"""What to say, in lines of so many cells."""


def nothing(width: int) -> list[Line]:
    return []


class DetailPane(LineView):
    """Shows what `write` gives for its width."""

    DEFAULT_CSS = """
    DetailPane { height: 1fr; }
    """

    def __init__(self, write: Write = nothing, *, id: str | None = None):
        super().__init__(id=id)
        self._write = write
        self._lines: list[Line] = []

    def show(self, write: Write) -> None:
        """Show something else, from its beginning."""
        self._write = write
        self._set_lines()
        self.scroll_to(y=0, animate=False, immediate=True)

    def move(self, lines: int) -> None:
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False, immediate=True)

    def move_pages(self, pages: int) -> None:
        """Move by screenfuls, keeping a line of the last one in view."""
        self.move(pages * max(1, self.size.height - 1))

    def render_line(self, y: int) -> Strip:
        index = y + self.scroll_offset.y
        line = self._lines[index] if index < len(self._lines) else ()
        return self.draw(line, self.size.width)

    def on_resize(self, event: events.Resize) -> None:
        self._set_lines()

    def _set_lines(self) -> None:
        width = self.size.width
        # Two columns stay free: for the scroll bar, whether it is needed or not, and before it.
        self._lines = self._write(max(1, width - 2)) if width else []
        self.set_lines(len(self._lines))
