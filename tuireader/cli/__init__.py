"""The command line: what was asked for, and with what status it ends.

It knows how to ask the library, the store and the user interface, and how none of them works.
Starting to read is a matter of milliseconds: everything else is imported when it is wanted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

FINE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130

COMMANDS = (
    "add",
    "list",
    "show",
    "text",
    "marks",
    "import-marks",
    "changes",
    "same-as",
    "split",
    "remove",
    "paths",
    "doctor",
)


class ProblemError(Exception):
    """What ends a command: `tuireader: SUBJECT: reason`, and its exit status."""

    def __init__(self, subject: str, reason: str, status: int = FAILED) -> None:
        super().__init__(f"{subject}: {reason}" if subject else reason)
        self.subject = subject
        self.reason = reason
        self.status = status


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (without the program's name), by default this process's.

    The exit status: 0 fine, 1 something failed, 2 it was not understood, 130 interrupted.
    """
    _complete_streams()
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough. Nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except Exception as error:
        from tuireader.cli.failing import explain

        return explain(error)


def _complete_streams() -> None:
    """Where standard input, output or errors were closed, have something that swallows them.

    Opened in this order they also take the numbers 0 to 2, so that no file of ours gets one.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def _run(arguments: list[str]) -> int:
    # The common case does without the parser of arguments.
    if arguments[:1] == ["--"]:
        arguments = arguments[1:]
    elif arguments and (arguments[0].startswith("-") or arguments[0] in COMMANDS):
        from tuireader.cli.arguments import run_command

        return run_command(arguments)
    if len(arguments) > 1:
        raise ProblemError("", "one work at a time; to add several: tuireader add PATH...", USAGE)
    from tuireader.cli.reading import read

    return read(arguments[0] if arguments else None)
