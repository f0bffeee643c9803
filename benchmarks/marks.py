"""Measures a work with a thousand highlights beside the same work without any.

    python benchmarks/marks.py --bench BENCH_PTY BOOK [BOOK ...] [--runs 7] [--marks 1000]

BENCH_PTY is a program that drives any terminal program from outside, in a pty. Each BOOK is put on
two shelves, one with `--marks` highlights in it: some lie over each other, some have notes, some
were carried over from an older edition. Sessions on both take turns, so that whatever else the
machine does falls on both alike. Every figure is given twice: the time that passed, and the time
that the program had a processor for, which other work on the machine lengthens less. The first
sessions are not counted: they leave the compiled modules behind that an installed program has.
Prints Markdown.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from readers import TUIREADER, shelve

from tuireader.anchoring import anchor_passage
from tuireader.library import Library
from tuireader.marks import Anchor, Colour, Mark, MarkKind, WorkRecord
from tuireader.paths import Paths, find_paths
from tuireader.place import Passage, Place
from tuireader.reading import Reading
from tuireader.store import Store

QUIET = 0.12  # seconds without a byte after which a screen counts as finished
IDLE = 2.5  # seconds after the start by which everything that opening begins has ended
SAVES = 30
SAID = "Highlighted in"

Figures = dict[str, list[float]]


def paths_of(home: Path) -> Paths:
    return find_paths({"TUIREADER_HOME": str(home)})


# The marks


def make_marks(reading: Reading, count: int) -> list[Mark]:
    """Highlights all over a work, the same each time."""
    chance = random.Random(count)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    marks: list[Mark] = []
    start = reading.place_at(chance.random())
    while len(marks) < count:
        text = reading.chapters[start.chapter].blocks[start.block].text
        end = min(len(text), start.offset + chance.randint(10, 400))
        if end - start.offset < 10:
            start = reading.place_at(chance.random())
            continue
        passage = Passage(start, start._replace(offset=end))
        anchor = anchor_passage(reading.chapters, passage, reading.edition)
        if len(marks) % 10 == 0:
            anchor = carried(anchor)
        at += timedelta(minutes=chance.randint(1, 600))
        note = "And here she laughs.\nAgain." if len(marks) % 3 == 0 else ""
        colour = chance.choice(list(Colour)).value
        mark = Mark(f"{len(marks):012x}", MarkKind.HIGHLIGHT, anchor, at, at, "", note, colour)
        marks.append(mark)
        if chance.random() < 0.9:  # the others begin where the one before them does
            start = reading.place_at(chance.random())
    return marks


def carried(anchor: Anchor) -> Anchor:
    """`anchor` as it would be had it been made in an older edition, with one word less."""
    start, end = anchor.passage
    before = Passage(start._replace(block=start.block + 1), end._replace(block=end.block + 1))
    quote = anchor.quote._replace(exact=anchor.quote.exact.partition(" ")[2])
    made = replace(anchor, passage=before, quote=quote, edition="0" * 16)
    return replace(anchor, origin=made, certainty=0.93)


def shelves(book: Path, folder: Path, count: int) -> tuple[str, dict[str, Path]]:
    """The key of a book, and two homes that have it: without marks, and with `count`."""
    bare, marked = folder / "bare", folder / "marked"
    key = shelve(bare, book)["key"]
    shutil.copytree(bare, marked)
    for home, number in ((bare, 0), (marked, count)):
        paths = paths_of(home)
        with Library(paths.library) as library:
            store = Store(paths.records)
            reading = Reading(library, store, key)
            marks = make_marks(reading, number)
            reading.move(reading.place_at(0.3))
            reading.save()
            store.update(key, lambda record, marks=marks: replace(record, marks=tuple(marks)))
            reading.mirror()
    return key, {"bare": bare, "marked": marked}


# In a terminal


class Session:
    """The program on one work, and what its keys cost."""

    def __init__(self, bench: Any, home: Path, key: str):
        environment = {**os.environ, "TUIREADER_HOME": str(home), "TERM": "xterm-256color"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._keys = bench.key_tokens
        self._term = bench.Term([*TUIREADER, key], 120, 40, environment, str(home))
        # The clock of another process, in the kernel's numbering.
        self._clock = (~self._term.pid << 3) | 2

    def computed(self) -> float:
        """The processor seconds of the program until now, of all its threads."""
        return time.clock_gettime(self._clock)

    def settle(self, quiet: float = QUIET) -> float | None:
        """Wait until nothing more comes; when what is seen last changed."""
        last, before = None, self._term.lines()
        for at, data in self._term.drain_quiet(quiet, 10):
            self._term.feed(data)
            if (lines := self._term.lines()) != before:
                last, before = at, lines
        return last

    def open(self, figures: dict[str, Figures]) -> None:
        """Until the first page, until nothing more is drawn, and until all is at rest."""
        seen = self._term.wait_for(r"\w\w\w", 30)
        if seen is None:
            raise SystemExit("no page was seen")
        figures["first page"]["wall"].append(seen)
        figures["first page"]["cpu"].append(self.computed())
        self.settle(0.5)
        figures["ready"]["wall"].append(self._term.last_rx)
        figures["ready"]["cpu"].append(self.computed())
        time.sleep(max(0.0, IDLE - self._term.now()))
        self.settle()
        figures["at rest, the place saved"]["cpu"].append(self.computed())

    def press(self, key: str, figures: Figures | None = None) -> None:
        """Press a key and wait until its answer is complete."""
        began, computed = self._term.now(), self.computed()
        for token in self._keys(key):
            self._term.put(token)
        while self._term.last_rx < began and self._term.now() - began < 1:
            time.sleep(0.0005)
        at = self.settle()
        if figures is not None and at is not None:
            figures["wall"].append(at - began)
            figures["cpu"].append(self.computed() - computed)

    def mark(self, figures: dict[str, Figures]) -> None:
        """Highlight some words: until they are seen highlighted, and until that is on disk."""
        said = self._term.text().count(SAID)
        for key in "veee":
            self.press(key)
        began, computed = self._term.now(), self.computed()
        self._term.put("\r")
        before = self._term.lines()
        seen = None
        while self._term.now() - began < 10:
            while self._term.q:
                at, data = self._term.q.popleft()
                self._term.feed(data)
                if seen is None and self._term.lines() != before:
                    seen = at
                    figures["a highlight until it is seen"]["wall"].append(at - began)
                if self._term.text().count(SAID) > said:
                    self.settle()
                    figures["until it is on disk and said"]["wall"].append(at - began)
                    figures["until it is on disk and said"]["cpu"].append(
                        self.computed() - computed
                    )
                    return
            time.sleep(0.001)
        raise SystemExit("no highlight was made")

    def quit(self) -> None:
        self._term.stop("q")


def session(bench: Any, home: Path, key: str, figures: dict[str, Figures], pages: int) -> None:
    """One run of everything on a fresh copy of `home`."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "home"
        shutil.copytree(home, copy)
        reader = Session(bench, copy, key)
        reader.open(figures)
        reader.press(" ")
        for _ in range(pages):
            reader.press(" ", figures["a page"])
        for _ in range(3):
            reader.mark(figures)
            reader.press(" ")
        time.sleep(1.5)
        reader.press("B", figures["the marks screen"])
        reader.settle(0.5)
        reader.press("/")
        for letter in "kind:highlight she":
            reader.press(letter, figures["a key of its filter"])
        reader.quit()


# The store alone


@contextmanager
def unsynced() -> Any:
    """Without waiting for the disk, so that only our own work is counted."""
    fsync = os.fsync
    os.fsync = lambda descriptor: None
    try:
        yield
    finally:
        os.fsync = fsync


def timed(figures: Figures, action: Callable[[], object]) -> None:
    began, computed = time.perf_counter(), time.process_time()
    action()
    figures["cpu"].append(time.process_time() - computed)
    figures["wall"].append(time.perf_counter() - began)


def save(home: Path, key: str, figures: dict[str, Figures]) -> None:
    """Reading a record, the first save after that, and saves while one reads and marks."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "home"
        shutil.copytree(home, copy)
        paths = paths_of(copy)
        with Library(paths.library) as library:
            reading = Reading(library, Store(paths.records), key)
        store = Store(paths.records)
        timed(figures["the record is read"], lambda: store.load(key))
        base = reading.chapters[reading.place.chapter]
        words = max(range(len(base.blocks)), key=lambda at: len(base.blocks[at].text))

        def mark(record: WorkRecord) -> WorkRecord:
            start = Place(reading.place.chapter, words, len(record.marks) % 40)
            passage = Passage(start, start._replace(offset=start.offset + 20))
            anchor = anchor_passage(reading.chapters, passage, reading.edition)
            at = datetime.now(UTC)
            id = f"{len(record.marks):x}-new"
            return record.with_mark(Mark(id, MarkKind.HIGHLIGHT, anchor, at, at, colour="blue"))

        def move(record: WorkRecord) -> WorkRecord:
            assert record.progress
            return replace(record, progress=replace(record.progress, at=datetime.now(UTC)))

        timed(figures["the first save"], lambda: store.update(key, move))
        for what, change in (("a mark saved", mark), ("the place saved", move)):
            for _ in range(SAVES):
                timed(figures[what], lambda change=change: store.update(key, change))
            with unsynced():
                for _ in range(SAVES):
                    timed(
                        figures[f"{what}, no fsync"],
                        lambda change=change: store.update(key, change),
                    )


# The report


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def row(title: str, bare: list[float], marked: list[float]) -> str:
    cells = []
    for values in (bare, marked):
        middle, high = statistics.median(values) * 1000, percentile(values, 0.95) * 1000
        cells.append(f"{middle:.1f} / {high:.1f}")
    ratio = statistics.median(marked) / statistics.median(bare)
    return f"| {title} | {cells[0]} | {cells[1]} | {ratio:.2f}× |"


def report(name: str, count: int, bare: dict[str, Figures], marked: dict[str, Figures]) -> str:
    lines = [
        f"| {name}, ms (median / p95) | no marks | {count:,} marks | |",
        "|---|--:|--:|--:|",
    ]
    for what in bare:
        for clock, title in (("wall", what), ("cpu", f"{what}, processor")):
            if bare[what][clock] and marked[what][clock]:
                lines.append(row(title, bare[what][clock], marked[what][clock]))
    return "\n".join(lines)


def new_figures() -> dict[str, Figures]:
    return defaultdict(lambda: defaultdict(list))


def load_bench(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("bench", path)
    assert spec
    assert spec.loader
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    return bench


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("books", type=Path, nargs="+")
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--marks", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=30)
    options = parser.parse_args()
    bench = load_bench(options.bench)
    for book in options.books:
        with tempfile.TemporaryDirectory() as name:
            key, homes = shelves(book, Path(name), options.marks)
            figures = {which: new_figures() for which in homes}
            for home in homes.values():
                session(bench, home, key, new_figures(), 1)
            for run in range(options.runs):
                # Whoever comes second finds the machine warmer: they take turns at that too.
                for which in list(homes)[:: 1 if run % 2 else -1]:
                    session(bench, homes[which], key, figures[which], options.pages)
                    save(homes[which], key, figures[which])
            print(report(book.stem, options.marks, **figures), flush=True)


if __name__ == "__main__":
    sys.exit(main())
