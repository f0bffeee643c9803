"""`same-as` and `split`: two works that are one, and one that is two."""

from __future__ import annotations

from datetime import UTC, datetime

from tuireader.cli import FINE, USAGE, ProblemError
from tuireader.cli.failing import say
from tuireader.cli.finding import open_library, work_of
from tuireader.cli.writing import write_json, write_lines
from tuireader.library import Doubt
from tuireader.paths import Paths
from tuireader.store import Store
from tuireader.updating import deciding, joining


def same_as(paths: Paths, name: str, other_name: str, as_json: bool) -> int:
    """The work `other_name` is the same as `name`, and becomes part of it."""
    store = Store(paths.records)
    with open_library(paths) as library:
        key, other = work_of(library, name), work_of(library, other_name)
        if key == other:
            raise ProblemError(other_name, f"this is {key} already", USAGE)
        title = library.metadata(other).title
        joining.join(library, store, key, other, _now())
        into = library.metadata(key).title
    _say_notices(store)
    if as_json:
        write_json({"key": key, "title": into, "other": other})
    else:
        write_lines(
            [
                f"{title} ({other}) is part of {into} ({key}) now, with your marks in it.",
                f"To take that back: tuireader split {key}",
            ]
        )
    return FINE


def split(paths: Paths, name: str, as_json: bool) -> int:
    """What was put together becomes two works again."""
    store = Store(paths.records)
    with open_library(paths) as library:
        key = work_of(library, name)
        parted = joining.part(library, store, key, _now())
        if parted.present:  # they are not to be taken for one again
            deciding.keep_two(library, store, Doubt(parted.key, key))
    _say_notices(store)
    if as_json:
        document = {"key": key, "other": parted.key, "title": parted.title}
        write_json({**document, "present": parted.present})
    else:
        lines = [f"{parted.title} ({parted.key}) is a work of its own now."]
        if not parted.present:
            lines.append("Its text is no longer kept: add its file again to read it.")
        write_lines(lines)
    return FINE


def _now() -> datetime:
    return datetime.now(UTC)


def _say_notices(store: Store) -> None:
    for notice in store.take_notices():
        say("", notice)
