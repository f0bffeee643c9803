"""Two works that are one, and one that is two: their texts, and what a reader made of them.

What a record absorbed is kept in it, so that the works can be parted again, also on another
machine and after the library was deleted.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from tuireader.library import Library, LibraryError
from tuireader.library.identity import alias
from tuireader.marks import Absorbed, Anchor, Progress, WorkRecord, in_reading_order
from tuireader.place import Passage, Place
from tuireader.store import Store, merge
from tuireader.updating import Updated, update


class Parted(NamedTuple):
    """What was taken out of a work: its key and title, and whether its text is on the shelf."""

    key: str
    title: str
    present: bool


def join(
    library: Library, store: Store, key: str, other: str, at: datetime, edition: str = ""
) -> Updated:
    """The work `other` is the same as `key`: its files, its text and its record become part of it.

    The better or newer text is read, or that of `edition`, which is of one of them. Raises KeyError
    where one is not on the shelf, LibraryError and StoreError where it cannot be done; doing it
    again then goes on from there.
    """
    title, names = library.metadata(other).title, {alias(other), *library.names(other)}
    library.metadata(key)
    absorbed = store.load(other)
    absorbed = replace(absorbed, title=absorbed.title or title)
    # The record first: the library can be told again.
    store.update(key, lambda record: _absorb(record, absorbed, names, at))
    library.unite(key, other, edition)
    store.retire(other)
    updated = update(library, store, key)
    _mirror(library, store, key)
    return updated


def part(library: Library, store: Store, key: str, at: datetime, other_key: str = "") -> Parted:
    """Undo the last `join` with `key`, or that of `other_key`; where there was none, make the text
    that is read now a work of its own, and read the one before it again.

    Raises KeyError where the work is not on the shelf, LibraryError and StoreError where it cannot
    be done.
    """
    title = library.metadata(key).title
    record = store.load(key)
    if other_key and all(other_key != one.key for one in record.absorbed):
        raise LibraryError(f"{other_key} is not part of {key} any more")
    if record.absorbed:
        other = next(one for one in reversed(record.absorbed) if other_key in ("", one.key))
        store.update(other.key, lambda found: _taken_out(found, record, other))
        present = library.part(key, other.key, other.known_as)
        store.update(key, lambda record: _without(record, other, at))
        parted = Parted(other.key, other.title, present)
    else:
        fresh = library.separate(key)
        names = library.names(fresh)
        store.update(key, lambda record: _not_known(record, names))
        parted = Parted(fresh, title, True)
    for one in (parted.key, key) if parted.present else (key,):
        update(library, store, one)
        _mirror(library, store, one)
    return parted


def _mirror(library: Library, store: Store, key: str) -> None:
    """Tell the shelf where reading stopped, which another record may have said."""
    if progress := store.load_progress(key):
        library.note_reading(key, progress.fraction, progress.at, progress.finished)
    else:
        library.note_reading(key, None, None)


def _absorb(record: WorkRecord, other: WorkRecord, names: set[str], at: datetime) -> WorkRecord:
    """The record with all of `other`, which `names` identify, in it."""
    # When the two were parted, marks went from here to there.
    removed = {id: at for id, at in record.removed.items() if other.mark(id) is None}
    merged = merge(replace(record, removed=removed), replace(other, key=record.key, absorbed=()))
    absorbed = record.absorbed
    if other.key not in (one.key for one in absorbed):
        note = Absorbed(
            other.key,
            at,
            other.title,
            other.authors,
            tuple(sorted({*other.known_as, *names})),
            tuple(mark.id for mark in other.marks),
            other.progress,
            record.progress,
        )
        absorbed = (*absorbed, note)
    return replace(
        merged,
        key=record.key,
        title=record.title or other.title,
        authors=record.authors or other.authors,
        # A file without an address is known by the key it would get.
        known_as=tuple(sorted({alias(record.key), *record.known_as, *other.known_as, *names})),
        apart_from=tuple(sorted({*record.apart_from, *other.apart_from} - {record.key, other.key})),
        absorbed=absorbed,
    )


def _taken_out(found: WorkRecord, record: WorkRecord, other: Absorbed) -> WorkRecord:
    """The record of a work that is taken out of `record` again."""
    marks = (mark for mark in record.marks if mark.id in other.marks)
    return replace(
        found,
        title=found.title or other.title,
        authors=found.authors or other.authors,
        known_as=other.known_as,
        progress=found.progress or other.progress,
        marks=in_reading_order(found.marks, *marks),
        removed={id: at for id, at in record.removed.items() if id in other.marks},
    )


def _without(record: WorkRecord, other: Absorbed, at: datetime) -> WorkRecord:
    """The record without the work that was taken out of it."""
    for id in other.marks:
        record = record.without_mark(id, at)
    progress = record.progress
    if progress and other.progress and progress.at <= other.at:  # not read since
        begin = Progress(Anchor(Passage.at(Place())), progress.at)
        progress = replace(other.before or begin, at=progress.at)
    absorbed = tuple(one for one in record.absorbed if one != other)
    record = replace(record, progress=progress, absorbed=absorbed)
    return _not_known(record, other.known_as)


def _not_known(record: WorkRecord, names: Collection[str]) -> WorkRecord:
    return replace(record, known_as=tuple(name for name in record.known_as if name not in names))
