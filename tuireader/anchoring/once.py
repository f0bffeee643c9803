"""Pairs what occurs once in each of two lists: what is unique on both sides is the same there.

Knows lists only. Everything is done by dictionaries as a whole, as whole works go through it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence


def shared_once(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Where in each list every item is that occurs once in both, in the old order."""
    last = dict(zip(old, range(len(old)), strict=True))
    if last.keys().isdisjoint(new):
        return []
    new_last = dict(zip(new, range(len(new)), strict=True))
    first, new_first = _firsts(old, last), _firsts(new, new_last)
    # A dictionary is in the order of its first items, which of those that occur once is theirs.
    return [
        (i, new_last[item])
        for item, i in last.items()
        if item in new_last and first[item] == i and new_first[item] == new_last[item]
    ]


def _firsts(items: Sequence[Hashable], last: dict[Hashable, int]) -> dict[Hashable, int]:
    """Where every item is for the first time. `last` is where it is for the last time."""
    if len(last) == len(items):
        return last
    return dict(zip(reversed(items), reversed(range(len(items))), strict=True))


def in_order(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest list of pairs, which are in order by their first items, that is in order by both:
    a longest increasing subsequence."""
    if (others := [j for _, j in pairs]) == sorted(others):  # nearly always
        return pairs
    # `lasts[k]` ends the best list of k + 1, `links` lead back.
    lasts: list[int] = []
    heads: list[int] = []
    links: list[int] = []
    for index, j in enumerate(others):
        rank = bisect_left(heads, j)
        links.append(lasts[rank - 1] if rank else -1)
        if rank == len(heads):
            heads.append(j)
            lasts.append(index)
        else:
            heads[rank], lasts[rank] = j, index
    chain = []
    index = lasts[-1] if lasts else -1
    while index >= 0:
        chain.append(pairs[index])
        index = links[index]
    return chain[::-1]
