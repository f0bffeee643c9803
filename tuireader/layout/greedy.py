"""How many lines a paragraph needs: each is filled as far as it goes, which no other way undercuts.

This is what the height of a chapter is counted with, so it is made for speed: three ways to the
same numbers, the fastest for text of narrow signs, the general one for words longer than a line.
"""

from __future__ import annotations

from bisect import bisect_right

from tuireader.layout.atoms import HYPHEN, Atoms, Hyphenator, atoms
from tuireader.layout.breaks import UNSURE, breaks, find_mark, match_space
from tuireader.layout.cells import Columns, columns, find_unplain, is_narrow


def greedy_starts(
    text: str, first: int, rest: int, hyphenator: Hyphenator | None = None
) -> list[int]:
    """The offset at which each line starts. The first line has `first` cells, the others `rest`.

    Words stay whole where they fit into a line; longer ones are divided where `hyphenator` says,
    or anywhere.
    """
    mark = find_unplain(text)
    if mark is None or is_narrow(text, mark.start()):
        starts = _narrow(text, first, rest, mark.start() if mark else -1)
        if starts:
            return starts
    cells = columns(text)
    starts = _wide(text, cells, first, rest)
    if starts:
        return starts
    parts = atoms(text, cells, first, rest, hyphenator)
    return [parts.starts[index] for index in fill(parts, first, rest)]


def fill(parts: Atoms, first: int, rest: int) -> list[int]:
    """The index of the atom that begins each line, not counting optional hyphens."""
    lines = [0]
    begin, room = 0, first
    left, right, hyphens = parts.left, parts.right, parts.hyphens
    fits = 0  # the last atom that may end the present line
    for index in range(len(right)):
        if hyphens[index] == HYPHEN:
            continue
        end = right[index] + (1 if hyphens[index] else 0)
        if end - left[begin] > room and index > begin:
            begin = fits + 1
            lines.append(begin)
            room = rest
        fits = index
    return lines


def _narrow(text: str, first: int, rest: int, mark: int) -> list[int]:
    """For text of one cell a sign; empty where that is not as simple as it looks.

    `mark` is the offset of the first of `MARKS`, -1 where there is none.
    """
    length = len(text)
    if length <= first:
        return [0]
    if first > rest or text[0] == " " or text[-1] == " ":
        return []
    after = text.find("...")
    if mark < 0 or 0 <= after < mark:
        mark = after
    after = 0 if mark >= 0 else length + 1  # where the next line may end after a mark
    starts = [0]
    position, end = 0, first
    rfind = text.rfind
    while end < length:
        best = rfind(" ", position, end + 1) + 1
        if text[best] in UNSURE or text[best - 2] == "«":
            best = _space_before(text, position, best)
        while after <= end:
            if after > best:
                best = after
            found = find_mark(text, after if after > mark else mark)
            after = found.end() if found else length + 1
        if best <= position:
            return []
        starts.append(best)
        position = best
        end = best + rest
    return starts


def _space_before(text: str, position: int, best: int) -> int:
    """The end of the last space from `position` on and before `best` where a line may end, or 0."""
    while best > position:
        space = match_space(text, best - 1)
        if space:
            return space.end()
        best = text.rfind(" ", position, best - 1) + 1
    return 0


def _wide(text: str, cells: Columns, first: int, rest: int) -> list[int]:
    """For any text where no word is longer than a line; empty for others."""
    if first > rest:
        return []
    at, inner = cells.at, cells.inner
    match = breaks(isinstance(at, range)).match
    length = len(text.rstrip(" "))
    starts = [0]
    position, room = 0, first
    least = len(text) - len(text.lstrip(" ")) + 1  # where the present line may end at the earliest
    while at[length] - at[position] > room:
        fit = bisect_right(at, at[position] + room, position) - 1
        for end in range(fit, least - 1, -1):
            found = match(text, end)
            if found and found.end() < length and found.end() not in inner:
                break
        else:
            return []
        position, room, least = found.end(), rest, found.end() + 1
        starts.append(position)
    return starts
