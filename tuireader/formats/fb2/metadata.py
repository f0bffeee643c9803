"""What the description of an FB2 says of the book."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tuireader.formats.ao3.labels import work_url
from tuireader.formats.epub.metadata import is_random
from tuireader.formats.fb2.markup import as_html
from tuireader.formats.markup.blocks import read_blocks
from tuireader.formats.markup.document import Document
from tuireader.formats.markup.tree import Element
from tuireader.formats.sanitise import clean_line
from tuireader.work import Metadata, Series

_NAMES = ("first-name", "middle-name", "last-name")
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")
_NUMBER = re.compile(r"\d{1,6}")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_ISBN = re.compile(r"[\dXx -]{10,17}")
_MOST = 200


def read_metadata(description: Element) -> Metadata:
    """The metadata of a `description`, as far as it says any."""
    about = description.first("title-info") or Element("title-info", {})
    printed = description.first("publish-info") or Element("publish-info", {})
    document = description.first("document-info") or Element("document-info", {})
    source = next((url for url in _texts(document, "src-url") if _URL.fullmatch(url)), "")
    series = dict.fromkeys([*_series(about), *_series(printed)])
    return Metadata(
        title=next(_texts(about, "book-title"), ""),
        authors=tuple(dict.fromkeys(_authors(about))),
        language=next(_texts(about, "lang"), ""),
        summary=_summary(about),
        tags=tuple(dict.fromkeys(_texts(about, "genre"))),
        series=tuple(series),
        published=_published(about),
        url=work_url(source) or source,
        publisher=next(_texts(printed, "publisher"), ""),
        identifiers=(
            *(f"isbn:{isbn}" for isbn in _texts(printed, "isbn") if _ISBN.fullmatch(isbn)),
            *(id for id in _texts(document, "id") if not is_random(id)),
        ),
    )


def _children(element: Element, tag: str) -> Iterator[Element]:
    found = (child for child in element.elements() if child.tag == tag)
    return (child for child, _ in zip(found, range(_MOST), strict=False))


def _texts(element: Element, tag: str) -> Iterator[str]:
    return filter(None, (clean_line(child.text()) for child in _children(element, tag)))


def _authors(about: Element) -> Iterator[str]:
    for author in _children(about, "author"):
        parts = [text for name in _NAMES for text in _texts(author, name)]
        name = " ".join(parts) or next(_texts(author, "nickname"), "")
        if name:
            yield name


def _summary(about: Element) -> str:
    annotation = next(_children(about, "annotation"), None)
    if annotation is None:
        return ""
    as_html(annotation)
    blocks = read_blocks(annotation, Document())
    return "\n".join(block.text for block in blocks if block.has_text)


def _series(info: Element) -> Iterator[Series]:
    """Series, and those they are part of."""
    for sequence, _ in zip(info.iter("sequence"), range(_MOST), strict=False):
        name = clean_line(sequence.get("name"))
        number = _NUMBER.fullmatch(sequence.get("number").strip())
        if name:
            yield Series(name, int(number[0]) if number else None)


def _published(about: Element) -> str:
    dates = (date.get("value").strip() or date.text().strip() for date in _children(about, "date"))
    return next((match[0] for date in dates if (match := _DATE.match(date))), "")
