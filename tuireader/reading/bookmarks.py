"""The bookmarks of the work that is read: made, taken away, renamed, and all of that undone.

Every change is in the record on disk when the call returns. It must not know what a page is, nor
how marks are shown. Methods that change anything raise StoreError and change nothing then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from tuireader.anchoring import anchor_passage, settle
from tuireader.marks import Mark, MarkKind, WorkRecord, new_id
from tuireader.place import Passage, Place
from tuireader.work import Chapter

if TYPE_CHECKING:
    from tuireader.reading import Reading
    from tuireader.store import Store

LABEL = 60  # the longest label made from a text, in characters


class Bookmarks:
    """Those of `reading`, read from the record when first asked for."""

    def __init__(self, reading: Reading, store: Store, clock: Callable[[], datetime]):
        self._reading = reading
        self._store = store
        self._clock = clock
        self._marks: tuple[Mark, ...] | None = None
        self._done: list[tuple[str, Mark]] = []

    def all(self) -> list[Mark]:
        """The bookmarks of this work, in reading order."""
        if self._marks is None:
            self._marks = self._store.load(self._reading.key).marks
        return [mark for mark in self._marks if mark.kind is MarkKind.BOOKMARK]

    def within(self, passage: Passage) -> list[Mark]:
        """Those whose place is in `passage` and not lost."""
        return [mark for mark in self.all() if mark.anchor.place in passage and not mark.lost]

    def forget(self) -> None:
        """Others may have changed the marks: read them anew when they are next asked for."""
        self._marks = None
        self._done.clear()

    def add(self, place: Place, label: str = "") -> Mark:
        """A bookmark at the text of `place`, labelled with the words there if with nothing else."""
        reading = self._reading
        chapter = reading.chapters[place.chapter]
        place = settle(chapter, place)
        at = self._clock()
        mark = Mark(
            id=new_id(),
            kind=MarkKind.BOOKMARK,
            anchor=anchor_passage(reading.chapters, Passage.at(place), reading.edition),
            created=at,
            modified=at,
            label=label or _label(chapter, place) or reading.chapter_name(place.chapter),
        )
        self._put(mark)
        self._done.append(("added", mark))
        return mark

    def remove(self, mark: Mark) -> None:
        self._take(mark)
        self._done.append(("removed", mark))

    def rename(self, mark: Mark, label: str) -> Mark:
        renamed = replace(mark, label=label, modified=self._clock())
        self._put(renamed)
        self._done.append(("renamed", mark))
        return renamed

    def undo(self) -> str:
        """Take back the last of these; what was taken back, in words, or "" where there is none."""
        if not self._done:
            return ""
        what, mark = self._done[-1]
        if what == "added":
            self._take(mark)
        else:
            self._put(replace(mark, modified=self._clock()))
        self._done.pop()
        taken_back = "Bookmark taken away again" if what == "added" else "Bookmark is back"
        return f"{taken_back}: {mark.label}"

    def _put(self, mark: Mark) -> None:
        self._update(lambda record: self._reading.named(record).with_mark(mark))

    def _take(self, mark: Mark) -> None:
        at = self._clock()
        self._update(lambda record: record.without_mark(mark.id, at))

    def _update(self, change: Callable[[WorkRecord], WorkRecord]) -> None:
        self._marks = self._store.update(self._reading.key, change).marks


def _label(chapter: Chapter, place: Place) -> str:
    """The words at `place`, as many as make a label."""
    if not chapter.blocks:
        return ""
    text = " ".join(chapter.blocks[place.block].text[place.offset :].split())
    if len(text) <= LABEL:
        return text
    return text[:LABEL].rsplit(" ", 1)[0].rstrip(" ,;:–—-") + "…"
