"""Real processes: several at once, and some that are killed in the middle."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from store.records import at, large_record
from tuireader.store import Store

# `read` adds marks "<name>-0", "<name>-1", ..., deletes some, moves the progress with each, and
# says what is saved.
READER = """
import os, random, signal, sys, time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tuireader.marks import Anchor, Mark, MarkKind, Progress
from tuireader.place import Passage, Place
from tuireader.store import Store

def read(folder, name, count, said):
    store = Store(folder, patience=300)
    for number in range(count):
        now = datetime.now(UTC)
        anchor = Anchor(Passage.at(Place(number, 0, 0)))
        mark = Mark(f"{name}-{number}", MarkKind.BOOKMARK, anchor, now, now)
        def change(record):
            record = replace(record.with_mark(mark), progress=Progress(anchor, now))
            return record.without_mark(f"{name}-{number - 1}", now) if number % 5 == 4 else record
        store.update("the-lamp", change)
        os.write(said, b"%d\\n" % number)
"""

READING = (
    READER
    + """
read(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), 1)
"""
)

# Starts a reader, kills it at some moment, looks at what is left; again and again.
KILLING = (
    READER
    + """
folder, turns = Path(sys.argv[1]), int(sys.argv[2])
chance = random.Random(20260301)
struck = turn = 0
while turn < turns or not struck and turn < 100 * turns:
    turn += 1
    out, into = os.pipe()
    reader = os.fork()
    if not reader:
        read(folder, f"reader{turn}", 1_000_000, into)
    os.close(into)
    said = os.read(out, 1)
    time.sleep(chance.uniform(0, 0.03))
    os.kill(reader, signal.SIGKILL)
    os.waitpid(reader, 0)
    while more := os.read(out, 65536):
        said += more
    os.close(out)
    struck += any(path.suffix == ".tmp" for path in folder.iterdir())
    store = Store(folder)
    record = store.load("the-lamp")
    assert store.take_notices() == [], "something had to be repaired"
    kept = {mark.id for mark in record.marks} | set(record.removed)
    promised = {f"reader{turn}-{number}" for number in map(int, said.split())}
    assert promised and promised <= kept, promised - kept
    assert len(kept) >= 60
print(struck)
"""
)


def start(script: str, folder: Path, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(folder), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_several_processes_at_once_lose_nothing(folder: Path) -> None:
    names, count = ("one", "two", "three", "four"), 25
    readers = [start(READING, folder, name, count) for name in names]
    for reader in readers:
        reader.communicate(timeout=600)
        assert reader.returncode == 0
    store = Store(folder)
    record = store.load("the-lamp")
    deleted = {f"{name}-{number}" for name in names for number in range(3, count, 5)}
    assert set(record.removed) == deleted
    everything = {f"{name}-{number}" for name in names for number in range(count)}
    assert {mark.id for mark in record.marks} == everything - deleted
    assert record.progress is not None
    assert record.progress.anchor.place.chapter == count - 1
    assert store.take_notices() == []


def test_a_process_killed_at_any_moment_leaves_a_whole_record(folder: Path) -> None:
    # Of some size, so that most kills strike while it is being written.
    Store(folder).update("the-lamp", lambda _: large_record(60))
    killing = start(KILLING, folder, 30)
    said, _ = killing.communicate(timeout=600)
    assert killing.returncode == 0
    assert int(said) > 0, "no kill struck in the middle of writing"
    # Whoever was killed held the lock and left files behind; neither stands in anybody's way.
    store = Store(folder)
    store.update("the-lamp", lambda record: record.without_mark(record.marks[0].id, at(9999)))
    assert store.take_notices() == []
