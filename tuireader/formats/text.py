"""Plain text of any kind: decodes it, cleans it, and hands it to the reader of its shape."""

from __future__ import annotations

from dataclasses import replace

from tuireader.formats.ao3.download_text import is_download, read_download
from tuireader.formats.ao3.labels import other_page
from tuireader.formats.ao3.page_text import is_page, read_page
from tuireader.formats.decoding import decode
from tuireader.formats.errors import FormatError
from tuireader.formats.fanficfare.text import is_fanficfare, read_fanficfare
from tuireader.formats.sanitise import clean
from tuireader.formats.source import Source
from tuireader.work import Work

# In the order in which they are asked; ordinary text is what no other wants.
_SHAPES = (
    (is_download, read_download),
    (is_page, read_page),
    (is_fanficfare, read_fanficfare),
)


def read(source: Source) -> Work:
    """The work in a text file. Raises FormatError when there is none."""
    decoded = decode(source.data)
    work = _read(clean(decoded.text), source.stem)
    if decoded.bad:
        plural = "s" if decoded.bad > 1 else ""
        work = replace(work, warnings=(f"{decoded.bad} character{plural} could not be read",))
    return work


def _read(text: str, name: str) -> Work:
    for belongs, read_shape in _SHAPES:
        if belongs(text):
            return read_shape(text, name)
    if reason := other_page(text):
        raise FormatError(reason)
    # Only here: what it compiles takes longer than reading a short work of another shape.
    from tuireader.formats.plain.text import read_plain

    return read_plain(text, name)
