"""Finds the files that may be books in what a reader names: files, folders, folders in folders.

Names and folders only; what a file is, its content decides later. It opens no file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

# What lies beside books and is none, by the ends of names. Everything else is looked into.
_PICTURES = "apng avif bmp gif heic ico jpeg jpg jxl png psd svg tif tiff webp"
_SOUND_AND_FILM = "aac aiff flac m4a m4b mid mp3 ogg opus wav wma avi m4v mkv mov mp4 mpg webm"
_PROGRAMS_AND_DATA = (
    "c cfg conf cpp css csv db db-shm db-wal dtd eot go h ini java js json jsonl lock log map"
    " mjs ncx opf otf plist py pyc rb rs"
    " sh sql sqlite toml ts tsv ttf woff woff2 xls xlsx xsd xsl yaml yml"
    " apk deb dll dmg exe iso jar rpm so"
)
_OTHERS = "7z bz2 rar tar tgz xz asc md5 sha256 sig bak crdownload lnk part tmp torrent url webloc"
_NOT_BOOKS = frozenset(
    f".{end}"
    for ends in (_PICTURES, _SOUND_AND_FILM, _PROGRAMS_AND_DATA, _OTHERS)
    for end in ends.split()
)
# What browsers call the folder with a saved page's pictures, frames and scripts, after its name.
_PAGE_PARTS = re.compile(
    r"(.+?)(?:_files|_fichiers|_archivos|_arquivos|_file|-dateien|-filer)", re.I
)
_PAGES = (".html", ".htm", ".xhtml")
# Unpacked books keep these in folders with a book's name.
_BOOK_FOLDERS = (".epub", ".azw3", ".mobi", ".pdf", ".fb2")


class Found(NamedTuple):
    """A file to read, or, with an `error`, a name that leads to none."""

    path: str
    error: str = ""


def find_files(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Found]:
    """Every file named, and every file under every folder named, folders in natural order.

    Files that are named are taken as they are. In folders hidden files and what is plainly no book
    (pictures, sound, program files) are passed over. No folder is entered twice, and none through
    a link to what the named folder stands in, which would be everything there is.
    """
    for named in paths:
        path = os.fspath(named)
        if not path:  # which would be this folder; a variable in a script was empty
            yield Found(path, "no file is named")
            continue
        if not _is_folder(path) or _is_unpacked_book(path):
            yield Found(path)
            continue
        found = list(_walk(Path(path), _around(path)))
        yield from found or [Found(path, "there are no books in this folder")]


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts "Chapter 9" before "Chapter 10", without regard to case."""
    return [
        (0, int(piece), "") if piece.isdecimal() and piece.isascii() else (1, 0, piece)
        for piece in re.split(r"([0-9]+)", name.casefold())
    ]


def _around(path: str) -> set[tuple[int, int]]:
    """What tells the folders apart that a folder stands in."""
    found = set()
    for folder in Path(os.path.realpath(path)).parents:
        try:
            found.add(_identity(folder))
        except OSError:
            continue
    return found


def _identity(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Found]:
    """Every file under a folder, however deep they nest; `seen` are folders not to be entered."""
    stack = [iter((folder,))]
    while stack:
        path = next(stack[-1], None)
        if path is None:
            stack.pop()
        elif _is_folder(path) and not _is_unpacked_book(path.name):
            try:
                stack.append(iter(_inside(path, seen)))
            except OSError as error:
                reason = os.strerror(error.errno or 0)
                yield Found(str(path), f"this folder cannot be read ({reason})")
        elif path.suffix.lower() not in _NOT_BOOKS:
            yield Found(str(path))


def _inside(folder: Path, seen: set[tuple[int, int]]) -> list[Path]:
    """What is looked at in a folder, in natural order; nothing where it was entered before."""
    identity = _identity(folder)
    if identity in seen:
        return []
    seen.add(identity)
    paths = sorted(folder.iterdir(), key=lambda path: (natural(path.name), path.name))
    names = {path.name for path in paths}
    return [
        path
        for path in paths
        if not path.name.startswith(".")
        and path.name != "__MACOSX"
        and not _belongs(path.name, names)
    ]


def _belongs(name: str, beside: set[str]) -> bool:
    """Whether this is called as the folder of a saved page is that lies beside it."""
    match = _PAGE_PARTS.fullmatch(name)
    return match is not None and any(match[1] + end in beside for end in _PAGES)


def _is_folder(path: str | os.PathLike[str]) -> bool:
    """Whether it is one as far as may be seen."""
    try:
        return Path(path).is_dir()
    except OSError:  # behind a folder that is not ours to look into
        return False


def _is_unpacked_book(path: str) -> bool:
    return path.rstrip("/").lower().endswith(_BOOK_FOLDERS)
