"""Damage: what cannot be read, cannot be written, or was never finished."""

from __future__ import annotations

import errno
import fcntl
import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.folders import age, move, names, put
from store.records import bookmark, large_record, progress
from tuireader.marks import WorkRecord
from tuireader.place import Place
from tuireader.store import Store, StoreError, encode
from tuireader.store.locking import ABANDONED

GARBAGE = b"\x00\xffnot a record\n"


@contextmanager
def full_disk(limit: int = 100) -> Iterator[None]:
    """No file may grow beyond `limit` bytes: writing fails in the middle, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def saved(folder: Path, marks: int = 3) -> WorkRecord:
    """A record that has been saved, and its last good copy with all its marks."""
    store = Store(folder)
    store.update("the-lamp", lambda _: large_record(marks))
    return store.update("the-lamp", move(Place(6), 5000))


def test_garbage_is_set_aside_and_the_last_good_copy_loaded(folder: Path) -> None:
    record = saved(folder)
    put(folder, "the-lamp.toml", GARBAGE)
    store = Store(folder)
    assert store.load_progress("the-lamp") == large_record(3).progress
    assert store.load("the-lamp").marks == record.marks
    (aside,) = folder.glob("the-lamp.set-aside-*.toml")
    assert aside.read_bytes() == GARBAGE
    assert store.take_notices() == [
        "the-lamp.toml: it makes no sense; its last good copy is used",
        f"the-lamp.toml: as it was, it is kept as {aside}",
    ]
    reader = Store(folder)
    assert reader.load("the-lamp").marks == record.marks
    assert reader.take_notices() == []
    assert len(names(folder)) == 3


def test_garbage_while_reading_costs_nothing_at_all(folder: Path) -> None:
    store = Store(folder)
    store.update("a", move(Place(1), 1))
    store.update("a", move(Place(2), 2))
    put(folder, "a.toml", GARBAGE)
    record = store.update("a", lambda record: record.with_mark(bookmark("b1")))
    assert record.progress == progress(2, Place(2))
    assert Store(folder).load("a") == record


def test_garbage_and_nothing_else_is_set_aside(folder: Path) -> None:
    put(folder, "a.toml", GARBAGE)
    store = Store(folder)
    assert store.load("a") == WorkRecord("a")
    assert len(list(folder.glob("a.set-aside-*.toml"))) == len(names(folder)) == 1
    assert store.take_notices()[0] == "a.toml: it makes no sense, and there is no earlier copy"
    store.update("a", move(Place(1), 1))
    put(folder, "a.toml", GARBAGE)
    put(folder, "a.toml.bak", GARBAGE)
    assert Store(folder).load("a") == WorkRecord("a")
    assert len(list(folder.glob("a.set-aside-*.toml"))) == 2


def test_a_record_that_is_gone_is_brought_back(folder: Path) -> None:
    record = saved(folder)
    (folder / "the-lamp.toml").unlink()
    store = Store(folder)
    assert store.keys() == ["the-lamp"]
    assert store.load_progress("the-lamp") == large_record(3).progress
    assert store.load("the-lamp").marks == record.marks
    assert (folder / "the-lamp.toml").exists()
    assert store.take_notices() == ["the-lamp.toml: it is gone; its last good copy is used"]


@pytest.fixture(params=["UTC0", "WEST11", "EAST-14"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("zone")
def test_wherever_a_file_is_cut_short_no_mark_is_lost(folder: Path) -> None:
    """Also in a time, which is then one without a zone."""
    record = saved(folder, marks=2)
    whole = (folder / "the-lamp.toml").read_bytes()
    good = (folder / "the-lamp.toml.bak").read_bytes()
    for end in range(0, len(whole) - 1, 11):
        put(folder, "the-lamp.toml", whole[:end])
        put(folder, "the-lamp.toml.bak", good)
        store = Store(folder)
        assert store.load_progress("the-lamp") is not None
        found = store.load("the-lamp")
        assert found.marks == record.marks
        assert found.progress in (record.progress, large_record(2).progress)
        assert found.title == record.title
        assert Store(folder).load("the-lamp") == found
        for path in folder.glob("*.set-aside-*"):
            path.unlink()


def test_a_file_cut_between_two_marks_is_kept_as_it_was(folder: Path) -> None:
    record = saved(folder)
    path = folder / "the-lamp.toml"
    whole = path.read_bytes()
    cut = whole[: whole.rindex(b"[[mark]]")]
    put(folder, "the-lamp.toml", cut)
    store = Store(folder)
    assert store.load("the-lamp") == record
    (aside,) = folder.glob("the-lamp.set-aside-*.toml")
    assert aside.read_bytes() == cut
    assert path.read_bytes() == whole
    assert "it was cut short; what was missing is back" in store.take_notices()[0]


def test_a_file_made_by_hand_need_not_end_like_ours(folder: Path) -> None:
    put(folder, "a.toml", '[progress]\nplace = "3.0.0"\n[[mark]]\nplace = "2.0.0"\n')
    store = Store(folder)
    assert store.load_progress("a") == store.load("a").progress
    record = store.update("a", lambda record: record.with_mark(bookmark("b1")))
    assert [mark.anchor.place for mark in record.marks] == [Place(0, 1, 2), Place(1)]
    # The last line taken away, a mark added without a time: it is new, and not from 1970.
    text = (folder / "a.toml").read_text().replace("# The record ends here.\n", "")
    path = put(folder, "a.toml", text + '[[mark]]\nplace = "4.0.0"\n')
    record = Store(folder).load("a")
    assert [mark.anchor.place.chapter for mark in record.marks] == [0, 1, 3]
    assert time.time() - record.marks[2].created.timestamp() < 3600
    assert Store(folder).load("a").marks == record.marks
    assert path.exists()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(garbage=st.binary(max_size=60), start=st.integers(0, 900))
def test_whatever_is_in_the_file_nothing_is_raised_or_lost(
    folder: Path, garbage: bytes, start: int
) -> None:
    for path in folder.glob("*.toml*"):
        path.unlink()
    record = saved(folder, marks=2)
    whole = (folder / "the-lamp.toml").read_bytes()
    damaged = whole[:start] + garbage + whole[start + len(garbage) :]
    put(folder, "the-lamp.toml", damaged)
    store = Store(folder)
    store.load_progress("the-lamp")
    store.load("the-lamp")
    found = store.update("the-lamp", lambda record: record.with_mark(bookmark("b1")))
    assert Store(folder).load("the-lamp") == found
    kept = {path.read_bytes() for path in folder.iterdir()}
    lost = {mark.id for mark in record.marks} - {mark.id for mark in found.marks}
    assert not lost or damaged in kept


def test_a_folder_in_place_of_a_record_is_not_touched(folder: Path) -> None:
    (folder / "a.toml").mkdir(parents=True)
    store = Store(folder)
    assert store.load_progress("a") is None
    assert store.load("a") == WorkRecord("a")
    with pytest.raises(StoreError, match="there is a folder of that name"):
        store.update("a", move(Place(1), 1))
    assert names(folder) == ["a.toml"]
    assert "there is a folder of that name" in " ".join(store.take_notices())


def test_a_file_too_large_to_be_a_record_is_not_read(folder: Path) -> None:
    path = put(folder, "a.toml", "")
    os.truncate(path, 1 << 40)
    store = Store(folder)
    assert store.load("a") == WorkRecord("a")
    with pytest.raises(StoreError, match="larger than 64 MB"):
        store.update("a", move(Place(1), 1))
    assert path.stat().st_size == 1 << 40


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_is_not_read(folder: Path, make: Callable[[Path], None]) -> None:
    folder.mkdir()
    make(folder / "a.toml")
    store = Store(folder)
    assert store.load("a") == WorkRecord("a")
    assert "it is a device or a pipe, not a file" in " ".join(store.take_notices())


# The disk


def test_a_full_disk_leaves_what_was_saved_and_says_so(folder: Path) -> None:
    record = saved(folder)
    files = {name: (folder / name).read_bytes() for name in names(folder)}
    store = Store(folder)
    for reader in (store, Store(folder)):
        with full_disk(), pytest.raises(StoreError, match=r"the-lamp.toml: it was not saved: "):
            reader.update("the-lamp", move(Place(7), 6000))
        assert {name: (folder / name).read_bytes() for name in names(folder)} == files
        assert reader.load("the-lamp") == record
    assert store.update("the-lamp", move(Place(7), 6000)).progress == progress(6000, Place(7))


def test_a_full_disk_does_not_stop_reading_what_needs_repair(folder: Path) -> None:
    record = saved(folder)
    put(folder, "the-lamp.toml", GARBAGE)
    theirs = WorkRecord("the-lamp", marks=(bookmark("b1"),))
    conflict = "the-lamp.sync-conflict-20260301-120000-ABCDEFG.toml"
    put(folder, conflict, encode(theirs))
    before = names(folder)
    store = Store(folder)
    with full_disk():
        found = store.load("the-lamp")
    assert {mark.id for mark in found.marks} == {"b1", *(mark.id for mark in record.marks)}
    assert names(folder) == before
    assert "it was not saved" in " ".join(store.take_notices())
    assert store.load("the-lamp") == found
    assert conflict not in names(folder)


def test_where_no_folder_can_be_made_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "works")
    assert store.load("a") == WorkRecord("a")
    assert store.load_progress("a") is None
    assert (store.keys(), store.stamps()) == ([], {})
    with pytest.raises(StoreError, match="nothing can be saved here: part of its path is a file"):
        store.update("a", move(Place(1), 1))


def test_what_a_killed_reader_left_behind_is_swept_and_nothing_else(folder: Path) -> None:
    left = put(folder, ".a.toml.12345-0a1b2c3d.tmp", "half a rec")
    age(left, 3600)
    live = put(folder, ".b.toml.12345-0a1b2c3d.tmp", "half a rec")
    theirs = [put(folder, name, "x") for name in (".syncthing.a.toml.tmp", "x.tmp", ".a.toml.tmp")]
    for path in theirs:
        age(path, 3600)
    Store(folder).update("a", move(Place(1), 1))
    assert not left.exists()
    assert live.exists()
    assert all(path.exists() for path in theirs)
    assert Store(folder).keys() == ["a"]


# The lock


def test_a_reader_that_hangs_while_saving_does_not_hang_the_others(folder: Path) -> None:
    store = Store(folder, patience=0.1)
    store.update("a", move(Place(1), 1))
    with (folder / ".lock").open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match=r"another tuireader has been saving for 0\.1 sec"):
            store.update("a", move(Place(2), 2))
        assert store.load("a").progress == progress(1, Place(1))
    assert store.update("a", move(Place(2), 2)).progress == progress(2, Place(2))


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_has_a_lock_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """As some network file systems are; here the system's call is made to answer as theirs does."""

    def flock(descriptor: int, operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", flock)
    store = Store(folder, patience=0.1)
    for minutes in (1, 2):
        store.update("a", move(Place(minutes), minutes))
    assert Store(folder).load("a").progress == progress(2, Place(2))


def test_a_lock_file_left_behind_blocks_nobody_for_ever(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "no locks here")

    monkeypatch.setattr(fcntl, "flock", flock)
    # Held by a machine that nobody can ask whether it still runs.
    marker = put(folder, ".lock-file", "4711\nanother-machine\n")
    age(marker, 0)
    store = Store(folder, patience=0.1)
    with pytest.raises(StoreError, match="another tuireader has been saving"):
        store.update("a", move(Place(1), 1))
    age(marker, ABANDONED + 5)
    store.update("a", move(Place(1), 1))
    assert Store(folder).load("a").progress == progress(1, Place(1))
