"""Lines of styled text for Line-API widgets: fitting, wrapping, and drawing them.

A line is a sequence of pieces, each a string with a role; a `LineView` knows how its roles look.
Nothing is ever parsed as markup, and nothing a terminal could take for a command leaves here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip


class Piece(NamedTuple):
    """A run of text. `role` is "" or one of `ROLES`; `action` is what a click on it does."""

    text: str
    role: str = ""
    action: str = ""


Line = Sequence[Piece]

ROLES = ("strong", "muted", "faint", "accent", "warning")

# Controls and what is invisible and acts on its surroundings, halves of characters, private signs.
_STEERING = frozenset(("Cc", "Cf", "Cs", "Co"))
# The flags of parts of countries: a black one, letters that are not seen, and their end.
_FLAG = re.compile("(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f)")
_TAGS = re.compile("[\U000e0000-\U000e007f]+")  # also those that nobody has defined
_JOINERS = "\u200c\u200d"  # without which letters and pictures are others


def plain(text: str) -> str:
    """`text` on one line, without anything that could steer a terminal.

    Works are clean when they are added; what people write by hand into their records is not.
    """
    if text.isprintable():
        return text
    if "\U0001f3f4" in text:
        # What stands between flags is at even places.
        parts = _FLAG.split(text)
        parts[::2] = map(_plain, parts[::2])
        return "".join(parts)
    return _plain(text)


def _plain(text: str) -> str:
    return "".join(
        " " if char in "\t\n\r\u2028\u2029" else char
        for char in _TAGS.sub("", text)
        if char in "\t\n\r" or char in _JOINERS or unicodedata.category(char) not in _STEERING
    )


def fit(text: str, width: int, *, right: bool = False) -> str:
    """`text` in exactly `width` cells: cut with an ellipsis, or padded."""
    if width <= 0:
        return ""
    text = plain(text)
    length = cell_len(text)
    if length > width:
        text = set_cell_size(text, width - 1).rstrip() + "…"
        length = cell_len(text)
    padding = " " * (width - length)
    return padding + text if right else text + padding


def wrap(text: str, width: int) -> list[str]:
    """`text` broken at spaces into lines of at most `width` cells; its own line breaks stay."""
    width = max(width, 1)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, length = "", 0
        for word in plain(paragraph).split():
            size = cell_len(word)
            if line and length + 1 + size > width:
                lines.append(line)
                line, length = "", 0
            while size > width:
                room = width - length - 1 if line else width
                if room < 1:
                    lines.append(line)
                    line, length, room = "", 0, width
                head = _head(word, room)
                lines.append(f"{line} {head}" if line else head)
                line, length = "", 0
                word = word[len(head) :]
                size = cell_len(word)
            line, length = (f"{line} {word}", length + 1 + size) if line else (word, size)
        lines.append(line)
    return lines


def _head(word: str, width: int) -> str:
    """As much of `word` as goes into `width` cells, at least a character."""
    taken = 0
    for index, char in enumerate(word):
        taken += cell_len(char)
        if taken > width:
            return word[: max(index, 1)]
    return word


def line_width(line: Line) -> int:
    return sum(cell_len(piece.text) for piece in line)


class LineView(ScrollView, can_focus=False, inherit_bindings=False):
    """A widget that draws lines. Subclasses say which: they implement `render_line`."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"line--cursor", *(f"line--{role}" for role in ROLES)}
    DEFAULT_CSS = """
    LineView {
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        scrollbar-color: $page-faint;
        scrollbar-color-hover: $page-muted;
        scrollbar-color-active: $accent;
        & > .line--cursor { background: $foreground 11%; }
        & > .line--strong { text-style: bold; }
        & > .line--muted { color: $page-muted; }
        & > .line--faint { color: $page-faint; }
        & > .line--accent { color: $page-accent; }
        & > .line--warning { color: $page-warning; }
    }
    """

    def __init__(self, *, id: str | None = None):
        super().__init__(id=id)
        self._line_styles: dict[tuple[str, ...], Style] = {}

    def draw(self, line: Line, width: int, *, cursor: bool = False) -> Strip:
        """`line` cut or padded to `width` cells."""
        state = ("line--cursor",) if cursor else ()
        base = self.line_style(*state)
        segments: list[Segment] = []
        room = width
        for text, role, action in line:
            text = plain(text)
            length = cell_len(text)
            if length > room:
                text = set_cell_size(text, room)
                length = room
            if not text:
                continue
            room -= length
            style = self.line_style(*state, f"line--{role}") if role else base
            if action:
                style += Style(meta={"@click": action})
            segments.append(Segment(text, style))
        if room > 0:
            segments.append(Segment(" " * room, base))
        return Strip(segments, width)

    def set_lines(self, count: int) -> None:
        """There are `count` lines to scroll through now, and all are to be drawn again."""
        size = Size(self.size.width, count)
        if size != self.virtual_size:
            # Set quietly: nothing outside this widget has to be laid out again.
            self.set_reactive(LineView.virtual_size, size)
            self._scroll_update(size)
        self.refresh()

    def line_style(self, *components: str) -> Style:
        """The style of this widget with `components` on it, colours blended onto its background."""
        style = self._line_styles.get(components)
        if style is None:
            style = self._line_styles[components] = self.get_visual_style(*components).rich_style
        return style

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._line_styles.clear()
