"""Broken and hostile EPUBs: a work with warnings, or a refusal in plain words, and nothing else."""

from __future__ import annotations

import io
import random
import struct
import zipfile

import pytest
from making import CONTAINER, ao3_epub, epub, package, xhtml, zipped

from tuireader.formats.epub import archive
from tuireader.formats.epub.archive import Archive, UnreadableError
from tuireader.formats.epub.reader import read
from tuireader.formats.errors import FormatError
from tuireader.formats.source import Source
from tuireader.work import Work

ONE = xhtml("<h1>One</h1><p>First words.</p>")
TWO = xhtml("<h1>Two</h1><p>Second words.</p>")


def book(data: bytes) -> Work:
    return read(Source("book.epub", data))


def titles(work: Work) -> list[str]:
    return [chapter.title for chapter in work.chapters]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "the OPF file"),
        ({"META-INF/container.xml": CONTAINER}, "the OPF file"),
        ({"META-INF/container.xml": "<<<", "x.opf": "garbage"}, "the OPF file"),
        ({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": "<package/>"}, "nothing to read"),
        (package({}), "nothing to read"),
    ],
)
def test_no_book(files: dict[str, str | bytes], reason: str) -> None:
    with pytest.raises(FormatError, match=reason):
        book(zipped(files))


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"not a zip", zipped({})[:40]],
    ids=["empty", "two letters", "text", "cut off"],
)
def test_no_archive(data: bytes) -> None:
    with pytest.raises(FormatError, match="cut short or damaged"):
        book(data)


def test_a_missing_container_is_made_up_for() -> None:
    files = package({"a.xhtml": ONE})
    del files["META-INF/container.xml"]
    assert titles(book(zipped(files))) == ["One"]


def test_missing_parts_are_said() -> None:
    files = package({"a.xhtml": ONE, "b.xhtml": TWO, "c.xhtml": TWO})
    del files["OEBPS/a.xhtml"], files["OEBPS/c.xhtml"]
    work = book(zipped(files))
    assert titles(work) == ["Two"]
    assert work.warnings == ("2 of its parts are missing",)


def test_a_wrong_checksum_is_a_warning() -> None:
    data = bytearray(epub({"a.xhtml": ONE, "b.xhtml": TWO}))
    entry = data.rindex(b"OEBPS/b.xhtml") - 46
    data[entry + 16 : entry + 20] = b"\0\0\0\0"
    work = book(bytes(data))
    assert titles(work) == ["One", "Two"]
    assert work.warnings == ("the part OEBPS/b.xhtml is damaged",)


def test_a_part_packed_in_another_way_is_left_out() -> None:
    data = bytearray(epub({"a.xhtml": ONE, "b.xhtml": TWO}))
    entry = data.rindex(b"OEBPS/b.xhtml") - 46
    data[entry + 10 : entry + 12] = struct.pack("<H", 97)
    work = book(bytes(data))
    assert titles(work) == ["One"]
    assert len(work.warnings) == 1
    assert "b.xhtml is left out" in work.warnings[0]


def test_a_bomb_is_left_out() -> None:
    bomb = xhtml(f"<p>{' ' * 30 * 1024 * 1024}</p>")
    work = book(epub({"a.xhtml": ONE, "b.xhtml": bomb}))
    assert titles(work) == ["One"]
    assert "unpacks to more than any book holds" in work.warnings[0]


def test_a_part_too_long_to_turn_pages_in_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuireader.formats.epub.reader._LARGEST_PART", 2_000_000)
    long = xhtml(f"<p>{'words ' * 500_000}</p>")
    work = book(epub({"a.xhtml": ONE, "b.xhtml": long}))
    assert titles(work) == ["One"]
    assert work.warnings == (
        "the part OEBPS/b.xhtml is left out: it is 3 MB long, more than can be read at once",
    )


def test_entities_that_unfold_without_end_are_left_out() -> None:
    declared = f'<!DOCTYPE html [<!ENTITY q "{"Q" * 50_000}">]>'
    bomb = (
        f"{declared}<html><head><title>T</title></head><body><p>{'&q;' * 20_000}</p></body></html>"
    )
    work = book(epub({"a.xhtml": ONE, "b.xhtml": bomb}))
    assert titles(work) == ["One"]
    assert "unfold without end" in work.warnings[0]
    picture = (
        "<!DOCTYPE html [<!ENTITY q 'Q'>]><html><body><img alt='A boat' src='x'/></body></html>"
    )
    work = book(epub({"a.xhtml": ONE, "b.xhtml": picture}))
    assert work.warnings == ()
    assert work.chapters[-1].blocks[-1].text == "A boat"


def test_what_all_parts_unpack_to_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL", 10_000)
    part = xhtml("<p>" + "".join(random.Random(1).choices("abcdef ", k=3000)) + "</p>")
    work = book(epub({f"{n}.xhtml": part for n in range(5)}))
    assert len(work.chapters) == 2
    assert len(work.warnings) == 3


def test_more_files_than_a_book_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 10)
    with pytest.raises(FormatError, match="more than any book"):
        Archive(zipped({str(n): "" for n in range(20)}))


def test_names_never_leave_the_book() -> None:
    files = package({"../../../../etc/hostname": ONE, "a.xhtml": TWO})
    assert titles(book(zipped(files))) == ["Two"]


def test_links_in_archives_are_not_followed() -> None:
    data = io.BytesIO(zipped(package({"a.xhtml": ONE, "b.xhtml": ""})))
    with zipfile.ZipFile(data, "a") as archive:
        link = zipfile.ZipInfo("OEBPS/c.xhtml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UnreadableError):
        Archive(data.getvalue()).read("OEBPS/c.xhtml")


def test_files_without_a_name() -> None:
    data = epub({"a.xhtml": ONE, "b.xhtml": TWO})
    work = book(data.replace(b"OEBPS/b.xhtml", b"\0EBPS/b.xhtml"))
    assert titles(work) == ["One"]


def test_backslashes_part_names() -> None:
    data = epub({"a.xhtml": ONE}).replace(b"OEBPS/a.xhtml", b"OEBPS\\a.xhtml")
    assert titles(book(data)) == ["One"]


def test_nothing_that_commands_a_terminal_comes_through() -> None:
    evil = "&#155;31m\x9b31m\u202e"
    nav = f"<ol><li><a href='a.xhtml'>One{evil}</a></li></ol>"
    metadata = f"<dc:title>T{evil}</dc:title><dc:creator>A{evil}</dc:creator>"
    metadata += f"<dc:language>en{evil}</dc:language><dc:identifier>i{evil}</dc:identifier>"
    metadata += f"<dc:description>D{evil}</dc:description><dc:subject>S{evil}</dc:subject>"
    files = package(
        {f"a{evil}.xhtml": ONE, "a.xhtml": ONE, "b.xhtml": TWO}, nav=nav, metadata=metadata
    )
    del files["OEBPS/b.xhtml"]
    shown = repr(book(zipped(files))).encode("unicode_escape").decode()
    assert "x9b" not in shown
    assert "u202e" not in shown


def test_a_circle_of_fallbacks_ends() -> None:
    items = """<item id="x" href="x.bin" media-type="a/b" fallback="y"/>
        <item id="y" href="y.bin" media-type="a/b" fallback="x"/>"""
    files = package({"a.xhtml": ONE}, items=items, extra={"x.bin": "", "y.bin": ""})
    opf = str(files["OEBPS/book.opf"]).replace("</spine>", '<itemref idref="x"/></spine>')
    assert titles(book(zipped({**files, "OEBPS/book.opf": opf}))) == ["One"]


def test_broken_anywhere_it_is_a_work_or_a_refusal() -> None:
    """Bytes changed, cut and doubled at random places."""
    sound = ao3_epub()
    chance = random.Random(7)
    opened = 0
    reasons = set()
    for _ in range(150):
        data = bytearray(sound)
        for _ in range(chance.randrange(1, 6)):
            place = chance.randrange(len(data))
            match chance.randrange(3):
                case 0:
                    data[place] = chance.randrange(256)
                case 1:
                    del data[place : place + chance.randrange(40)]
                case 2:
                    data[place:place] = data[place : place + chance.randrange(40)]
        try:
            opened += bool(book(bytes(data)).chapters)
        except FormatError as error:
            reasons.add(str(error))
    assert opened
    assert all(reason.isprintable() for reason in reasons)
