"""A chapter as a column of items, each a stretch of rows: how high it is and what stands where.

An item is a text (a block, or a part of a very long one), a table, or furniture. Items are kept as
arrays of numbers; only their heights are known here. Their lines are made when they are shown
(`chapter`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from tuireader.layout.atoms import Hyphenator
from tuireader.layout.cells import cell_len, is_narrow
from tuireader.layout.frames import CLOSED, Frame, Frames
from tuireader.layout.furniture import (
    HUG,
    Furniture,
    above_chapter,
    above_part,
    above_work,
    instead_of,
)
from tuireader.layout.greedy import greedy_starts
from tuireader.layout.hyphens import hyphenator
from tuireader.layout.lines import line_starts
from tuireader.layout.values import LineKind, Setting, TitlePage
from tuireader.work import Align, Block, Chapter, Kind, Part

if TYPE_CHECKING:
    from tuireader.layout.tables import Grid, TableRow

# Lines of a text that are broken together. Longer texts are divided, so that showing a screen of a
# paragraph as long as a book costs no more than any other screen.
SLICE = 64

_OWN_LEVEL = (Kind.HEADING, Kind.TERM, Kind.DEFINITION)  # their level is none of bullet lists
_BULLETS = ("•", "◦", "▪")
_FIRST = ("1.", "a.", "A.", "i.", "I.")
_SECOND = ("2.", "b.", "B.", "ii.", "II.")
_BEFORE_CHAPTER = (Part.WORK_SUMMARY, Part.WORK_NOTES)


class Composition:
    """The items of a chapter in one setting.

    Four numbers an item: `tops`, the row it begins at; `counts`, its lines; `blocks`, the block it
    shows (for furniture that belongs to none, the block that follows); `starts`, the offset in that
    block's text it begins at, -1 for what no place points at. `frames` says how it is set;
    `special` holds furniture by the index of its item. `height` is in rows. `closed` are the folded
    parts to leave out, of each the block of its summary and the block after it.
    """

    def __init__(
        self,
        chapter: Chapter,
        setting: Setting,
        page: TitlePage | None,
        numbered: bool,
        closed: Mapping[int, int],
    ) -> None:
        self.special: dict[int, Furniture | TableRow] = {}
        self._setting = setting
        self._closed = closed
        self._frames = Frames(setting)
        self._added: list[tuple[Frame, int, int, int]] = []  # frame, block, start, lines
        self._markers: list[int] = []  # cells for the markers of each level of the present list
        self._list_end = 0  # the block after it
        self._list_starts: set[int] = set()  # where a list begins right after another
        self._compose(chapter, page, numbered)
        self.frames = [item[0] for item in self._added]
        self.blocks = array("l", [item[1] for item in self._added])
        self.starts = array("l", [item[2] for item in self._added])
        self.counts = array("l", [item[3] for item in self._added])
        self._added.clear()
        self.tops, self.height = self._stack()

    def _stack(self) -> tuple[array[int], int]:
        """The first row of each item, and the row after the last."""
        tops = array("l")
        leading = self._setting.leading
        row = 0
        before: Frame | None = None
        for frame, count, start in zip(self.frames, self.counts, self.starts, strict=True):
            if before is None:
                row = max(0, frame.above - 1)
            elif start > 0:  # a further part of a long text
                row += leading
            else:
                space = frame.above
                if before is not frame:
                    space = _space(before, frame)
                row += space + leading
            tops.append(row)
            row += count + (count - 1) * leading
            before = frame
        return tops, row

    def hyphenator(self, language: str) -> Hyphenator | None:
        """What divides words of a language ("" for the work's), None where they stay whole."""
        setting = self._setting
        if not (setting.hyphenate or setting.justify):
            return None
        return hyphenator(language or setting.language)

    def _compose(self, chapter: Chapter, page: TitlePage | None, numbered: bool) -> None:
        blocks = chapter.blocks
        plain, following = self._frames.plain, self._frames.following
        if page:
            self._furnish(above_work(page, chapter), 0)
        divide = self.hyphenator("")
        titled = False  # the chapter's title has been set
        part: Part | None = None
        shown = 0  # blocks before this one have been added
        for index, block in enumerate(blocks):
            if index < shown:
                continue
            if block.part is not part:
                last, part = part, block.part
                if not titled and part not in _BEFORE_CHAPTER:
                    titled = True
                    if self._furnish(above_chapter(chapter, page, numbered), index):
                        last = None
                self._furnish(above_part(part, last), index)
            text = block.text
            if block.cell:
                shown = self._add_table(blocks, index)
            elif (
                text
                and block.kind is Kind.PARAGRAPH
                and part is Part.STORY
                and not (block.quote or block.level or block.indent or block.rtl or block.folded)
                and not block.language
                and block.align is Align.START
                and "\n" not in text
            ):
                above = self._added[-1][0] if self._added else None
                frame = following if above is plain or above is following else plain
                if len(text) <= frame.width - frame.first and is_narrow(text):
                    self._added.append((frame, index, 0, 1))
                else:
                    first, rest = frame.width - frame.first, frame.width
                    self._add_text(frame, index, block, greedy_starts(text, first, rest, divide))
            else:
                self._add_other(blocks, index)
                shown = self._closed.get(index, shown)
        if not titled:
            self._furnish(above_chapter(chapter, page, numbered), len(blocks))

    def _add_other(self, blocks: Sequence[Block], index: int) -> None:
        """Add a block that is no plain paragraph."""
        block = blocks[index]
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        furniture = instead_of(block)
        if furniture:
            if block.kind is Kind.IMAGE and following and following.kind is Kind.CAPTION:
                furniture = furniture._replace(below=HUG)
            self._furnish((furniture._replace(block=index),), index)
        elif block.text:
            frame = self._frames.of(block, self._hang(blocks, index))
            if frame.flows and self._added:
                before = self._added[-1][0]
                if before.flows and before.context == frame.context:
                    frame = self._frames.indented(frame)
            if index in self._closed and frame.prefix:
                frame = frame._replace(prefix=CLOSED)
            if block.kind is Kind.TERM and following and following.level:
                frame = frame._replace(below=HUG)  # what it means stands right under it
            if index in self._list_starts:
                frame = frame._replace(above=max(1, frame.above))
            if block.kind is Kind.CAPTION and following and following.cell:
                frame = frame._replace(below=HUG)
            self._set_text(frame, index, block)

    def _set_text(self, frame: Frame, index: int, block: Block) -> None:
        divide = self.hyphenator(block.language)
        starts = line_starts(block.text, 0, len(block.text), frame, divide)
        self._add_text(frame, index, block, starts)

    def _add_text(self, frame: Frame, index: int, block: Block, starts: list[int]) -> None:
        """Add a block whose lines start at `starts`."""
        if len(starts) <= SLICE:
            self._added.append((frame, index, 0, len(starts)))
            return
        divide = self.hyphenator(block.language)
        edges = [*starts[::SLICE], len(block.text)]
        for start, end in pairwise(edges):
            count = len(line_starts(block.text, start, end, frame, divide))
            self._added.append((frame, index, start, count))

    def _add_table(self, blocks: Sequence[Block], start: int) -> int:
        """Add the table that begins with a block; the block after it."""
        from tuireader.layout.tables import in_columns, is_table, stacked, table_end

        end = table_end(blocks, start)
        measure = self._setting.measure
        if not is_table(blocks, start, end):
            for index in range(start, end):
                self._add_other(blocks, index)
            return end
        grid = in_columns(blocks, start, end, measure)
        if grid:
            self._add_grid(blocks, start, end, grid)
            return end
        for cell in stacked(blocks, start, end, measure):
            if cell.heading:
                heading = Furniture(LineKind.LABEL, cell.heading, cell.frame.above, HUG)
                self._furnish((heading,), cell.block)
            self._set_text(cell.frame, cell.block, blocks[cell.block])
        return end

    def _add_grid(self, blocks: Sequence[Block], start: int, end: int, grid: Grid) -> None:
        counts = [
            max(
                sum(
                    len(line_starts(blocks[index].text, 0, len(blocks[index].text), cell.frame))
                    for index in cell.blocks
                )
                for cell in row.cells
            )
            for row in grid.rows
        ]
        if not counts:
            return
        loose = int(any(count > 1 for count in counts))  # rows need space to be told apart
        ruled = any(row.header for row in grid.rows)
        rule = Furniture(LineKind.RULE, "─" * grid.width, 0, 0)
        if ruled:
            self._furnish((rule._replace(above=1),), start)
        heading = False
        for number, (row, count) in enumerate(zip(grid.rows, counts, strict=True)):
            first = row.cells[0].blocks[0]
            above = loose if number else 1 - ruled
            if heading and not row.header:
                self._furnish((rule,), first)
                above = 0
            heading = row.header
            below = 1 - ruled if number == len(counts) - 1 else 0
            self.special[len(self._added)] = row
            frame = Frame(LineKind.TABLE, 0, grid.width, above=above, below=below)
            self._added.append((frame, first, 0, count))
        if ruled:
            self._furnish((rule._replace(below=1),), end)

    def _furnish(self, furniture: Iterable[Furniture], index: int) -> bool:
        """Add furniture above the block at `index`; whether there was any."""
        some = False
        for item in furniture:
            some = True
            self.special[len(self._added)] = item
            frame = self._frames.furniture(item)
            count = len(greedy_starts(item.text, frame.width, frame.width))
            self._added.append((frame, index, -1, count))
        return some

    def _hang(self, blocks: Sequence[Block], index: int) -> int:
        """The cells for list markers left of a block; 0 outside lists."""
        block = blocks[index]
        if not _in_list(block):
            return 0
        if index >= self._list_end:
            self._markers = []
            end = index
            first = ""  # the last marker of the list's own items
            while end < len(blocks) and _in_list(blocks[end]):
                item = blocks[end]
                if item.marker and item.level <= 1:
                    if first and _begins_list(item.marker, first):
                        self._list_starts.add(end)
                        break
                    first = item.marker
                while len(self._markers) < max(1, item.level):
                    self._markers.append(2)
                width = cell_len(item.marker) + 1
                level = max(1, item.level) - 1
                self._markers[level] = max(self._markers[level], width)
                end += 1
            self._list_end = end
        return sum(self._markers[: max(1, block.level)])


def _space(before: Frame, frame: Frame) -> int:
    """The empty rows between two items."""
    if before.below == HUG:
        return 0
    space = max(before.below, frame.above)
    return 1 if not space and before.context != frame.context else space


def _begins_list(marker: str, before: str) -> bool:
    """Whether an item with `marker` is the first of another list than the item before it."""
    if (marker in _BULLETS) != (before in _BULLETS):
        return True
    # One that counts down comes to 1 from 2.
    return marker in _FIRST and before not in (marker, *_SECOND)


def _in_list(block: Block) -> bool:
    return block.kind is Kind.ITEM or (block.level > 0 and block.kind not in _OWN_LEVEL)
