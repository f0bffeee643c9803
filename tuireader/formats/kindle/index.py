"""The indexes inside MOBI and AZW3 files: lists of labelled entries with tagged numbers.

An index is one INDX record that describes it, INDX records of entries, and CNCX records of texts
that entries point to. The table of contents and, in AZW3, the parts of the text are indexes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from tuireader.formats.errors import FormatError
from tuireader.formats.kindle.palm import BROKEN, Database, number

NO_INDEX = 0xFFFFFFFF
_MAX_ENTRIES = 200_000


class IndexEntry(NamedTuple):
    """`label` is raw bytes; `tags` maps a tag's number to its values."""

    label: bytes
    tags: dict[int, list[int]]

    def first(self, tag: int, default: int = -1) -> int:
        values = self.tags.get(tag)
        return values[0] if values else default


class Index(NamedTuple):
    """An index, and the texts that its entries point to."""

    entries: list[IndexEntry]
    texts: dict[int, bytes]  # by the offset that entries give


class _Tag(NamedTuple):
    number: int
    values: int  # how many numbers one value is made of
    mask: int
    last: bool  # ends a control byte


def read_index(database: Database, record: int) -> Index:
    """The index that begins at `record`. Raises FormatError when it is damaged."""
    head = database[record]
    if head[:4] != b"INDX":
        raise FormatError(BROKEN)
    count, text_records = number(head, 24, 4), number(head, 52, 4)
    tags, control_bytes = _tag_table(head, number(head, 4, 4))
    entries: list[IndexEntry] = []
    for index in range(record + 1, record + 1 + count):
        entries += _entries(database[index], tags, control_bytes)
        if len(entries) > _MAX_ENTRIES:
            raise FormatError("its table of contents is too long")
    texts: dict[int, bytes] = {}
    for index in range(text_records):
        texts.update(_texts(database[record + 1 + count + index], index * 0x10000))
    return Index(entries, texts)


def _tag_table(head: bytes, start: int) -> tuple[list[_Tag], int]:
    if head[start : start + 4] != b"TAGX":
        raise FormatError(BROKEN)
    length, control_bytes = number(head, start + 4, 4), number(head, start + 8, 4)
    table = head[start + 12 : start + length]
    rows = [table[at : at + 4] for at in range(0, len(table) - 3, 4)]
    return [_Tag(row[0], row[1], row[2], row[3] == 1) for row in rows], control_bytes


def _entries(record: bytes, tags: list[_Tag], control_bytes: int) -> list[IndexEntry]:
    if record[:4] != b"INDX":
        raise FormatError(BROKEN)
    table, count = number(record, 20, 4), number(record, 24, 4)
    starts = [number(record, table + 4 + 2 * index, 2) for index in range(count)]
    entries = []
    for start, end in pairwise([*starts, table]):
        label_end = start + 1 + number(record, start, 1)
        label = record[start + 1 : label_end]
        entries.append(IndexEntry(label, _values(record[label_end:end], tags, control_bytes)))
    return entries


def _values(data: bytes, tags: list[_Tag], control_bytes: int) -> dict[int, list[int]]:
    """The tagged numbers of one entry: control bytes that say what follows, then the numbers."""
    position, control = control_bytes, 0
    wanted: list[tuple[_Tag, int, int]] = []  # tag, how many values, or how many bytes of them
    for tag in tags:
        if tag.last:
            control += 1
            continue
        bits = number(data, control, 1) & tag.mask
        if bits == 0:
            continue
        if bits == tag.mask and tag.mask.bit_count() > 1:
            size, position = _variable(data, position)
            wanted.append((tag, 0, size))
        else:
            lowest = (tag.mask & -tag.mask).bit_length() - 1
            wanted.append((tag, bits >> lowest, 0))
    found: dict[int, list[int]] = {}
    for tag, count, size in wanted:
        values = found.setdefault(tag.number, [])
        if size:
            end = position + size
            while position < end:
                value, position = _variable(data, position)
                values.append(value)
        for _ in range(count * tag.values):
            value, position = _variable(data, position)
            values.append(value)
    return found


def _variable(data: bytes, position: int) -> tuple[int, int]:
    """A number of seven bits a byte whose last byte has its high bit set, and what follows it."""
    value = 0
    for _ in range(8):
        byte = number(data, position, 1)
        position += 1
        value = value << 7 | byte & 0x7F
        if byte & 0x80:
            return value, position
    raise FormatError(BROKEN)


def _texts(record: bytes, base: int) -> dict[int, bytes]:
    texts, position = {}, 0
    while position < len(record) and record[position]:
        start = position
        length, position = _variable(record, position)
        texts[base + start] = record[position : position + length]
        position += length
    return texts
