"""What lies over the text of a page: highlights, the selection, and signs in the margin.

For one line it says where its pieces must be cut, how each then looks, and which signs stand
beside it. It asks the marks of a chapter for those of a block and never goes through all. Imported
when there is something to show.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style
from textual.color import Color

from tuireader.layout import ChapterLayout, Line, LineKind
from tuireader.marks import Mark, MarkKind
from tuireader.place import Passage, Place
from tuireader.reading import Reading
from tuireader.reading.mark_index import Cover
from tuireader.reading.marking import Marks
from tuireader.ui.tints import LETTERS, Tints, known

if TYPE_CHECKING:
    from tuireader.anchoring import Changes

BOOKMARK = "▸"
NOTE = "✎"
NEW, EDITED = "┃", "┊"  # beside the lines of paragraphs that are new or edited

TITLE = -1  # stands for the block of a title, which is none
_TITLES = (LineKind.NUMBER, LineKind.TITLE)

Stretch = tuple[int, int, int]  # block, start, end


class Sign(NamedTuple):
    text: str
    style: Style


class Shades(NamedTuple):
    """The styles of signs that are no colour of a highlight."""

    bookmark: Style
    note: Style
    change: Style


class Overlay:
    """Over the pages of one work; `plain`: no colour will be seen, `few`: sixteen at most.

    `selection` and `current`, the id of the mark that was gone to last, change with what the reader
    does; `changes` says of blocks whether they are NEW or EDITED.
    """

    def __init__(
        self, marks: Marks, colours: Mapping[str, str], *, plain: bool = False, few: bool = False
    ):
        self.marks = marks
        self._plain, self._few = plain, few
        self.dress(colours)
        self.selection: Passage | None = None
        self.current = ""
        self.changes: Mapping[tuple[int, int], str] = {}
        self._ticks: tuple[object, frozenset[int]] = (None, frozenset())
        self._cells: dict[tuple[Place, int], int] = {}  # of the line through the work

    def dress(self, colours: Mapping[str, str]) -> None:
        """Take the colours of a theme."""
        self.tints = Tints(
            colours["foreground"],
            colours["background"],
            colours.get("screen-selection-background", ""),
            plain=self._plain,
            few=self._few,
        )
        names = ("accent", "page-muted", "page-ornament")
        self.shades = Shades(
            *(Style(color=Color.parse(colours[name]).rich_color) for name in names)
        )

    def state(self, chapter: int, line: Line) -> Hashable:
        """Differs wherever a line looks different; None where nothing is over or beside it."""
        there: Hashable
        if line.runs:
            states = tuple(self._state_of(chapter, run.block) for run in line.runs)
            there = states if any(states) else None
        else:
            there = self._state_of(chapter, line.block)
        selected = self._selected(chapter, line) if self.selection is not None else ()
        return (there, selected) if there or selected else None

    def _state_of(self, chapter: int, block: int) -> Hashable:
        """Differs wherever what is on a block does; None where nothing is."""
        changed = self.changes.get((chapter, block)) if self.changes else None
        if block not in self.marks.blocks(chapter):
            return changed
        there = self.marks.beginning(chapter, block) if self.current else ()
        current = any(mark.id == self.current for mark in there)
        return self.marks.stamp(chapter, block), current and self.current, changed

    def ticks(self, reading: Reading, width: int) -> frozenset[int]:
        """The cells of a line through the work, `width` cells long, at which there are marks."""
        here = reading.place.chapter
        key = self.marks.version, here, width
        if self._ticks[0] != key:
            places = self.marks.landmarks(here)
            self._ticks = key, frozenset(self._cell(reading, place, width) for place in places)
        return self._ticks[1]

    def _cell(self, reading: Reading, place: Place, width: int) -> int:
        cell = self._cells.get((place, width))
        if cell is None:
            far = int(reading.rough_fraction(place) * width)
            cell = self._cells[place, width] = min(width - 1, far)
        return cell

    def _selected(self, chapter: int, line: Line) -> tuple[Stretch, ...]:
        if self.selection is None:
            return ()
        (first, *start), (last, *end) = self.selection
        if not first <= chapter <= last:
            return ()
        found = []
        for block, begin, stop in stretches(line):
            if first == chapter and (block, stop) > tuple(start):
                begin = max(begin, start[1]) if block == start[0] else begin
            elif first == chapter:
                continue
            if last == chapter and (block, begin) >= tuple(end):
                continue
            if last == chapter and block == end[0]:
                stop = min(stop, end[1])
            found.append((block, begin, stop))
        return tuple(found)

    def over(self, chapter: int, line: Line) -> Over | None:
        """What lies over the text of a line; None where nothing does."""
        covers = {}
        for block, start, end in stretches(line):
            there = self.marks.covers(chapter, block)
            if found := [one for one in there if one.start < end and one.end > start]:
                covers[block] = found
        selected = self._selected(chapter, line)
        return Over(covers, selected, self.tints) if covers or selected else None

    def signs(self, chapter: int, layout: ChapterLayout, line: Line) -> list[Sign]:
        """What stands in the margin beside a line, from left to right."""
        signs = []
        for mark in self.beginning(chapter, layout, line):
            at = Style(reverse=True) if mark.id == self.current else Style.null()
            if mark.kind is MarkKind.BOOKMARK:
                signs.append(Sign(BOOKMARK, self.shades.bookmark + at))
            else:
                letter = LETTERS[known(mark.colour)]
                signs.append(Sign(letter, self.tints.ink(mark.colour) + at))
            if mark.note:
                signs.append(Sign(NOTE, self.shades.note + at))
        changed = self.changes.get((chapter, line.block))
        if changed and (line.start < line.end or line.kind in _TITLES):
            signs.append(Sign(changed, self.shades.change))
        return signs

    def beginning(self, chapter: int, layout: ChapterLayout, line: Line) -> Iterator[Mark]:
        """The marks that begin on a line."""
        for block, start, end in stretches(line):
            there = self.marks.beginning(chapter, block)
            if not there:
                continue
            text = layout.chapter.blocks[block].text
            # The space at which the line was broken is still its own.
            end += end == len(text) or text[end] in " \n"
            yield from (mark for mark in there if start <= mark.anchor.place.offset < end)


def signs_of(changes: Changes) -> dict[tuple[int, int], str]:
    """By chapter and block, the sign beside paragraphs that are new or edited.

    A chapter that is new as a whole has one sign at its title: else every line would have one.
    """
    signs = {
        (paragraph.new.chapter, paragraph.new.block): NEW if paragraph.old is None else EDITED
        for chapter in changes.chapters
        for paragraph in chapter.paragraphs
        if paragraph.new is not None
    }
    new = (one.new for one in changes.chapters if one.change == "new" and one.new is not None)
    return signs | {(chapter, TITLE): NEW for chapter in new}


class Over(NamedTuple):
    """What lies over one line: by block what highlights cover, and what is selected."""

    covers: Mapping[int, Sequence[Cover]]
    selected: Sequence[Stretch]
    tints: Tints

    def cuts(self) -> set[int]:
        edges = {edge for covers in self.covers.values() for c in covers for edge in c[:2]}
        return edges.union(*(stretch[1:] for stretch in self.selected))

    def style(self, block: int, start: int) -> Style:
        """How what begins at an offset of a block looks, on top of what it is."""
        colours = [
            cover.mark.colour
            for cover in self.covers.get(block, ())
            if cover.start <= start < cover.end
        ]
        selected = bool(self.selected) and any(
            block == one and begin <= start < stop for one, begin, stop in self.selected
        )
        return self.tints.style(tuple(colours), selected) if colours or selected else Style.null()


def stretches(line: Line) -> list[Stretch]:
    """The text on a line: of a line of a table, that of each cell."""
    if line.runs:
        return [(run.block, run.start, run.end) for run in line.runs]
    return [(line.block, line.start, line.end)] if line.block >= 0 and line.start < line.end else []
