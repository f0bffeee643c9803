"""Small works to test with. The words are Jane Austen's, or our own."""

from __future__ import annotations

from pathlib import Path

from tuireader.library import Library
from tuireader.store import Store
from tuireader.work import Block, Break, Chapter, Entry, Kind, Metadata, Part, Role, Span, Work

TRUTH = (
    "It is a truth universally acknowledged, that a single man in possession of a good fortune, "
    "must be in want of a wife."
)
VIEWS = (
    "However little known the feelings or views of such a man may be on his first entering a "
    "neighbourhood, this truth is so well fixed in the minds of the surrounding families, that he "
    "is considered the rightful property of some one or other of their daughters."
)


def paragraphs(chapter: int, count: int) -> tuple[Block, ...]:
    """Paragraphs of which no two are the same."""
    return tuple(
        Block(
            Kind.PARAGRAPH,
            f"Chapter {chapter}, paragraph {number}. {VIEWS if number % 3 else TRUTH}",
        )
        for number in range(count)
    )


def story(chapters: int = 5, length: int = 40) -> Work:
    """`chapters` chapters of `length` paragraphs, with a bit of everything in the first."""
    opening = (
        Block(Kind.PARAGRAPH, "In which nobody has called yet.", part=Part.SUMMARY),
        Block(Kind.PARAGRAPH, "Thank you for reading.", part=Part.NOTES),
        Block(Kind.PARAGRAPH, TRUTH, (Span(8, 13, Role.EMPHASIS),)),
        Block(Kind.BREAK, marker=Break.TEXT),
        Block(Kind.HEADING, "Of neighbours", level=3),
        Block(Kind.PARAGRAPH, VIEWS, quote=1),
        Block(Kind.ITEM, "One carriage", marker="•", level=1),
        Block(Kind.VERSE, "Tyger Tyger, burning bright,\nIn the forests of the night;"),
        Block(Kind.RULE),
    )
    made = []
    for number in range(1, chapters + 1):
        blocks = (opening if number == 1 else ()) + paragraphs(number, length)
        words = sum(len(block.text.split()) for block in blocks)
        title = "" if number == 2 else f"The Visit, part {number}"
        made.append(Chapter(number, title, blocks, words, source_id=f"c{number}"))
    metadata = Metadata(
        title="A Truth Acknowledged",
        authors=("A Lady",),
        language="en",
        words=sum(chapter.words for chapter in made),
        chapters_posted=chapters,
        url=f"https://example.org/works/{chapters}-{length}",
    )
    return Work(metadata, tuple(made))


def book() -> Work:
    """A work with a table of contents of its own, of two levels."""
    work = story(3)
    contents = (
        Entry("Part One", 1, 0),
        Entry("Of neighbours", 2, 0, 4),
        Entry("Part Two", 1, 1),
        Entry("Part Three", 1, 2),
    )
    return Work(work.metadata, work.chapters, contents)


def shelf(home: Path, *works: Work) -> tuple[Library, Store, list[str]]:
    """A library and a store under `home` with `works` on the shelf, and their keys."""
    library = Library(home / "data" / "library.db")
    keys = [library.put(work).key for work in works]
    return library, Store(home / "data" / "works"), keys
