"""The lines of one item, broken as well as they can be, and how a stretch of text is drawn.

Knows frames and breaking, nothing of rows or of other items.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tuireader.layout.atoms import Hyphenator
from tuireader.layout.cells import cell_len, drawn
from tuireader.layout.frames import Frame
from tuireader.layout.furniture import Furniture
from tuireader.layout.greedy import greedy_starts
from tuireader.layout.optimal import Manner, optimal
from tuireader.layout.values import Line, LineKind, Run
from tuireader.work import Align, Block, Role

if TYPE_CHECKING:
    from tuireader.layout.tables import TableRow


class Stretch(NamedTuple):
    """A line as the author made it, or what a long one is divided into: `text[start:end]`."""

    start: int
    end: int
    first: int  # cells of its first line
    rest: int  # and of the others
    closed: bool  # it ends where the author's line ends


def stretches(text: str, start: int, end: int, frame: Frame) -> Iterator[Stretch]:
    """The stretches of `text[start:end]`, which is the whole or a number of its lines."""
    if end < len(text) and text[end - 1] == "\n":
        end -= 1
    rest = frame.width - frame.hang
    while True:
        stop = text.find("\n", start, end)
        if stop < 0:
            stop = end
        indent = frame.first if start == 0 else 0 if text[start - 1] == "\n" else frame.hang
        closed = stop == len(text) or text[stop] == "\n"
        yield Stretch(start, stop, frame.width - indent, rest, closed)
        if stop == end:
            return
        start = stop + 1


def line_starts(
    text: str, start: int, end: int, frame: Frame, divide: Hyphenator | None = None
) -> list[int]:
    """The offsets at which the lines of `text[start:end]` start when they are filled greedily.

    As many as `text_lines` makes.
    """
    return [
        stretch.start + offset
        for stretch in stretches(text, start, end, frame)
        for offset in greedy_starts(
            text[stretch.start : stretch.end], stretch.first, stretch.rest, divide
        )
    ]


def text_lines(
    block: Block, index: int, start: int, end: int, frame: Frame, divide: Hyphenator | None
) -> list[Line]:
    """The lines of `block.text[start:end]`, which is the whole or a number of its lines."""
    lines = list[Line]()
    for base, stop, first, rest, closed in stretches(block.text, start, end, frame):
        text = block.text[base:stop]
        manner = Manner(frame.justify, frame.align is Align.CENTER, closed)
        found = optimal(text, first, rest, divide, divide is not None, manner)
        for number, (begin, finish, hyphen) in enumerate(found):
            room = rest if number else first
            indent = frame.left + frame.width - room
            if frame.align is not Align.START:
                indent += _aligned(frame, cell_len(text[begin:finish]) + hyphen)
            gaps: tuple[int, ...] = ()
            if frame.justify and not (closed and number == len(found) - 1):
                chosen = _gaps(text, begin, finish, room - hyphen, number)
                gaps = tuple(base + gap for gap in chosen)
            prefix = frame.prefix if base == 0 and number == 0 else ""
            line = Line(index, base + begin, base + finish, indent, frame.kind, prefix)
            lines.append(line._replace(hyphen=hyphen, gaps=gaps, level=frame.level))
    return lines


def furniture_lines(furniture: Furniture, frame: Frame) -> list[Line]:
    """The lines of what a page shows that is no text of the work, evenly broken."""
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


_ABOVE = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_BELOW = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


def raised(text: str, roles: frozenset[Role]) -> str:
    """Figures above or below the line by their own signs, which are as wide; letters have none."""
    for role, signs in ((Role.SUP, _ABOVE), (Role.SUB, _BELOW)):
        if role in roles and all(ord(sign) in signs for sign in text):
            return text.translate(signs)
    return text
