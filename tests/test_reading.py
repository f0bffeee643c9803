"""One work being read: where it stands, what is left of it, its contents, jumps and bookmarks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stories import book, paragraphs, shelf, story

from tuireader.marks import Mark
from tuireader.place import Passage, Place
from tuireader.reading import Reading
from tuireader.reading.chapters import KEPT_CHAPTERS, Chapters
from tuireader.store import Store
from tuireader.updating import update
from tuireader.work import Chapter, Entry, Work

EARLY = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.time = EARLY

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


class Shelf:
    """A library and a store with works, and readings of them."""

    def __init__(self, home: Path):
        self.home = home
        self.library, self.store, (self.story, self.book) = shelf(home, story(), book())
        self.clock = Clock()

    def open(self, key: str = "", place: Place | None = None) -> Reading:
        return Reading(self.library, self.store, key or self.story, place, self.clock)

    def open_again(self, key: str = "") -> Reading:
        """As another process would."""
        store = Store(self.home / "data" / "works")
        return Reading(self.library, store, key or self.story, None, self.clock)


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path)
    yield made
    made.library.close()


def test_a_new_work_opens_at_its_beginning(here: Shelf) -> None:
    reading = here.open()
    assert reading.place == Place()
    assert reading.fraction == 0
    assert reading.marks.all() == []
    assert not reading.finished


def test_it_opens_where_reading_stopped(here: Shelf) -> None:
    reading = here.open()
    reading.move(Place(2, 7, 11))
    reading.save()
    assert here.open_again().place == Place(2, 7, 11)


def test_an_unknown_work_is_a_key_error(here: Shelf) -> None:
    with pytest.raises(KeyError):
        here.open("nothing-of-the-kind")


def test_a_saved_place_knows_its_words(here: Shelf) -> None:
    reading = here.open()
    reading.move(Place(2, 7, 11))
    reading.save()
    progress = here.store.load(here.story).progress
    assert progress
    assert progress.anchor.quote.prefix.endswith("\nChapter 3, ")
    assert progress.anchor.quote.suffix.startswith("paragraph 7.")
    assert progress.anchor.chapter_id == "c3"
    assert progress.anchor.edition == here.library.edition(here.story)
    assert progress.fraction == pytest.approx(reading.fraction)
    assert here.store.load(here.story).title == "A Truth Acknowledged"


def test_opening_counts_as_reading_but_saving_twice_writes_once(here: Shelf) -> None:
    reading = here.open()
    reading.save()
    first = here.store.load(here.story).progress
    assert first
    reading.save()
    reading.move(reading.place)
    reading.save()
    assert here.store.load(here.story).progress == first


def test_opening_at_a_bookmark_leaves_the_place_until_one_reads_on(here: Shelf) -> None:
    reading = here.open()
    reading.move(Place(3, 1, 0))
    reading.save()
    elsewhere = here.open(place=Place(0, 9, 0))
    elsewhere.save()
    assert here.open_again().place == Place(3, 1, 0)
    assert elsewhere.back()
    assert elsewhere.place == Place(3, 1, 0)
    elsewhere.forward()
    elsewhere.move(Place(0, 10, 0))
    elsewhere.save()
    assert here.open_again().place == Place(0, 10, 0)


def test_a_failed_save_is_tried_again(here: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = here.open()
    reading.move(Place(1, 2, 0))
    with monkeypatch.context() as patch:
        patch.setattr(Store, "update", lambda *_: (_ for _ in ()).throw(OSError("full")))
        with pytest.raises(OSError, match="full"):
            reading.save()
    reading.save()
    assert here.open_again().place == Place(1, 2, 0)


def test_the_library_is_told_how_far(here: Shelf) -> None:
    reading = here.open()
    reading.mirror()
    (row,) = here.library.shelved([here.story])
    assert row.fraction is None
    reading.move(Place(2, 0, 0))
    reading.save()
    reading.mirror()
    (row,) = here.library.shelved([here.story])
    assert row.fraction == pytest.approx(reading.fraction)
    assert row.last_read
    assert not row.finished


def test_the_end_in_view_finishes_a_work_and_going_far_back_begins_it_again(here: Shelf) -> None:
    reading = here.open()
    reading.move(Place(4, 35, 0), at_end=True)
    assert reading.finished
    assert reading.fraction == 1
    reading.move(Place(4, 20, 0))
    assert reading.finished
    assert reading.fraction < 1
    reading.save()
    assert here.open_again().finished
    reading.move(Place(1, 0, 0))
    assert not reading.finished


def test_who_jumps_to_the_end_and_stops_there_has_finished(here: Shelf) -> None:
    reading = here.open()
    reading.jump(Place(4, 35, 0))
    reading.show(at_end=True)
    reading.save()
    assert here.open_again().finished
    reading.back()
    reading.show(at_end=False)
    reading.save()
    assert not here.open_again().finished, "that was only a look"


def test_a_window_that_grows_to_the_end_moves_nothing(here: Shelf) -> None:
    reading = here.open()
    reading.move(Place(4, 35, 0))
    reading.save()
    reading.show(at_end=True)
    assert reading.fraction == 1
    assert reading.unsaved() is None


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(fraction=st.floats(0, 1))
def test_a_share_of_the_work_is_a_place_and_back(here: Shelf, fraction: float) -> None:
    reading = here.open()
    total = sum(line.chars for line in reading.outline)
    assert reading.fraction_at(reading.place_at(fraction)) == pytest.approx(fraction, abs=2 / total)


def test_words_left_go_down_to_nothing(here: Shelf) -> None:
    reading = here.open()
    words = sum(line.words for line in reading.outline)
    assert reading.words_left() == (reading.outline[0].words, words)
    reading.move(Place(1, 0, 0))
    assert reading.words_left() == (
        reading.outline[1].words,
        sum(line.words for line in reading.outline[1:]),
    )
    reading.move(reading.place_at(1.0))
    assert max(reading.words_left()) <= 1


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (Place(99, 0, 0), Place(4, 39, 0)),
        (Place(1, 999, 5), Place(1, 39, 0)),
        (Place(1, 0, 9999), Place(1, 0, 141)),
    ],
)
def test_a_place_beyond_the_text_becomes_the_nearest(
    here: Shelf, wrong: Place, right: Place
) -> None:
    assert here.open(place=wrong).place == right


def test_an_empty_work_can_be_opened(tmp_path: Path) -> None:
    library, store, (key,) = shelf(tmp_path, Work(story().metadata, (Chapter(1, "Nothing"),)))
    reading = Reading(library, store, key)
    reading.move(Place(3, 3, 3))
    assert reading.place == Place()
    assert reading.fraction == 0
    assert reading.place_at(0.5) == Place()
    assert reading.words_left() == (0, 0)
    assert reading.listings[reading.here()].title == "Nothing"
    assert reading.marks.bookmark(Place()).label == "Nothing"
    reading.save()
    library.close()


def test_a_work_without_chapters_can_be_opened(tmp_path: Path) -> None:
    library, store, (key,) = shelf(tmp_path, Work(story().metadata))
    reading = Reading(library, store, key)
    reading.move(Place(3, 3, 3))
    assert reading.place == Place()
    assert reading.listings[reading.here()].title == "A Truth Acknowledged"
    reading.save()
    library.close()


def test_what_is_open_is_read_to_the_end_though_a_new_edition_comes(here: Shelf) -> None:
    reading = here.open()
    old = story()
    shorter = Work(old.metadata, (*old.chapters[:2], *old.chapters[3:]))
    assert here.library.put(shorter, replace=True).key == here.story
    reading.move(Place(4, 3, 0))
    assert reading.chapters[4].title == "The Visit, part 5"
    reading.save()


def test_in_a_new_edition_the_place_is_found_by_its_words(here: Shelf) -> None:
    reading = here.open()
    reading.move(Place(2, 7, 11))
    reading.save()
    old = story()
    new = (Chapter(1, "A prologue", paragraphs(9, 3), 60), *old.chapters)
    chapters = tuple(replace(chapter, number=n) for n, chapter in enumerate(new, 1))
    assert here.library.put(Work(old.metadata, chapters)).key == here.story
    moved = here.open_again()
    assert moved.place == Place(3, 7, 11)
    moved.save()
    kept = here.store.load(here.story).progress
    assert kept
    assert kept.anchor.made.place == Place(2, 7, 11), "opening is no reading yet"
    assert kept.at - EARLY < timedelta(minutes=1)
    moved.move(Place(3, 8, 0))
    moved.save()
    read = here.store.load(here.story).progress
    assert read
    assert read.anchor.origin is None


def put_prologue(here: Shelf) -> None:
    old = story()
    new = (Chapter(1, "A prologue", paragraphs(9, 3), 60), *old.chapters)
    assert here.library.put(Work(old.metadata, new)).key == here.story


def test_marks_come_along_when_a_changed_work_is_opened(here: Shelf) -> None:
    reading = here.open()
    reading.marks.bookmark(Place(1, 3, 0), "here")
    reading.move(Place(2, 7, 11))
    reading.save()
    put_prologue(here)
    moved = here.open_again()
    assert [mark.anchor.place for mark in moved.marks.all()] == [Place(2, 3, 0)]
    assert not moved.behind
    moved.move(Place(3, 9, 0))
    moved.save()
    moved.mirror()
    assert here.library.shelved([here.story])[0].news == "1 new chapter"
    moved.move(Place(0))
    moved.save()
    moved.mirror()
    assert here.library.shelved([here.story])[0].news == ""


def test_a_long_work_opens_at_its_place_and_catches_up_later(
    here: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuireader.reading.MOMENT", 0)
    reading = here.open()
    reading.marks.bookmark(Place(1, 3, 0), "here")
    reading.move(Place(2, 7, 11))
    reading.save()
    before = here.store.load(here.story)
    put_prologue(here)
    moved = here.open_again()
    assert (moved.place, moved.behind) == (Place(3, 7, 11), True)
    moved.save()
    assert here.store.load(here.story) == before, "opening is no reading yet"
    update(here.library, here.store, here.story)
    assert moved.caught_up() is None  # it is where it should be
    assert not moved.behind
    moved.marks.forget()
    assert [mark.anchor.place for mark in moved.marks.all()] == [Place(2, 3, 0)]


def test_marks_that_came_from_elsewhere_are_noticed(here: Shelf) -> None:
    reading = here.open()
    reading.marks.bookmark(Place(1, 3, 0), "here")
    reading.save()
    record = here.store.load(here.story)
    put_prologue(here)
    again = here.open_again()
    again.move(Place(4))
    again.save()
    here.store.update(here.story, lambda now: replace(now, marks=record.marks))
    third = here.open_again()
    assert not third.behind
    third.marks.load()
    assert third.behind


def test_where_reading_went_on_nothing_catches_up(
    here: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuireader.reading.MOMENT", 0)
    reading = here.open()
    reading.move(Place(2, 7, 11))
    reading.save()
    put_prologue(here)
    for gone_on in (True, False):
        moved = here.open_again()
        moved._place = Place(1)  # a guess that was not right
        if gone_on:
            moved.move(Place(1, 1))
        update(here.library, Store(here.home / "data" / "works"), here.story)
        assert moved.caught_up() == (None if gone_on else Place(3, 7, 11))


# Contents


def test_without_contents_of_its_own_a_work_has_its_chapters(here: Shelf) -> None:
    reading = here.open()
    assert [listing.title for listing in reading.listings[:3]] == [
        "The Visit, part 1",
        "Chapter 2",
        "The Visit, part 3",
    ]
    assert [listing.words for listing in reading.listings] == [
        line.words for line in reading.outline
    ]


def test_the_books_own_contents_are_shown_with_the_words_of_chapters(here: Shelf) -> None:
    reading = here.open(here.book)
    assert [(listing.title, listing.level) for listing in reading.listings] == [
        ("Part One", 1),
        ("Of neighbours", 2),
        ("Part Two", 1),
        ("Part Three", 1),
    ]
    assert [bool(listing.words) for listing in reading.listings] == [True, False, True, True]


def test_a_preface_on_its_first_page_is_not_taken_for_the_chapter(tmp_path: Path) -> None:
    plain = story(2)
    title = plain.chapters[0].title
    contents = (Entry("Preface", 1, 0), Entry(f"Chapter 1: {title}", 1, 0, 1), Entry("Two", 1, 1))
    library, store, (key,) = shelf(tmp_path, replace(plain, contents=contents))
    reading = Reading(library, store, key)
    assert title
    assert [line.words for line in reading.listings] == [
        0,
        *(line.words for line in reading.outline),
    ]
    library.close()


def test_a_title_over_lines_of_the_contents_leads_to_the_first_of_them(tmp_path: Path) -> None:
    plain = story(2)
    contents = (Entry("Part One", 1, 0, linked=False), Entry("One", 2, 0), Entry("Two", 2, 1))
    library, store, (key,) = shelf(tmp_path, replace(plain, contents=contents))
    reading = Reading(library, store, key)
    assert [(line.title, line.level, line.place) for line in reading.listings] == [
        ("Part One", 1, Place(0)),
        ("One", 2, Place(0)),
        ("Two", 2, Place(1)),
    ]
    assert [bool(line.words) for line in reading.listings] == [False, True, True]
    assert reading.listings[reading.here()].title == "One"
    library.close()


@pytest.mark.parametrize(
    ("place", "line"),
    [(Place(), 0), (Place(0, 3), 0), (Place(0, 4), 1), (Place(0, 20), 1), (Place(2, 1), 3)],
)
def test_the_contents_know_where_one_is(here: Shelf, place: Place, line: int) -> None:
    assert here.open(here.book, place).here() == line


def test_a_chapter_is_called_by_its_title_or_number(tmp_path: Path) -> None:
    library, store, (one,) = shelf(
        tmp_path, Work(story().metadata, (Chapter(1, blocks=paragraphs(1, 2)),))
    )
    assert Reading(library, store, one).chapter_name(0) == "A Truth Acknowledged"
    library.close()


# Jumps


def test_jumps_can_be_retraced_both_ways(here: Shelf) -> None:
    reading = here.open()
    for place in (Place(1), Place(2), Place(3)):
        reading.jump(place)
    assert reading.back()
    assert reading.back()
    assert reading.place == Place(1)
    assert reading.forward()
    assert reading.place == Place(2)
    reading.jump(Place(4))
    assert not reading.forward()
    assert reading.back()
    assert reading.place == Place(2)


def test_where_one_reads_on_is_where_back_begins(here: Shelf) -> None:
    reading = here.open()
    reading.move(Place(0, 9))
    reading.jump(Place(3))
    reading.move(Place(3, 5))
    assert reading.back()
    assert reading.place == Place(0, 9)
    assert reading.forward()
    assert reading.place == Place(3, 5)


def test_the_last_place_goes_there_and_here_again(here: Shelf) -> None:
    reading = here.open()
    assert not reading.swap()
    reading.move(Place(0, 9))
    reading.jump(Place(3))
    for place in (Place(0, 9), Place(3), Place(0, 9)):
        assert reading.swap()
        assert reading.place == place


def test_the_last_place_is_also_the_one_that_was_left_by_coming_back(here: Shelf) -> None:
    reading = here.open()
    reading.move(Place(0, 9))
    reading.jump(Place(3))
    assert reading.back()
    for place in (Place(3), Place(0, 9), Place(3)):
        assert reading.swap()
        assert reading.place == place
    assert reading.back()
    assert reading.place == Place(0, 9)


def test_a_jump_to_here_is_none(here: Shelf) -> None:
    reading = here.open()
    reading.jump(Place())
    assert not reading.back()


# Bookmarks


def labels(reading: Reading) -> list[str]:
    return [mark.label for mark in reading.marks.all()]


def bookmark(reading: Reading, place: Place, label: str = "") -> Mark:
    """A bookmark that is on disk."""
    mark = reading.marks.bookmark(place, label)
    reading.marks.save()
    return mark


def test_a_bookmark_is_labelled_with_the_words_there(here: Shelf) -> None:
    mark = bookmark(here.open(), Place(1, 3, 11))
    assert mark.label == "paragraph 3. It is a truth universally acknowledged, that a…"
    assert mark.anchor.place == Place(1, 3, 11)
    assert here.open_again().marks.all() == [mark]


def test_a_bookmark_on_a_scene_break_stands_on_the_next_text(here: Shelf) -> None:
    mark = here.open().marks.bookmark(Place(0, 3))
    assert mark.anchor.place == Place(0, 4)
    assert mark.label == "Of neighbours"


def test_bookmarks_come_in_reading_order(here: Shelf) -> None:
    reading = here.open()
    for chapter in (3, 1, 2):
        reading.marks.bookmark(Place(chapter), f"in {chapter}")
    assert labels(reading) == ["in 1", "in 2", "in 3"]


def test_bookmarks_of_a_page(here: Shelf) -> None:
    reading = here.open()
    inside = reading.marks.bookmark(Place(1, 3, 11), "inside")
    reading.marks.bookmark(Place(1, 4, 0), "after")
    page = Passage(Place(1, 3, 0), Place(1, 4, 0))
    assert reading.marks.bookmarks_within(page) == [inside]


def test_everything_done_to_marks_can_be_undone(here: Shelf) -> None:
    reading = here.open()
    mark = reading.marks.bookmark(Place(1), "one")
    renamed = reading.marks.change(mark, label="two")
    reading.marks.remove(renamed)
    assert labels(reading) == []
    assert reading.marks.undo() == "Bookmark is back: two"
    assert labels(reading) == ["two"]
    assert reading.marks.undo() == "Bookmark is as it was: one"
    reading.marks.save()
    assert labels(reading) == labels(here.open_again()) == ["one"]
    assert reading.marks.undo() == "Bookmark taken away again: one"
    reading.save()
    assert labels(reading) == labels(here.open_again()) == []
    assert reading.marks.undo() == ""


def test_marks_are_read_only_when_asked_for(here: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    bookmark(here.open(), Place(1), "one")
    loads: list[str] = []
    load = Store.load

    def counted(self: Store, key: str) -> object:
        loads.append(key)
        return load(self, key)

    monkeypatch.setattr(Store, "load", counted)
    reading = here.open_again()
    reading.move(Place(2))
    assert loads == []
    assert labels(reading) == ["one"]
    assert loads == [here.story]


def test_marks_made_elsewhere_are_seen_when_they_are_forgotten(here: Shelf) -> None:
    reading = here.open()
    assert reading.marks.all() == []
    other = bookmark(here.open_again(), Place(1), "elsewhere")
    reading.marks.forget()
    assert reading.marks.all() == [other]


def test_saving_the_place_keeps_marks_made_elsewhere(here: Shelf) -> None:
    reading = here.open()
    bookmark(reading, Place(1), "here")
    bookmark(here.open_again(), Place(2), "there")
    reading.move(Place(3))
    reading.save()
    assert labels(here.open_again()) == ["here", "there"]


def test_a_mark_that_lost_its_place_is_on_no_page(here: Shelf) -> None:
    reading = here.open()
    mark = bookmark(reading, Place(1), "one")
    here.store.update(here.story, lambda record: record.with_mark(replace(mark, lost=True)))
    reading.marks.forget()
    assert reading.marks.within(Passage(Place(), Place(9))) == []
    assert [mark.lost for mark in reading.marks.all()] == [True]


def test_only_the_last_few_chapters_stay_loaded() -> None:
    loads: list[int] = []

    def load(index: int) -> Chapter:
        loads.append(index)
        return Chapter(index + 1)

    chapters = Chapters(load, 20)
    for index in range(KEPT_CHAPTERS):
        assert chapters[index].number == index + 1
    chapters[0]
    chapters[KEPT_CHAPTERS]
    chapters[0]
    assert loads == [*range(KEPT_CHAPTERS + 1)]
    chapters[1]
    assert loads[-1] == 1
    for index in (-1, 20):
        with pytest.raises(IndexError):
            chapters[index]
