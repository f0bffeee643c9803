"""Pictures are kept with the work, within limits, and come from nowhere but its own file."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.formats.kindle_files import mobi
from tests.formats.making import epub, xhtml
from tuireader.formats import Source, pictures, read
from tuireader.formats.epub.reader import read as read_epub
from tuireader.formats.fb2.reader import read as read_fb2
from tuireader.formats.html import read as read_html
from tuireader.formats.kindle.reader import read as read_kindle
from tuireader.formats.markdown.reader import read as read_markdown
from tuireader.formats.pictures import Pictures, type_of
from tuireader.work import Picture, Role, Work


def png(shade: int) -> bytes:
    """A picture of one grey dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes((0, shade))))
        + chunk(b"IEND", b"")
    )


MOON, SUN = png(1), png(2)
MOON_URI = "data:image/png;base64," + base64.b64encode(MOON).decode()


def shown(work: Work) -> list[tuple[str, str]]:
    """The words for every picture in the text, and the name of what is kept for it."""
    return [
        (block.text[span.start : span.end], span.target)
        for chapter in work.chapters
        for block in chapter.blocks
        for span in block.spans
        if span.role is Role.IMAGE
    ]


def pictures_by_name(work: Work) -> dict[str, bytes]:
    return {picture.name: picture.data for picture in work.pictures}


def test_an_epub_keeps_its_pictures_once_whatever_they_are_called() -> None:
    body = (
        '<p>The <img src="../art/moon.png" alt="moon"/> and <img src="same.png" alt="again"/>.</p>'
        '<p>No <img src="missing.png" alt="star"/>, no <img src="../../../etc/passwd" alt="one"/>,'
        ' no <img src="http://example.org/x.png" alt="other"/>.</p>'
    )
    extra = {"art/moon.png": MOON, "text/same.png": MOON, "art/unused.png": SUN}
    work = read_epub(Source("b.epub", epub({"text/one.xhtml": xhtml(body)}, extra=extra)))
    assert work.pictures == (Picture("OEBPS/art/moon.png", "image/png", MOON),)
    assert shown(work)[:2] == [("moon", "OEBPS/art/moon.png"), ("again", "OEBPS/art/moon.png")]
    assert [name for _, name in shown(work)[2:]] == ["", "", ""]
    assert work.warnings == ()


def test_what_unpacks_to_too_much_is_left_out_and_the_text_is_not() -> None:
    bomb = b"GIF89a" + bytes(pictures.LARGEST)
    extra = {"bomb.gif": bomb, "words.png": b"no picture at all"}
    body = '<p>Before <img src="bomb.gif"/> and <img src="words.png"/> after.</p>'
    work = read_epub(Source("b.epub", epub({"one.xhtml": xhtml(body)}, extra=extra)))
    assert work.chapters[0].blocks[0].text == "Before [picture] and [picture] after."
    assert work.chapters[0].words == 3
    assert work.pictures == ()
    assert work.warnings == (
        "1 picture is left out: larger than 5 MB",
        "1 picture is left out: damaged or of an unknown kind",
    )


def test_html_and_markdown_keep_what_is_written_in_them(tmp_path: Path) -> None:
    outside = tmp_path / "outside.png"
    outside.write_bytes(SUN)
    html = f'<p>A <img src="{MOON_URI}" alt="moon">, a <img src="{outside}" alt="sun">'
    html += f'<img src="{outside.as_uri()}" alt="too"> in the sky'
    markdown = f"A ![moon]({MOON_URI}), a ![sun]({outside})![too]({outside.as_uri()}) in the sky"
    for work in (
        read_html(Source("a.html", html.encode())),
        read_markdown(Source("a.md", markdown.encode())),
    ):
        (picture,) = work.pictures
        assert (picture.media_type, picture.data) == ("image/png", MOON)
        assert ("moon", picture.name) in shown(work)
        assert SUN not in pictures_by_name(work).values()


def test_fb2_keeps_the_binaries_that_its_text_shows() -> None:
    lines = "\n".join(base64.b64encode(MOON).decode()[i : i + 20] for i in range(0, 200, 20))
    book = (
        '<FictionBook xmlns:l="http://www.w3.org/1999/xlink"><description><title-info>'
        "<book-title>Sky</book-title></title-info></description><body><section>"
        '<p>The <image l:href="#moon.png" alt="moon"/> rose.</p><image l:href="#broken.png"/>'
        f'</section></body><binary id="moon.png" content-type="image/png">\n{lines}\n</binary>'
        '<binary id="broken.png" content-type="image/png">%%%</binary></FictionBook>'
    )
    work = read_fb2(Source("b.fb2", book.encode()))
    assert pictures_by_name(work) == {"moon.png": MOON}
    assert ("moon", "moon.png") in shown(work)
    assert work.warnings == ("1 picture is left out: damaged or of an unknown kind",)


def test_kindle_books_keep_the_records_that_their_text_shows() -> None:
    text = (
        '<p>The <img recindex="00002" alt="sun"></img> and the <img recindex="00001"></img> and '
        '<img recindex="00009" alt="nothing"></img>.</p>'
    )
    work = read_kindle(Source("b.mobi", mobi(text, pictures=[MOON, SUN])))
    assert pictures_by_name(work) == {"picture 2": SUN, "picture 1": MOON}
    assert shown(work) == [("sun", "picture 2"), ("[picture]", "picture 1"), ("nothing", "")]


def test_the_cover_of_a_kindle_book_is_kept() -> None:
    work = read_kindle(Source("b.mobi", mobi(pictures=[MOON, SUN], cover=1)))
    assert (work.metadata.cover, pictures_by_name(work)) == ("picture 2", {"picture 2": SUN})
    work = read_kindle(Source("b.mobi", mobi(pictures=[MOON], cover=0xFFFFFFFF)))
    assert (work.metadata.cover, work.pictures) == ("", ())


def test_limits_on_all_pictures_of_a_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST", 3)
    kept = Pictures(lambda name, limit: png(int(name)))
    assert [kept.name(str(number)) for number in (1, 2, 1, 3, 4, 4)] == ["1", "2", "1", "3", "", ""]
    assert len(kept.kept) == 3
    monkeypatch.setattr(pictures, "LARGEST_ALL", 2 * len(MOON))
    kept = Pictures(lambda name, limit: png(int(name)))
    assert [kept.name(str(number)) for number in (1, 2, 3)] == ["1", "2", ""]
    (warning,) = kept.warnings()
    assert warning.startswith("1 picture is left out: more than")


@pytest.mark.parametrize(
    "href",
    [
        "data:text/html;base64,PHA+",
        "data:image/png;base64,!!!!",
        "data:image/png;base64,AAAA",
        "data:image/png",
        "data:image/svg+xml,%3Cp%3E",
        "data:,",
        "javascript:alert(1)",
        "//example.org/x.png",
        "",
    ],
)
def test_addresses_that_hold_no_picture(href: str) -> None:
    assert Pictures().name(href) == ""


def test_what_a_picture_is_its_bytes_say() -> None:
    assert type_of(MOON) == "image/png"
    assert type_of(b"RIFF\0\0\0\0WEBPVP8 ") == "image/webp"
    assert type_of(b"<?xml version='1.0'?><!-- a --> <svg xmlns='x'>") == "image/svg+xml"
    assert type_of(b"<html><svg>") == type_of(b"%PDF-1.4") == type_of(b"") == ""
    assert type_of(b"<!---->" * 600 + b"<p>") == ""


_KEPT: list[Any] = [("html", 1), ("page.html", 1), ("epub", 4), ("azw3", 4), ("mobi", 4)]


@pytest.mark.shared
@pytest.mark.parametrize(("shape", "count"), _KEPT)
def test_pictures_in_every_shape_of_a_work(shared: Path, shape: str, count: int) -> None:
    work = read(shared / "ao3" / "o5_format_carfax" / f"o5_format_carfax.{shape}")
    assert len(work.pictures) == count
    assert work.warnings == ()
    assert {name for _, name in shown(work) if name} == pictures_by_name(work).keys()
    bat = pictures_by_name(work)[
        next(name for words, name in shown(work) if words in ("tiny bat", "[picture]"))
    ]
    assert type_of(bat)


def test_what_nobody_can_show_is_shown_by_its_fallback() -> None:
    items = """<item id="p" href="art/moon.psd" media-type="image/x-psd" fallback="q"/>
        <item id="q" href="art/moon.tga" media-type="image/x-tga" fallback="r"/>
        <item id="r" href="art/moon.png" media-type="image/png"/>
        <item id="a" href="a.psd" media-type="image/x-psd" fallback="b"/>
        <item id="b" href="b.psd" media-type="image/x-psd" fallback="a"/>"""
    extra = {"art/moon.psd": b"8BPS", "art/moon.tga": b"tga", "art/moon.png": MOON}
    extra |= {"a.psd": b"8BPS", "b.psd": b"8BPS"}
    body = '<p>A <img src="art/moon.psd" alt="moon"/> and <img src="a.psd" alt="ring"/>.</p>'
    work = read_epub(Source("b.epub", epub({"one.xhtml": xhtml(body)}, items=items, extra=extra)))
    assert [picture.data for picture in work.pictures] == [MOON]
    assert shown(work) == [("moon", work.pictures[0].name), ("ring", "")]


@pytest.mark.parametrize(
    ("metadata", "properties"),
    [
        ("", 'properties="cover-image"'),
        ('<meta name="cover" content="front"/>', ""),
        ('<meta name="cover" content="50% off.png"/>', ""),
    ],
)
def test_the_cover_of_an_epub_is_kept_though_no_page_shows_it(
    metadata: str, properties: str
) -> None:
    metadata = f"<dc:title>Sky</dc:title>{metadata}"
    items = f'<item id="front" href="50%25%20off.png" media-type="image/png" {properties}/>'
    extra = {"50% off.png": SUN, "other.png": MOON}
    book = epub({"a.xhtml": xhtml("<p>x</p>")}, metadata=metadata, items=items, extra=extra)
    work = read_epub(Source("b.epub", book))
    assert work.metadata.cover == "OEBPS/50% off.png"
    assert pictures_by_name(work) == {work.metadata.cover: SUN}


def test_the_cover_of_an_fb2_file_is_kept() -> None:
    page = '<coverpage><image l:href="#sun.png"/></coverpage>'
    book = (
        '<FictionBook xmlns:l="http://www.w3.org/1999/xlink"><description><title-info>'
        f"<book-title>Sky</book-title>{page}</title-info></description><body><section><p>x</p>"
        f'</section></body><binary id="sun.png">{base64.b64encode(SUN).decode()}</binary>'
        "</FictionBook>"
    )
    work = read_fb2(Source("b.fb2", book.encode()))
    assert pictures_by_name(work) == {"sun.png": SUN}
    assert work.metadata.cover == "sun.png"
