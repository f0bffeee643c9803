"""Tables: columns where they fit into the measure, else each cell on lines of its own.

Decides widths and says which frames the cells are set in; makes no lines itself. Columns are set
as printers do, with rules above, below and under the heading and none between the columns. Imported
when the first table is met.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from tuireader.layout.cells import cell_len, drawn
from tuireader.layout.frames import Frame
from tuireader.layout.values import LineKind
from tuireader.work import Align, Block, Cell

BETWEEN = 2  # cells between columns
LEAST_COLUMN = 8  # cells, where a column must be narrower than its longest line

_NUMBER = r"[\d.,:%+\-−–$€£¥ ]+"


class TableCell(NamedTuple):
    """A cell: its frame, and the indexes of its blocks."""

    frame: Frame  # its `left` is counted from the left of the column of text
    blocks: tuple[int, ...]


class TableRow(NamedTuple):
    """Cells that stand side by side."""

    cells: tuple[TableCell, ...]
    header: bool


class Grid(NamedTuple):
    """A table that fits, `width` cells wide."""

    width: int
    rows: list[TableRow]


class StackedCell(NamedTuple):
    """A block of a cell on lines of its own."""

    block: int
    frame: Frame
    heading: str  # to be set above it; "" where there is none or the frame has it as its prefix


def table_end(blocks: Sequence[Block], start: int) -> int:
    """The block after the table that begins with the block at `start`."""
    table = _table(blocks[start])
    end = start + 1
    while end < len(blocks) and _table(blocks[end]) == table:
        end += 1
    return end


def is_table(blocks: Sequence[Block], start: int, end: int) -> bool:
    """Whether there is more than one column, so that columns mean something."""
    return len({block.cell.column for block in blocks[start:end] if block.cell}) > 1


def in_columns(blocks: Sequence[Block], start: int, end: int, measure: int) -> Grid | None:
    """A table in columns, in the middle of the measure, or None where it is too wide for that."""
    widths = _widths(blocks, start, end, measure)
    if widths is None:
        return None
    total = sum(widths) + BETWEEN * (len(widths) - 1)
    lefts = list[int]()
    left = (measure - total) // 2
    for width in widths:
        lefts.append(left)
        left += width + BETWEEN
    numeric = _numeric(blocks, start, end)
    rows = list[TableRow]()
    for indexes in _rows(blocks, start, end):
        cells = list[TableCell]()
        for column, group in groupby(indexes, lambda index: _cell(blocks[index]).column):
            members = tuple(group)
            block = blocks[members[0]]
            last = min(column + max(1, _cell(block).columns), len(widths)) - 1
            width = lefts[last] + widths[last] - lefts[column]
            align = block.align
            if align is Align.START and (column in numeric or block.rtl):
                align = Align.END
            cells.append(
                TableCell(Frame(LineKind.TABLE, lefts[column], width, align=align), members)
            )
        if any(left.frame.left >= right.frame.left for left, right in pairwise(cells)):
            return None  # cells out of order would overlap
        header = all(_cell(blocks[index]).header for index in indexes)
        rows.append(TableRow(tuple(cells), header))
    return Grid(total, rows)


def stacked(blocks: Sequence[Block], start: int, end: int, measure: int) -> Iterator[StackedCell]:
    """The cells of a table one below the other, each after the heading of its column."""
    rows = _rows(blocks, start, end)
    headings = dict[int, str]()
    if len(rows) > 1 and all(_cell(blocks[index]).header for index in rows[0]):
        for index in rows.pop(0):
            column = _cell(blocks[index]).column
            text = " ".join(blocks[index].text.split())
            headings[column] = f"{headings[column]} {text}" if column in headings else text
    for indexes in rows:
        before = None
        for index in indexes:
            column = _cell(blocks[index]).column
            heading = headings.get(column, "") if column != before else ""
            prefix = f"{drawn(heading)}: " if heading else ""
            if cell_len(prefix) > measure // 2:
                prefix = ""
            frame = Frame(
                LineKind.TABLE,
                0,
                measure,
                first=cell_len(prefix),
                hang=2 if measure > 20 else 0,
                above=1 if before is None else 0,
                context=(end,),
                prefix=prefix,
            )
            yield StackedCell(index, frame, "" if prefix else heading)
            before = column


def _widths(blocks: Sequence[Block], start: int, end: int, measure: int) -> list[int] | None:
    """The cells of each column, or None where they do not fit side by side."""
    cells = [(block, _cell(block)) for block in blocks[start:end]]
    count = max(cell.column + max(1, cell.columns) for _, cell in cells)
    room = measure - BETWEEN * (count - 1)
    if room < count:
        return None
    natural = [1] * count  # as wide as the longest line
    least = [1] * count  # as wide as the longest word, within reason
    for block, cell in cells:
        if cell.columns > 1:
            continue
        column = cell.column
        longest = max(map(cell_len, block.text.split("\n")))
        if longest > natural[column]:
            natural[column] = longest
        if longest > least[column]:
            word = max(map(cell_len, block.text.split()), default=1)
            word = min(max(word, LEAST_COLUMN), 2 * LEAST_COLUMN, longest)
            least[column] = max(least[column], word)
    if sum(natural) <= room:
        _widen(natural, [pair for pair in cells if pair[1].columns > 1], room)
        return natural
    spare = room - sum(least)
    if spare < 0:
        return None
    wanted = sum(natural) - sum(least)
    widths = [
        narrow + spare * (wide - narrow) // wanted
        for narrow, wide in zip(least, natural, strict=True)
    ]
    widths[natural.index(max(natural))] += room - sum(widths)
    return widths


def _widen(widths: list[int], spanning: Sequence[tuple[Block, Cell]], room: int) -> None:
    """Make columns wider, as far as there is room, for cells that span several."""
    for block, cell in spanning:
        spanned = range(cell.column, min(cell.column + cell.columns, len(widths)))
        longest = max(map(cell_len, block.text.split("\n")))
        here = sum(widths[column] for column in spanned) + BETWEEN * (len(spanned) - 1)
        more = min(longest - here, room - sum(widths))
        for number, column in enumerate(reversed(spanned)):
            if more > 0:
                share = -(-more // (len(spanned) - number))
                widths[column] += share
                more -= share


def _numeric(blocks: Sequence[Block], start: int, end: int) -> set[int]:
    """The columns that hold nothing but numbers under their headings."""
    numeric, other = set[int](), set[int]()
    for block in blocks[start:end]:
        cell = _cell(block)
        if not cell.header and block.text and cell.columns <= 1:
            (numeric if re.fullmatch(_NUMBER, block.text) else other).add(cell.column)
    return numeric - other


def _rows(blocks: Sequence[Block], start: int, end: int) -> list[list[int]]:
    """The blocks of each row that hold something."""
    indexes = (index for index in range(start, end) if blocks[index].text)
    return [list(row) for _, row in groupby(indexes, lambda index: _cell(blocks[index]).row)]


def _table(block: Block) -> int | None:
    return block.cell.table if block.cell else None


def _cell(block: Block) -> Cell:
    assert block.cell
    return block.cell
