"""A paragraph cut into atoms: stretches that no line end divides.

Between atoms a line may end. Knows where lines may end (`breaks`) and how wide text is (`cells`),
nothing of which line ends are good.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import NamedTuple

from tuireader.layout.breaks import breaks
from tuireader.layout.cells import Columns

# The offsets at which the words in a stretch of text may be divided.
Hyphenator = Callable[[str], list[int]]

HYPHEN = 1  # a line may end here with a hyphen
FORCED = 2  # likewise, in a word longer than a line


class Atoms(NamedTuple):
    """The atoms of a paragraph, as lists of one entry each."""

    starts: list[int]  # code points
    ends: list[int]  # up to the last visible one
    left: list[int]  # cells before `starts`
    right: list[int]  # cells before `ends`
    hyphens: list[int]  # whether a line that ends with it ends with a hyphen: 0, HYPHEN, FORCED


def atoms(
    text: str,
    cells: Columns,
    first: int,
    rest: int,
    hyphenator: Hyphenator | None = None,
    optional: bool = False,
) -> Atoms:
    """Cut a paragraph at its possible line ends, and what is longer than a line anywhere.

    With `optional` words may also be divided where `hyphenator` says; without it this is done
    only to words longer than a line.
    """
    at, inner = cells.at, cells.inner
    starts, ends = [0], list[int]()
    length = len(text)
    for match in breaks(isinstance(at, range)).finditer(text):
        end, start = match.span()
        if end > 0 and start < length and start not in inner:
            ends.append(end)
            starts.append(start)
        elif start == length and end > starts[-1]:
            length = end
    ends.append(length)
    result = Atoms(starts, ends, [at[i] for i in starts], [at[i] for i in ends], [0] * len(ends))
    longest = max(map(int.__sub__, result.right, result.left))
    if (optional and hyphenator) or longest > rest or result.right[0] > first:
        return _divided(text, cells, first, rest, hyphenator, optional, result)
    return result


def _divided(
    text: str,
    cells: Columns,
    first: int,
    rest: int,
    hyphenator: Hyphenator | None,
    optional: bool,
    whole: Atoms,
) -> Atoms:
    """`whole` with words hyphenated and overlong atoms cut."""
    at, inner = cells.at, cells.inner
    starts, ends, hyphens = list[int](), list[int](), list[int]()
    places = [place for place in hyphenator(text) if place not in inner] if hyphenator else []
    for start, end in zip(whole.starts, whole.ends, strict=True):
        limit = rest if start else first
        long = at[end] - at[start] > limit
        points = places[bisect_right(places, start) : bisect_left(places, end)]
        position = start
        while at[end] - at[position] > limit:
            fitting = [
                point for point in points if point > position and at[point] - at[position] < limit
            ]
            if fitting:
                cut, hyphen = fitting[-1], FORCED
            else:
                cut, hyphen = cells.fit(position, limit), 0
            starts.append(position)
            ends.append(cut)
            hyphens.append(hyphen)
            position, limit = cut, rest
        if points and optional and not long and not _is_part(text, start, end):
            for point in points:
                starts.append(position)
                ends.append(point)
                hyphens.append(HYPHEN)
                position = point
        starts.append(position)
        ends.append(end)
        hyphens.append(0)
    return Atoms(starts, ends, [at[i] for i in starts], [at[i] for i in ends], hyphens)


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether an atom is part of a compound with hyphens, which must not get more of them."""
    return text.endswith(("-", "‐"), start, end) or text.endswith(("-", "‐"), 0, start)
