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
_SAMPLES, _SAMPLE = 4, 24  # how many, of how many characters; they hold a phrase
_PHRASE = 3  # words
_FEW = 8  # words; with fewer a paragraph is compared
_ENOUGH = 30  # words; as many share a phrase with what they became
_LONG = 16  # characters; words are not as long


def are_foreign(old: Folded, stretch: Bounds, new: Folded, other: Bounds) -> bool:
    """Whether two stretches are other texts: what they share are the words that all texts have."""
    sizes = stretch[1] - stretch[0], other[1] - other[0]
    if min(sizes) < _SOME or _plainly_shares(old.text, stretch, new.text, other):
        return False
    mine, theirs = old.text[slice(*stretch)].split(), new.text[slice(*other)].split()
    if not (_tells(mine, sizes[0], _ENOUGH) and _tells(theirs, sizes[1], _ENOUGH)):
        return False
    shorter, longer = sorted((mine, theirs), key=len)
    return set(phrases(shorter, _PHRASE)).isdisjoint(phrases(longer, _PHRASE))


def _plainly_shares(old: str, stretch: Bounds, new: str, other: Bounds) -> bool:
    """Whether one of a few samples of a stretch is in the other, which is nearly always so where
    one became the other."""
    start, end = stretch
    step = (end - start) // _SAMPLES
    return any(
        new.find(old[at : at + _SAMPLE], *other) >= 0
        for at in range(start + step // 2, end - _SAMPLE, step)
    )


def worth_comparing(
    old: Folded, stretch: Bounds, new: Folded, other: Bounds
) -> tuple[list[Bounds], list[Bounds]]:
    """The parts of two stretches that are worth comparing."""
    if stretch[1] - stretch[0] + other[1] - other[0] <= _MUCH:
        return [stretch], [other]
    mine, theirs = (
        set(phrases(text.text[slice(*bounds)].split(), _PHRASE))
        for text, bounds in ((old, stretch), (new, other))
    )
    return _sharing(old, stretch, theirs), _sharing(new, other, mine)


def _sharing(text: Folded, stretch: Bounds, other: set[int]) -> list[Bounds]:
    """The ends of a long stretch, and the paragraphs that share some of the `other` phrases.
    Between them whole chapters were put in or taken out."""
    start, end = stretch
    found: list[Bounds] = []
    for index in range(text.paragraph_at(start), text.paragraph_at(end - 1) + 1):
        low, high = max(start, text.starts[index]), min(end, text.end_of(index))
        if low - start >= _REACH and end - high >= _REACH:
            words = text.text[low:high].split()
            if _tells(words, high - low, _FEW) and not _shares(words, other):
                continue
        if found and found[-1][1] + 1 >= low:
            found[-1] = found[-1][0], high
        else:
            found.append((low, high))
    return found


def _shares(words: list[str], other: set[int]) -> bool:
    """Whether enough phrases of a paragraph are among others."""
    if other.isdisjoint(phrases(words, _PHRASE)):  # nearly always
        return False
    return sum(map(other.__contains__, phrases(words, _PHRASE))) * _FIFTH > len(words)


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
