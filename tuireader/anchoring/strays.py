"""Finds what went somewhere else, and perhaps was changed on the way.

Of what is left over on both sides: phrases that occur once, paragraphs that are alike a few
paragraphs on, and those that are the only ones of their kind.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from tuireader.anchoring.approximate import similarity

if TYPE_CHECKING:
    from tuireader.anchoring.aligning import Aligner

Phrase = tuple[str, ...]

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
    _nearby(aligner)
    _anywhere(aligner)


def _by_phrases(aligner: Aligner) -> None:
    """Stretches that share phrases which occur once in what is left over on each side."""
    olds = aligner.left_over(new=False)
    if not olds:
        return
    news = aligner.left_over(new=True)
    before = _phrases(aligner.old.text, olds)
    after = _phrases(aligner.new.text, news, before)
    votes: Counter[tuple[int, int]] = Counter()
    for phrase, j in after.items():
        i = before[phrase]
        if i >= 0 and j >= 0:
            votes[i, j] += 1
    for (i, j), count in votes.most_common():
        if count >= _PHRASES:
            aligner.compare_stretches(olds[i], news[j])


def _phrases(
    text: str, stretches: list[tuple[int, int]], wanted: dict[Phrase, int] | None = None
) -> dict[Phrase, int]:
    """For every phrase in the stretches, or every wanted one, the index of its stretch, or -1 if it
    is repeated."""
    found: dict[Phrase, int] = {}
    for index, (start, end) in enumerate(stretches):
        words = text[start:end].split()
        phrases = zip(*(words[shift:] for shift in range(_PHRASE)), strict=False)
        for phrase in phrases if wanted is None else filter(wanted.__contains__, phrases):
            found[phrase] = -1 if phrase in found else index
    return found


def _nearby(aligner: Aligner) -> None:
    """Paragraphs of which nothing was found, that are like one a few paragraphs from where they
    should be."""
    old, new = aligner.old, aligner.new
    spans = sorted(aligner.segments)
    starts = [segment.old for segment in spans]
    free = aligner.untouched(new=True)

    @cache
    def words(text: str) -> frozenset[str]:
        return frozenset(text.split())

    counts = Counter(old.paragraphs), Counter(new.paragraphs)
    for i in aligner.untouched(new=False):
        paragraph = old.paragraphs[i]
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
                alone = counts[0][paragraph] == 1 == counts[1][other]
                if len(paragraph) < _SHORT and not alone:
                    continue
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


def _anywhere(aligner: Aligner) -> None:
    """Paragraphs of which nothing was found, that are the only ones of their kind."""
    old, new = aligner.old, aligner.new
    counts = Counter(old.paragraphs), Counter(new.paragraphs)
    where = {new.paragraphs[j]: j for j in aligner.untouched(new=True)}
    for i in aligner.untouched(new=False):
        paragraph = old.paragraphs[i]
        alone = counts[0][paragraph] == 1 == counts[1][paragraph]
        if alone and len(paragraph) >= _TELLING and paragraph in where:
            aligner.compare_paragraphs(i, where[paragraph])
