"""Finds what went somewhere else, and perhaps was changed on the way.

Of what is left over on both sides: phrases that occur once, paragraphs that are alike a few
paragraphs on, and those that are the only ones of their kind.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from tuireader.anchoring.approximate import similarity

if TYPE_CHECKING:
    from tuireader.anchoring.aligning import Aligner

Phrase = tuple[str, ...]
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
    # Nearly all share nothing, as a few tell of the overlapping phrases that make it certain.
    samples = [list(_phrases(words, _PHRASES)) for words in before]
    sample = set(chain.from_iterable(samples))
    new = {
        j: list(_phrases(words))
        for j, words in enumerate(after)
        if not sample.isdisjoint(_phrases(words))
    }
    shared = sample.intersection(chain.from_iterable(new.values()))
    old = {
        i: list(_phrases(words))
        for i, words in enumerate(before)
        if not shared.isdisjoint(samples[i])
    }
    votes: Counter[tuple[int, int]] = Counter()
    certain: set[tuple[int, int]] = set()
    places, others = _once(old), _once(new)
    for j, phrases in new.items():
        last, run = -1, 0
        for phrase in phrases:
            i = places.get(phrase, -1) if others[phrase] >= 0 else -1
            run = run + 1 if i == last else 1
            last = i
            if i >= 0:
                votes[i, j] += 1
                if run == _PHRASES:
                    certain.add((i, j))
    for i, j in sorted(certain, key=lambda pair: (-votes[pair], pair)):
        aligner.compare_free(olds[i], news[j])


def _phrases(words: list[str], step: int = 1) -> Iterator[Phrase]:
    """Every phrase, or every so many."""
    return zip(*(words[shift::step] for shift in range(_PHRASE)), strict=False)


def _once(stretches: dict[int, list[Phrase]]) -> dict[Phrase, int]:
    """The stretch of every phrase, or -1 if it is repeated."""
    found: dict[Phrase, int] = {}
    for index, phrases in stretches.items():
        for phrase in phrases:
            found[phrase] = -1 if phrase in found else index
    return found


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
    old, new = aligner.old, aligner.new
    where = {new.paragraphs[j]: j for j in aligner.untouched(new=True)}
    for i in aligner.untouched(new=False):
        paragraph = old.paragraphs[i]
        if paragraph not in where or len(paragraph) < _TELLING:
            continue
        if counts[0][paragraph] == 1 == counts[1][paragraph]:
            aligner.compare_paragraphs(i, where[paragraph])
