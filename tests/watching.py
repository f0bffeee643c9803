"""Notes what Python processes change on the disk and whom they call, for tests of hostile files.

Copied into a folder as `sitecustomize.py`, with that folder on PYTHONPATH, it is part of every
process that is started from there. Each writes one line per event into the file that WATCHED names.
"""

from __future__ import annotations

import os
import sys

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = (
    *("os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.chmod"),
    *("os.chown", "os.truncate", "os.utime", "os.mkfifo", "sqlite3.connect"),
)
CALLS = (
    *("socket.connect", "socket.sendto", "socket.getaddrinfo", "urllib.", "ftplib.", "smtplib."),
    *("os.system", "os.exec", "os.posix_spawn", "webbrowser.open", "pty.spawn"),
)


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        path, _, flags = arguments
        if not isinstance(flags, int) or not flags & _WRITING or isinstance(path, int):
            return
        arguments = (path,)
    elif event == "subprocess.Popen":
        arguments = arguments[:1]  # the program
    elif event not in _CHANGES and not event.startswith(CALLS):
        return
    line = "\t".join((event, *(repr(_name(argument)) for argument in arguments)))
    os.write(_log, f"{line}\n".encode("ascii", "backslashreplace"))


def _name(value: object) -> object:
    return os.fsdecode(value) if isinstance(value, bytes | os.PathLike) else value


if "WATCHED" in os.environ:
    _log = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    sys.addaudithook(_note)
