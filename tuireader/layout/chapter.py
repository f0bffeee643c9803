"""A chapter laid out: rows to lines, lines to pieces, places to rows and cells, and back.

What the page widget asks. Heights are known at once; the lines of a text are made, as well as they
can be, when they are first shown, and kept for a while. Knows nothing of terminals and colours.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from tuireader.layout.cells import cell_len, columns
from tuireader.layout.composition import Composition
from tuireader.layout.frames import LEAST
from tuireader.layout.furniture import Furniture
from tuireader.layout.lines import furniture_lines, parts, raised, spread, table_lines, text_lines
from tuireader.layout.shown import closed, fold_of, folds, without_readings
from tuireader.layout.values import Line, LineKind, Piece, Setting, TitlePage
from tuireader.work import Chapter, Role

_KEPT = 512  # items whose lines are kept

_NO_ROLES: frozenset[Role] = frozenset()


class ChapterLayout:
    """A chapter set in a column. Rows and cells count from 0, at the top left of the column.

    Columns of less than 10 cells are set as if they had 10, and must be cut by who paints them.

    `title_page` is given for the first chapter of a work. `numbered` says that chapter numbers are
    the author's own, so that "Chapter 3" stands above a title; without it only a chapter that has
    no title is called by its number. `opened` are the summaries (indexes of blocks) of folded parts
    that are shown all the same; `folds` then says of each summary which block comes after its part.
    """

    def __init__(
        self,
        chapter: Chapter,
        setting: Setting,
        title_page: TitlePage | None = None,
        *,
        numbered: bool = True,
        opened: Collection[int] = (),
    ) -> None:
        self.chapter = chapter
        self.setting = setting._replace(measure=max(LEAST, setting.measure))
        if not setting.ruby:
            chapter = replace(chapter, blocks=without_readings(chapter.blocks))
        self._blocks = chapter.blocks
        self.folds = folds(chapter.blocks) if setting.fold else {}
        self._closed = closed(self.folds, opened)
        self._items = Composition(chapter, self.setting, title_page, numbered, self._closed)
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
        highlighted or selected text is whole pieces; on a line of a table they hold for all runs.
        """
        if line.text:
            return [Piece(line.text, _NO_ROLES, -1, -1, -1)]
        pieces = list[Piece]()
        cell = line.indent
        for part in parts(line):
            if part.indent > cell:
                pieces.append(Piece(" " * (part.indent - cell), _NO_ROLES, -1, -1, -1))
            if part.start < part.end:
                pieces.extend(self._pieces(part, cuts))
            if line.runs:
                cell = part.indent + self._width(part, part.end)
        return pieces

    def _pieces(self, line: Line, cuts: Iterable[int]) -> list[Piece]:
        block = self._blocks[line.block]
        spans = [span for span in block.spans if span.start < line.end and span.end > line.start]
        edges = {line.start, line.end}
        edges.update(cuts)
        for span in spans:
            edges.add(span.start)
            edges.add(span.end)
        ordered = sorted(edge for edge in edges if line.start <= edge <= line.end)
        # Nothing that is joined to what is before it is ASCII: such an edge is never inside a sign.
        if not all(block.text[edge].isascii() for edge in ordered[1:-1]):
            inner = columns(block.text[line.start : line.end]).inner
            ordered = [edge for edge in ordered if edge - line.start not in inner]
        pieces = list[Piece]()
        for start, end in pairwise(ordered):
            text = spread(block.text, start, end, line.gaps)
            if line.hyphen and end == line.end:
                text += "-"
            roles = frozenset(span.role for span in spans if span.start <= start < span.end)
            if roles:
                text = raised(text, roles)
            pieces.append(Piece(text, roles or _NO_ROLES, start, end, line.block))
        return pieces

    def row_of(self, block: int, offset: int) -> int:
        """The row that shows a place.

        Where the block is not shown as text, that of the text that follows it, or else of the last
        text; 0 where there is none. What is folded away is where its summary is.
        """
        items = self._items
        summary = self.fold_of(block)
        if summary is not None:
            block, offset = summary, 0
        item = self._item_of(block, max(0, offset))
        number = 0
        if item is None:
            item = next(self._texts_from(bisect_right(items.blocks, block)), None)
        else:
            for later, line in enumerate(self._lines_of(item)):
                if any(part.block == block and part.start <= offset for part in parts(line)):
                    number = later
        if item is None:
            item = self._last_text()
            if item is None:
                return 0
            number = items.counts[item] - 1
        return items.tops[item] + number * (self.setting.leading + 1)

    def fold_of(self, block: int) -> int | None:
        """The summary of the folded part in which a block is not shown, None where it is."""
        return fold_of(self._closed, block) if self._closed else None

    def place_at(self, row: int) -> tuple[int, int]:
        """Block and offset of the first text shown in or below a row, or else of the last text.

        (0, 0) where there is no text at all.
        """
        items = self._items
        step = self.setting.leading + 1
        for item in self._texts_from(max(0, bisect_right(items.tops, row) - 1)):
            number = max(0, -(-(row - items.tops[item]) // step))
            if number < items.counts[item]:
                line = self._lines_of(item)[number]
                return line.block, line.start
        last = self._last_text()
        if last is None:
            return 0, 0
        line = self._lines_of(last)[-1]
        return line.block, line.start

    def point_at(self, row: int, cell: int) -> tuple[int, int]:
        """Block and offset of the sign in a cell; beside text the nearest, elsewhere `place_at`."""
        part = self._part_at(self.line(row), cell)
        if part.block < 0 or part.text or not self.chapter.blocks[part.block].has_text:
            return self.place_at(row)
        return part.block, self._offset(part, cell)

    def cell_of(self, block: int, offset: int) -> tuple[int, int]:
        """Row and cell in which the sign at a place begins."""
        row = self.row_of(block, offset)
        line = self.line(row)
        shown = [part for part in parts(line) if part.block == block and part.start <= offset]
        if not shown:
            return row, line.indent
        return row, shown[-1].indent + self._width(shown[-1], offset)

    def _part_at(self, line: Line, cell: int) -> Line:
        """The line, or of a line of a table the part that stands at a cell."""
        found = parts(line)
        return next((part for part in reversed(found) if part.indent <= cell), found[0])

    def _width(self, line: Line, offset: int) -> int:
        """The cells of a line's text before an offset."""
        end = min(max(offset, line.start), line.end)
        return cell_len(spread(self._blocks[line.block].text, line.start, end, line.gaps))

    def _offset(self, line: Line, cell: int) -> int:
        text = self._blocks[line.block].text[line.start : line.end]
        cell -= line.indent
        for gap in line.gaps:
            # A widened space is two cells: what follows it stands one further to the right.
            if cell <= gap - line.start:
                break
            cell -= 1
        measured = columns(text)
        index = min(max(bisect_right(measured.at, cell) - 1, 0), len(text))
        while index in measured.inner:
            index -= 1
        return line.start + index

    def _item_of(self, block: int, offset: int) -> int | None:
        """The item that shows a place."""
        items = self._items
        item = bisect_right(items.blocks, block) - 1
        while item > 0 and items.blocks[item] == block and items.starts[item] > offset:
            item -= 1
        if item < 0 or items.starts[item] < 0:
            return None
        row = items.special.get(item)
        if row and not isinstance(row, Furniture):
            return item if any(block in cell.blocks for cell in row.cells) else None
        return item if items.blocks[item] == block else None

    def _texts_from(self, item: int) -> Iterator[int]:
        """The items that show text, from `item` on."""
        starts = self._items.starts
        return (later for later in range(item, len(starts)) if starts[later] >= 0)

    def _last_text(self) -> int | None:
        starts = self._items.starts
        return next((item for item in range(len(starts) - 1, -1, -1) if starts[item] >= 0), None)

    def _lines_of(self, item: int) -> list[Line]:
        lines = self._lines.get(item)
        if lines is None:
            if len(self._lines) >= _KEPT:
                del self._lines[next(iter(self._lines))]
            lines = self._lines[item] = self._make(item)
        return lines

    def _make(self, item: int) -> list[Line]:
        items = self._items
        frame = items.frames[item]
        special = items.special.get(item)
        if isinstance(special, Furniture):
            return furniture_lines(special, frame)
        if special:
            return table_lines(special, self._blocks)
        index = items.blocks[item]
        block = self._blocks[index]
        start, end = items.starts[item], len(block.text)
        if item + 1 < len(items.starts) and items.blocks[item + 1] == index:
            end = items.starts[item + 1]
        return text_lines(block, index, start, end, frame, items.hyphenator(block.language))
