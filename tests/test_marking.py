"""The marks of a work: found by place and block, changed at once, written when asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from stories import shelf, story

from tuireader.library import Library
from tuireader.marks import Mark
from tuireader.place import Passage, Place
from tuireader.reading import Reading
from tuireader.store import Store, StoreError


@pytest.fixture
def home(own_home: Path) -> Iterator[tuple[Library, Store, str]]:
    library, store, (key,) = shelf(own_home, story())
    yield library, store, key
    library.close()


@pytest.fixture
def reading(home: tuple[Library, Store, str]) -> Reading:
    return Reading(*home)


def passage(start: tuple[int, int, int], end: tuple[int, int, int]) -> Passage:
    return Passage(Place(*start), Place(*end))


def covered(reading: Reading, chapter: int, block: int) -> list[tuple[int, int, str]]:
    return [(c.start, c.end, c.mark.colour) for c in reading.marks.covers(chapter, block)]


def test_a_highlight_covers_what_it_covers_of_each_block(reading: Reading) -> None:
    reading.marks.highlight(passage((1, 38, 10), (2, 1, 5)), "blue")
    length = len(reading.chapters[1].blocks[38].text)
    assert covered(reading, 1, 37) == []
    assert covered(reading, 1, 38) == [(10, length, "blue")]
    assert covered(reading, 1, 39) == [(0, len(reading.chapters[1].blocks[39].text), "blue")]
    assert covered(reading, 2, 0) == [(0, len(reading.chapters[2].blocks[0].text), "blue")]
    assert covered(reading, 2, 1) == [(0, 5, "blue")]
    assert covered(reading, 2, 2) == []


def test_changes_show_in_what_was_asked_before(reading: Reading) -> None:
    marks = reading.marks
    first = marks.highlight(passage((1, 3, 0), (1, 3, 20)), "yellow")
    assert covered(reading, 1, 3) == [(0, 20, "yellow")]
    version = marks.version
    marks.highlight(passage((1, 3, 5), (1, 3, 9)), "pink")
    assert marks.version != version
    assert covered(reading, 1, 3) == [(0, 20, "yellow"), (5, 9, "pink")]
    marks.change(first, colour="green")
    assert covered(reading, 1, 3) == [(0, 20, "green"), (5, 9, "pink")]
    marks.remove(first)
    assert covered(reading, 1, 3) == [(5, 9, "pink")]
    marks.undo()
    assert covered(reading, 1, 3) == [(0, 20, "green"), (5, 9, "pink")]


def test_the_blocks_with_marks_are_known_after_every_change(reading: Reading) -> None:
    marks = reading.marks
    assert marks.blocks(1) == frozenset()
    long = marks.highlight(passage((1, 38, 10), (2, 1, 5)), "blue")
    last = len(reading.chapters[1].blocks) - 1
    assert marks.blocks(1) == set(range(38, last + 1))
    assert marks.blocks(2) == {0, 1}
    marks.bookmark(Place(2, 7))
    assert marks.blocks(2) == {0, 1, 7}
    marks.remove(long)
    assert (marks.blocks(1), marks.blocks(2)) == (frozenset(), {7})
    marks.undo()
    assert marks.blocks(2) == {0, 1, 7}


def test_landmarks_are_exact_in_one_chapter_only(reading: Reading) -> None:
    marks = reading.marks
    marks.bookmark(Place(1, 2))
    marks.bookmark(Place(1, 5))
    assert marks.landmarks(1) == [Place(1, 2), Place(1, 5)]
    marks.bookmark(Place(3, 4))
    assert marks.landmarks(1) == [Place(1, 2), Place(1, 5), Place(3)]
    assert marks.landmarks(3) == [Place(3, 4), Place(1)]
    assert marks.landmarks(0) == [Place(1), Place(3)]


def test_of_overlapping_highlights_each_is_reached(reading: Reading) -> None:
    marks = reading.marks
    outer = marks.highlight(passage((1, 3, 0), (1, 3, 20)), "yellow")
    inner = marks.highlight(passage((1, 3, 5), (1, 3, 9)), "pink")
    assert marks.at(Place(1, 3, 6)) == [inner, outer]
    assert marks.at(Place(1, 3, 9)) == [outer]
    assert marks.beyond(Place(1, 3), 1, outer.id) == inner
    assert marks.beyond(Place(1, 3), -1, inner.id) == outer
    assert marks.beyond(Place(1, 3), -1, outer.id) is None


def test_the_next_mark_from_a_page(reading: Reading) -> None:
    marks = reading.marks
    one, two = marks.bookmark(Place(1, 2)), marks.highlight(passage((2, 5, 0), (2, 5, 4)), "blue")
    page = passage((1, 2, 0), (1, 5, 0))
    assert marks.beyond(page, 1) == two
    assert marks.beyond(page, -1) is None
    assert marks.beyond(passage((3, 0, 0), (3, 4, 0)), -1) == two
    assert marks.position(two) == (2, 2)
    assert [marks.count_in(chapter) for chapter in range(4)] == [0, 1, 1, 0]
    assert marks.places() == [one.anchor.place, two.anchor.place]


def test_marks_reach_the_disk_when_they_are_written(home: tuple[Library, Store, str]) -> None:
    reading, store = Reading(*home), Store(home[1].folder)
    mark = reading.marks.highlight(passage((1, 3, 0), (1, 3, 7)), "blue", "why?")
    assert store.load(home[2]).marks == ()
    write = reading.marks.unsaved()
    assert write is not None
    write()
    assert reading.marks.unsaved() is None
    (kept,) = store.load(home[2]).marks
    assert kept == mark
    assert kept.anchor.quote.exact == "Chapter"


def test_what_could_not_be_written_is_written_the_next_time(
    home: tuple[Library, Store, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = Reading(*home)
    mark = reading.marks.highlight(passage((1, 3, 0), (1, 3, 7)), "blue")

    def full(self: Store, key: str, change: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Store, "update", full)
        with pytest.raises(StoreError):
            reading.save()
    reading.marks.forget()  # nothing that is not on disk is forgotten
    assert reading.marks.all() == [mark]
    reading.save()
    assert Store(home[1].folder).load(home[2]).marks == (mark,)


@pytest.mark.parametrize("change", [{"lost": True}, {"edition": "another"}])
def test_what_is_not_in_this_text_is_on_no_page(
    home: tuple[Library, Store, str], change: dict[str, str | bool]
) -> None:
    reading = Reading(*home)
    mark = reading.marks.highlight(passage((1, 3, 0), (1, 3, 7)), "blue")

    def elsewhere(mark: Mark) -> Mark:
        if "edition" in change:
            return replace(mark, anchor=replace(mark.anchor, edition="another"))
        return replace(mark, lost=True)

    home[1].update(home[2], lambda record: record.with_mark(elsewhere(mark)))
    again = Reading(*home)
    assert len(again.marks.all()) == 1
    assert again.marks.covers(1, 3) == ()
    assert again.marks.within(passage((0, 0, 0), (9, 0, 0))) == []


def test_a_change_stamps_the_blocks_it_is_about_and_no_others(reading: Reading) -> None:
    marks = reading.marks
    assert marks.blocks(1) == frozenset()  # the chapter is shown
    before = {block: marks.stamp(1, block) for block in range(40)}

    def changed() -> set[int]:
        now = {block: marks.stamp(1, block) for block in range(40)}
        found = {block for block in now if now[block] != before[block]}
        before.update(now)
        return found

    long = marks.highlight(passage((1, 3, 5), (1, 5, 2)), "blue")
    assert changed() == {3, 4, 5}
    marks.bookmark(Place(1, 8))
    assert changed() == {8}
    marks.change(long, colour="pink")
    assert changed() == {3, 4, 5}
    marks.remove(long)
    assert changed() == {3, 4, 5}
    marks.undo()
    assert changed() == {3, 4, 5}
    marks.save()
    marks.forget()
    assert marks.blocks(1) == {3, 4, 5, 8}
    assert changed() == set(range(40))


def test_marks_begin_on_a_block_in_reading_order_after_every_change(reading: Reading) -> None:
    marks = reading.marks
    last = marks.highlight(passage((1, 3, 9), (1, 5, 2)), "blue")
    assert marks.beginning(1, 3) == [last]
    first = marks.highlight(passage((1, 3, 2), (1, 3, 20)), "pink")
    assert marks.beginning(1, 3) == [first, last]
    assert marks.beginning(1, 4) == ()
    green = marks.change(last, colour="green")
    assert marks.beginning(1, 3) == [first, green]
    marks.remove(first, green)
    assert marks.beginning(1, 3) == ()
    assert marks.landmarks(1) == []
    marks.undo()
    assert marks.beginning(1, 3) == [marks.get(last.id)]
    assert marks.landmarks(2) == [Place(1)]
