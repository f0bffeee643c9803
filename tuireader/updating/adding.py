"""Files into the library, and what was made of their works into the texts that came.

What the command line and the library's screen call to add files.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial

from tuireader.anchoring import Change
from tuireader.library import Added, Library, LibraryError, intake
from tuireader.store import Store, StoreError
from tuireader.updating import Text, update
from tuireader.updating.remembering import Memory


def add(
    library: Library,
    store: Store,
    paths: Iterable[str | os.PathLike[str]],
    *,
    replace: bool = False,
    again: bool = False,
    together: bool = False,
    progress: intake.Progress | None = None,
) -> Iterator[Added]:
    """`intake.add`, or with `together` `intake.add_as_one`, and every record moved to the text that
    was taken for its work.

    What that could not do is in the notes, and is done when the work is opened.
    """
    memory = Memory(library, store)
    take = intake.add_as_one if together else partial(intake.add, again=again)
    for added in take(library, [*paths], replace=replace, progress=progress, memory=memory):
        # A richer copy of the text that was here is no news, but its places are its own.
        if added.status in ("added", "updated") or added.before:
            with suppress(KeyError):  # somebody took it off the shelf again, in this very moment
                added = _bring(library, store, added)
        yield added


def _bring(library: Library, store: Store, added: Added) -> Added:
    """Move the record of a work to its text; what was added, and what is to be said of it."""
    text = Text(library, added.key)
    note = _moved(library, store, text)
    # How many chapters there are more is only a guess.
    changes = text.carrier.changes(added.before) if added.before else None
    return added._replace(
        new_chapters=changes.count(Change.NEW) if changes else added.new_chapters,
        note="; ".join(filter(None, (added.note, note))),
    )


def _moved(library: Library, store: Store, text: Text) -> str:
    """Move the record to a text; what is to be said of it."""
    try:
        lost = update(library, store, text.key, text).lost
    except (StoreError, LibraryError) as error:
        return f"your place and marks could not be moved to the new text yet: {error}"
    if not lost:
        return ""
    return "1 mark lost its words" if lost == 1 else f"{lost} marks lost their words"
