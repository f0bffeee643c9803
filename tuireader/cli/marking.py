"""`marks` and `import-marks`: what a reader made, out of the records and into them."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

from tuireader import exchanging
from tuireader.cli import FAILED, FINE, ProblemError
from tuireader.cli.failing import say
from tuireader.cli.finding import open_library, recorded_work_of
from tuireader.cli.writing import write_json, write_lines
from tuireader.paths import Paths
from tuireader.store import Store
from tuireader.store.files import TOO_LARGE

_MOST_SAID = 20  # of what is wrong with a file


def print_marks(paths: Paths, name: str | None, form: str) -> int:
    """The marks of a work, or of all, in one of the formats of `exchanging.Form`."""
    store = Store(paths.records)
    with open_library(paths) as library:
        keys = store.keys() if name is None else [recorded_work_of(library, store, name)]
        written = exchanging.give_out(library, store, keys, exchanging.Form(form))
    for notice in store.take_notices():
        say("", notice)
    if written:
        write_lines([written.rstrip("\n")])
    return FINE


def import_marks(paths: Paths, name: str, as_json: bool) -> int:
    """Take in the marks in a file; those that are here already are left as they are."""
    store = Store(paths.records)
    with open_library(paths) as library:
        try:
            taken = exchanging.take_in(library, store, _read(name))
        except ValueError as error:
            raise ProblemError(name, str(error)) from error
    for problem in taken.problems[:_MOST_SAID]:
        say(name, problem)
    if more := len(taken.problems[_MOST_SAID:]):
        say(name, f"and {more} more like these")
    for notice in store.take_notices():
        say("", notice)
    if as_json:
        write_json({"imported": taken.imported, "present": taken.present, "lost": taken.lost})
    else:
        write_lines([_summary(taken)])
    return FAILED if taken.problems else FINE


def _summary(taken: exchanging.Taken) -> str:
    said = [f"{taken.imported} taken in"]
    if taken.lost:
        said.append(f"{taken.lost} of them not found in the text")
    if taken.present:
        said.append(f"{taken.present} here already")
    return ", ".join(said)


def _read(name: str) -> bytes:
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
            data = file.read(TOO_LARGE + 1)
        if len(data) > TOO_LARGE:
            raise ProblemError(name, f"it is larger than {TOO_LARGE >> 20} MB")
        return data
    except OSError as error:
        raise ProblemError(name, error.strerror or "it cannot be read") from error
