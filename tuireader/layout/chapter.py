"""A chapter laid out: rows to lines, lines to pieces, places to rows and cells, and back.

What the page widget asks. Heights are known at once; the lines of a text are made, as well as they
can be, when they are first shown, and kept for a while. Knows nothing of terminals and colours.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise

from tuireader.layout.breaking import Manner, optimal
from tuireader.layout.cells import cell_len, columns, drawn, is_narrow
from tuireader.layout.composition import Composition
from tuireader.layout.frames import Frame
from tuireader.layout.furniture import Furniture
from tuireader.layout.values import Line, LineKind, Piece, Setting, TitlePage
from tuireader.work import Align, Block, Chapter, Role

_KEPT = 512  # items whose lines are kept

_NO_ROLES: frozenset[Role] = frozenset()


class ChapterLayout:
    """A chapter set in a column. Rows and cells count from 0, at the top left of the column."""

    def __init__(
        self, chapter: Chapter, setting: Setting, title_page: TitlePage | None = None
    ) -> None:
        self.chapter = chapter
        self.setting = setting
        self._items = Composition(chapter, setting, title_page)
        self._lines: dict[int, list[Line]] = {}

    @property
    def height(self) -> int:
        """All rows, those of space between texts included."""
        return self._items.height

    def line(self, row: int) -> Line:
        """The line in a row.

        An empty row stands at the end of the text above it; rows outside the chapter are empty.
        """
        items = self._items
        item = bisect_right(items.tops, row) - 1
        if item < 0:
            return Line(-1, 0, 0, 0, LineKind.BLANK)
        number, between = divmod(row - items.tops[item], self.setting.leading + 1)
        if between == 0 and number < items.counts[item]:
            return self._lines_of(item)[number]
        last = self._lines_of(item)[min(number, items.counts[item] - 1)]
        return Line(last.block, last.end, last.end, last.indent, LineKind.BLANK)

    def pieces(self, line: Line, cuts: Iterable[int] = ()) -> list[Piece]:
        """The runs of one style on a line, from its indent on, as they are drawn.

        The prefix is not among them. A new piece also begins at each offset in `cuts`, so that
        highlighted or selected text is whole pieces.
        """
        if line.start < 0 or line.text or line.start == line.end:
            return [Piece(line.text, _NO_ROLES, -1, -1, -1)] if line.text else []
        block = self.chapter.blocks[line.block]
        text = block.text[line.start : line.end]
        edges = {line.start, line.end}
        spans = [span for span in block.spans if span.start < line.end and span.end > line.start]
        for span in spans:
            edges.add(max(span.start, line.start))
            edges.add(min(span.end, line.end))
        edges.update(cut for cut in cuts if line.start < cut < line.end)
        ordered = sorted(edges)
        if len(ordered) > 2 and not is_narrow(text):
            inner = columns(text).inner
            ordered = [edge for edge in ordered if edge - line.start not in inner]
        pieces = list[Piece]()
        for start, end in pairwise(ordered):
            shown = _spread(block.text, start, end, line.gaps)
            if line.hyphen and end == line.end:
                shown += "-"
            roles = frozenset(span.role for span in spans if span.start <= start < span.end)
            pieces.append(Piece(shown, roles or _NO_ROLES, start, end, line.block))
        return pieces

    def row_of(self, block: int, offset: int) -> int:
        """The row that shows a place.

        Where the block is not shown as text, that of the text that follows it, or else of the last
        text; 0 where there is none.
        """
        item = self._item_of(block, offset)
        if item is None:
            return 0
        items = self._items
        if items.blocks[item] != block:
            last = items.blocks[item] < block
            number = items.counts[item] - 1 if last else 0
        else:
            lines = self._lines_of(item)
            number = max(0, bisect_right(lines, offset, key=lambda line: line.start) - 1)
        return items.tops[item] + number * (self.setting.leading + 1)

    def place_at(self, row: int) -> tuple[int, int]:
        """Block and offset of the first text shown in or below a row, or else of the last text."""
        items = self._items
        item = max(0, bisect_right(items.tops, row) - 1)
        step = self.setting.leading + 1
        while item < len(items.tops):
            if items.starts[item] >= 0:
                number = max(0, -(-(row - items.tops[item]) // step))
                if number < items.counts[item]:
                    line = self._lines_of(item)[number]
                    return line.block, line.start
            item += 1
        for item in range(len(items.tops) - 1, -1, -1):
            if items.starts[item] >= 0:
                line = self._lines_of(item)[-1]
                return line.block, line.start
        return 0, 0

    def point_at(self, row: int, cell: int) -> tuple[int, int]:
        """Block and offset of the sign in a cell; of the nearest text where there is none."""
        line = self.line(row)
        if line.block < 0 or not self.chapter.blocks[line.block].has_text:
            return self.place_at(row)
        return line.block, self._offset(line, cell)

    def offset_at(self, row: int, cell: int) -> int:
        """The offset of the sign in a cell, in the text of the block that `line` names."""
        line = self.line(row)
        return self._offset(line, cell) if line.block >= 0 else 0

    def cell_of(self, block: int, offset: int) -> tuple[int, int]:
        """Row and cell in which the sign at a place begins."""
        row = self.row_of(block, offset)
        line = self.line(row)
        if line.block != block or line.text:
            return row, line.indent
        end = min(max(offset, line.start), line.end)
        shown = _spread(self.chapter.blocks[block].text, line.start, end, line.gaps)
        return row, line.indent + cell_len(shown)

    def _offset(self, line: Line, cell: int) -> int:
        if line.text or line.block < 0:
            return line.start
        text = self.chapter.blocks[line.block].text[line.start : line.end]
        cell -= line.indent
        for gap in line.gaps:
            # A widened space is two cells: what follows it stands one further to the right.
            if cell <= gap - line.start:
                break
            cell -= 1
        if is_narrow(text):
            return line.start + min(max(cell, 0), len(text))
        measured = columns(text)
        index = min(max(bisect_right(measured.at, cell) - 1, 0), len(text))
        while index in measured.inner:
            index -= 1
        return line.start + index

    def _item_of(self, block: int, offset: int) -> int | None:
        """The item that shows a place or, failing that, the text that follows, or the last."""
        items = self._items
        end = bisect_right(items.blocks, block)
        item = end - 1
        while item >= 0 and items.blocks[item] == block and items.starts[item] > offset:
            item -= 1
        if item >= 0 and items.blocks[item] == block and items.starts[item] >= 0:
            return item
        begin = bisect_left(items.blocks, block)
        for item in range(begin, len(items.blocks)):
            if items.starts[item] >= 0:
                return item
        for item in range(begin - 1, -1, -1):
            if items.starts[item] >= 0:
                return item
        return None

    def _lines_of(self, item: int) -> list[Line]:
        lines = self._lines.get(item)
        if lines is None:
            if len(self._lines) >= _KEPT:
                del self._lines[next(iter(self._lines))]
            lines = self._lines[item] = self._make(item)
        return lines

    def _make(self, item: int) -> list[Line]:
        """The lines of an item, broken as well as they can be."""
        items = self._items
        frame = items.frames[item]
        special = items.special.get(item)
        if special:
            return _furniture_lines(special, frame)
        index = items.blocks[item]
        block = self.chapter.blocks[index]
        text = block.text
        start, end = items.starts[item], len(text)
        if item + 1 < len(items.starts) and items.blocks[item + 1] == index:
            following = items.starts[item + 1]
            if following > 0:
                end = following
        return _text_lines(items, frame, block, index, start, end)


def _text_lines(
    items: Composition, frame: Frame, block: Block, index: int, start: int, end: int
) -> list[Line]:
    """The lines of `block.text[start:end]`, the whole or whole lines of it."""
    divide = items.hyphenator(block)
    text = block.text
    if end < len(text) and text[end - 1] == "\n":
        end -= 1
    lines = list[Line]()
    rest = frame.hang
    for part in text[start:end].split("\n"):
        finish = start + len(part)
        first = frame.first if start == 0 else 0 if text[start - 1] == "\n" else frame.hang
        manner = Manner(
            frame.justify,
            frame.align is Align.CENTER,
            closed=finish == len(text) or text[finish] == "\n",
        )
        found = optimal(
            part, frame.width - first, frame.width - rest, divide, divide is not None, manner
        )
        for number, (begin, stop, hyphen) in enumerate(found):
            indent = frame.left + (rest if number else first)
            if frame.align is not Align.START:
                indent += _aligned(frame, frame.width - cell_len(part[begin:stop]) - hyphen)
            gaps: tuple[int, ...] = ()
            if frame.justify and not (manner.closed and number == len(found) - 1):
                room = frame.width - (rest if number else first)
                gaps = _gaps(part, begin, stop, room - hyphen, start, number)
            lines.append(
                Line(
                    index,
                    start + begin,
                    start + stop,
                    indent,
                    frame.kind,
                    frame.prefix if start == 0 and number == 0 else "",
                    "",
                    hyphen,
                    gaps,
                    (),
                    frame.level,
                )
            )
        start = finish + 1
    return lines


def _furniture_lines(furniture: Furniture, frame: Frame) -> list[Line]:
    found = optimal(furniture.text, frame.width, frame.width, manner=Manner(balance=True))
    lines = list[Line]()
    for start, end, _ in found:
        text = drawn(furniture.text[start:end])
        indent = frame.left + _aligned(frame, frame.width - cell_len(text))
        lines.append(Line(furniture.block, 0, 0, indent, frame.kind, text=text))
    return lines


def _aligned(frame: Frame, slack: int) -> int:
    match frame.align:
        case Align.CENTER:
            return slack // 2
        case Align.END:
            return slack
    return 0


def _gaps(text: str, start: int, end: int, room: int, base: int, number: int) -> tuple[int, ...]:
    """Which spaces of a line to widen by a cell so that it fills `room`; none where too few.

    They are spread evenly, from alternate sides on alternate lines so that no river runs down.
    """
    slack = room - cell_len(text[start:end])
    spaces = [index for index in range(start, end) if text[index] == " "]
    if not 0 < slack <= len(spaces):
        return ()
    count = len(spaces)
    chosen = [spaces[(2 * turn + 1) * count // (2 * slack)] for turn in range(slack)]
    if number % 2:
        chosen = [
            spaces[count - 1 - (2 * turn + 1) * count // (2 * slack)] for turn in range(slack)
        ]
        chosen.reverse()
    return tuple(base + index for index in chosen)


def _spread(text: str, start: int, end: int, gaps: tuple[int, ...]) -> str:
    """`text[start:end]` as it is drawn, the spaces at `gaps` two cells wide."""
    if not gaps:
        return drawn(text[start:end])
    parts = list[str]()
    for gap in gaps:
        if start <= gap < end:
            parts.append(drawn(text[start : gap + 1]))
            start = gap + 1
    parts.append(drawn(text[start:end]))
    return " ".join(parts)
