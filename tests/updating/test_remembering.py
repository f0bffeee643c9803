"""A library that was deleted: files find the records of their works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tuireader.library import Added, Library
from tuireader.store import Store
from tuireader.updating.joining import join
from tuireader.updating.remembering import Memory
from tuireader.work import Work
from updating.shelf import (
    BELLS,
    CAT,
    FIRST,
    FOUR,
    LETTER,
    ONE,
    RAIN,
    T0,
    THREE,
    TWO,
    YES,
    Shelf,
    edition,
)
from updating.test_joining import dump_of

OTHER = dump_of(
    edition(
        tuple(
            f"In another lane altogether {number} men {word} and nobody was the wiser for it."
            for number, word in enumerate(("walked", "sang", "waited", "left", "came"))
        )
    )
)


@pytest.fixture
def anew(shelf: Shelf, tmp_path: Path) -> Iterator[Shelf]:
    """The shelf after its library was deleted."""
    made = Shelf(tmp_path / "anew")
    made.home = shelf.home
    made.store = Store(shelf.home / "works")
    yield made
    made.library.close()


def put(shelf: Shelf, work: Work) -> Added:
    return shelf.library.put(work, memory=Memory(shelf.library, shelf.store))


def test_a_file_with_an_address_finds_the_record_begun_with_a_dump(
    shelf: Shelf, anew: Shelf
) -> None:
    dump = replace(dump_of(FIRST), metadata=replace(FIRST.metadata, url="", authors=()))
    key = shelf.put(dump).key
    shelf.highlight(key, CAT)
    assert shelf.put(edition(ONE, TWO, THREE, FOUR)).key == key
    shelf.update(key)
    assert shelf.record(key).known_as == ("ao3:4711",)
    added = put(anew, edition(ONE, TWO, THREE, FOUR))
    assert (added.key, added.status) == (key, "added")
    anew.update(key)
    assert anew.words(key, anew.record(key).marks[0]) == CAT


def test_a_dump_finds_the_record_begun_with_a_file_by_its_words(shelf: Shelf, anew: Shelf) -> None:
    key = shelf.put(FIRST).key
    shelf.highlight(key, LETTER)
    dump = replace(FIRST, metadata=replace(FIRST.metadata, url="", authors=()), format="text")
    assert put(anew, dump).key == key == "ao3-4711"


def test_another_work_of_that_title_does_not(shelf: Shelf, anew: Shelf) -> None:
    key = shelf.put(FIRST).key
    shelf.highlight(key, LETTER)
    other = replace(OTHER, metadata=replace(OTHER.metadata, title="The Lane"))
    assert put(anew, other).key != key
    elsewhere = edition(ONE, TWO, THREE, url="https://archiveofourown.org/works/815")
    assert put(anew, elsewhere).key == "ao3-815"
    anew.library.remove("ao3-815")
    by_another = replace(FIRST, metadata=replace(FIRST.metadata, url="", authors=("Bea",)))
    assert put(anew, by_another).key != key


def test_two_works_of_one_title_find_each_its_own_whichever_comes_first(
    shelf: Shelf, anew: Shelf
) -> None:
    about = replace(FIRST.metadata, url="")
    one, two = replace(FIRST, metadata=about), replace(OTHER, metadata=about)
    keys = [shelf.put(one).key, shelf.put(two).key]
    shelf.highlight(keys[0], RAIN)
    shelf.highlight(keys[1], "In another lane altogether 3 men left")
    assert [put(anew, two).key, put(anew, one).key] == keys[::-1]


def test_works_that_were_told_to_be_one_are_one_again(shelf: Shelf, anew: Shelf) -> None:
    dump, book = shelf.put(dump_of(edition(ONE, TWO))).key, shelf.put(FIRST).key
    shelf.highlight(dump, LETTER)
    join(shelf.library, shelf.store, dump, book, T0)
    assert put(anew, FIRST).key == dump
    assert put(anew, dump_of(edition(ONE, TWO))).key == dump
    assert anew.library.keys() == [dump]


def test_records_are_looked_through_only_when_it_must_be(
    shelf: Shelf, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.highlight(key, BELLS)
    heads: list[str] = []
    load_head = Store.load_head

    def counted(store: Store, key: str) -> object:
        heads.append(key)
        return load_head(store, key)

    monkeypatch.setattr(Store, "load_head", counted)
    assert put(shelf, edition(ONE, TWO, THREE, FOUR)).status == "updated"
    assert put(shelf, OTHER).status == "added"
    assert heads == []  # all records are of works that are on the shelf
    with Library(shelf.home / "other.db") as library:
        memory = Memory(library, shelf.store)
        for number in range(3):
            work = edition((f"{YES} {number}",), url=f"https://archiveofourown.org/works/{number}")
            library.put(work, memory=memory)
    assert heads == [key]
