"""Paragraphs of a PDF in the terms of HTML, so that the walk of `markup.blocks` reads them.

Places that the outline points to become ids. Nothing here knows pages or files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tuireader.formats.markup.tree import Element
from tuireader.formats.pdf.paragraphs import Paragraph
from tuireader.formats.pdf.style import Style
from tuireader.formats.pdf.text import BOLD, ITALIC, LOWERED, RAISED, READING, Line, Run
from tuireader.formats.pdf.words import Vocabulary, append
from tuireader.work import Align

_TAGS = ((RAISED, "sup"), (LOWERED, "sub"), (BOLD, "strong"), (ITALIC, "em"))


def document(
    paragraphs: Sequence[Paragraph],
    style: Style,
    words: Vocabulary,
    ids: Mapping[tuple[int, int], Iterable[str]],
) -> Element:
    """A `body` of paragraphs. `ids` name the places of rows: (page, row)."""
    body = Element("body", {})
    open_quotes: list[Element] = [body]
    before: Paragraph | None = None
    for paragraph in paragraphs:
        if before and paragraph.after_gap and _are_alike(before, paragraph):
            del open_quotes[1:]
            body.children.append(empty())
        while len(open_quotes) > paragraph.quote + 1:
            open_quotes.pop()
        while len(open_quotes) <= paragraph.quote:
            quote = Element("blockquote", {})
            open_quotes[-1].children.append(quote)
            open_quotes.append(quote)
        first = paragraph.rows[0]
        element = as_element(paragraph, style, words)
        for name in ids.get((first.page, first.at), ()):
            open_quotes[-1].children.append(Element("span", {"id": name}))
        open_quotes[-1].children.append(element)
        before = paragraph
    return body


def _are_alike(before: Paragraph, paragraph: Paragraph) -> bool:
    """Whether air between them is more than what sets a heading or a quote apart."""
    return not (before.heading or paragraph.heading) and before.quote == paragraph.quote


def empty() -> Element:
    """An empty paragraph: more air than between others."""
    paragraph = Element("p", {})
    paragraph.children.append(Element("br", {}))
    return paragraph


def as_element(paragraph: Paragraph, style: Style, words: Vocabulary) -> Element:
    """A paragraph or a heading."""
    tag = f"h{paragraph.heading}" if paragraph.heading else "p"
    attributes = {}
    if paragraph.align is not Align.START and not paragraph.heading:
        attributes["align"] = "center" if paragraph.align is Align.CENTER else "right"
    element = Element(tag, attributes)
    usual = BOLD | ITALIC if paragraph.heading else style.letters
    lines: list[list[Run]] = [[]]
    before: Line | None = None
    for number, row in enumerate(paragraph.rows):
        if number in paragraph.ends:
            lines.append([])
        append(lines[-1], before, row.line, words)
        before = row.line
    for number, line in enumerate(lines):
        if number:
            element.children.append(Element("br", {}))
        for run in line:
            element.children.append(_inline(run, run.style & ~usual))
    return element


def _inline(run: Run, style: int) -> Element | str:
    if style & READING:
        ruby = Element("ruby", {})
        reading = Element("rt", {})
        reading.children.append(run.text)
        ruby.children.append(reading)
        return ruby
    inside: Element | str = run.text
    for bit, tag in _TAGS:
        if style & bit:
            element = Element(tag, {})
            element.children.append(inside)
            inside = element
    return inside
