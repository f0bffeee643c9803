"""Palm databases and the compressions used in them: the container of MOBI and AZW3 files.

Knows records and bytes, nothing of books. Formats: the Palm Database header, PalmDOC (an LZ77
with pairs of space and letter) and HUFF/CDIC (canonical Huffman codes over a dictionary of
phrases). Every read is checked, since the numbers come from a file.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from tuireader.formats.errors import FormatError

_HEADER = 78
_MAX_TEXT = 256 * 1024 * 1024
BROKEN = "the file is damaged: its parts do not fit together"


class Database:
    """The records of a Palm database, sliced out of `data` when asked for.

    Raises FormatError when `data` is none, or a record lies outside it.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < _HEADER + 8:
            raise FormatError("the file ends in the middle of its header")
        self.name = data[:32].split(b"\0")[0]
        self.type = data[60:68]
        count = number(data, 76, 2)
        if len(data) < _HEADER + 8 * count:
            raise FormatError("the file is cut short")
        offsets = [number(data, _HEADER + 8 * index, 4) for index in range(count)]
        self._offsets = [*offsets, len(data)]
        self._data = data

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, index: int) -> bytes:
        if not 0 <= index < len(self):
            raise FormatError(BROKEN)
        start, end = self._offsets[index], self._offsets[index + 1]
        if not start <= end <= len(self._data):
            raise FormatError("the file is cut short")
        return self._data[start:end]


def number(data: bytes, offset: int, size: int) -> int:
    """The big-endian number of `size` bytes at `offset`. Raises FormatError beyond the end."""
    if offset < 0 or offset + size > len(data):
        raise FormatError(BROKEN)
    return int.from_bytes(data[offset : offset + size], "big")


def decompress(
    kind: int, records: Sequence[bytes], phrases: Callable[[], Sequence[bytes]]
) -> bytes:
    """The text of `records`, compressed as `kind` (1 none, 2 PalmDOC, 17480 HUFF/CDIC).

    `phrases` gives the HUFF record and the CDIC records after it. Raises FormatError on other
    kinds, on damaged data and on text beyond 256 MB.
    """
    if kind == 1:
        return b"".join(records)
    if kind == 2:
        expand = expand_palmdoc
    elif kind == 17480:
        huff, *dictionaries = phrases()
        expand = Huffman(huff, dictionaries).expand
    else:
        raise FormatError(f"compressed in an unknown way ({kind})")
    pieces, size = [], 0
    for record in records:
        pieces.append(expand(record))
        size += len(pieces[-1])
        if size > _MAX_TEXT:
            raise FormatError("it holds more than 256 MB of text")
    return b"".join(pieces)


def expand_palmdoc(data: bytes) -> bytes:
    """One PalmDOC record, expanded."""
    out = bytearray()
    position, end = 0, len(data)
    while position < end:
        byte = data[position]
        position += 1
        if byte == 0 or 9 <= byte <= 0x7F:
            out.append(byte)
        elif byte <= 8:
            out += data[position : position + byte]
            position += byte
        elif byte >= 0xC0:
            out += bytes((0x20, byte ^ 0x80))
        else:
            if position >= end:
                raise FormatError(BROKEN)
            pair = (byte << 8) | data[position]
            position += 1
            distance, length = (pair >> 3) & 0x7FF, (pair & 7) + 3
            if not 0 < distance <= len(out):
                raise FormatError(BROKEN)
            start = len(out) - distance
            if distance >= length:
                out += out[start : start + length]
            else:
                chunk = bytes(out[start:])
                out += (chunk * (length // distance + 1))[:length]
    return bytes(out)


class Huffman:
    """Expands HUFF/CDIC records: codes that stand for phrases, which may hold codes themselves."""

    _MAX_DEPTH = 32

    def __init__(self, huff: bytes, dictionaries: Sequence[bytes]) -> None:
        if huff[:8] != b"HUFF\x00\x00\x00\x18":
            raise FormatError(BROKEN)
        try:
            quick = struct.unpack_from(">256L", huff, number(huff, 8, 4))
            limits = struct.unpack_from(">64L", huff, number(huff, 12, 4))
        except struct.error as error:
            raise FormatError(BROKEN) from error
        # For each first byte: the length of the code, whether that is sure, and its largest code.
        self._quick = [
            (value & 0x1F, value & 0x80, ((value >> 8) + 1 << 32 - (value & 0x1F)) - 1)
            for value in quick
        ]
        if any(length == 0 for length, _, _ in self._quick):
            raise FormatError(BROKEN)
        lengths = range(1, 33)
        self._smallest = [0, *(low << 32 - n for n, low in zip(lengths, limits[::2], strict=True))]
        self._largest = [
            0,
            *((high + 1 << 32 - n) - 1 for n, high in zip(lengths, limits[1::2], strict=True)),
        ]
        self._phrases: list[tuple[bytes, bool] | None] = []
        for dictionary in dictionaries:
            self._load(dictionary)

    def _load(self, dictionary: bytes) -> None:
        if dictionary[:8] != b"CDIC\x00\x00\x00\x10":
            raise FormatError(BROKEN)
        total, bits = number(dictionary, 8, 4), number(dictionary, 12, 4)
        count = min(1 << min(bits, 24), total - len(self._phrases))
        for index in range(count):
            offset = 16 + number(dictionary, 16 + 2 * index, 2)
            head = number(dictionary, offset, 2)
            phrase = dictionary[offset + 2 : offset + 2 + (head & 0x7FFF)]
            self._phrases.append((phrase, bool(head & 0x8000)))

    def expand(self, data: bytes, depth: int = 0) -> bytes:
        """One record, expanded. Raises FormatError when the codes lead nowhere."""
        if depth > self._MAX_DEPTH:
            raise FormatError(BROKEN)
        left = len(data) * 8
        data += b"\0" * 8
        position, shift = 0, 32
        window = int.from_bytes(data[:8], "big")
        out: list[bytes] = []
        while True:
            if shift <= 0:
                position += 4
                window = int.from_bytes(data[position : position + 8], "big")
                shift += 32
            code = (window >> shift) & 0xFFFFFFFF
            length, sure, largest = self._quick[code >> 24]
            if not sure:
                while length < 32 and code < self._smallest[length]:
                    length += 1
                largest = self._largest[length]
            shift -= length
            left -= length
            if left < 0:
                return b"".join(out)
            out.append(self._phrase((largest - code) >> (32 - length), depth))

    def _phrase(self, index: int, depth: int) -> bytes:
        entry = self._phrases[index] if 0 <= index < len(self._phrases) else None
        if entry is None:
            raise FormatError(BROKEN)
        phrase, expanded = entry
        if not expanded:
            # Emptied while it is expanded, so that a phrase that holds itself is noticed.
            self._phrases[index] = None
            phrase = self.expand(phrase, depth + 1)
            self._phrases[index] = (phrase, True)
        return phrase
