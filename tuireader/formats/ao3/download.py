"""AO3's downloads: the HTML file, and the documents that its converter made of it for an EPUB.

Everything is told by the template's structure, which stayed the same through its eras and survives
the converter: what comes before `#chapters` is the preface, what comes after it the afterword, and
in it heads, bodies and end notes of chapters follow each other. Class names are hardly trusted: the
converter gives the template's to paragraphs of the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tuireader.formats.ao3.labels import chapter_heading, split_authors
from tuireader.formats.ao3.markup import (
    Draft,
    Page,
    WorkDraft,
    count_words,
    labels,
    leaves,
    linked_work,
    text,
)
from tuireader.formats.markup.tree import Element, Located
from tuireader.work import Part

_POSTED = "Posted originally on the Archive of Our Own"
_END_NOTES = re.compile(r"endnotes\d+")
_AFTERWORD = re.compile(
    r"\s*(?:Afterword\s+)?(?:End Notes|Works inspired by this one|Please drop by the) "
)
_BY = re.compile(r"by\s")
# The preface stands before any story; how many paragraphs are looked at.
_FIRST_PARAGRAPHS = 30


def is_download(root: Element) -> bool:
    """Whether a document begins an AO3 download."""
    return any(
        _POSTED in text(paragraph) and linked_work(paragraph)
        for paragraph, _ in zip(root.iter("p"), range(_FIRST_PARAGRAPHS), strict=False)
    )


def read_download(pages: Iterable[Page]) -> WorkDraft:
    """The work in the documents of a download, which are given in their order."""
    reader = _Reader()
    for page in pages:
        reader.read(page)
    return reader.work


class _Reader:
    """Goes through the documents and remembers where in the template they have come to."""

    def __init__(self) -> None:
        self.work = WorkDraft()
        self._label = ""  # the last "Summary" or "Notes": its text follows
        self._over = False  # whether the afterword has come

    def read(self, page: Page) -> None:
        root = Located(page.root)
        body = root.find(lambda element: element.tag == "body") or root
        regions = [(child, child.find(_is_chapters, deepest=3)) for child in body.children()]
        # Some converters leave the name of the chapters' `div` to the first of its documents.
        goes_on = not self._over and not any(chapters for _, chapters in regions)
        for child, chapters in regions:
            if chapters:
                for part in chapters.children():
                    self._read_part(part, page)
            elif not self.work.chapters:
                self._read_preface(child, page)
            elif goes_on and not _is_afterword(child.element):
                for part in _parts(child):
                    self._read_part(part, page)
            else:
                self._over = True
                self._read_afterword(child, page)

    def _read_preface(self, region: Located, page: Page) -> None:
        work = self.work
        for leaf in leaves(region):
            element = leaf.element
            match element.tag:
                case "p" if _POSTED in text(element):
                    work.url = linked_work(element)
                    title = element.first("b", "strong")
                    work.title = work.title or (text(title) if title else "")
                case "h1":
                    work.title = text(element)
                case "dl":
                    work.labels += labels(element)
                case "p":
                    self._label = text(element)
                case "blockquote" if self._label == "Summary":
                    work.summary += page.blocks(leaf, Part.WORK_SUMMARY)
                case "blockquote" if self._label == "Notes":
                    work.notes += page.blocks(leaf, Part.WORK_NOTES)
                case "ul":
                    work.related += page.blocks(leaf, Part.WORK_NOTES)
                case "div" if not work.authors and _BY.match(text(element)):
                    work.authors = split_authors(text(element))

    def _read_part(self, part: Located, page: Page) -> None:
        """A head, a body or the end notes of a chapter, whichever this child of `#chapters` is."""
        element = part.element
        if element.tag in ("h1", "h2", "h3"):  # of a one-shot: the work's own title
            self._begin(page)
        elif _END_NOTES.fullmatch(element.get("id")):
            self._read_notes(part, page)
        elif not element.get("class").startswith("userstuff") and (heading := _heading(part)):
            number, title = chapter_heading(text(heading)) or (0, text(heading))
            self._begin(page, number, title)
            self._read_notes(part, page)
        else:
            blocks = page.blocks(part, Part.STORY)
            if blocks and not self.work.chapters:
                self._begin(page)
            if blocks:
                self.work.chapters[-1].story += blocks
                self.work.chapters[-1].words += count_words(element)

    def _begin(self, page: Page, number: int = 0, title: str = "") -> None:
        self.work.chapters.append(Draft(number, title, document=page.document.name))

    def _read_notes(self, region: Located, page: Page) -> None:
        """The summary and notes in a chapter's head, or the notes at its end."""
        if not self.work.chapters:
            return
        chapter = self.work.chapters[-1]
        for leaf in leaves(region):
            if leaf.element.tag == "p":
                self._label = text(leaf.element).removeprefix("Chapter ")
            elif leaf.element.tag == "blockquote":
                match self._label:
                    case "Summary":
                        chapter.summary += page.blocks(leaf, Part.SUMMARY)
                    case "Notes":
                        chapter.notes += page.blocks(leaf, Part.NOTES)
                    case "End Notes":
                        chapter.end_notes += page.blocks(leaf, Part.END_NOTES)

    def _read_afterword(self, region: Located, page: Page) -> None:
        for leaf in leaves(region):
            if leaf.element.tag == "p":
                self._label = text(leaf.element)
            elif leaf.element.tag == "blockquote" and self._label == "End Notes":
                self.work.end_notes += page.blocks(leaf, Part.WORK_END_NOTES)
            elif leaf.element.tag == "dl":
                self.work.inspired += page.blocks(leaf, Part.WORK_END_NOTES)


def _is_chapters(element: Element) -> bool:
    return element.get("id") == "chapters"


def _is_afterword(element: Element) -> bool:
    return element.get("id") == "afterword" or bool(_AFTERWORD.match(element.text(" ")))


def _parts(region: Located) -> Iterator[Located]:
    """What a `div` of nothing but `div`s holds, itself where it is none."""
    inner = list(region.children())
    if not all(part.element.tag == "div" for part in inner):
        yield region
    elif len(inner) == 1:
        yield from _parts(inner[0])
    else:
        yield from inner


def _heading(part: Located) -> Element | None:
    """The chapter's heading, if this is a chapter's head."""
    first = next(leaves(part), None)
    return first.element if first and first.element.tag == "h2" else None
