"""What FicHub exports as EPUB and HTML: an introduction of labelled lines, then the chapters.

The introduction names the page that a story was taken from, which tells better than anything else
which work it is. Nothing here knows the formats that the documents come in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from tuireader.formats.ao3.labels import chapter_heading
from tuireader.formats.ao3.markup import Draft, Page, WorkDraft, count_words, text
from tuireader.formats.markup.tree import Element, Located, names
from tuireader.work import Block, Kind, Part

_EXPORTED = "Exported with the assistance of FicHub.net"
# An author's description of the work stands above that line, and may be long.
_MOST_LINES = 500
_FIELD = re.compile(r"(Status|Published|Updated|Words|Chapters|Original source): ?(.*)")
_BYLINE = re.compile(r"by:? (.+)", re.IGNORECASE)
# "Rated: Fiction T - Language: English - Genre: Adventure/Humor"
_DETAIL = re.compile(r"(Rated|Language|Genre): (.+)")
_FICTION = re.compile(r"Fiction\s+")
_CHAPTER = re.compile(r"chap_\d{1,5}")
_NUMBERED = re.compile(r"(?:(\d{1,5})\. )?(.*)", re.DOTALL)
_HEADINGS = names("h1 h2 h3")


def is_fichub(root: Element) -> bool:
    """Whether a document is, or begins with, FicHub's introduction."""
    lines = islice(root.iter("p"), _MOST_LINES)
    ends = (line for line in lines if line.first_text().lstrip().startswith("Exported"))
    return any(text(line) == _EXPORTED for line in ends)


def read_fichub(pages: Iterable[Page], titles: Mapping[str, str]) -> WorkDraft:
    """The work in the documents of a book, the first of which is the introduction, or begins so.

    `titles` are those that the book's contents give its documents, by name.
    """
    work = WorkDraft()
    first, *rest = pages
    _read_introduction(first, work)
    listed = next((nav for nav in first.root.iter("nav") if nav.get("id") == "contents-list"), None)
    links = {link.get("href"): text(link) for link in listed.iter("a")} if listed else {}
    for chapter in Located(first.root).find_all(_is_chapter):
        title = links.get(f"#{chapter.element.get('id')}", "")
        work.chapters.append(_chapter(chapter, title, first))
    for page in rest:
        if not any("toc" in nav.get("epub:type").split() for nav in page.root.iter("nav")):
            body = Located(page.root).find(lambda element: element.tag == "body")
            title = titles.get(page.document.name, "")
            work.chapters.append(_chapter(body or Located(page.root), title, page))
    return work


def _read_introduction(page: Page, work: WorkDraft) -> None:
    body = Located(page.root).find(lambda element: element.tag == "body") or Located(page.root)
    found: dict[str, str] = {}
    details: list[tuple[str, str]] = []
    for child in body.children():
        line = text(child.element)
        if line == _EXPORTED:
            break
        if not work.title:
            work.title = line
        elif not work.authors and (match := _BYLINE.fullmatch(line)):
            work.authors = (match[1],)
        elif match := _FIELD.fullmatch(line):
            found.setdefault(match[1], match[2])
        elif found:
            details += _details(line)
        else:
            work.summary += page.blocks(child, Part.WORK_SUMMARY)
    work.source_url = found.get("Original source", "")
    work.url = work.source_url
    work.labels += [*_stats(found), *details]


def _stats(found: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The lines of the introduction in AO3's words."""
    complete = found.get("Status", "").casefold() == "complete"
    posted = found.get("Chapters", "1")
    yield "Published", found.get("Published", "")
    yield "Completed" if complete else "Updated", found.get("Updated", "")
    yield "Words", found.get("Words", "")
    if "Status" in found:
        yield "Chapters", f"{posted}/{posted if complete else '?'}"


def _details(line: str) -> Iterator[tuple[str, str]]:
    """What the site itself said of the work, on one line."""
    for piece in line.split(" - "):
        if match := _DETAIL.fullmatch(piece.strip()):
            match match[1]:
                case "Rated":
                    yield "Rating", _FICTION.sub("", match[2])
                case "Genre":
                    yield "Additional Tags", match[2].replace("/", ", ")
                case label:
                    yield label, match[2]


def _is_chapter(element: Element) -> bool:
    return element.tag == "div" and bool(_CHAPTER.fullmatch(element.get("id")))


def _chapter(body: Located, title: str, page: Page) -> Draft:
    content = body.element
    content.children[:] = [
        child
        for child in content.children
        if isinstance(child, str) or child.get("class") != "chapter_nav"
    ]
    blocks = page.blocks(body, Part.STORY)
    words = count_words(content)
    heading = next((element for element in content.iter() if element.tag in _HEADINGS), None)
    if heading is not None and blocks and _is_same(blocks[0], title or text(heading)):
        title = title or text(heading)
        del blocks[0]  # it is shown as the chapter's title
        words -= count_words(heading)
    match = _NUMBERED.fullmatch(title)
    number, title = (int(match[1] or 0), match[2]) if match else (0, title)
    if stated := chapter_heading(title):
        number, title = stated
    return Draft(number, title, document=page.document.name, words=words, story=blocks)


def _is_same(block: Block, title: str) -> bool:
    return block.kind is Kind.HEADING and " ".join(block.text.split()) == title
