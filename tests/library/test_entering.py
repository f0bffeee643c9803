"""Which work a text belongs to, and what the library then holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from library.works import paragraphs, work
from tuireader.library import Library
from tuireader.library import texts as texts_module
from tuireader.library.parcel import Parcel, pack
from tuireader.library.sources import File
from tuireader.work import Picture

URL = "https://archiveofourown.org/works/123"
ONE, TWO, THREE = (paragraphs(12, seed) for seed in ("one", "two", "three"))


def test_a_dump_is_recognised_as_the_work_its_epub_is_of_and_keeps_its_key(
    library: Library,
) -> None:
    dump = library.put(work("Blood", ONE, TWO, format="text"))
    book = library.put(work("Blood", ONE, TWO, format="epub", url=URL, authors=("a",)))
    assert (dump.status, book.status, book.key) == ("added", "updated", dump.key)
    assert library.metadata(dump.key).url == URL
    assert library.find("ao3-123") == [dump.key]
    # From then on the address alone says which work it is.
    again = library.put(work("Other title", ONE, EDITED, url=URL, authors=("a",)))
    assert (again.key, again.status) == (dump.key, "updated")


EDITED = [*TWO[:5], "It was altered here, by the author's own hand, one evening.", *TWO[6:]]


def test_a_dump_of_a_work_that_is_here_as_its_epub_keeps_the_key(library: Library) -> None:
    library.put(work("Blood", ONE, TWO, format="epub", url=URL, authors=("a",)))
    dump = library.put(work("Blood", ONE[:11], TWO, format="text"))
    assert (dump.key, dump.status, dump.note) == ("ao3-123", "unchanged", "nothing in it is new")
    assert library.count() == 1


def test_two_works_of_one_title_stay_two(library: Library) -> None:
    one = library.put(work("Untitled", ONE))
    other = library.put(work("Untitled", TWO))
    assert one.key != other.key
    assert library.count() == 2
    # By the same author too.
    one = library.put(work("Letters", ONE, authors=("a",)))
    other = library.put(work("Letters", TWO, authors=("a",)))
    assert one.key != other.key
    assert library.put(work("Letters", TWO, THREE, authors=("a",))).key == other.key


def test_works_without_text_are_not_one_work(library: Library) -> None:
    library.put(work("Untitled", []))
    keys = {library.put(work("Untitled", [])).key for _ in range(20)}
    assert len(keys) == 20
    assert max(map(len, keys)) < 40


def test_two_numbers_on_one_site_are_two_works_though_the_text_is_one(library: Library) -> None:
    library.put(work("Blood", ONE, url=URL))
    other = library.put(work("Blood", ONE, url=URL + "4"))
    assert (other.key, other.status) == ("ao3-1234", "added")


def test_an_identifier_that_several_books_bear_is_confirmed(library: Library) -> None:
    isbn = ("9780141439518",)
    first = library.put(work("Emma", ONE, identifiers=isbn))
    same = library.put(work("Emma", ONE, TWO, identifiers=isbn))
    other = library.put(work("Persuasion", THREE, identifiers=isbn))
    assert first.key == same.key == "isbn-9780141439518"
    assert other.key != first.key
    assert other.status == "added"


def test_a_new_edition_replaces_the_old_one_which_is_kept(library: Library) -> None:
    key = library.put(work("Blood", ONE, TWO, url=URL)).key
    old = library.edition(key)
    added = library.put(work("Blood", ONE, EDITED, THREE, url=URL))
    assert (added.status, added.new_chapters) == ("updated", 1)
    assert library.editions(key) == [library.edition(key), old]
    assert [c.blocks[5].text for c in library.chapters(key, old)] == [ONE[5], TWO[5]]
    assert library.chapter(key, 1).blocks[5].text == EDITED[5]
    with pytest.raises(IndexError):
        library.chapter(key, 2, old)


def test_older_texts_are_kept_until_the_record_needs_them_no_more(library: Library) -> None:
    chapters = [ONE]
    key = library.put(work("Blood", *chapters, url=URL)).key
    for number in range(6):
        chapters.append(paragraphs(3, f"more {number}"))
        library.put(work("Blood", *chapters, url=URL))
    editions = library.editions(key)
    assert len(editions) == 7
    library.prune(key, editions[5:6])
    last_few = editions[: 1 + texts_module.KEPT_EDITIONS]
    assert library.editions(key) == [*last_few, editions[5]]
    assert len(library.outline(key)) == 7
    library.prune(key, ())
    assert library.editions(key) == last_few
    library.prune("not-here", ())


def test_texts_that_nobody_asks_for_do_not_pile_up(library: Library) -> None:
    chapters = [ONE]
    for number in range(texts_module.MOST_EDITIONS + 5):
        chapters.append(paragraphs(3, f"more {number}"))
        key = library.put(work("Blood", *chapters, url=URL)).key
    assert len(library.editions(key)) <= texts_module.MOST_EDITIONS + 1


def test_going_back_and_forth_keeps_each_text_once(library: Library) -> None:
    first, second = work("Blood", ONE, TWO, url=URL), work("Blood", ONE, EDITED, url=URL)
    key = library.put(first).key
    for made in (second, first, second):
        assert library.put(made).status == "updated"
    assert library.editions(key) == [pack(second).edition, pack(first).edition]


def test_a_much_shorter_text_is_refused_until_it_is_wanted(library: Library) -> None:
    key = library.put(work("Blood", ONE, TWO, THREE, url=URL)).key
    short = work("Blood", ONE, url=URL)
    refused = library.put(short)
    assert (refused.status, refused.key) == ("failed", key)
    assert "much shorter" in refused.error
    assert len(library.outline(key)) == 3
    assert library.put(short, replace=True).status == "updated"
    assert len(library.outline(key)) == 1


def test_new_chapters_are_counted_until_the_work_is_read_again(library: Library) -> None:
    key = library.put(work("Blood", ONE, url=URL)).key
    library.put(work("Blood", ONE, TWO, url=URL))
    assert library.shelved([key])[0].new_chapters == 0  # all of it is new: it was never opened
    before = library.edition(key)
    library.note_reading(key, 0.5, datetime.now(UTC))
    library.put(work("Blood", ONE, TWO, THREE, url=URL))
    assert library.shelved([key])[0].new_chapters == 1
    library.note_seen(key, before, {0, 1})  # somebody reads the text that was open
    assert library.shelved([key])[0].new_chapters == 1
    library.note_seen(key, library.edition(key), {1})
    assert library.shelved([key])[0].new_chapters == 0


def test_a_title_by_its_author_may_be_the_same_work(library: Library) -> None:
    one = library.put(work("Letters", ONE, authors=("Ann",)))
    assert (one.question, one.other) == ("", "")
    for added in (
        library.put(work("Letters", TWO, authors=("ann", "Bea"))),
        library.put(work("Letters", [*ONE[:3], *THREE])),  # a third of its sentences
    ):
        assert (added.status, added.question, added.other) == ("added", "same-as", one.key)
        assert one.key in added.note
    # Others' letters are other letters, and so is what has nothing in common with any.
    assert library.put(work("Letters", THREE, authors=("Cid",))).question == ""
    assert library.put(work("Letters", paragraphs(12, "four"))).question == ""
    # An address tells for certain.
    library.put(work("Notes", ONE, authors=("Ann",), url=URL))
    assert library.put(work("Notes", ONE, authors=("Ann",), url=URL + "4")).question == ""


def test_what_is_kept_out_is_asked(library: Library) -> None:
    key = library.put(work("Blood", ONE, TWO, THREE, url=URL)).key
    refused = library.put(work("Blood", ONE, url=URL))
    assert (refused.key, refused.status, refused.question) == (key, "failed", "replace")


class Remembered:
    """A memory of one work."""

    def __init__(self, key: str, *names: str):
        self.key, self.names, self.asked = key, names, 0

    def key_of(self, parcel: Parcel, names: tuple[str, ...]) -> str | None:
        self.asked += 1
        return self.key if set(names) & set(self.names) else None

    def names_of(self, key: str) -> tuple[str, ...]:
        return self.names if key == self.key else ()


def test_a_forgotten_work_gets_the_key_that_is_remembered(library: Library) -> None:
    memory = Remembered("blood-and-water", "ao3:123", "key:blood-1")
    added = library.put(work("Blood", ONE, url=URL), memory=memory)
    assert (added.key, added.status) == ("blood-and-water", "added")
    assert library.names(added.key) == ("ao3:123", "key:blood-1")
    # What the library knows needs no memory; what nobody knows is new.
    assert library.put(work("Blood", ONE, TWO, url=URL), memory=memory).status == "updated"
    assert memory.asked == 1
    assert library.put(work("Other", TWO), memory=memory).key.startswith("other-")


def test_a_file_of_a_work_that_is_remembered_and_here_goes_to_it(library: Library) -> None:
    key = library.put(work("Blood", ONE)).key
    added = library.put(work("Water", ONE, TWO, url=URL), memory=Remembered(key, "ao3:123"))
    assert (added.key, added.status) == (key, "updated")


def test_a_removed_work_is_in_no_list_and_comes_back_under_its_key(library: Library) -> None:
    dump = work("Blood", ONE, TWO, format="text")
    key = library.put(dump).key
    library.put(work("Blood", ONE, TWO, url=URL))
    library.note_reading(key, 0.5, datetime.now(UTC), stamp=(1, 2))
    library.remove(key)
    assert key not in library
    assert (library.count(), library.keys(), library.find("Blood")) == (0, [], [])
    for ask in (library.metadata, library.outline, library.edition, library.source):
        with pytest.raises(KeyError):
            ask(key)
    library.restore(key)
    assert library.shelved([key])[0].fraction == 0.5
    library.remove(key)
    added = library.put(dump)
    assert (added.status, added.key) == ("added", key)
    assert library.metadata(key).url == URL


def test_text_removed_long_ago_is_dropped_and_its_key_is_not(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = library.put(work("Blood", ONE, TWO, format="text")).key
    library.put(work("Blood", ONE, TWO, THREE, url=URL, authors=("a",)))
    library.remove(key)
    monkeypatch.setattr(texts_module, "KEPT_REMOVED", timedelta(seconds=-5))
    library.put(work("Another"))
    with pytest.raises(KeyError):
        library.restore(key)
    added = library.put(work("Blood", ONE, TWO, format="text"))
    assert (added.status, added.key) == ("added", key)
    assert len(library.outline(key)) == 2


def test_a_work_is_given_back_as_it_was_put(library: Library, tmp_path: Path) -> None:
    made = replace(
        work("Blood", ONE, TWO, url=URL, tags=("x",), complete=True),
        pictures=(Picture("cover.png", "image/png", b"\x89PNG"),),
        warnings=("1 picture could not be read",),
    )
    key = library.put(made).key
    assert library.metadata(key) == made.metadata
    assert library.contents(key) == made.contents
    assert library.warnings(key) == made.warnings
    assert library.picture(key, "cover.png") == made.pictures[0]
    assert library.picture(key, "other.png") is None
    assert tuple(library.chapters(key)) == made.chapters
    assert library.blocks(key, 1) == made.chapters[1].blocks
    lines = library.outline(key)
    assert [line.chars for line in lines] == [sum(map(len, ONE)), sum(map(len, TWO))]
    assert [line.words for line in lines] == [c.words for c in made.chapters]


def test_a_text_that_failed_leaves_nothing_behind(library: Library) -> None:
    good = pack(work("Blood", ONE))
    with pytest.raises(ValueError, match=r"."):
        library.put_parcel(good._replace(metadata=b"{"))
    twice = (good.chapters[0]._replace(number="x"), good.chapters[0]._replace(title=None))
    from tuireader.library import LibraryError

    with pytest.raises(LibraryError):
        library.put_parcel(good._replace(chapters=twice))  # type: ignore[arg-type]
    assert library.count() == 0
    assert library.put(work("Blood", ONE)).status == "added"


def test_what_today_s_parsers_find_in_a_known_file_is_taken_and_is_no_news(
    library: Library, tmp_path: Path
) -> None:
    plain = work("Blood", ONE, TWO, format="epub", url=URL)
    illustrated = replace(plain, pictures=(Picture("map.png", "image/png", b"\x89PNG"),))
    key = library.put(plain).key
    assert library.put(illustrated).status == "unchanged"
    assert library.picture(key, "map.png") is None  # the same text by the same parsers

    with closing(sqlite3.connect(tmp_path / "library.db")) as database, database:
        database.execute("UPDATE editions SET parser = parser - 1")
    assert library.put(replace(illustrated, format="azw3")).status == "unchanged"
    assert library.picture(key, "map.png") is None  # another file of it
    assert library.put(illustrated).status == "unchanged"
    assert library.picture(key, "map.png") == illustrated.pictures[0]


def test_a_file_that_is_parsed_anew_is_of_the_work_it_was_of(library: Library) -> None:
    drawings = pack(work("Drawings", []))  # nothing in it tells it from another
    file = File("/books/drawings.epub", 1000, 0, b"its bytes")
    key = library.put_parcel(drawings, file.path, [file]).key
    assert library.put_parcel(drawings, file.path, [file]).key == key
    assert library.put_parcel(drawings, file.path, [file._replace(digest=b"others")]).key != key


def test_a_richer_copy_of_the_edition_that_is_here_is_read_and_is_no_news(
    library: Library,
) -> None:
    known = {"url": URL, "authors": ("a",), "updated": "2026-05-01"}
    first = library.put(work("Blood", ONE[:11], TWO, format="pdf", **known))
    before = library.edition(first.key)
    rich = work("Blood", ONE, TWO, format="html", **known)
    added = library.put(rich)
    assert (added.status, added.before, added.new_chapters) == ("unchanged", before, 0)
    assert library.edition(first.key) != before
    # The poorer one does not come back by itself.
    assert library.put(work("Blood", ONE[:11], TWO, format="pdf", **known)).before == ""
    assert library.source(first.key).format == "html"


def test_an_older_edition_is_left_alone_though_it_has_a_chapter_more(library: Library) -> None:
    known = {"url": URL, "authors": ("a",)}
    older = pack(work("Blood", ONE, TWO, THREE, updated="2026-05-01", **known))
    key = library.put_parcel(older).key
    assert library.put(work("Blood", ONE, THREE, updated="2026-05-04", **known)).status == "updated"
    again = library.put_parcel(older)
    assert (again.key, again.status) == (key, "unchanged")
    assert "newer edition (2026-05-04)" in again.note
    assert library.put_parcel(older, replace=True).status == "updated"
