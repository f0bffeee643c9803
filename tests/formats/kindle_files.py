"""Small MOBI files, made by hand: a Palm database, a MOBI 6 header, EXTH fields and plain text."""

from __future__ import annotations

import struct

PAGE = (
    '<p height="1em">Call me <i>Ishmael</i>.<br></br> Some years ago\N{EM DASH}never mind.</p>'
    "<br></br><p>There now is your insular city.</p>"
)
TEXT = (
    '<html><body><p height="1em" align="center"><font size="5"><b>Loomings</b></font></p>'
    f"{PAGE}<mbp:pagebreak></mbp:pagebreak>"
    '<p align="center"><font size="5"><b>The Carpet-Bag</b></font></p>'
    "<p>I stuffed a shirt or two, <a filepos=0000000012>as said</a>.</p></body></html>"
)


def palm_database(records: list[bytes], type: bytes = b"BOOKMOBI") -> bytes:
    header = struct.pack(">32sHHIIIIII8sIIH", b"Moby", *([0] * 8), type, 0, 0, len(records))
    offset = len(header) + 8 * len(records) + 2
    table = b""
    for record in records:
        table += struct.pack(">II", offset, 0)
        offset += len(record)
    return header + table + b"\0\0" + b"".join(records)


def mobi(
    text: bytes | str = TEXT,
    *,
    encryption: int = 0,
    compression: int = 1,
    pictures: list[bytes] | None = None,
    cover: int | None = None,
) -> bytes:
    """A MOBI 6 book of one text record, without an index. Its text shows `pictures` as 1, 2 ...;
    `cover` is the index of one, from 0."""
    data = text.encode() if isinstance(text, str) else text
    fields = [(100, b"Herman Melville"), (503, b"Moby-Dick"), (524, b"en"), (106, b"1851-10-18")]
    if cover is not None:
        fields.append((201, struct.pack(">I", cover)))
    exth = b"".join(struct.pack(">II", n, 8 + len(value)) + value for n, value in fields)
    exth = b"EXTH" + struct.pack(">II", 12 + len(exth), len(fields)) + exth
    head = bytearray(16 + 232)
    struct.pack_into(">HHIHHHH", head, 0, compression, 0, len(data), 1, 4096, encryption, 0)
    struct.pack_into(">4sIIII", head, 16, b"MOBI", 232, 2, 65001, 1)
    struct.pack_into(">I", head, 36, 6)
    struct.pack_into(">I", head, 128, 0x40)
    struct.pack_into(">I", head, 244, 0xFFFFFFFF)
    struct.pack_into(">I", head, 108, 2)
    return palm_database([bytes(head) + exth, data, *(pictures or ())])
