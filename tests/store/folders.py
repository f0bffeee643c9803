"""Folders of records, and what other programs do to them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from store.records import progress
from tuireader.marks import WorkRecord
from tuireader.place import Place


def move(place: Place, minutes: float) -> Callable[[WorkRecord], WorkRecord]:
    """The change that a reader makes by turning a page."""
    return lambda record: replace(record, progress=progress(minutes, place))


def put(folder: Path, name: str, data: bytes | str) -> Path:
    """A file from elsewhere, written a while ago."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    age(path)
    return path


def age(path: Path, seconds: float = 60) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")
