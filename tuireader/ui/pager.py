"""Where the window stands in a work: chapters set at its width, and the row that is on top.

Everything that moves the page is here, without Textual: the screen turns keys into these calls and
draws what comes of them. Moving tells the `Reading` its new place; another size or measure shows
the same place again and tells it nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tuireader.layout import ChapterLayout, LineKind, Setting, title_page
from tuireader.place import Passage, Place
from tuireader.reading import Reading
from tuireader.ui import turning

KEPT_LAYOUTS = 4
KEPT_PAGES = 500

# What belongs to the text below it, when one goes there from afar.
_HEADS = frozenset({LineKind.NUMBER, LineKind.TITLE, LineKind.LABEL})

# Setting, height, what is unfolded, chapter, row on top.
_Window = tuple[Setting, int, frozenset[int], int, int]
_NOTHING: frozenset[int] = frozenset()


class View(NamedTuple):
    """A chapter as it is set: its rows are the same wherever this is."""

    chapter: int
    setting: Setting
    opened: frozenset[int]  # the parts unfolded in it


class Rows:
    """A chapter's layout as `turning` sees it."""

    def __init__(self, layout: ChapterLayout):
        self.layout = layout
        self.height = layout.height

    def is_blank(self, row: int) -> bool:
        return self.layout.line(row).kind is LineKind.BLANK


class Pager:
    """A window of `height` rows on the work of `reading`, at the place where that stands."""

    def __init__(self, reading: Reading, setting: Setting, height: int):
        self.reading = reading
        self.setting = setting
        self.height = max(1, height)
        self.top = 0
        self._rows: dict[View, Rows] = {}
        self._opened: dict[int, frozenset[int]] = {}  # of each chapter, the parts unfolded in it
        self._trail: list[tuple[_Window, _Window]] = []  # pages turned: (to, from)
        self.show_place()

    # What is shown

    @property
    def chapter(self) -> int:
        return self.reading.place.chapter

    @property
    def layout(self) -> ChapterLayout:
        return self.rows(self.chapter).layout

    def view(self, chapter: int) -> View:
        return View(chapter, self.setting, self._opened.get(chapter, _NOTHING))

    def rows(self, chapter: int) -> Rows:
        """A chapter at the present setting; the last few stay."""
        view = self.view(chapter)
        rows = self._rows.pop(view, None)
        if rows is None:
            rows = Rows(self._lay_out(chapter))
        self._rows[view] = rows
        if len(self._rows) > KEPT_LAYOUTS:
            del self._rows[next(iter(self._rows))]
        return rows

    @property
    def opened(self) -> frozenset[int]:
        """The folded parts that are open in this chapter, by the blocks of their summaries."""
        return self._opened.get(self.chapter, _NOTHING)

    def page(self) -> tuple[int, int]:
        """Which page of its chapter this is, and of how many."""
        return turning.page_of(self.rows(self.chapter), self.top, self.height)

    def passage(self) -> Passage:
        """From the first to beyond the last place in view."""
        layout, after = self.layout, self.top + self.height
        start = self._place(self.top)
        if after < layout.height:
            return Passage(start, max(start, Place(self.chapter, *layout.place_at(after))))
        return Passage(start, Place(self.chapter + 1))

    @property
    def at_end(self) -> bool:
        """Whether the end of the work is in view."""
        last = self.chapter == len(self.reading.outline) - 1
        return last and self.top + self.height >= self.layout.height

    # Showing a place: nothing here is the reader's doing

    def set(self, setting: Setting, height: int) -> None:
        """Another size or measure: the same place comes to the top again."""
        if (setting, max(1, height)) != (self.setting, self.height):
            self.setting, self.height = setting, max(1, height)
            self.show_place()

    def show_place(self) -> None:
        """Bring the row of the place where the reading stands to the top."""
        self.unfold(self.reading.place)
        self.top = self._row(self.reading.place, self.reading.above)
        self.reading.show(self.at_end)

    def unfold(self, place: Place) -> None:
        """Open the folded part that a place is in, so that what one goes to is there."""
        summary = self.rows(place.chapter).layout.fold_of(place.block)
        if summary is not None:
            opened = self._opened.get(place.chapter, _NOTHING)
            self._opened[place.chapter] = opened | {summary}

    def prepare(self, chapter: int) -> None:
        """Have a chapter ready, so that turning into it costs nothing."""
        if 0 <= chapter < len(self.reading.outline):
            self.rows(chapter)

    def ahead(self) -> tuple[int, int] | None:
        """The chapter and the top row of the next page; None at the end of the work."""
        top = turning.next_page(self.rows(self.chapter), self.top, self.height)
        if top is not None:
            return self.chapter, top
        chapter = self.chapter + 1
        return (chapter, 0) if chapter < len(self.reading.outline) else None

    # Moving: what the reader does. Each says whether the page moved.

    def turn_page(self, pages: int) -> bool:
        """A page forward (1) or back (-1), also into another chapter."""
        here = self._at()
        if pages > 0:
            rows = self.rows(self.chapter)
            moved = self._to_row(turning.next_page(rows, self.top, self.height), pages)
            if moved:
                self._trail = [*self._trail[-KEPT_PAGES:], (self._at(), here)]
            return moved
        if self._trail and self._trail[-1][0] == here:
            # The way one came: what was passed over between two pages stays passed over.
            (*_, chapter, top) = self._trail.pop()[1]
            return self._arrive(chapter, top)
        return self._to_row(turning.previous_page(self.top, self.height), pages)

    def _at(self) -> _Window:
        return self.setting, self.height, self.opened, self.chapter, self.top

    def scroll(self, lines: int) -> bool:
        """Some lines down (positive) or up, also into another chapter."""
        rows = self.rows(self.chapter)
        return self._to_row(turning.scrolled(rows, self.top, lines, self.height), lines)

    def turn_chapter(self, chapters: int) -> bool:
        """To the start of the next chapter (1) or the one before (-1)."""
        chapter = self.chapter + chapters
        if not 0 <= chapter < len(self.reading.outline):
            return False
        return self.jump(Place(chapter))

    def chapter_start(self) -> bool:
        return self.jump(Place(self.chapter))

    def chapter_end(self) -> bool:
        """To the last windowful of the chapter."""
        return self._jump_to(self.chapter, self.layout.height - self.height)

    def go_to_share(self, fraction: float) -> bool:
        """To the line before which lies `fraction` (0..1) of the work.

        The place is the line's first word: that is what the reader sees on top and what has to
        stay there when the window changes.
        """
        place = self.reading.place_at(fraction)
        layout = self.rows(place.chapter).layout
        return self._jump_to(place.chapter, layout.row_of(place.block, place.offset))

    def go_to_page(self, page: int) -> bool:
        """To a page of this chapter, counted from 1; to its last where it has fewer."""
        _, pages = self.page()
        return self._jump_to(
            self.chapter, turning.top_of_page(min(max(1, page), pages), self.height)
        )

    def reveal(self, chapter: int, row: int) -> bool:
        """As little as it takes to have a row of a chapter in view."""
        top = self.top
        if chapter != self.chapter:
            below = self.rows(chapter).layout.height - self.height
            top = 0 if chapter > self.chapter else max(0, below)
        top = min(max(top, row - self.height + 1), row)
        return (chapter, top) != (self.chapter, self.top) and self._arrive(chapter, top)

    # Folding

    def toggle_fold(self, row: int) -> bool:
        """Open or close the folded part whose summary is on a row. False where none is."""
        block = self.layout.line(row).block
        if block not in self.layout.folds:
            return False
        self._fold(self.opened ^ {block})
        return True

    def toggle_folds(self) -> bool:
        """Open what is folded on this page, or close it where nothing is. False where there is
        nothing that can be folded."""
        layout, place = self.layout, self.reading.place
        rows = {summary: layout.row_of(summary, 0) for summary in layout.folds}
        here = {
            summary
            for summary, end in layout.folds.items()
            if self.top <= rows[summary] < self.top + self.height or summary < place.block < end
        }
        if here:
            self._fold(self.opened | here if here - self.opened else self.opened - here)
        return bool(here)

    def _fold(self, opened: frozenset[int]) -> None:
        self._opened[self.chapter] = opened
        summary = self.layout.fold_of(self.reading.place.block)
        if summary is None:
            self.show_place()
        else:  # where one was is folded away now
            self._arrive(self.chapter, self.layout.row_of(summary, 0))

    # Far away

    def work_start(self) -> bool:
        return self.jump(Place())

    def work_end(self) -> bool:
        """To the last windowful of the work."""
        last = len(self.reading.outline) - 1
        return self._jump_to(last, self.rows(last).layout.height - self.height)

    def jump(self, place: Place) -> bool:
        """Far away: the way back is remembered."""
        before = self.chapter, self.top
        self.reading.jump(place)
        self.show_place()
        return (self.chapter, self.top) != before

    def retrace(self, step: Callable[[], bool]) -> bool:
        """`back`, `forward` or `swap` of the reading."""
        moved = step()
        self.show_place()
        return moved

    def _to_row(self, top: int | None, direction: int) -> bool:
        if top is not None:
            return self._arrive(self.chapter, top)
        return self._beyond(direction, at_end=direction < 0)

    def _beyond(self, direction: int, at_end: bool) -> bool:
        chapter = self.chapter + (1 if direction > 0 else -1)
        if not 0 <= chapter < len(self.reading.outline):
            # Turning on from the last page is what finishes a work that fits on it.
            self.reading.move(self.reading.place, self.reading.above, self.at_end)
            return False
        top = turning.last_page(self.rows(chapter), self.height) if at_end else 0
        return self._arrive(chapter, top)

    def _arrive(self, chapter: int, top: int) -> bool:
        moved = (chapter, top) != (self.chapter, self.top)
        self.top = top
        last = chapter == len(self.reading.outline) - 1
        at_end = last and top + self.height >= self.rows(chapter).height
        self.reading.move(self._place_in(chapter, top), self._above(chapter, top), at_end)
        return moved

    def _jump_to(self, chapter: int, top: int) -> bool:
        return self.jump(self._place_in(chapter, top))

    # Rows and places

    def _place(self, row: int) -> Place:
        return self._place_in(self.chapter, row)

    def _place_in(self, chapter: int, row: int) -> Place:
        """The place on `row`, or the next one where that holds none."""
        if row <= 0:
            return Place(chapter)
        return Place(chapter, *self.rows(chapter).layout.place_at(row))

    def _above(self, chapter: int, row: int) -> int | None:
        """How many lines that have no place stand from `row` to the text that the place is of.

        None at the top of a chapter; negative where the text is above `row`.
        """
        if row <= 0:
            return None
        rows = self.rows(chapter)
        text = rows.layout.row_of(*rows.layout.place_at(row))
        lines = sum(not rows.is_blank(between) for between in range(min(row, text), max(row, text)))
        return lines if row <= text else -lines

    def _row(self, place: Place, above: int | None) -> int:
        """The row for the top of a page with the text at `place` and so many lines above that.

        With None, those that head the text; at the beginning of a chapter, all.
        """
        rows = self.rows(place.chapter)
        row = rows.layout.row_of(place.block, place.offset)
        text = rows.layout.place_at(row)
        if above is not None and above < 0:
            while above < 0 and row < rows.height - 1:
                row += 1
                above += not rows.is_blank(row - 1)
            return row
        if above is None and (place.block, place.offset) == (0, 0):
            return 0
        top = row
        while row > 0 and above != 0 and rows.layout.place_at(row - 1) == text:
            row -= 1
            if rows.is_blank(row):
                continue
            if above is None and rows.layout.line(row).kind not in _HEADS:
                break
            top = row
            above = None if above is None else above - 1
        return top

    def _lay_out(self, chapter: int) -> ChapterLayout:
        metadata = self.reading.metadata
        page = title_page(metadata, len(self.reading.outline)) if not chapter else None
        # Where no author counted chapters, their numbers are only positions: the title says more.
        numbered = bool(metadata.chapters_posted)
        return ChapterLayout(
            self.reading.chapters[chapter],
            self.setting,
            page,
            numbered=numbered,
            opened=self._opened.get(chapter, _NOTHING),
        )
