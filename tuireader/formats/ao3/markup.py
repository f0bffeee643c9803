"""AO3's works as markup: what downloads and saved pages have in common.

A reader of one of them fills a `WorkDraft`; `assemble` makes metadata and chapters of it. Here is
no knowledge of any one template.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tuireader.formats.ao3.labels import metadata, work_url
from tuireader.formats.links import resolve
from tuireader.formats.markup.blocks import read_blocks
from tuireader.formats.markup.document import Document
from tuireader.formats.markup.tree import Element, Located, names
from tuireader.formats.sanitise import clean, clean_line, collapse
from tuireader.formats.scenes import settle
from tuireader.formats.words import ao3_words
from tuireader.work import Block, Chapter, Metadata, Part


class Page(NamedTuple):
    """One document of a work: its root, and what the walk through it needs to know."""

    root: Element
    document: Document

    def blocks(self, located: Located, part: Part) -> list[Block]:
        return read_blocks(located.element, self.document, part=part, ancestors=located.ancestors)


@dataclass
class Draft:
    """A chapter while its parts are found."""

    number: int = 0  # 0: its position
    title: str = ""
    source_id: str = ""
    document: str = ""  # the name of the one it begins in
    words: int = 0
    summary: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    story: list[Block] = field(default_factory=list)
    end_notes: list[Block] = field(default_factory=list)


@dataclass
class WorkDraft:
    """What is found of a work. `related` and `inspired` list other works, beside the notes."""

    title: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    labels: list[tuple[str, str | list[str]]] = field(default_factory=list)
    summary: list[Block] = field(default_factory=list)
    notes: list[Block] = field(default_factory=list)
    related: list[Block] = field(default_factory=list)
    chapters: list[Draft] = field(default_factory=list)
    end_notes: list[Block] = field(default_factory=list)
    inspired: list[Block] = field(default_factory=list)
    source_url: str = ""  # the page it was taken from, on whatever site


def assemble(work: WorkDraft) -> tuple[Metadata, tuple[Chapter, ...]]:
    """Metadata and chapters, with scene breaks settled and links resolved."""
    drafts = work.chapters or [Draft()]
    head = [*work.summary, *work.notes, *work.related]
    tail = [*work.end_notes, *work.inspired]
    settled = [
        settle(
            [
                *(head if draft is drafts[0] else ()),
                *draft.summary,
                *draft.notes,
                *draft.story,
                *draft.end_notes,
                *(tail if draft is drafts[-1] else ()),
            ]
        )
        for draft in drafts
    ]
    chapters = tuple(
        Chapter(
            number=draft.number or position,
            title=clean_line(draft.title),
            blocks=blocks,
            words=draft.words,
            source_id=draft.source_id,
        )
        for position, (draft, blocks) in enumerate(zip(drafts, resolve(settled), strict=True), 1)
    )
    found = metadata(
        work.labels,
        title=work.title,
        authors=work.authors,
        url=work.url,
        summary=_plain(work.summary),
        notes=_plain(work.notes),
        end_notes=_plain(work.end_notes),
    )
    if work.source_url and not found.url:
        found = replace(found, url=clean_line(work.source_url))
    return found, chapters


def _plain(blocks: Iterable[Block]) -> str:
    return "\n".join(block.printed for block in blocks if block.has_text)


_BLOCKS = names(
    "blockquote center dd details dir div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table ul"
)


def leaves(region: Located) -> Iterator[Located]:
    """The structural elements of a region of the template: what its `div`s hold in the end."""
    return region.find_all(
        lambda element: (
            element.tag not in ("div", "body", "html")
            or not any(child.tag in _BLOCKS for child in element.elements())
        )
    )


def count_words(element: Element) -> int:
    """AO3's own count, which takes every text node by itself: a word half in italics is two."""
    return ao3_words(element.text("\n"))


def text(element: Element) -> str:
    """Its text on one line, sanitised."""
    return collapse(clean(element.text()))


def labels(definitions: Element) -> Iterator[tuple[str, str | list[str]]]:
    """The labels of a list of tags and their values, as `ao3.metadata` takes them."""
    label = ""
    for child in definitions.elements():
        if child.tag == "dt":
            label = text(child)
        elif child.tag == "dd" and label:
            tags = [text(link) for link in child.iter("a")]
            is_line = not tags or label.startswith(("Series", "Stats"))
            yield label, text(child) if is_line else tags


def linked_work(element: Element) -> str:
    """The address of the AO3 work that a link in `element`, or its text, names, or ""."""
    addresses = (work_url(link.get("href")) for link in element.iter("a"))
    return next(filter(None, addresses), "") or work_url(element.text())
