"""Versions of one record come together without loss, in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from store.records import alike, at, bookmark, progress, texts
from tuireader.marks import Mark, WorkRecord
from tuireader.place import Place
from tuireader.store import decode, encode, merge
from tuireader.store.merging import restore, settle

EMPTY = WorkRecord("a-work")
NOW = at(60)


def newest(record: WorkRecord) -> dict[str, datetime]:
    """For each mark, the time of the last that happened to it."""
    return {**record.removed, **{mark.id: mark.modified for mark in record.marks}}


@settings(max_examples=50, deadline=None)
@given(alike(), alike())
def test_merging_does_not_care_about_order(one: WorkRecord, other: WorkRecord) -> None:
    assert merge(one, other) == merge(other, one)
    assert encode(merge(one, other)) == encode(merge(other, one))


@settings(max_examples=50, deadline=None)
@given(alike(), alike(), alike())
def test_merging_does_not_care_about_grouping(
    one: WorkRecord, two: WorkRecord, three: WorkRecord
) -> None:
    assert merge(merge(one, two), three) == merge(one, merge(two, three))


@settings(max_examples=50, deadline=None)
@given(alike(), alike())
def test_merging_again_changes_nothing(one: WorkRecord, other: WorkRecord) -> None:
    assert merge(one, one) == one
    merged = merge(one, other)
    assert merge(merged, one) == merged
    assert merge(merged, other) == merged
    assert merge(EMPTY, one) == one


@settings(max_examples=50, deadline=None)
@given(alike(), alike())
def test_merging_loses_nothing_and_the_newest_wins(one: WorkRecord, other: WorkRecord) -> None:
    merged = merge(one, other)
    ones, others, got = newest(one), newest(other), newest(merged)
    assert got.keys() == ones.keys() | others.keys()
    for id, moment in got.items():
        assert moment == max(times[id] for times in (ones, others) if id in times)
    for mark in merged.marks:
        assert mark in one.marks or mark in other.marks
    times = [record.progress.at for record in (one, other) if record.progress]
    assert (merged.progress.at if merged.progress else None) == max(times, default=None)
    assert merged.extra.keys() == one.extra.keys() | other.extra.keys()


@settings(max_examples=50, deadline=None)
@given(alike(), alike())
def test_merging_survives_the_disk(one: WorkRecord, other: WorkRecord) -> None:
    assert decode(encode(merge(one, other))) == merge(decode(encode(one)), decode(encode(other)))


def test_a_deletion_is_remembered_and_an_edit_after_it_wins() -> None:
    old = replace(EMPTY, marks=(bookmark("b1", 1),))
    deleted = old.without_mark("b1", at(2))
    edited = replace(EMPTY, marks=(bookmark("b1", 3, note="still here"),))
    assert merge(old, deleted).marks == ()
    assert merge(merge(old, deleted), old).marks == ()
    assert merge(deleted, edited).marks == edited.marks
    assert merge(deleted, edited).removed == {}
    same_time = replace(EMPTY, marks=(bookmark("b1", 2, note="at once"),))
    assert merge(deleted, same_time).marks == ()


def test_fields_are_merged_one_by_one() -> None:
    rated = replace(EMPTY, rating=4, status="reading", changed={"rating": at(1), "status": at(1)})
    opened = replace(EMPTY, title="Emma", status="read", changed={"title": at(5), "status": at(5)})
    merged = merge(rated, opened)
    assert (merged.title, merged.rating, merged.status) == ("Emma", 4, "read")
    cleared = replace(EMPTY, rating=None, changed={"rating": at(9)})
    assert merge(merged, cleared).rating is None


# A change made to a record just read


@settings(max_examples=50, deadline=None)
@given(alike())
def test_settling_no_change_changes_nothing(record: WorkRecord) -> None:
    assert settle(record, record, NOW) == record
    assert restore(record, record, cut=False) == record


@settings(max_examples=50, deadline=None)
@given(alike(), texts, st.integers(0, 2))
def test_what_the_reader_does_wins_over_every_older_copy(
    record: WorkRecord, note: str, hours: int
) -> None:
    """Whether this device's clock is behind the others' or not."""
    now = at(60 * hours - 60)
    changed = replace(record, marks=tuple(replace(mark, note=note) for mark in record.marks))
    settled = settle(record, changed, now)
    assert [mark.note for mark in settled.marks] == [note] * len(record.marks)
    assert merge(settled, record) == settled
    deleted = record
    for mark in record.marks:
        deleted = deleted.without_mark(mark.id, now)
    settled = settle(record, deleted, now)
    assert settled.marks == ()
    assert merge(settled, record) == settled
    back = settle(settled, replace(settled, marks=record.marks), now)
    assert [mark.id for mark in back.marks] == [mark.id for mark in record.marks]
    assert merge(merge(back, settled), record) == back
    moved = settle(record, replace(record, progress=progress(60, Place(9, 9, 9))), at(60))
    assert moved.progress is not None
    assert moved.progress.anchor.place == Place(9, 9, 9)


def test_a_mark_that_is_merely_missing_stays() -> None:
    record = replace(EMPTY, marks=(bookmark("b1"), bookmark("b2")), progress=progress(1, Place(1)))
    assert settle(record, replace(record, marks=(), progress=None), NOW) == record


def test_a_reader_who_looked_away_does_not_turn_back_the_page() -> None:
    record = replace(
        EMPTY, progress=progress(30, Place(8)), marks=(bookmark("b1", 30, note="new"),)
    )
    stale = replace(
        record, progress=progress(10, Place(2)), marks=(bookmark("b1", 10, note="old"),)
    )
    assert settle(record, stale, NOW) == record


def test_a_place_from_a_clock_set_wrong_does_not_stop_the_reader() -> None:
    tomorrow = replace(EMPTY, progress=progress(24 * 60, Place(2)))
    moved = settle(tomorrow, replace(tomorrow, progress=progress(60, Place(3))), NOW)
    assert moved.progress is not None
    assert moved.progress.anchor.place == Place(3)
    assert merge(moved, tomorrow) == moved


def test_many_changes_within_one_second_of_the_clock() -> None:
    record = replace(EMPTY, progress=progress(60, Place(0)), marks=(bookmark("b1", 60),))
    for number in range(1, 50):
        step = replace(
            record,
            progress=progress(60, Place(number)),
            marks=(bookmark("b1", 60, note=str(number)),),
        )
        record = settle(record, step, NOW)
        assert record.progress is not None
        assert record.progress.anchor.place == Place(number)
        assert record.marks[0].note == str(number)


def test_changed_fields_get_their_time() -> None:
    record = replace(EMPTY, rating=3, title="Emma", changed={"title": at(1), "rating": at(500)})
    settled = settle(record, replace(record, rating=5), NOW)
    assert settled.changed["title"] == at(1)
    assert settled.changed["rating"] > at(500)
    assert settle(record, replace(record, title="Emma."), NOW).changed["title"] == NOW


# A file that was overwritten or cut short


def test_what_an_editor_wrote_over_comes_back_and_its_edits_stay() -> None:
    opened = replace(
        EMPTY,
        progress=progress(10, Place(1)),
        marks=(bookmark("b1", 1), bookmark("b2", 2)),
        rating=3,
        changed={"rating": at(3)},
    )
    meanwhile = replace(
        opened,
        progress=progress(20, Place(5)),
        marks=(*opened.marks, bookmark("b3", 15, Place(7))),
    )
    edited = replace(opened, marks=(bookmark("b2", 2, note="by hand"),), rating=5)
    restored = restore(meanwhile, edited, cut=False)
    assert restored.progress == meanwhile.progress
    assert [mark.id for mark in restored.marks] == ["b2", "b3"]  # b1 was deleted by hand
    assert restored.marks[0].note == "by hand"
    assert restored.rating == 5


def test_a_mark_deleted_meanwhile_does_not_come_back_from_an_editor() -> None:
    opened = replace(EMPTY, progress=progress(10, Place(1)), marks=(bookmark("b1", 1),))
    meanwhile = opened.without_mark("b1", at(20))
    assert restore(meanwhile, opened, cut=False).marks == ()
    # Deleted long before, and put back by hand.
    before = replace(EMPTY, removed={"b1": at(5)})
    assert restore(before, opened, cut=False).marks == opened.marks


@settings(max_examples=50, deadline=None)
@given(alike(), st.integers(0, 4))
def test_everything_comes_back_where_a_file_was_cut(record: WorkRecord, kept: int) -> None:
    rest = replace(record, marks=record.marks[:kept], removed={}, changed={}, extra={})
    assert restore(record, rest, cut=True) == record


def ids(marks: tuple[Mark, ...]) -> list[str]:
    return [mark.id for mark in marks]


def test_a_record_adds_and_deletes_marks_in_reading_order() -> None:
    record = EMPTY.with_mark(bookmark("late", place=Place(5))).with_mark(bookmark("early"))
    assert ids(record.marks) == ["early", "late"]
    assert record.mark("late") == bookmark("late", place=Place(5))
    moved = record.with_mark(bookmark("late", place=Place(0)))
    assert ids(moved.marks) == ["late", "early"]
    gone = moved.without_mark("late", at(1))
    assert (ids(gone.marks), gone.removed) == (["early"], {"late": at(1)})
    assert gone.without_mark("late", at(2)) is gone
    assert gone.mark("late") is None
    assert gone.with_mark(bookmark("late")).removed == {}
