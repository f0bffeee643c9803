"""Whole sentences that two stretches of text share, in order.

Most of what stayed is told by them in little time. Knows strings only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from tuireader.anchoring.once import in_order, shared_once

_STOPS = (". ", '" ', "? ", "! ")  # what ends a sentence


def common_stretches(old: str, new: str, least: int) -> Iterator[tuple[int, int, int]]:
    """The stretches of whole sentences, at least so many characters long, that two folded texts
    share in order: where in the old one, where in the new one, and how long.

    Quick: of sentences that are repeated, and stand beside no other, nothing is told.
    """
    olds, news = _sentences(old), _sentences(new)
    starts, others = (list(accumulate(map(len, each), initial=0)) for each in (olds, news))
    for i, j, size in _long_runs(olds, news):
        length = starts[i + size] - starts[i]
        if length >= least:
            yield starts[i], others[j], length


def _sentences(text: str) -> list[str]:
    """Sentences with the space after each; the last one gets one too."""
    for stop in _STOPS:
        text = text.replace(stop, stop + "\0")
    return (text + " ").split("\0")


def _long_runs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Runs of equal items around those that occur once on each side, and at both ends."""
    i = j = 0  # where the last run ended
    ends = len(old), len(new)
    for start, other in [(0, 0), *in_order(shared_once(old, new)), ends]:
        if start < i or other < j:
            continue
        stop, end = start, other
        while start > i and other > j and old[start - 1] == new[other - 1]:
            start, other = start - 1, other - 1
        while stop < ends[0] and end < ends[1] and old[stop] == new[end]:
            stop, end = stop + 1, end + 1
        if stop > start:
            yield start, other, stop - start
        i, j = stop, end
