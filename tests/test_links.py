"""Where links lead, and which blocks are a note."""

from __future__ import annotations

from pathlib import Path

import pytest

from tuireader import guide
from tuireader.formats import read
from tuireader.place import Place
from tuireader.reading.chapters import Chapters
from tuireader.reading.links import LONGEST, Link, Note, is_address, links_of, note_of
from tuireader.work import Block, Cell, Chapter, Kind, Part, Role, Span

PARAGRAPH = Kind.PARAGRAPH


def chapters(*made: tuple[Block, ...]) -> Chapters:
    loaded = [Chapter(number, "", blocks) for number, blocks in enumerate(made, 1)]
    return Chapters(loaded.__getitem__, len(loaded))


def calling(*targets: str) -> Block:
    """A text that calls notes, by numbers from 1."""
    text, spans = "It was so", []
    for number, target in enumerate(targets, 1):
        spans.append(Span(len(text), len(text) + 1, Role.NOTE_REF, target))
        text += f"{number}, and so"
    return Block(PARAGRAPH, text, tuple(spans))


def note(text: str, kind: Kind = PARAGRAPH, source: str = "", marker: str = "") -> Block:
    """A block of a note; "↩" at its end leads back, and so does a label at its beginning."""
    back = "#0/0/9"
    spans = []
    if text.endswith("↩"):
        spans.append(Span(len(text) - 1, len(text), Role.LINK, back))
    if text.startswith("["):
        spans.append(Span(0, 3, Role.LINK, back))
    return Block(kind, text, tuple(spans), source=source, marker=marker, level=bool(marker))


def notes_of(work: Chapters) -> list[Note | None]:
    calls = links_of(work[0].blocks[0], 0, 0)
    return [note_of(work, call) for call in calls if call.is_note]


def texts(work: Chapters) -> list[str]:
    return [found.text if found else "" for found in notes_of(work)]


def test_a_link_in_pieces_is_one_link() -> None:
    spans = (
        Span(4, 8, Role.LINK, "#1/0/0"),
        Span(4, 16, Role.EMPHASIS),
        Span(8, 16, Role.LINK, "#1/0/0"),
        Span(20, 24, Role.LINK, "#1/0/0"),
    )
    found = links_of(Block(PARAGRAPH, "See the next one or this.", spans), 3, 5)
    assert found == [
        Link(Place(3, 5, 4), 16, "#1/0/0", text="the next one"),
        Link(Place(3, 5, 20), 24, "#1/0/0", text="this"),
    ]
    assert found[0].leads_to == Place(1, 0, 0)
    assert found[0].address == ""


@pytest.mark.parametrize(
    "target",
    ["", "#1/2", "#1/2/x", "javascript:alert(1)", "file:///etc/passwd", "--help", "http://",
     "ftp:x", "https://a b", "https://a\nb", "https://a\x1b]0;x\x07", "//a.example",
     "#" + "9" * 40 + "/0/0"],
)  # fmt: skip
def test_what_leads_nowhere(target: str) -> None:
    link = Link(Place(), 1, target)
    assert link.leads_to is None
    assert link.address == ""


@pytest.mark.parametrize(
    "target", ["https://a.example/", "HTTP://A.example", "mailto:ann@a.example"]
)
def test_what_may_be_asked_about(target: str) -> None:
    assert is_address(target)
    assert Link(Place(), 1, target).address == target


def test_paragraphs_up_to_the_next_note() -> None:
    work = chapters(
        (calling("#1/1/0", "#1/3/0", "#1/4/0"),),
        (
            Block(Kind.HEADING, "Notes", level=2),
            note("[1] First."),
            note("And more of it."),
            note("[2] Second."),
            note("[3] Third."),
            Block(Kind.HEADING, "Index", level=2),
        ),
    )
    assert texts(work) == ["[1] First.\n\nAnd more of it.", "[2] Second.", "[3] Third."]
    assert [found.label for found in notes_of(work) if found] == ["1", "2", "3"]


def test_the_way_back_ends_a_note_and_is_not_shown() -> None:
    work = chapters(
        (calling("#0/1/0"), note("First."), note("And more. ↩"), note("The story goes on.")),
    )
    assert texts(work) == ["First.\n\nAnd more."]
    work = chapters((calling("#0/1/0"), note("First."), note("↩"), note("The story goes on.")))
    assert texts(work) == ["First."]


def test_an_element_of_its_own_says_where_a_note_ends() -> None:
    # As <li id="fn1"><p/><p/><pre/></li><li id="fn2"><p/></li><p/>.
    work = chapters(
        (
            calling("#0/1/0", "#0/4/0"),
            note("First.", source="/4/2/2/2"),
            note("More.", source="/4/2/2/4"),
            note("  code", Kind.PREFORMATTED, source="/4/2/2/6"),
            note("Second.", source="/4/2/4/2"),
            note("The story goes on.", source="/4/4"),
        ),
    )
    assert texts(work) == ["First.\n\nMore.\n\n  code", "Second."]


def test_the_last_of_many_of_a_paragraph_each_is_a_paragraph() -> None:
    work = chapters((calling("#0/1/0", "#0/2/0"), note("One."), note("Two."), note("Thank you.")))
    assert texts(work) == ["One.", "Two."]


def test_notes_that_share_a_block() -> None:
    work = chapters((calling("#0/1/0", "#0/1/8"), note("[1] One\n[2] Two, and\nthree.")))
    assert texts(work) == ["[1] One", "[2] Two, and\nthree."]


def test_items_parts_and_breaks_end_a_note() -> None:
    item = note("First.", Kind.ITEM, marker="1.")
    more = Block(PARAGRAPH, "More.", level=1)
    for after in (
        note("Second.", Kind.ITEM, marker="2."),
        Block(PARAGRAPH, "No item."),
        Block(Kind.BREAK),
        Block(PARAGRAPH, "Afterwards.", part=Part.END_NOTES, level=1),
        calling("#0/1/0"),
        Block(Kind.TERM, "Other", level=1),
    ):
        assert texts(chapters((calling("#0/1/0"), item, more, after))) == ["First.\n\nMore."]


def test_of_what_never_ends_only_the_beginning_is_shown() -> None:
    endless = tuple(Block(PARAGRAPH, f"Paragraph {number}.") for number in range(LONGEST + 5))
    assert texts(chapters((calling("#0/1/0"), *endless))) == ["Paragraph 0."]


def test_a_note_in_a_table_and_one_without_text() -> None:
    cell = Block(Kind.CELL, "A cell.", cell=Cell(0, 0, 0))
    (found,) = notes_of(chapters((calling("#0/1/0"), cell, Block(PARAGRAPH, "After."))))
    assert found is not None
    assert [block.cell for block in found.blocks] == [None]
    assert texts(chapters((calling("#0/1/0"), Block(Kind.IMAGE, "")))) == [""]
    assert texts(chapters((calling("#7/1/0", "#0/9/0", "https://a.example/"),))) == ["", "", ""]


def test_links_and_notes_of_the_guide() -> None:
    work = read(guide.PATH)
    loaded = Chapters(work.chapters.__getitem__, len(work.chapters))
    links = [
        link
        for chapter, made in enumerate(work.chapters)
        for index, block in enumerate(made.blocks)
        for link in links_of(block, chapter, index)
    ]
    assert all(link.address or link.leads_to for link in links)
    notes = [note_of(loaded, link) for link in links if link.is_note]
    assert [len(note.blocks) for note in notes if note] == [1, 3]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "calls", "longest"),
    [
        ("standardebooks/se-war-and-peace.epub", 137, 1),
        ("standardebooks/se-economic-consequences.epub", 171, 33),  # some are tables
        ("idpf/idpf-wasteland.epub", 50, 6),
        ("fb2/crengine-example.fb2", 5, 1),
        ("markdown/pandoc-manual.md", 4, 7),
    ],
)
def test_every_note_of_real_books(shared: Path, name: str, calls: int, longest: int) -> None:
    work = read(shared / "books" / name)
    found = [
        note_of(Chapters(work.chapters.__getitem__, len(work.chapters)), link)
        for chapter, made in enumerate(work.chapters)
        for index, block in enumerate(made.blocks)
        for link in links_of(block, chapter, index)
        if link.is_note
    ]
    assert len(found) == calls
    assert all(note is not None and note.text and "↩" not in note.text for note in found)
    assert max(len(note.blocks) for note in found if note) == longest
