"""What is said when something goes wrong: one line for the reader, never a traceback."""

from __future__ import annotations

import sys

from tuireader.cli import FAILED, ProblemError


def say(subject: str, reason: str) -> None:
    """`tuireader: SUBJECT: reason` on standard error, whatever is in either."""
    from tuireader.formats.sanitise import clean_line

    text = f"{subject}: {reason}" if subject else reason
    # Nothing in it is cut: a path may be long.
    sys.stdout.flush()
    sys.stderr.write(f"tuireader: {clean_line(text, 5000)}\n")


def explain(error: Exception) -> int:
    """Say what the error was; its exit status."""
    if isinstance(error, ProblemError):
        say(error.subject, error.reason)
        return error.status
    from tuireader.library import LibraryError
    from tuireader.store import StoreError

    if isinstance(error, LibraryError | StoreError):
        say("", str(error))
    elif isinstance(error, OSError) and error.strerror:
        say(str(error.filename or ""), error.strerror)
    else:
        say("", f"this should not have happened: {type(error).__name__}: {error}{_logged()}")
    return FAILED


def _logged() -> str:
    """Keep the traceback of the error that is being handled; where, in words."""
    import traceback

    from tuireader.paths import find_paths

    log = find_paths().log / "errors.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(traceback.format_exc() + "\n")
    except OSError:
        return ""
    return f" (details are in {log})"
