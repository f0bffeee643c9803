"""EPUB 2 and 3: AO3's own, and any other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from urllib.parse import quote

from tuireader.formats.ao3.markup import Page
from tuireader.formats.book import make_work
from tuireader.formats.decoding import decode
from tuireader.formats.epub.archive import Archive, UnreadableError
from tuireader.formats.epub.contents import landmark_titles, read_points
from tuireader.formats.epub.metadata import read_metadata
from tuireader.formats.epub.package import SVG, Package, SpineItem, read_package
from tuireader.formats.epub.pictures import PictureFiles, keep_cover
from tuireader.formats.errors import FormatError
from tuireader.formats.links import file_name
from tuireader.formats.markup.decoding import decode_markup
from tuireader.formats.markup.document import Document
from tuireader.formats.markup.stylesheet import Stylesheet
from tuireader.formats.markup.tree import Element, parse_document
from tuireader.formats.pictures import Pictures
from tuireader.formats.sanitise import clean_line
from tuireader.formats.source import Source
from tuireader.work import Work

_MOST_WARNINGS = 10
# Bytes of a document: several times the longest work there is, and its pages still turn.
_LARGEST_PART = 32 * 1024 * 1024


def read(source: Source) -> Work:
    """The work in an EPUB. Raises FormatError when it holds none that can be read."""
    archive = Archive(source.data)
    package = read_package(archive)
    reader = _Reader(archive, package)
    work = make_work(
        reader.pages(),
        read_points(package, archive),
        read_metadata(package.root),
        format="epub",
        titles=landmark_titles(package),
    )
    if not reader.read:
        raise FormatError("there is nothing to read in it: none of its parts can be read")
    pictures = reader.pictures
    title = work.metadata.title or source.stem
    cover = keep_cover(package, pictures)
    work = replace(work, metadata=replace(work.metadata, title=title, cover=cover))
    return replace(
        work, warnings=(*reader.warnings(), *pictures.warnings()), pictures=pictures.kept
    )


class _Reader:
    """The documents of a book, one at a time, and what could not be read."""

    def __init__(self, archive: Archive, package: Package) -> None:
        self._archive = archive
        self._package = package
        self._tables = count(1)
        self._sheets: dict[tuple[str, ...], Stylesheet] = {}
        self._warnings: list[str] = []
        self.read = 0  # how many documents
        self.pictures = Pictures(PictureFiles(archive, package).load)
        language = package.root.first("language")
        self._language = clean_line(language.text(), 35) if language else ""

    def pages(self) -> Iterator[Page]:
        for item in self._package.spine:
            try:
                root = self._root(item)
            except (UnreadableError, FormatError) as error:
                name = clean_line(item.item.name, 100)
                reason = f"it {error}" if isinstance(error, UnreadableError) else str(error)
                self._warnings.append(f"the part {name} is left out: {reason}")
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
                    pictures=self.pictures,
                ),
            )

    def _root(self, spine: SpineItem) -> Element:
        item = spine.item
        if item.media_type.startswith("image/") and item.media_type != SVG:
            return _page_of("img", {"src": quote(item.name.rpartition("/")[2])})
        size = self._archive.size(item.name)
        if size > _LARGEST_PART:
            raise UnreadableError(f"is {size // 1_000_000} MB long, more than can be read at once")
        root = parse_document(decode_markup(self._archive.read(item.name, _LARGEST_PART)))
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
