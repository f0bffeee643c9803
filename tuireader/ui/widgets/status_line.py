"""The quiet line under the page: which chapter, which page of it, how far, and how long still.

Everything is said in words and numbers. What there is no room for is said shorter, then left out,
the dearest last: how far through the work one is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tuireader.library.naming import BETWEEN
from tuireader.ui.phrases import duration, percent
from tuireader.ui.widgets.lines import fit, plain

if TYPE_CHECKING:
    from tuireader.ui.widgets.bar import Hint

STEP = 4  # cells by which the line is longer than the text, half of them on either side
BETWEEN_KEYS = " · "
LEAST_PART = 8  # cells in which something can be said of the part that a chapter is in


class Standing(NamedTuple):
    """Where reading stands. Times are minutes."""

    chapter: str = ""
    page: int = 1
    pages: int = 1
    fraction: float = 0.0
    left_in_chapter: float = 0.0
    left_in_work: float = 0.0


def right_sides(standing: Standing) -> tuple[list[str], list[str]]:
    """What the right side may say, the longest first: with all that there is to say; with less."""
    page, pages, far = standing.page, standing.pages, percent(standing.fraction)
    chapter, work = duration(standing.left_in_chapter), duration(standing.left_in_work)
    whole = "" if chapter == work else f", {work} in all"
    times = [f"{chapter} left in chapter{whole}", f"{chapter} left{whole}"]
    if standing.fraction >= 1:
        times = ["the end"]
    full = [f"page {page} of {pages} · {far} · {words}" for words in times]
    full.append(f"{page} of {pages} · {far} · {times[-1]}")
    less = [f"{page} of {pages} · {far}", far]
    if whole and standing.fraction < 1:
        less.insert(0, f"{page} of {pages} · {far} · {chapter} left")
    return full, less


def sides(standing: Standing, width: int) -> tuple[str, str]:
    """The left and the right side of the line in `width` cells, with at least 2 cells between.

    The right side says all it has to in the words that leave room for the chapter's title. Where
    none do, the title makes room for it, down to a quarter of the line.
    """
    full, less = right_sides(standing)
    title = plain(standing.chapter)
    for text in full:
        if cell_len(title) + 4 + cell_len(text) <= width:
            return title, text
    wanted = min(cell_len(title), max(8, width // 4)) + 2 if title else 0
    for text in (*full, *less):
        room = width - cell_len(text)
        if room >= wanted or text is less[-1]:
            break
    return (shortened(title, room - 2) if room > 6 else ""), text[:width]


def needed(standing: Standing) -> int:
    """How long the line must be to cut neither the chapter's title nor what there is to say."""
    full, _ = right_sides(standing)
    return cell_len(plain(standing.chapter)) + 4 + cell_len(full[-1])


def shortened(name: str, width: int) -> str:
    """A chapter's name in at most `width` cells. Its part makes room for the chapter's own title
    as long as there is some for it."""
    part, between, own = name.rpartition(BETWEEN)
    room = width - cell_len(between + own)
    if between and cell_len(name) > width and room < LEAST_PART:
        return fit(own, width).rstrip()
    return (fit(part, room).rstrip() if between else "") + between + fit(own, width).rstrip()


def length(needed: int, column: int, room: int) -> int:
    """How long the line is: as the `column` of text if that is what is needed, or longer, in steps
    so that it seldom changes, up to `room` cells."""
    more = max(0, needed - column)
    return max(1, min(room, column + -(-more // STEP) * STEP))


def mode_sides(
    said: str, colour: str, hints: Sequence[Hint], width: int
) -> tuple[str, list[tuple[str, str]]]:
    """What is selected on the left, keys on the right, as many of them as there is room for: pieces
    of text, and what a click on each does."""
    left = f"{said} · {colour}"
    if cell_len(left) + 2 > width:
        left = fit(left.removeprefix("Selected: "), width).rstrip()
    kept = [*hints]
    while kept and cell_len(left) + 2 + _width(_pieces(kept)) > width:
        del kept[-2 if len(kept) > 1 else -1]
    return left, _pieces(kept)


def _pieces(hints: Sequence[Hint]) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    for hint in hints:
        if pieces:
            pieces.append((BETWEEN_KEYS, ""))
        pieces.append((f"{hint.key} {hint.meaning}", hint.action))
    return pieces


def _width(pieces: Sequence[tuple[str, str]]) -> int:
    return sum(cell_len(text) for text, _ in pieces)


class StatusLine(Widget):
    """Shows a `Standing` under the page. A click on it asks for the contents; while something is
    selected, a click on what a key does does that."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    StatusLine { height: 1; dock: bottom; color: $page-muted; background: $background; }
    """

    class Pressed(Message):
        """The line was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._standing = Standing()
        self._column = 66
        self._mode: tuple[str, str, Sequence[Hint]] | None = None

    def show(self, standing: Standing, column: int) -> None:
        """Show `standing` in the middle, in a line as long as the `column` of text; longer where
        it takes that to say everything."""
        if (standing, column, None) != (self._standing, self._column, self._mode):
            self._standing, self._column, self._mode = standing, column, None
            self.refresh()

    def show_mode(self, said: str, colour: str, hints: Sequence[Hint], column: int) -> None:
        """Say what is selected, and what to press, in place of where reading stands."""
        self._mode, self._column = (said, colour, hints), column
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        room = width - 2 if width > 24 else width
        if self._mode:
            said, colour, hints = self._mode
            whole = cell_len(f"{said} · {colour}    ") + _width(_pieces(hints))
            inner = length(whole, self._column, room)
            left, pieces = mode_sides(said, colour, hints, inner)
        else:
            inner = length(needed(self._standing), self._column, room)
            left, right = sides(self._standing, inner)
            pieces = [(right, "")]
        margin = (width - inner) // 2
        gap = inner - cell_len(left) - _width(pieces)
        style: Style = self.rich_style
        segments = [Segment(" " * margin + left + " " * gap, style)]
        for text, action in pieces:
            does = Style(meta={"@click": action}) if action else Style.null()
            segments.append(Segment(text, style + does))
        return Strip(segments).adjust_cell_length(width, style)

    def on_click(self, event: events.Click) -> None:
        if "@click" not in event.style.meta:
            self.post_message(self.Pressed())
