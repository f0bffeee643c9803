"""Works that may be one: which of them nobody has decided about yet, and what is known of both.

A pair is doubted when a work comes that looks like another one, until the reader says what they
are. What the reader said is not known here; see `updating.deciding`.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from tuireader.library.database import Database
from tuireader.library.query import fold, sort_key

if TYPE_CHECKING:  # what reads texts is imported when two are compared
    from tuireader.library.editions import Text


class Doubt(NamedTuple):
    """The keys of two works that may be one. `other` was on the shelf when `key` came."""

    key: str
    other: str


class Side(NamedTuple):
    """What is known of one of two works. `path` is the file its text came from, "" if none."""

    title: str
    authors: tuple[str, ...]
    chapters: int
    words: int
    format: str
    path: str


class Evidence(NamedTuple):
    """What speaks for two works being one, and against it.

    `same_authors` is None where one does not name any. `shared` is how much of the sentences of the
    shorter text (0..1) are in the longer one, None where there are too few to tell.
    """

    work: Side
    other: Side
    same_title: bool
    same_authors: bool | None
    shared: float | None


_OPEN = (
    "SELECT one.key, other.key FROM doubts"
    " JOIN works AS one ON one.id = doubts.work JOIN works AS other ON other.id = doubts.other"
    " WHERE one.removed IS NULL AND other.removed IS NULL"
)


def note(db: Database, work: int, other: int) -> None:
    """Doubt whether two works, by their ids, are one. Part of somebody's transaction."""
    db.run("INSERT OR IGNORE INTO doubts VALUES (?, ?)", (work, other))


def reopen(db: Database, doubt: Doubt) -> None:
    """Doubt again. Works that are not known are no error."""
    db.run(
        "INSERT OR IGNORE INTO doubts SELECT one.id, other.id FROM works AS one, works AS other"
        " WHERE one.key = ? AND other.key = ?",
        doubt,
    )


def settle(db: Database, doubt: Doubt) -> None:
    """It has been decided about these two, in whichever order."""
    db.run(
        "DELETE FROM doubts WHERE (SELECT key FROM works WHERE id = work) IN (?, ?)"
        " AND (SELECT key FROM works WHERE id = other) IN (?, ?)",
        (*doubt, *doubt),
    )


def unsettled(db: Database, keys: Collection[str] = ()) -> list[Doubt]:
    """The doubts about works that are both on the shelf, oldest first; about one of `keys` where
    any are given."""
    found = [Doubt(*row) for row in db.rows(f"{_OPEN} ORDER BY doubts.rowid")]
    return [doubt for doubt in found if not keys or not set(keys).isdisjoint(doubt)]


def examine(db: Database, doubt: Doubt) -> Evidence:
    """What is known of both works. Raises KeyError where one is not on the shelf."""
    from tuireader.library.editions import ENOUGH_SENTENCES
    from tuireader.library.sameness import share

    (one, old), (other, new) = (_side(db, key) for key in doubt)
    shorter, longer = sorted((old.sentences, new.sentences), key=len)
    authors = [set(map(fold, side.authors)) for side in (one, other)]
    return Evidence(
        one,
        other,
        sort_key(one.title) == sort_key(other.title),
        not authors[0].isdisjoint(authors[1]) if all(authors) else None,
        share(shorter, longer) if len(shorter) >= ENOUGH_SENTENCES else None,
    )


def _side(db: Database, key: str) -> tuple[Side, Text]:
    from tuireader.library import texts

    row = db.row("SELECT id, edition FROM works WHERE key = ? AND removed IS NULL", (key,))
    if row is None or (text := texts.text(db, row[1])) is None:
        raise KeyError(key)
    path = db.row(
        "SELECT path FROM sources WHERE work = ? ORDER BY edition = ? DESC, rowid DESC LIMIT 1", row
    )
    about = text.metadata
    side = Side(
        about.title,
        about.authors,
        text.chapters,
        text.words or about.words,
        text.format,
        os.fsdecode(path[0]) if path else "",
    )
    return side, text
