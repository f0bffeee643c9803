"""Whether a text has the sentences of another one in another arrangement.

Chapters that were swapped, split or taken out leave nothing new to read, and make another edition
all the same. Only the story counts: not every format has the notes. Only chapters are known here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from tuireader.library.sameness import sentences_of
from tuireader.work import Chapter, Part

MOVED = 0.02  # of the sentences that are in both; converters put one or the other elsewhere
PRESENT = 0.5  # of the sentences of a chapter that is there
_ENOUGH = 8  # sentences, to say that a chapter is not there


def is_rearranged(old: Iterable[Chapter], new: Iterable[Chapter]) -> bool:
    """Whether sentences of `old` are in another order in `new`, or between other ends of chapters,
    or a chapter is missing that others follow.

    A text that only stops earlier is not: it is an older one, or was cut short.
    """
    before, after = _sentences(old), _sentences(new)
    order = _order(before, after)
    if len(order) - _longest_rising(order) > MOVED * len(order):
        return True
    known = set(chain.from_iterable(after))
    present = [_present(chapter, known) for chapter in before]
    if all(present):
        ours = set(chain.from_iterable(before))
        same = sum(not ours.isdisjoint(chapter) for chapter in after)
        return len(before) != same and 1 not in (len(before), same)
    # What is there again after what is missing.
    return any(present[present.index(False) :])


def _sentences(chapters: Iterable[Chapter]) -> list[list[int]]:
    """The sentences of the story by chapters; those that have none are left out."""
    found = (
        [one for block in chapter.part(Part.STORY) for one in sentences_of(block.text)]
        for chapter in chapters
    )
    return [chapter for chapter in found if chapter]


def _order(before: list[list[int]], after: list[list[int]]) -> list[int]:
    """The positions in one text of the sentences of the other, of those that both have once."""
    counts = [Counter(chain.from_iterable(chapters)) for chapters in (before, after)]
    once = {one for one, count in counts[0].items() if count == 1 == counts[1][one]}
    places = {one: at for at, one in enumerate(chain.from_iterable(before)) if one in once}
    return [places[one] for one in chain.from_iterable(after) if one in once]


def _longest_rising(numbers: Sequence[int]) -> int:
    """How many of `numbers` are left when as few as possible are taken out so that they rise."""
    ends: list[int] = []  # the least number on which a row of each length can end
    for number in numbers:
        at = bisect_left(ends, number)
        ends[at : at + 1] = [number]
    return len(ends)


def _present(chapter: list[int], known: set[int]) -> bool:
    if len(chapter) < _ENOUGH:
        return True
    return sum(one in known for one in chapter) >= PRESENT * len(chapter)
