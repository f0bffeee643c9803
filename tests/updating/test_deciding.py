"""What the reader decides about works that may be one, what remembers it, and the way back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tuireader.library import Added, Doubt, LibraryError, News
from tuireader.store import Store
from tuireader.updating import compare, deciding
from tuireader.updating.remembering import Memory
from tuireader.work import Work
from updating.shelf import BELLS, CAT, CLOCK, FIRST, FOUR, ONE, SNOW, TWO, YES, Shelf, edition

REMIX = edition(
    (
        ONE[0],
        *(f"In the remix {n} lamps gave out, and nobody lit them again." for n in "123456789"),
    ),
    url="",
)
REMIX = replace(REMIX, metadata=replace(REMIX.metadata, rating="Mature"))
PLAIN = edition(ONE, TWO, url="")


def put(shelf: Shelf, work: Work) -> Added:
    return shelf.library.put(work, memory=Memory(shelf.library, shelf.store))


def doubted(shelf: Shelf) -> Doubt:
    """Two works of one title and author, of which one has come after the other."""
    other = put(shelf, PLAIN).key
    added = put(shelf, REMIX)
    assert added.question == "same-as"
    return Doubt(added.key, other)


def anew(shelf: Shelf, home: Path) -> Shelf:
    """The same records and an empty library."""
    made = Shelf(home)
    made.home = shelf.home
    made.store = Store(shelf.home / "works")
    return made


@pytest.mark.parametrize("works", [(PLAIN, REMIX), (REMIX, PLAIN)])
def test_two_stay_two_also_in_a_library_that_is_made_anew(
    shelf: Shelf, tmp_path: Path, works: tuple[Work, Work]
) -> None:
    doubt = doubted(shelf)
    keys = {PLAIN: doubt.other, REMIX: doubt.key}
    decided = deciding.keep_two(shelf.library, shelf.store, doubt)
    assert decided.said == "“The Lane” stays two works."
    assert shelf.library.doubts() == []
    assert shelf.record(doubt.key).apart_from == (doubt.other,)
    assert shelf.record(doubt.other).apart_from == (doubt.key,)
    other = anew(shelf, tmp_path / "anew")
    for work in works:
        added = put(other, work)
        assert (added.key, added.question) == (keys[work], "")
    assert other.library.doubts() == []
    other.library.close()


def test_that_they_are_two_is_taken_back(shelf: Shelf) -> None:
    doubt = doubted(shelf)
    decided = deciding.keep_two(shelf.library, shelf.store, doubt)
    assert decided.undo
    decided.undo(shelf.library, shelf.store)
    assert shelf.library.doubts() == [doubt]
    assert [shelf.record(key).apart_from for key in doubt] == [(), ()]


def test_that_they_are_one_is_taken_back(shelf: Shelf) -> None:
    doubt = doubted(shelf)
    shelf.highlight(doubt.other, CAT)
    shelf.read(doubt.key, "lamps gave out", chapter=0)
    (before,) = shelf.library.shelved([doubt.key])
    about = [shelf.library.metadata(key) for key in doubt]
    decided = deciding.make_one(shelf.library, shelf.store, doubt)
    assert shelf.library.keys() == [doubt.other] == [decided.key]
    # The shelf says how far the work was read, whichever record said so.
    assert shelf.library.shelved([doubt.other])[0].last_read
    assert decided.undo
    undone = decided.undo(shelf.library, shelf.store)
    assert undone.key == doubt.key
    assert shelf.library.shelved([doubt.key]) == [before]
    assert [shelf.library.metadata(key) for key in doubt] == about
    assert shelf.library.shelved([doubt.other])[0].fraction == 0.0
    assert shelf.library.doubts() == [doubt]
    with pytest.raises(LibraryError):
        decided.undo(shelf.library, shelf.store)


def test_a_work_is_split_off_and_put_back_with_its_text(shelf: Shelf) -> None:
    dump = put(shelf, PLAIN).key
    book = shelf.put(edition((BELLS, SNOW), FOUR, url="https://example.org/lane")).key
    shelf.highlight(dump, CLOCK)
    shelf.highlight(book, SNOW)
    deciding.put_together(shelf.library, shelf.store, dump, book)
    present = shelf.library.edition(dump)
    split = deciding.split_off(shelf.library, shelf.store, dump)
    assert (split.key, split.said) == (book, "“The Lane” is a work of its own now.")
    assert set(shelf.library.keys()) == {dump, book}
    assert shelf.record(book).apart_from == (dump,)
    assert split.undo
    split.undo(shelf.library, shelf.store)
    assert shelf.library.keys() == [dump]
    assert shelf.library.edition(dump) == present
    assert len(shelf.record(dump).marks) == 2
    assert shelf.record(dump).apart_from == ()


def test_the_text_that_was_replaced_is_read_again(shelf: Shelf) -> None:
    key = shelf.put(FIRST).key
    mark = shelf.highlight(key, CAT)
    before = shelf.library.edition(key)
    shelf.put(edition(FOUR, (SNOW, BELLS)))
    shelf.update(key)
    assert shelf.record(key).marks[0].lost
    again = deciding.read_text(shelf.library, shelf.store, key, before)
    assert shelf.library.edition(key) == before
    assert shelf.record(key).marks[0].anchor == mark.anchor
    assert again.undo
    again.undo(shelf.library, shelf.store)
    assert len(shelf.library.outline(key)) == 2


@pytest.mark.parametrize("read_on", [False, True])
def test_nothing_is_new_in_a_text_that_was_here_before(shelf: Shelf, read_on: bool) -> None:
    key = shelf.put(FIRST).key
    shelf.highlight(key, CAT)
    before = shelf.library.edition(key)
    shelf.put(edition(ONE))
    shelf.update(key)
    if read_on:
        shelf.read(key, YES)
    deciding.read_text(shelf.library, shelf.store, key, before)
    assert shelf.library.news(key) == News(before, before)
    compared = compare(shelf.library, key)
    assert compared
    assert str(compared.changes) == ""
