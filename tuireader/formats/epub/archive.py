"""The zip archive of an EPUB: its files by name, inflated within limits.

Files are inflated here and not by `zipfile`, so that every byte is counted while it appears and a
wrong checksum costs a warning and not the chapter. A name is only ever looked up, never a path on
disk. It knows nothing of what the files mean.
"""

from __future__ import annotations

import io
import stat
import zlib
from unicodedata import normalize
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from tuireader.formats.errors import FormatError
from tuireader.formats.sanitise import clean_line

MAX_ENTRIES = 20_000
# Of one file and of all that is read of a book.
MAX_BYTES = 100 * 1024 * 1024
MAX_TOTAL = 512 * 1024 * 1024
# Text inflates to 3-20 times its size. Small files may repeat themselves more.
MAX_RATIO = 200
_RATIO_FREE = 1024 * 1024

_LOCAL_HEADER = b"PK\x03\x04"
_PIECE = 256 * 1024


class UnreadableError(Exception):
    """A file of the archive cannot be had; `str(error)` says why, in plain words."""


class Archive:
    """An opened archive. Raises FormatError when it is none.

    `warnings` collects what was wrong with files that were read all the same.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = MAX_TOTAL
        self.warnings: list[str] = []
        try:
            with ZipFile(io.BytesIO(data)) as archive:
                entries = archive.infolist()
        except (BadZipFile, LargeZipFile, NotImplementedError, OSError, ValueError) as error:
            raise FormatError("the file is cut short or damaged") from error
        if len(entries) > MAX_ENTRIES:
            raise FormatError(f"it holds {len(entries)} files, more than any book")
        self._entries: dict[str, ZipInfo] = {}
        self._folded: dict[str, str] = {}
        for entry in entries:
            name = entry.filename.replace("\\", "/").removeprefix("./")
            is_file = name and not name.endswith("/")
            if is_file and not stat.S_ISLNK(entry.external_attr >> 16):
                self._entries[name] = entry
                self._folded.setdefault(_fold(name), name)

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def find(self, name: str) -> str | None:
        """The name as the archive spells it, in whatever case; None where there is no such file."""
        return name if name in self._entries else self._folded.get(_fold(name))

    def size(self, name: str) -> int:
        """How many bytes a file has, as the archive states it; 0 where there is no such file."""
        entry = self._entries.get(name)
        return entry.file_size if entry else 0

    def read(self, name: str, most: int = MAX_BYTES) -> bytes:
        """The bytes of a file. Raises UnreadableError, also where they are more than `most`."""
        entry = self._entries.get(name)
        if entry is None:
            raise UnreadableError("is missing")
        if entry.flag_bits & 1:
            raise UnreadableError("is locked with a password")
        start = entry.header_offset
        header = self._data[start : start + 30]
        if len(header) < 30 or not header.startswith(_LOCAL_HEADER):
            raise UnreadableError("is damaged")
        start += (
            30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        )
        packed = memoryview(self._data)[start : start + entry.compress_size]
        if entry.compress_type == ZIP_STORED:
            data = bytes(packed)
            self._count(len(data))
        elif entry.compress_type == ZIP_DEFLATED:
            data = self._inflate(packed, most)
        else:
            raise UnreadableError("is packed in a way that EPUBs do not use")
        if zlib.crc32(data) != entry.CRC:
            self.warnings.append(f"the part {clean_line(name, 100)} is damaged")
        return data

    def _inflate(self, packed: memoryview, most: int) -> bytes:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        limit = min(most, max(_RATIO_FREE, len(packed) * MAX_RATIO))
        pieces: list[bytes] = []
        size = 0
        rest: bytes | memoryview = packed
        try:
            while rest and not inflater.eof:
                piece = inflater.decompress(rest, _PIECE)
                rest = inflater.unconsumed_tail
                size += len(piece)
                if size > limit:
                    raise UnreadableError("unpacks to more than any book holds")
                self._count(len(piece))
                pieces.append(piece)
        except zlib.error as error:
            if not pieces:
                raise UnreadableError("is damaged") from error
        return b"".join(pieces)

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise UnreadableError("comes when more is unpacked than any book holds")


def only_book(archive: Archive, *ends: str) -> tuple[str, bytes]:
    """The name and the bytes of the only file in a zip archive whose name ends so.

    Raises FormatError where there is none, or more.
    """
    books = [name for name in archive.names if name.lower().endswith(ends)]
    if not books:
        raise FormatError("there is no book in this zip archive")
    if len(books) > 1:
        raise FormatError(f"this zip archive holds {len(books)} books; unpack it first")
    try:
        return books[0], archive.read(books[0])
    except UnreadableError as error:
        raise FormatError(f"the book in this zip archive {error}") from error


def _fold(name: str) -> str:
    return normalize("NFC", name).casefold()
