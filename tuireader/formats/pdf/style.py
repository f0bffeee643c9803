"""How a PDF is set: its letters' size, margins, distances, and what sets paragraphs apart.

Measured over all rows before any paragraph is made; nothing is known of what they say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tuireader.formats.pdf.text import Line

# Of the lines of a page, how many begin where a column does, at least.
_COLUMN_SHARE = 0.15
_COLUMN_LINES = 5
_COLUMN_TEXT = 12  # characters, of a line that is no cell of a table
# Of the letters that begin where most do, how many make a margin.
_MUCH = 0.05
# How many lines keep within the margin.
_MOST = 0.96
# How full a line is, of its column, that its author did not end.
_FULL = 0.85
# Of a font's size: how far paragraphs that begin with an indent do.
_INDENT = (0.7, 4.0)
# Of a column's width: how far a quote may stand in.
_QUOTE = 0.12
_FEWEST = 3
# Of the usual distance of lines: what is more is a gap.
GAP = 1.3
_SIZES = 4  # steps a point
_PLACES = 0.5  # steps a point


class Row(NamedTuple):
    """A row, where it stands: `at` counts the rows of its page, the column reaches from `start`."""

    line: Line
    page: int
    at: int
    start: float
    column: int


class Style(NamedTuple):
    """Lengths are points."""

    size: float  # of most letters
    leading: dict[int, float]  # by size: how far apart the lines of a paragraph are
    ends: dict[tuple[int, int], float]  # by column and indent: how far to the right lines reach
    gap: float  # how far apart paragraphs are
    spaced: bool  # whether a gap parts paragraphs
    indent: float  # how far in their first lines begin, 0 where they do not
    letters: int  # the style of most of them

    def lead(self, line: Line) -> float:
        return self.leading.get(_step(line.size), 1.2 * line.size)

    def end(self, row: Row) -> float:
        """Where the column ends for lines that begin where this one does."""
        start = round(row.start * _PLACES)
        column = self.ends.get((start, 0), row.line.right)
        shift = row.line.left - row.start
        place = round(shift * _PLACES)
        near = (place - 1, place, place + 1) if place else (0,)
        own = max(self.ends.get((start, key), 0.0) for key in near)
        # A quote stands in on both sides, a list or a title on one.
        both = 0 < shift < _QUOTE * (column - row.start)
        return max(own, column - shift if both else column)


def _step(size: float) -> int:
    return round(size * _SIZES)


def place(
    pages: Sequence[Sequence[Line]], text: Sequence[Sequence[Line]] | None = None
) -> list[list[Row]]:
    """The rows of all pages with their columns; `text` are those that show where text begins."""
    usual = _usual_starts(pages if text is None else text)
    placed = []
    for number, page in enumerate(pages):
        starts = _columns(page) or [usual.get(number % 2, usual.get(1 - number % 2, 0.0))]
        placed.append([_row(line, number, at, starts) for at, line in enumerate(page)])
    return placed


def _row(line: Line, page: int, at: int, starts: list[float]) -> Row:
    column = max((n for n, start in enumerate(starts) if start <= line.left + 3), default=0)
    return Row(line, page, at, starts[column], column)


def _usual_starts(pages: Sequence[Sequence[Line]]) -> dict[int, float]:
    """Where the text begins on left and on right pages: as far left as much of it does."""
    letters: dict[int, Counter[int]] = {0: Counter(), 1: Counter()}
    exact: dict[int, float] = {}
    for number, page in enumerate(pages):
        for line in page:
            key = round(line.left * _PLACES)
            letters[number % 2][key] += len(line.text)
            exact[key] = min(line.left, exact.get(key, line.left))
    common = _leftmost(letters[0] + letters[1])
    starts = {}
    for parity, counts in letters.items():
        if counts and common is not None:
            here = counts[common] + counts[common + 1]
            rare = here < _MUCH * max(counts.values())
            own = _leftmost(counts) if rare else common
            starts[parity] = exact[common if own is None else own]
    return starts


def _leftmost(letters: Counter[int]) -> int | None:
    """The first place where much of the text begins; its lines may be a point apart."""
    enough = _MUCH * max(letters.values(), default=0)
    near = (place for place in letters if letters[place] + letters[place + 1] >= enough)
    return min(near, default=None)


def _columns(page: Sequence[Line]) -> list[float]:
    """Where the columns of a page begin, if it has several."""
    lines = [line for line in page if len(line.text) >= _COLUMN_TEXT]
    counts = Counter(round(line.left * _PLACES) for line in lines)
    enough = max(_COLUMN_LINES, _COLUMN_SHARE * len(lines))
    starts = sorted(key / _PLACES for key, count in counts.items() if count >= enough)
    columns = starts[:1]
    for start in starts[1:]:
        before = [line for line in lines if columns[-1] - 2 <= line.left < start - 2]
        clear = sum(line.right < start + 2 for line in before)
        if len(before) >= _COLUMN_LINES and clear >= 0.8 * len(before):
            columns.append(start)
    return columns if len(columns) > 1 else []


def measure(pages: Sequence[Sequence[Row]]) -> Style:
    """The style of a document."""
    sizes: Counter[int] = Counter()
    styles: Counter[int] = Counter()
    for row in _all(pages):
        sizes[_step(row.line.size)] += len(row.line.text)
        for run in row.line.runs:
            styles[run.style] += len(run.text)
    size = sizes.most_common(1)[0][0] / _SIZES if sizes else 12.0
    letters = max(styles, key=styles.__getitem__, default=0)
    style = Style(size, {}, _ends(pages), 0.0, False, 0.0, letters)
    style = style._replace(leading=_leading(pages, style))
    return _apart(pages, style)


def _all(pages: Sequence[Sequence[Row]]) -> Iterator[Row]:
    return (row for page in pages for row in page)


def _pairs(pages: Sequence[Sequence[Row]]) -> Iterator[tuple[Row, Row, float]]:
    """Rows of one column that follow each other downwards, and how far apart they are."""
    for page in pages:
        for row, below in pairwise(page):
            apart = row.line.base - below.line.base
            if row.column == below.column and apart > 0:
                yield row, below, apart


def _ends(pages: Sequence[Sequence[Row]]) -> dict[tuple[int, int], float]:
    found: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    for row in _all(pages):
        shift = row.line.left - row.start
        key = 0 if abs(shift) < 2 else round(shift * _PLACES)
        found[round(row.start * _PLACES), key].append(row.line.right)
    return {key: _almost_largest(rights) for key, rights in found.items()}


def _almost_largest(values: list[float]) -> float:
    """The largest but for a few that stick out."""
    values.sort()
    return values[int(_MOST * (len(values) - 1))]


def is_full(row: Row, style: Style) -> bool:
    """Whether a row reaches far enough for its paragraph to go on below."""
    return row.line.right - row.start >= _FULL * (style.end(row) - row.start)


def _leading(pages: Sequence[Sequence[Row]], style: Style) -> dict[int, float]:
    found: defaultdict[int, Counter[float]] = defaultdict(Counter)
    for row, below, apart in _pairs(pages):
        size = _step(row.line.size)
        near = 0.8 * row.line.size < apart < 3 * row.line.size
        if near and size == _step(below.line.size) and is_full(row, style):
            found[size][round(4 * apart) / 4] += 1
    return {size: counts.most_common(1)[0][0] for size, counts in found.items()}


def _apart(pages: Sequence[Sequence[Row]], style: Style) -> Style:
    """Adds what sets paragraphs apart: gaps below lines that end early, indents of first lines."""
    gaps: Counter[float] = Counter()
    indents: Counter[int] = Counter()
    ended = begun = 0
    starts = False  # whether a paragraph seems to begin with the row
    for row, below, apart in _pairs(pages):
        lead = style.lead(row.line)
        tight = apart <= GAP * lead
        if starts and tight and is_full(row, style):
            begun += 1
            shift = row.line.left - below.line.left
            if _INDENT[0] * style.size <= shift <= _INDENT[1] * style.size:
                indents[round(shift)] += 1
        starts = not is_full(row, style) and _step(row.line.size) == _step(below.line.size)
        if starts:
            ended += 1
            if not tight and apart < 4 * lead:
                gaps[round(4 * apart) / 4] += 1
    spaced = gaps.total() > 0.25 * ended
    usual = style.leading.get(_step(style.size), 1.2 * style.size)
    return style._replace(
        gap=gaps.most_common(1)[0][0] if spaced else usual,
        spaced=spaced,
        indent=indents.most_common(1)[0][0] if indents.total() > 0.5 * max(begun, _FEWEST) else 0.0,
    )
