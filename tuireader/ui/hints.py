"""Labels for the links on a page: what is typed to follow each, and where it is drawn.

Without Textual. Labels lie over the first letters of their links, so that no text moves.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import accumulate, product
from typing import NamedTuple

from rich.cells import cell_len

from tuireader.layout import ChapterLayout, Line
from tuireader.layout.lines import parts
from tuireader.reading.links import Link, links_of

HOME_ROW = "asdfghjkl"
LETTERS = "asdfghjklqwertyuiopzxcvbnm"


def labels(count: int) -> list[str]:
    """`count` labels, all of the same length, so that none begins with another.

    A letter of the home row each; where those do not suffice two, then two of all letters.
    """
    size, letters = 1, HOME_ROW
    while len(letters) ** size < count:
        if size == 2 and letters == HOME_ROW:
            letters = LETTERS
        else:
            size += 1
    found = ("".join(each) for each in product(letters, repeat=size))
    return [label for label, _ in zip(found, range(count), strict=False)]


class View(NamedTuple):
    """What is seen of a chapter: some of its rows, in a column of `width` cells."""

    layout: ChapterLayout
    chapter: int
    rows: range
    width: int


class Spot(NamedTuple):
    """What is seen of a link on one row: `width` cells from `cell` of the column on."""

    link: Link
    row: int
    cell: int
    width: int


def spots(view: View) -> list[Spot]:
    """What is seen of links, in reading order.

    A link that is broken over lines has a spot on each of them.
    """
    layout, blocks = view.layout, view.layout.chapter.blocks
    # A paragraph of nothing but links has as many as it likes, on many rows.
    links_in_block = cache(lambda index: links_of(blocks[index], view.chapter, index))
    found: list[Spot] = []
    for row in view.rows:
        if 0 <= row < layout.height:
            found += _on_line(layout, layout.line(row), row, links_in_block)
    return found


def _on_line(
    layout: ChapterLayout, line: Line, row: int, links_in_block: Callable[[int], list[Link]]
) -> list[Spot]:
    blocks = layout.chapter.blocks
    if line.text:
        # Furniture: a picture that is a link has its words on it.
        width = cell_len(line.text)
        picture = line.block >= 0 and blocks[line.block].text != ""
        links = links_in_block(line.block) if picture else []
        return [Spot(link, row, line.indent, width) for link in links[:1]]
    found: list[Spot] = []
    for part in parts(line):
        block = blocks[part.block] if part.block >= 0 and part.start < part.end else None
        if block is None or not block.spans:
            continue
        here = [
            (link, max(link.place.offset, part.start), min(link.end, part.end))
            for link in links_in_block(part.block)
            if link.place.offset < part.end and link.end > part.start
        ]
        if not here:
            continue
        # Drawn once for all of them: a piece begins and ends wherever a link does.
        pieces = layout.pieces(part, {cut for _, start, end in here for cut in (start, end)})
        starts = [piece.start for piece in pieces]
        cells = [0, *accumulate(cell_len(piece.text) for piece in pieces)]
        for link, start, end in here:
            before = cells[bisect_left(starts, start)]
            width = cells[bisect_left(starts, end)] - before
            if width:
                found.append(Spot(link, row, part.indent + before, width))
    return found


def links_in(found: Sequence[Spot]) -> list[Link]:
    """The links of some spots, each once, in order."""
    return list(dict.fromkeys(spot.link for spot in found))


def link_at(layout: ChapterLayout, chapter: int, row: int, cell: int) -> Link | None:
    """The link that is drawn in a cell of the column; of two, the shorter one."""
    here = [
        spot
        for spot in spots(View(layout, chapter, range(row, row + 1), 0))
        if spot.cell <= cell < spot.cell + spot.width
    ]
    return min(here, key=lambda spot: spot.width).link if here else None


class Hint(NamedTuple):
    """A label at a cell of the column; the first `typed` letters have been typed."""

    cell: int
    label: str
    typed: int


Hints = Mapping[int, Sequence[Hint]]
"""Labels by the rows of a chapter."""


def hints(found: Sequence[Spot], label_of: Mapping[Link, str], typed: str, width: int) -> Hints:
    """By row, the labels that can still be meant, in a column of `width` cells.

    They stand on what is seen first of their links; where two would meet, the later one makes room.
    """
    rows: dict[int, list[Hint]] = {}
    seen: set[Link] = set()
    for spot in found:
        label = label_of[spot.link]
        if spot.link in seen:
            continue
        seen.add(spot.link)
        placed = rows.setdefault(spot.row, [])
        after = placed[-1].cell + len(placed[-1].label) if placed else 0
        cell = max(min(spot.cell, width - len(label)), after)
        placed.append(Hint(cell, label, len(typed)))
    # What is not meant any more has kept its room until here: no label moves as one types.
    return {
        row: kept
        for row, placed in rows.items()
        if (kept := [hint for hint in placed if hint.label.startswith(typed)])
    }
