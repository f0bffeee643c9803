"""Finds what went somewhere else, and perhaps was changed on the way.

Of what is left over on both sides: phrases that occur once, paragraphs that are alike a few
paragraphs on, and those that are the only ones of their kind.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import chain, groupby
from typing import TYPE_CHECKING

from tuireader.anchoring.approximate import similarity
from tuireader.anchoring.phrases import phrases

if TYPE_CHECKING:
    from tuireader.anchoring.aligning import Aligner

Phrases = dict[int, list[int]]  # those of stretches, by the indexes of these
Counts = tuple[Counter[str], Counter[str]]  # how often each paragraph is in the old and new text

_PHRASE = 4  # words; a phrase that occurs once on either side tells where text went
_PHRASES = 4  # such phrases, overlapping, make it certain
_TELLING = 12  # characters; the least that tells a paragraph from others
_SHORT = 40  # characters; a paragraph under it must be the only one of its kind
_LEAST = 8  # characters of a paragraph that is looked for nearby
_NEARBY = 8  # paragraphs on either side of where one should be
_THIRD = 3  # what is like it has as large a part of its words
_ALIKE, _SHORT_ALIKE = 0.6, 0.75  # how like it must be


def find_strays(aligner: Aligner) -> None:
    """Has `aligner` take what only moved, or moved and changed."""
    _by_phrases(aligner)
    counts = Counter(aligner.old.paragraphs), Counter(aligner.new.paragraphs)
    _nearby(aligner, counts)
    _anywhere(aligner, counts)


def _by_phrases(aligner: Aligner) -> None:
    """Stretches that share phrases which occur once in what is left over on each side."""
    olds, news = aligner.left_over(new=False), aligner.left_over(new=True)
    before = [aligner.old.text[start:end].split() for start, end in olds]
    after = [aligner.new.text[start:end].split() for start, end in news]
    old, new = _sharing(before, after)
    places = _once_in_both(old, new)
    votes: Counter[tuple[int, int]] = Counter()
    certain: set[tuple[int, int]] = set()
    for j, each in new.items():
        for i, run in groupby(map(places.get, each)):
            if i is not None:
                length = len(list(run))
                votes[i, j] += length
                if length >= _PHRASES:
                    certain.add((i, j))
    for i, j in sorted(certain, key=lambda pair: (-votes[pair], pair)):
        aligner.compare_free(olds[i], news[j])


def _sharing(old: list[list[str]], new: list[list[str]]) -> tuple[Phrases, Phrases]:
    """The phrases of those stretches that share some. Nearly all share nothing, as every few of the
    overlapping phrases that make it certain tell."""
    if sum(map(len, new)) < sum(map(len, old)):
        return _sharing(new, old)[::-1]
    samples = [list(phrases(words, _PHRASE, _PHRASES)) for words in new]
    sample = set(chain.from_iterable(samples))
    found = _having(old, sample)
    sample.intersection_update(chain.from_iterable(found.values()))
    return found, {
        j: list(phrases(new[j], _PHRASE))
        for j, each in enumerate(samples)
        if not sample.isdisjoint(each)
    }


def _having(stretches: list[list[str]], some: set[int]) -> Phrases:
    """The phrases of those stretches that have some of these."""
    return {
        index: list(phrases(words, _PHRASE))
        for index, words in enumerate(stretches)
        if not some.isdisjoint(phrases(words, _PHRASE))
    }


def _once_in_both(old: Phrases, new: Phrases) -> dict[int, int]:
    """The old stretch of every phrase that occurs once on either side."""
    counts, others = (Counter(chain.from_iterable(side.values())) for side in (old, new))
    return {
        phrase: i
        for i, each in old.items()
        for phrase in others.keys() & each
        if counts[phrase] == 1 == others[phrase]
    }


def _nearby(aligner: Aligner, counts: Counts) -> None:
    """Paragraphs of which nothing was found, that are like one a few paragraphs from where they
    should be."""
    old, new = aligner.old, aligner.new
    spans = sorted(aligner.segments)
    starts = [segment.old for segment in spans]
    free = aligner.untouched(new=True)

    @cache
    def words(text: str) -> frozenset[str]:
        return frozenset(text.split())

    for i in aligner.untouched(new=False):
        paragraph = old.paragraphs[i]
        short = len(paragraph) < _SHORT
        if short and counts[0][paragraph] > 1:
            continue
        index = bisect_left(starts, old.starts[i])
        near = {
            new.paragraph_at(spans[side].new + at * (spans[side].size - 1))
            for side, at in ((index - 1, 1), (index, 0))
            if 0 <= side < len(spans)
        }
        best = 0.0, -1
        for at in near:
            low, high = bisect_left(free, at - _NEARBY), bisect_left(free, at + _NEARBY + 1)
            for j in free[low:high]:
                other = new.paragraphs[j]
                if not short or counts[1][other] == 1:
                    best = max(best, (_likeness(paragraph, other, words), j))
        if best[0]:
            free.remove(best[1])
            aligner.compare_paragraphs(i, best[1])


def _likeness(one: str, other: str, words: Callable[[str], frozenset[str]]) -> float:
    """How alike two paragraphs are, 0.0 where it is not enough. `words` gives those of a text."""
    shorter, longer = sorted((len(one), len(other)))
    if shorter < _LEAST or shorter < _ALIKE * longer:
        return 0.0
    if shorter >= _SHORT and len(words(one) & words(other)) * _THIRD < len(words(one)):
        return 0.0
    alike = similarity(one, other)
    return alike if alike >= (_ALIKE if shorter >= _SHORT else _SHORT_ALIKE) else 0.0


def _anywhere(aligner: Aligner, counts: Counts) -> None:
    """Paragraphs of which nothing was found, that are the only ones of their kind."""
    alone = {
        paragraph
        for paragraph, count in counts[0].items()
        if count == 1 == counts[1].get(paragraph) and len(paragraph) >= _TELLING
    }
    where = {aligner.new.paragraphs[j]: j for j in aligner.untouched(alone, new=True)}
    for i in aligner.untouched(where.keys(), new=False):
        aligner.compare_paragraphs(i, where[aligner.old.paragraphs[i]])
