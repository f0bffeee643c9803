"""Words that are the same word, spelled otherwise. Knows words only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tuireader.anchoring.words import Run, joined

_REPLACED = 6  # words at the ends of what was replaced that may only be spelled otherwise
_ALIKE = 0.5  # the part of a word that must stay for it to be the same word spelled otherwise


def alike(one: str, other: str) -> bool:
    """Whether two words are spellings of one: most letters stayed, or two of them were swapped."""
    shorter, longer = sorted((len(one), len(other)))
    if longer < 3 or shorter <= longer * _ALIKE or not (one[0].isalnum() and other[0].isalnum()):
        return False
    shared = sum(shared_ends(one, other))
    return shared > longer * _ALIKE or (shared >= longer - 2 and sorted(one) == sorted(other))


def shared_ends(one: str, other: str) -> tuple[int, int]:
    """How many letters two words share at their beginnings, and then at their ends."""
    shorter = min(len(one), len(other))
    head = 0
    while head < shorter and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < shorter - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    return head, tail


def letters(one: str, other: str) -> Iterator[tuple[int, int, int]]:
    """Which letters of a word are which of another spelling: first to first and last to last."""
    shorter = min(len(one), len(other))
    tail = max(1, shared_ends(one, other)[1]) if len(one) != len(other) else 0
    if shorter > tail:
        yield 0, 0, shorter - tail
    if tail:
        yield len(one) - tail, len(other) - tail, tail


def with_spellings(runs: list[Run], old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """The runs, with the words between them that were only spelled otherwise."""
    found: list[Run] = []
    i = j = 0
    for run in [*runs, Run(len(old), len(new), 0)]:
        if i < run.old and j < run.new:
            news = _lettered(j, run.new, new)
            for index in _lettered(i, run.old, old) if news else ():
                one = old[index]
                for place, other in enumerate(news):
                    two = new[other]
                    if (one[0] == two[0] or one[-1] == two[-1]) and alike(one, two):
                        found.append(Run(index, other, 1))
                        del news[: place + 1]
                        break
        found.append(run)
        i, j = run.old + run.size, run.new + run.size
    return joined(found[:-1])


def _lettered(start: int, end: int, words: Sequence[str]) -> list[int]:
    """Those of what was replaced that may be spellings: not a single letter or mark."""
    indexes: Sequence[int] = range(start, end)
    if end - start > 2 * _REPLACED:
        indexes = [*range(start, start + _REPLACED), *range(end - _REPLACED, end)]
    return [index for index in indexes if len(words[index]) > 1]
