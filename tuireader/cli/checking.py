"""`paths` and `doctor`: where everything is, and whether it is in order."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tuireader import __version__
from tuireader.cli import FAILED, FINE
from tuireader.cli.writing import in_columns, write_json, write_lines
from tuireader.paths import Paths


class Finding(NamedTuple):
    """One thing that was looked at. `advice` is empty where it is in order."""

    subject: str
    state: str
    advice: str = ""


def print_paths(paths: Paths, as_json: bool) -> int:
    """Where everything is kept."""
    places = {
        "config": paths.config,
        "settings": paths.settings,
        "data": paths.data,
        "records": paths.records,
        "library": paths.library,
        "cache": paths.cache,
        "log": paths.log,
    }
    if as_json:
        write_json({name: str(path) for name, path in places.items()})
    else:
        write_lines(in_columns([(name, _shown(path)) for name, path in places.items()]))
    return FINE


def examine(paths: Paths, as_json: bool) -> int:
    """Look at everything; say what is wrong and what to do. The exit status."""
    findings = [
        *_versions(),
        *_folders(paths),
        *_library(paths),
        *_records(paths),
        *_settings(paths),
        *_terminal(),
    ]
    if as_json:
        write_json(
            [{"subject": f.subject, "state": f.state, "advice": f.advice or None} for f in findings]
        )
    else:
        rows = [("!" if f.advice else " ", f.subject, f.state) for f in findings]
        for line, finding in zip(in_columns(rows), findings, strict=True):
            write_lines([line, f"   {finding.advice}"] if finding.advice else [line])
    return FAILED if any(finding.advice for finding in findings) else FINE


def _versions() -> Iterator[Finding]:
    import sqlite3
    from importlib.metadata import version

    yield Finding("tuireader", __version__)
    yield Finding("Python", ".".join(map(str, sys.version_info[:3])))
    yield Finding("SQLite", sqlite3.sqlite_version)
    yield Finding("Textual", version("textual"))


def _folders(paths: Paths) -> Iterator[Finding]:
    for name, path in (
        ("settings in", paths.config),
        ("your record in", paths.records),
        ("library in", paths.data),
        ("log in", paths.log),
    ):
        there = next(folder for folder in (path, *path.parents) if _exists(folder))
        if not there.is_dir():
            yield Finding(name, _shown(path), f"{_shown(there)} is a file: move it away")
        elif not os.access(there, os.W_OK | os.X_OK):
            advice = f"{_shown(there)} cannot be written to: give yourself the right to"
            yield Finding(name, _shown(path), advice)
        else:
            yield Finding(name, _shown(path))


def _library(paths: Paths) -> Iterator[Finding]:
    from tuireader.library import Library, LibraryError

    if not _exists(paths.library):
        yield Finding("library", "empty")
        return
    try:
        with Library(paths.library) as library:
            wrong, count = library.check(), library.count()
            notice = library.notice
    except LibraryError as error:
        yield Finding("library", "cannot be opened", str(error))
        return
    size = paths.library.stat().st_size / 1e6
    state = f"{_works(count)}, {size:,.1f} MB"
    advice = notice
    if wrong:
        advice = (
            f"it is damaged ({wrong}): move {_shown(paths.library)} away and add your files again;"
            " your places and marks are kept elsewhere"
        )
    yield Finding("library", state, advice)


def _works(number: int) -> str:
    return f"{number:,} work{'' if number == 1 else 's'}"


def _records(paths: Paths) -> Iterator[Finding]:
    from tuireader.store import Store

    store = Store(paths.records)
    keys = store.keys()
    for key in keys:
        store.load(key)
    yield Finding("records", _works(len(keys)))
    for notice in store.take_notices():
        yield Finding("record", "needs a look", notice)


def _settings(paths: Paths) -> Iterator[Finding]:
    from tuireader import keymap
    from tuireader.settings import load
    from tuireader.ui import themes

    chosen, problems = load(paths.settings)
    problems += themes.unknown(chosen.theme)
    problems += [f"{paths.settings.name}: {wrong}" for wrong in keymap.checked(chosen.keys)[1]]
    yield Finding("settings", "as you set them" if _exists(paths.settings) else "the usual ones")
    for problem in problems:
        yield Finding("setting", "not understood", problem)


def _terminal() -> Iterator[Finding]:
    if not sys.stdout.isatty():
        yield Finding("terminal", "none here")
        return
    columns, rows = os.get_terminal_size(sys.stdout.fileno())
    advice = "" if columns >= 20 and rows >= 6 else "make the window larger"
    if os.environ.get("TERM") in ("dumb", "unknown"):
        advice = "set TERM to what your terminal is, for example xterm-256color"
    yield Finding("terminal", f"{os.environ.get('TERM', 'unknown')}, {columns}x{rows}", advice)
    yield Finding("colours", _colours())
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    advice = "" if encoding == "utf8" else "set LANG to a UTF-8 locale, for example C.UTF-8"
    yield Finding("characters", sys.stdout.encoding or "unknown", advice)


def _colours() -> str:
    if os.environ.get("NO_COLOR"):
        return "none (NO_COLOR is set)"
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "16 million"
    return "256" if "256" in os.environ.get("TERM", "") else "16"


def _exists(path: Path) -> bool:
    """Whether there is such a file or folder that may be looked at."""
    return os.access(path, os.F_OK)


def _shown(path: Path) -> str:
    from tuireader.formats.sanitise import clean_line

    return clean_line(str(path), 5000)
