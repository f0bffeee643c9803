"""One line of text: the head of a screen, and the keys at its foot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.strip import Strip

from tuireader.ui.widgets.lines import Line, LineView, Piece, fit, line_width


class Hint(NamedTuple):
    """A key, what it does in a word or two, and the action that a click on it runs."""

    key: str
    meaning: str
    action: str = ""


LEAST = 16  # cells in which the beginning of a title still says something


def joined(left: Line, right: Line, width: int) -> Line:
    """A line of `width` cells with these sides. Where there is no room for both, the first piece of
    the left one is shortened, if that leaves enough of it; else the right one goes."""
    both = line_width(left) + line_width(right)
    gap = width - both
    if gap < 2 and left:
        room = line_width(left[:1]) + gap - 2
        if not right or room < min(LEAST, line_width(left[:1])):
            right, room = [], line_width(left[:1]) + width - line_width(left)
        if room < line_width(left[:1]):
            left = [left[0]._replace(text=fit(left[0].text, room).rstrip()), *left[1:]]
        gap = max(0, width - line_width(left) - line_width(right))
    return [*left, Piece(" " * gap), *right]


class Bar(LineView):
    """A left and a right side; see `joined`."""

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
        return self.draw(joined(self._left, self._right, width), width)

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
