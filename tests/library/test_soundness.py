"""What somebody else wrote into the library's file, or took out of it: found, and said in words."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from library.works import work
from tuireader.library import Library, LibraryError, database

TABLES = sorted(database._NAMES)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    with Library(path) as library:
        for title in ("Persuasion", "Emma"):
            library.put(work(title, authors=("Jane Austen",)))
        assert library.check() == ""
    return path


def change(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)


def read_everything(library: Library) -> str:
    """What is said where it cannot all be read, else \"\"."""
    try:
        _read(library)
    except LibraryError as error:
        return str(error)
    return ""


def _read(library: Library) -> None:
    library.reading_stamps()
    for row in library.shelved(library.keys("austen")):
        for look in (library.metadata, library.contents, library.warnings, library.outline):
            look(row.key)
        assert library.news(row.key) is None
        assert [chapter.number for chapter in library.chapters(row.key)] == [1]
        assert library.source(row.key).edition


@pytest.mark.parametrize("table", TABLES)
def test_a_library_that_lacks_a_table_is_set_aside(path: Path, table: str) -> None:
    change(path, f"DROP TABLE {table}")
    with Library(path) as library:
        assert "The library was damaged" in library.notice
        assert library.count() == 0
        assert library.check() == ""
        assert library.put(work("Emma")).status == "added"
    assert len(list(path.parent.glob("library.db.broken-*"))) == 1


@pytest.mark.parametrize(
    ("table", "column"),
    [
        *(("works", name) for name in ("authors", "fandoms", "series", "words", "complete")),
        *(("works", name) for name in ("title", "fraction", "edition")),
        *(("editions", name) for name in ("metadata", "contents", "warnings")),
        *(("chapters", name) for name in ("blocks", "words", "title")),
    ],
)
@pytest.mark.parametrize("garbage", ["'garbage'", "x'ff00fe'", "'[1, 2'", "'[[1]]'", "'5'"])
def test_garbage_in_a_cell_is_said_in_words(
    path: Path, table: str, column: str, garbage: str
) -> None:
    change(path, f"UPDATE {table} SET {column} = {garbage}")
    with Library(path) as library:
        said = read_everything(library)
        assert said in ("", database.DAMAGED)  # '5' is a title like any other
        assert bool(library.check()) == bool(said)


def test_a_column_that_is_missing_is_said_in_words(path: Path) -> None:
    change(path, "ALTER TABLE works DROP COLUMN rating")
    with Library(path) as library:
        with pytest.raises(LibraryError, match="damaged"):
            library.shelved(library.keys())
        assert "“rating”" in library.check()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM editions", "no text"),
        ("DELETE FROM chapters", "no text"),
        ("DELETE FROM search", "searched"),
    ],
)
def test_a_work_that_lost_a_part_of_it_is_found(path: Path, sql: str, said: str) -> None:
    change(path, sql)
    with Library(path) as library:
        assert said in library.check()


def test_a_work_whose_text_is_lost_is_still_on_the_shelf(path: Path) -> None:
    change(path, "DELETE FROM editions")
    with Library(path) as library:
        for key in library.all_keys():
            with pytest.raises(LibraryError, match="damaged"):
                library.metadata(key)
        with pytest.raises(KeyError):
            library.metadata("sanditon-00000000")
