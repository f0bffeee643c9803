"""The quiet line under the page: which chapter, which page of it, how far, and how long still.

Everything is said in words and numbers. What there is no room for is said shorter, then left out,
the dearest last: how far through the work one is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

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


def mode_sides(said: str, colour: str, keys: str, width: int) -> tuple[str, str]:
    """What is selected on the left, keys on the right, as many of them as there is room for."""
    left = f"{said} · {colour}"
    if cell_len(left) + 2 > width:
        left = fit(left.removeprefix("Selected: "), width).rstrip()
    parts = keys.split(BETWEEN_KEYS)
    while parts and cell_len(left) + 2 + cell_len(BETWEEN_KEYS.join(parts)) > width:
        del parts[-2 if len(parts) > 1 else -1]
    return left, BETWEEN_KEYS.join(parts)


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
        self._mode: tuple[str, str, str] | None = None
        self._actions: dict[str, str] = {}  # of the parts of the mode's keys

    def show(self, standing: Standing, column: int) -> None:
        """Show `standing` in the middle, in a line as long as the `column` of text; longer where
        it takes that to say everything."""
        if (standing, column, None) != (self._standing, self._column, self._mode):
            self._standing, self._column, self._mode = standing, column, None
            self.refresh()

    def show_mode(
        self, said: str, colour: str, keys: str, column: int, actions: Sequence[str] = ()
    ) -> None:
        """Say what is selected, and what to press, in place of where reading stands. `actions` are
        what the parts of `keys` do."""
        self._mode, self._column = (said, colour, keys), column
        self._actions = dict(zip(keys.split(BETWEEN_KEYS), actions, strict=False))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        room = width - 2 if width > 24 else width
        if self._mode:
            said, colour, keys = self._mode
            inner = length(cell_len(f"{said} · {colour}    {keys}"), self._column, room)
            left, right = mode_sides(said, colour, keys, inner)
            actions = self._actions
        else:
            actions = {}
            inner = length(needed(self._standing), self._column, room)
            left, right = sides(self._standing, inner)
        margin = (width - inner) // 2
        gap = inner - cell_len(left) - cell_len(right)
        style: Style = self.rich_style
        segments = [Segment(" " * margin + left + " " * gap, style)]
        for index, part in enumerate(right.split(BETWEEN_KEYS) if actions else [right]):
            if index:
                segments.append(Segment(BETWEEN_KEYS, style))
            does = Style(meta={"@click": actions[part]}) if part in actions else Style.null()
            segments.append(Segment(part, style + does))
        return Strip(segments).adjust_cell_length(width, style)

    def on_click(self, event: events.Click) -> None:
        if "@click" not in event.style.meta:
            self.post_message(self.Pressed())
