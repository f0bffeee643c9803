"""The program that parses files, apart from the app.

`python -m tuireader.library.worker MEMORY APP`: the bytes of memory that it may have, and the id of
the process that it works for. It reads requests from its standard input and answers on its standard
output; see `workers`, which starts it. A file may crash it, hang it or eat its memory, and that
ends this process alone: the system itself stops it at the limits, whatever it is doing. It ends
when its input does.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import struct
import sys
import threading
import time
from typing import BinaryIO

REQUEST = struct.Struct(">dI")  # seconds allowed, length of the path that follows
ANSWER = struct.Struct(">?Q")  # whether it was read, length of what follows: a parcel or a reason

# How much longer than its own computing a file may take, for slow disks and busy machines.
PATIENCE = 6


def main() -> None:
    """Answer requests until there are no more; see `workers`, which writes them."""
    requests, answers = _private_pipes()
    limit_memory(int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the app decides
    threading.Thread(target=_end_with, args=(int(sys.argv[2]),), daemon=True).start()
    gc.disable()  # a book is a great many objects that all stay until it is done
    while head := requests.read(REQUEST.size):
        seconds, length = REQUEST.unpack(head)
        path = os.fsdecode(requests.read(length))
        # Both end the process unless they are disarmed, also inside a library that never returns.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, seconds * PATIENCE)
        read, content = answer(path)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        answers.write(ANSWER.pack(read, len(content)))
        answers.write(content)
        answers.flush()
        gc.collect()
        gc.freeze()  # modules, which later files need too


def answer(path: str) -> tuple[bool, bytes]:
    """(True, the work as a parcel's bytes) or (False, the reason in words)."""
    from tuireader.formats import read
    from tuireader.formats.errors import FormatError
    from tuireader.library.parcel import pack, to_bytes

    try:
        return True, to_bytes(pack(read(path)))
    except FormatError as error:
        reason = str(error)
    except MemoryError:
        reason = "reading it takes more memory than it may have"
    except RecursionError:
        reason = "its parts are nested too deeply"
    except Exception as error:
        reason = f"it is broken in a way that was not foreseen ({type(error).__name__})"
    return False, reason.encode("utf-8", "replace")


def limit_memory(size: int) -> None:
    """No more than `size` bytes of address space, and no core files."""
    try:
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (ValueError, OSError):
        pass  # a system that has no such limit
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes of the app; whatever else is printed or read in this process goes nowhere."""
    requests, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    return os.fdopen(requests, "rb"), os.fdopen(answers, "wb")


def _end_with(parent: int) -> None:
    """End when the app has gone in the middle of a file, or before anything was begun."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


if __name__ == "__main__":
    main()
