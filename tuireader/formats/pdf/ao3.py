"""AO3's downloads as PDF: documents such as its other formats without structure have.

What is left of the template is where things stand: labels to the left of all text, what is quoted
to the right of it, and a new page for the title, each chapter and the afterword. `ao3.flat` reads
the documents that are made of it here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from tuireader.formats.ao3.labels import chapter_heading, is_label
from tuireader.formats.ao3.markup import Page
from tuireader.formats.chapters import Point
from tuireader.formats.markup.document import Document
from tuireader.formats.markup.tree import Element
from tuireader.formats.pdf.document import Mark
from tuireader.formats.pdf.markup import document
from tuireader.formats.pdf.paragraphs import Paragraph, paragraphs
from tuireader.formats.pdf.style import GAP, Row, Style
from tuireader.formats.pdf.text import Line
from tuireader.formats.pdf.words import Vocabulary, connected

_POSTED = "Posted originally on the Archive of Our Own"
_LABELLED = re.compile(r"([A-Z][A-Za-z ]{2,24}):\s*(.*)")
_LABELS = frozenset(
    (
        "Summary",
        "Notes",
        "Chapter Summary",
        "Chapter Notes",
        "Chapter End Notes",
        "End Notes",
        "Works inspired by this one",
    )
)
_END_NOTES = "Chapter End Notes"
_SEE_END = "See the end of the "
_COMMENT = "drop by the "
_FIRST_PAGES = 2
# How much of the title is compared, which may be broken differently on both of its pages.
_TITLE_BEGINS = 12
# How big the work's title is, of the text's size, and a chapter's.
_TITLE = 1.2
# How far left of the text labels stand, of its size.
_OUTSIDE = 0.4


def is_ao3(pages: Sequence[Sequence[Line]], outline: Sequence[Mark]) -> bool:
    """Whether these pages are a download from AO3, as its converter sets it."""
    if len(outline) < 3 or (outline[0].title, outline[-1].title) != ("Preface", "Afterword"):
        return False
    return is_posted(pages)


def is_posted(pages: Sequence[Sequence[Line]]) -> bool:
    """Whether the first pages say that the work was posted to AO3."""
    first = " ".join(line.text for page in pages[:_FIRST_PAGES] for line in page)
    return _POSTED in " ".join(first.split())


def text_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The lines that show where text begins: none of the tags, and no labels."""
    title = next((page[0].text.strip()[:_TITLE_BEGINS] for page in pages if page), "")
    titled = next(
        (
            number
            for number, page in enumerate(pages)
            if number and page and page[0].text.strip().startswith(title)
        ),
        1,
    )
    return [
        [line for line in page if number >= titled and not _is_furniture(line.text.strip())]
        for number, page in enumerate(pages)
    ]


def _is_furniture(text: str) -> bool:
    return text in _LABELS or text.startswith(_SEE_END)


def read_ao3(
    pages: Sequence[Sequence[Row]], style: Style, words: Vocabulary, outline: Sequence[Mark]
) -> tuple[list[Page], list[Point]]:
    """The documents of a download and its contents: preface, chapters, afterword."""
    return _Reader(pages, style, words).read(outline)


class _Reader:
    def __init__(self, pages: Sequence[Sequence[Row]], style: Style, words: Vocabulary) -> None:
        self._pages = pages
        self._style = style
        self._words = words

    def read(self, outline: Sequence[Mark]) -> tuple[list[Page], list[Point]]:
        begun, titles = self._chapters(outline)
        headed = bool(begun)
        if not headed:  # a one-shot, whose title is not shown and stands nowhere in the outline
            begun, titles = [self._first_story_page()], [outline[1].title]
        end = self._afterword(begun[-1])
        tags, head = self._preface(begun[0])
        found = [("tags", tags), ("title", head)]
        points = [Point("Preface", 1, "tags")]
        for number, (start, stop) in enumerate(pairwise([*begun, end]), 1):
            name = f"chapter{number}"
            found.append((name, self._chapter(start, stop, number if headed else 0)))
            points.append(Point(titles[number - 1], 1, name))
        found.append(("afterword", self._labelled(end, len(self._pages))))
        points.append(Point("Afterword", 1, "afterword"))
        return [Page(root, Document(name=name)) for name, root in found], points

    def _chapters(self, outline: Sequence[Mark]) -> tuple[list[int], list[str]]:
        """The pages on which chapters begin, and their titles; none for a one-shot."""
        inner = [mark for mark in outline[1:-1] if mark.page is not None and mark.top]
        begun = [mark.page for mark in inner if mark.page is not None]
        if begun and begun == sorted(set(begun)) and begun[-1] < len(self._pages):
            return begun, [mark.title for mark in inner]
        headed = [
            page[0]
            for page in self._pages
            if page and self._is_title(page[0]) and chapter_heading(page[0].line.text)
        ]
        return [row.page for row in headed], [row.line.text for row in headed]

    def _first_story_page(self) -> int:
        """The page after the first that ends early below the work's title."""
        titled = False
        bottom = min((page[-1].line.base for page in self._pages if page), default=0.0)
        for number, page in enumerate(self._pages[:-1]):
            titled = titled or bool(page and self._is_title(page[0]))
            if (
                titled
                and page
                and page[-1].line.base > bottom + 3 * self._style.lead(page[-1].line)
            ):
                return number + 1
        return min(_FIRST_PAGES, len(self._pages) - 1)

    def _afterword(self, after: int) -> int:
        """The page on which the afterword begins."""
        count = len(self._pages)
        end = count
        for number in range(count - 1, after, -1):
            page = self._pages[number]
            if not page:
                continue
            first = page[0].line.text.strip()
            if first in ("End Notes", "Works inspired by this one") and self._is_outside(page[0]):
                return number
            if end == count and any(_COMMENT in row.line.text for row in page):
                end = number
        return end

    def _is_title(self, row: Row) -> bool:
        return row.line.size > _TITLE * self._style.size

    def _is_outside(self, row: Row) -> bool:
        return row.line.left < row.start - _OUTSIDE * self._style.size

    def _is_label(self, row: Row) -> bool:
        return row.line.text.strip() in _LABELS and self._is_outside(row)

    def _preface(self, end: int) -> tuple[Element, Element]:
        """The page of tags, and the one with title, summary and notes."""
        rows = [row for page in self._pages[:end] for row in page]
        tags = list(takewhile(lambda row: not self._is_title(row), rows))
        rest = rows[len(tags) :]
        title = self._joined(list(takewhile(self._is_title, rest)))
        rest = rest[sum(1 for _ in takewhile(self._is_title, rest)) :]
        byline = self._byline(rest)
        start = rest[len(byline)] if len(byline) < len(rest) else None
        head = self._labelled(start.page, end, start.at) if start else Element("body", {})
        head.children[:0] = [_paragraph(title), _paragraph(self._joined(byline))]
        return self._tags(tags), head

    def _byline(self, rows: Sequence[Row]) -> list[Row]:
        """The first row and those right below it."""
        found: list[Row] = []
        for row in rows:
            if self._is_label(row):
                break
            if found and found[-1].line.base - row.line.base > GAP * self._style.lead(row.line):
                break
            found.append(row)
        return found

    def _tags(self, rows: Sequence[Row]) -> Element:
        """Every label and its values; what is not at the left goes on with the line before."""
        body = Element("body", {})
        at = next((n for n, row in enumerate(rows) if row.line.text.startswith(_POSTED)), 0)
        groups: list[tuple[str, list[Row]]] = []
        posted = list(rows[:at]), [*rows[at : at + 1]]
        left = None
        for row in rows[at + 1 :]:
            match = _LABELLED.match(row.line.text.strip())
            is_first = left is None or row.line.left < left + self._style.size
            if match and is_label(match[1]) and is_first:
                left = row.line.left if left is None else left
                groups.append((match[1], [row]))
            elif groups:
                groups[-1][1].append(row)
            else:
                posted[1].append(row)
        opening = _paragraph(self._joined(posted[0]))
        opening.children += [Element("br", {}), self._joined(posted[1])]
        body.children.append(opening)
        for label, values in groups:
            value = self._joined(values).removeprefix(f"{label}:").strip()
            quote = Element("blockquote", {})
            quote.children.append(_paragraph(value))
            body.children += [_paragraph(f"{label}:"), quote]
        return body

    def _joined(self, rows: Sequence[Row]) -> str:
        text = ""
        for row in rows:
            before, between = connected(text, row.line.text, self._words)
            text = before + between + row.line.text.strip()
        return text

    def _labelled(self, start: int, stop: int, at: int = 0) -> Element:
        """Pages of labels and what belongs to them, from a row of the first page on."""
        found = self._paragraphs(start, stop, at)
        for paragraph in found:
            if not self._is_label(paragraph.rows[0]):
                apart = _COMMENT in paragraph.text or paragraph.text.startswith(_SEE_END)
                paragraph.quote = 0 if apart else max(1, paragraph.quote)
            paragraph.after_gap = False
        return self._document(found)

    def _paragraphs(self, start: int, stop: int, at: int = 0) -> list[Paragraph]:
        pages = [
            [row for row in page if row.page > start or row.at >= at]
            for page in self._pages[start:stop]
        ]
        labels = {
            (near.page, near.at)
            for page in pages
            for index, row in enumerate(page)
            if self._is_label(row)
            for near in page[index : index + 2]
        }
        return paragraphs(pages, self._style, labels, bold_headings=False)

    def _document(self, found: Sequence[Paragraph]) -> Element:
        return document(found, self._style, self._words, {})

    def _chapter(self, start: int, stop: int, number: int) -> Element:
        """A chapter; where it has a number, it begins with a heading."""
        found = self._paragraphs(start, stop)
        heading: Element | None = None
        if number and found and self._is_title(found[0].rows[0]):
            text = self._joined(found[0].rows)
            if not chapter_heading(text):  # until 2025 a title stood alone
                text = f"Chapter {number}: {text}"
            heading = _paragraph(text)
            found = found[1:]
            self._part_head(found)
        for index, paragraph in enumerate(found):
            if self._is_label(paragraph.rows[0]):
                paragraph.after_gap = False
                if paragraph.text.strip() == _END_NOTES:
                    for note in found[index + 1 :]:
                        note.quote, note.after_gap = max(1, note.quote), False
        body = self._document(found)
        if heading:
            body.children.insert(0, heading)
        return body

    def _part_head(self, found: Sequence[Paragraph]) -> None:
        """Parts the notes in a chapter's head from the story, which may begin with a quote."""
        before: Paragraph | None = None
        for paragraph in found:
            is_label = self._is_label(paragraph.rows[0])
            if not is_label and not (before and self._belongs(before, paragraph)):
                paragraph.after_gap = bool(before and paragraph.quote)
                return
            if paragraph.text.strip() == _END_NOTES:
                return
            paragraph.after_gap = False
            before = paragraph

    def _belongs(self, before: Paragraph, paragraph: Paragraph) -> bool:
        """Whether a paragraph in a chapter's head is one of its notes."""
        if paragraph.text.startswith(_SEE_END):
            return True
        last, first = before.rows[-1], paragraph.rows[0]
        if self._is_label(before.rows[0]) or last.page != first.page:
            return paragraph.quote > 0
        apart = last.line.base - first.line.base
        return paragraph.quote > 0 and apart < self._style.gap + 2 * self._style.lead(first.line)


def _paragraph(text: str) -> Element:
    element = Element("p", {})
    element.children.append(text)
    return element
