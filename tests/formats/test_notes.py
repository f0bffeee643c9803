"""Notes and their calls lead to each other, in every chapter and both ways."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.making import epub, xhtml
from tuireader.formats import Source, read
from tuireader.formats.epub.reader import read as read_epub
from tuireader.formats.notes import link_notes
from tuireader.work import Block, Kind, Role, Span, Work

Ways = list[tuple[str, str, str, str]]


def ways(work: Work) -> Ways:
    """Every link inside the work: its block's text, its own, its role, the text it leads to."""
    found = []
    for chapter in work.chapters:
        for block in chapter.blocks:
            for span in block.spans:
                if span.target.startswith("#"):
                    at, index, offset = map(int, span.target[1:].split("/"))
                    there = work.chapters[at].blocks[index].text[offset:]
                    found.append((block.text, block.text[span.start : span.end], span.role, there))
    return found


def book(*chapters: str) -> Work:
    documents = {f"{n}.xhtml": xhtml(body) for n, body in enumerate(chapters, 1)}
    nav = "".join(f'<li><a href="{n}.xhtml">{n}</a></li>' for n in range(1, len(chapters) + 1))
    return read_epub(Source("b.epub", epub(documents, nav=f"<ol>{nav}</ol>")))


CALL = '<p>{0} swam.<sup><a {1}href="{2}#fn1">[1]</a></sup></p>'
NOTE = '<p><a {1}href="{2}#ref1">[1]</a> On {0}.</p>'


def test_names_that_every_chapter_has_lead_to_its_own_notes() -> None:
    """As calibre leaves them: the first chapter keeps the names, all others lead there."""
    work = book(
        CALL.format("Rat", 'id="ref1" ', "1.xhtml") + NOTE.format("Rat", 'id="fn1" ', "1.xhtml"),
        CALL.format("Mole", "", "1.xhtml") + NOTE.format("Mole", "", "1.xhtml"),
        CALL.format("Toad", "", "1.xhtml") + NOTE.format("Toad", "", "1.xhtml"),
    )
    expected: Ways = []
    for name in ("Rat", "Mole", "Toad"):
        call, note = f"{name} swam.[1]", f"[1] On {name}."
        expected += [(call, "[1]", Role.NOTE_REF, note), (note, "[1]", Role.LINK, "[1]")]
    assert ways(work) == expected
    assert [
        span.target
        for chapter in work.chapters
        for block in chapter.blocks
        for span in block.spans
        if span.role is Role.LINK
    ] == ["#0/0/9", "#1/0/10", "#2/0/10"]


def test_links_to_another_chapters_note_stay_where_there_is_no_other() -> None:
    work = book(
        CALL.format("Rat", 'id="ref1" ', "1.xhtml") + NOTE.format("Rat", 'id="fn1" ', "1.xhtml"),
        CALL.format("Mole", "", "1.xhtml") + "<p>[1] is a number.</p>",
    )
    assert ways(work)[2] == ("Mole swam.[1]", "[1]", Role.LINK, "[1] On Rat.")


def test_a_note_without_a_way_back_gets_one() -> None:
    work = book(
        '<p>Rat<sup><a href="#a">1</a></sup> and<sup><a href="#b">2</a></sup> Mole'
        '<sup><a href="#c">3</a></sup></p>'
        '<p id="a">1. On rats.</p><p id="b">On neither.</p>'
        '<p id="c"><b>3</b> Whole. <a href="#c">see</a></p><p>4 <i>no note</i></p>'
    )
    assert [way[1:] for way in ways(work) if way[0][0] != "R"] == [
        ("1.", Role.LINK, "1 and2 Mole3"),
        ("3", Role.LINK, "3"),
        ("see", Role.LINK, "3 Whole. see"),
    ]


texts = st.sampled_from(["[1]", "[1] note [1]", "1 a", "(a)", "*", "2"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(texts, min_size=1, max_size=3), max_size=3), st.data())
def test_whatever_leads_where_nothing_else_changes(
    story: list[list[str]], data: st.DataObject
) -> None:
    places = [f"#{c}/{b}/0" for c, blocks in enumerate(story) for b in range(len(blocks))]
    chapters = [
        tuple(
            Block(
                Kind.PARAGRAPH,
                text,
                tuple(
                    Span(0, min(3, len(text)), role, data.draw(st.sampled_from(places)))
                    for role in data.draw(
                        st.lists(st.sampled_from([Role.LINK, Role.NOTE_REF]), max_size=2)
                    )
                ),
            )
            for text in blocks
        )
        for blocks in story
    ]
    linked = link_notes(chapters)
    assert [[b.text for b in c] for c in linked] == [[b.text for b in c] for c in chapters]
    for before, after in zip(chapters, linked, strict=True):
        for old, new in zip(before, after, strict=True):
            assert len(new.spans) >= len(old.spans)
            assert all(0 <= span.start < span.end <= len(new.text) for span in new.spans)


@pytest.mark.shared
@pytest.mark.parametrize(
    "shape", ["html", "page.html", "epub", "azw3", "mobi", "fff.html", "fff.epub"]
)
def test_the_footnotes_of_a_real_work_in_every_shape(shared: Path, shape: str) -> None:
    """Four chapters, each with notes 1 and 2 of the same names."""
    work = read(shared / "ao3" / "o6_series_riverbank" / f"o6_series_riverbank.{shape}")
    calls = 0
    for number, chapter in enumerate(work.chapters):
        for index, block in enumerate(chapter.blocks):
            for span in block.spans:
                if span.role is Role.NOTE_REF:
                    calls += 1
                    at, there, _ = map(int, span.target[1:].split("/"))
                    note = work.chapters[at].blocks[there]
                    assert at == number
                    assert note.text.startswith(block.text[span.start : span.end])
                    assert note.spans[0].target == f"#{number}/{index}/{span.start}"
    assert calls == 8
