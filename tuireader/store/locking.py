"""One lock for the folder of records, so that two readers never overwrite each other.

It is held for the few milliseconds in which a record is read, changed and replaced. The system
lets go of it when its holder ends, however that happens; where a file system has no such locks, a
file that only one can create takes its place, and is ignored when it is older than any honest
holder could be. Nobody waits for ever.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tuireader.store.errors import StoreError
from tuireader.store.files import discard, reason

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK_NAME = ".lock"
# Seconds after which a lock file that nobody removed counts as left behind.
ABANDONED = 60
_NO_LOCKS = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL)


@contextmanager
def locked(folder: Path, patience: float) -> Iterator[None]:
    """Hold the folder's lock, made with the folder if need be.

    Raises StoreError after `patience` seconds, or where nothing can be written.
    """
    lock = _acquire(folder, patience)
    try:
        yield
    finally:
        with suppress(OSError):
            lock.release()


def _acquire(folder: Path, patience: float) -> BaseFileLock:
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return _take(FileLock(folder / LOCK_NAME, fallback_to_soft=False), patience)
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
        from filelock import SoftFileLock

        marker = folder / f"{LOCK_NAME}-file"
        with suppress(OSError):
            if time.time() - marker.stat().st_mtime > ABANDONED:
                discard(marker)
        return _take(SoftFileLock(marker), patience)
    except Timeout:
        raise StoreError(
            f"{folder}: another tuireader has been saving for {patience:g} seconds and does not"
            " finish; nothing was changed"
        ) from None
    except OSError as error:
        raise StoreError(f"{folder}: nothing can be saved here: {reason(error)}") from None


def _take(lock: BaseFileLock, patience: float) -> BaseFileLock:
    lock.acquire(timeout=patience, poll_interval=0.01)
    return lock
