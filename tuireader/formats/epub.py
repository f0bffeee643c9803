"""EPUB 2 and 3: AO3's own, and any other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, count, islice
from urllib.parse import quote

from tuireader.formats.ao3_download import is_download, read_download
from tuireader.formats.ao3_markup import Page, assemble
from tuireader.formats.ao3_text import contents as ao3_contents
from tuireader.formats.chapters import Part, Point, make_chapters
from tuireader.formats.decoding import decode
from tuireader.formats.epub_archive import Archive, UnreadableError
from tuireader.formats.epub_contents import landmark_titles, read_points
from tuireader.formats.epub_metadata import read_metadata
from tuireader.formats.epub_package import SVG, Package, SpineItem, read_package
from tuireader.formats.errors import FormatError
from tuireader.formats.links import file_name
from tuireader.formats.markup import Document, read_blocks
from tuireader.formats.markup_decoding import decode_markup
from tuireader.formats.markup_tree import Element, names, parse_markup
from tuireader.formats.sanitise import clean_line
from tuireader.formats.source import Source
from tuireader.formats.stylesheet import Stylesheet
from tuireader.work import Block, Chapter, Entry, Kind, Work
from tuireader.work import Part as WorkPart

# What never goes on with the chapter before it, in the words of `epub:type`.
_ALONE = names(
    """
    cover titlepage halftitlepage copyright-page colophon imprint dedication epigraph toc landmarks
    frontmatter backmatter index endnotes footnotes rearnotes acknowledgments afterword appendix
    """
)
_MOST_WARNINGS = 10
# Whether a book is from AO3 shows in its first documents.
_FIRST = 3


def read(source: Source) -> Work:
    """The work in an EPUB. Raises FormatError when it holds none that can be read."""
    archive = Archive(source.data)
    package = read_package(archive)
    reader = _Reader(archive, package)
    points = read_points(package, archive)
    pages = reader.pages()
    first = list(islice(pages, _FIRST))
    if any(is_download(page.root) for page in first):
        work = _read_ao3([*first, *pages], points)
    else:
        work = _read_book(package, chain(first, pages), points)
    if not reader.read:
        raise FormatError("there is nothing to read in it: none of its parts can be read")
    if not work.metadata.title:
        work = replace(work, metadata=replace(work.metadata, title=source.stem))
    return replace(work, warnings=tuple(reader.warnings()))


class _Reader:
    """The documents of a book, one at a time, and what could not be read."""

    def __init__(self, archive: Archive, package: Package) -> None:
        self._archive = archive
        self._package = package
        self._tables = count(1)
        self._sheets: dict[tuple[str, ...], Stylesheet] = {}
        self._warnings: list[str] = []
        self.read = 0  # how many documents
        language = package.root.first("language")
        self._language = clean_line(language.text(), 35) if language else ""

    def pages(self) -> Iterator[Page]:
        for item in self._package.spine:
            try:
                root = self._root(item)
            except (UnreadableError, FormatError) as error:
                name = clean_line(item.item.name, 100)
                self._warnings.append(f"the part {name} is left out: it {error}")
                continue
            self.read += 1
            yield Page(
                root,
                Document(
                    name=item.item.name,
                    path=item.path,
                    sheet=self._sheet(root, item.item.name),
                    language=self._language,
                    tables=self._tables,
                ),
            )

    def _root(self, spine: SpineItem) -> Element:
        item = spine.item
        if item.media_type.startswith("image/") and item.media_type != SVG:
            return _page_of("img", {"src": quote(item.name.rpartition("/")[2])})
        root = parse_markup(decode_markup(self._archive.read(item.name)))
        if root.tag == "svg":
            return _page_of("svg", {"src": quote(item.name.rpartition("/")[2])}, root.children)
        return root

    def _sheet(self, root: Element, base: str) -> Stylesheet:
        """The sheets a document links to, and its own."""
        found: list[str] = []
        for element in root.iter("link", "style", "body"):
            if element.tag == "body":
                break
            if element.tag == "style":
                found.append(element.text())
            elif element.get("rel").lower().split() == ["stylesheet"]:
                name = self._archive.find(file_name(element.get("href"), base))
                if name:
                    found.append(f"@{name}")
        key = tuple(found)
        if key not in self._sheets:
            self._sheets[key] = Stylesheet(
                self._sheet_text(name[1:]) if name.startswith("@") else name for name in found
            )
        return self._sheets[key]

    def _sheet_text(self, name: str) -> str:
        try:
            return decode(self._archive.read(name)).text
        except (UnreadableError, FormatError):
            return ""

    def warnings(self) -> Iterator[str]:
        missing = self._package.missing
        if missing:
            yield f"{missing} of its parts {'is' if missing == 1 else 'are'} missing"
        warnings = [*self._archive.warnings, *self._warnings]
        yield from warnings[:_MOST_WARNINGS]
        if len(warnings) > _MOST_WARNINGS:
            yield f"and {len(warnings) - _MOST_WARNINGS} more parts are damaged"


def _page_of(
    tag: str, attributes: dict[str, str], children: Iterable[Element | str] = ()
) -> Element:
    """A document that is nothing but a picture, as a page with that picture."""
    picture = Element(tag, attributes)
    picture.children.extend(children)
    body = Element("body", {})
    body.children.append(picture)
    return body


def _read_book(package: Package, pages: Iterable[Page], points: Sequence[Point]) -> Work:
    titles = landmark_titles(package)
    parts = []
    for page in pages:
        name = page.document.name
        blocks = read_blocks(page.root, page.document)
        alone = any(
            not _ALONE.isdisjoint(element.get("epub:type").split())
            for element in islice(page.root.iter("body", "section"), 2)
        )
        parts.append(Part(name, _anchored(blocks, name), titles.get(name, ""), alone))
    chapters, contents = make_chapters(parts, points)
    return Work(read_metadata(package.root), chapters, contents, format="epub")


def _anchored(blocks: list[Block], name: str) -> list[Block]:
    """The blocks of a document, the first of which links to the document lead to."""
    for index, block in enumerate(blocks):
        if block.kind is not Kind.BREAK:
            anchors = ((f"{name}#", 0), *block.anchors)
            return [*blocks[:index], replace(block, anchors=anchors), *blocks[index + 1 :]]
    return blocks


def _read_ao3(pages: Sequence[Page], points: Sequence[Point]) -> Work:
    draft = read_download(pages)
    metadata, chapters = assemble(draft)
    order = {page.document.name: index for index, page in enumerate(pages)}
    begun = [order.get(chapter.document, 0) for chapter in draft.chapters]
    contents = tuple(
        _ao3_entry(point, order.get(point.target.partition("#")[0], 0), begun, chapters)
        for point in points
    )
    contents = contents or ao3_contents(metadata.title, chapters)
    return Work(metadata, chapters, contents, format="epub")


def _ao3_entry(
    point: Point, document: int, begun: Sequence[int], chapters: Sequence[Chapter]
) -> Entry:
    """A line of the contents: the preface, a chapter, or the afterword.

    `begun` are the numbers of the documents in which the chapters begin.
    """
    if document in begun:
        chapter = begun.index(document)
        own = (WorkPart.WORK_SUMMARY, WorkPart.WORK_NOTES)
        block = _first(chapters[chapter], lambda block: block.part not in own)
        return Entry(point.title, point.level, chapter, block)
    if document < min(begun, default=0):
        return Entry(point.title, point.level, 0)
    last = chapters[-1]
    block = _first(last, lambda block: block.part is WorkPart.WORK_END_NOTES)
    return Entry(point.title, point.level, len(chapters) - 1, block)


def _first(chapter: Chapter, accepts: Callable[[Block], bool]) -> int:
    """The first block that is accepted, or else the last."""
    found = (index for index, block in enumerate(chapter.blocks) if accepts(block))
    return next(found, max(0, len(chapter.blocks) - 1))
