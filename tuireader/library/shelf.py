"""The shelf: which works are on it, in which order, and the row that lists show of each.

What it costs does not grow with the texts. It knows nothing of those, nor of files.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tuireader.library import cells, doubts
from tuireader.library import query as queries
from tuireader.library.database import Database
from tuireader.library.query import Sort
from tuireader.library.values import Shelved

_COLUMNS = (
    "key, title, authors, words, chapters_posted, chapters_planned, complete, fandoms, rating, "
    "series, added, updated, fraction, last_read, finished, new_chapters, edited_chapters, "
    "gone_chapters"
)
# What stands in them.
_NUMBER = int | None
_TYPES = (
    *(str, str, str, int, int, _NUMBER, _NUMBER, str, str, str, str, str),
    *(float | int | None, str | None, int, int, int, int),
)


def count(db: Database) -> int:
    """How many works there are."""
    row = db.row("SELECT count(*) FROM works WHERE removed IS NULL")
    return row[0] if row else 0


def keys(db: Database, query: str, sort: Sort, reverse: bool) -> list[str]:
    """The keys of all works that match, in order. See `query` for what may be asked."""
    condition, values = queries.where(query)
    joined = " JOIN search ON search.work = works.id" if "folded" in condition else ""
    more = f" AND {condition}" if condition else ""
    found = db.rows(
        f"SELECT key FROM works{joined} WHERE removed IS NULL{more}"
        f" ORDER BY {queries.order(sort, reverse)}",
        values,
    )
    return [key for (key,) in found]


def all_keys(db: Database) -> set[str]:
    """The keys of all works that are or ever were on the shelf."""
    return {key for (key,) in db.rows("SELECT key FROM works")}


def rows(db: Database, keys: Sequence[str]) -> list[Shelved]:
    """The rows of these works, in the order asked for; keys that are gone are left out."""
    marks = ",".join("?" * len(keys))
    found = db.rows(
        f"SELECT {_COLUMNS} FROM works WHERE removed IS NULL AND key IN ({marks})", keys
    )
    doubted = {key for doubt in doubts.unsettled(db) for key in doubt}
    by_key = {row[0]: _shelved(row, row[0] in doubted) for row in found}
    return [by_key[key] for key in keys if key in by_key]


def _shelved(row: Any, doubted: bool) -> Shelved:
    shelved = Shelved(*cells.row_of(_TYPES, row))
    return shelved._replace(
        authors=cells.strings(row[2]),
        complete=None if row[6] is None else bool(row[6]),
        fandoms=cells.strings(row[7]),
        series=cells.series(row[9]),
        finished=bool(row[14]),
        doubted=doubted,
    )


def find(db: Database, text: str) -> list[str]:
    """The works whose key is `text`; else whose title is; else whose title or key holds it."""
    text = text.strip()
    if not text:
        return []
    if db.row("SELECT 1 FROM works WHERE removed IS NULL AND key = ?", (text,)):
        return [text]
    wanted = queries.fold(text)
    found = db.rows(
        "SELECT key, CAST(folded AS TEXT) FROM works JOIN search ON search.work = works.id"
        " WHERE removed IS NULL AND (instr(key, ?) OR instr(folded, ?))"
        f" ORDER BY {queries.order(Sort.RECENT, False)}",
        (wanted, wanted),
    )
    titles = {key: queries.values_of(folded, "title")[0] for key, folded in found}
    same = [key for key, title in titles.items() if title == wanted]
    return same or [key for key, title in titles.items() if wanted in key or wanted in title]
