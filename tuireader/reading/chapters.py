"""The text of a work: its chapters, loaded as they are asked for, and how far into it a place is.

How far is counted in characters. Only the chapter that a place is in is loaded for that: of the
others the outline knows how long they are. Nothing here knows where reading stands.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from tuireader.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tuireader.library import Outline
    from tuireader.work import Chapter

KEPT_CHAPTERS = 4


class Chapters:
    """The chapters of a work, each loaded when it is asked for; the last few stay loaded."""

    def __init__(self, load: Callable[[int], Chapter], length: int):
        self._load = load
        self._length = length
        self._kept: dict[int, Chapter] = {}

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: int) -> Chapter:
        """Raises IndexError where there is none; indexes count from 0, never from the end."""
        if not 0 <= index < self._length:
            raise IndexError(index)
        chapter = self._kept.pop(index, None) or self._load(index)
        self._kept[index] = chapter
        if len(self._kept) > KEPT_CHAPTERS:
            del self._kept[next(iter(self._kept))]
        return chapter


class Extent:
    """How far the places of `chapters` are into the work that `outline` is of."""

    def __init__(self, chapters: Chapters, outline: Sequence[Outline]):
        self._chapters = chapters
        self._outline = outline
        # Characters before each chapter and, last, in the whole work.
        self._before = list(accumulate((line.chars for line in outline), initial=0))
        self._lengths: dict[int, list[int]] = {}

    @property
    def total(self) -> int:
        """The characters of the work."""
        return self._before[-1]

    def fraction_at(self, place: Place) -> float:
        """How much of the work's characters come before `place`, 0..1."""
        before = self._before[place.chapter] + self._within(place)
        return min(1.0, before / self.total) if self.total else 0.0

    def fraction_before(self, chapter: int) -> float:
        """How much of the work's characters come before a chapter, 0..1. Loads nothing."""
        return self._before[chapter] / max(1, self.total)

    def place_at(self, fraction: float) -> Place:
        """The place before which lies `fraction` (0..1) of the work's characters."""
        characters = int(max(0.0, min(1.0, fraction)) * self.total)
        chapter = min(bisect_right(self._before, characters) - 1, len(self._outline) - 1)
        ends = self._ends(chapter)
        rest = characters - self._before[chapter]
        block = min(bisect_right(ends, rest), max(0, len(ends) - 1))
        start = ends[block - 1] if block else 0
        return self.nearest(Place(chapter, block, max(0, rest - start)))

    def words_left(self, place: Place) -> tuple[int, int]:
        """Words from `place` to the end of its chapter, and to the end of the work."""
        line = self._outline[place.chapter]
        read = self._within(place)
        left = round(line.words * (1 - min(1.0, read / line.chars))) if line.chars else 0
        return left, left + sum(later.words for later in self._outline[place.chapter + 1 :])

    def nearest(self, place: Place) -> Place:
        """`place`, or the nearest one that this text has."""
        if place.chapter >= len(self._outline):
            last = len(self._outline) - 1
            return Place(last, max(0, len(self._chapters[last].blocks) - 1), 0)
        blocks = self._chapters[place.chapter].blocks
        if place.block >= len(blocks):
            return Place(place.chapter, max(0, len(blocks) - 1), 0)
        return place._replace(offset=min(place.offset, len(blocks[place.block].text)))

    def _within(self, place: Place) -> int:
        """The characters of its chapter that come before `place`."""
        ends = self._ends(place.chapter)
        blocks = ends[place.block - 1] if 0 < place.block <= len(ends) else 0
        return blocks + place.offset

    def _ends(self, chapter: int) -> list[int]:
        """Characters from the start of a chapter to the end of each of its blocks."""
        ends = self._lengths.get(chapter)
        if ends is None:
            texts = (len(block.text) for block in self._chapters[chapter].blocks)
            ends = self._lengths[chapter] = list(accumulate(texts))
            if len(self._lengths) > KEPT_CHAPTERS:
                del self._lengths[next(iter(self._lengths))]
        return ends
