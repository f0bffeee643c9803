"""The line ends of a paragraph that look best, for as many lines as it needs and no more.

Knows atoms and widths, nothing of blocks. Lines that are even cost little; the sum of all costs is
made as small as can be.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from tuireader.layout.atoms import HYPHEN, Atoms, Hyphenator, atoms
from tuireader.layout.cells import columns
from tuireader.layout.greedy import fill


class Manner(NamedTuple):
    """What makes line ends good."""

    justify: bool = False
    balance: bool = False  # the last line as long as the others, for headings
    closed: bool = True  # the text ends a paragraph, so that its last line may be short


PLAIN = Manner()


def optimal(
    text: str,
    first: int,
    rest: int,
    hyphenator: Hyphenator | None = None,
    optional: bool = False,
    manner: Manner = PLAIN,
) -> list[tuple[int, int, bool]]:
    """The best lines: start, visible end, and whether a hyphen follows.

    As many as `greedy_starts` gives.
    """
    parts = atoms(text, columns(text), first, rest, hyphenator, optional)
    begins = [*_best(parts, first, rest, manner), len(parts.ends)]
    return [
        (parts.starts[begin], parts.ends[end - 1], bool(parts.hyphens[end - 1]))
        for begin, end in pairwise(begins)
    ]


_NEVER = 1 << 60
_HYPHEN_COST = 50
_LETTER_COST = 9  # for a word of one letter at the end of a line
_HOLES_COST = 1000  # for a line that cannot be justified without holes


def _best(parts: Atoms, first: int, rest: int, manner: Manner) -> list[int]:
    """The index of the atom that begins each line.

    `levels[k]` is the number of greedy lines that the atoms before k need. A way of breaking is
    followed as long as it has used that many lines or, where words are hyphenated, one fewer; so
    all ways end in the same number of lines. `lead` is how many fewer.
    """
    greedy = fill(parts, first, rest)
    if len(greedy) == 1:
        return greedy
    left, right, hyphens = parts.left, parts.right, parts.hyphens
    count = len(right)
    levels = [0]
    for line, (begin, end) in enumerate(pairwise([*greedy, count])):
        levels.extend([line + 1] * (end - begin))
    leads = 2 if HYPHEN in hyphens else 1
    costs = [[0] + [_NEVER] * count for _ in range(leads)]
    came = [[(0, 0)] * (count + 1) for _ in range(leads)]
    least = [0] + [_NEVER] * len(greedy)  # the smallest cost of so many lines
    extras = _extras(parts)
    spaces = [0]
    for index in range(1, count):
        spaces.append(spaces[-1] + (parts.starts[index] > parts.ends[index - 1]))
    low = 0  # the first atom of the longest line that may end before k
    for k in range(1, count + 1):
        hyphen = hyphens[k - 1]
        end = right[k - 1] + (1 if hyphen else 0)
        while end - left[low] > (rest if low else first):
            low += 1
        last = k == count and manner.closed and not manner.balance
        for lead in range(1 if k == count else min(leads, levels[k])):
            line = levels[k] - lead
            bound = least[line - 1]
            best, way = _NEVER, (0, 0)
            for j in range(low, k):
                behind = levels[j] - line + 1
                if behind < 0:
                    continue
                if behind >= leads:
                    break
                slack = (rest if j else first) - end + left[j]
                if last:
                    cost = _last_cost(rest - slack, k - j, rest, first)
                elif manner.justify:
                    stretch = spaces[k - 1] - spaces[j]
                    if slack > stretch:
                        cost = _HOLES_COST + slack * slack
                    else:
                        cost = 200 * slack * slack // (stretch * stretch or 1)
                else:
                    cost = slack * slack
                if bound + cost >= best and not last:
                    break  # the lines that remain to be tried are shorter still
                if hyphen == HYPHEN and j and hyphens[j - 1] == HYPHEN:
                    continue
                cost += costs[behind][j]
                if cost < best:
                    best, way = cost, (j, behind)
            if best < _NEVER:
                best += extras[k - 1]
                costs[lead][k] = best
                came[lead][k] = way
                least[line] = min(least[line], best)
    begins = list[int]()
    k, lead = count, 0
    while k:
        k, lead = came[lead][k]
        begins.append(k)
    begins.reverse()
    return begins


def _last_cost(width: int, words: int, rest: int, first: int) -> int:
    """What the last line of a paragraph costs: nothing, unless it is a runt."""
    least = max(rest // 4 if words == 1 else rest // 8, rest - first + 1)
    return rest * rest // 4 if width < least else 0


def _extras(parts: Atoms) -> list[int]:
    """What it costs more to end a line with each atom, however long the line is."""
    return [
        _HYPHEN_COST if hyphen == HYPHEN else _LETTER_COST if end - start == 1 else 0
        for start, end, hyphen in zip(parts.starts, parts.ends, parts.hyphens, strict=True)
    ]
