"""Which paragraphs of an old edition are which of a new one, word for word, and what is between.

Paragraphs that occur once in both editions pair wherever they are, so that moved, split and merged
chapters need no rules of their own; repeated ones pair only beside a pair, or where they stand
alone of their kind between two. What is left over between pairs is handed on as gaps, to be
compared word by word.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterator
from typing import NamedTuple

from tuireader.anchoring.folded import Folded
from tuireader.anchoring.once import in_order, shared_once

LONG = 40  # characters; a paragraph as long is never another one's twin by chance
FEW_BETWEEN = 3  # paragraphs; what stands among as many between pairs that stayed, stayed with them
_MANY = 4000  # comparisons of paragraphs; as many take a tenth of a second
_GROUP = 3  # paragraphs; as many short ones in a row tell as much as a long one


class Pairing:
    """`partner[i]` is the index of the new paragraph that old paragraph `i` is, or -1, and
    `owner[j]` the other way round."""

    __slots__ = ("new", "old", "owner", "partner")

    def __init__(self, old: Folded, new: Folded) -> None:
        self.old, self.new = old, new
        self.partner = [-1] * len(old.paragraphs)
        self.owner = [-1] * len(new.paragraphs)

    def pair(self, i: int, j: int) -> bool:
        """Pairs two paragraphs unless either has a partner. Whether it did."""
        if self.partner[i] >= 0 or self.owner[j] >= 0:
            return False
        self.partner[i], self.owner[j] = j, i
        return True


def pair_paragraphs(old: Folded, new: Folded) -> Pairing:
    """Pairs the paragraphs of two editions that are the same after folding."""
    pairing = Pairing(old, new)
    shared = shared_once(old.paragraphs, new.paragraphs)
    _pair_originals(pairing, [(i, j) for i, j in shared if len(old.paragraphs[i]) >= LONG])
    olds, groups = _groups(old, pairing.partner)
    news, others = _groups(new, pairing.owner)
    found = [(olds[i], news[j]) for i, j in shared_once(groups, others)]
    _pair_originals(pairing, [(i + at, j + at) for i, j in found for at in range(_GROUP)])
    # First inside chapters: what ends one chapter (a note, “The End”) often ends all of them.
    inside = _openings(old), _openings(new)
    _grow(pairing, *inside)
    _grow(pairing, frozenset(), frozenset())
    _pair_in_place(pairing)
    return pairing


def _pair_originals(pairing: Pairing, pairs: list[tuple[int, int]]) -> None:
    """Pairs all but those old paragraphs that were changed in their place, and whose new partner is
    a copy elsewhere: a prologue or a recap repeats a scene as it was."""
    if not pairs:
        return
    old, new = pairing.old.paragraphs, pairing.new.paragraphs
    known = [(i, j) for i, j in enumerate(pairing.partner) if j >= 0]
    every = sorted({*pairs, *known}) if known else pairs
    stayed = set(in_order(known or every))
    owned = {j for _, j in every}
    moved: list[tuple[int, int]] = []
    last = -1  # the new partner of the last paragraph that stayed
    for i, j in [*every, (len(old), len(new))]:
        if (i, j) not in stayed and i < len(old):
            moved.append((i, j))
            continue
        if moved:
            free = [new[at] for at in range(last + 1, j) if at not in owned]
            if len(free) * len(moved) > _MANY:
                free = []
            others = [set(paragraph.split()) for paragraph in free]
            for one, other in moved:
                if last < other < j or not _among(old[one], others):
                    pairing.pair(one, other)
        if i < len(old):
            pairing.pair(i, j)
        last, moved = j, []


def _among(paragraph: str, others: list[set[str]]) -> bool:
    """Whether one of others, each the words of one, has most words of a paragraph, and few more."""
    if not others:
        return False
    words = set(paragraph.split())
    few, many = len(words) / 2, len(words) * 2
    for theirs in others:
        if few < len(theirs) < many and 2 * len(words & theirs) > max(len(words), len(theirs)):
            return True
    return False


def _groups(text: Folded, partner: list[int]) -> tuple[list[int], list[Hashable]]:
    """Where every few paragraphs in a row begin that have no partners and together are long; and
    those paragraphs, with which of them open a chapter, as what ends one may begin another."""
    paragraphs, openings = text.paragraphs, _openings(text)
    places = [
        index
        for stretch in _unpaired(partner)
        for index in stretch[: 1 - _GROUP]
        if sum(map(len, paragraphs[index : index + _GROUP])) >= LONG
    ]
    groups: list[Hashable] = [
        (
            *paragraphs[index : index + _GROUP],
            *(index + shift in openings for shift in range(1, _GROUP)),
        )
        for index in places
    ]
    return places, groups


def _openings(text: Folded) -> frozenset[int]:
    return frozenset(text.openings)


def _grow(pairing: Pairing, old_stops: frozenset[int], new_stops: frozenset[int]) -> None:
    """Pairs the equal neighbours of pairs, on and on, but not over the openings to stop at."""
    partner, owner = pairing.partner, pairing.owner
    old, new = pairing.old.paragraphs, pairing.new.paragraphs
    alone = [i for i, other in enumerate(partner) if other < 0]
    for i in alone:
        j = partner[i - 1] + 1 if i else 0
        free = 0 < j < len(new) and owner[j] < 0 and old[i] == new[j]
        if free and i not in old_stops and j not in new_stops:
            pairing.pair(i, j)
    for i in reversed(alone):
        j = partner[i + 1] - 1 if i + 1 < len(old) else -1
        free = j >= 0 and partner[i] < 0 and owner[j] < 0 and old[i] == new[j]
        if free and i + 1 not in old_stops and j + 1 not in new_stops:
            pairing.pair(i, j)


def _pair_in_place(pairing: Pairing) -> None:
    """Pairs what is repeated elsewhere, but is the only one of its kind among the few paragraphs
    between two pairs: only what was around it was rewritten, or moved."""
    old, new = pairing.old.paragraphs, pairing.new.paragraphs
    free = {new[j] for j, other in enumerate(pairing.owner) if other < 0}
    for i, other in enumerate(pairing.partner):
        if other < 0 and old[i] in free:
            for olds, news in _enclosing(pairing, i):
                mine, theirs = old[olds.start : olds.stop], new[news.start : news.stop]
                if mine.count(old[i]) == 1 == theirs.count(old[i]):
                    pairing.pair(i, news.start + theirs.index(old[i]))
                    break


def _enclosing(pairing: Pairing, i: int) -> Iterator[tuple[range, range]]:
    """The few old paragraphs around `i`, and the new ones, between pairs or the ends of the work:
    the nearest of those before it first."""
    partner, end = pairing.partner, len(pairing.owner)
    for before in range(i - 1, max(-2, i - FEW_BETWEEN - 1), -1):
        first = partner[before] if before >= 0 else -1
        if before >= 0 > first:
            continue
        for after in range(i + 1, min(len(partner), before + FEW_BETWEEN + 1) + 1):
            last = partner[after] if after < len(partner) else end
            if 1 < last - first <= FEW_BETWEEN + 1:
                yield range(before + 1, after), range(first + 1, last)


class Gap(NamedTuple):
    """Old paragraphs without a partner, and the new ones that stand in their place: one range of
    indexes, or two where what was around the old ones stands apart now."""

    old: range
    new: tuple[range, ...]
    plain: bool  # no other old paragraphs are looked for among these new ones


def find_gaps(pairing: Pairing) -> Iterator[Gap]:
    """Every stretch of old paragraphs without partners, those whose place is plain first."""
    apart = []
    for old in _unpaired(pairing.partner):
        before = pairing.partner[old.start - 1] if old.start else -1
        end = len(pairing.owner)
        after = pairing.partner[old.stop] if old.stop < len(pairing.partner) else end
        if before < after and max(pairing.owner[before + 1 : after], default=-1) < 0:
            yield Gap(old, (range(before + 1, after),), plain=True)
        else:
            apart.append(old)
    for old in apart:
        for part in _split(old, pairing.old.openings):
            yield Gap(part, _beside(pairing, part), plain=False)


def _unpaired(partner: list[int]) -> Iterator[range]:
    start = -1
    for index, other in enumerate([*partner, 0]):
        if other < 0 <= index and start < 0:
            start = index
        elif other >= 0 and start >= 0:
            yield range(start, index)
            start = -1


def _split(stretch: range, openings: list[int]) -> Iterator[range]:
    """The parts of a stretch that lie in one chapter each."""
    start = stretch.start
    for opening in openings:
        if start < opening < stretch.stop:
            yield range(start, opening)
            start = opening
    yield range(start, stretch.stop)


def _beside(pairing: Pairing, old: range) -> tuple[range, ...]:
    """The unpaired new paragraphs after the partner of what is before `old` in its chapter, and
    those before the partner of what is after it; or else those of the chapter of the same name."""
    owner = pairing.owner
    openings = _openings(pairing.new)
    places: list[range] = []
    old_openings = _openings(pairing.old)
    if old.start not in old_openings:
        start = stop = pairing.partner[old.start - 1] + 1
        while stop < len(owner) and owner[stop] < 0 and stop not in openings:
            stop += 1
        places.append(range(start, stop))
    if old.stop < len(pairing.partner) and old.stop not in old_openings:
        start = stop = pairing.partner[old.stop]
        while start > 0 and owner[start - 1] < 0 and start not in openings:
            start -= 1
        places.append(range(start, stop))
    if not places:
        places = list(_namesake(pairing, old))
    return tuple(place for place in dict.fromkeys(places) if place)


def _namesake(pairing: Pairing, old: range) -> Iterator[range]:
    """The new chapter with the id, or else the title, of the whole old chapter that `old` is."""
    number = bisect_right(pairing.old.openings, old.start) - 1
    for olds, news in (
        (pairing.old.ids, pairing.new.ids),
        (pairing.old.titles, pairing.new.titles),
    ):
        for other, name in enumerate(news):
            start, stop = pairing.new.openings[other : other + 2]
            if name and name == olds[number] and max(pairing.owner[start:stop], default=-1) < 0:
                yield range(start, stop)
                return
