"""Files into the library, and what was made of their works into the texts that came.

What the command line and the library's screen call to add files.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from tuireader.library import Added, Library, LibraryError, intake
from tuireader.store import Store, StoreError
from tuireader.updating import update
from tuireader.updating.remembering import Memory


def add(
    library: Library,
    store: Store,
    paths: Iterable[str | os.PathLike[str]],
    *,
    replace: bool = False,
    progress: intake.Progress | None = None,
) -> Iterator[Added]:
    """`intake.add`, and every record moved to the text that was taken for its work.

    What that could not do is in the notes, and is done when the work is opened.
    """
    memory = Memory(library, store)
    adding = intake.add(library, paths, replace=replace, progress=progress, memory=memory)
    for added in adding:
        if added.status in ("added", "updated"):
            note = _bring(library, store, added.key)
            yield added._replace(note="; ".join(filter(None, (added.note, note))))
        else:
            yield added


def _bring(library: Library, store: Store, key: str) -> str:
    """Move the record of a work to its text; what is to be said of it."""
    try:
        lost = update(library, store, key).lost
    except (StoreError, LibraryError) as error:
        return f"your place and marks could not be moved to the new text yet: {error}"
    if not lost:
        return ""
    return "1 mark lost its words" if lost == 1 else f"{lost} marks lost their words"
