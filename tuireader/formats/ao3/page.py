"""Pages of AO3 as browsers save them: an entire work, or one chapter of it.

Unlike the downloads these keep the site's own class names, so that every part can be asked for by
its name. What stands around the work (menus, kudos, comments) is never looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tuireader.formats.ao3.labels import chapter_heading, split_authors, work_url
from tuireader.formats.ao3.markup import (
    Draft,
    Page,
    WorkDraft,
    count_words,
    labels,
    text,
)
from tuireader.formats.errors import FormatError
from tuireader.formats.markup.stylesheet import Stylesheet
from tuireader.formats.markup.tree import Element, Located
from tuireader.work import Block, Part

_SITE = re.compile(r"\[Archive of Our Own\]\s*$")
_OTHER_SITE = re.compile(r"\[(?!Archive of Our Own)[^\[\]]* Archive\]\s*$")
_WORK = re.compile(r"/(?:downloads|works)/(\d+)/")
_CHAPTER = re.compile(r"/chapters/(\d+)")
_CHAPTER_DIVISION = re.compile(r"chapter-\d+")
# Headings that only lead screen readers through the page.
_LANDMARKS = ".landmark {display: none}"


def is_page(root: Element) -> bool:
    """Whether a document is a page of the Archive."""
    title = root.first("title")
    return bool(title and _SITE.search(title.text())) or _with_id(root, "workskin") is not None


def read_page(page: Page) -> WorkDraft:
    """The work on a page. Raises FormatError when the page shows none."""
    skin = _with_id(page.root, "workskin")
    chapters = skin and _with_id(skin.element, "chapters")
    if skin is None or chapters is None:
        raise FormatError("this is a page of the Archive that shows no work")
    page.document.sheet = Stylesheet([_LANDMARKS])
    work = WorkDraft(url=_url(page.root))
    for definitions in page.root.iter("dl"):
        if _is(definitions, "work", "meta"):
            work.labels += labels(definitions)
    for part in skin.children():
        if _is(part.element, "preface") and not _is(part.element, "afterword"):
            _read_preface(part, page, work)
        elif part.element.get("id") == "chapters":
            work.chapters += _chapters(part, page)
        elif _is(part.element, "afterword"):
            work.end_notes += _blocks(part, page, Part.WORK_END_NOTES, "end", "notes")
            work.inspired += _lists(part, page, Part.WORK_END_NOTES, "children")
    return work


def _read_preface(preface: Located, page: Page, work: WorkDraft) -> None:
    for element in preface.element.iter("h2", "h3"):
        if _is(element, "title"):
            work.title = text(element)
        elif _is(element, "byline"):
            work.authors = split_authors(text(element))
    work.summary += _blocks(preface, page, Part.WORK_SUMMARY, "summary")
    work.notes += _blocks(preface, page, Part.WORK_NOTES, "notes")
    work.related += _lists(preface, page, Part.WORK_NOTES, "notes")


def _chapters(chapters: Located, page: Page) -> Iterator[Draft]:
    divisions = list(
        chapters.find_all(lambda element: bool(_CHAPTER_DIVISION.fullmatch(element.get("id"))))
    )
    for division in divisions or [chapters]:
        draft = Draft()
        heads = (element for element in division.element.iter("h3") if _is(element, "title"))
        head = next(heads, None)
        if head is not None:
            draft.number, draft.title = chapter_heading(text(head)) or (0, text(head))
            found = (_CHAPTER.search(link.get("href")) for link in head.iter("a"))
            draft.source_id = next((match[1] for match in found if match), "")
        draft.summary = _blocks(division, page, Part.SUMMARY, "summary")
        draft.end_notes = _blocks(division, page, Part.END_NOTES, "end", "notes")
        draft.notes = _blocks(division, page, Part.NOTES, "notes")
        for body in division.find_all(_is_body):
            draft.story += page.blocks(body, Part.STORY)
            headings = sum(count_words(e) for e in body.element.elements() if _is(e, "landmark"))
            draft.words += count_words(body.element) - headings
        yield draft


def _is_body(element: Element) -> bool:
    return element.tag == "div" and _is(element, "userstuff")


def _blocks(region: Located, page: Page, part: Part, *names: str) -> list[Block]:
    """What is quoted in the module of these class names."""
    return _read(region, page, part, names, lambda element: element.tag == "blockquote")


def _lists(region: Located, page: Page, part: Part, *names: str) -> list[Block]:
    """The lists of other works in the module of these class names."""
    return _read(region, page, part, names, lambda element: element.tag == "ul")


def _read(
    region: Located,
    page: Page,
    part: Part,
    names: tuple[str, ...],
    accepts: Callable[[Element], bool],
) -> list[Block]:
    modules = region.find_all(
        lambda element: (
            _is(element, "module", *names) and ("end" in names or not _is(element, "end"))
        )
    )
    return [
        block
        for module in modules
        for found in module.children()
        if accepts(found.element)
        for block in page.blocks(found, part)
    ]


def _is(element: Element, *names: str) -> bool:
    """Whether an element has all of these classes."""
    classes = element.get("class").split()
    return all(name in classes for name in names)


def _with_id(root: Element, id: str) -> Located | None:
    return Located(root).find(lambda element: element.get("id") == id)


def _url(root: Element) -> str:
    """The work's address, from the links that offer its downloads or its chapters.

    Other archives run the same software, and number their works likewise.
    """
    title = root.first("title")
    if title and _OTHER_SITE.search(title.text()):
        return ""
    for link in root.iter("a"):
        if match := _WORK.search(link.get("href")):
            return work_url(f"archiveofourown.org/works/{match[1]}")
    return ""
