"""The files that works came from, remembered so that none is parsed twice.

A file is known by its place, size and time; one that was moved or copied, by its bytes. Nothing
here opens a file.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from tuireader.library.database import Database

# Raise it when known files should be parsed anew: a parser got better, or `codec` changed. They are
# when they are next added, refreshed or opened by their path; until then nothing is slower. A text
# with the same words is the same edition, whose places hold, and is replaced without being news.
PARSER = 3

NOT_TAKEN = 0  # stands for the edition of a file whose text was left, because a better one is here


class File(NamedTuple):
    """The file a text came from, as it was when it was read. `modified` is in nanoseconds."""

    path: str  # absolute
    size: int
    modified: int
    digest: bytes


class Known(NamedTuple):
    """The work that a file is known to be, and whether its text is the one that is read now."""

    key: str
    title: str
    present: bool


_KNOWN = (
    "SELECT key, title, works.edition = sources.edition, work, sources.edition, format"
    " FROM sources JOIN works ON works.id = work"
    f" WHERE removed IS NULL AND works.edition IS NOT NULL AND parser = {PARSER}"
)


def recall(db: Database, path: str, size: int, modified: int) -> Known | None:
    """The work of a file that is as it was when it was last added."""
    row = db.row(
        f"{_KNOWN} AND path = ? AND size = ? AND modified = ?", (os.fsencode(path), size, modified)
    )
    return Known(row[0], row[1], bool(row[2])) if row else None


def recall_bytes(db: Database, file: File) -> Known | None:
    """The work of a file whose bytes are known; its place is remembered too."""
    row = db.row(f"{_KNOWN} AND digest = ? ORDER BY 3 DESC", (file.digest,))
    if row is None:
        return None
    key, title, present, work, edition, form = row
    note(db, file, form, work, edition)
    return Known(key, title, bool(present))


def recall_place(db: Database, path: str) -> str | None:
    """The key of the work that a file at this place was added as, whatever is there now."""
    row = db.row(
        "SELECT key FROM sources JOIN works ON works.id = work WHERE removed IS NULL AND path = ?",
        (os.fsencode(path),),
    )
    return row[0] if row else None


def work_of(db: Database, file: File) -> int | None:
    """The id of the work that a file of these bytes is known to be, whatever parsed it."""
    row = db.row(
        "SELECT work FROM sources JOIN works ON works.id = work"
        " WHERE removed IS NULL AND digest = ? ORDER BY path = ? DESC",
        (file.digest, os.fsencode(file.path)),
    )
    return row[0] if row else None


def is_of(db: Database, path: str, work: int) -> bool:
    """Whether a file at this place was of this work before."""
    values = (os.fsencode(path), work)
    return bool(db.row("SELECT 1 FROM sources WHERE path = ? AND work = ?", values))


def note(db: Database, file: File, form: str, work: int, edition: int) -> None:
    """Remember what the file is; `form` is its format."""
    row = (work, edition, form, file.size, file.modified, file.digest, PARSER)
    db.run(
        "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (os.fsencode(file.path), *row),
    )
