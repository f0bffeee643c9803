"""Works that become one, and two again."""

from __future__ import annotations

from pathlib import Path

import pytest

from library.works import paragraphs, work
from tuireader.library import Library, LibraryError
from tuireader.library.parcel import pack
from tuireader.library.sources import File

ONE, TWO, THREE = (paragraphs(12, seed) for seed in ("one", "two", "three"))
URL = "https://archiveofourown.org/works/123"
DUMP = work("Blod", ONE, TWO, format="text")
BOOK = work("Blood", ONE, TWO, THREE, url=URL, authors=("Ann",))
FILE = File("/a/blod.txt", 10, 20, b"digest")


@pytest.fixture
def keys(library: Library) -> tuple[str, str]:
    dump = library.put_parcel(pack(DUMP), FILE.path, [FILE]).key
    return dump, library.put(BOOK).key


def test_what_belongs_to_one_belongs_to_the_other(library: Library, keys: tuple[str, str]) -> None:
    dump, book = keys
    library.unite(dump, book)
    assert library.keys() == [dump]
    assert set(library.editions(dump)) == {pack(BOOK).edition, pack(DUMP).edition}
    # The longer text is read, as if its file had been added.
    assert library.edition(dump) == pack(BOOK).edition
    assert library.metadata(dump).url == URL
    assert library.names(dump) == ("ao3:123", f"key:{book}", f"key:{dump}")
    # Their files are known, and the next ones too.
    assert library.put(BOOK).key == dump
    assert library.put(DUMP).key == dump
    assert library.recall(FILE.path, FILE.size, FILE.modified).key == dump  # type: ignore[union-attr]


def test_the_better_text_stays(library: Library, keys: tuple[str, str]) -> None:
    dump, book = keys
    library.unite(book, dump)
    assert library.edition(book) == pack(BOOK).edition
    assert library.metadata(book).title == "Blood"
    assert library.put(DUMP).key == book


@pytest.mark.parametrize("first", [0, 1])
def test_parting_them_again(library: Library, keys: tuple[str, str], first: int) -> None:
    whole, other = keys[first], keys[1 - first]
    before = {key: (library.metadata(key), library.editions(key)) for key in keys}
    library.unite(whole, other)
    assert library.part(whole, other, ())
    assert set(library.keys()) == set(keys)
    assert {key: (library.metadata(key), library.editions(key)) for key in keys} == before
    assert library.names(keys[0]) == ()
    assert library.names(keys[1]) == ("ao3:123",)
    assert library.recall_bytes(FILE).key == keys[0]  # type: ignore[union-attr]
    assert (library.put(DUMP).key, library.put(BOOK).key) == keys
    library.unite(whole, other)
    assert library.keys() == [whole]


def test_a_part_whose_text_is_no_longer_kept_must_be_added_again(
    tmp_path: Path, library: Library, keys: tuple[str, str]
) -> None:
    dump, book = keys
    library.unite(dump, book)
    with Library(tmp_path / "new.db") as fresh:  # the library was deleted since
        whole = fresh.put(BOOK).key
        assert not fresh.part(whole, "blood-of-old", ["ao3:123"])
        assert fresh.names(whole) == ()
    with pytest.raises(KeyError):
        library.part("not-here", book, ())


def test_only_two_works_on_the_shelf_become_one(library: Library, keys: tuple[str, str]) -> None:
    for pair in ((keys[0], "not-here"), ("not-here", keys[0])):
        with pytest.raises(KeyError):
            library.unite(*pair)
    with pytest.raises(LibraryError, match="one work already"):
        library.unite(keys[0], keys[0])
    assert set(library.keys()) == set(keys)


def test_a_text_that_was_taken_for_another_work_gets_its_own(library: Library) -> None:
    key = library.put(DUMP).key
    other = work("Blod", ONE, TWO, THREE, url=URL)
    assert library.put(other).key == key
    fresh = library.separate(key)
    assert fresh == "ao3-123"
    assert (library.editions(key), library.editions(fresh)) == (
        [pack(DUMP).edition],
        [pack(other).edition],
    )
    assert (library.names(key), library.names(fresh)) == ((), ("ao3:123",))
    assert library.metadata(fresh).url == URL
    assert library.put(DUMP).key == key
    assert library.put(other).key == fresh
    with pytest.raises(LibraryError, match="nothing to split"):
        library.separate(key)


def test_newer_files_of_either_go_where_both_are(library: Library) -> None:
    """Each has a title and words of its own, and neither an address."""
    sea, land = work("The Sea", ONE, TWO), work("The Land", THREE, paragraphs(20, "four"))
    whole, other = library.put(sea).key, library.put(land).key
    library.unite(whole, other, library.edition(other))
    for newer in (work("The Sea", ONE, TWO[:9]), work("The Land", THREE[1:], ONE[:2])):
        assert library.recognise(pack(newer)) == whole
    library.part(whole, other, ())
    assert library.recognise(pack(work("The Sea", ONE, TWO[:9]))) == whole
    assert library.recognise(pack(work("The Land", THREE[1:], ONE[:2]))) == other


def test_a_work_is_still_known_by_what_it_was_called(library: Library) -> None:
    key = library.put(work("The Sea", ONE, url=URL)).key
    assert library.put(work("The Ocean", ONE, TWO, url=URL)).key == key
    assert library.put(work("The Sea", ONE, format="text")).key == key
    assert library.put(work("The Sea", THREE, format="text")).key != key
