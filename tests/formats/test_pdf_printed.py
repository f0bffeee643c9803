"""PDF as browsers print it: their lines above and below a page, and the pages of AO3."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pytest

from tests.formats.pdf_files import Link, Text, pdf
from tuireader.formats import Source
from tuireader.formats.pdf.document import Document
from tuireader.formats.pdf.reader import read as read_pdf
from tuireader.formats.pdf.targets import without_targets, without_targets_in
from tuireader.formats.pdf.text import ITALIC, Line, Run
from tuireader.work import Block, Kind, Part, Series, Work

TIME = "11/20/26, 1:41 PM"
MARGIN, INDENT = 34.0, 22.0
TITLE = "The Lock-Keeper - otter (brook), heron - Rivers - Various [Archive of Our Own]"
FIRST = [
    "The lock-keeper had been up since four, which was his habit in any weather, and he had al-",
    "ready let two barges through when the fog came up the river like a cat and sat on the gates.",
]
SECOND = "Nobody called him by his name; there was nobody to do it."


class Row(NamedTuple):
    """A line of a sheet: how far from the line above, how far in, how big, in which font."""

    text: str
    down: float = 13.5
    x: float = MARGIN
    size: float = 8.0
    font: str = ""


def sheets(
    pages: Sequence[Iterable[Row]],
    title: str = TITLE,
    url: str = "https://example.org/a",
    links: Sequence[Link] = (),
) -> bytes:
    """A PDF as a browser prints it, with its own lines on every sheet."""
    made = []
    for number, page in enumerate(pages, 1):
        y = 760.0
        texts = []
        for row in page:
            y -= row.down
            texts.append(Text(row.x, y, row.text, row.size, row.font))
        texts.append(Text(25, 775, f"{TIME} {title}", 6))
        texts.append(Text(25, 17, f"{url} {number}/{len(pages)}", 6))
        made.append(texts)
    return pdf(made, info={"Title": title}, links=links)


def book(data: bytes) -> Work:
    return read_pdf(Source("printed.pdf", data))


def told(blocks: Iterable[Block]) -> list[str]:
    return ["* * *" if b.kind is Kind.BREAK else b.text for b in blocks]


def head(text: str, down: float = 32) -> Row:
    return Row(text, down, size=10.2, font="bold")


def paragraph(*lines: str, down: float = 13.5, x: float = MARGIN) -> list[Row]:
    first, *others = lines
    return [Row(first, down, x + INDENT), *(Row(line, x=x) for line in others)]


def test_what_a_browser_prints_around_a_page_is_left_out() -> None:
    page = [*paragraph(*FIRST), *paragraph(SECOND), *paragraph(*FIRST)]
    for count in (1, 2):
        work = book(sheets([page] * count, title="A Page"))
        text = "\n".join(block.text for chapter in work.chapters for block in chapter.blocks)
        assert "1:41" not in text
        assert "example.org" not in text
        assert text.count(SECOND) == count
        assert work.metadata.title == "A Page"


def test_pages_that_only_end_with_an_address_are_whole() -> None:
    rows = [Text(MARGIN, 700 - 13 * n, line) for n, line in enumerate([*FIRST, SECOND])]
    page = [*rows, Text(MARGIN, 600, "See https://example.org/a 1/1")]
    work = book(pdf([page]))
    assert work.chapters[0].blocks[-1].text.startswith("See https")


ADDRESS = "http://archiveofourown.org"
HINT = "(See the end of the chapter for notes (#chapter_1_endnotes) .)"


def styled() -> list[list[Row]]:
    """A work as the site's own style for paper sets it."""
    tags = [
        Row("Mature", x=58),
        Row("Graphic Depictions Of Violence", 27, 58),
        Row("Major Character Death", x=58),
        Row("Gen", 27, 58),
        Row("Rivers - Various", 27, 58),
        Row("Keeper & Fog", 27, 58),
        Row("The Keeper", 27, 58),
        Row("The Fog (Rivers)", x=58),
        Row("Slow Burn", 27, 58),
        Row("No Beta We Drown Like Barges", x=58),
        Row("English Part 1 of The Locks", x=42),
    ]
    return [
        [
            *tags,
            Row("The Lock-Keeper", 36, size=14, font="bold"),
            head("otter (brook), heron"),
            head("Summary:"),
            *paragraph("A man, a river.", down=28, x=38),
            head(f"Chapter 1 ({ADDRESS}/works/77/chapters/7701) : Fog"),
            head("Notes:"),
            *paragraph("For the barges.", down=28, x=38),
            Row(HINT, 18, 58),
            *paragraph(*FIRST, down=15),
            *paragraph(SECOND),
            Row("***", x=265),
            *paragraph(SECOND),
        ],
        [
            *paragraph(*FIRST),
            head("Notes:"),
            *paragraph("Barges are real.", down=28, x=38),
            head(f"Chapter 2 ({ADDRESS}/works/77/chapters/7702)"),
            *paragraph(SECOND, down=28),
            *paragraph(*FIRST),
        ],
        [
            *paragraph(SECOND),
            *paragraph(*FIRST),
            head("Series this work belongs to:"),
            Row(f"Part 1 of The Locks ({ADDRESS}/series/5)", 28, 80),
        ],
    ]


def test_a_page_of_ao3_printed_is_its_work() -> None:
    work = book(sheets(styled(), url=f"{ADDRESS}/works/77?view_full_work=true"))
    metadata = work.metadata
    assert (metadata.title, metadata.authors) == ("The Lock-Keeper", ("otter (brook)", "heron"))
    assert metadata.url == "https://archiveofourown.org/works/77"
    assert metadata.rating == "Mature"
    assert metadata.warnings == ("Graphic Depictions Of Violence", "Major Character Death")
    assert (metadata.categories, metadata.fandoms) == (("Gen",), ("Rivers - Various",))
    assert metadata.relationships == ("Keeper & Fog",)
    assert metadata.characters == ("The Keeper", "The Fog (Rivers)")
    assert metadata.tags == ("Slow Burn", "No Beta We Drown Like Barges")
    assert metadata.language == "English"
    assert metadata.series == (Series("The Locks", 1),)
    assert (metadata.summary, metadata.notes) == ("A man, a river.", "")
    first, second = work.chapters
    assert (first.number, first.title, first.source_id) == (1, "Fog", "7701")
    assert (second.number, second.title, second.source_id) == (2, "", "7702")
    assert told(first.part(Part.NOTES)) == ["For the barges."]
    assert told(first.part(Part.END_NOTES)) == ["Barges are real."]
    long = f"{FIRST[0].removesuffix('-')}{FIRST[1]}"
    assert "al-ready" in told(first.part(Part.STORY))[0]  # browsers part no words
    assert long.replace("already", "al-ready") == told(first.part(Part.STORY))[0]
    assert told(first.part(Part.STORY))[1:3] == [SECOND, "* * *"]
    assert told(second.part(Part.STORY))[0] == SECOND
    assert sum(block.has_text for block in second.blocks) == 4


def test_collections_beside_a_series_are_told_by_their_links() -> None:
    first, *_ = styled()
    at = next(n for n, row in enumerate(first) if row.text.startswith("English"))
    first[at] = first[at]._replace(text="English Part 1 of The Locks Winter Fair")
    y = 760 - sum(row.down for row in first[: at + 1])
    wide = 0.6 * 8

    def link(start: int, end: int, address: str) -> Link:
        return Link(0, 42 + start * wide, y - 3, 42 + end * wide, y + 9, ADDRESS + address)

    links = [link(18, 27, "/series/5"), link(28, 39, "/collections/fair")]
    for given, series, collections in (
        (links, "The Locks", ("Winter Fair",)),
        ([], "The Locks Winter Fair", ()),
    ):
        url = f"{ADDRESS}/works/77/chapters/7701"
        metadata = book(sheets([first], url=url, links=given)).metadata
        assert (metadata.series, metadata.collections) == ((Series(series, 1),), collections)


def saved() -> list[list[Row]]:
    """A saved page, printed without any style."""
    text = [*(Row(line, 13.5 + 12 * (not n)) for n, line in enumerate(FIRST)), Row(SECOND, 27)]
    return [
        [
            Row("Archive of Our Own beta", 20, size=16, font="bold"),
            Row("Log In"),
            head("Actions"),
            *(Row(text, x=52) for text in ("Chapter by Chapter", "Share", "Download", "EPUB")),
            head("Work Header"),
            Row("Rating:", 27),
            Row("Mature", x=72),
            Row("Characters:"),
            Row("The Keeper", x=72),
            Row("The Fog (Rivers)", x=72),
            Row("Stats:"),
            Row("Published:", x=52),
            Row("2026-01-11", x=72),
            Row("Chapters:", x=52),
            Row("1/1", x=72),
            Row("The Lock-Keeper", 36, size=12, font="bold"),
            head("otter (brook)"),
            head("Notes:"),
            Row("For the barges.", 28, 54),
            head("Work Text:"),
            *text * 3,
        ],
        [
            *text * 3,
            head("Actions"),
            Row("Kudos", 28, 65),
            head("Kudos"),
            Row("heron left kudos on this work!", 28),
        ],
    ]


def test_a_saved_page_of_ao3_printed_is_its_work() -> None:
    work = book(sheets(saved(), url="file:///home/reader/page.html"))
    metadata = work.metadata
    assert (metadata.title, metadata.authors) == ("The Lock-Keeper", ("otter (brook)",))
    assert (metadata.rating, metadata.published) == ("Mature", "2026-01-11")
    assert metadata.characters == ("The Keeper", "The Fog (Rivers)")
    assert metadata.complete
    (chapter,) = work.chapters
    assert told(chapter.part(Part.WORK_NOTES)) == ["For the barges."]
    assert told(chapter.part(Part.STORY))[1::2] == [SECOND] * 6
    assert len(chapter.blocks) == 13


def download(headed: bool) -> list[list[Row]]:
    """A download as HTML, printed: chapters follow each other on one page."""

    def chapter(number: int) -> list[Row]:
        heading = [Row(f"Chapter {number}: Fog", 36, 250, 10.2, "bold")] if headed else []
        return [*heading, *text(), *text()]

    def text() -> list[Row]:
        return [*(Row(line, 13.5 + 12 * (not n), 58) for n, line in enumerate(FIRST)),
                Row(SECOND, 26, 58)]  # fmt: skip

    posted = "Posted originally on the Archive of Our Own at http://archiveofourown.org/works/77."
    return [
        [
            Row("The Lock-Keeper", x=250, font="bold"),
            Row(posted, x=100),
            Row("Rating: Mature", 27, 47),
            Row("Characters: The Keeper, The Fog (Rivers)", 15, 47),
            Row("Stats: Published: 2026-01-11 Chapters: 2/2", 15, 47),
            Row("The Lock-Keeper", 36, 230, 12, "bold"),
            Row("by otter (brook)", 27, 250),
            Row("Summary", 27, 35),
            Row("A man, a river.", 32, 76),
            *chapter(1),
            *(chapter(2) if headed else []),
        ],
        [*text(), Row("End Notes", 36, 35), Row("Barges are real.", 32, 76)],
    ]


@pytest.mark.parametrize("headed", [True, False])
def test_a_download_of_ao3_printed_is_its_work(headed: bool) -> None:
    work = book(sheets(download(headed), title="The Lock-Keeper - otter - Rivers"))
    metadata = work.metadata
    assert (metadata.title, metadata.authors) == ("The Lock-Keeper", ("otter (brook)",))
    assert metadata.characters == ("The Keeper", "The Fog (Rivers)")
    assert (metadata.summary, metadata.end_notes) == ("A man, a river.", "Barges are real.")
    assert [chapter.title for chapter in work.chapters] == (["Fog", "Fog"] if headed else [""])
    counts = [sum(1 for _ in chapter.part(Part.STORY)) for chapter in work.chapters]
    assert counts == ([4, 6] if headed else [6])


def test_addresses_behind_links_are_left_out_of_a_line() -> None:
    assert without_targets("a ship (/works/1) , and (so) on (#fn(2)) .") == "a ship, and (so) on."
    assert without_targets("half (http://example.org/a_(b)) of it") == "half of it"
    assert without_targets("he (the keeper) and/or (he/she)") == "he (the keeper) and/or (he/she)"


def test_addresses_in_lines_of_their_own_leave_no_gap() -> None:
    def line(text: str, base: float) -> Line:
        return Line((Run(text[:4], ITALIC), Run(text[4:])), 34, 500, base, 8)

    page = [
        line("The ship (https://example.org/", 100),
        line("a/very/long/way) sailed", 88),
        line("(https://example.org/alone)", 76),
        line("home.", 64),
    ]
    found = without_targets_in(page)
    assert [line.text for line in found] == ["The ship", " sailed", "home."]
    assert [line.base for line in found] == [100, 88, 76]
    assert found[0].runs[0] == Run("The ", ITALIC)


def test_short_lines_close_below_each_other_are_not_one() -> None:
    page = [Text(58, 700, "River Bank", 8), Text(58, 700 - 0.65 * 8, "Work skin required", 8)]
    with Document(pdf([page])) as file:
        (found,) = file.pages()
    assert [line.text for line in found] == ["River Bank", "Work skin required"]
