"""Runs cases in processes of their own, which a case may crash, hang or starve of memory.

A process works through its cases and says of each that it begins, and of bad ones what was wrong;
when it dies, the case it had begun is to blame, and another process goes on with the next.
"""

from __future__ import annotations

import os
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import NamedTuple

from fuzz.checking import check
from fuzz.mutations import OF_FORMAT
from fuzz.seeds import seeds
from tuireader.library.worker import limit_memory

MEMORY = 1024**3
SECONDS = 8.0  # of computing, what a small file may take when it is added

_BEGUN = struct.Struct(">iI")  # number of a case; length of what is wrong with it, 0 while it runs


class Problem(NamedTuple):
    number: int
    reason: str


def make(format: str, number: int, seed: int, files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """The file of one case: its name and its bytes."""
    random = Random(f"{seed}/{format}/{number}")
    name, data = random.choice(files)
    return name, OF_FORMAT[format](random, data)


def run(
    format: str,
    count: int,
    seed: int,
    shared: Path | None,
    *,
    workers: int = 2,
    tell: Callable[[int, list[Problem]], None] = lambda done, problems: None,
) -> list[Problem]:
    """The problems of cases 0 to `count`. `tell` hears of them, and of how many cases are done."""
    started = [_Worker(format, range(n, count, workers), seed, shared) for n in range(workers)]
    found: list[Problem] = []
    while running := [worker for worker in started if worker.cases]:
        news: list[Problem] = []
        for worker in select.select(running, [], [])[0]:
            worker.receive(news)
        found += news
        tell(count - sum(len(worker.cases) for worker in started), news)
    return found


class _Worker:
    """The process that has `cases` before it."""

    def __init__(self, format: str, cases: range, seed: int, shared: Path | None) -> None:
        self.cases = cases
        self._format, self._seed, self._shared = format, seed, shared
        self._start()

    def _start(self) -> None:
        cases = self.cases
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "fuzz.running", self._format, str(self._seed)),
                *(str(cases.start), str(cases.stop), str(cases.step), str(self._shared or "")),
            ],
            stdout=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        self._received = b""
        self._begun = False

    def fileno(self) -> int:
        assert self._process.stdout
        return self._process.stdout.fileno()

    def receive(self, problems: list[Problem]) -> None:
        """Take what it has said."""
        data = os.read(self.fileno(), 1 << 16)
        self._received += data
        while len(self._received) >= _BEGUN.size:
            number, length = _BEGUN.unpack_from(self._received)
            if len(self._received) < _BEGUN.size + length:
                break
            if length:
                reason = self._received[_BEGUN.size : _BEGUN.size + length].decode()
                problems.append(Problem(number, reason))
            self._received = self._received[_BEGUN.size + length :]
            self.cases = range(number, self.cases.stop, self.cases.step)
            self._begun = True
        if not data:
            self._process.stdout.close()  # type: ignore[union-attr]
            status = self._process.wait()
            if status:
                assert self._begun, "a process of the fuzzer does not start"
                problems.append(Problem(self.cases.start, _cause(status)))
            self.cases = self.cases[1:] if status else self.cases[:0]
            if self.cases:
                self._start()


def _cause(status: int) -> str:
    if status == -signal.SIGPROF:
        return f"it takes more than {SECONDS} seconds"
    return f"it ends the process ({status})"


def work(format: str, seed: int, cases: Iterable[int], shared: Path | None) -> None:
    """What a process does, and tells its standard output of."""
    tell = os.dup(1)
    os.dup2(2, 1)
    files = seeds(format, shared)
    limit_memory(MEMORY)
    for number in cases:
        os.write(tell, _BEGUN.pack(number, 0))
        name, data = make(format, number, seed, files)
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        reason = check(name, data).encode("utf-8", "backslashreplace")[:4000]
        signal.setitimer(signal.ITIMER_PROF, 0)
        if reason:
            os.write(tell, _BEGUN.pack(number, len(reason)) + reason)


if __name__ == "__main__":
    form, start, *numbers, folder = sys.argv[1:]
    work(form, int(start), range(*map(int, numbers)), Path(folder) if folder else None)
