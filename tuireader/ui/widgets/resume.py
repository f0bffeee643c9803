"""The card over the shelf that leads back into the work read last."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.strip import Strip

from tuireader.library import Shelved
from tuireader.ui import phrases
from tuireader.ui.widgets.lines import Line, LineView, Piece, fit, line_width
from tuireader.ui.widgets.work_rows import title

_BAR = 12


class Resume(LineView):
    """Two lines: the work, and where one is in it."""

    class Pressed(Message):
        """The card was clicked."""

    DEFAULT_CSS = """
    Resume {
        height: 2;
        overflow-y: hidden;
        padding: 0 2;
        background: $surface;
    }
    """

    def __init__(self, *, id: str | None = None):
        super().__init__(id=id)
        self._work: Shelved | None = None
        self._where = ""
        self._key = ""

    def show(self, work: Shelved, where: str, key: str) -> None:
        """`where` is the chapter in words, "" while it is not known; `key` is what to press."""
        self._work, self._where, self._key = work, where, key
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if self._work is None:
            return self.draw([], width)
        return self.draw(self._line(self._work, y, width), width)

    def _line(self, work: Shelved, y: int, width: int) -> Line:
        if y == 0:
            words = "continue reading" if width >= 60 else "continue"
            right = [Piece(f"  {self._key}", "accent"), Piece(f" {words}", "muted")]
            room = width - line_width(right)
            return [Piece(fit(title(work), room), "strong"), *right]
        far = phrases.percent(work.fraction or 0.0)
        bar = phrases.bar(work.fraction or 0.0, _BAR) if width >= 50 else []
        right = [Piece("  "), *bar, Piece(f"  {far}" if bar else far)]
        where = self._where or ", ".join(work.authors)
        return [Piece(fit(where, width - line_width(right)), "muted"), *right]

    def on_click(self, event: events.Click) -> None:
        self.post_message(self.Pressed())
