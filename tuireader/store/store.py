"""The store: the reader's records in a folder, and what it promises about them.

A record is replaced whole or not at all. Two readers at once lose nothing: each reads, changes and
writes under one lock, and what is on the disk by then is what gets changed. Copies from other
devices, hand edits, damage and files from the future are seen to by `versions` and `merging`;
whatever the reader should hear about it is in `Store.notices`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tuireader.marks import Progress, WorkRecord
from tuireader.store import files
from tuireader.store.decoding import Decoded, read_head
from tuireader.store.encoding import SCHEMA, encode
from tuireader.store.errors import StoreError
from tuireader.store.locking import locked
from tuireader.store.merging import settle
from tuireader.store.versions import State, Version, look, quick_progress

# How many records stay in memory, so that a file that nobody touched is not parsed again.
KEPT = 4
# Seconds without a change after which a file that looks unfinished counts as finished, and how
# long to wait for that.
QUIET = 0.3
WAIT = 1.0


class Store:
    """The records in `folder`, which is made when something is first saved.

    `patience` is how many seconds to wait for another reader that is saving. Methods that take a
    key raise StoreError when it cannot be a file's name: keys are made of a-z, 0-9 and "-". Threads
    may share a store.
    """

    def __init__(self, folder: Path, patience: float = 5.0) -> None:
        self.folder = folder
        self.notices: list[str] = []
        self._patience = patience
        self._listing = files.Listing(folder)
        self._known: dict[str, State] = {}
        self._guard = threading.Lock()  # of `_known`; updates have the folder's lock besides
        self._told: set[str] = set()
        self._swept = False

    def load(self, key: str) -> WorkRecord:
        """The record of a work, an empty one when there is none.

        Broken files raise nothing: what can be had of them is had, and `notices` says the rest.
        """
        state = self._look(key)
        if not state.needs_repair or state.read_only:
            return state.record
        try:
            return self.update(key, lambda record: record)
        except StoreError as error:
            self._tell(str(error))
            return state.record

    def load_progress(self, key: str) -> Progress | None:
        """Where reading stopped, quickly: the same as `load(key).progress`."""
        path = self._path(key)
        if key not in self._known and not self._listing.conflicts(key):
            try:
                return quick_progress(path)
            except (OSError, ValueError):
                pass
        return self.load(key).progress

    def load_head(self, key: str) -> WorkRecord:
        """What the work of a record is, quickly: key, title, authors, `known_as`, `apart_from`."""
        path = self._path(key)
        if key not in self._known and not self._listing.conflicts(key):
            try:
                return replace(read_head(files.read(path)[0]), key=key)
            except (OSError, ValueError):
                pass
        record = self.load(key)
        return WorkRecord(
            key,
            record.title,
            record.authors,
            known_as=record.known_as,
            apart_from=record.apart_from,
        )

    def update(self, key: str, change: Callable[[WorkRecord], WorkRecord]) -> WorkRecord:
        """Save what `change` makes of the record as it is on the disk now; gives what was saved.

        `change` may be called more than once and must not use the store. A mark goes only by
        `WorkRecord.without_mark`. Nothing is written when nothing changes. Raises StoreError when
        it cannot be saved; what was saved before is then untouched.
        """
        path = self._path(key)
        try:
            with locked(self.folder, self._patience):
                self._sweep()
                deadline = time.monotonic() + WAIT
                while True:
                    state = self._look(key)
                    if state.read_only:
                        raise StoreError(state.read_only)
                    late = time.monotonic() > deadline
                    if _looks_unfinished(state.main) and not late:
                        time.sleep(QUIET / 10)
                        continue
                    record = settle(state.record, change(state.record), datetime.now(UTC))
                    if self._save(path, state, record):
                        return record
                    if late:
                        raise StoreError(f"{path}: another program keeps writing to it; not saved")
        except OSError as error:
            raise StoreError(f"{path}: it was not saved: {files.reason(error)}") from None

    def retire(self, key: str) -> None:
        """Take a record away that has become part of another one; its file is set aside.

        Raises StoreError when that cannot be done.
        """
        path = self._path(key)
        try:
            with locked(self.folder, self._patience):
                if path.exists():
                    files.set_aside(path)
                files.discard(path.with_name(path.name + ".bak"))
                self._known.pop(key, None)
        except OSError as error:
            raise StoreError(f"{path}: it was not put away: {files.reason(error)}") from None

    def keys(self) -> list[str]:
        """The keys of all records, sorted."""
        return self._listing.keys()

    def stamps(self) -> dict[str, tuple[int, int]]:
        """(time of change in ns, size in bytes) of each record: they differ when it changed."""
        stamps: dict[str, tuple[int, int]] = {}
        for key, modified, size in files.record_stamps(self.folder):
            if key in stamps:  # there are other copies
                modified, size = max(modified, stamps[key][0]), size + stamps[key][1]
            stamps[key] = modified, size
        return stamps

    def take_notices(self) -> list[str]:
        """What the reader should be told and has not been: plain sentences, each given once."""
        notices, self.notices = self.notices, []
        return notices

    def _path(self, key: str) -> Path:
        if not files.is_key(key):
            raise StoreError(f"{key!a} is not the name of a record")
        return self.folder / f"{key}.toml"

    def _tell(self, notice: str) -> None:
        if notice not in self._told:
            self._told.add(notice)
            self.notices.append(notice)

    def _look(self, key: str) -> State:
        """What is on the disk, looked at again only where it changed."""
        path = self._path(key)
        conflicts = self._listing.conflicts(key)
        known = self._known.get(key)
        if known and not conflicts and files.stamp(path) == known.main.stamp:
            return known
        state = look(path, conflicts, known.record if known else None)
        for notice in state.notices:
            self._tell(notice)
        if not state.needs_repair:
            self._remember(key, state)
        return state

    def _remember(self, key: str, state: State) -> None:
        with self._guard:
            self._known.pop(key, None)
            if state.main.stamp:
                self._known[key] = state
            while len(self._known) > KEPT:
                del self._known[next(iter(self._known))]

    def _save(self, path: Path, state: State, record: WorkRecord) -> bool:
        """Write `record` where it differs from `state`; False when the file did, in between."""
        if record == state.record and not state.needs_repair:
            return True
        if record == WorkRecord(record.key):
            self._known.pop(record.key, None)
            if path in state.garbled:
                self._tell_kept(path, files.set_aside(path))
        else:
            texts = {} if state.texts is None else state.texts
            data = encode(record, texts)
            temporary = files.write_temporary(path, data)
            try:
                if files.stamp(path) != state.main.stamp:
                    return False
                self._keep(path, state)
                stamp = files.stamp(temporary)
                temporary.replace(path)
            finally:
                files.discard(temporary)
            files.flush_folder(self.folder)
            decoded = Decoded(record, SCHEMA, (), frozenset(), True, texts)
            main = Version(path, data, stamp, decoded)
            self._remember(record.key, State(record, main, texts=texts))
        self._tidy(path, state)
        return True

    def _keep(self, path: Path, state: State) -> None:
        """Keep what is about to be replaced: as the last good copy, or aside where it is not."""
        if state.is_good:
            files.back_up(path, state.main.data)
        elif state.is_damaged:
            self._tell_kept(path, files.keep_copy(path, state.main.data))

    def _tidy(self, path: Path, state: State) -> None:
        """Put other devices' copies away, now that all they hold is in the record."""
        for version in state.merged:
            if version.decoded and version.decoded.problems:
                self._tell_kept(version.path, files.set_aside(version.path))
            else:
                files.discard(version.path)
            self._tell(
                f"{path.name}: a copy from elsewhere was merged into it: {version.path.name}"
            )
        for other in state.garbled:
            if other != path:
                self._tell(f"{other.name}: it makes no sense and was not merged")
                self._tell_kept(other, files.set_aside(other))

    def _tell_kept(self, path: Path, aside: Path) -> None:
        self._tell(f"{path.name}: as it was, it is kept as {aside}")

    def _sweep(self) -> None:
        if not self._swept:
            files.sweep(self.folder)
            self._swept = True


def _looks_unfinished(version: Version) -> bool:
    """Whether another program may be in the middle of writing the file."""
    if not version.stamp or (version.decoded and version.decoded.whole):
        return False
    return abs(time.time() - version.stamp.modified / 1e9) < QUIET
