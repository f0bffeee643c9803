"""Folders as a picker shows them, and paths as people type them. No widgets, and nothing is opened.

A typed path may begin with "~"; where it is relative, it is so to the folder that is shown.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from tuireader.ui.widgets.lines import plain


class Item(NamedTuple):
    """Something in a folder. `size` is in bytes, 0 for a folder."""

    name: str
    is_folder: bool
    size: int = 0


class Typed(NamedTuple):
    """What a typed path means: the folder it is in, and the beginning of a name there."""

    folder: Path
    start: str


def typed(text: str, here: Path) -> Typed:
    """`text` as a folder and the beginning of a name in it: "~/Books/wa" is ~/Books and "wa"."""
    path = full_path(text, here)
    if path != _expanded(text.strip(), here):  # a dropped file, in quotes
        return Typed(path.parent, path.name)
    head, _, tail = text.rpartition("/")
    if not head and not text.startswith("/"):
        if tail == "~":
            return Typed(Path.home(), "")
        return Typed(here, tail)
    return Typed(full_path(head or "/", here), tail)


def full_path(text: str, here: Path) -> Path:
    """The path that `text` means, whether or not there is anything.

    Terminals paste a dropped file in quotes or with its spaces escaped; both are undone where the
    path exists only then.
    """
    text = text.strip()
    path = _expanded(text, here)
    if os.path.lexists(path):
        return path
    for bare in (_unquoted(text), text.replace("\\ ", " ").replace("\\", "")):
        if bare != text and os.path.lexists(_expanded(bare, here)):
            return _expanded(bare, here)
    return path


def is_there(path: Path) -> bool:
    """Whether there is such a file or folder. What is no path at all is not, nor what may not be
    looked at, for which `Path.exists` raises."""
    return os.path.exists(path)  # noqa: PTH110


def _expanded(text: str, here: Path) -> Path:
    # Not Path.expanduser: it raises where a "~name" is nobody's.
    return Path(os.path.normpath(here / os.path.expanduser(text)))  # noqa: PTH111


def _unquoted(text: str) -> str:
    if text.startswith("file://"):
        from urllib.parse import unquote

        return unquote(text.removeprefix("file://"))
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return text


def items(folder: Path, start: str = "") -> list[Item]:
    """What is in `folder` and begins with `start`, whatever its case: folders first, by name.

    Hidden things are left out unless `start` asks for them. Raises OSError where the folder cannot
    be read.
    """
    hidden = start.startswith(".")
    start = start.casefold()
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") and not hidden:
                continue
            if not entry.name.casefold().startswith(start):
                continue
            try:
                is_folder = entry.is_dir()
                size = 0 if is_folder else entry.stat().st_size
            except OSError:  # a link to nowhere
                continue
            found.append(Item(entry.name, is_folder, size))
    found.sort(key=lambda item: (not item.is_folder, item.name.casefold(), item.name))
    return found


def completed(text: str, names: list[Item]) -> str:
    """`text` carried on as far as all of `names` agree; a folder's name ends with a slash."""
    if not names:
        return text
    head, slash, tail = text.rpartition("/")
    name = names[0].name
    if len(names) == 1:
        return head + slash + name + ("/" if names[0].is_folder else "")
    agreed = 0
    for chars in zip(*(item.name.casefold() for item in names), strict=False):
        if len(set(chars)) > 1:
            break
        agreed += 1
    return head + slash + name[: max(agreed, len(tail))]


def size_words(size: int) -> str:
    """A file's size: "12 kB", "3.4 MB"."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 10 else f"{size:.1f} {unit}"
        size /= 1000  # type: ignore[assignment]
    return f"{size:.1f} GB"


def file_name(path: str) -> str:
    """The name of a file as it is said: on one line, whatever is in it."""
    return plain(Path(path).name)


def home_words(path: Path) -> str:
    """`path` as it is shown and typed, with "~" for the home folder."""
    try:
        inside = path.relative_to(Path.home())
    except (ValueError, RuntimeError):
        return str(path)
    return "~" if inside == Path() else f"~/{inside}"
