"""FB2, plain and zipped: a book as nested sections.

What a reader calls a chapter is a section, at the depth at which sections are neither parts of a
book nor the pieces of a chapter. Titles of all depths are the contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import NamedTuple

from lxml import etree

from tuireader.formats.ao3.download import is_download
from tuireader.formats.ao3.joined import read_joined
from tuireader.formats.ao3.labels import split_authors
from tuireader.formats.ao3.markup import Page, assemble
from tuireader.formats.chapters import Part, Point, make_chapters
from tuireader.formats.epub.archive import Archive, only_book
from tuireader.formats.errors import FormatError
from tuireader.formats.fb2.markup import (
    as_html,
    find_titles,
    is_notes,
    join_lines,
    link_notes,
    part_scenes,
    title_of,
)
from tuireader.formats.fb2.metadata import read_metadata
from tuireader.formats.links import file_name
from tuireader.formats.markup.blocks import read_blocks
from tuireader.formats.markup.decoding import decode_markup
from tuireader.formats.markup.document import Document
from tuireader.formats.markup.tree import (
    Element,
    Located,
    names,
    parse_markup,
    parse_xml,
    refuse_growth,
)
from tuireader.formats.pictures import Pictures, decode_base64
from tuireader.formats.sanitise import clean_line
from tuireader.formats.source import Source
from tuireader.work import Metadata, Work

# Elements that HTML has another idea of.
_MISTAKEN = re.compile(r"<(/?)(?=(?:body|title|style|image)\b)", re.IGNORECASE)
# What may stand above the sections of a part.
_HEAD = names("annotation empty-line epigraph image title")
# More words than a chapter has: its sections are chapters, unless they are shorter than these are.
_LONG = 10_000
_SHORT = 300
_DEEPEST_CHAPTER = 4
_DEEPEST_POINT = 12
_NOTES = "Notes"


def read(source: Source) -> Work:
    """The work in an FB2 file or a zipped one. Raises FormatError when it holds none."""
    text = decode_markup(_unpacked(source.data))
    warnings: tuple[str, ...] = ()
    try:
        root = parse_xml(text)
    except etree.XMLSyntaxError as error:
        refuse_growth(error)
        root = parse_markup(_MISTAKEN.sub(r"<\1fb:", text))
        warnings = ("the file is damaged: some of its text may be missing or out of place",)
    book = root.first("fictionbook")
    if book is None:
        raise FormatError("this is not a whole FB2 file")
    description = next((child for child in book.elements() if child.tag == "description"), None)
    metadata = read_metadata(description or Element("description", {}))
    pictures = Pictures(_Binaries(book).load)
    reader = _Reader(metadata.language, pictures)
    by_calibre = (description or book).first("program-used")
    reader.read(Located(book), by_calibre is not None and "calibre" in by_calibre.text())
    if not any(block.has_text for part in reader.parts for block in part.blocks):
        raise FormatError("there is no text in it")
    chapters, contents = make_chapters(reader.parts, reader.points)
    metadata = _as_downloaded(metadata, book, reader.document)
    cover = _keep_cover(description, pictures) if description else ""
    metadata = replace(metadata, title=metadata.title or source.stem, cover=cover)
    warnings = (*warnings, *pictures.warnings())
    return Work(
        metadata, chapters, contents, format="fb2", pictures=pictures.kept, warnings=warnings
    )


def _as_downloaded(stated: Metadata, book: Element, document: Document) -> Metadata:
    """What AO3's own page of tags says of its download, where that is what calibre converted."""
    page = Element("body", {})
    page.children += next((s.children for s in book.iter("section") if _has_text(s)), [])
    if not is_download(page):
        return stated
    told, _ = assemble(read_joined(Page(page, document)))
    return replace(
        told,
        title=stated.title or told.title,
        authors=split_authors(", ".join(stated.authors)),
        summary=stated.summary,
        identifiers=stated.identifiers,
    )


def _has_text(section: Element) -> bool:
    """Whether a section holds text of its own."""
    return any(child.tag == "p" and child.first_text() for child in section.elements())


def _keep_cover(description: Element, pictures: Pictures) -> str:
    """Keep the picture on the front; its name, "" where there is none."""
    page = description.first("coverpage")
    image = page.first("image") if page else None
    return pictures.name(image.get("href").strip().removeprefix("#")) if image else ""


class _Binaries:
    """The pictures in a book, which stand in it as text."""

    def __init__(self, book: Element) -> None:
        self._texts = {
            file_name(child.get("id")): child
            for child in book.elements()
            if child.tag == "binary" and child.get("id")
        }

    def load(self, name: str, _: int) -> bytes | None:
        binary = self._texts.get(name)
        return decode_base64(binary.text()) if binary is not None else None


def _unpacked(data: bytes) -> bytes:
    return only_book(Archive(data), ".fb2")[1] if data.startswith(b"PK") else data


class _Reader:
    """Makes parts and points of a book, body by body."""

    def __init__(self, language: str, pictures: Pictures) -> None:
        self.parts: list[Part] = []
        self.points: list[Point] = []
        self.pictures = pictures
        self.document = Document(language=language, tables=count(1), pictures=pictures)

    def read(self, book: Located, by_calibre: bool) -> None:
        bodies = [child for child in book.children() if child.element.tag == "body"]
        elements = [body.element for body in bodies]
        link_notes(elements)
        stories = [body for body in elements if not is_notes(body)]
        if not any(title_of(section) for body in stories for section in body.iter("section")):
            for story in stories:
                find_titles(story)
        for element in elements if by_calibre else ():
            join_lines(element)
        for body in bodies:
            if is_notes(body.element):
                self._read_notes(body)
            else:
                self._read_story(body)

    def _read_notes(self, body: Located) -> None:
        title = title_of(body.element)
        if title is None:
            title = Element("title", {})
            title.children.append(_NOTES)
            body.element.children.insert(0, title)
        if self.points:
            self._add_point(title, 1)
        as_html(body.element)
        self._add_part(body, alone=True)

    def _read_story(self, body: Located) -> None:
        part_scenes(body.element)
        self._add_points(body.element)
        documents = list(_documents(body))
        as_html(body.element)
        for document in documents:
            self._add_part(document.located, alone=not document.is_section)

    def _add_part(self, document: Located, alone: bool) -> None:
        blocks = read_blocks(document.element, self.document, ancestors=document.ancestors)
        self.parts.append(Part("", blocks, stands_alone=alone))

    def _add_points(self, body: Element) -> None:
        """A line of contents for every section with a title."""
        stack = [body.elements()]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            elif child.tag == "section":
                title = title_of(child)
                if title is not None:
                    self._add_point(title, min(len(stack), _DEEPEST_POINT))
                stack.append(child.elements())

    def _add_point(self, title: Element, level: int) -> None:
        id = title.attributes.setdefault("id", f"§{len(self.points) + 1}")
        lines = [clean_line(line.text()) for line in title.elements()]
        text = " ".join(filter(None, lines)) or clean_line(title.text())
        self.points.append(Point(text, level, f"#{id}"))


class _Piece(NamedTuple):
    """What a chapter, or a page between chapters, is made of."""

    located: Located
    is_section: bool


def _documents(body: Located) -> Iterator[_Piece]:
    """The sections that are chapters, and what stands between them."""
    stack = [_pieces(body)]
    while stack:
        piece = next(stack[-1], None)
        if piece is None:
            stack.pop()
        elif len(stack) < _DEEPEST_CHAPTER and piece.is_section and _is_part(piece.located.element):
            stack.append(_pieces(piece.located))
        else:
            yield piece


def _pieces(part: Located) -> Iterator[_Piece]:
    """The sections of a part, and whatever stands before, between and after them."""
    between = Element("section", {})
    located = part.children()
    for child in part.element.children:
        here = None if isinstance(child, str) else next(located)
        if here is None or here.element.tag != "section":
            between.children.append(child)
            continue
        if between.children:
            yield _Piece(part._replace(element=between), False)
            between = Element("section", {})
        yield _Piece(here, True)
    if between.children:
        yield _Piece(part._replace(element=between), False)


def _is_part(section: Element) -> bool:
    """Whether a section is a part of the book, with chapters in it."""
    tags = {child.tag for child in section.elements()}
    if "section" not in tags or tags - _HEAD - {"section"}:
        return False
    inside = [child for child in section.elements() if child.tag == "section"]
    words = len(section.text().split())
    return words > _LONG and words > _SHORT * len(inside)
