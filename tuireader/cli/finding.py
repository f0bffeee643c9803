"""Which work a word on the command line means: a file, a key, or part of a title."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from tuireader.cli import FAILED, USAGE, ProblemError
from tuireader.cli.failing import say
from tuireader.library import Library, LibraryError
from tuireader.library.query import encodable
from tuireader.paths import Paths
from tuireader.store import Store
from tuireader.work import Chapter, Entry, Metadata

_MOST_NAMED = 8


class Found(NamedTuple):
    """A work from the library or from a file, ready to be shown. Chapters come one at a time."""

    key: str
    metadata: Metadata
    contents: tuple[Entry, ...]
    chapters: Iterable[Chapter]
    format: str
    path: str


@contextmanager
def open_library(paths: Paths, name: str = "") -> Iterator[Library]:
    """The library. What had to be done about a damaged one is said.

    `name` is the work that is wanted: one that is a file is read also where there can be no
    library, beside an empty one that is gone afterwards.
    """
    with ExitStack() as stack:
        try:
            library = stack.enter_context(Library(paths.library))
        except LibraryError:
            if not (name and is_file(name)):
                raise
            from tempfile import TemporaryDirectory

            folder = Path(stack.enter_context(TemporaryDirectory()))
            library = stack.enter_context(Library(folder / "library.db"))
        if library.notice:
            say("", library.notice)
        yield library


def is_file(name: str) -> bool:
    """Whether a word names something on the disk; a link that leads nowhere too."""
    try:
        return os.path.lexists(name)
    except ValueError:  # no name of a file: it holds a NUL
        return False


def work_of(library: Library, name: str) -> str:
    """The key of the one work that `name` means. Raises ProblemError for none or several."""
    key = library.recall_place(str(Path(name).absolute()))
    if key:  # the file is gone, the work is not
        return key
    keys = library.find(encodable(name))
    if len(keys) == 1:
        return keys[0]
    if not keys:
        raise ProblemError(name, "there is no such file, and no such work in the library", FAILED)
    named = ", ".join(f"{row.key} ({row.title})" for row in library.shelved(keys[:_MOST_NAMED]))
    more = f" and {len(keys) - _MOST_NAMED} more" if len(keys) > _MOST_NAMED else ""
    raise ProblemError(name, f"{len(keys)} works are called that: {named}{more}", USAGE)


def recorded_work_of(library: Library, store: Store, name: str) -> str:
    """Like `work_of`; a work that was removed still has its record, under its key."""
    only_recorded = name in set(store.keys()) and name not in library
    return name if only_recorded else work_of(library, name)


def found(library: Library, name: str) -> Found:
    """The work that is meant. A file is parsed; it need not be in the library."""
    return _in_file(library, name) if is_file(name) else in_library(library, work_of(library, name))


def in_library(library: Library, key: str) -> Found:
    """The work of a key. Raises KeyError where there is none."""
    source = library.source(key)
    return Found(
        key,
        library.metadata(key),
        library.contents(key),
        library.chapters(key),
        source.format,
        source.path,
    )


def _in_file(library: Library, name: str) -> Found:
    from tuireader.library.identity import key_of
    from tuireader.library.intake import parse
    from tuireader.library.parcel import unpack
    from tuireader.library.workers import UnreadableError

    try:
        parcel = parse(name)
    except UnreadableError as error:
        raise ProblemError(name, str(error)) from error
    work = unpack(parcel)
    key = library.recognise(parcel) or key_of(work.metadata, parcel.opening)
    return Found(key, work.metadata, work.contents, work.chapters, work.format, name)
