"""Aligns the texts of two editions: which characters of the old are which of the new.

Paragraphs first (`paragraphs`), then small edits between them (`following`), then sentences and
words where more changed (`sentences`, `runs`), as far as there is anything to find (`worth`), then
phrases that went somewhere else (`strays`). What comes out maps positions; what that means for a
mark is `moving`'s business.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from tuireader.anchoring.folded import Folded
from tuireader.anchoring.following import LONG, follow
from tuireader.anchoring.paragraphs import Gap, Pairing, find_gaps, pair_paragraphs
from tuireader.anchoring.quoting import Chapters
from tuireader.anchoring.runs import common_runs
from tuireader.anchoring.sentences import common_stretches
from tuireader.anchoring.spelling import alike, letters
from tuireader.anchoring.strays import find_strays
from tuireader.anchoring.words import Run, Words
from tuireader.anchoring.worth import Bounds, are_foreign, words_of, worth_comparing

_TELLING = 12  # characters; the least that is worth looking for elsewhere


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


def align(old: Chapters, new: Chapters, editions: tuple[str, str] = ("", "")) -> Alignment:
    """Aligns two editions of a work. Loads every chapter of both. What `editions` they are is
    worked out where it is not given."""
    before = Folded(old, edition=editions[0])
    after = Folded(new, edition=editions[1], like=before)
    if before.text == after.text:
        whole = Segment(0, 0, len(before.text))
        return Alignment(before, after, [whole] if before.text else [])
    pairing = pair_paragraphs(before, after)
    aligner = Aligner(pairing)
    for gap in find_gaps(pairing):
        aligner.compare_gap(gap)
    find_strays(aligner)
    return Alignment(before, after, aligner.segments)


def _bounds(text: Folded, paragraphs: range) -> Bounds:
    return text.starts[paragraphs[0]], text.end_of(paragraphs[-1])


class Aligner:
    """Gathers segments, and takes no word twice."""

    def __init__(self, pairing: Pairing) -> None:
        self.old, self.new = old, new = pairing.old, pairing.new
        self.segments: list[Segment] = []
        # A character each: 1 where it was compared and found.
        self._old_taken, self._new_taken = bytearray(len(old.text)), bytearray(len(new.text))
        # The paragraphs without partners.
        self._old_alone, self._new_alone = (
            [index for index, other in enumerate(others) if other < 0]
            for others in (pairing.partner, pairing.owner)
        )
        self._take_pairs(pairing.partner)

    def _take_pairs(self, partner: list[int]) -> None:
        """Takes the paragraphs that are the same, those that stayed together as one segment."""
        old, new = self.old, self.new
        start = -1
        for i, j in enumerate(partner):
            if start < 0 <= j:
                start = i
            if j >= 0 and (i + 1 == len(partner) or partner[i + 1] != j + 1):
                begin = old.starts[start]
                self._take(begin, new.starts[partner[start]], old.end_of(i) - begin)
                start = -1

    def compare_paragraphs(self, i: int, j: int) -> None:
        """Takes what an old paragraph shares with a new one."""
        places = _bounds(self.old, range(i, i + 1)), _bounds(self.new, range(j, j + 1))
        self.compare_stretches(*places)

    def compare_gap(self, gap: Gap) -> None:
        """Takes what the paragraphs of a gap share with those in their place."""
        places = [_bounds(self.new, part) for part in gap.new if part]
        if not places:
            return
        old = _bounds(self.old, gap.old)
        if gap.plain:
            self.compare_free(old, places[0])
            return
        places = [place for place in places if not are_foreign(self.old, old, self.new, place)]
        if places:
            self._compare(words_of(self.old, old), words_of(self.new, *places))

    def compare_free(self, old: Bounds, new: Bounds) -> None:
        """Takes what two stretches share of which nothing was taken, without looking at each word
        of what is plainly the same."""
        if not (_is_taken(self._old_taken, old) or _is_taken(self._new_taken, new)):
            old, new = self._follow(old, new)
            self._compare_sentences(old, new)
        else:
            self.compare_stretches(old, new)

    def _follow(self, old: Bounds, new: Bounds) -> tuple[Bounds, Bounds]:
        """Takes what two stretches share at their beginnings, over small edits. Where the rest of
        each begins and ends."""
        (start, end), (other, stop) = old, new
        found, i, j = follow(self.old.text[start:end], self.new.text[other:stop])
        for same in found:
            at, to, one, two = start + same.old, other + same.new, same.words, same.others
            if one == two:
                self._take(at, to, len(one.rstrip()))
            elif " " in one or " " in two:
                self._compare_few(at, to, one, two)
            elif alike(one, two):
                self._take_spelling(at, to, one, two)
        return (start + i, end), (other + j, stop)

    def _compare_few(self, start: int, other: int, one: str, two: str) -> None:
        """Takes what a few words share with those in their place: of as many, each with each."""
        ones, others = one.split(), two.split()
        if len(ones) != len(others):
            self.compare_stretches((start, start + len(one)), (other, other + len(two)))
            return
        for mine, theirs in zip(ones, others, strict=True):
            if mine == theirs:
                self._take(start, other, len(mine))
            elif alike(mine, theirs):
                self._take_spelling(start, other, mine, theirs)
            start, other = start + len(mine) + 1, other + len(theirs) + 1

    def _compare_sentences(self, old: Bounds, new: Bounds) -> None:
        """Takes what two stretches share. Most changes are small: the sentences around them, which
        stayed, are quickly told, and words are compared only between those."""
        (start, end), (other, stop) = old, new
        one, two = self.old.text[start:end], self.new.text[other:stop]
        if not one or not two:
            return
        i, j = start, other
        for at, to, length in [*common_stretches(one, two, LONG), (len(one), len(two), 0)]:
            at, to = start + at, other + to
            if i < at and j < to:
                self.compare_stretches((i, at), (j, to))
            if length:
                self._take(at, to, min(length, end - at, stop - to))
            i, j = at + length, to + length

    def compare_stretches(self, old: Bounds, new: Bounds) -> None:
        """Takes the words that two stretches of the texts share, in order."""
        if are_foreign(self.old, old, self.new, new):
            self._take_ends(old, new)
            return
        olds, news = worth_comparing(self.old, old, self.new, new)
        self._compare(words_of(self.old, *olds), words_of(self.new, *news))

    def _take_ends(self, old: Bounds, new: Bounds) -> None:
        """Takes the paragraphs that are the same at the beginnings of two stretches, and at their
        ends."""
        (start, end), (other, stop) = old, new
        olds = range(self.old.paragraph_at(start), self.old.paragraph_at(end - 1) + 1)
        news = range(self.new.paragraph_at(other), self.new.paragraph_at(stop - 1) + 1)
        for mine, theirs in ((olds, news), (olds[::-1], news[::-1])):
            for i, j in zip(mine, theirs, strict=False):
                at, to, text = self.old.starts[i], self.new.starts[j], self.old.paragraphs[i]
                whole = start <= at <= end - len(text) and other <= to <= stop - len(text)
                if not whole or text != self.new.paragraphs[j]:
                    break
                if self._old_taken[at] or self._new_taken[to]:
                    break
                self._take(at, to, len(text))

    def _compare(self, old: Words, new: Words) -> None:
        old, new = _untaken(old, self._old_taken), _untaken(new, self._new_taken)
        for run in common_runs(old, new):
            if self._take_same(run, old, new):  # nearly always
                continue
            i, j, size = run
            done = 0
            for shift in range(size):
                if old.words[i + shift] != new.words[j + shift]:
                    self._take_words(Run(i + done, j + done, shift - done), old, new)
                    words = old.words[i + shift], new.words[j + shift]
                    self._take_spelling(old.starts[i + shift], new.starts[j + shift], *words)
                    done = shift + 1
            self._take_words(Run(i + done, j + done, size - done), old, new)

    def _take_same(self, run: Run, old: Words, new: Words) -> bool:
        """Takes a run as one segment, unless words or the spaces between them differ. Whether it
        did."""
        i, j, size = run
        start, end = old.starts[i], old.end(i + size - 1)
        other, stop = new.starts[j], new.end(j + size - 1)
        same = self.old.text[start:end] == self.new.text[other:stop]
        if same:
            self._take(start, other, end - start)
        return same

    def _take_words(self, run: Run, old: Words, new: Words) -> None:
        """Takes a run of equal words: as one segment, or word by word where spaces differ."""
        i, j, size = run
        if size and not self._take_same(run, old, new):
            for shift in range(size):
                self._take(old.starts[i + shift], new.starts[j + shift], len(old.words[i + shift]))

    def _take_spelling(self, start: int, other: int, one: str, two: str) -> None:
        """Takes a word as another spelling of one, and what the two share."""
        for at, to, size in letters(one, two):
            self._take(start + at, other + to, size)
        self._old_taken[start : start + len(one)] = b"\1" * len(one)
        self._new_taken[other : other + len(two)] = b"\1" * len(two)

    def _take(self, start: int, other: int, size: int) -> None:
        if not size:
            return
        self.segments.append(Segment(start, other, size))
        taken = b"\1" * size
        self._old_taken[start : start + size] = taken
        self._new_taken[other : other + size] = taken

    def left_over(self, *, new: bool) -> list[tuple[int, int]]:
        """Where each stretch of the old text, or of the new one, begins and ends of which nothing
        was found."""
        taken = self._new_taken if new else self._old_taken
        stretches = []
        start = taken.find(0)
        while start >= 0:
            end = taken.find(1, start)
            if end < 0:
                end = len(taken)
            if end - start >= _TELLING:
                stretches.append((start, end))
            start = taken.find(0, end)
        return stretches

    def untouched(self, among: Container[str] | None = None, *, new: bool) -> list[int]:
        """The paragraphs of the old text, or of the new one, of which nothing was found; where
        `among` is given, those that are in it."""
        text, taken, alone = (
            (self.new, self._new_taken, self._new_alone)
            if new
            else (self.old, self._old_taken, self._old_alone)
        )
        if among is not None:
            alone = [i for i in alone if text.paragraphs[i] in among]
        return [i for i in alone if taken.find(1, text.starts[i], text.end_of(i)) < 0]


def _is_taken(taken: bytearray, stretch: Bounds) -> bool:
    return taken.find(1, *stretch) >= 0


def _untaken(words: Words, taken: bytearray) -> Words:
    """The words that were not taken."""
    if not words.words or taken.find(1, words.starts[0], words.starts[-1] + 1) < 0:
        return words
    left = [index for index, start in enumerate(words.starts) if not taken[start]]
    places = {index: place for place, index in enumerate(left)}
    places[len(words.words)] = len(left)
    return Words(
        [words.words[index] for index in left],
        [words.starts[index] for index in left],
        {places[index] for index in words.openings if index in places},
    )
