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
PATIENCE = 30.0  # seconds; a busy machine is slow, and nothing waits for longer than it must


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
        """Until nothing has been written for `quiet` seconds."""
        while self._read(quiet):
            pass

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


def transcript(home: Path, *arguments: str, seconds: float = 120) -> tuple[int, bytes]:
    """`python ARGUMENTS` in a terminal that shows nothing: its exit status, and what it wrote."""
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
                return process.wait(), bytes(received)
        raise AssertionError(f"it does not end, and wrote {bytes(received[-500:])!r}")
    finally:
        process.kill()
        process.wait()
        os.close(master)


def _environment(home: Path, term: str = "xterm-256color") -> dict[str, str]:
    # The terminal's own size is what counts; and it is in no tmux but one of the test's.
    others = ("COLUMNS", "LINES", "TMUX", "TMUX_PANE", "COLORTERM")
    return {
        **{name: value for name, value in os.environ.items() if name not in others},
        "TUIREADER_HOME": str(home),
        "TERM": term,
        **({"COLORTERM": "truecolor"} if "256color" in term else {}),
        "LANG": "C.UTF-8",
    }
