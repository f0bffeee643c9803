"""What Project Gutenberg puts around a book in markup, taken out to be shown last.

The first thing that a reader sees is the book. Every word is kept: the licence asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tuireader.formats.chapters import Part
from tuireader.formats.markup.blocks import read_blocks
from tuireader.formats.markup.document import Document
from tuireader.formats.markup.tree import Element
from tuireader.formats.sanitise import clean_line
from tuireader.work import Block, Kind

NAME = "Project Gutenberg"
_AROUND = ("pg-header", "pg-footer")
_MARK = re.compile(r"\*\*\* ?(?:START|END) OF (?:THE|THIS) PROJECT GUTENBERG")
_FIELD = re.compile(r"^[^\S\n]*(Title|Author):[ \t]*(\S[^\n]*)", re.MULTILINE)
# What part of a document they may be, at most, beyond a licence of this many characters.
_MOST_TEXT = 0.5
_LONGEST = 60_000


def take_around(root: Element) -> list[Element]:
    """Takes header and licence out of a document, and gives them back; nothing from others."""
    found = list(_around(root))
    if sum(len(element.text()) for _, element in found) > _MOST_TEXT * len(root.text()) + _LONGEST:
        return []
    for parent, element in found:
        parent.remove(element)
    return [element for _, element in found]


def read(around: list[Element], document: Document) -> list[Block]:
    """The blocks of what was taken out of a document."""
    return [
        replace(block, kind=Kind.PARAGRAPH, level=0) if block.kind is Kind.HEADING else block
        for element in around
        for block in read_blocks(_body_of(element), document)
    ]


def _body_of(element: Element) -> Element:
    root = Element("body", {})
    root.children.append(element)
    return root


def part(blocks: list[Block]) -> Part:
    """What was taken out of the documents of a book, as its last one."""
    target = f"{NAME}#"  # no document is called so
    first = replace(blocks[0], anchors=((target, 0), *blocks[0].anchors))
    return Part(target, [first, *blocks[1:]], NAME, stands_alone=True)


def _around(root: Element) -> Iterator[tuple[Element, Element]]:
    body = root.first("body") or root
    for parent in body.iter("body", "div", "main", "article"):
        for child in parent.elements():
            marked = child.get("id") in _AROUND or "pg-boilerplate" in child.get("class").split()
            if marked or (child.tag == "pre" and _MARK.search(child.text()[:_LONGEST])):
                yield parent, child


def stated(elements: list[Element]) -> dict[str, str]:
    """The title and the author, as a header says them."""
    text = "\n".join(
        "".join(line.texts()) if line.tag == "p" else line.text()
        for element in elements
        for line in (element.iter("p") if element.tag != "pre" else (element,))
    )
    return {match[1]: clean_line(match[2]) for match in _FIELD.finditer(text[:_LONGEST])}
