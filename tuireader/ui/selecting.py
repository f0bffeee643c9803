"""What is selected on the pages of a pager, and how keys and the mouse change it.

Without Textual. The selection is a passage of the text, so that no resize and no paging touches
it. It runs from where it began, a sign or a word taken as a whole, to the head, which moves; the
page follows the head.
"""

from __future__ import annotations

from tuireader.layout import ChapterLayout
from tuireader.place import Passage, Place
from tuireader.reading import motion
from tuireader.reading.motion import Unit
from tuireader.ui.pager import Pager


class Selector:
    """A selection on `pager` that begins with `origin`."""

    def __init__(self, pager: Pager, origin: Passage):
        self.pager = pager
        self._chapters = pager.reading.chapters
        self._origin = origin
        self.head = origin.end
        self._goal: int | None = None  # the cell that steps by lines keep to

    @classmethod
    def at_page(cls, pager: Pager, last: Passage | None = None) -> Selector:
        """Beginning with the first word of the page, or that after `last` where it is on it."""
        page = pager.passage()
        place = max(page.start, Place(pager.chapter))
        if last is not None and page.start <= last.end < page.end:
            place = last.end
        return cls(pager, _first_word(pager, place))

    @property
    def passage(self) -> Passage:
        """What is selected; empty where the head has come back to the origin."""
        origin = self._origin
        if self.head > origin.start:
            return Passage(origin.start, self.head)
        return Passage(self.head, origin.end)

    @property
    def _is_forward(self) -> bool:
        return self.head > self._origin.start

    def words(self) -> int:
        """How many words are selected, without loading the chapters between."""
        chapters, (start, end) = self._chapters, self.passage
        if end.chapter == start.chapter:
            return motion.count_words(motion.text_of(chapters, self.passage))
        first = Passage(start, motion.chapter_end(chapters, start.chapter))
        last = Passage(motion.chapter_start(chapters, end.chapter), end)
        between = self.pager.reading.outline[start.chapter + 1 : end.chapter]
        parts = (motion.count_words(motion.text_of(chapters, part)) for part in (first, last))
        return sum(parts) + sum(line.words for line in between)

    # Keys

    def by(self, unit: Unit, direction: int) -> None:
        step = motion.forward if direction > 0 else motion.backward
        self._go(step(self._chapters, self.head, unit))

    def lines(self, count: int) -> None:
        """So many rows of text down, or up, also into another chapter."""
        chapter, (row, cell) = self._seen.chapter, self._cell()
        goal = cell if self._goal is None else self._goal
        step = 1 if count > 0 else -1
        for _ in range(abs(count)):
            found = self._text_row(chapter, row + step, step)
            if found is None:
                break
            chapter, row = found
        self.reach(_word_at(self.pager, chapter, row, goal))
        self._goal = goal

    def pages(self, count: int) -> None:
        """A windowful down or up; from the end of a chapter into the next one."""
        chapter, (row, cell) = self._seen.chapter, self._cell()
        step = 1 if count > 0 else -1
        last = self._layout(chapter).height - 1
        target = max(0, min(last, row + count * self.pager.height))
        found = self._text_row(chapter, target, -step, only=chapter)
        if found is None or found[1] * step <= row * step:
            found = self._text_row(chapter, row + step, step)
        if found is not None:
            self.reach(_word_at(self.pager, *found, cell))
            self._goal = cell

    def to_chapter(self, end: bool) -> None:
        """To the start or the end of the chapter; from there, of the next one."""
        edge, step = (motion.chapter_end, 1) if end else (motion.chapter_start, -1)
        chapter = self.head.chapter
        place = edge(self._chapters, chapter)
        if place == self.head and 0 <= chapter + step < len(self._chapters):
            place = edge(self._chapters, chapter + step)
        self._go(place)

    def to_work(self, end: bool) -> None:
        self._go((motion.text_end if end else motion.text_start)(self._chapters))

    def swap(self) -> None:
        """The head goes to the other end."""
        start, end = self.passage
        head, other = (start, end) if self._is_forward else (end, start)
        self._origin = Passage.at(other)
        self._go(head)

    def restart(self) -> None:
        """Begin anew with the word at the head."""
        self._origin = _first_word(self.pager, self._seen)
        self._go(self._origin.end)

    # The mouse

    def reach(self, passage: Passage, *, follow: bool = True) -> None:
        """Extend over `passage`, whichever side of the origin it is on."""
        self._go(passage.end if passage.start >= self._origin.start else passage.start, follow)

    @property
    def origin(self) -> Passage:
        """Where it began."""
        return self._origin

    # The page

    def _go(self, head: Place, follow: bool = True) -> None:
        self.head = head
        self._goal = None
        if not follow:
            return
        seen = self._seen
        self.pager.unfold(seen)
        row = self._layout(seen.chapter).row_of(seen.block, seen.offset)
        self.pager.reveal(seen.chapter, row)

    @property
    def caret(self) -> tuple[int, int, int]:
        """The chapter, the row of its layout, and the cell of the column, that the head is in."""
        return self._seen.chapter, *self._cell()

    @property
    def _seen(self) -> Place:
        """The sign at the head that is selected: that before it, where it is the end."""
        head = self.head
        back = self._is_forward and head.offset > 0
        return head._replace(offset=head.offset - 1) if back else head

    def _cell(self) -> tuple[int, int]:
        seen = self._seen
        return self._layout(seen.chapter).cell_of(seen.block, seen.offset)

    def _layout(self, chapter: int) -> ChapterLayout:
        return self.pager.rows(chapter).layout

    def _text_row(
        self, chapter: int, row: int, step: int, only: int | None = None
    ) -> tuple[int, int] | None:
        """The first row from `row` on that shows text, going by `step`, perhaps in `only` one
        chapter."""
        while True:
            layout = self._layout(chapter)
            while 0 <= row < layout.height:
                if is_text(layout, row):
                    return chapter, row
                row += step
            chapter += step
            if only is not None or not 0 <= chapter < len(self._chapters):
                return None
            row = 0 if step > 0 else self._layout(chapter).height - 1


def is_text(layout: ChapterLayout, row: int) -> bool:
    line = layout.line(row)
    return line.start < line.end and layout.chapter.blocks[line.block].has_text


def sign_at(pager: Pager, chapter: int, row: int, cell: int) -> Passage:
    """The sign that is drawn in a cell of the column; beside text and where there is none, the
    nearest place, as an empty passage."""
    layout = pager.rows(chapter).layout
    if row >= layout.height:
        return Passage.at(motion.chapter_end(pager.reading.chapters, chapter))
    block, offset = layout.point_at(max(0, row), cell)
    place = Place(chapter, block, offset)
    line = layout.line(max(0, row))
    if not line.runs and (not is_text(layout, max(0, row)) or offset >= line.end):
        return Passage.at(place)
    return motion.around(pager.reading.chapters, place, Unit.SIGN)


def _word_at(pager: Pager, chapter: int, row: int, cell: int) -> Passage:
    """The word in a cell of the column: steps by lines leave no word cut. The sign where the word
    goes on in another row, so that the row is the one asked for."""
    sign = sign_at(pager, chapter, row, cell)
    line = pager.rows(chapter).layout.line(row)
    word = motion.around(pager.reading.chapters, sign.start, Unit.WORD)
    whole = line.start <= word.start.offset <= word.end.offset <= line.end
    return word if whole and word.start <= sign.start and sign.end <= word.end else sign


def _first_word(pager: Pager, place: Place) -> Passage:
    """The first word at or after `place`."""
    chapters = pager.reading.chapters
    word = motion.around(chapters, place, Unit.WORD)
    if word.start < word.end and word.end > place:
        return word
    end = motion.forward(chapters, place, Unit.WORD)
    return Passage(motion.backward(chapters, end, Unit.WORD), end)
