"""What a file is, is told by its content."""

from __future__ import annotations

import io
import zipfile

import pytest

from tuireader.formats import FormatError, detect, parse
from tuireader.formats.source import Source


def archive(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name in names:
            file.writestr(name, "content")
    return data.getvalue()


def kindle(magic: bytes, version: int) -> bytes:
    header = bytes(60) + magic + bytes(10) + (100).to_bytes(4, "big")
    return header.ljust(136, b"\0") + version.to_bytes(4, "big")


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (b"Work Header\n\nA Title\n", "text"),
        (b"BMW was a car she knew.", "text"),
        (b"MZ", "text"),
        (b"<3 is how she signed it.", "text"),
        ("Ünï".encode("utf-16"), "text"),
        (b"<!DOCTYPE html><html>", "html"),
        (b"\xef\xbb\xbf \n<?xml version='1.0'?>\n<!-- saved --><!-- -- --><HTML lang=en>", "html"),
        ("<html><body>".encode("utf-16"), "html"),
        (b"<p>A fragment</p>", "html"),
        (b"<b>Bold</b><p>then a paragraph", "html"),
        (b"<?xml version='1.0'?><FictionBook xmlns='x'>", "fb2"),
        (b"%PDF-1.4", "pdf"),
        (archive("mimetype", "META-INF/container.xml"), "epub"),
        (archive("content.opf"), "epub"),
        (archive("book.fb2"), "fb2.zip"),
        (kindle(b"BOOKMOBI", 6), "mobi"),
        (kindle(b"BOOKMOBI", 8), "azw3"),
        (kindle(b"TEXtREAd", 0), "mobi"),
        (b"TPZ3", "topaz"),
        (b"CONT\x02\x00", "kfx"),
        (archive("metadata.kfx", "book.kfx"), "kfx"),
    ],
)
def test_formats(data: bytes, format: str) -> None:
    assert detect(Source("named.wrong", data)) == format


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"BM\x36\x00\x00\x00", "a picture"),
        (b"\x7fELF", "a program"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"{\\rtf1", "RTF"),
        (bytes(4) + b"ftypmp42", "a film"),
        (archive("word/document.xml"), "Word"),
        (archive("a.txt"), "not an EPUB"),
        (archive("a.txt")[:20], "cut short"),
        (b"\xeaDRMION\xee", r"protected by DRM \(Kindle\)"),
    ],
)
def test_what_is_no_book_is_called_what_it_is(data: bytes, reason: str) -> None:
    with pytest.raises(FormatError, match=reason):
        detect(Source("book.epub", data))


def test_a_format_without_a_reader_is_named() -> None:
    with pytest.raises(FormatError, match="Kindle KFX files cannot be read"):
        parse(Source("book.txt", b"CONT\x02\x00"))


def test_markup_that_never_ends_is_looked_at_once() -> None:
    assert detect(Source("x", b"<!-- --> " * 100_000)) == "text"
    assert detect(Source("x", b"<!--" * 100_000)) == "text"
