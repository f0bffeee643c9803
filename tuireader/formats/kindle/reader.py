"""AZW3 and MOBI: Kindle's books, KF8 and the older MOBI 6, as calibre and AO3 make them.

The container gives documents, a table of contents and fields of metadata; what they say is read as
it is for any other book. Protected books are refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from tuireader.formats.ao3.labels import work_url
from tuireader.formats.ao3.markup import Page
from tuireader.formats.book import make_work
from tuireader.formats.chapters import Point
from tuireader.formats.epub.metadata import is_random, plain_summary
from tuireader.formats.errors import FormatError
from tuireader.formats.kindle.header import (
    AUTHOR,
    COVER,
    DESCRIPTION,
    ISBN,
    LANGUAGE,
    PUBLISHED,
    PUBLISHER,
    SOURCE,
    SUBJECT,
    TITLE,
    Header,
    read_flows,
    read_header,
    read_text,
)
from tuireader.formats.kindle.index import NO_INDEX, Index, read_index
from tuireader.formats.kindle.palm import Database
from tuireader.formats.kindle.text import (
    Fragments,
    Text,
    as_browsers_read,
    assemble_kf8,
    split_mobi6,
)
from tuireader.formats.markup.document import Document
from tuireader.formats.markup.stylesheet import Stylesheet
from tuireader.formats.markup.tree import parse_document, parse_html
from tuireader.formats.pictures import Pictures
from tuireader.formats.sanitise import clean_line
from tuireader.formats.source import Source
from tuireader.work import Metadata, Work

_NO_INDEX = Index([], {})
# Some converters state a length that is a few bytes off.
_WHOLE = 0.99
_FLOW = re.compile(r"kindle:flow:([0-9A-V]{1,6})\?mime=text/css")
_PICTURE = re.compile(
    r"kindle:(?:(?P<kind>embed|flow):(?P<number>[0-9A-V]{1,6})(?![0-9A-V])"
    r"|record:(?P<record>\d{1,8})$)"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MARKUP = re.compile(rb"<(?:/?[a-zA-Z][\w:]{0,20}\b[^<>]{0,2000}>|!--|\?xml)")


def read(source: Source) -> Work:
    """The work in an AZW3 or MOBI file. Raises FormatError when it holds none that can be read."""
    database = Database(source.data)
    header = read_header(database)
    text = read_text(database, header)
    if not header.version and not _MARKUP.search(text):
        return _read_plain(text, header, source)
    contents = _index(database, header.contents)
    flows = read_flows(database, header, text)
    pictures = _pictures(database, header, flows)
    if header.version >= 8 and header.skeletons != NO_INDEX:
        pages, points = _read_kf8(database, header, flows, contents, pictures)
        format = "azw3"
    else:
        pages, points = _read_mobi6(header, text, contents, pictures)
        format = "mobi"
    work = make_work(pages, points, _metadata(header, source), format=format)
    work = replace(work, metadata=replace(work.metadata, cover=_keep_cover(header, pictures)))
    warnings = (*_cut(header, text), *pictures.warnings())
    return replace(work, warnings=warnings, pictures=pictures.kept)


def _read_plain(text: bytes, header: Header, source: Source) -> Work:
    """The work in a text without markup, which Palm's older readers showed as it stood."""
    from tuireader.formats.text import read as read_text_file

    stated = _metadata(header, source)
    work = read_text_file(Source(source.name, text))
    authors = stated.authors or work.metadata.authors
    metadata = replace(work.metadata, title=stated.title, authors=authors)
    warnings = (*_cut(header, text), *work.warnings)
    return replace(work, metadata=metadata, format="mobi", warnings=warnings)


def _cut(header: Header, text: bytes) -> list[str]:
    """What to say of a text that is shorter than the book says."""
    is_whole = len(text) >= _WHOLE * header.text_length
    return [] if is_whole else ["the file is cut short: the end of its text is missing"]


def _pictures(database: Database, header: Header, flows: list[bytes]) -> Pictures:
    """The pictures that documents call by the number of a record, or of a drawing's flow."""

    def load(name: str, _: int) -> bytes | None:
        kind, number = name.split()
        index = int(number)
        if kind == "drawing":
            return flows[index] if index < len(flows) else None
        try:
            return database[header.resources + index - 1] if index else None
        except FormatError:
            return None

    return Pictures(load, _picture_name)


def _keep_cover(header: Header, pictures: Pictures) -> str:
    """Keep the picture on the front; its name, "" where there is none."""
    for field in header.fields.get(COVER, ()):
        index = int.from_bytes(field, "big")
        if len(field) == 4 and index != NO_INDEX:
            return pictures.name(f"kindle:record:{index + 1}")
    return ""


def _picture_name(href: str, _: str) -> str:
    found = _PICTURE.match(href)
    if not found:
        return ""
    if found["record"]:
        return f"picture {int(found['record'])}"
    kind = "drawing" if found["kind"] == "flow" else "picture"
    return f"{kind} {int(found['number'], 32)}"


def _index(database: Database, record: int) -> Index:
    return read_index(database, record) if record < len(database) else _NO_INDEX


def _read_kf8(
    database: Database, header: Header, flows: list[bytes], contents: Index, pictures: Pictures
) -> tuple[Iterator[Page], list[Point]]:
    fragments = Fragments(_index(database, header.fragments))
    lines = []
    for entry in contents.entries:
        fragment, offset, *_ = [*entry.tags.get(6, []), -1, 0]
        lines.append((entry.first(3), entry.first(4, 0), fragments.position(fragment, offset)))
    made = assemble_kf8(
        flows[0],
        _index(database, header.skeletons),
        fragments,
        [position for _, _, position in lines if position >= 0],
    )
    sheets: dict[tuple[str, ...], Stylesheet] = {}

    def sheet(document: str) -> Stylesheet:
        numbers = tuple(_FLOW.findall(document))
        if numbers not in sheets:
            used = [int(number, 32) for number in numbers]
            sheets[numbers] = Stylesheet(
                flows[number].decode(header.encoding, "replace")
                for number in used
                if number < len(flows)
            )
        return sheets[numbers]

    def pages() -> Iterator[Page]:
        tables = count(1)
        for name, data in made.files.items():
            document = data.decode(header.encoding, "replace")
            yield Page(
                parse_document(document),
                Document(
                    name=name, path=name, sheet=sheet(document), tables=tables, pictures=pictures
                ),
            )

    return pages(), _points(header, contents, lines, made)


def _read_mobi6(
    header: Header, text: bytes, contents: Index, pictures: Pictures
) -> tuple[Iterator[Page], list[Point]]:
    lines = [(entry.first(3), entry.first(4, 0), entry.first(1)) for entry in contents.entries]
    made = split_mobi6(text, [position for _, _, position in lines if position >= 0])

    def pages() -> Iterator[Page]:
        tables = count(1)
        for name, data in made.files.items():
            page = as_browsers_read(data.decode(header.encoding, "replace"))
            document = Document(name=name, path=name, tables=tables, pictures=pictures)
            yield Page(parse_html(page), document)

    return pages(), _points(header, contents, lines, made)


def _points(
    header: Header, contents: Index, lines: list[tuple[int, int, int]], text: Text
) -> list[Point]:
    """The table of contents; `lines` are the offset of the label, the depth and the position."""
    return [
        Point(
            clean_line(contents.texts.get(label, b"").decode(header.encoding, "replace")),
            max(0, depth) + 1,
            text.addresses[position],
        )
        for label, depth, position in lines
        if position in text.addresses
    ]


def _metadata(header: Header, source: Source) -> Metadata:
    def values(field: int) -> tuple[str, ...]:
        cleaned = (clean_line(value) for value in header.text(field))
        return tuple(dict.fromkeys(filter(None, cleaned)))

    def first(field: int) -> str:
        return next(iter(values(field)), "")

    title = first(TITLE) or clean_line(header.title.decode(header.encoding, "replace"))
    published = _DATE.match(first(PUBLISHED))
    identifiers = (*values(ISBN), *(value for value in values(SOURCE) if not is_random(value)))
    return Metadata(
        title=title or source.stem,
        authors=values(AUTHOR),
        language=first(LANGUAGE),
        summary=plain_summary(next(iter(header.text(DESCRIPTION)), "")),
        tags=values(SUBJECT),
        published=published[0] if published else "",
        url=work_url(first(SOURCE)),
        publisher=first(PUBLISHER),
        identifiers=identifiers,
    )
