"""Aligns the texts of two editions: which characters of the old are which of the new.

Paragraphs first (`paragraphs`), then words between them (`words`), then phrases that went somewhere
else. What comes out maps positions; what that means for a mark is `moving`'s business.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from tuireader.anchoring.folded import Folded
from tuireader.anchoring.paragraphs import Gap, find_gaps, pair_paragraphs
from tuireader.anchoring.quoting import Chapters
from tuireader.anchoring.strays import find_strays
from tuireader.anchoring.words import Run, Words, common_runs, shared_ends

_TELLING = 12  # characters; the least that is worth looking for elsewhere
_LONG = 32  # characters; sentences that together are as long are the same without looking closer
_STOPS = (". ", '" ', "? ", "! ")  # what ends a sentence


class Segment(NamedTuple):
    """`size` characters from position `old` in the old text are at `new` in the new text."""

    old: int
    new: int
    size: int


class Alignment:
    """Which characters of an old text are which of a new one.

    `segments` are in the old order and do not overlap in either text.
    """

    def __init__(self, old: Folded, new: Folded, segments: Iterable[Segment]) -> None:
        self.old, self.new = old, new
        self.segments = sorted(segments)
        self._olds = [segment.old for segment in self.segments]

    def pieces(self, start: int, end: int) -> Iterator[Segment]:
        """The parts of segments that lie in `old.text[start:end]`."""
        index = max(0, bisect_right(self._olds, start) - 1)
        while index < len(self.segments) and self._olds[index] < end:
            old, new, size = self.segments[index]
            low, high = max(old, start), min(old + size, end)
            if low < high:
                yield Segment(low, new + low - old, high - low)
            index += 1

    def before(self, position: int) -> Iterator[Segment]:
        """The segments that begin before a position of the old text, the nearest first."""
        for index in range(bisect_left(self._olds, position) - 1, -1, -1):
            yield self.segments[index]

    def after(self, position: int) -> Iterator[Segment]:
        """The segments that begin at a position of the old text or after, the nearest first."""
        for index in range(bisect_left(self._olds, position), len(self.segments)):
            yield self.segments[index]

    @cached_property
    def reverse(self) -> Alignment:
        """The same from the new text to the old one."""
        return Alignment(
            self.new, self.old, (Segment(new, old, size) for old, new, size in self.segments)
        )


def align(old: Chapters, new: Chapters) -> Alignment:
    """Aligns two editions of a work. Loads every chapter of both."""
    before, after = Folded(old), Folded(new)
    if before.text == after.text:
        whole = Segment(0, 0, len(before.text))
        return Alignment(before, after, [whole] if before.text else [])
    pairing = pair_paragraphs(before, after)
    aligner = Aligner(before, after)
    aligner.take_pairs(pairing.partner)
    for gap in find_gaps(pairing):
        aligner.compare_gap(gap)
    find_strays(aligner)
    return Alignment(before, after, aligner.segments)


def words_of(text: Folded, start: int, end: int) -> Words:
    """The words of `text.text[start:end]`."""
    low, high = bisect_left(text.starts, start), bisect_left(text.starts, end)
    return Words.of(text.text, start, end, text.starts[low:high])


def _bounds(text: Folded, paragraphs: range) -> tuple[int, int]:
    return text.starts[paragraphs[0]], text.end_of(paragraphs[-1])


class Aligner:
    """Gathers segments, and takes no word twice."""

    def __init__(self, old: Folded, new: Folded) -> None:
        self.old, self.new = old, new
        self.segments: list[Segment] = []
        self._old_taken: set[int] = set()  # where words begin that were compared and found
        self._new_taken: set[int] = set()

    def take_pairs(self, partner: list[int]) -> None:
        """Takes the paragraphs that are the same, those that stayed together as one segment."""
        old, new = self.old, self.new
        start = -1
        for i, j in enumerate(partner):
            if start < 0 <= j:
                start = i
            if j >= 0 and (i + 1 == len(partner) or partner[i + 1] != j + 1):
                begin = old.starts[start]
                self.segments.append(
                    Segment(begin, new.starts[partner[start]], old.end_of(i) - begin)
                )
                start = -1

    def compare_paragraphs(self, i: int, j: int) -> None:
        """Takes what an old paragraph shares with a new one."""
        old = words_of(self.old, *_bounds(self.old, range(i, i + 1)))
        self.compare(old, words_of(self.new, *_bounds(self.new, range(j, j + 1))))

    def compare_gap(self, gap: Gap) -> None:
        """Takes what the paragraphs of a gap share with those in their place."""
        places = [_bounds(self.new, part) for part in gap.new if part]
        if not places:
            return
        start, end = _bounds(self.old, gap.old)
        if gap.plain:
            # Most changes are small: sentences before and after them that stayed are quickly told.
            other, stop = places[0]
            head, tail = _same_ends(self.old.text[start:end], self.new.text[other:stop])
            if head:
                self.segments.append(Segment(start, other, head))
            if tail:
                self.segments.append(Segment(end - tail, stop - tail, tail))
            start, end = start + head, end - tail
            places[0] = other + head, stop - tail
            if start >= end or other + head >= stop - tail:
                return
        new = words_of(self.new, *places[0])
        for place in places[1:]:
            new += words_of(self.new, *place)
        self.compare(words_of(self.old, start, end), new)

    def compare(self, old: Words, new: Words) -> None:
        """Takes the words that two stretches share, in order."""
        old, new = _untaken(old, self._old_taken), _untaken(new, self._new_taken)
        if not old.words or not new.words:
            return
        for run in common_runs(old, new):
            self._take(run, old, new)

    def _take(self, run: Run, old: Words, new: Words) -> None:
        i, j, size = run
        self._old_taken.update(old.starts[i : i + size])
        self._new_taken.update(new.starts[j : j + size])
        done = 0
        for shift in range(size):
            if old.words[i + shift] != new.words[j + shift]:
                self._take_same(Run(i + done, j + done, shift - done), old, new)
                start, other = old.starts[i + shift], new.starts[j + shift]
                self.segments.extend(
                    Segment(start + at, other + to, length)
                    for at, to, length in _spelling(old.words[i + shift], new.words[j + shift])
                )
                done = shift + 1
        self._take_same(Run(i + done, j + done, size - done), old, new)

    def _take_same(self, run: Run, old: Words, new: Words) -> None:
        """Takes a run of equal words: as one segment, or word by word where spaces differ."""
        i, j, size = run
        if not size:
            return
        start, end = old.starts[i], old.end(i + size - 1)
        other, stop = new.starts[j], new.end(j + size - 1)
        if self.old.text[start:end] == self.new.text[other:stop]:
            self.segments.append(Segment(start, other, end - start))
            return
        for shift in range(size):
            start, other = old.starts[i + shift], new.starts[j + shift]
            self.segments.append(Segment(start, other, len(old.words[i + shift])))

    def left_over(self, *, new: bool) -> list[Words]:
        """The words of every stretch of the old text, or of the new one, that is in no segment."""
        text = self.new if new else self.old
        taken = sorted((segment[new], segment.size) for segment in self.segments)
        stretches = []
        done = 0
        for start, size in [*taken, (len(text.text), 0)]:
            if start - done >= _TELLING:
                stretches.append(words_of(text, done, start))
            done = start + size
        return stretches


def _untaken(words: Words, taken: set[int]) -> Words:
    """The words that do not begin where others were taken."""
    if taken.isdisjoint(words.starts):
        return words
    left = [index for index, start in enumerate(words.starts) if start not in taken]
    places = {index: place for place, index in enumerate(left)}
    return Words(
        [words.words[index] for index in left],
        [words.starts[index] for index in left],
        {places[index] for index in words.openings if index in places},
    )


def _same_ends(one: str, other: str) -> tuple[int, int]:
    """The lengths of the sentences that two texts begin and end with alike, where they are long."""
    head = _same_beginning(one, other)
    head = max(one.rfind(stop, 0, head) for stop in _STOPS) + 2
    if head < _LONG:
        head = 0
    tail = _same_beginning(one[:head:-1], other[:head:-1])
    starts = [one.find(stop, len(one) - tail) for stop in _STOPS]
    tail = len(one) - min((start + 2 for start in starts if start >= 0), default=len(one))
    return head, tail if tail >= _LONG else 0


def _same_beginning(one: str, other: str) -> int:
    """How many characters two texts share at their beginnings."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _spelling(one: str, other: str) -> Iterator[Segment]:
    """Which letters of a word are which of another spelling: first to first and last to last."""
    shorter = min(len(one), len(other))
    tail = max(1, shared_ends(one, other)[1]) if len(one) != len(other) else 0
    if shorter > tail:
        yield Segment(0, 0, shorter - tail)
    if tail:
        yield Segment(len(one) - tail, len(other) - tail, tail)
