"""The rows that readers see, of the lines that a PDF holds: pieces joined, pages' edges left out.

A file may draw one row in several pieces, a reading above its word, a big letter at the beginning;
and it repeats on every page what belongs to the page and not to the text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from tuireader.formats.pdf.text import LOWERED, RAISED, READING, Line, Run

# Of a font's size: how far apart pieces of one row may stand in height, a small and a big one.
_SAME_ROW = 0.3
_RAISED = 0.62
_SMALL = 0.85
_SHIFT = 0.1
_TINY = 0.62
_SPACE = 0.12

_EAST_ASIAN = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
# A letter, and what may stand before it.
_INITIAL = re.compile(r"[\"'“”„«»‘’‚¡¿(]?[^\W\d_]")
_DIGITS = re.compile(r"\d+")
_OUTER = re.compile(r"\A\d+(?=\W)|(?<=\W)\d+\Z")
_PAGE_NUMBER = re.compile(
    r"\W*(?:p(?:age|\.)?\s*)?(?P<number>\d{1,5}|[ivxlc]{1,8})(?:\s*(?:of|/|von|de)\s*\d{1,5})?\W*",
    re.IGNORECASE,
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
# In which share of the pages something must stand at one height to belong to pages.
_SHARE = 0.3
_MOST = 0.6
_FEWEST = 3
_HEIGHT = 3.0  # points
# Of its size: how far such a row stands from the text.
_AIR = 1.5
_MOST_EDGES = 3
# Of the size of the text: what is bigger belongs to it.
_BIG = 1.15
_LONGEST_NUMBER = 9  # digits


def rows(lines: Sequence[Line]) -> list[Line]:
    """The rows of a page, in the order of its lines."""
    found: list[Line] = []
    reading: Line | None = None
    for line, below in zip_longest(lines, lines[1:]):
        if reading:
            line = _with_reading(line, reading)
            reading = None
        elif below and _is_reading(line, below):
            reading = line
            continue
        before = found[-1] if found else None
        if before and _continues(before, line):
            found[-1] = _joined(before, line)
        elif before and _is_initial(before, line):
            found[-1] = line._replace(runs=(*before.runs, *line.runs), left=before.left)
        else:
            found.append(line)
    return found


def _continues(before: Line, line: Line) -> bool:
    size = max(before.size, line.size)
    small = min(before.size, line.size) < _SMALL * size
    apart = abs(before.base - line.base)
    gap = line.left - before.right
    if apart > (_RAISED if small else _SAME_ROW) * size or gap < -0.3 * size:
        return False
    # What is raised hangs on the word before it; the cell of a table stands anywhere in its row.
    return apart <= _SAME_ROW * size or gap < size


def _joined(before: Line, line: Line) -> Line:
    space = (Run(" "),) if line.left - before.right > _SPACE * before.size else ()
    bigger, smaller = (before, line) if before.size >= line.size else (line, before)
    if (
        smaller.size < _SMALL * bigger.size
        and abs(smaller.base - bigger.base) > _SHIFT * bigger.size
    ):
        style = RAISED if smaller.base > bigger.base else LOWERED
        shifted = tuple(run._replace(style=run.style | style) for run in smaller.runs)
        before, line = (
            each._replace(runs=shifted) if each is smaller else each for each in (before, line)
        )
    return Line(
        (*before.runs, *space, *line.runs),
        min(before.left, line.left),
        max(before.right, line.right),
        bigger.base,
        bigger.size,
    )


def _is_initial(before: Line, line: Line) -> bool:
    """Whether the line before is one big letter that this line begins with."""
    text = before.text.strip()
    return (
        _INITIAL.fullmatch(text) is not None
        and before.size > 1.5 * line.size
        and before.base < line.base + 0.3 * line.size
        and 0 <= line.left - before.left < 3 * before.size
    )


def _is_reading(line: Line, below: Line) -> bool:
    """Whether a line is tiny and stands right above a bit of the next one, in East Asian text."""
    return (
        bool(_EAST_ASIAN.search(below.text))
        and line.size <= _TINY * below.size
        and 0.7 * below.size < line.base - below.base < 1.5 * below.size
        and line.left > below.left - below.size
        and line.right < below.right + below.size
    )


def _with_reading(line: Line, reading: Line) -> Line:
    """A line with a reading after the characters that it stands above, which are all equally wide.

    A file begins a new piece with the word that is read.
    """
    text = line.text
    wide = (line.right - line.left) / max(len(text), 1)
    end = max(1, min(len(text), round((reading.right - line.left) / max(wide, 0.1))))
    runs: list[Run] = []
    for run in line.runs:
        if 0 < end <= len(run.text):
            runs += (
                Run(run.text[:end], run.style),
                Run(reading.text.strip(), READING),
                Run(run.text[end:], run.style),
            )
        else:
            runs.append(run)
        end -= len(run.text)
    return line._replace(runs=tuple(run for run in runs if run.text))


class _Edge(NamedTuple):
    """The outermost row of a page: which row, and what it says.

    It says nothing where it is bigger than the text, or as near to the next row as text is. What
    its numbers say is told by how far they are ahead of the page, so that "Chapter 2" is not taken
    for what "Chapter 1" said.
    """

    row: int
    height: int
    says: tuple[tuple[str, int], ...] = ()
    number: int | None = None
    words: str = ""  # but for its numbers
    outer: tuple[int, ...] = ()  # how far the numbers it begins and ends with are ahead


def without_edges(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """Pages without running heads and page numbers, which are never bigger than the text."""
    kept = _without_stamps(pages)
    count = sum(map(len, pages))
    biggest = _BIG * _usual_size(pages)
    for sign in (1, -1):  # what stands lowest, what stands highest
        for _ in range(_MOST_EDGES):
            edges = {
                index: _edge(page, index, sign, biggest)
                for index, page in enumerate(kept)
                if len(page) > 0
            }
            dropped = set(_repeated(edges))
            if not dropped:
                break
            kept = [
                [line for row, line in enumerate(page) if row != edges[index].row]
                if index in dropped
                else page
                for index, page in enumerate(kept)
            ]
    return kept if 2 * sum(map(len, kept)) > count else list(pages)


def _without_stamps(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """Pages without what stands in one place on most of them, wherever that is."""
    enough = max(_FEWEST, _MOST * len(pages))
    counts = Counter(stamp for page in pages for stamp in set(map(_stamp, page)))
    stamps = {stamp for stamp, count in counts.items() if count >= enough}
    if not stamps:
        return list(pages)
    return [[line for line in page if _stamp(line) not in stamps] for page in pages]


def _stamp(line: Line) -> tuple[str, int, int]:
    return line.text, round(line.left), round(line.base)


def _usual_size(pages: Sequence[list[Line]]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _edge(page: list[Line], index: int, sign: int, biggest: float) -> _Edge:
    row, *others = sorted(range(len(page)), key=lambda row: sign * page[row].base)
    near = others and abs(page[row].base - page[others[0]].base) < _AIR * page[row].size
    if near or page[row].size > biggest:
        return _Edge(row, 0)
    text = " ".join(page[row].text.casefold().split())
    number = _PAGE_NUMBER.fullmatch(text)
    numbers = [int(digits[-_LONGEST_NUMBER:]) for digits in _DIGITS.findall(text)]
    bare = _DIGITS.sub("0", text)
    ahead = [(f"{at}: {bare}", value - index) for at, value in enumerate(numbers)]
    return _Edge(
        row,
        round(page[row].base / _HEIGHT),
        ((text, 0), *ahead) if any(map(str.isalnum, text)) else (),
        _value(number["number"]) if number else None,
        bare,
        tuple(int(d[-_LONGEST_NUMBER:]) - index for d in _OUTER.findall(text))
        if not number
        else (),
    )


def _repeated(edges: dict[int, _Edge]) -> Iterator[int]:
    """The pages whose outermost row belongs to the page and not to the text."""
    enough = max(_FEWEST, _SHARE * len(edges))
    heights = Counter(edge.height for edge in edges.values())
    texts = Counter((said, edge.height) for edge in edges.values() for said in edge.says)
    counts = _counted(edges) | _headed(edges, enough)
    for index, edge in edges.items():
        level = sum(heights[edge.height + shift] for shift in (-1, 0, 1))
        most = max(
            (sum(texts[said, edge.height + shift] for shift in (-1, 0, 1)) for said in edge.says),
            default=0,
        )
        is_head = most >= _FEWEST and level >= enough
        if is_head or index in counts:
            yield index


def _counted(edges: dict[int, _Edge]) -> set[int]:
    """The pages whose outermost row is a number that counts pages."""
    by_shift: defaultdict[int, set[int]] = defaultdict(set)
    for index, edge in edges.items():
        if edge.number is not None:
            by_shift[edge.number - index].add(index)
    best = max(by_shift.values(), key=len, default=set())
    counted = set(best) if len(best) >= max(2, _SHARE * len(edges)) else set()
    for found in by_shift.values():  # those before the first chapter are counted apart
        heights = [edges[index].height for index in found]
        if len(found) >= _FEWEST and max(heights) - min(heights) <= 1:
            counted |= found
    return counted


def _headed(edges: dict[int, _Edge], enough: float) -> set[int]:
    """The pages whose outermost row holds the page's number, beside whatever its part is called.

    Some of them say the same, so that they are no titles with numbers, each on a page of its own.
    """
    by_shift: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for index, edge in edges.items():
        for ahead in edge.outer:
            for shift in (-1, 0, 1):
                by_shift[ahead, edge.height + shift].add(index)
    best = max(by_shift.values(), key=len, default=set())
    words = Counter(edges[index].words for index in best)
    return best if len(best) >= enough and max(words.values()) > 1 else set()


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    values = [_ROMAN[letter] for letter in number.lower()]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
