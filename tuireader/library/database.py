"""The SQLite file under the library: its tables, its version, and what happens when it is broken.

It knows nothing of works; `catalogue` and `entering` do.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

VERSION = 4

_TABLES = """
CREATE TABLE works (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    edition INTEGER,              -- the one that is read; null once a removed work is emptied,
    last_edition INTEGER,         -- and then this is the one that was
    title TEXT NOT NULL,
    authors TEXT NOT NULL,        -- lists are JSON
    fandoms TEXT NOT NULL,
    series TEXT NOT NULL,
    rating TEXT NOT NULL,
    words INTEGER NOT NULL,
    chapters_posted INTEGER NOT NULL,
    chapters_planned INTEGER,
    complete INTEGER,
    updated TEXT NOT NULL,
    title_sort TEXT NOT NULL,
    author_sort TEXT NOT NULL,
    added TEXT NOT NULL,          -- times are ISO 8601, UTC
    changed TEXT NOT NULL,        -- when the present edition came
    new_chapters INTEGER NOT NULL DEFAULT 0,
    fraction REAL,                -- from here on mirrors the reader's record
    last_read TEXT,
    finished INTEGER NOT NULL DEFAULT 0,
    stamp TEXT,                   -- of the record that is mirrored
    removed TEXT                  -- when it was taken off the shelf
);
CREATE INDEX works_with_title ON works (title_sort);
CREATE INDEX works_removed ON works (removed) WHERE removed IS NOT NULL;
-- The commonest orders of the shelf, read off without sorting.
CREATE INDEX shelf_by_recent ON works (last_read, added, id, key) WHERE removed IS NULL;
CREATE INDEX shelf_by_title ON works (title_sort, author_sort, id, key) WHERE removed IS NULL;
CREATE INDEX shelf_by_author ON works (author_sort, title_sort, id, key) WHERE removed IS NULL;
CREATE TABLE search (
    work INTEGER PRIMARY KEY,
    folded TEXT NOT NULL          -- see `query`
);
CREATE TABLE identities (identity TEXT PRIMARY KEY, work INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE editions (
    id INTEGER PRIMARY KEY,
    work INTEGER NOT NULL,
    digest TEXT NOT NULL,         -- of its text
    format TEXT NOT NULL,
    parser INTEGER NOT NULL,      -- the version of the shape its chapters are kept in
    added TEXT NOT NULL,
    chapters INTEGER NOT NULL,
    chars INTEGER NOT NULL,
    words INTEGER NOT NULL,
    metadata BLOB NOT NULL,
    contents BLOB NOT NULL,
    warnings TEXT NOT NULL,
    sentences BLOB NOT NULL       -- hashes, to recognise the same text
);
CREATE INDEX editions_by_work ON editions (work);
CREATE TABLE chapters (
    edition INTEGER NOT NULL,
    position INTEGER NOT NULL,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    words INTEGER NOT NULL,
    chars INTEGER NOT NULL,
    source_id TEXT NOT NULL,
    titled INTEGER NOT NULL,
    blocks BLOB NOT NULL          -- compressed
);
CREATE UNIQUE INDEX chapters_by_position ON chapters (edition, position);
CREATE TABLE pictures (
    edition INTEGER NOT NULL, name TEXT NOT NULL, media_type TEXT NOT NULL, data BLOB NOT NULL
);
CREATE UNIQUE INDEX pictures_by_name ON pictures (edition, name);
CREATE TABLE sources (            -- the latest last
    path BLOB PRIMARY KEY,        -- as the system has it, absolute
    work INTEGER NOT NULL,
    edition INTEGER NOT NULL,
    format TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL,    -- nanoseconds
    digest BLOB NOT NULL,         -- of the file's bytes
    parser INTEGER NOT NULL
);
CREATE INDEX sources_by_work ON sources (work);
CREATE INDEX sources_by_digest ON sources (digest);
"""
# What the second version has beside the first.
_NEWS = """
ALTER TABLE works ADD COLUMN edited_chapters INTEGER NOT NULL DEFAULT 0;
ALTER TABLE works ADD COLUMN gone_chapters INTEGER NOT NULL DEFAULT 0;
CREATE TABLE news (               -- see `news`
    work INTEGER PRIMARY KEY,
    edition TEXT NOT NULL,        -- digests: of the text that was compared with
    since TEXT NOT NULL,          -- that which was last read
    unseen TEXT NOT NULL          -- the new chapters that have not been read, as JSON
);
CREATE TABLE united (             -- works that became part of others; see `uniting`
    work INTEGER PRIMARY KEY,
    whole INTEGER NOT NULL,
    edition INTEGER NOT NULL,     -- that was read
    parts TEXT NOT NULL           -- what was its own, as JSON
);
"""
# And the third.
_DOUBTS = """
CREATE TABLE doubts (             -- works that may be one; see `doubts`
    work INTEGER NOT NULL,
    other INTEGER NOT NULL,       -- that was on the shelf first
    PRIMARY KEY (work, other)
);
"""
# And the fourth.
_TITLES = """
CREATE TABLE titles (             -- all that a work has been called, as in works.title_sort
    title TEXT NOT NULL,
    work INTEGER NOT NULL,
    PRIMARY KEY (title, work)
) WITHOUT ROWID;
CREATE INDEX titles_by_work ON titles (work);
INSERT INTO titles SELECT title_sort, id FROM works;
INSERT OR IGNORE INTO titles SELECT title_sort, whole FROM united JOIN works ON id = work;
"""
_STEPS = (_TABLES, _NEWS, _DOUBTS, _TITLES)  # from each version to the next
_ALL_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"
_NAMES = frozenset(re.findall(r"CREATE TABLE (\w+)", "".join(_STEPS)))

DAMAGED = "the library is damaged: run `tuireader doctor`"


class LibraryError(Exception):
    """The library cannot do this; `str(error)` says why, in one line for its reader."""


class _IncompleteError(Exception):
    """Tables are missing from a file that had them."""


class Database:
    """One connection. Its errors are `LibraryError`s; `notice` tells what was done about a file
    that was broken."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notice = ""
        self.read_only = False
        try:
            self._connection = self._open()
        except _IncompleteError:
            self._set_aside()
            self._connection = self._open()
        except sqlite3.DatabaseError as error:
            # The low byte of an extended code is the plain one.
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                self._set_aside()
                self._connection = self._open()
            else:
                self._connection = self._open_read_only(error)

    def close(self) -> None:
        self._connection.close()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        with _translated():
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first row, None where there is none."""
        with _translated():
            return self._connection.execute(sql, values).fetchone()

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Returns the id of the row that was inserted, if one was."""
        with _translated():
            return self._connection.execute(sql, values).lastrowid or 0

    def run_many(self, sql: str, values: Iterator[Sequence[Any]]) -> None:
        with _translated():
            self._connection.executemany(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing, and nobody else writes meanwhile."""
        if self.read_only:
            raise LibraryError("the library cannot be written to here")
        with _translated():
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with _translated():
                self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def each(self, sql: str) -> Iterator[Any]:
        """The rows, one at a time: there may be more in them than goes into memory."""
        with _translated():
            yield from self._connection.execute(sql)

    def shape(self) -> dict[str, list[tuple[str, str, bool]]]:
        """The tables as they are made: of each its columns with their types, and whether they are
        always filled."""
        with closing(sqlite3.connect(":memory:")) as fresh:
            for step in _STEPS:
                fresh.executescript(step)
            return {
                table: [
                    (name, kind, bool(required))
                    for _, name, kind, required, _, _ in fresh.execute(
                        f"PRAGMA table_info({table})"
                    )
                ]
                for (table,) in fresh.execute(_ALL_TABLES).fetchall()
            }

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"{self.path.parent} cannot be made ({error.strerror})") from error
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        try:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version > VERSION:
                raise LibraryError(
                    f"the library was made by a newer tuireader (its version is {version}, this "
                    f"one knows {VERSION}): update tuireader"
                )
            if version < VERSION:
                self._bring_up(connection)
            tables = {name for (name,) in connection.execute(_ALL_TABLES)}
            if not tables.issuperset(_NAMES):
                raise _IncompleteError
            # What survives a crash of the program always, of the machine up to the last moments:
            # everything here can be made again.
            connection.execute("PRAGMA synchronous=NORMAL")
        except BaseException:
            connection.close()
            raise
        return connection

    def _bring_up(self, connection: sqlite3.Connection) -> None:
        """Make the tables, or those that an older version has not."""
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        for step in _STEPS[version:]:  # none where somebody else did it meanwhile
            for statement in step.split(";\n"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version={VERSION}")
        connection.execute("COMMIT")

    def _open_read_only(self, error: sqlite3.Error) -> sqlite3.Connection:
        """A library on a disk that cannot be written to can still be read."""
        if not self.path.is_file() or "locked" in str(error):
            raise LibraryError(_words(error)) from error
        try:
            address = self.path.absolute().as_uri() + "?mode=ro&immutable=1"
            connection = sqlite3.connect(address, uri=True, isolation_level=None)
            (version,) = connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.Error:
            raise LibraryError(_words(error)) from error
        if version != VERSION:
            connection.close()
            raise LibraryError(_words(error)) from error
        self.read_only = True
        return connection

    def _set_aside(self) -> None:
        """Move a file that is no library out of the way; it is kept."""
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        kept = self.path.with_name(f"{self.path.name}.broken-{stamp}")
        try:
            self.path.replace(kept)
            for suffix in ("-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        except OSError as error:
            raise LibraryError(f"the library is damaged and cannot be moved ({error})") from error
        self.notice = (
            f"The library was damaged: it is kept as {kept.name}, and a new one begins. "
            "Add your files again; your places and marks are safe."
        )


def now() -> str:
    """The time as it is kept: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise LibraryError(_words(error)) from error


def _words(error: sqlite3.Error) -> str:
    text = str(error)
    for fragment, words in _IN_WORDS:
        if fragment in text:
            return words
    return f"the library cannot be used ({text})"


_IN_WORDS = (
    ("full", "the disk is full"),
    ("readonly", "the library cannot be written to here"),
    ("locked", "the library is busy: another tuireader is writing to it"),
    ("unable to open", "the library's file cannot be opened or made"),
    ("malformed", DAMAGED),
    ("not a database", DAMAGED),
    ("no such table", DAMAGED),
    ("no such column", DAMAGED),
    ("has no column", DAMAGED),
    ("Could not decode", DAMAGED),  # what should be text is none
    ("disk I/O", "the disk cannot be read or written"),
)
