"""Parses files as a worker does, each in a process of its own, and says what it took.

`python measuring.py FILE...` prints a line of JSON for each. It has imported all that parsers need
before it forks, so that what is counted is what the file costs.
"""

from __future__ import annotations

import json
import os
import signal
import sys

import chardet

from tuireader.formats import html, text
from tuireader.formats.epub import reader as epub
from tuireader.formats.kindle import reader as kindle
from tuireader.formats.plain import text as plain_text
from tuireader.library.parcel import pack
from tuireader.library.worker import answer, limit_memory
from tuireader.library.workers import MEMORY

_PATIENCE = 600  # seconds; only what hangs takes as long

_PRELOADED = (chardet, epub, html, kindle, plain_text, text, pack)


def measure(path: str) -> dict[str, object]:
    """What reading the file ends with, the seconds it computes and the megabytes it needs."""
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiver)
        limit_memory(MEMORY)
        signal.alarm(_PATIENCE)
        read, content = answer(path)
        with os.fdopen(sender, "wb") as pipe:
            pipe.write(b"" if read else content)
        os._exit(0)
    os.close(sender)
    with os.fdopen(receiver, "rb") as pipe:
        reason = pipe.read().decode()
    _, status, usage = os.wait4(child, 0)
    return {
        "path": path,
        "reason": reason or (f"it ended with status {status}" if status else ""),
        "seconds": usage.ru_utime + usage.ru_stime,
        "megabytes": usage.ru_maxrss / 1024,
    }


if __name__ == "__main__":
    for name in sys.argv[1:]:
        sys.stdout.write(json.dumps(measure(name)) + "\n")
