"""Where lines may end, how many there must be, and which ends look best.

A paragraph is cut into atoms, stretches that no line end divides. `count` fills lines greedily,
which gives the fewest lines there can be; `optimal` gives exactly as many, chosen so that the lines
are as even as they can be. Knows nothing of blocks; offsets are code points of the text given,
which holds no "\\n".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from tuireader.layout.cells import Columns, columns, is_narrow

# In text of narrow signs a line may end
# - at spaces, but not before a mark or dash that belongs to what stands before it, as in French
#   and Russian, nor inside « ».
_SPACE = r" +(?![?!;:»](?: |\Z)|[-–—]+(?: |\Z)|\u2060)(?<!« )"
# - after a dash between words, after a hyphen between two parts of at least two letters (so
#   "well-known" but not "w-what"), a slash, an ellipsis; not where a quotation mark closes.
_AFTER = (
    r"(?<=[-–—―‐/….])(?:"
    r"(?<=[^\s“‘«(\[—–-][—–―])(?=[\"“‘'«(\[]?\w)"
    r"|(?<=\w--)(?=[\"“‘'«(\[]?\w)"
    r"|(?<=\w\w[-‐/])(?=[^\W\d_]{2})"
    r"|(?<=[\w]…)(?=\w)|(?<=\w\.\.\.)(?=\w))"
)
_NARROW_BREAK = re.compile(f"{_SPACE}|{_AFTER}")
_find_space = re.compile(_SPACE).match
_find_after = re.compile(_AFTER).search
_AHEAD = 3  # characters that `_AFTER` looks at beyond its end

# In all text also at a zero-width space, and between the characters of Chinese and Japanese, save
# before closing and after opening signs. Korean words stay whole, as their readers prefer.
_CHARACTER = (
    "\u2e80-\u2fdf\u3000-\u312f\u31a0-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\ufe30-\ufe6f"
    "\uff00-\uffef\U00020000-\U0003ffff"
)
_CLOSING = (
    "、。，．,.:;：；？！?!）」』】〕〉》〗〙〛｝］｠»”’)\\]}%‰°℃％・･ー々〻ゝゞヽヾ～〜‥…—–"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰ-ㇿ゛゜\u3000"
)
_OPENING = "（「『【〔〈《〖〘〚｛［｟«“‘(\\[{$£¥€＄￥￡"
_GLUE = " \"'\xa0\u2007\u202f\u2060\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f"
_PICTURE = "\U0001f300-\U0001faff"
_BETWEEN = (
    rf"(?:(?<=[{_CHARACTER}])|(?=[{_CHARACTER}]))(?<![{_OPENING}{_GLUE}])(?![{_CLOSING}{_GLUE}])"
    rf"|(?<=[{_PICTURE}\ufe0f])(?=[{_PICTURE}])"
)
_BREAK = re.compile(rf"{_SPACE}|\u200b+(?![ \u2060])|{_AFTER}|{_BETWEEN}")

Hyphenator = Callable[[str], list[int]]  # the places where a word of letters may be divided

_WORD = re.compile(
    "[A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0370-\u0481\u048a-\u052f\u1e00-\u1fff]{6,}"
)

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
    breaks = (_NARROW_BREAK if isinstance(at, range) else _BREAK).finditer(text)
    starts, ends = [0], list[int]()
    length = len(text)
    for match in breaks:
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
    for start, end in zip(whole.starts, whole.ends, strict=True):
        limit = rest if start else min(first, rest)
        long = at[end] - at[start] > limit
        points = list[int]()
        if hyphenator and (long or optional):
            points = [
                word.start() + point
                for word in _WORD.finditer(text, start, end)
                for point in hyphenator(word[0])
                if word.start() + point not in inner
            ]
        position = start
        while at[end] - at[position] > limit:
            fitting = [
                point for point in points if point > position and at[point] - at[position] < limit
            ]
            if fitting:
                cut, hyphen = fitting[-1], FORCED
            else:
                cut, hyphen = position + 1, 0
                while cut < end and (cut in inner or at[cut] - at[position] <= limit):
                    cut += 1
                cut -= 1
                while cut in inner:
                    cut -= 1
                if cut <= position:
                    break
            starts.append(position)
            ends.append(cut)
            hyphens.append(hyphen)
            position = cut
        if optional and not long:
            for point in points:
                starts.append(position)
                ends.append(point)
                hyphens.append(HYPHEN)
                position = point
        starts.append(position)
        ends.append(end)
        hyphens.append(0)
    return Atoms(starts, ends, [at[i] for i in starts], [at[i] for i in ends], hyphens)


def _greedy(parts: Atoms, first: int, rest: int) -> list[int]:
    """The index of the atom that begins each line, filling each line as far as it goes."""
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


def greedy_starts(
    text: str, first: int, rest: int, hyphenator: Hyphenator | None = None, *, kept: bool = False
) -> list[int]:
    """The offset at which each line starts when each is filled as far as it goes.

    The first line has `first` cells, the others `rest`. `kept` says that white space counts. No
    choice of line ends needs fewer lines.
    """
    if not kept and is_narrow(text) and "  " not in text:
        starts = _greedy_narrow(text, first, rest)
        if starts:
            return starts
    parts = atoms(text, columns(text), first, rest, hyphenator)
    return [parts.starts[index] for index in _greedy(parts, first, rest)]


def _greedy_narrow(text: str, first: int, rest: int) -> list[int]:
    """`greedy_starts` for text of one cell a sign; empty where a word is longer than a line."""
    starts = [0]
    position, room, length = 0, first, len(text)
    if length > first > rest:
        return []
    while length - position > room:
        end = position + room
        found = text.rfind(" ", position, end + 1)
        while found > position and not _find_space(text, found):
            found = text.rfind(" ", position, found)
        best = found + 1 if found > position else position
        match = _find_after(text, max(best, position + 1), end + _AHEAD)
        while match and match.end() <= end:
            best = match.end()
            match = _find_after(text, best + 1, end + _AHEAD)
        if best == position:
            return []
        starts.append(best)
        position, room = best, rest
    return starts


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
    begins = [*_best(text, parts, first, rest, manner), len(parts.ends)]
    return [
        (parts.starts[begin], parts.ends[end - 1], bool(parts.hyphens[end - 1]))
        for begin, end in pairwise(begins)
    ]


_NEVER = 1 << 60
_HYPHEN_COST = 50
_LETTER_COST = 9  # for a word of one letter at the end of a line


def _best(text: str, parts: Atoms, first: int, rest: int, manner: Manner) -> list[int]:
    """The index of the atom that begins each line, chosen for the least total cost.

    `levels[k]` is the number of greedy lines the atoms before k need. A way of breaking is followed
    as long as it has used that many lines or, where words are hyphenated, up to `AHEAD` fewer; so
    all ways that are followed end in the same number of lines.
    """
    greedy = _greedy(parts, first, rest)
    if len(greedy) == 1:
        return greedy
    left, right, hyphens = parts.left, parts.right, parts.hyphens
    count = len(right)
    levels = [0]
    for line, begin in enumerate(greedy):
        end = greedy[line + 1] if line + 1 < len(greedy) else count
        levels.extend([line + 1] * (end - begin))
    ahead = 1 if HYPHEN in hyphens else 0
    costs = [[0] + [_NEVER] * count for _ in range(ahead + 1)]
    came: list[list[tuple[int, int]]] = [[(0, 0)] * (count + 1) for _ in range(ahead + 1)]
    spaces = [0]
    for index in range(1, count):
        spaces.append(spaces[-1] + (parts.starts[index] > parts.ends[index - 1]))
    runt = max(rest // 6, rest - first + 1)
    for k in range(1, count + 1):
        hyphen = hyphens[k - 1]
        end = right[k - 1] + (1 if hyphen else 0)
        extra = 0
        if hyphen == HYPHEN:
            extra = _HYPHEN_COST
        elif k < count and parts.ends[k - 1] - parts.starts[k - 1] == 1:
            extra = _LETTER_COST
        last = k == count and manner.closed
        for lead in range(min(ahead, levels[k] - 1) + 1):
            if last and lead:
                break
            line = levels[k] - lead
            best, way = _NEVER, (0, 0)
            top = greedy[line - 1 + ahead] if line - 1 + ahead < len(greedy) else k - 1
            for j in range(min(k - 1, top), -1, -1):
                room = rest if j else first
                slack = room - end + left[j]
                if slack < 0:
                    break
                behind = levels[j] - line + 1
                if behind < 0:
                    break
                if behind > ahead or (hyphen == HYPHEN and j and hyphens[j - 1] == HYPHEN):
                    continue
                cost = costs[behind][j]
                if cost >= best:
                    continue
                if last and not manner.balance:
                    width = end - left[j]
                    if width < runt:
                        cost += rest * rest
                    elif k - j == 1:
                        cost += rest * rest // 4
                elif manner.justify:
                    stretch = spaces[k - 1] - spaces[j]
                    if slack > stretch:
                        cost += 1000 + slack * slack
                    elif slack:
                        cost += 200 * slack * slack // (stretch * stretch)
                    cost += extra
                else:
                    cost += slack * slack + extra
                if cost < best:
                    best, way = cost, (j, behind)
            costs[lead][k] = best
            came[lead][k] = way
    begins = list[int]()
    k, lead = count, 0
    while k:
        k, lead = came[lead][k]
        begins.append(k)
    begins.reverse()
    return begins
