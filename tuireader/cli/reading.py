"""`tuireader`, `tuireader WORK`, `tuireader PATH`: into the screens, on the right work."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tuireader.cli import ProblemError
from tuireader.cli.finding import is_file, open_library, work_of
from tuireader.library import Library
from tuireader.paths import Paths, find_paths


def read(name: str | None) -> int:
    """Open the library, or the work that `name` means; the exit status of the screens.

    A file is added first, if it is new or has changed.
    """
    if lack := _lack():
        raise ProblemError("", f"{lack}; to print a work: tuireader text {name or 'WORK'}")
    paths = find_paths()
    key = _key(paths, name) if name is not None else None
    from tuireader.ui.start import run

    return run(paths, key)


def _lack() -> str:
    """What is missing for showing pages, or ""."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return "reading needs a terminal"
    term = os.environ.get("TERM", "")
    if term in ("dumb", "unknown"):
        return f"reading needs a terminal that can show pages, and TERM says {term!r}"
    return ""


def _key(paths: Paths, name: str) -> str:
    with open_library(paths) as library:
        try:
            status = Path(name).stat()
        except (OSError, ValueError):
            return _added(paths, library, name) if is_file(name) else work_of(library, name)
        known = library.recall(str(Path(name).absolute()), status.st_size, status.st_mtime_ns)
        return known.key if known else _added(paths, library, name)


def _added(paths: Paths, library: Library, name: str) -> str:
    from tuireader.cli.failing import say
    from tuireader.store import Store
    from tuireader.updating.adding import add

    if Path(name).is_dir():
        raise ProblemError(name, "this is a folder; to add what is in it: tuireader add FOLDER")
    (added,) = add(library, Store(paths.records), [name])
    if added.status == "failed":
        if not added.key:
            raise ProblemError(name, added.error)
        say(name, added.error)  # what is in the library can be read all the same
    return added.key
