"""What a file is, by its content.

Answers the name of a format, or refuses what is no book and says what it is. It looks at as little
as it needs and decodes nothing.
"""

from __future__ import annotations

import re

from tuireader.formats.errors import FormatError
from tuireader.formats.mhtml import is_mhtml
from tuireader.formats.source import Source

# How much of the beginning is looked at.
_HEAD = 4096

# First bytes of what is no book, and what to call it.
_OTHERS = (
    (b"\x89PNG\r\n\x1a\n", "a picture, not a book"),
    (b"\xff\xd8\xff", "a picture, not a book"),
    (b"GIF8", "a picture, not a book"),
    (b"BM", "a picture, not a book"),
    (b"II*\x00", "a picture, not a book"),
    (b"MM\x00*", "a picture, not a book"),
    (b"\x00\x00\x01\x00", "a picture, not a book"),
    (b"RIFF", "a picture, a sound or a film, not a book"),
    (b"ID3", "a sound, not a book"),
    (b"\xff\xfb", "a sound, not a book"),
    (b"OggS", "a sound, not a book"),
    (b"fLaC", "a sound, not a book"),
    (b"\x1aE\xdf\xa3", "a film, not a book"),
    (b"\x7fELF", "a program, not a book"),
    (b"MZ", "a program, not a book"),
    (b"\xcf\xfa\xed\xfe", "a program, not a book"),
    (b"\xca\xfe\xba\xbe", "a program, not a book"),
    (b"SQLite format 3\x00", "a database, not a book"),
    (b"OTTO\x00", "a font, not a book"),
    (b"\x00\x01\x00\x00\x00", "a font, not a book"),
    (b"wOF", "a font, not a book"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"BZh", "a compressed file; unpack it first"),
    (b"\xfd7zXZ\x00", "a compressed file; unpack it first"),
    (b"(\xb5/\xfd", "a compressed file; unpack it first"),
    (b"7z\xbc\xaf'\x1c", "an archive; unpack it first"),
    (b"Rar!\x1a\x07", "an archive; unpack it first"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word document; save it as EPUB or text first"),
    (b"{\\rtf", "an RTF document; save it as EPUB or text first"),
    (b"%!PS", "a PostScript file, which cannot be read"),
    (b"AT&TFORM", "a DjVu document, which cannot be read"),
    (b"ITSF", "a CHM help file, which cannot be read"),
    (b"ITOLITLS", "a Microsoft Reader book, which cannot be read"),
    (b"\x0bBOOKDOUG", "a Rocket eBook, which cannot be read"),
)
# A text may begin like these; a NUL soon after says that it does not.
_LETTERS_ONLY = re.compile(rb"[A-Za-z0-9]+\Z")

_FB2 = re.compile(rb"<(?:\w{1,20}:)?FictionBook\b")
# An HTML file's first tag, after declarations and comments.
_HTML = re.compile(
    rb"(?>\s+|<!--.*?-->|<\?[^>]*>)*+<(?:!doctype\s+html|(?:html|head|body|title|meta|link|style"
    rb"|script|div|span|p|h[1-6]|article|section|main|table|center|blockquote)\b)",
    re.IGNORECASE | re.DOTALL,
)
# A fragment may begin inside a line; that it is one shows in the paragraphs that follow.
_INLINE_FIRST = re.compile(rb"\s*<(?:a|b|i|u|em|strong|font|small|big|img|br|hr)\b", re.IGNORECASE)
_PARAGRAPH_TAG = re.compile(rb"<(?:p|br|div)\b", re.IGNORECASE)
# Markdown has one of these; so have many other texts.
_MARKDOWN_STARTS = (b"#", b"---", b"+++")
_MARKDOWN_SIGNS = (b"\n#", b"](", b"]: ", b"\n```")
_MARKDOWN_HEAD = 128 * 1024
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def detect(source: Source) -> str:
    """The format's name ("text", "html", "epub", ...). Raises FormatError for what is no book."""
    data = source.data
    head = data[:_HEAD]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _detect_zip(data)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if kindle := _detect_kindle(data, head):
        return kindle
    markup = _plain_markup(head)
    if _FB2.search(markup):
        return "fb2"
    if _HTML.match(markup) or (_INLINE_FIRST.match(markup) and _PARAGRAPH_TAG.search(markup)):
        return "html"
    if is_mhtml(head):
        return "mhtml"
    for start, what in _OTHERS:
        if head.startswith(start) and (not _LETTERS_ONLY.match(start) or b"\x00" in head[:64]):
            raise FormatError(f"this is {what}")
    if head[4:8] == b"ftyp":
        raise FormatError("this is a film or a sound, not a book")
    if head[257:262] == b"ustar":
        raise FormatError("this is an archive; unpack it first")
    return "markdown" if _is_markdown(data) else "text"


def _plain_markup(head: bytes) -> bytes:
    """The beginning as if it were ASCII, whatever Unicode encoding it has."""
    for mark in _BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"")


def _is_markdown(data: bytes) -> bool:
    head = _plain_markup(data[:_MARKDOWN_HEAD])
    if not head.startswith(_MARKDOWN_STARTS) and not any(sign in head for sign in _MARKDOWN_SIGNS):
        return False
    # Only here: few texts are worth the time that preparing to look closely takes.
    from tuireader.formats.markdown.signs import is_markdown

    return is_markdown(head, data[-200:])


def _detect_zip(data: bytes) -> str:
    """What a zip archive holds, by the names in it; a damaged one is its own reader's to judge."""
    if b"META-INF/container.xml" in data or b"application/epub+zip" in data[:_HEAD]:
        return "epub"
    if b"application/vnd.oasis.opendocument.text" in data[:_HEAD]:
        raise FormatError("this is an OpenDocument text; save it as EPUB or text first")
    if b"word/document.xml" in data:
        raise FormatError("this is a Word document; save it as EPUB or text first")
    if b"PK\x05\x06" not in data:
        raise FormatError("the file is cut short or damaged")
    if b"index.html" in data and b"metadata.opf" in data:  # calibre's HTMLZ
        return "html.zip"
    if re.search(rb"\.opf", data, re.IGNORECASE):
        return "epub"
    if re.search(rb"\.fb2", data, re.IGNORECASE):
        return "fb2.zip"
    if re.search(rb"\.kfx", data, re.IGNORECASE):  # a book's parts, from a Kindle's folder
        return "kfx"
    if re.search(rb"\.x?html?", data, re.IGNORECASE):
        return "html.zip"
    raise FormatError("this is a zip archive and not an EPUB; unpack it first")


def _detect_kindle(data: bytes, head: bytes) -> str | None:
    if head.startswith(b"TPZ"):
        return "topaz"
    if head.startswith(b"\xeaDRMION"):
        raise FormatError("protected by DRM (Kindle)")
    if head.startswith(b"CONT\x02\x00"):
        return "kfx"
    if head[60:68] == b"TEXtREAd":
        return "mobi"
    if head[60:68] != b"BOOKMOBI":
        return None
    first = int.from_bytes(head[78:82], "big")  # where the first record is
    version = int.from_bytes(data[first + 36 : first + 40], "big")
    return "azw3" if version == 8 else "mobi"
