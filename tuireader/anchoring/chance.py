"""The runs of words that any two texts share by chance, which are none of what stayed.

Knows words only.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from tuireader.anchoring.words import Run, Words, joined

_NOISE = 3  # a run must weigh a third of what changed on either side of it, or it is chance
_SURE = 24  # letters; a run of as many is never chance


def without_chance(runs: list[Run], old: Words, new: Words) -> list[Run]:
    """Without runs that are small beside what was replaced around them."""
    olds, news = _lengths(old.words), _lengths(new.words)
    kept: list[Run] = []
    todo = [Run(len(old.words), len(new.words), 0), *reversed(_by_paragraph(runs, old, new))]
    while len(todo) > 1:
        run, after = todo.pop(), todo[-1]
        i, j = run.old + run.size, run.new + run.size
        weight = olds[i] - olds[run.old]
        if weight >= _SURE:
            kept.append(run)
            continue
        before = kept[-1] if kept else Run(0, 0, 0)
        gone = olds[run.old] - olds[before.old + before.size], olds[after.old] - olds[i]
        come = news[run.new] - news[before.new + before.size], news[after.new] - news[j]
        # The words before a paragraph and those after it do not vouch for a few words of it.
        begins = run.old in old.openings and run.new in new.openings
        ends = i in old.openings and j in new.openings
        changed = min(
            sum(gone),
            sum(come),
            sum(gone) if begins else max(gone[0], come[0]),
            sum(gone) if ends else max(gone[1], come[1]),
        )
        if weight * _NOISE >= changed or (begins and ends):
            kept.append(run)
        elif kept:
            todo.append(kept.pop())  # more changed after it than was known
    return joined(kept)


def _by_paragraph(runs: list[Run], old: Words, new: Words) -> list[Run]:
    """The parts of runs in each paragraph that begins on both sides."""
    openings = sorted(old.openings)
    parts: list[Run] = []
    for run in runs:
        i, j, size = run
        for opening in openings[bisect_right(openings, i) : bisect_left(openings, i + size)]:
            shift = opening - i
            if j + shift in new.openings:
                parts.append(Run(i, j, shift))
                i, j, size = i + shift, j + shift, size - shift
        parts.append(Run(i, j, size) if size < run.size else run)
    return parts


def _lengths(words: Sequence[str]) -> list[int]:
    """How many characters there are before each word, and in all."""
    return list(accumulate(map(len, words), initial=0))
