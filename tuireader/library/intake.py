"""Files into the library: finds them, has them parsed in worker processes, puts the works away.

One bad file is one failure with its reason; the others go on. It may be stopped at any moment:
what has been added is added, and adding the same folder again goes on from there.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from tuireader.formats.source import MAX_BYTES
from tuireader.library.catalogue import Library
from tuireader.library.entering import Memory
from tuireader.library.parcel import Parcel
from tuireader.library.sources import File, Known
from tuireader.library.values import Added
from tuireader.library.walk import Found, find_files
from tuireader.library.workers import Ticket, UnreadableError, Workers

Progress = Callable[[int, int, str], None]  # done, of how many, the file that comes next

_AHEAD = 16  # files that may be parsed, and held in memory, before the first is put away


class _Pending(NamedTuple):
    """A file in its turn: done with, or on its way. `file` is what is to be remembered of it."""

    path: str
    done: Added | None = None
    ticket: Ticket | None = None
    file: File | None = None


def add(
    library: Library,
    paths: Iterable[str | os.PathLike[str]],
    *,
    replace: bool = False,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> Iterator[Added]:
    """Add files and folders, and say of each file what became of it, in order.

    `replace` takes texts also where they are much shorter or older than those in the library;
    `memory` knows works that the library does not.
    `progress` is called before each file is put away and every so often while one takes long; what
    it raises ends the adding. Raises LibraryError when the library itself cannot go on.
    """
    found = list(find_files(paths))
    pending: deque[_Pending] = deque()
    with Workers(len(found)) as workers:
        coming = iter(found)
        for done in range(len(found)):
            while len(pending) < _AHEAD and (item := next(coming, None)):
                pending.append(_begin(library, workers, item, replace))
            first = pending.popleft()
            tell = partial(progress or _silent, done, len(found), first.path)
            tell()
            yield _end(library, workers, first, replace, memory, tell)


def _silent(done: int, total: int, path: str) -> None: ...


def parse(path: str | os.PathLike[str]) -> Parcel:
    """The work in one file, which stays out of the library. Raises UnreadableError."""
    with Workers(1) as workers:
        return workers.result(workers.submit(os.fspath(path)))


def _begin(library: Library, workers: Workers, found: Found, replace: bool) -> _Pending:
    path = found.path
    if found.error:
        return _Pending(path, Added(path, "", "", "failed", found.error))
    place = str(Path(path).absolute())
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return _Pending(path, ticket=workers.submit(path))  # it will say why
    if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
        return _Pending(path, ticket=workers.submit(path))
    size, modified = status.st_size, status.st_mtime_ns
    known = library.recall(place, size, modified)
    file = None
    if not _is_enough(known, replace) and (digest := _digest(path)):
        file = File(place, size, modified, digest)
        known = library.recall_bytes(file)
    if known and _is_enough(known, replace):
        return _Pending(path, Added(path, known.key, known.title, "unchanged"))
    return _Pending(path, ticket=workers.submit(path), file=file)


def _is_enough(known: Known | None, replace: bool) -> bool:
    """Whether a known file need not be parsed: its text is here, and is the one that is wanted."""
    return known is not None and (known.present or not replace)


def _end(
    library: Library,
    workers: Workers,
    pending: _Pending,
    replace: bool,
    memory: Memory | None,
    tell: Callable[[], None],
) -> Added:
    if pending.ticket is None:
        assert pending.done is not None
        return pending.done
    try:
        parcel = workers.result(pending.ticket, tell)
    except UnreadableError as error:
        return Added(pending.path, "", "", "failed", str(error))
    file = pending.file if pending.file and _is_as_it_was(pending.file) else None
    added = library.put_parcel(parcel, pending.ticket.path, file, replace, memory)
    return added._replace(path=pending.path)


def _is_as_it_was(file: File) -> bool:
    """Whether the file is still the one whose digest was taken before it was read."""
    try:
        status = Path(file.path).stat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (file.size, file.modified)


def _digest(path: str) -> bytes:
    """Of the file's bytes; b"" when it cannot be read."""
    state = blake2b(digest_size=16)
    try:
        with Path(path).open("rb") as file:
            while piece := file.read(1 << 20):
                state.update(piece)
    except OSError:
        return b""
    return state.digest()
