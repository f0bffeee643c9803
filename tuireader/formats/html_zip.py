"""A page in a zip archive, with its sheets and pictures: calibre's HTMLZ, FicHub's, others."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from tuireader.formats.decoding import decode
from tuireader.formats.epub.archive import Archive, UnreadableError, only_book
from tuireader.formats.epub.metadata import read_metadata
from tuireader.formats.epub.pictures import read_picture
from tuireader.formats.errors import FormatError
from tuireader.formats.links import file_name
from tuireader.formats.markup.decoding import decode_markup
from tuireader.formats.markup.tree import Element, parse_markup
from tuireader.formats.pictures import Pictures
from tuireader.work import Metadata

_PAGES = (".html", ".htm", ".xhtml")
_OPF = "metadata.opf"


class ZippedPage(NamedTuple):
    """The only page in an archive; `name` is what it is called there."""

    archive: Archive
    name: str
    data: bytes

    def sheets(self, root: Element) -> list[str]:
        """The style sheets that the page links to, of those in the archive."""
        found = []
        for link in root.iter("link"):
            if link.get("rel").lower().split() == ["stylesheet"]:
                name = self.archive.find(file_name(link.get("href"), self.name))
                try:
                    found += [decode(self.archive.read(name)).text] if name else []
                except (UnreadableError, FormatError):
                    continue  # the text can be read without
        return found

    def pictures(self) -> Pictures:
        return Pictures(self._load)

    def _load(self, name: str, limit: int) -> bytes | None:
        found = self.archive.find(posixpath.join(posixpath.dirname(self.name), name))
        return read_picture(self.archive, found, limit) if found is not None else None

    def metadata(self) -> Metadata | None:
        """What calibre says of the book beside it."""
        name = self.archive.find(_OPF)
        try:
            root = parse_markup(decode_markup(self.archive.read(name))) if name else None
        except (UnreadableError, FormatError):
            return None
        package = root.first("package") if root else None
        return read_metadata(package) if package else None


def open_page(data: bytes) -> ZippedPage:
    """The page in a zip archive. Raises FormatError where there is none, or more."""
    archive = Archive(data)
    return ZippedPage(archive, *only_book(archive, *_PAGES))
