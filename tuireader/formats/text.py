"""Plain text of any kind: decodes, cleans, and hands it to the reader of its shape."""

from __future__ import annotations

from tuireader.formats.ao3_download_text import is_download, read_download
from tuireader.formats.ao3_page_text import is_page, read_page
from tuireader.formats.decoding import decode
from tuireader.formats.plain_text import read_plain
from tuireader.formats.sanitise import clean
from tuireader.formats.source import Source
from tuireader.work import Work


def read(source: Source) -> Work:
    """The work in a text file. Raises FormatError when there is none."""
    decoded = decode(source.data)
    text = clean(decoded.text)
    if is_download(text):
        return read_download(text, source.stem)
    if is_page(text):
        return read_page(text, source.stem)
    return read_plain(text, source.stem)
