"""Where in a text something like a pattern is, by edit distance.

Myers' bit-parallel algorithm ("A fast bit-vector algorithm for approximate string matching", 1999)
over Python's integers of any size: one column of the distance table is two integers, so that a
character of the text costs a handful of operations however long the pattern is.
"""

from __future__ import annotations

from typing import NamedTuple


class Near(NamedTuple):
    """`text[start:end]` differs from the pattern by `distance` insertions, deletions and
    replacements."""

    distance: int
    start: int
    end: int


def nearest(pattern: str, text: str) -> Near:
    """The stretch of `text` with the least distance to `pattern`: the last such stretch."""
    if not pattern:
        return Near(0, len(text), len(text))
    distance, end = _scan(pattern, text, anchored=False)
    # The start is where the reversed pattern ends in the reversed text, beginning at `end`.
    reach = text[max(0, end - len(pattern) - distance) : end]
    _, length = _scan(pattern[::-1], reach[::-1], anchored=True)
    return Near(distance, end - length, end)


def distance(one: str, other: str) -> int:
    """How many insertions, deletions and replacements lead from one to the other."""
    if len(one) < len(other):
        one, other = other, one
    # What they begin and end with alike does not count, and is most of them.
    head = _shared_beginning(one, other)
    one, other = one[head:], other[head:]
    tail = _shared_beginning(one[::-1], other[::-1])
    one, other = one[: len(one) - tail], other[: len(other) - tail]
    return _table(one, other, anchored=True)[-1]


def similarity(one: str, other: str) -> float:
    """1.0 for the same, 0.0 for nothing in common: by distance over the longer length."""
    longer = max(len(one), len(other))
    return 1.0 - distance(one, other) / longer if longer else 1.0


def _shared_beginning(one: str, other: str) -> int:
    """How many characters two texts share at their beginnings."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _scan(pattern: str, text: str, *, anchored: bool) -> tuple[int, int]:
    """(least distance of `pattern` to something that ends in `text`, where it ends last)."""
    distances = _table(pattern, text, anchored=anchored)
    least = min(distances)
    return least, len(distances) - 1 - distances[::-1].index(least)


def _table(pattern: str, text: str, *, anchored: bool) -> list[int]:
    """For each length of a beginning of `text`: the distance of the whole pattern to what ends
    there, which begins at the text's beginning if `anchored` and anywhere if not."""
    size = len(pattern)
    if not size:
        return list(range(len(text) + 1)) if anchored else [0] * (len(text) + 1)
    places: dict[str, int] = {}
    for index, char in enumerate(pattern):
        places[char] = places.get(char, 0) | 1 << index
    mask = (1 << size) - 1
    last = 1 << (size - 1)
    carry = 1 if anchored else 0
    # Bits of the pattern's positions where the column rises (`up`) or falls (`down`) by one.
    up, down = mask, 0
    score = size
    scores = [score]
    find = places.get
    for char in text:
        same = find(char, 0)
        diagonal = (((same & up) + up) ^ up) | same | down
        right_up = down | (mask & ~(diagonal | up))
        right_down = diagonal & up
        if right_up & last:
            score += 1
        elif right_down & last:
            score -= 1
        right_up = (right_up << 1 | carry) & mask
        right_down = (right_down << 1) & mask
        up = right_down | (mask & ~(diagonal | right_up))
        down = diagonal & right_up
        scores.append(score)
    return scores
