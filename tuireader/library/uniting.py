"""Two works that turn out to be one, and one that turns out to be two.

What belonged to a work that became part of another is remembered, so that it can be taken out
again. Which work a file is of is for `entering`; marks are not known here.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from tuireader.library import cells, editions, entering, identity, sameness, texts
from tuireader.library.database import Database, LibraryError, now
from tuireader.library.editions import Verdict
from tuireader.library.query import sort_key
from tuireader.work import Chapter

# What belongs to a work: tables, and the column that tells its rows apart.
_BELONGINGS = (("editions", "id"), ("identities", "identity"), ("sources", "path"))
_DESCRIBED = "described"  # beside those: what was known of either text before they were one work


class _Shelf(NamedTuple):
    """A work on the shelf: the ids of it and of its present text."""

    id: int
    edition: int


def unite(db: Database, key: str, other: str, edition: str = "") -> None:
    """Make the work `other` part of the work `key`, as if its file had been added to that.

    The better or newer text of the two is read from then on, or the one whose digest is `edition`;
    the other one is kept. Raises KeyError where one of them is not on the shelf.
    """
    with db.transaction():
        whole, part = _shelf(db, key), _shelf(db, other)
        if whole == part:
            raise LibraryError(f"{key} and {other} are one work already")
        old, new = texts.text(db, whole.edition), texts.text(db, part.edition)
        assert old is not None
        assert new is not None
        belongings = _belongings(db, part.id) | {_DESCRIBED: _described(db, whole, part)}
        db.run(
            "INSERT INTO united VALUES (?, ?, ?, ?)",
            (part.id, whole.id, part.edition, json.dumps(belongings)),
        )
        for table, _ in _BELONGINGS:
            db.run(f"UPDATE {table} SET work = ? WHERE work = ?", (whole.id, part.id))
        db.run(
            "INSERT OR IGNORE INTO titles SELECT title, ? FROM titles WHERE work = ?",
            (whole.id, part.id),
        )
        # A file without an address is known by the key it would get.
        names = ((identity.alias(name), whole.id) for name in (key, other))
        db.run_many("INSERT OR IGNORE INTO identities VALUES (?, ?)", names)
        db.run(
            "UPDATE works SET edition = NULL, last_edition = ?, removed = ? WHERE id = ?",
            (part.edition, now(), part.id),
        )
        take = editions.judge(old, new, same_file=False).verdict is Verdict.TAKE
        if edition in (old.edition, new.edition):
            take = edition == new.edition
        chosen = part.edition if take else whole.edition
        texts.read(db, whole.id, chosen, editions.merge(old, new, take))


def part(db: Database, key: str, other: str, names: Collection[str]) -> bool:
    """Take the work `other`, which `names` identify, out of `key` again.

    False where none of its texts is kept: its file must be added again.
    """
    with db.transaction():
        whole = _shelf(db, key)
        row = db.row(
            "SELECT id, united.edition, parts FROM united JOIN works ON id = work"
            " WHERE whole = ? AND key = ?",
            (whole.id, other),
        )
        aliases = [identity.alias(name) for name in (key, other)]
        db.run_many(
            "DELETE FROM identities WHERE identity = ? AND work = ?",
            ((name, whole.id) for name in (*aliases, *(() if row else names))),
        )
        if row is None:
            return False
        work, edition, belongings = row
        parts = cells.table(belongings)
        _give(db, whole.id, work, parts)
        db.run("DELETE FROM united WHERE work = ?", (work,))
        for text, metadata in parts.get(_DESCRIBED, ()):
            db.run("UPDATE editions SET metadata = ? WHERE id = ?", (metadata.encode(), text))
        _call_by_texts(db, whole.id)
        _read_latest(db, whole.id, whole.edition)
        return _read_latest(db, work, edition)


def separate(db: Database, key: str) -> str:
    """Make the text of a work that is read now a work of its own, and read the one before it.

    The key of the new work. Raises LibraryError where no other text is kept.
    """
    with db.transaction():
        whole = _shelf(db, key)
        before = db.row(
            "SELECT metadata FROM editions WHERE work = ? AND id != ? ORDER BY id DESC", whole
        )
        if before is None:
            raise LibraryError(f"{key} is of one text only: there is nothing to split")
        (present,) = db.row("SELECT metadata FROM editions WHERE id = ?", (whole.edition,))
        metadata = cells.metadata(present)
        theirs = identity.identities(cells.metadata(before[0]))
        names = [name for name in identity.identities(metadata) if name not in theirs]
        fresh = entering.new_key(db, metadata, _opening(db, whole.edition))
        work = texts.add_work(db, fresh)
        of_text = "work = ? AND edition = ?"
        paths = db.rows(f"SELECT hex(path) FROM sources WHERE {of_text}", whole)
        belongings: dict[str, list[int | str]] = {
            "editions": [whole.edition],
            "identities": [*names],
            "sources": [path for (path,) in paths],
        }
        _give(db, whole.id, work, belongings)
        _call_by_texts(db, whole.id)
        _read_latest(db, whole.id)
        _read_latest(db, work)
        return fresh


def _shelf(db: Database, key: str) -> _Shelf:
    row = db.row("SELECT id, edition FROM works WHERE key = ? AND removed IS NULL", (key,))
    if row is None:
        raise KeyError(key)
    return _Shelf(*row)


def _described(db: Database, *works: _Shelf) -> list[tuple[int, str]]:
    """What is known of the present texts of works, each by itself."""
    return [
        (id, metadata.decode())
        for work in works
        for id, metadata in db.rows(
            "SELECT id, metadata FROM editions WHERE id = ?", (work.edition,)
        )
    ]


def _belongings(db: Database, work: int) -> dict[str, list[int | str]]:
    """What tells the rows of a work apart, by table; bytes in hexadecimal."""
    return {
        table: [
            value
            for (value,) in db.rows(f"SELECT {_told(column)} FROM {table} WHERE work = ?", (work,))
        ]
        for table, column in _BELONGINGS
    }


def _give(db: Database, giver: int, taker: int, belongings: dict[str, list[int | str]]) -> None:
    """Make rows of one work those of another; what is not the giver's any more stays."""
    for table, column in _BELONGINGS:
        db.run_many(
            f"UPDATE {table} SET work = ? WHERE work = ? AND {_told(column)} = ?",
            ((taker, giver, value) for value in belongings[table]),
        )


def _call_by_texts(db: Database, work: int) -> None:
    """Forget the titles of a work that none of its texts has."""
    titles = {sort_key(text.metadata.title) for text in texts.all_texts(db, work)}
    db.run("DELETE FROM titles WHERE work = ?", (work,))
    db.run_many("INSERT INTO titles VALUES (?, ?)", ((title, work) for title in titles))


def _told(column: str) -> str:
    return "hex(path)" if column == "path" else column


def _read_latest(db: Database, work: int, wanted: int = 0) -> bool:
    """Put a work on the shelf with the text `wanted`, or its last one. False where it has none."""
    row = db.row(
        "SELECT id, metadata FROM editions WHERE work = ?"
        " AND EXISTS (SELECT 1 FROM chapters WHERE edition = id) ORDER BY id = ? DESC, id DESC",
        (work, wanted),
    )
    if row is None:
        return False
    texts.read(db, work, row[0], cells.metadata(row[1]))
    db.run("UPDATE works SET removed = NULL WHERE id = ?", (work,))
    return True


def _opening(db: Database, edition: int) -> str:
    rows = db.rows("SELECT blocks FROM chapters WHERE edition = ? ORDER BY position", (edition,))
    return sameness.opening(Chapter(1, blocks=cells.blocks(blocks)) for (blocks,) in rows)
