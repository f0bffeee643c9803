"""One line of text: the head of a screen, and the keys at its foot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.strip import Strip

from tuireader.ui.widgets.lines import Line, LineView, Piece, line_width


class Hint(NamedTuple):
    """A key, what it does in a word or two, and the action that a click on it runs."""

    key: str
    meaning: str
    action: str = ""


class Bar(LineView):
    """A left and a right side. Where there is no room for both, the right one goes first."""

    DEFAULT_CSS = """
    Bar { height: 1; overflow-y: hidden; padding: 0 2; }
    """

    def __init__(self, left: Line = (), right: Line = (), *, id: str | None = None):
        super().__init__(id=id)
        self._left: Line = left
        self._right: Line = right

    def show(self, left: Line, right: Line = ()) -> None:
        self._left, self._right = left, right
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        gap = width - line_width(self._left) - line_width(self._right)
        if gap < 2:
            return self.draw(self._left, width)
        return self.draw([*self._left, Piece(" " * gap), *self._right], width)

    def on_resize(self, event: events.Resize) -> None:
        self.refresh()


class Hints(LineView):
    """Keys and what they do. Where there is no room for all, the ones before the last go."""

    DEFAULT_CSS = """
    Hints { height: 1; overflow-y: hidden; padding: 0 2; }
    """

    def __init__(self, hints: Sequence[Hint] = (), *, id: str | None = None):
        super().__init__(id=id)
        self._hints = hints

    def show(self, hints: Sequence[Hint]) -> None:
        self._hints = hints
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        *shown, last = [_hint_line(hint) for hint in self._hints] or [[]]
        while shown and sum(map(line_width, (*shown, last))) + 3 * len(shown) > width:
            shown.pop()
        gap = Piece("   ")
        return self.draw([piece for line in shown for piece in (*line, gap)] + last, width)


def _hint_line(hint: Hint) -> list[Piece]:
    return [
        Piece(hint.key, "accent", hint.action),
        Piece(f" {hint.meaning}", "muted", hint.action),
    ]
