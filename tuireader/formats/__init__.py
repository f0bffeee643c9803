"""A file's bytes to a `Work`. What a file is, is told by its content, never by its name.

Each format is a module with `read(source) -> Work`, imported only when a file needs it. This
package knows nothing of the library, the reader's record or the screen.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from itertools import islice
from typing import cast

from tuireader.formats.detection import detect
from tuireader.formats.errors import FormatError
from tuireader.formats.source import Source, read_source
from tuireader.work import Block, Work

__all__ = ["FormatError", "Source", "detect", "read", "read_source"]

# Which module reads what `detect` names.
_READERS = {
    "text": "tuireader.formats.text",
    "markdown": "tuireader.formats.markdown.reader",
    "html": "tuireader.formats.html",
    "html.zip": "tuireader.formats.html",
    "mhtml": "tuireader.formats.html",
    "epub": "tuireader.formats.epub.reader",
    "azw3": "tuireader.formats.kindle.reader",
    "mobi": "tuireader.formats.kindle.reader",
    "fb2": "tuireader.formats.fb2.reader",
    "fb2.zip": "tuireader.formats.fb2.reader",
    "pdf": "tuireader.formats.pdf.reader",
}
# What calibre calls the author of a book that names none.
_NOBODY = "Unknown"
# In how many blocks FanFicFare's title page has said that it is one.
_TITLE_PAGE = 40
# Formats that are recognised and not read, as they are called in a sentence.
_UNREAD = {
    "kfx": "Kindle KFX files",
    "topaz": "Kindle Topaz files",
}


def read(path: str | os.PathLike[str]) -> Work:
    """The work in a file. Raises FormatError with a reason for its reader when there is none."""
    return parse(read_source(path))


def parse(source: Source) -> Work:
    """The work in a file's bytes. Raises FormatError like `read`."""
    format = detect(source)
    if format in _UNREAD:
        raise FormatError(f"{_UNREAD[format]} cannot be read; get the book as AZW3 or EPUB")
    work = cast(Work, import_module(_READERS[format]).read(source))
    if any("Packaged: " in block.text for block in islice(_blocks(work), _TITLE_PAGE)):
        from tuireader.formats.fanficfare.front import with_title_page

        work = with_title_page(work)
    metadata = work.metadata
    if not metadata.title:
        metadata = replace(metadata, title=source.stem)
    if metadata.authors == (_NOBODY,):
        metadata = replace(metadata, authors=())
    return work if metadata is work.metadata else replace(work, metadata=metadata)


def _blocks(work: Work) -> Iterator[Block]:
    return (block for chapter in work.chapters for block in chapter.blocks)
