"""The app's side of the worker processes: hands them files, takes their answers, buries them.

What a worker does is in `worker`. Whatever becomes of one, its file fails with the reason and the
next file gets a new worker. Nothing here knows the library.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from tuireader.library.parcel import Parcel, from_bytes
from tuireader.library.worker import ANSWER, PATIENCE, REQUEST

MOST_WORKERS = 8
MEMORY = 2 * 1024**3
SECONDS = 8.0
SECONDS_PER_MEGABYTE = 8.0
MOST_SECONDS = 120.0

TICK = 0.2  # seconds

_LARGEST_ANSWER = 1024**3


class UnreadableError(Exception):
    """A file that no work could be made of; `str(error)` is the reason in words."""


class Ticket:
    """A file on its way. `outcome` is None until it is known."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.outcome: Parcel | UnreadableError | None = None


class Workers:
    """Up to `count` processes, as far as there are processors, started when there is a file for
    them. Close it when done.

    `memory` is in bytes; `leniency` multiplies the seconds that a file may take.
    """

    def __init__(self, count: int, memory: int = MEMORY, leniency: float = 1.0) -> None:
        self._count = max(1, min(count, os.cpu_count() or 1, MOST_WORKERS))
        self._memory = memory
        self._leniency = leniency
        self._waiting: deque[Ticket] = deque()
        self._idle: list[_Worker] = []
        self._busy = selectors.DefaultSelector()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers, in the middle of a file too."""
        for worker in (*self._idle, *self._working()):
            worker.bury()
        self._idle.clear()
        self._waiting.clear()
        self._busy.close()

    def submit(self, path: str) -> Ticket:
        """Have a file parsed. It returns at once; `result` waits."""
        ticket = Ticket(str(Path(path).absolute()))
        self._waiting.append(ticket)
        self._pump(0)
        return ticket

    def result(self, ticket: Ticket, tick: Callable[[], None] = lambda: None) -> Parcel:
        """Wait for the work in a file, calling `tick` every so often. Raises UnreadableError."""
        while ticket.outcome is None:
            self._pump(TICK)
            tick()
        if isinstance(ticket.outcome, UnreadableError):
            raise ticket.outcome
        return ticket.outcome

    def _working(self) -> list[_Worker]:
        return [key.data for key in self._busy.get_map().values()]

    def _pump(self, timeout: float) -> None:
        """Hand out files and take what has been answered, for at most `timeout` seconds."""
        self._hand_out()
        for key, _ in self._busy.select(timeout):
            worker: _Worker = key.data
            if worker.receive():
                self._busy.unregister(worker.answers)
                self._finish(worker)
        for worker in self._working():
            if time.monotonic() > worker.deadline:
                self._busy.unregister(worker.answers)
                worker.give_up(_TOO_LONG)
        self._hand_out()

    def _hand_out(self) -> None:
        while self._waiting and (self._idle or len(self._working()) < self._count):
            worker = self._idle.pop() if self._idle else None
            ticket = self._waiting.popleft()
            if worker is None:
                worker = _Worker(self._memory)
            elif worker.is_dead:  # since its last file
                worker.bury()
                worker = _Worker(self._memory)
            worker.start(ticket, _seconds_for(ticket.path) * self._leniency)
            self._busy.register(worker.answers, selectors.EVENT_READ, worker)

    def _finish(self, worker: _Worker) -> None:
        if worker.alive:
            self._idle.append(worker)


class _Worker:
    """One process and the file it has."""

    def __init__(self, memory: int) -> None:
        package = Path(__file__).resolve().parent.parent.parent
        environment = dict(os.environ)
        # -P and this: the folder the app was started in is not where modules are looked for.
        inherited = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(package), inherited)))
        given = str(memory), str(os.getpid())
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tuireader.library.worker", *given],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=environment,
            process_group=0,  # an interrupt from the keyboard is the app's to handle
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests = self._process.stdin
        self.answers = self._process.stdout
        self.deadline = 0.0
        self.alive = True
        self._ticket: Ticket | None = None
        self._received = bytearray()

    @property
    def is_dead(self) -> bool:
        return self._process.poll() is not None

    def start(self, ticket: Ticket, seconds: float) -> None:
        """Have it parse a file. That it has died shows when its answer is read."""
        self._ticket = ticket
        self.deadline = time.monotonic() + (seconds + 1) * PATIENCE
        path = os.fsencode(ticket.path)
        try:
            self._requests.write(REQUEST.pack(seconds, len(path)) + path)
        except BrokenPipeError:
            pass

    def receive(self) -> bool:
        """Take what it has sent. True when the file is done with, well or badly."""
        data = os.read(self.answers.fileno(), 1 << 20)
        if not data:
            self.give_up("")
            return True
        self._received += data
        if len(self._received) < ANSWER.size:
            return False
        read, length = ANSWER.unpack_from(self._received)
        if length > _LARGEST_ANSWER:
            self.give_up("it is too large")
            return True
        if len(self._received) < ANSWER.size + length:
            return False
        self._settle(_outcome(read, bytes(self._received[ANSWER.size :])))
        self._received.clear()
        return True

    def give_up(self, reason: str) -> None:
        """Its file has failed, and it is of no more use. Without a reason, how it died is one."""
        status = self.bury(kill=bool(reason))
        self._settle(UnreadableError(reason or _CAUSES.get(-status, "reading it crashed")))

    def bury(self, kill: bool = True) -> int:
        if kill:
            self._process.kill()
        self._requests.close()
        self.answers.close()
        self.alive = False
        return self._process.wait()

    def _settle(self, outcome: Parcel | UnreadableError) -> None:
        if self._ticket:
            self._ticket.outcome = outcome
            self._ticket = None


_TOO_LONG = "reading it takes too long"
_CAUSES = {  # of death, by the signal
    int(signal.SIGPROF): _TOO_LONG,
    int(signal.SIGALRM): _TOO_LONG,
    int(signal.SIGKILL): "reading it takes more memory than there is",
    # What libraries do that are refused memory, and hardly ever anything else.
    int(signal.SIGABRT): "reading it crashed, probably for want of memory",
}


def _outcome(read: bool, content: bytes) -> Parcel | UnreadableError:
    if not read:
        return UnreadableError(content.decode("utf-8", "replace"))
    try:
        return from_bytes(content)
    except ValueError:
        return UnreadableError("reading it crashed")


def _seconds_for(path: str) -> float:
    try:
        megabytes = Path(path).stat().st_size / 1e6
    except OSError:
        megabytes = 0
    return min(MOST_SECONDS, SECONDS + megabytes * SECONDS_PER_MEGABYTE)
