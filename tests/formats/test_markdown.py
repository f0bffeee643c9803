"""Markdown: told from ordinary text, read through the same gate as HTML, never loaded or run."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.truth import load, plain_text
from tuireader.formats import FormatError, Source, detect, read
from tuireader.formats.markdown.front import front_metadata, read_front
from tuireader.formats.markdown.reader import read as read_markdown
from tuireader.work import Align, Block, Kind, Role, Series, Work

BOOK = """# The River

## Chapter 1

Mole had been *working* very **hard** all the morning,
spring-cleaning his [little home](https://example.org/home).[^1]

* * *

> “Bother!” he said.

## Chapter 2

| Name | Legs |
|------|-----:|
| Mole | 4    |

1. ~~Whitewash~~
2. `Sunlight`, see [the first](#chapter-1)

![A boat](boat.png)

[^1]: It was small.
"""


def book(text: str, name: str = "book.md") -> Work:
    return read_markdown(Source(name, text.encode()))


def roles(block: Block) -> list[tuple[Role, str]]:
    return [(span.role, block.text[span.start : span.end]) for span in block.spans]


def test_a_book_is_its_headings() -> None:
    work = book(BOOK)
    assert (work.format, work.metadata.title) == ("markdown", "The River")
    entries = [(entry.title, entry.level) for entry in work.contents]
    assert entries == [("The River", 1), ("Chapter 1", 2), ("Chapter 2", 2)]
    (chapter,) = work.chapters  # too short for several
    title, first, prose, ornament, quote, second, *rest = chapter.blocks
    assert (title.level, first.level, second.level) == (1, 2, 2)
    assert prose.text.endswith("all the morning, spring-cleaning his little home.[1]")
    assert roles(prose)[:3] == [
        (Role.EMPHASIS, "working"),
        (Role.STRONG, "hard"),
        (Role.LINK, "little home"),
    ]
    assert (ornament.kind, quote.quote) == (Kind.BREAK, 1)
    cells = [block for block in rest if block.cell]
    assert [cell.text for cell in cells] == ["Name", "Legs", "Mole", "4"]
    assert [cell.align for cell in cells] == [Align.START, Align.END] * 2
    items = [block for block in rest if block.kind is Kind.ITEM]
    assert [(item.marker, item.text) for item in items] == [
        ("1.", "Whitewash"),
        ("2.", "Sunlight, see the first"),
    ]
    assert roles(items[0]) == [(Role.STRIKE, "Whitewash")]
    assert items[1].spans[-1].target == "#0/1/0"
    assert any(block.kind is Kind.IMAGE and block.text == "A boat" for block in rest)


def test_long_parts_are_chapters() -> None:
    text = "".join(f"# {name}\n\n{'word ' * 400}\n\n" for name in ("One", "Two"))
    work = book(text)
    assert [chapter.title for chapter in work.chapters] == ["One", "Two"]
    assert work.metadata.title == "book"


def test_notes_are_linked_both_ways() -> None:
    blocks = book(BOOK).chapters[0].blocks
    called = blocks[2].spans[-1]
    assert called.role is Role.NOTE_REF
    place = int(called.target.split("/")[1])
    note = blocks[place]
    assert note.text.startswith("It was small.")
    assert note.spans[-1].target == f"#0/2/{called.start}"


def test_html_in_it_is_sanitised() -> None:
    work = book(
        "# T\n\n<script>HIDDEN</script>\n\n<b onclick='x'>bold</b> <i>it\x1b[31malic</i>\n\n"
        "<iframe src='file:///etc/passwd'></iframe>\n\n[a](javascript:alert(1)) "
        '<a href="file:///etc/passwd">b</a> ![p](/etc/passwd)\n\n<p align="right">right</p>'
    )
    text = plain_text(work)
    assert "HIDDEN" not in text
    assert "\x1b" not in text
    links = [s for b in work.chapters[0].blocks for s in b.spans if s.role is Role.LINK]
    assert links == []
    assert roles(work.chapters[0].blocks[1]) == [(Role.STRONG, "bold"), (Role.EMPHASIS, "italic")]
    assert work.chapters[0].blocks[-1].align is Align.END


YAML = """---
title: "Up Tails: All"   # the working title
author:
  - Mole
  - name: Rat
    email: rat@example.org
date: 2024-05-01T10:00:00Z
lang: en
tags: [boats, "river, the", 'otter''s']
description: >
  A boat.
  A river.
series: River Year
series_index: 2
draft: false
---
It begins.
"""


def test_front_matter_in_yaml() -> None:
    work = book(YAML)
    metadata = work.metadata
    assert (metadata.title, metadata.authors) == ("Up Tails: All", ("Mole", "Rat"))
    assert (metadata.published, metadata.language) == ("2024-05-01", "en")
    assert metadata.tags == ("boats", "river, the", "otter's")
    assert metadata.summary == "A boat.\nA river."
    assert metadata.series == (Series("River Year", 2),)
    assert plain_text(work) == "It begins."


def test_front_matter_in_toml() -> None:
    toml = '+++\ntitle = "Up Tails"\nauthors = ["Mole", "Rat"]\ndate = 2024-05-01\n+++\nText.\n'
    metadata = book(toml).metadata
    assert (metadata.title, metadata.authors) == ("Up Tails", ("Mole", "Rat"))
    assert metadata.published == "2024-05-01"


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nIt was dark.\n\n---\n\nThen it was light.",
        "---\nNot a key, but a sentence: really.\nAnd another.\n---\n",
        "---\ntitle: never closed\n\nText.",
        "title: not fenced\n",
        "",
    ],
)
def test_what_is_no_front_matter_is_text(text: str) -> None:
    assert read_front(text).end == 0


@settings(deadline=None)
@given(st.text(alphabet="ab:-=[]\"'#,| \n", max_size=120))
def test_any_front_matter_is_survived(text: str) -> None:
    front = read_front(f"---\n{text}\n---\nText.")
    assert front_metadata(front.values).publisher == ""


@pytest.mark.parametrize(
    "text",
    [
        BOOK,
        YAML,
        BOOK.replace("\n", "\r\n"),
        "# A title\n\nIt was *very* dark and _so_ *very* wet.\n\n“*Bother*,” he said.",
        "One.\n\n```\ncode\n```\n\nTwo, [there](https://example.org).",
        "## One\n\nText.\n\n## Two\n\nText.",
    ],
)
def test_markdown_is_told_by_its_content(text: str) -> None:
    assert detect(Source("named.txt", text.encode())) == "markdown"


PROSE = "It was *very* dark.\n\n* * *\n\nThen it was light, _so_ light.\n\n"


@pytest.mark.parametrize(
    "text",
    [
        PROSE * 20,
        f"{PROSE}# one line with a sign\n\n{PROSE}",
        f"{PROSE}#1 in the list\n\n#2 in the list\n\n#hashtag",
        f"Chapter 1\n=========\n\n{PROSE}Chapter 2\n---------\n\n{PROSE}",
        f"- one\n- two\n\n> quoted\n\n{PROSE}",
        f"Work Header\n\n# one\n\n# two\n\n{PROSE}",
        f"{PROSE}# one\n\n# two\n\nEnd file.\n",
        f"#+TITLE: An Org file\n\n# one\n\n# two\n\n{PROSE}",
        "# a\n\n# b\n\n" + f"{'long ' * 60}\n" * 20,
        "# a\n\n# b\n\n" + "    An indented paragraph.\n\n" * 20,
        "see [1] and (2), [sic](!) and [x](y)",
    ],
)
def test_ordinary_text_stays_ordinary_text(text: str) -> None:
    assert detect(Source("named.md", text.encode())) == "text"


def test_looking_for_signs_takes_no_long_time() -> None:
    for piece in (b"#" * 50, b"\n\n# ", b"[[[[](", b"|---" * 9, b"---- ", b"*a", b"**", b"\n```"):
        data = b"\n# x\n\n" + piece * 40_000
        assert detect(Source("x", data)) in ("text", "markdown")


def test_nothing_nested_is_lost() -> None:
    deep = "".join(f"{'  ' * level}- item {level}\n" for level in range(400))
    assert plain_text(book(deep)).split()[-1] == "399"
    assert plain_text(book(">" * 1000 + " deep")) == "deep"
    assert len(plain_text(book("[" * 3000 + "x"))) == 3001


def test_what_holds_no_text_is_refused() -> None:
    with pytest.raises(FormatError, match="no text"):
        book("---\ntitle: T\n---\n\n<!-- nothing -->")


@given(st.text(alphabet="#*_`[]()!<>|-~^:\\ab1. \t\n", max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    reason = "no text"
    try:
        assert book(text).chapters
    except FormatError as error:
        reason = str(error)
    assert "no text" in reason


# Real files


@pytest.mark.shared
def test_shared_books_hold_what_they_should(shared: Path) -> None:
    books = [file for file in load(shared / "books/manifest.json")["files"]
             if file["path"].startswith("markdown/")]  # fmt: skip
    assert len(books) == 7
    for file in books:
        facts, counts = file["facts"], file["facts"]["blocks"]
        work = read(shared / "books" / file["path"])
        assert work.format == "markdown", file["path"]
        blocks = [block for chapter in work.chapters for block in chapter.blocks]
        words = sum(len(block.text.split()) for block in blocks if block.has_text)
        markers = sum(bool(block.marker) for block in blocks if block.kind is not Kind.BREAK)
        assert words + markers == facts["plain_words"]  # pandoc writes markers as words
        headings = [block for block in blocks if block.kind is Kind.HEADING]
        assert len(headings) == len(work.contents) == counts["Header"]
        assert [entry.title for entry in work.contents[:3]] == facts["headings_first"]
        assert work.contents[-1].title == facts["heading_last"]
        preformatted = sum(block.kind is Kind.PREFORMATTED for block in blocks)
        assert preformatted == counts.get("CodeBlock", 0)
        notes = [s for b in blocks for s in b.spans if s.role is Role.NOTE_REF]
        assert len(notes) == counts.get("Note", 0)


@pytest.mark.shared
def test_texts_of_other_kinds_are_not_taken_for_markdown(shared: Path) -> None:
    texts = [path for folder in ("ao3", "dumps", "books/txt", "books/nonlatin")
             for path in (shared / folder).rglob("*.txt")]  # fmt: skip
    assert len(texts) > 60
    for path in texts:
        with contextlib.suppress(FormatError):
            assert detect(Source(path.name, path.read_bytes())) != "markdown", path


@pytest.mark.shared
def test_hostile_books(shared: Path) -> None:
    folder = shared / "books/hostile"
    assert plain_text(read(folder / "md-html-raw.md")) == "T [x](file:///etc/passwd)"
    many = read(folder / "big-headings-100k.md")
    assert len(many.contents) == 10_000
    assert plain_text(read(folder / "deep-lists-3000.md")).split()[-1] == "299"


def test_notes_of_obsidian_show_labels_and_no_comments() -> None:
    work = book("""# Fog

See [[Lock-keepers|the keepers]], [[Rivers#Weirs]] and [[#Fog|above]].
%%Which river?%% Not 5%%, 6%%.

![[maps/weir.png|300]] ![[a boat.jpg|Our boat]]

%%
Cut this.

All of it.
%%

Only `[[code]]` and `%%this%%` stay, and [[one]].

    %%
    no comment
    %%

%%

No end.

[one]: https://example.org
""")
    (chapter,) = work.chapters
    texts = [block.text for block in chapter.blocks]
    assert texts == [
        "Fog",
        "See the keepers, Rivers > Weirs and above. Not 5%%, 6%%.",
        "weir",
        "Our boat",
        "Only [[code]] and %%this%% stay, and [one].",
        "%%\nno comment\n%%",
        "%%",
        "No end.",
    ]
    assert [block.kind for block in chapter.blocks[2:4]] == [Kind.IMAGE, Kind.IMAGE]
    (link,) = [span for span in chapter.blocks[1].spans if span.role is Role.LINK]
    assert link.target == "#0/0/0"


def test_a_book_of_headings_may_have_some_long_lines_together() -> None:
    long = "To be, or not to be, that is the question. " * 6
    acts = "".join(f"\n\n## Act {n}\n\nEnter *Hamlet*.\n\n{long}\n" for n in range(6))
    book = f"# Hamlet\n{acts}\n{long}\n{long}\n{long}\n{long}\n"
    assert detect(Source("x", book.encode())) == "markdown"
    lines = f"# Hamlet\n{acts}\n" + f"{long}\n" * 20
    assert detect(Source("x", lines.encode())) == "text"
