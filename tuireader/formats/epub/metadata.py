"""What the package document of an EPUB says of the book, in the words of EPUB 2, 3 and calibre."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tuireader.formats.ao3.labels import work_url
from tuireader.formats.markup.blocks import read_blocks
from tuireader.formats.markup.document import Document
from tuireader.formats.markup.tree import Element, parse_html
from tuireader.formats.sanitise import clean_line
from tuireader.work import Metadata, Series

_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")
# calibre's "unknown" is in the year 101.
_FIRST_YEAR = "1000"
# A converter makes a new one of these each time.
_RANDOM = re.compile(
    r"(?:urn:)?(?:uuid:|calibre:)?\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?", re.IGNORECASE
)
_CONVERTERS_SCHEMES = frozenset(("uuid", "calibre", "mobi-asin-uuid"))
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-zA-Z/!]|&#?\w+;")
_MOST = 200
_LONGEST_SUMMARY = 20_000


def read_metadata(package: Element) -> Metadata:
    """The metadata of a package document, as far as it says any."""
    stated = _Stated(package)
    identifiers = list(stated.identifiers())
    url = next((identifier for identifier in identifiers if _URL.fullmatch(identifier)), "")
    if not url:  # FanFicFare names the work it packed as its source
        url = next(filter(None, map(work_url, stated.texts("source"))), "")
    return Metadata(
        title=stated.title(),
        authors=tuple(stated.authors()),
        language=next(stated.texts("language"), ""),
        summary=next((plain_summary(e.text()) for e in stated.elements("description")), ""),
        tags=tuple(dict.fromkeys(stated.texts("subject"))),
        series=tuple(stated.series()),
        published=stated.published(),
        url=url,
        publisher=next(stated.texts("publisher"), ""),
        identifiers=tuple(dict.fromkeys(identifiers)),
    )


def is_random(identifier: str) -> bool:
    """Whether this is a converter's random number, which says nothing about the book."""
    return bool(_RANDOM.fullmatch(identifier))


def plain_summary(text: str) -> str:
    """A description as lines of text; many are markup, escaped."""
    text = text[:_LONGEST_SUMMARY]
    if not _MARKUP.search(text):
        return "\n".join(filter(None, (clean_line(line, 5000) for line in text.split("\n"))))
    blocks = read_blocks(parse_html(text), Document())
    return "\n".join(block.text for block in blocks if block.has_text)


class _Stated:
    """The elements of the metadata, with what refines them."""

    def __init__(self, package: Element) -> None:
        self._elements: dict[str, list[Element]] = {}
        self._refined: dict[tuple[str, str], list[str]] = {}
        for metadata in package.iter("metadata"):
            for element in metadata.iter():
                of_tag = self._elements.setdefault(element.tag, [])
                if len(of_tag) < _MOST:
                    of_tag.append(element)
        for element in self._elements.get("meta", ()):
            if element.get("refines"):
                key = (element.get("refines").lstrip("#"), element.get("property"))
                self._refined.setdefault(key, []).append(clean_line(element.text()))

    def elements(self, tag: str) -> list[Element]:
        return self._elements.get(tag, [])

    def texts(self, tag: str) -> Iterator[str]:
        return filter(None, (clean_line(element.text()) for element in self.elements(tag)))

    def _refinements(self, element: Element, name: str) -> list[str]:
        id = element.get("id")
        return self._refined.get((id, name), []) if id else []

    def title(self) -> str:
        """The main title, or the first."""
        titles = [element for element in self.elements("title") if clean_line(element.text())]
        main = [title for title in titles if "main" in self._refinements(title, "title-type")]
        return next((clean_line(title.text()) for title in main or titles), "")

    def authors(self) -> Iterator[str]:
        """Who wrote it; where nobody is said to have, whoever made it."""
        creators = [
            (name, {*self._refinements(element, "role"), element.get("role")} - {""})
            for element in self.elements("creator")
            if (name := clean_line(element.text()))
        ]
        writers = [name for name, roles in creators if not roles or "aut" in roles]
        yield from dict.fromkeys(writers or [name for name, _ in creators])

    def published(self) -> str:
        """The date of publication, or the first that is not said to be of something else."""
        dates = [
            (element.get("event").lower(), match[0])
            for element in self.elements("date")
            if (match := _DATE.match(element.text().strip())) and match[0] >= _FIRST_YEAR
        ]
        found = [date for event, date in dates if "publication" in event]
        return next(iter(found or [date for event, date in dates if not event]), "")

    def identifiers(self) -> Iterator[str]:
        """ISBNs, addresses and the like, but no converter's random ones."""
        for element in self.elements("identifier"):
            identifier = clean_line(element.text(), 200)
            scheme = element.get("scheme").lower()
            if not identifier or scheme in _CONVERTERS_SCHEMES or is_random(identifier):
                continue
            yield f"isbn:{identifier}" if scheme == "isbn" and ":" not in identifier else identifier

    def series(self) -> Iterator[Series]:
        for element in self.elements("meta"):
            if element.get("property") != "belongs-to-collection" or element.get("refines"):
                continue
            types = self._refinements(element, "collection-type")
            name = clean_line(element.text())
            if name and (not types or "series" in types):
                positions = self._refinements(element, "group-position")
                yield Series(name, _number(positions[0]) if positions else None)
                return
        named = {element.get("name"): element.get("content") for element in self.elements("meta")}
        name = clean_line(named.get("calibre:series", ""))
        if name:
            yield Series(name, _number(named.get("calibre:series_index", "")))


def _number(text: str) -> float | int | None:
    if not re.fullmatch(r"\d{1,6}(?:\.\d{1,4})?", text.strip()):
        return None
    value = float(text)
    return int(value) if value.is_integer() else value
