"""What is new in an edition, for somebody who read the one before: chapters and paragraphs.

Only the story counts: a note that was added makes no edited chapter. What stands elsewhere now in
the same words is not changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from tuireader.anchoring.aligning import Alignment, Segment
from tuireader.anchoring.folded import Folded
from tuireader.anchoring.paragraphs import LONG
from tuireader.place import Place

NEW_BELOW = 0.25  # a chapter or paragraph less of which is from the old text is new


class Change(StrEnum):
    SAME = "same"
    EDITED = "edited"
    NEW = "new"
    GONE = "gone"


class ParagraphChange(NamedTuple):
    """A paragraph that is new (`old` is None), gone (`new` is None) or edited; where it begins, and
    its text before and after."""

    old: Place | None
    new: Place | None
    before: str
    after: str

    @property
    def change(self) -> Change:
        if self.old is None:
            return Change.NEW
        return Change.GONE if self.new is None else Change.EDITED


class ChapterChange(NamedTuple):
    """A chapter of the new edition, and the old chapters its text is from, the main one first.

    Where `new` is None, it is an old chapter that is gone. Chapters are indexes from 0.
    `paragraphs` are those that are not the same, in order; of a new chapter none are listed.
    """

    change: Change
    new: int | None
    old: tuple[int, ...]
    title: str
    old_title: str = ""
    paragraphs: tuple[ParagraphChange, ...] = ()


class Changes(NamedTuple):
    """All chapters of the new edition in order, then those that are gone.

    `kept` is the part (0.0 to 1.0) of the old story that is in the new one, `length` how long the
    new story is beside the old one (1.0: as long).
    """

    chapters: tuple[ChapterChange, ...]
    kept: float
    length: float

    def count(self, change: Change) -> int:
        return sum(chapter.change is change for chapter in self.chapters)

    @property
    def first_new(self) -> int | None:
        """The index of the first new chapter: where those go on who had finished."""
        new = (chapter.new for chapter in self.chapters if chapter.change is Change.NEW)
        return next(new, None)

    def __str__(self) -> str:
        """As a shelf says it: "2 new chapters, 3 edited, 1 gone"; "" where no chapter changed."""
        words: list[str] = []
        for change in (Change.NEW, Change.EDITED, Change.GONE):
            if count := self.count(change):
                noun = "" if words else " chapter" if count == 1 else " chapters"
                words.append(f"{count} {change}{noun}")
        return ", ".join(words)


def find_changes(alignment: Alignment) -> Changes:
    """What changed from the old text of an alignment to the new one."""
    return _Comparison(alignment).changes()


class _Comparison:
    """Of the story's paragraphs, which are from which, by visible characters."""

    def __init__(self, alignment: Alignment) -> None:
        self.old, self.new = alignment.old, alignment.new
        # The pieces of every new paragraph: (old paragraph, position in the old text, characters).
        self.pieces: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        self.kept: Counter[int] = Counter()  # of every old paragraph
        # Of every new chapter, how much it shares with each old one.
        self.shared: dict[int, Counter[int]] = defaultdict(Counter)
        for segment in alignment.reverse.segments:
            self._add(Segment(segment.new, segment.old, segment.size))
        self.old_sizes, self.new_sizes = _sizes(self.old), _sizes(self.new)
        self.origin: dict[int, int] = {}  # of every new paragraph the old one most of it is from
        for j, pieces in self.pieces.items():
            if sum(size for _, _, size in pieces) >= NEW_BELOW * self.new_sizes[j]:
                self.origin[j] = max(pieces, key=lambda piece: piece[2])[0]

    def _add(self, segment: Segment) -> None:
        """Counts what is word for word the same, paragraph by paragraph."""
        position, other, left = segment
        while left > 0:
            i, j = self.old.paragraph_at(position), self.new.paragraph_at(other)
            size = min(left, self.old.end_of(i) - position, self.new.end_of(j) - other)
            text = self.old.text[position : position + size]
            visible = size - text.count(" ")
            story = self.old.story[i] and self.new.story[j]
            if visible and story and self.new.text.startswith(text, other):
                self.pieces[j].append((i, position, visible))
                self.kept[i] += visible
                self.shared[self.new.where[j][0]][self.old.where[i][0]] += visible
            # Between paragraphs there is one space.
            position, other, left = position + size + 1, other + size + 1, left - size - 1

    def changes(self) -> Changes:
        old_totals, new_totals = _totals(self.old), _totals(self.new)
        parents = [
            self._parents(number, old_totals, total) for number, total in enumerate(new_totals)
        ]
        heirs: dict[int, int] = {}  # of every old chapter that is not gone, the first new one
        for number, each in enumerate(parents):
            for old in each:
                heirs.setdefault(old, number)
        paragraphs = self._paragraphs(heirs)
        chapters: list[ChapterChange] = []
        for number, title in enumerate(self.new.titles):
            if not parents[number]:
                chapters.append(ChapterChange(Change.NEW, number, (), title))
                continue
            changed = tuple(paragraphs.get(number, ()))
            change = Change.EDITED if changed else Change.SAME
            old_title = self.old.titles[parents[number][0]]
            chapters.append(
                ChapterChange(change, number, parents[number], title, old_title, changed)
            )
        for number, title in enumerate(self.old.titles):
            if number not in heirs and old_totals[number]:
                chapters.append(ChapterChange(Change.GONE, None, (number,), title, title))
        before, after = sum(old_totals), sum(new_totals)
        kept = self.kept.total() / before if before else 1.0
        return Changes(tuple(chapters), kept, after / before if before else 1.0)

    def _parents(self, number: int, old_totals: list[int], size: int) -> tuple[int, ...]:
        """The old chapters that a quarter of a new one is from, or that are in it by a quarter; or
        else the one with the same id; of a chapter without text, the one with the same title."""
        parents = tuple(
            old
            for old, shared in self.shared[number].most_common()
            if shared >= NEW_BELOW * min(size, old_totals[old])
        )
        if parents:
            return parents
        name, names = self.new.ids[number], self.old.ids
        if not size and not name:
            name, names = self.new.titles[number], self.old.titles
            return (names.index(name),) if name in names else ()
        return (names.index(name),) if name and name in names else ()

    def _paragraphs(self, chapter_heirs: dict[int, int]) -> dict[int, list[ParagraphChange]]:
        """What changed, by the new chapter where it did."""
        old, new = self.old, self.new
        found: dict[int, list[tuple[float, ParagraphChange]]] = defaultdict(list)
        gone = {
            i
            for i, size in enumerate(self.old_sizes)
            if old.story[i] and self.kept[i] < NEW_BELOW * size
        }
        heirs: dict[int, int] = {}  # the new paragraph an old one is in
        for j, story in enumerate(new.story):
            if not story:
                continue
            if j not in self.origin and (follower := self._follower(j)) in gone:
                self.origin[j] = follower  # written anew in the same place
                gone.discard(follower)
            i = self.origin.get(j)
            if i is not None:
                heirs[i] = j
            if i is None or not self._same(j):
                where = None if i is None else Place(*old.where[i])
                before_text = "" if i is None else old.raw[i]
                change = ParagraphChange(where, Place(*new.where[j]), before_text, new.raw[j])
                found[new.where[j][0]].append((j, change))
        last, chapter = -1, -1  # what was before stands at the paragraph `last` of this chapter
        for i, (number, _) in enumerate(old.where):
            if number != chapter:
                last, chapter = -1, number
            last = heirs.get(i, last)
            if i in gone and number in chapter_heirs:
                heir = new.where[last][0] if last >= 0 else chapter_heirs[number]
                change = ParagraphChange(Place(*old.where[i]), None, old.raw[i], "")
                found[heir].append((last + 0.5, change))
        return {
            number: [change for _, change in sorted(changes, key=lambda pair: pair[0])]
            for number, changes in found.items()
        }

    def _follower(self, j: int) -> int:
        """The old paragraph after the one that the new one before `j` is from, if each pair stands
        in one chapter; -1 where there is none."""
        before = self.origin.get(j - 1)
        if before is None or before + 1 == len(self.old.where):
            return -1
        chapters = [self.new.where[k][0] for k in (j - 1, j)]
        old_chapters = [self.old.where[k][0] for k in (before, before + 1)]
        together = len(set(chapters)) == len(set(old_chapters)) == 1
        return before + 1 if together else -1

    def _same(self, j: int) -> bool:
        """Whether the words of a new paragraph are whole old paragraphs or parts of split ones."""
        pieces = self.pieces[j]
        whole = sum(size for _, _, size in pieces) == self.new_sizes[j]
        ordered = all(one[1] < other[1] for one, other in pairwise(pieces))
        return whole and ordered and all(self.kept[i] == self.old_sizes[i] for i, _, _ in pieces)


def _sizes(text: Folded) -> list[int]:
    """How many visible characters every paragraph has."""
    return [len(paragraph) - paragraph.count(" ") for paragraph in text.paragraphs]


def _totals(text: Folded) -> list[int]:
    """How many visible characters the story of every chapter has."""
    totals = [0] * len(text.titles)
    for size, (chapter, _), story in zip(_sizes(text), text.where, text.story, strict=True):
        totals[chapter] += size * story
    return totals


def shared_text(one: Folded, other: Folded) -> float:
    """How much of the shorter of two texts is in the other, 0.0 to 1.0, by their long paragraphs.

    Quick: it tells whether two files are editions of one work, not what changed.
    """
    shorter, longer = sorted((one, other), key=lambda text: len(text.text))
    long = [paragraph for paragraph in shorter.paragraphs if len(paragraph) >= LONG]
    known = set(longer.paragraphs)
    shared = sum(len(paragraph) for paragraph in long if paragraph in known)
    return shared / max(1, sum(map(len, long)))
