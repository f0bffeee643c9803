"""`add` and `remove`: files into the library and works out of it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import Any

from tuireader.cli import FAILED, FINE
from tuireader.cli.failing import say
from tuireader.cli.finding import open_library, work_of
from tuireader.cli.writing import write_json, write_lines
from tuireader.formats.sanitise import clean_line
from tuireader.library import Added, LibraryError, intake
from tuireader.paths import Paths
from tuireader.store import Store
from tuireader.updating import adding

# Seconds before progress is shown, and between two sights of it.
PATIENCE = 1.0
INTERVAL = 0.1

_MOST_NAMED = 8  # files in a command that is proposed


def add(paths: Paths, names: list[str], replace: bool, together: bool, as_json: bool) -> int:
    """Add files and folders; say of each file what became of it."""
    results: list[Added] = []
    meter = _Meter()
    store = Store(paths.records)
    with open_library(paths) as library:
        files = adding.add(
            library,
            store,
            names,
            replace=replace,
            again=len(names) == 1 and not Path(names[0]).is_dir(),  # that one is meant
            together=together,
            progress=meter.show,
        )
        try:
            for added in files:
                results.append(added)
                meter.clear()
                if added.status == "failed":
                    say(added.path, _refusal(added))
                elif not as_json:
                    write_lines([_line(added)])
        except LibraryError as error:  # nothing more can be added
            meter.clear()
            results.append(Added(meter.path, "", "", "failed", str(error)))
            say(meter.path, str(error))
        finally:
            meter.clear()
            if as_json:
                write_json([_document(added) for added in results])
        apart = [] if as_json or together else intake.chapters_apart(library, results)
    for notice in store.take_notices():
        say("", notice)
    if len(results) > 1 and not as_json:
        write_lines([_summary(results), *(_offer(chapters, names) for chapters in apart)])
    return FAILED if any(added.status == "failed" for added in results) else FINE


def _refusal(added: Added) -> str:
    """Why a file was not added, and what can be done about it."""
    if added.question != "replace":
        return added.error
    return f"{added.error}; to take it all the same: tuireader add --replace FILE"


def remove(paths: Paths, name: str, as_json: bool) -> int:
    """Take a work off the shelf. The reader's record of it stays."""
    with open_library(paths) as library:
        key = work_of(library, name)
        title = library.metadata(key).title
        library.remove(key)
    if as_json:
        write_json({"key": key, "title": title})
    else:
        write_lines(
            [
                f"removed  {title} ({key})",
                "Your place and marks in it are kept: add it again to go on with them.",
            ]
        )
    return FINE


def _line(added: Added) -> str:
    new = {0: "", 1: "1 new chapter"}.get(added.new_chapters, f"{added.new_chapters} new chapters")
    how = f"if it is: tuireader same-as {added.other} {added.key}" if added.other else ""
    said = "; ".join(filter(None, (new, added.note, how)))
    line = f"{added.status:<9}  {added.title} ({added.key})"
    return f"{line}: {said}" if said else line


def _offer(chapters: Sequence[Added], names: Sequence[str]) -> str:
    """That files look like the chapters of one work, and how to make them one."""
    paths = [added.path for added in chapters]
    folder = os.path.dirname(paths[0])  # noqa: PTH120
    named = [folder] if folder in map(os.path.normpath, names) else paths
    how = " ".join(map(quote, named)) if len(named) <= _MOST_NAMED else "FILES"
    return (
        f"{len(paths)} files call themselves chapters of one work"
        f"; to make it one: tuireader add --as-one {clean_line(how, 1000)}"
    )


def _summary(results: list[Added]) -> str:
    counts = {
        status: sum(added.status == status for added in results)
        for status in ("added", "updated", "unchanged", "failed")
    }
    return ", ".join(f"{count} {status}" for status, count in counts.items() if count)


def _document(added: Added) -> dict[str, Any]:
    return {
        "path": added.path,
        "key": added.key or None,
        "title": added.title or None,
        "status": added.status,
        "error": added.error or None,
        "new_chapters": added.new_chapters,
    }


class _Meter:
    """A line on the terminal that tells how far adding is, once it has taken a second; `path` is
    the file that it is at."""

    def __init__(self) -> None:
        self.path = ""
        self._active = sys.stderr.isatty()
        self._next = time.monotonic() + PATIENCE
        self._shown = False

    def show(self, done: int, total: int, path: str) -> None:
        self.path = path
        now = time.monotonic()
        if not self._active or now < self._next:
            return
        self._next = now + INTERVAL
        self._shown = True
        # Short enough for any terminal: a line that wraps cannot be taken back.
        name = clean_line(path.rpartition("/")[2], 40)
        sys.stderr.write(f"\r\x1b[K{done} of {total}  {name}")
        sys.stderr.flush()

    def clear(self) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False
