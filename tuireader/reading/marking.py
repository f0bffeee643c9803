"""The marks of the work that is read: made, changed, taken away, found, and all of that undone.

Every change is at once in what is shown and waits in `unsaved` to be written away from the keys.
Marks are kept by chapter and by block, so that nothing that is done on a page looks at all of
them. It must not know what a page is, nor how marks look. Marks that have lost their place, or
stand in another edition, are kept and not shown on pages.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from tuireader.anchoring import anchor_passage, settle
from tuireader.marks import Key, Mark, MarkKind, WorkRecord, key_of, new_id
from tuireader.place import Passage, Place
from tuireader.reading.mark_index import Cover, MarkIndex
from tuireader.work import Chapter

if TYPE_CHECKING:
    from tuireader.reading import Reading
    from tuireader.store import Store

LABEL = 60  # the longest label made from a text, in characters
TOLD = 40  # the longest name of a mark in a sentence, which is to fit on a line of a small window


class _Change(NamedTuple):
    """A mark before and after a change; None where it is not there."""

    before: Mark | None
    after: Mark | None


class Marks:
    """Those of `reading`, read from the record when first asked for.

    `version` is another number whenever what is shown of them may be.
    """

    def __init__(self, reading: Reading, store: Store, clock: Callable[[], datetime]):
        self.version = 0
        self._reading = reading
        self._store = store
        self._clock = clock
        self._lock = Lock()
        self._loaded = False
        self._marks: dict[str, Mark] = {}
        self._order: list[Key] = []
        self._shown: list[Key] = []
        self._index = MarkIndex(reading.chapters, (), 0)
        self._done: list[_Change] = []
        self._unsaved: list[Callable[[WorkRecord], WorkRecord]] = []

    # The record

    def load(self) -> None:
        """Read the record, if that has not been done. From any thread."""
        if self._loaded:
            return
        with self._lock:
            if not self._loaded:
                marks = self._store.load(self._reading.key).marks
                edition = self._reading.edition
                self._reading.behind |= any(mark.anchor.edition != edition for mark in marks)
                self._take(marks)
                self._loaded = True

    def forget(self) -> None:
        """Others may have changed the marks: they are read anew when next asked for.

        What was done to them can still be undone, but for marks that others did change.
        """
        with self._lock:
            if not self._unsaved:
                self._loaded = False
                self.version += 1

    def unsaved(self) -> Callable[[], None] | None:
        """What writes all changes to the record, from any thread; None where there are none.

        Calling `unsaved` counts as saved; where the write raises, they are unsaved again.
        """
        changes, self._unsaved = self._unsaved, []
        if not changes:
            return None

        def change(record: WorkRecord) -> WorkRecord:
            record = self._reading.named(record)
            for one in changes:
                record = one(record)
            return record

        def write() -> None:
            try:
                self._store.update(self._reading.key, change)
            except BaseException:
                self._unsaved[:0] = changes
                raise

        return write

    @property
    def waiting(self) -> bool:
        """Whether there are changes that are not on disk."""
        return bool(self._unsaved)

    def also(self, change: Callable[[WorkRecord], WorkRecord]) -> None:
        """Make a change to the record that was made elsewhere: it shows now and waits like all."""
        self._take(change(WorkRecord(self._reading.key, marks=tuple(self.all()))).marks)
        self._unsaved.append(change)

    def save(self) -> None:
        """Write what is not on disk yet. Raises StoreError."""
        if write := self.unsaved():
            write()

    # What there is

    def all(self) -> list[Mark]:
        """Every mark of this work, in reading order."""
        self.load()
        return [self._marks[id] for _, _, id in self._order]

    def get(self, id: str) -> Mark | None:
        self.load()
        return self._marks.get(id)

    def within(self, passage: Passage) -> list[Mark]:
        """The marks on pages that begin in `passage`, in reading order."""
        self.load()
        first = bisect_left(self._shown, passage.start, key=_start_of)
        last = bisect_left(self._shown, passage.end, key=_start_of)
        return [self._marks[id] for _, _, id in self._shown[first:last]]

    def bookmarks_within(self, passage: Passage) -> list[Mark]:
        return [mark for mark in self.within(passage) if mark.kind is MarkKind.BOOKMARK]

    def covers(self, chapter: int, block: int) -> Sequence[Cover]:
        """What highlights cover of a block, in reading order."""
        self.load()
        return self._index.covers(chapter, block)

    def beginning(self, chapter: int, block: int) -> Sequence[Mark]:
        """The marks on pages that begin in a block, in reading order."""
        self.load()
        return self._index.beginning(chapter, block)

    def blocks(self, chapter: int) -> frozenset[int]:
        """The blocks of a chapter on which anything is marked."""
        self.load()
        return self._index.blocks(chapter)

    def stamp(self, chapter: int, block: int) -> int:
        """Another number whenever what is marked on a block may be."""
        return self._index.stamp(chapter, block)

    def at(self, place: Place) -> list[Mark]:
        """The highlights that cover the sign at `place`, the one that began last first."""
        covers = self.covers(place.chapter, place.block)
        found = [cover.mark for cover in covers if cover.start <= place.offset < cover.end]
        return found[::-1]

    def beyond(self, here: Passage | Place, direction: int, id: str = "") -> Mark | None:
        """The next mark after a passage or place (1), or the last before it (-1); where `id` is a
        mark's, the one after or before that."""
        self.load()
        mark = self._marks.get(id)
        if mark is not None and self._is_shown(mark):
            index = bisect_left(self._shown, key_of(mark)) + direction
        else:
            start, end = here if isinstance(here, Passage) else (here, here)
            if direction > 0:
                index = bisect_left(self._shown, end, key=_start_of)
            else:
                index = bisect_left(self._shown, start, key=_start_of) - 1
        return self._marks[self._shown[index][2]] if 0 <= index < len(self._shown) else None

    def position(self, mark: Mark) -> tuple[int, int]:
        """Which of the marks on pages it is, counted from 1, and of how many."""
        self.load()
        return bisect_left(self._shown, key_of(mark)) + 1, len(self._shown)

    def count_in(self, chapter: int) -> int:
        """How many marks begin in a chapter."""
        self.load()
        return len(self._shown_in(chapter))

    def _shown_in(self, chapter: int) -> list[Key]:
        starts = (Place(chapter), Place(chapter + 1))
        first, last = (bisect_left(self._shown, start, key=_start_of) for start in starts)
        return self._shown[first:last]

    def places(self) -> list[Place]:
        """Where marks are, in reading order."""
        self.load()
        return [passage.start for passage, _, _ in self._shown]

    def landmarks(self, chapter: int) -> list[Place]:
        """Where the marks of a chapter are, and the beginnings of the others that have any."""
        self.load()
        there = [passage.start for passage, _, _ in self._shown_in(chapter)]
        return there + [other for other in self._index.begun if other.chapter != chapter]

    # Changing them

    def bookmark(self, place: Place, label: str = "", note: str = "") -> Mark:
        """A bookmark at the text of `place`, labelled with the words there if with nothing else."""
        reading = self._reading
        chapter = reading.chapters[place.chapter]
        place = settle(chapter, place)
        label = label or label_at(chapter, place) or reading.chapter_name(place.chapter)
        return self._make(MarkKind.BOOKMARK, Passage.at(place), label=label, note=note)

    def highlight(self, passage: Passage, colour: str, note: str = "") -> Mark:
        """A highlight over `passage`, which must not be empty."""
        return self._make(MarkKind.HIGHLIGHT, passage, colour=colour, note=note)

    def _make(self, kind: MarkKind, passage: Passage, **more: str) -> Mark:
        at = self._clock()
        reading = self._reading
        anchor = anchor_passage(reading.chapters, passage, reading.edition)
        mark = Mark(new_id(), kind, anchor, at, at, **more)  # type: ignore[arg-type]
        self._apply(_Change(None, mark))
        return mark

    def change(self, mark: Mark, **fields: str) -> Mark:
        """`mark`, as it is now, with another `label`, `note` or `colour`."""
        mark = self.get(mark.id) or mark
        changed = replace(mark, modified=self._clock(), **fields)  # type: ignore[arg-type]
        self._apply(_Change(mark, changed))
        return changed

    def placed(self, mark: Mark, passage: Passage) -> Mark:
        """`mark` as it would be on `passage` of this text. Nothing is changed."""
        anchor = anchor_passage(self._reading.chapters, passage, self._reading.edition)
        return replace(mark, anchor=anchor, lost=False, modified=self._clock())

    def place(self, mark: Mark, passage: Passage) -> Mark:
        """Have `mark` stand on `passage` from now on."""
        before = self.get(mark.id) or mark
        placed = self.placed(before, passage)
        self._apply(_Change(before, placed))
        return placed

    def remove(self, *marks: Mark) -> None:
        for mark in marks:
            self._apply(_Change(self.get(mark.id) or mark, None))

    def undo(self) -> str:
        """Take back the last of these; what was taken back, in words, or "" where there is none.

        What was done to a mark that is no longer as that left it is passed over.
        """
        self.load()
        while self._done and not self._stands(self._done[-1]):
            self._done.pop()
        if not self._done:
            return ""
        before, after = self._done.pop()
        mark = before or after
        assert mark is not None
        name = "Bookmark" if mark.kind is MarkKind.BOOKMARK else "Highlight"
        at = self._clock()
        self._apply(_Change(after, before and replace(before, modified=at)), undoing=True)
        said = "is as it was" if before and after else "taken away again" if after else "is back"
        return f"{name} {said}: {shortened(title_of(mark), TOLD)}"

    def _stands(self, change: _Change) -> bool:
        """Whether a mark is as `change` left it, whenever it came to be so."""
        mark = change.before or change.after
        assert mark is not None
        now, after = self._marks.get(mark.id), change.after
        if now is None or after is None:
            return now is after
        return replace(now, modified=after.modified) == after

    def _apply(self, change: _Change, *, undoing: bool = False) -> None:
        self.load()
        self.version += 1
        before, after = change
        if before is not None:
            self._drop(before)
        if after is not None:
            self._add(after)
            self._unsaved.append(lambda record: record.with_mark(after))
        elif before is not None:
            at = self._clock()
            self._unsaved.append(lambda record: record.without_mark(before.id, at))
        if not undoing:
            self._done.append(change)

    # By place

    def _take(self, marks: Sequence[Mark]) -> None:
        """Have these marks, which stand in reading order, and no others."""
        self._marks = {mark.id: mark for mark in marks}
        self._order = list(map(key_of, marks))
        shown = [mark for mark in marks if self._is_shown(mark)]
        self._shown = list(map(key_of, shown)) if len(shown) < len(marks) else self._order.copy()
        self.version += 1
        self._index = MarkIndex(self._reading.chapters, shown, self.version)

    def _is_shown(self, mark: Mark) -> bool:
        same = mark.anchor.edition in ("", self._reading.edition)
        return same and not mark.lost and mark.anchor.place.chapter < len(self._reading.outline)

    def _add(self, mark: Mark) -> None:
        self._marks[mark.id] = mark
        insort(self._order, key_of(mark))
        if not self._is_shown(mark):
            return
        insort(self._shown, key_of(mark))
        self._index.add(mark, self.version)

    def _drop(self, mark: Mark) -> None:
        known = self._marks.pop(mark.id, None)
        if known is None:
            return
        key = key_of(known)
        del self._order[bisect_left(self._order, key)]
        if not self._is_shown(known):
            return
        del self._shown[bisect_left(self._shown, key)]
        self._index.drop(known, self.version)


def _start_of(key: Key) -> Place:
    return key[0].start


def title_of(mark: Mark) -> str:
    """A mark in a few words: its label, or the words it covers."""
    return mark.label or shortened(mark.anchor.quote.exact or mark.anchor.quote.suffix)


def label_at(chapter: Chapter, place: Place) -> str:
    """The words at `place`, as many as make a label."""
    if not chapter.blocks:
        return ""
    return shortened(chapter.blocks[place.block].text[place.offset :])


def shortened(text: str, most: int = LABEL) -> str:
    """The first words of `text`, on one line."""
    text = " ".join(text[: 4 * LABEL].split())
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"
