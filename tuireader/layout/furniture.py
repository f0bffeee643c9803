"""What a page shows that is no text of the work: titles, labels, ornaments, pictures' places.

Made from a chapter's title and a work's metadata; knows nothing of lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tuireader.layout.cells import drawn
from tuireader.layout.values import LineKind, TitlePage
from tuireader.work import Block, Break, Chapter, Kind, Metadata, Part

ORNAMENT = "*   *   *"
SOFT_BREAK = "·"
RULE = "─" * 8

HUG = -1  # as the space below: what follows stands close, whatever space it asks for

_FANDOMS = 3  # on the title page
_UNBROKEN = 40  # characters

LABELS = {
    Part.WORK_SUMMARY: "Summary",
    Part.WORK_NOTES: "Notes",
    Part.SUMMARY: "Summary",
    Part.NOTES: "Notes",
    Part.END_NOTES: "End notes",
    Part.WORK_END_NOTES: "End notes of the work",
}

# First words of titles that must have no number before them.
_NUMBERED = (
    " chapter part book volume prologue epilogue interlude preface foreword introduction"
    " afterword appendix acknowledgements contents titlepage title cover imprint copyright"
    " dedication epigraph colophon uncopyright endnotes notes glossary index bibliography "
)


class Furniture(NamedTuple):
    """A line or several of what is no text of the work, and the space around it."""

    kind: LineKind
    text: str
    above: int  # empty rows at least, to what stands before and after
    below: int
    block: int = -1  # that it stands for, if any


def title_page(metadata: Metadata, chapters: int) -> TitlePage:
    """The title page of a work that has so many chapters here."""
    facts = list[str]()
    if metadata.fandoms:
        facts.append(_listed(metadata.fandoms[:_FANDOMS]))
    numbers = [metadata.rating] if metadata.rating else []
    if metadata.chapters_posted:
        planned = metadata.chapters_planned or "?"
        numbers.append(f"{metadata.chapters_posted}/{planned} chapters")
    if metadata.words:
        numbers.append(f"{metadata.words:,} words")
    if numbers:
        facts.append(_listed(numbers))
    return TitlePage(metadata.title, metadata.authors, tuple(facts), only=chapters == 1)


def above_work(page: TitlePage, chapter: Chapter) -> Iterator[Furniture]:
    """The title page, where the text does not begin with one of its own."""
    title = _one_line(page.title)
    opening = next((block for block in chapter.blocks if block.has_text), None)
    if (
        opening is not None
        and opening.kind is Kind.HEADING
        and opening.text.casefold() == title.casefold()
    ):
        return
    if title:
        yield Furniture(LineKind.WORK_TITLE, title, 3, 1)
    authors = list(filter(None, map(_one_line, page.authors)))
    if authors:
        yield Furniture(LineKind.BYLINE, "by " + ", ".join(authors), 1, 1)
    facts = list(filter(None, map(_one_line, page.facts)))
    for number, fact in enumerate(facts, 1):
        yield Furniture(LineKind.FACTS, fact, 0, 2 if number == len(facts) else 0)


def above_chapter(chapter: Chapter, page: TitlePage | None, numbered: bool) -> Iterator[Furniture]:
    """The chapter's title, and its number above it where the title does not say it."""
    if chapter.titled:
        return
    number = f"Chapter {chapter.number}" if chapter.number > 0 else ""
    title = _one_line(chapter.title)
    if page and page.only:
        number = ""
        if title == _one_line(page.title):
            title = ""
    if title and number and numbered and not _is_numbered(title):
        yield Furniture(LineKind.NUMBER, number, 2, 0)
        yield Furniture(LineKind.TITLE, title, 0, 2)
    elif title or number:
        yield Furniture(LineKind.TITLE, title or number, 2, 2)


def _is_numbered(title: str) -> bool:
    """Whether a title says itself which chapter it is: "Chapter 3: Home", "3. Home", "III"."""
    first, *others = title.split()
    word = first.rstrip(".:)")
    if word and (word.isdigit() or set(word.lower()) <= set("ivxlc")):
        return not others or word != first
    return f" {word.lower()} " in _NUMBERED


def above_part(part: Part, before: Part | None) -> Iterator[Furniture]:
    """What divides a part of a chapter from the one before it."""
    if part is Part.STORY:
        if before is not None:
            yield Furniture(LineKind.RULE, RULE, 1, 1)
        return
    if before is Part.STORY:
        yield Furniture(LineKind.RULE, RULE, 1, 1)
    yield Furniture(LineKind.LABEL, LABELS[part], 1, HUG)


def instead_of(block: Block) -> Furniture | None:
    """What is shown for a block that holds no text."""
    match block.kind:
        case Kind.BREAK if block.marker == Break.GAP:
            return Furniture(LineKind.GAP, SOFT_BREAK, 1, 1)
        case Kind.BREAK:
            return Furniture(LineKind.ORNAMENT, ORNAMENT, 1, 1)
        case Kind.RULE:
            return Furniture(LineKind.RULE, RULE, 1, 1)
        case Kind.IMAGE:
            text = _one_line(block.text)
            text = f"[picture: {text}]" if text else "[picture]"
            return Furniture(LineKind.PICTURE, text, 1, 1)
    return None


def _one_line(text: str) -> str:
    """`text` without line breaks and needless spaces, "" where nothing of it is visible."""
    if not drawn(text).strip():
        return ""
    return " ".join(filter(None, text.replace("\n", " ").split(" ")))


def _listed(items: Iterable[str]) -> str:
    """Items on a line that ends between them rather than inside one."""
    return " · ".join(
        item.replace(" ", "\xa0") if len(item) <= _UNBROKEN else item for item in items
    )
