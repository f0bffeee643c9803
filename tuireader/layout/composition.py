"""A chapter as a column of items, each a stretch of rows: how high it is and what stands where.

An item is a text (a block, or a part of a very long one), a table, or furniture. Items are kept as
arrays of numbers; only their heights are known here. Their lines are made when they are shown
(`chapter`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from tuireader.layout.breaking import Hyphenator, greedy_starts
from tuireader.layout.cells import cell_len, is_narrow
from tuireader.layout.frames import Frame, Frames
from tuireader.layout.furniture import Furniture, above_chapter, above_part, above_work, instead_of
from tuireader.layout.hyphens import hyphenator
from tuireader.layout.values import Setting, TitlePage
from tuireader.work import Align, Block, Chapter, Kind, Part

# Lines of a text that are broken together. Longer texts are divided, so that showing a screen of a
# paragraph as long as a book costs no more than any other screen.
SLICE = 64

_BEFORE_CHAPTER = (Part.WORK_SUMMARY, Part.WORK_NOTES)


class Composition:
    """The items of a chapter in one setting.

    Four numbers an item: `tops`, the row it begins at; `counts`, its lines; `blocks`, the block it
    shows (for furniture that belongs to none, the block that follows); `starts`, the offset in that
    block's text it begins at, -1 for what no place points at. `frames` says how it is set;
    `special` holds furniture by the index of its item. `height` is in rows.
    """

    def __init__(self, chapter: Chapter, setting: Setting, page: TitlePage | None) -> None:
        self.tops = array("l")
        self.counts = array("l")
        self.blocks = array("l")
        self.starts = array("l")
        self.frames: list[Frame] = []
        self.special: dict[int, Furniture] = {}
        self.height = 0
        self._setting = setting
        self._frames = Frames(setting)
        self._before: Frame | None = None  # of the item above
        self._markers: list[int] = []  # cells for the markers of each level of the present list
        self._list_end = 0  # the block after it
        self._compose(chapter, page)

    def hyphenator(self, block: Block) -> Hyphenator | None:
        """What divides the words of a block, None where they are not divided."""
        setting = self._setting
        if not (setting.hyphenate or setting.justify):
            return None
        return hyphenator(block.language or setting.language)

    def _compose(self, chapter: Chapter, page: TitlePage | None) -> None:
        blocks = chapter.blocks
        plain, following = self._frames.plain, self._frames.following
        if page:
            self._furnish(above_work(page), 0)
        titled = False  # the chapter's title has been set
        part: Part | None = None
        for index, block in enumerate(blocks):
            if block.part is not part:
                before = part
                part = block.part
                if not titled and part not in _BEFORE_CHAPTER:
                    titled = True
                    if self._furnish(above_chapter(chapter, page), index):
                        before = None
                self._furnish(above_part(part, before), index)
            text = block.text
            if (
                block.kind is Kind.PARAGRAPH
                and part is Part.STORY
                and not (block.quote or block.level or block.indent or block.rtl or block.folded)
                and block.align is Align.START
                and "\n" not in text
            ):
                frame = plain
                if self._before is plain or self._before is following:
                    frame = following
                if 0 < len(text) <= frame.width - frame.first and is_narrow(text):
                    self._add(frame, index, 0, 1)
                elif text:
                    self._add_text(frame, index, block)
            else:
                self._add_other(blocks, index)
        if not titled:
            self._furnish(above_chapter(chapter, page), len(blocks))

    def _add_other(self, blocks: Sequence[Block], index: int) -> None:
        block = blocks[index]
        furniture = instead_of(block)
        if furniture:
            self._furnish((furniture._replace(block=index),), index)
        elif block.text:
            frame = self._frames.of(block, self._hang(blocks, index))
            before = self._before
            if frame.flows and before and before.flows and before.context == frame.context:
                frame = self._frames.indented(frame)
            self._add_text(frame, index, block)

    def _add_text(self, frame: Frame, index: int, block: Block) -> None:
        starts = line_starts(block.text, frame, self.hyphenator(block))
        for first in range(0, len(starts), SLICE):
            self._add(frame, index, starts[first], min(SLICE, len(starts) - first), first > 0)

    def _furnish(self, furniture: Iterable[Furniture], index: int) -> bool:
        """Add furniture above the block at `index`; whether there was any."""
        some = False
        for item in furniture:
            some = True
            self.special[len(self.tops)] = item
            frame = self._frames.furniture(item)
            self._add(frame, index, -1, len(greedy_starts(item.text, frame.width, frame.width)))
        return some

    def _add(self, frame: Frame, block: int, start: int, count: int, joined: bool = False) -> None:
        leading = self._setting.leading
        before = self._before
        if before is None:
            self.height = max(0, frame.above - 1)
        elif joined:
            self.height += leading
        else:
            space = max(before.below, frame.above)
            if not space and before.context != frame.context:
                space = 1
            self.height += space + leading
        self.tops.append(self.height)
        self.counts.append(count)
        self.blocks.append(block)
        self.starts.append(start)
        self.frames.append(frame)
        self.height += count + (count - 1) * leading
        self._before = frame

    def _hang(self, blocks: Sequence[Block], index: int) -> int:
        """The cells for list markers left of a block; 0 outside lists."""
        block = blocks[index]
        if not _in_list(block):
            return 0
        if index >= self._list_end:
            self._markers = []
            end = index
            while end < len(blocks) and _in_list(blocks[end]):
                item = blocks[end]
                while len(self._markers) < max(1, item.level):
                    self._markers.append(2)
                width = cell_len(item.marker) + 1
                level = max(1, item.level) - 1
                self._markers[level] = max(self._markers[level], width)
                end += 1
            self._list_end = end
        return sum(self._markers[: max(1, block.level)])


def _in_list(block: Block) -> bool:
    return (block.level > 0 and block.kind is not Kind.HEADING) or block.kind is Kind.ITEM


def line_starts(text: str, frame: Frame, divide: Hyphenator | None) -> list[int]:
    """The offsets at which greedily filled lines start; as many as there will be lines."""
    first = frame.width - frame.first
    rest = frame.width - frame.hang
    if "\n" not in text:
        return greedy_starts(text, first, rest, divide, kept=frame.kept)
    starts = list[int]()
    begin = 0
    for line in text.split("\n"):
        found = greedy_starts(line, first, rest, divide, kept=frame.kept)
        starts.extend([begin + start for start in found])
        begin += len(line) + 1
        first = frame.width
    return starts
