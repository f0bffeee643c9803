"""The files of the reader's record: their names, and how they are written, kept and set aside.

    <key>.toml                            the record
    <key>.toml.bak                        the one before it, known to be good
    <key>.sync-conflict-....toml          another device's copy, left by Syncthing
    <key>.set-aside-<time>.toml           what could not be read, for its reader to look at
    .<key>.toml.<process>-<random>.tmp    being written

This module knows bytes and names, and nothing of what is in them. Its functions raise OSError.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

# What a temporary file must have reached before it counts as left behind, in seconds.
ORPHANED = 600
# A record of this many bytes is none: a thousand long highlights take half a million.
TOO_LARGE = 64 << 20
# How often a file that changes while it is read is read again.
_ATTEMPTS = 20
# A folder that changed this recently (seconds) may change again without its time telling.
_SETTLED = 0.1

_KEY_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-"
_LONGEST_KEY = 200
# What follows the key in names of conflict copies, of records and of backups: Syncthing's;
# Dropbox's and Nextcloud's.
_CONFLICT = (
    r"([a-z0-9-]+)(?:\.sync-conflict-.*\.toml|\.toml\.sync-conflict-.*\.bak|"
    r" \(.*conflict.*\)\.toml(?:\.bak)?)"
)
_TEMPORARY = r"\.[a-z0-9-]+\.toml.*\.\d+-[0-9a-f]+\.tmp"


class Stamp(NamedTuple):
    """Tells one state of a file from another: a file with the same stamp has the same content."""

    modified: int  # nanoseconds
    size: int
    inode: int


def is_key(key: str) -> bool:
    """Whether `key` may name a file."""
    return 0 < len(key) <= _LONGEST_KEY and not key.strip(_KEY_LETTERS)


def _is_ours(name: str) -> bool:
    """Whether a file is a record or its last good copy."""
    key, _, rest = name.partition(".")
    return rest in ("toml", "toml.bak") and is_key(key)


def _whose(name: str) -> str:
    """The key of the record that a file is a copy of, "" where it is something else."""
    if _is_ours(name):
        return name.partition(".")[0]
    match = re.fullmatch(_CONFLICT, name) if "conflict" in name else None
    return match[1] if match and is_key(match[1]) else ""


def stamp(path: Path) -> Stamp | None:
    """The stamp of a file, None where there is none."""
    try:
        return _stamp(path.stat())
    except (FileNotFoundError, NotADirectoryError):
        return None


def _stamp(found: os.stat_result) -> Stamp:
    return Stamp(found.st_mtime_ns, found.st_size, found.st_ino)


def read(path: Path) -> tuple[bytes, Stamp]:
    """A file's content and the stamp that goes with it."""
    # O_NONBLOCK: opening a pipe nobody writes to must return and be refused.
    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
        for _ in range(_ATTEMPTS):
            found = os.fstat(file.fileno())
            before = _stamp(found)
            if not stat.S_ISREG(found.st_mode):
                raise OSError("it is a device or a pipe, not a file")
            if before.size > TOO_LARGE:
                raise OSError(f"it is larger than {TOO_LARGE >> 20} MB")
            file.seek(0)
            data = file.read()
            if _stamp(os.fstat(file.fileno())) == before:
                return data, before
    raise OSError("another program keeps writing to it")


class Listing:
    """The names in a folder, read again only when the folder changed."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._modified = 0
        self._conflicts: dict[str, list[str]] = {}

    def keys(self) -> list[str]:
        """The keys of all records there is a file of, sorted."""
        return sorted({_whose(name) for name in self._names()} - {""})

    def conflicts(self, key: str) -> list[str]:
        """The names of other copies of a record, sorted."""
        try:
            modified = self._folder.stat().st_mtime_ns
        except OSError:
            return []
        if modified != self._modified:
            settled = time.time_ns() - modified > _SETTLED * 1e9
            conflicts: dict[str, list[str]] = {}
            for name in self._names():
                if "conflict" in name and not _is_ours(name):
                    conflicts.setdefault(_whose(name), []).append(name)
            # Threads may do this at the same time; each leaves something complete.
            self._conflicts = conflicts
            self._modified = modified if settled else 0
        return sorted(self._conflicts.get(key, []))

    def _names(self) -> list[str]:
        try:
            return os.listdir(self._folder)  # noqa: PTH208  thousands of names, of which few matter
        except OSError:  # it is not there yet, or cannot be looked into
            return []


def record_stamps(folder: Path) -> Iterator[tuple[str, int, int]]:
    """(key, modified in ns, size) of every record and conflict copy in the folder."""
    try:
        entries = list(os.scandir(folder))
    except OSError:  # it is not there yet, or cannot be looked into
        return
    for entry in entries:
        if entry.name.endswith(".toml") and (key := _whose(entry.name)):
            try:
                found = entry.stat()
            except OSError:  # gone in the meantime
                continue
            yield key, found.st_mtime_ns, found.st_size


def write_temporary(path: Path, data: bytes) -> Path:
    """`data`, safe on the disk in a new file beside `path` and with its permissions."""
    temporary = _temporary(path)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:
        mode = 0o600  # what somebody reads is their own affair
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            with suppress(OSError):  # some file systems have no permissions
                os.fchmod(descriptor, mode)  # whatever the process's mask leaves out
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        discard(temporary)
        raise
    return temporary


def back_up(path: Path, data: bytes) -> None:
    """Make the file at `path`, whose content is `data`, its own last good copy."""
    _name(_duplicate(path, data), path.with_name(path.name + ".bak"))


def keep_copy(path: Path, data: bytes) -> Path:
    """Keep the file at `path`, whose content is `data`, under another name as well: which?"""
    return _name(_duplicate(path, data), _aside(path))


def set_aside(path: Path) -> Path:
    """Keep the file at `path` under another name only: which?"""
    return path.rename(_aside(path))


def _aside(path: Path) -> Path:
    """A name for a file that is set aside now. Nobody else can take it while we have the lock."""
    key = re.split(r"[. ]", path.name)[0]
    base = f"{key}.set-aside-{datetime.now():%Y%m%d-%H%M%S}"
    aside = path.with_name(f"{base}.toml")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{base}-{number}.toml")
    return aside


def _duplicate(path: Path, data: bytes) -> Path:
    """Another, temporary name for the file at `path`."""
    temporary = _temporary(path)
    try:
        os.link(path, temporary)
    except OSError:  # some file systems have no links
        return write_temporary(path, data)
    return temporary


def _name(temporary: Path, path: Path) -> Path:
    try:
        return temporary.replace(path)
    except OSError:
        discard(temporary)
        raise


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")


def flush_folder(folder: Path) -> None:
    """Make renames in a folder last through a power cut, where its file system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def discard(path: Path) -> None:
    """Delete a file, if it is there and can be deleted."""
    with suppress(OSError):
        path.unlink()


def sweep(folder: Path) -> None:
    """Delete temporary files that were left behind, none that could still be in use."""
    for path in folder.iterdir():
        if re.fullmatch(_TEMPORARY, path.name):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > ORPHANED:
                    path.unlink()


def reason(error: OSError) -> str:
    """Why something failed, in words for a reader."""
    import errno

    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full"
        case errno.EROFS:
            return "the disk is read-only"
        case errno.EACCES | errno.EPERM:
            return "there is no permission"
        case errno.EFBIG:
            return "the file would be larger than allowed"
        case errno.EISDIR:
            return "there is a folder of that name"
        case errno.ENOTDIR:
            return "part of its path is a file and no folder"
    return error.strerror or str(error) or type(error).__name__
