"""Pairs what occurs once in each of two lists: what is unique on both sides is the same there.

Knows lists only. Everything is done by dictionaries as a whole, as whole works go through it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence


def shared_once(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Where in each list every item is that occurs once in both, in the old order."""
    shared = set(old).intersection(new)
    if not shared:
        return []
    (first, last), (new_first, new_last) = _places(old), _places(new)
    return sorted(
        (last[item], new_last[item])
        for item in shared
        if first[item] == last[item] and new_first[item] == new_last[item]
    )


def _places(items: Sequence[Hashable]) -> tuple[dict[Hashable, int], dict[Hashable, int]]:
    """Where every item is for the first time, and where for the last time."""
    indexes = range(len(items))
    last = dict(zip(items, indexes, strict=True))
    if len(last) == len(items):
        return last, last
    return dict(zip(reversed(items), reversed(indexes), strict=True)), last


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
