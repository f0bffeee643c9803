"""What the store promises in ordinary life: several readers, editors, other devices."""

from __future__ import annotations

import os
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from store.folders import age, move, names, put
from store.records import at, bookmark, large_record, progress
from tuireader.marks import Progress, WorkRecord
from tuireader.place import Place
from tuireader.store import SCHEMA, Store, StoreError, decode, encode, encoding

CONFLICT = "a.sync-conflict-20260301-120000-ABCDEFG.toml"


def test_nothing_is_touched_until_something_is_saved(folder: Path) -> None:
    store = Store(folder)
    assert store.load("a") == WorkRecord("a")
    assert store.load_progress("a") is None
    assert (store.keys(), store.stamps(), store.take_notices()) == ([], {}, [])
    assert store.update("a", lambda record: record) == WorkRecord("a")
    assert not folder.exists() or names(folder) == []


def test_what_is_saved_is_there_for_the_next_reader(folder: Path) -> None:
    record = large_record(20)
    saved = Store(folder).update(record.key, lambda _: record)
    assert saved.marks == record.marks
    for store in (Store(folder), Store(folder)):
        assert store.load_progress(record.key) == record.progress
        assert store.load(record.key) == saved
        assert store.load_progress(record.key) == record.progress
        assert store.take_notices() == []


def test_only_the_reader_may_look_into_a_record(folder: Path) -> None:
    Store(folder).update("a", move(Place(1), 1))
    assert (folder / "a.toml").stat().st_mode & 0o777 == 0o600
    (folder / "a.toml").chmod(0o640)
    mask = os.umask(0o077)
    try:
        Store(folder).update("a", move(Place(2), 2))
    finally:
        os.umask(mask)
    assert (folder / "a.toml").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "key", ["", "../etc/passwd", "a/b", "A", "a.b", "ä", "a\n", "a\0", "con:", "x" * 201, " a"]
)
def test_a_key_that_is_no_file_name_is_refused(folder: Path, key: str) -> None:
    store = Store(folder)
    for use in (store.load, store.load_progress, lambda key: store.update(key, move(Place(), 1))):
        with pytest.raises(StoreError, match="is not the name of a record"):
            use(key)
    assert not folder.exists()


def test_the_longest_key_can_be_saved(folder: Path) -> None:
    store = Store(folder)
    for minutes in (1, 2):
        store.update("x" * 200, move(Place(3), minutes))
    assert Store(folder).keys() == ["x" * 200]


def test_saving_the_same_again_writes_nothing(folder: Path) -> None:
    store = Store(folder)
    store.update("a", move(Place(1), 1))
    before = (folder / "a.toml").stat()
    store.update("a", move(Place(1), 1))
    Store(folder).update("a", lambda record: record)
    assert (folder / "a.toml").stat().st_ino == before.st_ino
    assert names(folder) == ["a.toml"]


def test_the_last_good_copy_is_the_one_before(folder: Path) -> None:
    store = Store(folder)
    for minutes in (1, 2, 3):
        store.update("a", move(Place(minutes), minutes))
    assert names(folder) == ["a.toml", "a.toml.bak"]
    assert decode((folder / "a.toml.bak").read_bytes()).progress == progress(2, Place(2))
    assert decode((folder / "a.toml").read_bytes()).progress == progress(3, Place(3))


def test_keys_and_stamps_tell_what_is_there_and_what_changed(folder: Path) -> None:
    store = Store(folder)
    store.update("b", move(Place(1), 1))
    store.update("a", move(Place(1), 1))
    put(folder, "notes.txt", "mine")
    put(folder, "a.set-aside-20260301-120000.toml", "x = 1")
    put(folder, "Upper.toml", "x = 1")
    assert store.keys() == ["a", "b"]
    before = store.stamps()
    assert sorted(before) == ["a", "b"]
    store.update("a", move(Place(2), 2))
    after = store.stamps()
    assert after["a"] != before["a"]
    assert after["b"] == before["b"]
    put(folder, "b.sync-conflict-20260301-120000-ABCDEFG.toml", "x = 1")
    assert store.stamps()["b"] != after["b"]


def test_two_readers_at_once_lose_nothing(folder: Path) -> None:
    one, other = Store(folder), Store(folder)
    one.load("a")
    other.load("a")
    one.update("a", lambda record: record.with_mark(bookmark("b1")))
    other.update("a", lambda record: record.with_mark(bookmark("b2", place=Place(5))))
    one.update("a", lambda record: record.without_mark("b2", at(1)))
    other.update("a", move(Place(3), 5))
    for store in (one, other, Store(folder)):
        record = store.load("a")
        assert [mark.id for mark in record.marks] == ["b1"]
        assert record.removed == {"b2": at(1)}
        assert record.progress == progress(5, Place(3))


def test_threads_may_share_a_store(folder: Path) -> None:
    store = Store(folder, patience=30)

    def read(name: int) -> None:
        for number in range(10):
            mark = bookmark(f"{name}-{number}")
            store.update(f"work-{number}", lambda record, mark=mark: record.with_mark(mark))
            store.load(f"work-{9 - number}")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(read, range(4)))
    for number in range(10):
        marks = Store(folder).load(f"work-{number}").marks
        assert {mark.id for mark in marks} == {f"{name}-{number}" for name in range(4)}
    assert store.take_notices() == []


def test_a_record_kept_in_memory_loses_nothing_either(folder: Path) -> None:
    """Whoever gives back a record read earlier instead of changing the one it is given."""
    store = Store(folder)
    mine = store.update("a", lambda record: record.with_mark(bookmark("b1")))
    Store(folder).update("a", lambda record: record.with_mark(bookmark("b2")))
    store.update("a", lambda _: mine.with_mark(bookmark("b3")))
    assert {mark.id for mark in Store(folder).load("a").marks} == {"b1", "b2", "b3"}


def test_unknown_keys_survive_everywhere(folder: Path) -> None:
    put(
        folder,
        "a.toml",
        """
        mood = "wistful"
        [progress]
        place = "1.2.3"
        at = 2026-03-01T12:00:00Z
        device = {name = "kitchen", lines = [1, 2]}
        [shelf]
        where = "top"
        [[mark]]
        id = "b1"
        place = "1.2.3"
        stars = 4
        [[mark.links]]
        to = "b2"
        # The record ends here.
        """,
    )
    store = Store(folder)
    store.update("a", lambda record: record.with_mark(replace(record.marks[0], note="seen")))
    store.update("a", lambda r: replace(r, progress=replace(r.progress, fraction=0.5)))
    record = Store(folder).load("a")
    assert record.extra == {"mood": "wistful", "shelf": {"where": "top"}}
    assert record.progress is not None
    assert record.progress.extra == {"device": {"name": "kitchen", "lines": [1, 2]}}
    assert record.progress.fraction == 0.5
    assert record.marks[0].extra == {"stars": 4, "links": [{"to": "b2"}]}
    assert record.marks[0].note == "seen"


def test_a_newer_schema_is_read_and_not_written(folder: Path) -> None:
    data = encode(large_record(2)).replace(
        f"schema = {SCHEMA}".encode(), f"schema = {SCHEMA + 1}\nfuture = true".encode()
    )
    path = put(folder, "the-lamp.toml", data)
    put(folder, "the-lamp.sync-conflict-20260301-120000-ABCDEFG.toml", encode(large_record(3)))
    store = Store(folder)
    assert store.load_progress("the-lamp") == large_record(3).progress
    assert len(store.load("the-lamp").marks) == 3
    with pytest.raises(StoreError, match="newer tuireader"):
        store.update("the-lamp", move(Place(9), 900))
    assert path.read_bytes() == data
    assert len(names(folder)) == 2
    (notice,) = store.take_notices()
    assert "a newer tuireader wrote it" in notice


# Editors


def test_a_hand_edit_is_taken_while_reading_goes_on(folder: Path) -> None:
    store = Store(folder)
    store.update("a", lambda record: record.with_mark(bookmark("b1")).with_mark(bookmark("b2")))
    path = folder / "a.toml"
    text = path.read_text()
    start = text.index('[[mark]]\nid = "b2"')
    end = text.index("# The record")
    edited = text[:start].replace('place = "1.1.2"', 'place = "1.1.2"\nnote = "by hand"')
    path.write_text("# mine\nrating = 4\n" + edited + text[end:])
    age(path)
    record = store.update("a", move(Place(7), 50))
    assert [(mark.id, mark.note) for mark in record.marks] == [("b1", "by hand")]
    assert (record.rating, record.progress) == (4, progress(50, Place(7)))
    assert Store(folder).load("a") == record
    assert store.take_notices() == []


def test_an_editor_that_saves_what_it_read_long_ago_undoes_nothing(folder: Path) -> None:
    store = Store(folder)
    store.update("a", move(Place(1), 1))
    store.update("a", lambda record: record.with_mark(bookmark("b1", 2)))
    path = folder / "a.toml"
    opened = path.read_text()
    store.update("a", move(Place(8), 30))
    store.update("a", lambda record: record.with_mark(bookmark("b2", 31, Place(8))))
    path.write_text(opened.replace('id = "b1"', 'id = "b1"\nnote = "by hand"'))
    age(path)
    for reader in (store, Store(folder)):
        assert reader.load_progress("a") == progress(30, Place(8))
        record = reader.load("a")
        assert [(mark.id, mark.note) for mark in record.marks] == [("b1", "by hand"), ("b2", "")]
    (notice,) = store.take_notices()
    assert notice.startswith("a.toml: another program wrote something older over it")


def test_an_editor_does_not_bring_back_what_was_deleted_meanwhile(folder: Path) -> None:
    store = Store(folder)
    store.update("a", move(Place(1), 1))
    store.update("a", lambda record: record.with_mark(bookmark("b1", 2)))
    opened = (folder / "a.toml").read_bytes()
    store.update("a", lambda record: record.without_mark("b1", at(30)))
    put(folder, "a.toml", opened)
    record = store.load("a")
    assert (record.marks, record.removed) == ((), {"b1": at(30)})
    assert Store(folder).load("a") == record


def test_copies_are_found_among_hundreds_of_records(folder: Path) -> None:
    folder.mkdir()
    for number in range(300):
        (folder / f"work-{number}.toml").touch()
    store = Store(folder)
    assert len(store.keys()) == len(store.stamps()) == 300
    put(folder, CONFLICT, encode(WorkRecord("a", rating=4)))
    assert store.load("a").rating == 4
    put(folder, "work-7.sync-conflict-20260301-120000-ABCDEFG.toml", "rating = 5")
    assert store.load("work-7").rating == 5
    assert store.load("work-8").rating is None


def test_the_place_comes_back_also_when_no_reader_was_open(folder: Path) -> None:
    store = Store(folder)
    for minutes in (1, 30, 40):
        store.update("a", move(Place(minutes), minutes))
    path = folder / "a.toml"
    path.write_bytes(encode(WorkRecord("a", rating=2, progress=progress(1, Place(1)))))
    reader = Store(folder)
    assert reader.load_progress("a") == progress(30, Place(30))  # the last good copy's
    record = reader.load("a")
    assert (record.rating, record.progress) == (2, progress(30, Place(30)))
    assert decode(path.read_bytes()) == record


def test_a_file_that_changes_while_it_is_being_saved_is_read_again(folder: Path) -> None:
    store = Store(folder)
    store.update("a", move(Place(1), 1))
    path = folder / "a.toml"
    edits = iter(["first", "second"])

    def change(record: WorkRecord) -> WorkRecord:
        for note in edits:
            path.write_bytes(encode(replace(record, status=note)))
            break
        return replace(record, rating=5)

    record = store.update("a", change)
    assert (record.status, record.rating) == ("second", 5)
    assert Store(folder).load("a") == record


def test_a_file_that_never_stops_changing_is_left_alone(folder: Path) -> None:
    store = Store(folder)
    store.update("a", move(Place(1), 1))
    path = folder / "a.toml"

    def change(record: WorkRecord) -> WorkRecord:
        path.write_bytes(encode(replace(record, status=record.status + "x")))
        return replace(record, rating=5)

    with pytest.raises(StoreError, match="another program keeps writing"):
        store.update("a", change)
    assert decode(path.read_bytes()).rating is None


def test_a_file_that_is_half_written_is_waited_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor empties a file before it writes it."""
    store = Store(folder)
    store.update("a", lambda record: record.with_mark(bookmark("b1")))
    path = folder / "a.toml"
    edited = path.read_text().replace('place = "1.1.2"', 'place = "1.1.2"\nnote = "by hand"')
    waited: list[float] = []

    def go_on(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            path.write_text(edited)

    monkeypatch.setattr("tuireader.store.store.QUIET", 1000)
    monkeypatch.setattr("tuireader.store.store.WAIT", 1000)
    monkeypatch.setattr(time, "sleep", go_on)
    path.write_text("")
    record = store.update("a", move(Place(2), 5))
    assert len(waited) == 3
    assert [mark.note for mark in record.marks] == ["by hand"]
    assert Store(folder).load("a") == record
    assert names(folder) == ["a.toml", "a.toml.bak"]


def test_a_mark_that_makes_no_sense_is_told_and_the_file_kept(folder: Path) -> None:
    data = encode(WorkRecord("a", marks=(bookmark("b1"), bookmark("b2", place=Place(4)))))
    path = put(folder, "a.toml", data.replace(b'"5.0.0"', b'"five"'))
    written = path.read_bytes()
    store = Store(folder)
    assert [mark.id for mark in store.load("a").marks] == ["b1"]
    assert path.read_bytes() == written  # to be mended by whoever made the slip
    (notice,) = store.take_notices()
    assert notice == "a.toml: mark 2: place = 'five' is not understood; it is left out"
    store.update("a", move(Place(2), 5))
    (aside,) = folder.glob("a.set-aside-*.toml")
    assert aside.read_bytes() == written
    assert store.take_notices() == [f"a.toml: as it was, it is kept as {aside}"]
    store.update("a", move(Place(3), 6))
    assert len(list(folder.glob("a.set-aside-*"))) == 1
    assert "b2" not in (folder / "a.toml").read_text()


@pytest.mark.parametrize(
    ("right", "wrong"), [('"5.0.0"', '"five"'), ('"8.0.0"', '"eight"'), ('"5.0.0"', "5")]
)
def test_a_slip_of_the_pen_is_mended_from_the_last_good_copy(
    folder: Path, right: str, wrong: str
) -> None:
    store = Store(folder)
    store.update("a", lambda record: record.with_mark(bookmark("b1", place=Place(4))))
    store.update("a", move(Place(7), 5))
    store.update("a", lambda record: replace(record, rating=3))
    data = put(folder, "a.toml", (folder / "a.toml").read_text().replace(right, wrong)).read_bytes()
    for reader in (store, Store(folder)):
        assert reader.load_progress("a") == progress(5, Place(7))
        record = reader.load("a")
        assert [mark.anchor.place for mark in record.marks] == [Place(4)]
        assert (record.progress, record.rating) == (progress(5, Place(7)), 3)
    (aside,) = folder.glob("a.set-aside-*.toml")
    assert aside.read_bytes() == data


# Other devices


@pytest.mark.parametrize(
    "name",
    [
        CONFLICT,
        "a.toml.sync-conflict-20260301-120000-ABCDEFG.bak",
        "a (conflicted copy 2026-03-01 120000).toml",
        "a (Jane's conflicted copy 2026-03-01).toml",
    ],
)
def test_a_copy_from_another_device_is_merged(folder: Path, name: str) -> None:
    store = Store(folder)
    store.update("a", lambda record: record.with_mark(bookmark("b1")).with_mark(bookmark("b2")))
    store.update("a", lambda record: record.without_mark("b2", at(9)))
    store.update("a", move(Place(1), 10))
    theirs = WorkRecord(
        "a", progress=progress(20, Place(5)), marks=(bookmark("b2"), bookmark("b3"))
    )
    put(folder, name, encode(theirs))
    reader = Store(folder)
    assert reader.load_progress("a") == progress(20, Place(5))
    for record in (reader.load("a"), store.load("a"), Store(folder).load("a")):
        assert [mark.id for mark in record.marks] == ["b1", "b3"]
        assert record.progress == progress(20, Place(5))
    assert names(folder) == ["a.toml", "a.toml.bak"]
    assert reader.take_notices() == [f"a.toml: a copy from elsewhere was merged into it: {name}"]


def test_a_copy_that_arrives_while_reading_is_merged_with_the_next_save(folder: Path) -> None:
    store = Store(folder)
    store.update("a", move(Place(1), 10))
    put(folder, CONFLICT, encode(WorkRecord("a", marks=(bookmark("b1"),))))
    record = store.update("a", move(Place(2), 11))
    assert [mark.id for mark in record.marks] == ["b1"]
    assert Store(folder).load("a") == record
    assert CONFLICT not in names(folder)


def test_a_copy_that_arrives_within_one_tick_of_the_clock_is_found(folder: Path) -> None:
    store = Store(folder)
    store.update("a", move(Place(1), 10))
    now = time.time() + 5
    os.utime(folder, (now, now))
    assert store.load("a").rating is None
    put(folder, CONFLICT, encode(WorkRecord("a", rating=3)))
    os.utime(folder, (now, now))
    assert store.load("a").rating == 3


def test_a_copy_alone_becomes_the_record(folder: Path) -> None:
    theirs = WorkRecord("a", progress=progress(20, Place(5)))
    put(folder, CONFLICT, encode(theirs))
    store = Store(folder)
    assert store.keys() == ["a"]
    assert store.load("a").progress == theirs.progress
    assert names(folder) == ["a.toml"]


def test_a_copy_that_makes_no_sense_is_set_aside(folder: Path) -> None:
    store = Store(folder)
    store.update("a", move(Place(1), 10))
    put(folder, CONFLICT, b"\0" * 100)
    assert store.load("a").progress == progress(10, Place(1))
    (aside,) = folder.glob("a.set-aside-*.toml")
    assert aside.read_bytes() == b"\0" * 100
    assert CONFLICT not in names(folder)
    told = " ".join(store.take_notices())
    assert CONFLICT in told
    assert str(aside) in told


def test_a_copy_with_a_slip_is_merged_and_kept(folder: Path) -> None:
    data = encode(WorkRecord("a", marks=(bookmark("b1"), bookmark("b2", place=Place(4)))))
    put(folder, CONFLICT, data.replace(b'"5.0.0"', b'"five"'))
    store = Store(folder)
    assert [mark.id for mark in store.load("a").marks] == ["b1"]
    (aside,) = folder.glob("a.set-aside-*.toml")
    assert b'"five"' in aside.read_bytes()


def test_a_copy_from_the_future_is_left_for_the_future(folder: Path) -> None:
    store = Store(folder)
    store.update("a", move(Place(1), 10))
    put(folder, CONFLICT, f"schema = {SCHEMA + 1}\n# The record ends here.")
    assert store.load("a").progress == progress(10, Place(1))
    store.update("a", move(Place(2), 11))
    assert CONFLICT in names(folder)
    (notice,) = store.take_notices()
    assert "cannot be merged: a newer tuireader wrote it" in notice


def test_a_record_from_one_device_replaces_that_of_another(folder: Path) -> None:
    """Syncthing renames a newer file into place while the reader is open."""
    store = Store(folder)
    store.update("a", move(Place(1), 10))
    theirs = encode(WorkRecord("a", progress=progress(20, Place(5)), marks=(bookmark("b1"),)))
    put(folder, "incoming", theirs).replace(folder / "a.toml")
    assert store.load_progress("a") == progress(20, Place(5))
    record = store.update("a", lambda record: replace(record, rating=3))
    assert [mark.id for mark in record.marks] == ["b1"]
    assert record.progress == progress(20, Place(5))


def test_a_record_that_is_retired_is_gone_and_its_file_is_kept(folder: Path) -> None:
    store = Store(folder)
    for minutes in range(3):
        store.update("a", move(Place(minutes), minutes))
    store.retire("a")
    for reader in (store, Store(folder)):
        assert reader.keys() == []
        assert reader.load("a") == WorkRecord("a")
    (aside,) = names(folder)
    assert aside.startswith("a.set-aside-")
    assert store.update("a", move(Place(7), 7)).progress == progress(7, Place(7))
    store.retire("not-there")


def test_the_head_of_a_record_is_had_without_its_marks(folder: Path) -> None:
    record = replace(large_record(2), known_as=("ao3:1",), apart_from=("dusk",))
    saved = Store(folder).update(record.key, lambda _: record)
    head = WorkRecord(
        saved.key, saved.title, saved.authors, known_as=("ao3:1",), apart_from=("dusk",)
    )
    store = Store(folder)
    assert store.load_head(record.key) == head
    store.load(record.key)
    assert store.load_head(record.key) == head
    put(folder, "b.toml", "key = 3 3")
    assert store.load_head("b") == WorkRecord("b")


# Speed is measured in `benchmarks`; here is what it comes from.


def test_of_a_thousand_highlights_only_what_is_wanted_is_looked_at(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[int] = []  # the lengths of what is read as TOML
    made: list[str] = []  # marks whose text is made
    loads, mark_text = tomllib.loads, encoding.mark_text
    monkeypatch.setattr(tomllib, "loads", lambda text: parsed.append(len(text)) or loads(text))
    monkeypatch.setattr(encoding, "mark_text", lambda mark: made.append(mark.id) or mark_text(mark))
    record = large_record(1000)
    Store(folder).update(record.key, lambda _: record)
    assert len(made) == 1000
    made.clear()
    assert Store(folder).load_progress(record.key) == record.progress
    assert sum(parsed) < 1000
    parsed.clear()
    store = Store(folder)
    assert len(store.load(record.key).marks) == 1000
    assert sum(parsed) < 2000  # the rest is scanned
    parsed.clear()
    for minutes in range(5):
        store.update(record.key, move(Place(9, 9, minutes), 5000 + minutes))
    assert parsed == []
    assert len(made) <= 1  # the last mark is read with what follows it
    saved = store.load_progress(record.key)
    assert saved == Progress(progress(5004, Place(9, 9, 4)).anchor, at(5004))
