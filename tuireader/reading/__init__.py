"""One work being read: its chapters, its record, and where it stands.

The place is set only by what the reader does, through `move` and the jumps; nothing here knows
about windows, lines or pages. Chapters come from the library one at a time; the record goes to the
store. Opening costs the same whatever the length of the work and however many marks it has: marks
are read when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tuireader.anchoring import anchor_passage
from tuireader.library import Library, LibraryError, Outline
from tuireader.library.naming import is_number, named
from tuireader.marks import Progress, WorkRecord
from tuireader.place import Passage, Place
from tuireader.reading.chapters import Chapters, Extent
from tuireader.store import Store, StoreError
from tuireader.work import Chapter, Metadata

if TYPE_CHECKING:
    from tuireader.reading.marking import Marks

NOTHING = (Outline(1, "", 0, 0, "", False),)
"""The outline of a work without chapters, so that it can be opened like any other."""

KEPT_JUMPS = 100
MOMENT = 400_000  # characters of a text into which a record is moved unnoticed
REREADING = 0.9  # back before this fraction of a finished work, one is reading it again


class Listing(NamedTuple):
    """A line of the contents as the reader sees it."""

    title: str
    level: int  # from 1
    place: Place
    words: int  # of the chapter, on the line that stands for it; 0 on others


ABOVE = "above"  # the name of `Reading.above` in the record


def _above_of(progress: Progress) -> int | None:
    above = progress.extra.get(ABOVE)
    return above if isinstance(above, int) else None


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class Reading:
    """The work `key`, at `place` or where reading stopped. Raises KeyError where there is none."""

    def __init__(
        self,
        library: Library,
        store: Store,
        key: str,
        place: Place | None = None,
        clock: Callable[[], datetime] = _now,
    ):
        self.key = key
        self.metadata: Metadata = library.metadata(key)
        self._names = library.names(key)
        # The edition that is opened is read to the end, whatever becomes of the library meanwhile.
        self.edition: str = library.edition(key)
        self.outline: tuple[Outline, ...] = library.outline(key, self.edition) or NOTHING
        self.chapters = Chapters(self._load, len(self.outline))
        self._extent = Extent(self.chapters, self.outline)
        self._library = library
        self._store = store
        self._clock = clock

        self.behind = False
        """Whether what was made in another edition is still to be moved: see `caught_up`."""
        progress = store.load_progress(key)
        if progress and progress.anchor.edition != self.edition:
            progress = self._arrive(progress)
        resumed = self._extent.nearest(progress.anchor.place) if progress else Place()
        self._place = resumed if place is None else self._extent.nearest(place)
        self._above = _above_of(progress) if progress and place is None else None
        self._at_end = False
        self.finished = progress.finished if progress else False
        self._back: list[Place] = [resumed] if progress and resumed != self._place else []
        self._forward: list[Place] = []
        self._left = self._back[-1] if self._back else None  # where one was before going far
        # Opening at a mark, or in a changed text, is no reading yet: the old place stays until the
        # reader goes on from there.
        same_text = progress is None or progress.anchor.made.edition == self.edition
        self._unsaved = same_text and resumed == self._place
        self._written: Progress | None = None
        self._visited = {self._place.chapter}

    def _load(self, index: int) -> Chapter:
        if self.outline is NOTHING:
            return Chapter(1)
        return self._library.chapter(self.key, index, self.edition)

    # Where reading stands

    @property
    def place(self) -> Place:
        return self._place

    @property
    def above(self) -> int | None:
        """How many lines without a place of their own (a title, a label) stand on the page above
        the text at the place; None: those that head it."""
        return self._above

    def move(self, place: Place, above: int | None = None, at_end: bool = False) -> None:
        """The reader has gone to `place`, with so many lines `above` it, as the property says.

        `at_end`: the end of the work is in view there.
        """
        place = self._extent.nearest(place)
        self._unsaved |= (place, above) != (self._place, self._above)
        self._unsaved |= at_end and not self.finished
        self._place, self._above, self._at_end = place, above, at_end
        self._visited.add(place.chapter)
        if at_end:
            self.finished = True
        elif self.fraction < REREADING:
            self.finished = False

    def show(self, at_end: bool) -> None:
        """The end of the work has come into view, or left it, without the reader going anywhere."""
        self._at_end = at_end

    @property
    def fraction(self) -> float:
        """How much of the work lies before the page, 0..1; with its end in view all of it."""
        return 1.0 if self._at_end else self.fraction_at(self._place)

    def fraction_at(self, place: Place) -> float:
        """How much of the work's characters come before `place`, 0..1."""
        return self._extent.fraction_at(place)

    def rough_fraction(self, place: Place) -> float:
        """`fraction_at` without loading anything: of other chapters, only where they begin."""
        if place.chapter == self._place.chapter:
            return self._extent.fraction_at(place)
        return self._extent.fraction_before(place.chapter)

    def place_at(self, fraction: float) -> Place:
        """The place before which lies `fraction` (0..1) of the work's characters."""
        return self._extent.place_at(fraction)

    def words_left(self) -> tuple[int, int]:
        """Words from the place to the end of its chapter, and to the end of the work."""
        return self._extent.words_left(self._place)

    # What was made in another edition

    def _arrive(self, progress: Progress) -> Progress | None:
        """The progress, which was in another edition, in this one."""
        from tuireader.updating import Text, update

        if self._extent.total <= MOMENT:
            try:
                update(self._library, self._store, self.key)
                return self._store.load_progress(self.key)
            except (LibraryError, StoreError):  # what cannot be written can still be read
                return Text(self._library, self.key, self.edition).carrier.progress(progress)
        self.behind = True
        made = progress.anchor.made
        if made.edition == self.edition:
            return replace(progress, anchor=made)
        from tuireader.anchoring import find_quote

        found = find_quote(self.chapters, made.quote, progress.anchor.place)
        passage = found.passage if found else progress.anchor.passage
        return replace(progress, anchor=replace(progress.anchor, passage=passage))

    def caught_up(self) -> Place | None:
        """`updating.update` has been at work: where to go on, unless the reader has gone on."""
        self.behind = False
        progress = self._store.load_progress(self.key)
        if self._unsaved or self._written or progress is None:
            return None
        if progress.anchor.edition != self.edition:  # another text has come meanwhile
            return None
        place = self._extent.nearest(progress.anchor.place)
        return None if place == self._place else place

    # Contents

    def chapter_name(self, index: int) -> str:
        """The title of a chapter, after that of its part where it only counts; or its number; the
        work's title where it is the only one."""
        line = self.outline[index]
        if line.title:
            return self._chapter_names[index] if is_number(line.title) else line.title
        whole = self.metadata.title if len(self.outline) == 1 else ""
        return whole or f"Chapter {line.number}"

    @cached_property
    def _chapter_names(self) -> list[str]:
        titles = [line.title for line in self.outline]
        return named(titles, self._library.contents(self.key), self.metadata.title)

    @cached_property
    def listings(self) -> list[Listing]:
        """The contents: the book's own where it has any, else its chapters."""
        entries = self._library.contents(self.key)
        listed = [
            (entry.title, entry.level, Place(*entry[2:5]), entry.linked) for entry in entries
        ] or [
            (self.chapter_name(index), 1, Place(index), True) for index in range(len(self.outline))
        ]
        chapters = self._lines_of_chapters(listed)
        listings = []
        for index, (title, level, place, _) in enumerate(listed):
            stands = chapters.get(place.chapter) == index
            words = self.outline[place.chapter].words if stands else 0
            name = title or (self.chapter_name(place.chapter) if stands else "—")
            listings.append(Listing(name, level, place, words))
        return listings

    def _lines_of_chapters(self, listed: list[tuple[str, int, Place, bool]]) -> dict[int, int]:
        """The line of the contents that stands for each chapter: of those that lead into it the
        one with its title, so that no preface before it is taken for it; or the first."""
        found: dict[int, int] = {}
        titled: set[int] = set()
        for index, (title, _, place, linked) in enumerate(listed):
            chapter = place.chapter
            if not linked or chapter >= len(self.outline):
                continue
            name = self.outline[chapter].title.casefold()
            named_so = bool(name) and name in title.casefold()
            if chapter not in found or (named_so and chapter not in titled):
                found[chapter] = index
            if named_so:
                titled.add(chapter)
        return found

    def here(self) -> int:
        """The index of the line of the contents where reading stands."""
        places = [listing.place for listing in self.listings]
        reached = [index for index, place in enumerate(places) if place <= self._place]
        return max(reached, key=lambda index: (places[index], index), default=0)

    # Going far and coming back

    def jump(self, place: Place) -> None:
        """Go far: `back` returns to where this was."""
        if self._extent.nearest(place) == self._place:
            return
        self._left = self._place
        self._back = [*self._back, self._place][-KEPT_JUMPS:]
        self._forward.clear()
        self.move(place)

    def back(self) -> bool:
        """Return to where the last jump began. False where there was none."""
        return self._return(self._back, self._forward)

    def forward(self) -> bool:
        """Undo `back`. False where there is nothing to undo."""
        return self._return(self._forward, self._back)

    def swap(self) -> bool:
        """Go to the place last left by going far or coming back; once more, and be here again.
        False where there is none."""
        place = self._left
        if place is None or place == self._place:
            return False
        if self._forward[-1:] == [place]:
            return self.forward()
        if self._back[-1:] == [place]:
            self._back.pop()
        self.jump(place)
        return True

    def _return(self, source: list[Place], target: list[Place]) -> bool:
        if not source:
            return False
        self._left = self._place
        target.append(self._place)
        self.move(source.pop())
        return True

    # The record

    @cached_property
    def marks(self) -> Marks:
        from tuireader.reading.marking import Marks

        return Marks(self, self._store, self._clock)

    def named(self, record: WorkRecord) -> WorkRecord:
        """`record` with what the work is, for people who look into it and for its next files."""
        return replace(
            record,
            title=self.metadata.title,
            authors=self.metadata.authors,
            known_as=tuple(sorted({*record.known_as, *self._names})),
        )

    def unsaved(self) -> Callable[[], None] | None:
        """What writes the place and the marks to the record, to be called from any thread; None if
        they are there.

        Calling `unsaved` counts as saved; where the write raises, they are unsaved again.
        """
        marks = self.marks.unsaved() if "marks" in self.__dict__ else None
        place = self._unsaved_place()
        if marks is None or place is None:
            return marks or place

        def write() -> None:
            try:
                marks()
            except BaseException:
                self._unsaved = True
                raise
            place()

        return write

    def _unsaved_place(self) -> Callable[[], None] | None:
        if not self._unsaved:
            return None
        anchor = anchor_passage(self.chapters, Passage.at(self._place), self.edition)
        extra = {} if self._above is None else {ABOVE: self._above}
        # Who stops with the end in view has finished, however they came there.
        finished = self.finished or self._at_end
        progress = Progress(anchor, self._clock(), self.fraction, finished, extra)
        self._written = progress
        self._unsaved = False

        def write() -> None:
            try:
                self._store.update(
                    self.key, lambda record: replace(self.named(record), progress=progress)
                )
            except BaseException:
                self._unsaved = True
                raise

        return write

    def save(self) -> None:
        """Write the place and the marks, if they are not on disk yet."""
        if write := self.unsaved():
            write()

    def mirror(self) -> None:
        """Tell the library, for its lists, how far this has been read."""
        if self._written:
            progress = self._written
            self._library.note_reading(self.key, progress.fraction, progress.at, progress.finished)
            self._library.note_seen(self.key, self.edition, self._visited)
