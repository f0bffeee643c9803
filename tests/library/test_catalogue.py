"""The library's file: opened, damaged, newer, read-only, shared by two."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from library.works import work
from tuireader.library import Library, LibraryError, database


def test_a_library_is_made_on_first_use_and_found_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "library.db"
    with Library(path) as library:
        key = library.put(work("Persuasion")).key
    with Library(path) as library:
        assert library.keys() == [key]
        assert library.notice == ""


def test_a_damaged_library_is_set_aside_and_a_new_one_begins(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(b"This is no database. " * 400)
    with Library(path) as library:
        assert library.count() == 0
        (kept,) = tmp_path.glob("library.db.broken-*")
        assert kept.name in library.notice
        assert library.put(work("Persuasion")).status == "added"
    assert kept.read_bytes().startswith(b"This is no database.")


def test_damage_inside_is_found_by_checking(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with Library(path) as library:
        for number in range(40):
            library.put(work(f"Work {number}"))
        assert library.check() == ""
    data = bytearray(path.read_bytes())
    data[20_000:60_000] = b"\xff" * 40_000
    path.write_bytes(data)
    with Library(path) as library:
        assert library.check() != ""


@pytest.mark.parametrize("version", range(1, database.VERSION))
def test_a_library_of_an_older_version_is_brought_up(tmp_path: Path, version: int) -> None:
    path = tmp_path / "library.db"
    connection = sqlite3.connect(path)
    tables = "".join(database._STEPS[:version])
    connection.executescript(f"{tables}PRAGMA user_version = {version};")
    connection.close()
    for _ in range(2):
        with Library(path) as library:
            key = library.put(work("Persuasion")).key
            assert library.shelved([key])[0].news == ""
            assert library.news(key) is None


def test_a_newer_library_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LibraryError, match="newer tuireader"):
        Library(path)
    assert path.read_bytes() == before


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(LibraryError, match="data cannot be made"):
        Library(tmp_path / "data" / "library.db")


def test_a_library_that_cannot_be_written_to_can_be_read() -> None:
    code = (
        "import os, sys, pathlib, tuireader.codec, tuireader.library.parcel\n"
        "from tuireader.library import Library, LibraryError\n"
        "if os.getuid() == 0: os.setuid(65534)\n"  # root may write anywhere
        "library = Library(pathlib.Path(sys.argv[1], 'library.db'))\n"
        "(key,) = library.keys()\n"
        "print(key, len(library.blocks(key, 0)))\n"
        "try: library.remove(key)\n"
        "except LibraryError as error: print(error)\n"
    )
    # Not in pytest's own folder, which nobody else may enter.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Library(folder / "library.db") as library:
            key = library.put(work("Persuasion")).key
        folder.chmod(0o555)
        (folder / "library.db").chmod(0o444)
        command = [sys.executable, "-c", code, name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        folder.chmod(0o755)
    assert done.stderr == ""
    assert done.stdout == f"{key} 10\nthe library cannot be written to here\n"


def test_two_instances_see_each_other(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with Library(path) as one, Library(path) as other:
        key = one.put(work("Persuasion")).key
        assert other.keys() == [key]
        other.note_reading(key, 0.25, datetime.now(UTC))
        assert one.shelved([key])[0].fraction == 0.25
        other.remove(key)
        assert one.keys() == []


def test_the_mirror_of_the_record_keeps_its_stamp(library: Library) -> None:
    key = library.put(work("Persuasion")).key
    assert library.reading_stamps() == {}
    at = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
    library.note_reading(key, 0.5, at, finished=True, stamp=(1, 2))
    library.note_reading("not-here", 0.5, at, stamp=(3, 4))
    assert library.reading_stamps() == {key: (1, 2)}
    row = library.shelved([key])[0]
    assert (row.fraction, row.last_read, row.finished) == (0.5, "2026-05-01T12:30:00+00:00", True)
    library.note_reading(key, None, None, stamp=None)
    assert library.shelved([key])[0].fraction is None


def test_rows_come_in_the_order_asked_for_without_those_that_are_gone(library: Library) -> None:
    keys = [library.put(work(title)).key for title in ("A", "B", "C")]
    rows = library.shelved([keys[2], "gone", keys[0]])
    assert [row.title for row in rows] == ["C", "A"]
    assert library.shelved([]) == []


def test_works_are_found_by_key_title_or_part_of_it(library: Library) -> None:
    half = library.put(
        work("Half Agony, Half Hope", url="https://archiveofourown.org/works/71000404")
    ).key
    hope = library.put(work("Hope")).key
    assert library.find("ao3-71000404") == library.find("71000404") == [half]
    assert library.find("half agony") == [half]
    assert library.find("HOPE") == [hope]  # the whole title before a part of one
    assert set(library.find("ho")) == {half, hope}
    assert library.find("nothing") == library.find("  ") == []


def test_starting_needs_sqlite_and_nothing_heavy() -> None:
    """Every first page pays for what this imports."""
    code = "import sys, tuireader.library; print(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"lxml", "selectolax", "chardet", "hashlib", "subprocess", "dataclasses", "textual"}
    assert heavy.isdisjoint(modules)
    ours = {name for name in modules if name.startswith("tuireader.")}
    own = "catalogue cells database doubts news query shelf sources values"
    assert ours == {"tuireader.library", *(f"tuireader.library.{name}" for name in own.split())}
