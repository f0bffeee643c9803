"""The lines of one item, broken as well as they can be, and how a stretch of text is drawn.

Knows frames and breaking, nothing of rows or of other items.
"""

from __future__ import annotations

from collections.abc import Sequence

from tuireader.layout.atoms import Hyphenator
from tuireader.layout.cells import cell_len, drawn
from tuireader.layout.frames import Frame
from tuireader.layout.furniture import Furniture
from tuireader.layout.optimal import Manner, optimal
from tuireader.layout.tables import TableRow
from tuireader.layout.values import Line, LineKind, Run
from tuireader.work import Align, Block


def text_lines(
    block: Block, index: int, start: int, end: int, frame: Frame, divide: Hyphenator | None
) -> list[Line]:
    """The lines of `block.text[start:end]`, which is the whole or whole lines of it."""
    text = block.text
    if end < len(text) and text[end - 1] == "\n":
        end -= 1
    lines = list[Line]()
    for part in text[start:end].split("\n"):
        first = frame.first if start == 0 else 0 if text[start - 1] == "\n" else frame.hang
        finish = start + len(part)
        manner = Manner(
            justify=frame.justify,
            balance=frame.align is Align.CENTER,
            closed=finish == len(text) or text[finish] == "\n",
        )
        rooms = (frame.width - first, frame.width - frame.hang)
        found = optimal(part, *rooms, divide, divide is not None, manner)
        for number, (begin, stop, hyphen) in enumerate(found):
            indent = frame.left + (frame.hang if number else first)
            if frame.align is not Align.START:
                indent += _aligned(frame, cell_len(part[begin:stop]) + hyphen)
            gaps: tuple[int, ...] = ()
            if frame.justify and not (manner.closed and number == len(found) - 1):
                chosen = _gaps(part, begin, stop, rooms[min(number, 1)] - hyphen, number)
                gaps = tuple(start + gap for gap in chosen)
            prefix = frame.prefix if start == 0 and number == 0 else ""
            line = Line(index, start + begin, start + stop, indent, frame.kind, prefix)
            lines.append(line._replace(hyphen=hyphen, gaps=gaps, level=frame.level))
        start = finish + 1
    return lines


def furniture_lines(furniture: Furniture, frame: Frame) -> list[Line]:
    found = optimal(furniture.text, frame.width, frame.width, manner=Manner(balance=True))
    lines = list[Line]()
    for start, end, _ in found:
        text = drawn(furniture.text[start:end])
        indent = frame.left + _aligned(frame, cell_len(text))
        lines.append(Line(furniture.block, 0, 0, indent, frame.kind, text=text))
    return lines


def table_lines(row: TableRow, blocks: Sequence[Block]) -> list[Line]:
    """The lines of cells that stand side by side."""
    columns = [
        [
            Run(line.block, line.start, line.end, line.indent)
            for index in cell.blocks
            for line in text_lines(
                blocks[index], index, 0, len(blocks[index].text), cell.frame, None
            )
        ]
        for cell in row.cells
    ]
    lines = list[Line]()
    for number in range(max(map(len, columns))):
        runs = tuple(column[number] for column in columns if number < len(column))
        first = runs[0]
        lines.append(
            Line(first.block, first.start, first.end, first.cell, LineKind.TABLE, runs=runs)
        )
    return lines


def parts(line: Line) -> list[Line]:
    """The line, or each run of a line of a table as if it were a line of its own."""
    if not line.runs:
        return [line]
    return [
        line._replace(block=run.block, start=run.start, end=run.end, indent=run.cell, runs=())
        for run in line.runs
    ]


def _aligned(frame: Frame, width: int) -> int:
    """The cells before a line of `width` cells."""
    slack = frame.width - width
    match frame.align:
        case Align.CENTER:
            return slack // 2
        case Align.END:
            return slack
    return 0


def _gaps(text: str, start: int, end: int, room: int, number: int) -> list[int]:
    """Which spaces of a line to widen by a cell so that it fills `room`; none where too few.

    They are spread evenly, from alternate sides on alternate lines, so that no river runs down.
    """
    slack = room - cell_len(text[start:end])
    spaces = [index for index in range(start, end) if text[index] == " "]
    if number % 2:
        spaces.reverse()
    if not 0 < slack <= len(spaces):
        return []
    return sorted(spaces[(2 * turn + 1) * len(spaces) // (2 * slack)] for turn in range(slack))


def spread(text: str, start: int, end: int, gaps: tuple[int, ...]) -> str:
    """`text[start:end]` as it is drawn, the spaces at `gaps` two cells wide."""
    if not gaps:
        return drawn(text[start:end])
    parts = list[str]()
    for gap in gaps:
        if start <= gap < end:
            parts.append(drawn(text[start : gap + 1]))
            start = gap + 1
    parts.append(drawn(text[start:end]))
    return " ".join(parts)
