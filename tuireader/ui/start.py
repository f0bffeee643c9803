"""Into the screens and out again: what the command line calls."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper

from tuireader.paths import Paths


def run(paths: Paths, key: str | None = None) -> int:
    """Run until the reader quits, on the work `key` or the library; the exit status.

    The terminal must be one. Raises LibraryError where the library cannot be used, KeyError where
    it has no such work.
    """
    # Nearly all that is made until the first page is there to stay, so that looking for garbage
    # would only cost time. The app turns this on again once the page is seen.
    gc.disable()
    from tuireader.library import Library
    from tuireader.store import Store
    from tuireader.ui.app import TuireaderApp

    if _has_no_colours():
        os.environ.setdefault("NO_COLOR", "1")
    with Library(paths.library) as library:
        _find_screen()  # before the app, whose console takes the window's size from there
        app = TuireaderApp(paths, library, Store(paths.records), key)
        try:
            app.run()
        finally:
            unsaved = app.saver.close()
    failures = [app.failure, unsaved and f"your place or marks were not saved: {unsaved}"]
    for failure in filter(None, failures):
        sys.stderr.write(f"tuireader: {failure}\n")
    return app.return_code or int(bool(unsaved))


def _has_no_colours() -> bool:
    """Whether the terminal is one without: a vt100 and the like. Most say at once that they are
    not; the others are looked up."""
    if os.environ.get("COLORTERM") or "color" in os.environ.get("TERM", ""):
        return False
    try:
        import curses

        curses.setupterm(fd=sys.__stdin__.fileno() if sys.__stdin__ else -1)
        return curses.tigetnum("colors") < 8
    except (ImportError, OSError, ValueError):
        return False
    except curses.error:  # nothing is known of it
        return False


def _find_screen() -> None:
    """Have Textual draw on the terminal, also where standard error goes to a file, and as large as
    it is, also where that is said to be otherwise.

    Textual draws on standard error. Characters that the terminal's encoding lacks are shown as "?",
    one cell for one, so that nothing else shifts.
    """
    # Some programs tell those they start how large the window was; it may be another, and change.
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)
    if sys.__stderr__ is None or not sys.__stderr__.isatty():
        sys.__stderr__ = sys.__stdout__  # type: ignore[misc]
    if isinstance(sys.__stderr__, TextIOWrapper):
        sys.__stderr__.reconfigure(errors="replace")
