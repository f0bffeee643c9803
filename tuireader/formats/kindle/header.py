"""The header of MOBI and AZW3 books: what the file says about itself and where its parts are."""

from __future__ import annotations

from typing import NamedTuple

from tuireader.formats.errors import FormatError
from tuireader.formats.kindle.index import NO_INDEX
from tuireader.formats.kindle.palm import BROKEN, Database, decompress, number


class Header(NamedTuple):
    """One book in the file. Record numbers are absolute; `NO_INDEX` where there is none."""

    first: int  # the record of this header
    version: int  # 8 is KF8 (AZW3), below it is MOBI
    compression: int
    text_length: int  # bytes, as the file states it
    text_records: int
    encoding: str
    title: bytes
    trailers: int  # flags of what follows the text in each record
    huff: int
    huff_count: int
    contents: int
    fragments: int
    skeletons: int
    flows: int
    resources: int  # the first record of pictures, fonts and the like
    fields: dict[int, list[bytes]]  # EXTH: author, publisher, date, language ...

    def text(self, field: int) -> list[str]:
        """The values of an EXTH field."""
        return [value.decode(self.encoding, "replace") for value in self.fields.get(field, ())]


# EXTH fields that readers look at.
AUTHOR, PUBLISHER, DESCRIPTION, ISBN, SUBJECT, PUBLISHED = 100, 101, 103, 104, 105, 106
SOURCE, TITLE, LANGUAGE, KF8_BOUNDARY, COVER = 112, 503, 524, 121, 201


def read_header(database: Database) -> Header:
    """The header of the better book in the file: KF8, where a file holds both.

    Raises FormatError for protected books, other formats in the same container, and damage.
    """
    if database.type == b"TPZ3" or database[0][:4] == b"TPZ0":
        raise FormatError("this is a Topaz book, which only Kindle devices can read")
    if database.type not in (b"BOOKMOBI", b"TEXtREAd"):
        raise FormatError("this Palm database holds no book")
    header = _header(database, 0)
    boundary = header.fields.get(KF8_BOUNDARY)
    if header.version < 8 and boundary and len(boundary[0]) == 4:
        second = number(boundary[0], 0, 4)
        if second != NO_INDEX and second < len(database):
            # The two books share their pictures, which come with the first.
            return _header(database, second)._replace(resources=header.resources)
    return header


def _header(database: Database, first: int) -> Header:
    record = database[first]
    if number(record, 12, 2):
        raise FormatError("protected by DRM (Kindle)")
    compression, text_length = number(record, 0, 2), number(record, 4, 4)
    text_records = number(record, 8, 2)
    if record[16:20] != b"MOBI":
        # A plain PalmDOC text.
        return Header(
            first,
            version=0,
            compression=compression,
            text_length=text_length,
            text_records=text_records,
            encoding="cp1252",
            title=database.name,
            trailers=0,
            huff=NO_INDEX,
            huff_count=0,
            contents=NO_INDEX,
            fragments=NO_INDEX,
            skeletons=NO_INDEX,
            flows=NO_INDEX,
            resources=NO_INDEX,
            fields={},
        )
    length, version = number(record, 20, 4), number(record, 36, 4)
    encoding = {65001: "utf-8", 1252: "cp1252"}.get(number(record, 28, 4), "utf-8")

    def index(offset: int, since: int) -> int:
        """A record number in the header, where the header is long enough to have it."""
        value = number(record, offset, 4) if length + 16 >= since else NO_INDEX
        return value if value == NO_INDEX else value + first

    title_at, title_length = number(record, 84, 4), number(record, 88, 4)
    kf8 = version >= 8
    return Header(
        first=first,
        version=version,
        compression=compression,
        text_length=text_length,
        text_records=text_records,
        encoding=encoding,
        title=record[title_at : title_at + title_length],
        trailers=number(record, 242, 2) if length >= 228 else 0,
        huff=index(112, 120),
        huff_count=number(record, 116, 4) if length >= 104 else 0,
        contents=index(244, 248),
        fragments=index(248, 252) if kf8 else NO_INDEX,
        skeletons=index(252, 256) if kf8 else NO_INDEX,
        flows=index(192, 196) if kf8 else NO_INDEX,
        resources=index(108, 112),
        fields=_fields(record, 16 + length) if number(record, 128, 4) & 0x40 else {},
    )


def _fields(record: bytes, start: int) -> dict[int, list[bytes]]:
    """The EXTH block: numbered fields, some of them more than once."""
    if record[start : start + 4] != b"EXTH":
        return {}
    fields: dict[int, list[bytes]] = {}
    position = start + 12
    for _ in range(min(number(record, start + 8, 4), 2000)):
        length = number(record, position + 4, 4)
        if length < 8:
            raise FormatError(BROKEN)
        fields.setdefault(number(record, position, 4), []).append(
            record[position + 8 : position + length]
        )
        position += length
    return fields


def read_text(database: Database, header: Header) -> bytes:
    """The text of the book, expanded, in one piece."""
    start = header.first + 1
    records = [
        _without_trailers(database[index], header.trailers)
        for index in range(start, start + header.text_records)
    ]

    def phrases() -> list[bytes]:
        if header.huff == NO_INDEX or not 1 <= header.huff_count < 4096:
            raise FormatError(BROKEN)
        return [database[header.huff + index] for index in range(header.huff_count)]

    return decompress(header.compression, records, phrases)


def read_flows(database: Database, header: Header, text: bytes) -> list[bytes]:
    """The parts of a KF8 text: first the markup, then style sheets and drawings."""
    if not header.first < header.flows < len(database):
        return [text]
    table = database[header.flows]
    if table[:4] != b"FDST":
        return [text]
    count = min(number(table, 8, 4), 10_000)
    # Where each begins and ends. They follow each other; what says otherwise could ask for any
    # amount of memory.
    edges = [number(table, 12 + 4 * index, 4) for index in range(2 * count)]
    if not edges or edges != sorted(edges):
        return [text]
    return [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _without_trailers(record: bytes, flags: int) -> bytes:
    """A text record without what is appended to it: sizes read backwards, one for each flag."""
    end = len(record)
    for bit in range(15, 0, -1):
        if flags >> bit & 1:
            size = shift = 0
            for back in range(1, 5):
                byte = record[end - back] if end >= back else 0x80
                size |= (byte & 0x7F) << shift
                shift += 7
                if byte & 0x80:
                    break
            end = max(0, end - size)
    if flags & 1 and end:
        end = max(0, end - (record[end - 1] & 3) - 1)
    return record[:end]
