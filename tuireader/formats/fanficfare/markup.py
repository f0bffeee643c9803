"""What FanFicFare writes as HTML and EPUB: a title page of labels, chapters with labelled notes.

Its class names are its own and are kept; what the notes are called is the reader's option, so that
only the words that all settings share are looked for. A converter leaves no class names, but what
the head of each document says of its chapter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tuireader.formats.ao3.labels import chapter_heading
from tuireader.formats.ao3.markup import Draft, Page, WorkDraft, count_words, linked_work, text
from tuireader.formats.fanficfare.text import pairs
from tuireader.formats.markup.tree import Element, Located, names
from tuireader.work import Block, Part

_PACKAGED = re.compile(r"Packaged:\s*\d{4}-\d\d-\d\d")
_NUMBERED = re.compile(r"(?:(\d{1,5})\. )?(.*)", re.DOTALL)
_HEADINGS = names("h1 h2 h3")
_NOTES = "fff_chapter_notes"


def is_fanficfare(root: Element) -> bool:
    """Whether a document is, or begins with, FanFicFare's title page."""
    page = _title_page(root)
    return page is not None and bool(_PACKAGED.search(" ".join(page.text().split())))


def read_fanficfare(pages: Iterable[Page]) -> WorkDraft:
    """The work in the documents of a book, the first of which is the title page."""
    work = WorkDraft()
    before = ""  # the address of the last converted chapter
    for page in pages:
        title_page = None if work.title else _title_page(page.root)
        if title_page is not None:
            _read_title_page(title_page, page, work)
        title = ""
        stories = 0
        for found in Located(page.root).find_all(_is_head_or_story):
            if found.element.tag in _HEADINGS:
                title = text(found.element)
            else:
                work.chapters.append(_chapter(found, title, page, work))
                stories += 1
        if not stories and (address := _chapter_address(page.root)):
            _read_converted(page, work, goes_on=address == before)
            before = address
    if len(work.chapters) == 1 and work.chapters[0].title == work.title:
        work.chapters[0].title = ""
    return work


def _title_page(root: Element) -> Element | None:
    """In a book it is a document of its own, in an HTML file a table."""
    body = root.first("body")
    if body is not None and body.get("class") == "fff_titlepage":
        return body
    return next((table for table in root.iter("table") if table.get("class") == "full"), None)


def _read_title_page(title_page: Element, page: Page, work: WorkDraft) -> None:
    heading = page.root.first("h1", "h3")
    if heading is not None:
        links = list(heading.iter("a"))
        name, _, author = text(heading).rpartition(" by ")
        work.title = text(links[0]) if links else name
        work.authors = tuple(map(text, links[1:])) or (author,)
        work.url = linked_work(heading)
    lines = []
    for label, value in _fields(title_page):
        if label == "Summary:":
            work.summary = page.blocks(Located(value), Part.WORK_SUMMARY)
        else:
            lines.append(f"{label} {text(value)}")
    work.labels += pairs("\n".join(lines))


def _fields(title_page: Element) -> Iterator[tuple[str, Element]]:
    """Every label, and what follows it before the next."""
    label, value = "", Element("div", {})
    for inside in title_page.iter("div", "tr"):
        if inside.tag == "div" and next(inside.iter("b"), None) is None:
            continue  # it is a value, and was taken with what stands around it
        for child in inside.children:
            cell = child.children if not isinstance(child, str) and child.tag == "td" else [child]
            for node in cell:
                if not isinstance(node, str) and node.tag == "b" and text(node).endswith(":"):
                    if label:
                        yield label, value
                    label, value = text(node), Element("div", {})
                elif label and inside.get("class") != "userstuff":
                    value.children.append(node)
    if label:
        yield label, value


def _is_head_or_story(element: Element) -> bool:
    return element.tag in _HEADINGS or (element.tag == "div" and element.get("class") == "story")


def _chapter_address(root: Element) -> str:
    """Where the chapter of a document is from, as its head says."""
    stated = (meta for meta in root.iter("meta") if meta.get("name") == "chapterurl")
    return next((meta.get("content") for meta in stated), "")


def _read_converted(page: Page, work: WorkDraft, *, goes_on: bool) -> None:
    """A chapter without class names: a heading and a division; `goes_on`: the last one does."""
    heading = next((text(head) for head in page.root.iter("h1", "h2", "h3")), "")
    body = Located(page.root).find(lambda element: element.tag == "body")
    for found in body.children() if body else ():
        if found.element.tag in _HEADINGS:
            continue
        draft = _chapter(found, "" if goes_on else heading, page, work)
        if goes_on and work.chapters:
            last = work.chapters[-1]
            last.story += draft.story
            last.end_notes += [*draft.notes, *draft.end_notes]
            last.words += draft.words
        else:
            work.chapters.append(draft)
            goes_on = True


def _are_notes(part: Element) -> bool:
    """Whether a division is notes by its class, or by nothing but labels and what they label."""
    if _NOTES in part.get("class").split():
        return True
    inner = list(part.elements())
    return (
        part.tag == "div"
        and bool(inner)
        and inner[0].tag == "b"
        and text(inner[0]).endswith(":")
        and all(element.tag in ("b", "blockquote", "ul", "div") for element in inner)
    )


def _chapter(story: Located, heading: str, page: Page, work: WorkDraft) -> Draft:
    match = _NUMBERED.fullmatch(heading)
    number, title = (int(match[1] or 0), match[2]) if match else (0, heading)
    if chapter_heading(title) == (number, ""):
        title = ""
    draft = Draft(number, title, document=page.document.name)
    bodies: list[Located] = []
    for part in story.children():
        if _are_notes(part.element):
            _read_notes(part, page, work, draft, before=not bodies)
        else:
            bodies.append(part)
    for body in bodies:
        draft.story += page.blocks(body, Part.STORY)
        draft.words += count_words(body.element)
    return draft


def _read_notes(notes: Located, page: Page, work: WorkDraft, draft: Draft, *, before: bool) -> None:
    """Notes and summaries above or below a chapter, of the chapter or of the whole work."""
    label = ""
    for part in notes.children():
        element = part.element
        if element.tag == "b":
            label = text(element)
        elif element.tag == "div":
            work.inspired += page.blocks(part, Part.WORK_END_NOTES)
        elif element.tag in ("blockquote", "ul"):
            target, as_part = _place(label, work, draft, before=before, listed=element.tag == "ul")
            target += page.blocks(part, as_part)


def _place(
    label: str, work: WorkDraft, draft: Draft, *, before: bool, listed: bool
) -> tuple[list[Block], Part]:
    """Where a note of that label belongs."""
    if "Summary" in label:
        return draft.summary, Part.SUMMARY
    if "hapter" in label:
        return (draft.notes, Part.NOTES) if before else (draft.end_notes, Part.END_NOTES)
    if before:
        return work.related if listed else work.notes, Part.WORK_NOTES
    return work.end_notes, Part.WORK_END_NOTES
