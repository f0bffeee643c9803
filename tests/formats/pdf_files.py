"""Small PDF files, made by hand: lines of Courier where a test wants them, and an outline."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import NamedTuple

FONTS = {"": "Courier", "bold": "Courier-Bold", "italic": "Courier-Oblique"}
SIZE = 10.0
LEFT, TOP, BOTTOM = 72.0, 720.0, 72.0
LEAD = 12.0
COLUMNS = 60  # characters of a line


class Text(NamedTuple):
    """A piece of a line: a character is 0.6 times as wide as its font is big."""

    x: float
    y: float
    text: str
    size: float = SIZE
    font: str = ""
    stated: str | None = None  # what it stands for


class Mark(NamedTuple):
    title: str
    page: int
    y: float
    below: tuple[Mark, ...] = ()


class Link(NamedTuple):
    """An address that words on a page lead to."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    address: str


def pdf(
    pages: Sequence[Iterable[Text]],
    *,
    outline: Sequence[Mark] = (),
    info: dict[str, str] | None = None,
    trailer: str = "",
    links: Sequence[Link] = (),
) -> bytes:
    """A PDF of these pages."""
    objects: list[bytes] = [b"", b""]  # the catalogue and the pages come last
    fonts = []
    for name in FONTS.values():
        objects.append(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{name}"
            " /Encoding /WinAnsiEncoding >>".encode()
        )
        fonts.append(len(objects))
    resources = " ".join(f"/F{n} {number} 0 R" for n, number in enumerate(fonts))
    kids = []
    for index, page in enumerate(pages):
        annotations = b" ".join(
            b"<< /Type /Annot /Subtype /Link /Rect [%d %d %d %d] /A << /S /URI /URI (%b) >> >>"
            % (*link[1:5], _string(link.address))
            for link in links
            if link.page == index
        )
        stream = b"".join(map(_drawn, page))
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R"
            f" /Resources << /Font << {resources} >> >>".encode()
            + b" /Annots [%b] >>" % annotations
        )
        kids.append(len(objects))
    catalogue = "/Type /Catalog /Pages 2 0 R"
    if outline:
        objects.append(b"")
        number = len(objects)
        first, last = _add_outline(objects, outline, number, kids)
        objects[number - 1] = f"<< /First {first} 0 R /Last {last} 0 R >>".encode()
        catalogue += f" /Outlines {number} 0 R"
    objects[0] = f"<< {catalogue} >>".encode()
    references = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{references}] /Count {len(kids)} >>".encode()
    said = b"".join(b"/%b (%b) " % (k.encode(), _string(v)) for k, v in (info or {}).items())
    objects.append(b"<< %b >>" % said)
    return _file(objects, trailer)


def _add_outline(
    objects: list[bytes], marks: Sequence[Mark], parent: int, kids: Sequence[int]
) -> tuple[int, int]:
    """Adds the lines of an outline; the numbers of the first and the last."""
    first = len(objects) + 1
    last = len(objects) + len(marks)
    objects += [b""] * len(marks)
    for number, mark in enumerate(marks, first):
        links = f" /Prev {number - 1} 0 R" if number > first else ""
        links += f" /Next {number + 1} 0 R" if number < last else ""
        if mark.below:
            inner_first, inner_last = _add_outline(objects, mark.below, number, kids)
            links += f" /First {inner_first} 0 R /Last {inner_last} 0 R /Count {len(mark.below)}"
        objects[number - 1] = b"<< /Title (%b) /Parent %d 0 R /Dest [%d 0 R /XYZ 0 %d 0]%b >>" % (
            _string(mark.title),
            parent,
            kids[mark.page],
            mark.y,
            links.encode(),
        )
    return first, last


def _drawn(piece: Text) -> bytes:
    font = list(FONTS).index(piece.font)
    drawn = b"BT /F%d %.1f Tf %.1f %.1f Td (%b) Tj ET\n" % (
        font,
        piece.size,
        piece.x,
        piece.y,
        _string(piece.text),
    )
    if piece.stated is None:
        return drawn
    stated = piece.stated.encode("utf-16-be").hex().encode()
    return b"/Span << /ActualText <FEFF%b> >> BDC\n%bEMC\n" % (stated, drawn)


def _string(text: str) -> bytes:
    data = text.encode("cp1252")
    for character in (b"\\", b"(", b")"):
        data = data.replace(character, b"\\" + character)
    return data


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    data = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(objects),
        trailer.encode(),
        start,
    )
    return data


def typeset(paragraphs: Iterable[str], *, gap: float = LEAD, indent: int = 0) -> list[list[Text]]:
    """Pages of paragraphs, parted by a gap or begun with an indent of so many characters."""
    pages: list[list[Text]] = [[]]
    y = TOP
    for number, paragraph in enumerate(paragraphs):
        if number:
            y -= gap
        for line in textwrap.wrap(paragraph, COLUMNS, initial_indent=" " * indent):
            if y < BOTTOM:
                pages.append([])
                y = TOP
            text = line.lstrip()
            pages[-1].append(Text(LEFT + 6 * (len(line) - len(text)), y, text))
            y -= LEAD
    return pages


def lines(
    texts: Iterable[str], *, x: float = LEFT, y: float = TOP, size: float = SIZE, font: str = ""
) -> list[Text]:
    """Lines right below each other."""
    return [Text(x, y - number * 1.2 * size, text, size, font) for number, text in enumerate(texts)]


def centred(text: str, y: float, size: float = SIZE, font: str = "") -> Text:
    """A line in the middle of the column."""
    wide = 0.6 * size * len(text)
    return Text(LEFT + (COLUMNS * 0.6 * SIZE - wide) / 2, y, text, size, font)
