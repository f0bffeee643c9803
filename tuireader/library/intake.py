"""Files into the library: finds them, has them parsed in worker processes, puts the works away.

One bad file is one failure with its reason; the others go on. It may be stopped at any moment:
what has been added is added, and adding the same folder again goes on from there.
"""

from __future__ import annotations

import os
import stat
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from tuireader.formats.source import MAX_BYTES, display_name
from tuireader.library.catalogue import Library
from tuireader.library.entering import Memory
from tuireader.library.parcel import Parcel, pack, unpack
from tuireader.library.sources import File, Known
from tuireader.library.values import Added
from tuireader.library.walk import Found, find_files
from tuireader.library.workers import Ticket, UnreadableError, Workers

Progress = Callable[[int, int, str], None]  # done, of how many, the file that comes next

_MOST_NAMED = 3
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
    again: bool = False,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> Iterator[Added]:
    """Add files and folders, and say of each file what became of it, in order.

    `replace` takes texts also where they are much shorter or older than those in the library;
    with `again` a file that has not changed is looked at all the same where its text is not the
    one that is read. `memory` knows works that the library does not.
    `progress` is called before each file is put away and every so often while one takes long; what
    it raises ends the adding. Raises LibraryError when the library itself cannot go on.
    """
    found = list(find_files(paths))
    pending: deque[_Pending] = deque()
    with Workers(len(found)) as workers:
        coming = iter(found)
        for done in range(len(found)):
            while len(pending) < _AHEAD and (item := next(coming, None)):
                pending.append(_begin(library, workers, item, replace or again))
            first = pending.popleft()
            tell = partial(progress or _silent, done, len(found), first.path)
            tell()
            yield _end(library, workers, first, replace, memory, tell)


def add_as_one(
    library: Library,
    paths: Sequence[str | os.PathLike[str]],
    *,
    replace: bool = False,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> Iterator[Added]:
    """Add all files as the chapters of one work.

    It says of the files that cannot be read why, and at last of all others what became of them: the
    path is then the first of `paths`. For the rest see `add`.
    """
    from tuireader.library.gathering import Named, as_one

    found = list(find_files(paths))
    path = os.fspath(paths[0])
    files = [_file(item.path) for item in found]
    known = {library.recall_bytes(file) if file else None for file in files}
    whole = known.pop() if len(known) == 1 else None
    if whole and whole.present and not replace:
        yield Added(path, whole.key, whole.title, "unchanged")
        return
    parts: list[Named] = []
    read: list[File] = []
    with Workers(len(found)) as workers:
        tickets = [workers.submit(item.path) for item in found]
        for done, (item, file, ticket) in enumerate(zip(found, files, tickets, strict=True)):
            tell = partial(progress or _silent, done, len(found), item.path)
            tell()
            try:
                parcel = workers.result(ticket, tell)
            except UnreadableError as error:
                yield Added(item.path, "", "", "failed", item.error or str(error))
                continue
            parts.append(Named(Path(item.path).stem, unpack(parcel)))
            if file and _is_as_it_was(file):
                read.append(file)
    if parts:
        folder = Path(path).absolute()
        work = as_one(parts, display_name(folder if folder.is_dir() else folder.parent))
        before = {library.recall_place(file.path) for file in read}
        added = library.put_parcel(pack(work), "", read, replace, memory)
        alone = _left_alone(library, filter(None, before - {added.key}))
        yield added._replace(path=path, note="; ".join(filter(None, (added.note, _told(alone)))))


def _left_alone(library: Library, keys: Iterable[str]) -> list[str]:
    """Take the chapters that were works of their own off the shelf, but for those that were read or
    that hold more, which are returned."""
    left = []
    for work in library.shelved(sorted(keys)):
        if work.last_read or len(library.outline(work.key)) > 1:
            left.append(work.key)
        else:
            library.remove(work.key)
    return left


def chapters_apart(library: Library, added: Iterable[Added]) -> list[list[Added]]:
    """Of files that were added as works of their own, those that call themselves chapters of one
    work, which nobody has said they are: in order, a list a work."""
    from tuireader.library.gathering import chapter_number

    groups: defaultdict[tuple[Path, str], dict[int, Added]] = defaultdict(dict)
    for item in added:
        if item.status != "added" or item.key not in library:  # gone again in this moment
            continue
        if len(library.outline(item.key)) > 1:
            continue
        if library.metadata(item.key).url:
            continue  # it has an address as a work
        path = Path(item.path)
        called = chapter_number(path.stem) or chapter_number(item.title)
        if called:
            groups[path.absolute().parent, called[0]].setdefault(called[1], item)
    return [
        [item for _, item in sorted(found.items())] for found in groups.values() if len(found) > 1
    ]


def _told(keys: Sequence[str]) -> str:
    """That files were works of their own before."""
    if not keys:
        return ""
    named = ", ".join(keys[:_MOST_NAMED]) + (", ..." if len(keys) > _MOST_NAMED else "")
    return f"files of it are on the shelf as works of their own too: {named}"


def _silent(done: int, total: int, path: str) -> None: ...


def parse(path: str | os.PathLike[str]) -> Parcel:
    """The work in one file, which stays out of the library. Raises UnreadableError."""
    with Workers(1) as workers:
        return workers.result(workers.submit(os.fspath(path)))


def _begin(library: Library, workers: Workers, found: Found, again: bool) -> _Pending:
    path = found.path
    if found.error:
        return _Pending(path, Added(path, "", "", "failed", found.error))
    known, file = _recall(library, path, again)
    if known:
        return _Pending(path, Added(path, known.key, known.title, "unchanged"))
    return _Pending(path, ticket=workers.submit(path), file=file)  # which says what is wrong


def _recall(library: Library, path: str, again: bool) -> tuple[Known | None, File | None]:
    """The work that a file is known to be, as far as that is enough; else what is to be remembered
    of the file."""
    status = _status(path)
    if status is None:
        return None, None
    known = library.recall(str(Path(path).absolute()), status.st_size, status.st_mtime_ns)
    if _is_enough(known, again):
        return known, None
    file = _file(path)
    known = library.recall_bytes(file) if file else None
    return (known, None) if _is_enough(known, again) else (None, file)


def _file(path: str) -> File | None:
    """A file as it is now; None where it cannot be read or is none."""
    status = _status(path)
    digest = _digest(path, status.st_size) if status else b""
    if status is None or not digest:
        return None
    return File(str(Path(path).absolute()), status.st_size, status.st_mtime_ns, digest)


def _status(path: str) -> os.stat_result | None:
    try:
        status = Path(path).stat()
    except (OSError, ValueError):
        return None
    return status if stat.S_ISREG(status.st_mode) and status.st_size <= MAX_BYTES else None


def _is_enough(known: Known | None, again: bool) -> bool:
    """Whether a known file need not be parsed: its text is here, and is the one that is wanted."""
    return known is not None and (known.present or not again)


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
    files = [pending.file] if pending.file and _is_as_it_was(pending.file) else []
    added = library.put_parcel(parcel, pending.ticket.path, files, replace, memory)
    return added._replace(path=pending.path)


def _is_as_it_was(file: File) -> bool:
    """Whether the file is still the one whose digest was taken before it was read."""
    status = _status(file.path)
    return status is not None and (status.st_size, status.st_mtime_ns) == (file.size, file.modified)


def _digest(path: str, size: int) -> bytes:
    """Of the `size` bytes of a file; b"" when it cannot be read, or has others by now.

    What is no file on a disk, though it says it is, may have no end or never answer: it says that
    it is empty, and what has become a pipe is not waited for.
    """
    state = blake2b(digest_size=16)
    left = size
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb", buffering=0) as file:
            while left and (piece := file.read(min(left, 1 << 20))):
                state.update(piece)
                left -= len(piece)
    except OSError:
        return b""
    return b"" if left or not size else state.digest()
