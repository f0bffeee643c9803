"""What of two stretches of text is worth comparing word by word.

Between texts that share no phrase there is nothing to find, and of a long stretch into which whole
chapters were put only some paragraphs can be what was there.
"""

from __future__ import annotations

from bisect import bisect_left

from tuireader.anchoring.folded import Folded
from tuireader.anchoring.phrases import phrases
from tuireader.anchoring.words import Words

Bounds = tuple[int, int]  # where a stretch of a text begins and ends

_SOME = 80  # characters; shorter stretches are always compared
_MUCH = 4000  # characters; of longer ones only what is worth it
_REACH = 800  # characters at their ends, which is
_FIFTH = 5  # and paragraphs that share as large a part of their phrases
_PHRASE = 3  # words
_FEW = 8  # words; with fewer a paragraph is compared
_ENOUGH = 20  # words; as many share a phrase with what they became
_LONG = 16  # characters; words are not as long


def worth_comparing(
    old: Folded, stretch: Bounds, new: Folded, other: Bounds
) -> tuple[list[Bounds], list[Bounds]] | None:
    """The parts of two stretches that are worth comparing; None where they are other texts."""
    sizes = stretch[1] - stretch[0], other[1] - other[0]
    long = sum(sizes) > _MUCH
    if min(sizes) < _SOME and not long:
        return [stretch], [other]
    mine, theirs = old.text[slice(*stretch)].split(), new.text[slice(*other)].split()
    if _tells(mine, sizes[0], _ENOUGH) and _tells(theirs, sizes[1], _ENOUGH):
        shorter, longer = sorted((mine, theirs), key=len)
        if set(phrases(shorter, _PHRASE)).isdisjoint(phrases(longer, _PHRASE)):
            return None
    if not long:
        return [stretch], [other]
    return (
        _sharing(old, stretch, set(phrases(theirs, _PHRASE))),
        _sharing(new, other, set(phrases(mine, _PHRASE))),
    )


def _sharing(text: Folded, stretch: Bounds, other: set[int]) -> list[Bounds]:
    """The ends of a long stretch, and the paragraphs that share some of the `other` phrases.
    Between them whole chapters were put in or taken out."""
    start, end = stretch
    found: list[Bounds] = []
    for index in range(text.paragraph_at(start), text.paragraph_at(end - 1) + 1):
        low, high = max(start, text.starts[index]), min(end, text.end_of(index))
        if low - start >= _REACH and end - high >= _REACH:
            words = text.text[low:high].split()
            own = list(phrases(words, _PHRASE))
            if _tells(words, high - low, _FEW) and sum(
                map(other.__contains__, own)
            ) * _FIFTH <= len(own):
                continue
        if found and found[-1][1] + 1 >= low:
            found[-1] = found[-1][0], high
        else:
            found.append((low, high))
    return found


def _tells(words: list[str], size: int, enough: int) -> bool:
    """Whether phrases of a stretch tell anything: short lines are little work to compare, and
    where no spaces are between words there are none."""
    return len(words) >= max(enough, size // _LONG)


def words_of(text: Folded, *stretches: Bounds) -> Words:
    """The words of stretches of a text, one after another."""
    words = Words([], [])
    for start, end in stretches:
        # A paragraph may begin after the space behind the last word, which then ends one.
        low, high = bisect_left(text.starts, start), bisect_left(text.starts, end + 2)
        paragraphs = text.starts[low:high]
        if end >= len(text.text):
            paragraphs.append(end)
        more = Words.of(text.text, start, end, paragraphs)
        words = words + more if words.words else more
    return words
