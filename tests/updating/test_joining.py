"""Two works that are one, and one that is two: texts and what was made of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tuireader.library import LibraryError
from tuireader.marks import WorkRecord
from tuireader.place import Place
from tuireader.updating.joining import Parted, join, part
from tuireader.work import Work
from updating.shelf import (
    CAT,
    CLOCK,
    FIRST,
    FOUR,
    LETTER,
    ONE,
    SNOW,
    THREE,
    TWO,
    YES,
    Shelf,
    edition,
)


def dump_of(work: Work) -> Work:
    """A copy that tells neither author nor address."""
    about = replace(work.metadata, title="Lane (copied)", authors=(), url="")
    return replace(work, metadata=about, format="text")


@pytest.fixture
def keys(shelf: Shelf) -> tuple[str, str]:
    """A dump of two chapters and a file with an address of four."""
    dump = shelf.put(dump_of(edition(ONE, TWO))).key
    return dump, shelf.put(edition(ONE, TWO, THREE, FOUR)).key


def joined(shelf: Shelf, key: str, other: str) -> None:
    join(shelf.library, shelf.store, key, other, datetime.now(UTC))


def parted(shelf: Shelf, key: str) -> Parted:
    return part(shelf.library, shelf.store, key, datetime.now(UTC))


def texts(shelf: Shelf, key: str) -> list[str]:
    return sorted(shelf.words(key, mark) for mark in shelf.record(key).marks if not mark.lost)


def test_what_was_made_of_both_is_in_one(shelf: Shelf, keys: tuple[str, str]) -> None:
    dump, book = keys
    shelf.highlight(dump, "under the clock")
    shelf.highlight(book, SNOW)
    shelf.read(dump, CAT)
    later = shelf.read(book, CLOCK)
    joined(shelf, dump, book)
    assert shelf.library.keys() == [dump]
    assert shelf.store.keys() == [dump]
    record = shelf.record(dump)
    assert texts(shelf, dump) == [SNOW, "under the clock"]
    assert record.progress
    assert record.progress.anchor.place == Place(1, 3)
    assert record.progress.anchor.edition == later.anchor.edition
    assert set(record.known_as) == {"ao3:4711", f"key:{dump}", f"key:{book}"}


@pytest.mark.parametrize("whole", [0, 1])
def test_parting_them_gives_each_its_own(shelf: Shelf, keys: tuple[str, str], whole: int) -> None:
    dump, book = keys
    shelf.highlight(dump, "under the clock")
    shelf.highlight(book, SNOW)
    shelf.read(dump, CAT)
    shelf.read(book, CLOCK)
    before = {key: shelf.record(key) for key in keys}
    editions = {key: shelf.library.edition(key) for key in keys}
    key, other = keys[whole], keys[1 - whole]
    joined(shelf, key, other)
    shelf.mark(key, before[key].marks[0].kind, shelf.passage(key, LETTER))
    assert parted(shelf, key) == Parted(other, shelf.library.metadata(other).title, True)
    assert {one: shelf.library.edition(one) for one in keys} == editions
    assert shelf.record(other).marks[0].anchor == before[other].marks[0].anchor
    assert len(shelf.record(other).marks) == 1
    # What was made since stays.
    assert texts(shelf, key) == sorted([LETTER, before[key].marks[0].anchor.quote.exact])
    for one in keys:
        progress, was = shelf.record(one).progress, before[one].progress
        assert progress
        assert was
        assert progress.anchor == was.anchor
    assert shelf.record(key).absorbed == ()
    assert "ao3:4711" not in shelf.record(dump).known_as


def test_joining_again_after_a_crash_goes_on(
    shelf: Shelf, keys: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dump, book = keys
    shelf.highlight(dump, CAT)
    shelf.highlight(book, SNOW)

    def crash(*_: object) -> None:
        raise RuntimeError

    for name in ("library.unite", "store.retire"):
        target, method = name.split(".")
        with monkeypatch.context() as patch:
            patch.setattr(getattr(shelf, target), method, crash)
            with pytest.raises(RuntimeError):
                joined(shelf, dump, book)
        if book in shelf.library:
            assert len(shelf.record(book).marks) == 1
    assert texts(shelf, dump) == [CAT, SNOW] or not shelf.record(dump).marks[0].lost
    shelf.update(dump)
    assert texts(shelf, dump) == [CAT, SNOW]
    assert len(shelf.record(dump).absorbed) == 1


def test_a_work_that_nothing_was_made_of_is_joined_and_parted(
    shelf: Shelf, keys: tuple[str, str]
) -> None:
    dump, book = keys
    joined(shelf, dump, book)
    assert shelf.library.keys() == [dump]
    assert shelf.record(dump).absorbed[0].key == book
    assert parted(shelf, dump) == Parted(book, "The Lane", True)
    assert set(shelf.library.keys()) == set(keys)


def test_parting_in_a_library_that_was_made_anew(
    shelf: Shelf, keys: tuple[str, str], tmp_path: Path
) -> None:
    dump, book = keys
    shelf.highlight(book, SNOW)
    joined(shelf, dump, book)
    other = Shelf(tmp_path / "other")
    key = other.put(dump_of(edition(ONE, TWO))).key
    assert key == dump
    other.store.update(key, lambda _: shelf.record(dump))
    assert parted(other, key) == Parted(book, "The Lane", False)
    (mark,) = other.record(book).marks
    assert mark.anchor.made.quote.exact == SNOW
    assert other.put(edition(ONE, TWO, THREE, FOUR)).key == book
    other.update(book)
    assert texts(other, book) == [SNOW]
    assert other.record(key).marks == ()
    other.library.close()


def test_a_text_that_is_another_work_gets_its_own(shelf: Shelf) -> None:
    key = shelf.put(dump_of(FIRST)).key
    shelf.highlight(key, CAT)
    shelf.highlight(key, YES, chapter=2)
    before = shelf.record(key)
    remix = dump_of(edition(TWO, ONE, FOUR))
    assert shelf.put(remix).key == key
    shelf.update(key)
    fresh = parted(shelf, key)
    assert fresh.present
    assert fresh.key != key
    assert len(shelf.library.outline(fresh.key)) == 3
    assert [mark.anchor for mark in shelf.record(key).marks] == [m.anchor for m in before.marks]
    assert shelf.record(fresh.key) == WorkRecord(fresh.key)
    with pytest.raises(LibraryError, match="nothing to split"):
        parted(shelf, key)


def test_what_is_not_there_cannot_be_joined(shelf: Shelf, keys: tuple[str, str]) -> None:
    for pair in ((keys[0], "not-here"), ("not-here", keys[0])):
        with pytest.raises(KeyError):
            joined(shelf, *pair)
    assert shelf.store.keys() == []
    with pytest.raises(LibraryError):
        joined(shelf, keys[0], keys[0])
    assert set(shelf.library.keys()) == set(keys)
