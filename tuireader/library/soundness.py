"""Whether all that the library's file holds can be read: its tables, and every cell of them.

Imported when somebody asks. It reads all of the file, so that it costs as much as there is in it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

from tuireader.library import cells, shelf
from tuireader.library.database import Database, LibraryError
from tuireader.library.query import FIELDS


def _unpacked(cell: Any) -> bytes:
    """What is packed carries a sum of itself: that it can be unpacked says it is as written."""
    try:
        return zlib.decompress(cell)
    except zlib.error as error:
        raise ValueError(str(error)) from error


# Columns that are more than a plain value, and what reads them.
_DECODERS: tuple[tuple[str, str, Callable[[Any], object]], ...] = (
    ("editions", "metadata", cells.metadata),
    ("editions", "contents", cells.contents),
    ("editions", "warnings", cells.strings),
    ("chapters", "blocks", lambda cell: cells.decoded(_unpacked, cell)),
    ("news", "unseen", cells.numbers),
)
_TYPES = {
    "INTEGER": ("integer",),
    "TEXT": ("text",),
    "BLOB": ("blob",),
    "REAL": ("real", "integer"),
}
_AT_A_TIME = 500  # works
_TEXTLESS = (
    "SELECT 1 FROM works LEFT JOIN editions ON editions.id = edition WHERE removed IS NULL"
    " AND chapters IS NOT (SELECT count(*) FROM chapters WHERE edition = editions.id)"
)
_UNFINDABLE = (
    "SELECT 1 FROM works LEFT JOIN search ON search.work = works.id WHERE removed IS NULL"
    f" AND substr(folded, 1, 1) IS NOT '{FIELDS['title']}'"
)


def wrong(db: Database) -> str:
    """What is wrong, in a few words; "" where nothing is."""
    try:
        return _torn(db) or _misshapen(db) or _unreadable(db)
    except LibraryError as error:
        return str(error)


def _torn(db: Database) -> str:
    """What SQLite itself has to say of the file."""
    row = db.row("PRAGMA quick_check(1)")
    return "" if row is None or row[0] == "ok" else str(row[0])


def _misshapen(db: Database) -> str:
    """Whether a table or a column is missing, or holds values of another kind."""
    for table, columns in db.shape().items():
        there = {row[1] for row in db.rows(f"PRAGMA table_info({table})")}
        if not there:
            return f"its table “{table}” is missing"
        for column, kind, required in columns:
            if column not in there:
                return f"the column “{column}” of its table “{table}” is missing"
            kinds = ", ".join(f"'{name}'" for name in _TYPES[kind])
            nothing = "" if required else f" AND {column} IS NOT NULL"
            if db.row(f"SELECT 1 FROM {table} WHERE typeof({column}) NOT IN ({kinds}){nothing}"):
                return f"there is something else in the column “{column}” of its table “{table}”"
    return ""


def _unreadable(db: Database) -> str:
    """Whether what is in a cell cannot be made sense of."""
    keys = sorted(shelf.all_keys(db))
    for start in range(0, len(keys), _AT_A_TIME):
        try:
            shelf.rows(db, keys[start : start + _AT_A_TIME])
        except LibraryError:
            return "there is something else in a row of its table “works”"
    if db.row(_TEXTLESS):
        return "a work on the shelf has no text"
    if db.row(_UNFINDABLE):
        return "a work on the shelf cannot be searched for"
    for table, column, decode in _DECODERS:
        for (cell,) in db.each(f"SELECT {column} FROM {table}"):
            try:
                decode(cell)
            except LibraryError:
                return f"there is something else in the column “{column}” of its table “{table}”"
    return ""
