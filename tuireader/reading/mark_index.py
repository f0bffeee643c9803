"""The marks that stand on the pages of a work, by chapter and block: what drawing a page asks for.

A chapter is worked out when it is first asked for, and a change touches only the blocks that it is
about. This module knows neither the record nor what a mark looks like.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tuireader.marks import Mark, MarkKind, key_of
from tuireader.place import Place

if TYPE_CHECKING:
    from tuireader.reading.chapters import Chapters


class Cover(NamedTuple):
    """What a highlight covers of a block: `text[start:end]`."""

    start: int
    end: int
    mark: Mark


_Item = TypeVar("_Item", Mark, Cover)


class MarkIndex:
    """`marks` in the text of `chapters`. Those that change it say of which `version` that is."""

    def __init__(self, chapters: Chapters, marks: Iterable[Mark], version: int):
        self._texts = chapters
        self._version = version
        self._stamps: dict[tuple[int, int], int] = {}
        self._marks: dict[int, dict[str, Mark]] = {}  # of each chapter, by id
        self._covers: dict[int, dict[int, list[Cover]]] = {}
        self._begins: dict[int, dict[int, list[Mark]]] = {}
        self._blocks: dict[int, frozenset[int]] = {}
        begun: dict[int, int] = {}
        for mark in marks:
            start, end = mark.anchor.passage
            chapter = start.chapter
            begun[chapter] = begun.get(chapter, 0) + 1
            # Nearly all are in one chapter, and a work may have thousands.
            for there in (chapter,) if end.chapter == chapter else self._chapters_of(mark):
                self._marks.setdefault(there, {})[mark.id] = mark
        self._begun = {Place(chapter): number for chapter, number in begun.items()}

    # What there is

    def covers(self, chapter: int, block: int) -> Sequence[Cover]:
        """What highlights cover of a block, in reading order."""
        self._work_out(chapter)
        return self._covers[chapter].get(block, ())

    def beginning(self, chapter: int, block: int) -> Sequence[Mark]:
        """The marks that begin in a block, in reading order."""
        self._work_out(chapter)
        return self._begins[chapter].get(block, ())

    def blocks(self, chapter: int) -> frozenset[int]:
        """The blocks of a chapter on which anything is marked."""
        blocks = self._blocks.get(chapter)
        if blocks is None:
            self._work_out(chapter)
            marked = self._covers[chapter].keys() | self._begins[chapter].keys()
            blocks = self._blocks[chapter] = frozenset(marked)
        return blocks

    def stamp(self, chapter: int, block: int) -> int:
        """The version in which what is marked on a block last changed."""
        return self._stamps.get((chapter, block), self._version)

    @property
    def begun(self) -> Collection[Place]:
        """The beginnings of the chapters in which marks begin."""
        return self._begun.keys()

    # Changing it

    def add(self, mark: Mark, version: int) -> None:
        chapter, block, _ = mark.anchor.place
        self._begun[Place(chapter)] = self._begun.get(Place(chapter), 0) + 1
        if chapter in self._begins:
            insort(self._begins[chapter].setdefault(block, []), mark, key=key_of)
        for chapter in self._chapters_of(mark):
            self._marks.setdefault(chapter, {})[mark.id] = mark
            if chapter in self._covers:
                self._cover(chapter, mark)
        self._touch(mark, version)

    def drop(self, mark: Mark, version: int) -> None:
        """Take away a mark that is there."""
        chapter, block, _ = mark.anchor.place
        self._begun[Place(chapter)] -= 1
        if not self._begun[Place(chapter)]:
            del self._begun[Place(chapter)]
        if chapter in self._begins:
            _remove(self._begins[chapter], block, mark)
        for chapter in self._chapters_of(mark):
            del self._marks[chapter][mark.id]
            if chapter in self._covers:
                for block, start, end in self._stretches(chapter, mark):
                    _remove(self._covers[chapter], block, Cover(start, end, mark))
        self._touch(mark, version)

    def _touch(self, mark: Mark, version: int) -> None:
        """What is shown of the blocks that `mark` is on is no longer what it was."""
        begun, block, _ = mark.anchor.place
        self._stamps[begun, block] = version
        for chapter in self._chapters_of(mark):
            self._blocks.pop(chapter, None)
            if chapter in self._covers:
                for block, _, _ in self._stretches(chapter, mark):
                    self._stamps[chapter, block] = version

    # A chapter

    def _work_out(self, chapter: int) -> None:
        if chapter in self._covers:
            return
        self._covers[chapter] = {}
        begins: dict[int, list[Mark]] = {}
        for mark in sorted(self._marks.get(chapter, {}).values(), key=key_of):
            self._cover(chapter, mark)
            begun, block, _ = mark.anchor.place
            if begun == chapter:
                begins.setdefault(block, []).append(mark)
        self._begins[chapter] = begins

    def _chapters_of(self, mark: Mark) -> range:
        """The chapters that a mark is in."""
        start, end = mark.anchor.passage
        last = end.chapter if mark.kind is MarkKind.HIGHLIGHT else start.chapter
        return range(start.chapter, min(last, len(self._texts) - 1) + 1)

    def _cover(self, chapter: int, mark: Mark) -> None:
        """Note what a highlight covers of the blocks of a chapter."""
        key = key_of(mark)
        for block, start, end in self._stretches(chapter, mark):
            there = self._covers[chapter].setdefault(block, [])
            at = bisect_right(there, key, key=lambda cover: key_of(cover.mark))
            there.insert(at, Cover(start, end, mark))

    def _stretches(self, chapter: int, mark: Mark) -> Iterator[tuple[int, int, int]]:
        """What a highlight covers in a chapter: block, start and end in that."""
        if mark.kind is not MarkKind.HIGHLIGHT:
            return
        start, end = mark.anchor.passage
        texts = self._texts[chapter].blocks
        first = start.block if start.chapter == chapter else 0
        last = end.block if end.chapter == chapter else len(texts) - 1
        for block in range(first, min(last, len(texts) - 1) + 1):
            begin = start.offset if (chapter, block) == start[:2] else 0
            stop = end.offset if (chapter, block) == end[:2] else len(texts[block].text)
            if begin < stop:
                yield block, begin, stop


def _remove(lists: dict[int, list[_Item]], block: int, item: _Item) -> None:
    """Take `item` out of the list of a block, and the list away where it was the last."""
    lists[block].remove(item)
    if not lists[block]:
        del lists[block]
