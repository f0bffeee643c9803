"""The text of MOBI and AZW3 files as documents, with the places that their links point to.

Both formats point into their text by byte position. Here every position that a link or the table
of contents names becomes an empty `<a id="...">` in the document, and the link an ordinary one, so
that what comes out can be read like the files of any other book. Knows markup only as text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from tuireader.formats.errors import FormatError
from tuireader.formats.kindle.index import Index
from tuireader.formats.kindle.palm import BROKEN


class Text(NamedTuple):
    """A book's documents in reading order, name to bytes, and what positions have become.

    `addresses` maps a position in the text to "name#id".
    """

    files: Mapping[str, bytes]
    addresses: Mapping[int, str]


class _Document(NamedTuple):
    """A stretch of the book's text, from byte `start` of it."""

    name: str
    start: int
    text: bytes


_PAGE_BREAK = re.compile(rb"<mbp:pagebreak\b[^>]*>(?:\s*</mbp:pagebreak>)?", re.IGNORECASE)
_FILE_POSITION = re.compile(rb"filepos=([\"']?)0*(\d{1,9})\1", re.IGNORECASE)


def split_mobi6(text: bytes, wanted: Iterable[int]) -> Text:
    """MOBI 6: one text whose links are byte positions in it, a document a page.

    `wanted` are further positions to give an id to.
    """
    ends = [found.span() for found in _PAGE_BREAK.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]
    documents = [
        _Document(f"page{index:04}.html", start, text[start:stop])
        for index, (start, stop) in enumerate(zip(starts, stops, strict=True))
    ]
    positions = {int(found[2]) for found in _FILE_POSITION.finditer(text)} | set(wanted)
    return _linked(documents, positions, _FILE_POSITION, lambda found: int(found[2]), b'href="%s"')


_FRAGMENT_LINK = re.compile(rb"kindle:pos:fid:([0-9A-V]{1,10}):off:([0-9A-V]{1,12})")


class Fragments:
    """Where the fragments of a KF8 text go, and so where its links point."""

    def __init__(self, fragments: Index) -> None:
        self.sizes = [_size(entry.tags) for entry in fragments.entries]
        self.inserts = [_number(entry.label) for entry in fragments.entries]

    def position(self, fragment: int, offset: int) -> int:
        """The byte of the text at `offset` of a fragment; -1 where there is no such fragment."""
        return self.inserts[fragment] + offset if 0 <= fragment < len(self.inserts) else -1


def assemble_kf8(
    text: bytes, skeletons: Index, fragments: Fragments, wanted: Iterable[int]
) -> Text:
    """KF8: skeletons of files with the fragments of text that belong into them.

    `wanted` are positions to give an id to, besides those that links name.
    """

    def position(found: re.Match[bytes]) -> int:
        return fragments.position(int(found[1], 32), int(found[2], 32))

    documents = list(_assembled(text, skeletons, fragments))
    positions = set(wanted)
    for document in documents:
        positions |= {position(found) for found in _FRAGMENT_LINK.finditer(document.text)}
    return _linked(documents, positions, _FRAGMENT_LINK, position, b"%s")


def _assembled(text: bytes, skeletons: Index, fragments: Fragments) -> Iterator[_Document]:
    """The files: each is a skeleton with the fragments after it inserted, in turn.

    A fragment says where it goes, counted with the fragments before it already in place.
    """
    first = 0
    for index, skeleton in enumerate(skeletons.entries):
        start, length = skeleton.first(6), _size(skeleton.tags)
        if start < 0 or start + length > len(text):
            raise FormatError(BROKEN)
        pieces, cursor, end = [], start, start + length
        at, inserted = end, 0
        for number in range(first, first + max(0, skeleton.first(1, 0))):
            if number >= len(fragments.sizes):
                raise FormatError(BROKEN)
            size = fragments.sizes[number]
            where = min(max(fragments.inserts[number] - inserted, cursor), end)
            pieces += [text[cursor:where], text[at : at + size]]
            cursor, at, inserted = where, at + size, inserted + size
        first += max(0, skeleton.first(1, 0))
        yield _Document(f"part{index:04}.xhtml", start, b"".join([*pieces, text[cursor:end]]))


def _size(tags: Mapping[int, list[int]]) -> int:
    """The second number of tag 6: start and length of a stretch of the text."""
    values = tags.get(6, [])
    if len(values) < 2:
        raise FormatError(BROKEN)
    return values[1]


def _number(label: bytes) -> int:
    if not label.isdigit() or len(label) > 12:
        raise FormatError(BROKEN)
    return int(label)


def _linked(
    documents: list[_Document],
    positions: Iterable[int],
    link: re.Pattern[bytes],
    position_of: Callable[[re.Match[bytes]], int],
    written: bytes,
) -> Text:
    """The documents with an id at each of `positions`, and every `link` written as one to it."""
    starts = [document.start for document in documents]
    offsets: dict[int, dict[int, int]] = {}  # by document: of each position the byte in it
    for position in positions:
        index = bisect_right(starts, position) - 1
        if index >= 0:
            offset = min(position - starts[index], len(documents[index].text))
            offsets.setdefault(index, {})[position] = offset
    addresses: dict[int, str] = {}
    anchored: dict[str, bytes] = {}
    for index, document in enumerate(documents):
        wanted = offsets.get(index, {})
        anchored[document.name], ids = _anchored(document.text, set(wanted.values()))
        for position, offset in wanted.items():
            addresses[position] = f"{document.name}#{ids[offset]}"

    def rewritten(found: re.Match[bytes]) -> bytes:
        return written % addresses.get(position_of(found), "").encode()

    return Text({name: link.sub(rewritten, text) for name, text in anchored.items()}, addresses)


_TAG = re.compile(rb"<[a-zA-Z][\w:]*")
_ID = re.compile(rb"""\sid=["']([^"'<>]+)["']""")


def _anchored(text: bytes, offsets: Iterable[int]) -> tuple[bytes, dict[int, str]]:
    """`text` with an id at each of `offsets`, and these ids.

    It is the id of the element that begins there, or that the offset is inside the tag of; where
    there is text, that of a new element with nothing in it.
    """
    pieces: list[bytes] = []
    ids: dict[int, str] = {}
    cursor = 0
    for offset in sorted(offsets):
        at = offset
        opening = text.rfind(b"<", max(0, at - 4096), at)
        if opening > text.rfind(b">", max(0, at - 4096), at):
            at = opening
        while 0 < at < len(text) and text[at] & 0xC0 == 0x80:
            at -= 1  # not into the middle of a character
        tag = _TAG.match(text, at)
        own = _ID.search(text, at, text.find(b">", at) + 1) if tag else None
        ids[offset] = own[1].decode("utf-8", "replace") if own else f"at{offset}"
        if own:
            continue
        if tag and tag.end() > cursor:
            new, at = b' id="at%d"' % offset, tag.end()
        elif at >= cursor:
            new = b'<a id="at%d"></a>' % offset
        else:
            # Two places in one tag share its id.
            ids[offset] = ids[max(before for before in ids if before < offset)]
            continue
        pieces += [text[cursor:at], new]
        cursor = at
    return b"".join([*pieces, text[cursor:]]), ids


# What calibre writes for an empty paragraph; inside a paragraph it is a line break.
_EMPTY_PARAGRAPH = re.compile(
    r"(?<=</p>|ote>|div>|/ul>|/ol>|/hr>|ble>|/br>)\s*<br>\s*</br>"
    r"(?=\s*<(?:p|blockquote|div|br|hr|ul|ol)\b)"
)
# And before a table, as air.
_AIR = re.compile(r"<br>\s*</br>(?=\s*<table\b)")
_BREAK = re.compile(r"<br\s*/?>\s*</br>|<br\s*/>")
# Preformatted text and headings, told by their looks.
_TELETYPE = re.compile(r"<p\b[^<>]*><tt>((?:(?!</?(?:p|tt)\b).)*+)</tt></p>", re.S)
_LARGE = re.compile(
    r"<p\b([^<>]*)>\s*<font size=\"([4-7])\"><b>((?:(?!</?(?:p|font)\b).)*)</b></font>\s*</p>", re.S
)


_RECORD = re.compile(r"(<img\b[^<>]*?)\brecindex=([\"']?)(\d{1,8})\2", re.I)


def as_browsers_read(page: str) -> str:
    """A page of a MOBI 6 text in HTML's own words, where calibre wrote only looks.

    Pictures, which are records by number, get an address that says so.
    """
    page = _RECORD.sub(r'\1src="kindle:record:\3"', page)
    page = _EMPTY_PARAGRAPH.sub("<p>\xa0</p>", _AIR.sub("", page))
    page = _TELETYPE.sub(_as_lines, page)
    page = _LARGE.sub(_as_heading, page)
    return _BREAK.sub("<br>", page)


def _as_lines(found: re.Match[str]) -> str:
    return f"<pre>{_BREAK.sub(chr(10), found[1])}</pre>" if "<br" in found[1] else found[0]


def _as_heading(found: re.Match[str]) -> str:
    level = max(1, 7 - int(found[2]))
    return f"<h{level}{found[1]}>{found[3]}</h{level}>"
