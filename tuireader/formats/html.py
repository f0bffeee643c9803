"""HTML files: AO3's downloads, and any other page as a book of its headings."""

from __future__ import annotations

from tuireader.formats.ao3_download import read_download
from tuireader.formats.ao3_markup import Page, assemble
from tuireader.formats.ao3_text import contents
from tuireader.formats.markup import Document
from tuireader.formats.markup_decoding import decode_markup
from tuireader.formats.markup_tree import parse_html
from tuireader.formats.source import Source
from tuireader.work import Work


def read(source: Source) -> Work:
    root = parse_html(decode_markup(source.data))
    page = Page(root, Document(language=root.get("lang")))
    metadata, chapters = assemble(read_download([page]))
    return Work(metadata, chapters, contents(metadata.title, chapters), format="html")
