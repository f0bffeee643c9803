"""A file as bytes with a name: what every reader starts from.

The one place in `formats` that touches the disk. It never blocks on a pipe or a device and never
reads more than `MAX_BYTES`; it knows nothing about what the bytes mean.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import PurePath
from typing import NamedTuple

from tuireader.formats.errors import FormatError
from tuireader.formats.sanitise import clean_line

# Larger than any book with pictures that people keep, small enough to hold in memory.
MAX_BYTES = 512 * 1024 * 1024
_PIECE = 64 * 1024


class Source(NamedTuple):
    """`name` is the file's name without its folder, fit to be shown."""

    name: str
    data: bytes

    @property
    def stem(self) -> str:
        """The name without its extension: the title of a work that has none."""
        return PurePath(self.name).stem or self.name


def display_name(path: str | os.PathLike[str]) -> str:
    """The file's name without its folder, on one line and free of control characters."""
    return clean_line(PurePath(path).name) or "unnamed"


def read_source(path: str | os.PathLike[str], limit: int = MAX_BYTES) -> Source:
    """The whole file. Raises FormatError, in plain words, when it cannot be had."""
    try:
        # O_NONBLOCK: opening a pipe nobody writes to must return and be refused below.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise FormatError(_reason(error)) from error
    except ValueError as error:  # a NUL in the path
        raise FormatError("there is no such file") from error
    try:
        data = _read(descriptor, limit)
    except OSError as error:
        raise FormatError(_reason(error)) from error
    finally:
        os.close(descriptor)
    if not data:
        raise FormatError("the file is empty")
    return Source(display_name(path), data)


def _read(descriptor: int, limit: int) -> bytes:
    status = os.fstat(descriptor)
    if stat.S_ISDIR(status.st_mode):
        raise FormatError("this is a folder, not a book")
    if not stat.S_ISREG(status.st_mode):
        raise FormatError("this is a device or a pipe, not a file")
    if status.st_size > limit:
        raise _too_large(limit)
    pieces: list[bytes] = []
    left = limit + 1
    # Usually one piece, and one more read that finds the end. Some systems state no size.
    most = max(status.st_size + 1, _PIECE)
    while left > 0 and (piece := os.read(descriptor, min(left, most))):
        pieces.append(piece)
        left -= len(piece)
    if left <= 0:  # it grew while it was read
        raise _too_large(limit)
    return b"".join(pieces)


def _too_large(limit: int) -> FormatError:
    return FormatError(f"the file is larger than {limit // (1024 * 1024)} MB")


def _reason(error: OSError) -> str:
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR:
            return "there is no such file"
        case errno.EACCES | errno.EPERM:
            return "you have no permission to read it"
        case errno.EISDIR:
            return "this is a folder, not a book"
        case errno.ELOOP:
            return "this is a link that leads in a circle"
        case errno.ENXIO | errno.ENODEV:
            return "this is a device or a pipe, not a file"
        case errno.ENAMETOOLONG:
            return "its name is too long"
    return f"it cannot be read ({clean_line(os.strerror(error.errno or errno.EIO))})"
