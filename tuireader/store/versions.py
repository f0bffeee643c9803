"""What the disk holds of one record: the file, its last good copy, copies from other devices.

`look` reads them all and says what the record is, what is wrong, and what should be tidied away;
it changes nothing on the disk. `Store` does what is to be done.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tuireader.marks import Progress, WorkRecord, in_reading_order
from tuireader.store import files
from tuireader.store.decoding import Decoded, examine, read_progress
from tuireader.store.encoding import SCHEMA, Texts
from tuireader.store.merging import merge, restore


class Version(NamedTuple):
    """One file as it was found. Without `decoded` it is missing, unreadable or `refused`."""

    path: Path
    data: bytes = b""
    stamp: files.Stamp | None = None
    decoded: Decoded | None = None
    refused: str = ""  # why the system would not give its content

    @property
    def is_newer(self) -> bool:
        return self.decoded is not None and self.decoded.schema > SCHEMA


class State(NamedTuple):
    """The record of a work, and the files it comes from."""

    record: WorkRecord
    main: Version
    read_only: str = ""  # why it must not be written
    garbled: tuple[Path, ...] = ()  # files that cannot be read and should be set aside
    merged: tuple[Version, ...] = ()  # other devices' copies, now part of `record`
    restored: bool = False  # `record` has what the file lacks and should be written
    notices: tuple[str, ...] = ()
    texts: Texts | None = None  # of the marks, as they stand in the file

    @property
    def needs_repair(self) -> bool:
        return bool(self.garbled or self.merged or self.restored)

    @property
    def is_damaged(self) -> bool:
        """Whether the file holds something that cannot be read and may be worth keeping."""
        decoded = self.main.decoded
        if not decoded:
            return self.main.stamp is not None
        return bool(decoded.problems) or (self.restored and not decoded.whole)

    @property
    def is_good(self) -> bool:
        """Whether the file is what it should be, to be kept as the last good copy."""
        return self.main.decoded is not None and not self.is_damaged and not self.restored


def look(path: Path, conflicts: list[str], known: WorkRecord | None) -> State:
    """The state of the record at `path`. `known` is what the file held when last looked at."""
    main = read_version(path)
    notices: list[str] = []
    if main.decoded:
        record = _completed(main, main.decoded, known)
        notices += [f"{path.name}: {problem}; it is left out" for problem in main.decoded.problems]
        restored = record != main.decoded.record
        if restored:
            notices.append(f"{path.name}: {_what_happened(main)}; what was missing is back")
        newer = main.is_newer
    else:
        backup = read_version(_backup_of(path))
        newer = backup.is_newer
        before = known or (backup.decoded.record if backup.decoded else None)
        record = before or WorkRecord("")
        restored = before is not None and not main.refused
        if before:
            notices.append(f"{path.name}: {_what_happened(main)}; its last good copy is used")
        elif main.stamp:
            notices.append(f"{path.name}: {_what_happened(main)}, and there is no earlier copy")
    read_only = ""
    if main.refused:
        read_only = f"{path}: it cannot be read, and therefore not be saved: {main.refused}"
    elif newer:
        read_only = f"{path}: a newer tuireader wrote it; this one shows it, but changes nothing"
    garbled = [path] if main.stamp and not main.decoded else []
    merged = []
    for copy in map(read_version, (path.with_name(name) for name in conflicts)):
        if copy.decoded and not copy.is_newer:
            record = merge(record, copy.decoded.record)
            merged.append(copy)
        elif copy.stamp and not copy.decoded:
            garbled.append(copy.path)
        else:
            why = copy.refused or "a newer tuireader wrote it"
            notices.append(f"{copy.path.name}: it cannot be merged: {why}")
    if read_only:
        notices.append(read_only)
    record = replace(record, key=path.name.removesuffix(".toml"))
    texts = main.decoded.texts if main.decoded else None
    return State(
        record, main, read_only, tuple(garbled), tuple(merged), restored, tuple(notices), texts
    )


def read_version(path: Path) -> Version:
    """A file and the record in it, as far as there is one."""
    try:
        data, stamp = files.read(path)
    except (FileNotFoundError, NotADirectoryError):
        return Version(path)
    except OSError as error:
        return Version(path, refused=files.reason(error))
    try:
        return Version(path, data, stamp, examine(data, _written(stamp)))
    except ValueError:
        return Version(path, data, stamp)


def quick_progress(path: Path) -> Progress | None:
    """The progress at `path`, read without its marks.

    Raises ValueError or OSError where it takes a closer look to know it.
    """
    data, stamp = files.read(path)
    progress = read_progress(data, _written(stamp))
    try:
        before = read_progress(files.read(_backup_of(path))[0])
    except (OSError, ValueError):
        return progress
    if before and (not progress or before.at > progress.at):
        raise ValueError("something older was written over it")
    return progress


def _completed(main: Version, decoded: Decoded, known: WorkRecord | None) -> WorkRecord:
    """The record in a file that can be read, with what it should have and has not."""
    before = known or _earlier(main, decoded)
    if not before or main.is_newer:
        return decoded.record
    found = decoded.record if decoded.whole else _examine_cut(main.data)
    record = restore(before, found, cut=not decoded.whole)
    earlier = {mark.id: mark for mark in before.marks}
    present = {mark.id: mark for mark in decoded.record.marks if mark.id not in earlier}
    marks = {mark.id: present.get(mark.id, mark) for mark in record.marks}
    mended = decoded.broken & earlier.keys() - record.removed.keys()
    marks |= {id: earlier[id] for id in mended}
    return replace(record, marks=in_reading_order(marks.values()))


def _examine_cut(data: bytes) -> WorkRecord:
    """The record in a file cut short. What has no time may have lost it, and must not pass for the
    newest; nor must a time at the very end, which may have lost its zone, be one of this place."""
    return examine(re.sub(rb"(?m)^\w+ = \d{4}-\d\d-\d\d[ \d:.]*\Z", b"", data)).record


def _earlier(main: Version, decoded: Decoded) -> WorkRecord | None:
    """The last good copy, where there is reason to look into it."""
    path = _backup_of(main.path)
    try:
        if decoded.whole and not decoded.problems:
            before = read_progress(files.read(path)[0])
            present = decoded.record.progress
            if not before or (present and present.at >= before.at):
                return None
    except (OSError, ValueError):
        return None
    backup = read_version(path)
    return backup.decoded.record if backup.decoded and not backup.is_newer else None


def _what_happened(main: Version) -> str:
    if main.refused:
        return f"it cannot be read: {main.refused}"
    if not main.stamp:
        return "it is gone"
    if not main.decoded:
        return "it makes no sense"
    if main.decoded.problems:
        return "part of it makes no sense"
    if not main.decoded.whole:
        return "it was cut short"
    return "another program wrote something older over it"


def _backup_of(path: Path) -> Path:
    return path.with_name(path.name + ".bak")


def _written(stamp: files.Stamp) -> datetime:
    return datetime.fromtimestamp(stamp.modified // 1000 / 1e6, UTC)
