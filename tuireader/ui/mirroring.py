"""Brings the library's mirror of progress up to date with the records. Knows no screens."""

from __future__ import annotations

from datetime import datetime

from tuireader.library import Library
from tuireader.paths import Paths
from tuireader.store import Store


def refresh(paths: Paths) -> tuple[bool, list[str]]:
    """Mirror every record that changed behind the library's back: another device, another hand.

    Whether there was any, and what the store has to tell of them. For a thread: it uses a library
    and a store of its own. Raises LibraryError.
    """
    store = Store(paths.records)
    changed = False
    with Library(paths.library) as library:
        mirrored, stamps = library.reading_stamps(), store.stamps()
        for key in mirrored.keys() | (stamps.keys() & set(library.keys())):
            stamp = stamps.get(key)
            if mirrored.get(key) == stamp:
                continue
            progress = store.load_progress(key) if stamp else None
            if progress:
                read_elsewhere = _is_later(progress.at, library, key)
                library.note_reading(key, progress.fraction, progress.at, progress.finished, stamp)
                anchor = progress.anchor
                # It was read there, and not only moved there; of here it is known what was read.
                if anchor.origin is None and read_elsewhere:
                    library.note_seen(key, anchor.edition, range(anchor.place.chapter + 1))
            else:
                library.note_reading(key, None, None, stamp=stamp)
            changed = True
    return changed, store.take_notices()


def _is_later(at: datetime, library: Library, key: str) -> bool:
    """Whether something was read after all that the library knows of."""
    known = [row.last_read for row in library.shelved([key])]
    if not known or known[0] is None:
        return True
    return at.replace(microsecond=0) > datetime.fromisoformat(known[0])
