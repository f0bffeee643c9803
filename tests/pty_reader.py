"""The real program in a pseudo-terminal, and what a person would see on it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import pyte

# What pyte does not digest: questions about the terminal, and the kitty keyboard.
_QUESTIONS = re.compile(rb"\x1b\[[<=>][0-9;:]*[A-Za-z]|\x1b\[\?[0-9;]*\$p|\x1b\[\?[0-9;]*u")
KEYS = {
    "ctrl+q": "\x11",
    "ctrl+z": "\x1a",
    "escape": "\x1b",
    "enter": "\r",
    "ctrl+end": "\x1b[1;5F",
}
PATIENCE = 120.0  # seconds; only what hangs takes as long, and nothing waits longer than it must
_CALM = 3  # times that a program which does nothing is looked at


class Terminal:
    """`tuireader ARGUMENTS` in a terminal of `columns` x `rows`.

    With `session=False` the terminal does not control it: closing it sends no signal then.
    """

    def __init__(
        self,
        home: Path,
        *arguments: str,
        columns: int = 120,
        rows: int = 40,
        session: bool = True,
        term: str = "xterm-256color",
    ):
        self.home = home
        self.columns, self.rows = columns, rows
        self.received = bytearray()  # all that was ever written to it
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = pty.openpty()
        self._set_size()
        self.process = subprocess.Popen(
            self.command(arguments),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=_environment(home, term),
            cwd=home,
            start_new_session=session,
            # The terminal of standard input becomes the session's own.
            preexec_fn=(lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)) if session else None,
        )
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.hang_up()

    def command(self, arguments: tuple[str, ...]) -> list[str]:
        """What runs in the terminal."""
        return [sys.executable, "-m", "tuireader", *arguments]

    # What is seen

    def lines(self) -> list[str]:
        self._read(0)
        return [line.rstrip() for line in self._screen.display]

    def words(self, count: int = 12) -> str:
        """The first words on the screen."""
        return " ".join(" ".join(self.lines()).split()[:count])

    def wait_for(self, pattern: str) -> None:
        """Until `pattern` is seen on the screen, white space as one space."""
        self.wait_until(lambda: re.search(pattern, " ".join(" ".join(self.lines()).split())))

    def wait_until(self, is_so: Callable[[], object]) -> None:
        """Until what is asked of the screen is so."""
        end = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < end, f"not seen in time, in {self.lines()}"
            assert self.process.poll() is None, f"it ended, showing {self.lines()}"
            self._read(0.05)

    def settle(self, quiet: float = 0.15) -> None:
        """Until nothing has been written for `quiet` seconds, and nothing is left to do.

        On a busy machine a program may be silent because it waits for its turn.
        """
        end = time.monotonic() + PATIENCE
        calm = 0
        while calm < _CALM:
            assert time.monotonic() < end, f"it does not come to rest, showing {self.lines()}"
            is_quiet = not self._read(0.002 if calm else quiet)
            calm = calm + 1 if is_quiet and not self._is_at_work() else 0

    def processes(self) -> list[Path]:
        """Those that have a part in what is shown, by their folders in /proc."""
        return [Path(f"/proc/{self.process.pid}")]

    def _is_at_work(self) -> bool:
        """Whether any thread of them computes, waits for its turn to, or for a disk."""
        try:
            threads = [thread for one in self.processes() for thread in (one / "task").iterdir()]
            return any(state_of(thread) in "RD" for thread in threads)
        except OSError:  # one has just ended
            return self.process.poll() is None

    def _read(self, seconds: float) -> bool:
        """What there is to read within `seconds` of nothing."""
        seen = False
        while self._master >= 0 and select.select([self._master], [], [], seconds)[0]:
            try:
                data = os.read(self._master, 65536)
            except OSError:  # nobody has it open any more
                return seen
            if not data:
                return seen
            self.received += data
            self._stream.feed(_QUESTIONS.sub(b"", data))
            seen, seconds = True, 0
        return seen

    # What is done

    def press(self, *keys: str) -> None:
        """Each of `keys` once the screen has settled after the last; text is typed at once."""
        for key in keys:
            os.write(self._master, KEYS.get(key, key).encode())
            self._read(1.0)
            self.settle(0.02)

    def resize(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self._screen.resize(rows, columns)
        self._set_size()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGWINCH)
        self._read(1.0)
        self.settle()

    def hang_up(self) -> None:
        """The window is closed."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def end(self, number: signal.Signals | None = None) -> int:
        """The exit status, after sending a signal if one is given."""
        if number is not None:
            self.process.send_signal(number)
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < end, f"it does not end, showing {self.lines()}"
            # Somebody must read what it writes, or it waits.
            self._read(0.02) if self._master >= 0 else time.sleep(0.02)
        self._read(0)
        return self.process.returncode

    def is_restored(self) -> bool:
        """Whether the terminal is as it was: it echoes, in lines."""
        flags = termios.tcgetattr(self._master)[3]
        return bool(flags & termios.ECHO) and bool(flags & termios.ICANON)

    def _set_size(self) -> None:
        size = struct.pack("HHHH", self.rows, self.columns, 0, 0)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)


class Ran(NamedTuple):
    """What came of a program that has ended."""

    status: int
    written: bytes
    seconds: float  # of computing, with the processes that it started
    megabytes: float  # of the largest of these processes


def transcript(home: Path, *arguments: str) -> tuple[int, bytes]:
    """`python ARGUMENTS` in a terminal that shows nothing: its exit status, and what it wrote."""
    return run(home, *arguments)[:2]


def run(home: Path, *arguments: str, seconds: float = 600) -> Ran:
    """`python ARGUMENTS` in a terminal that shows nothing."""
    home.mkdir(parents=True, exist_ok=True)
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=_environment(home),
        cwd=home,
        start_new_session=True,
    )
    os.close(slave)
    received = bytearray()
    end = time.monotonic() + seconds
    try:
        while select.select([master], [], [], max(0, end - time.monotonic()))[0]:
            try:
                received += os.read(master, 65536)
            except OSError:  # nobody has it open any more
                _, status, used = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
                computed = used.ru_utime + used.ru_stime
                return Ran(process.returncode, bytes(received), computed, used.ru_maxrss / 1024)
        raise AssertionError(f"it does not end, and wrote {bytes(received[-500:])!r}")
    finally:
        process.kill()
        process.wait()
        os.close(master)


def state_of(process: Path) -> str:
    """The state of a process or thread, by its folder in /proc: "R" when it runs or could, "S" when
    it waits, "T" when it is stopped."""
    return (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]


def _environment(home: Path, term: str = "xterm-256color") -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if name != "COLORTERM"},
        "TUIREADER_HOME": str(home),
        "TERM": term,
        **({"COLORTERM": "truecolor"} if "256color" in term else {}),
        "LC_ALL": "C.UTF-8",
    }
