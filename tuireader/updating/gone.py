"""A chapter that is gone from a work: its old text, which is kept, and what was marked in it.

It reads only; what was marked has been moved by `updating.update`.
"""

from __future__ import annotations

from typing import NamedTuple

from tuireader.library import Library
from tuireader.marks import Anchor, Mark
from tuireader.store import Store
from tuireader.updating import Text
from tuireader.work import Chapter


class Gone(NamedTuple):
    """`marks` are those that were in the chapter, as they stand in the present text; `place` is
    where reading goes on, if it had stopped there."""

    chapter: Chapter
    marks: tuple[Mark, ...] = ()
    place: Anchor | None = None


def gone_chapter(library: Library, store: Store, key: str, edition: str, index: int) -> Gone:
    """The chapter `index` (from 0) of an older edition. For War and Peace it may take a second.

    Raises KeyError or IndexError where that text is not kept.
    """
    chapter = library.chapter(key, index, edition)
    record = Text(library, key).bring(store.load(key))
    carrier = Text(library, key, edition).carrier

    def was_there(anchor: Anchor, lost: bool) -> bool:
        if anchor.origin is None:  # it was made in the present text
            return False
        carried = carrier.anchor(anchor, lost)
        return not carried.lost and carried.anchor.place.chapter == index

    marks = tuple(mark for mark in record.marks if was_there(mark.anchor, mark.lost))
    place = record.progress.anchor if record.progress else None
    if place and not was_there(place, place.certainty == 0.0):
        place = None
    return Gone(chapter, marks, place)
