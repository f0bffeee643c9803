"""The real program in tmux, in a pseudo-terminal: what is typed and clicked goes through tmux."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType

from pty_reader import PATIENCE, Terminal

# The mouse is left to the program; tmux passes on what its terminal reports. With the terminal all
# of it goes.
_CONFIGURATION = """\
set -g status off
set -g destroy-unattached on
set -g mouse off
set -g set-clipboard on
set -g default-terminal tmux-256color
"""


class Tmux(Terminal):
    """`Terminal`, in which a client of a tmux server of its own runs, and the program in that."""

    def __init__(self, home: Path, *arguments: str, columns: int = 120, rows: int = 40):
        # A socket's path must be short.
        self._folder = tempfile.TemporaryDirectory(prefix="tui")
        folder = Path(self._folder.name)
        (folder / "conf").write_text(_CONFIGURATION)
        self._status = folder / "status"
        self._tmux = ["tmux", "-S", str(folder / "socket"), "-f", str(folder / "conf")]
        self._processes: list[Path] | None = None
        super().__init__(home, *arguments, columns=columns, rows=rows)

    def command(self, arguments: tuple[str, ...]) -> list[str]:
        program = shlex.join([sys.executable, "-m", "tuireader", *arguments])
        kept = f"{program}; echo $? > {shlex.quote(str(self._status))}"
        return [*self._tmux, "new-session", kept]

    def processes(self) -> list[Path]:
        """The client, tmux itself, and the program in it."""
        if self._processes is None:
            ours = f"TUIREADER_HOME={self.home}".encode()
            self._processes = [
                process for process in Path("/proc").glob("[0-9]*") if ours in _environment(process)
            ]
        return self._processes

    def buffer(self) -> str:
        """What was last copied in tmux, once something has been."""
        end = time.monotonic() + PATIENCE
        while (done := self._ask("show-buffer")).returncode:
            assert time.monotonic() < end, "nothing was copied"
            self._read(0.05)
        return done.stdout

    def end(self, number: signal.Signals | None = None) -> int:
        """The exit status of the program, not that of tmux."""
        super().end(number)
        return int(self._status.read_text())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ask("kill-server")
        super().__exit__(kind, error, trace)
        self._folder.cleanup()

    def _ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*self._tmux, *words], capture_output=True, text=True, check=False)


def _environment(process: Path) -> list[bytes]:
    """What a process was started with; nothing where that is not for us, or it has ended."""
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []
