"""Documents and a table of contents to a work: what EPUB and Kindle's formats have in common.

A format gives its documents as pages, in reading order, and the lines of its contents. Whether the
book is a download from AO3, whose preface says more than any package, shows in its first documents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice

from tuireader.formats import gutenberg
from tuireader.formats.ao3.download import is_download, read_download
from tuireader.formats.ao3.flat import read_flat
from tuireader.formats.ao3.markup import Page, WorkDraft, assemble
from tuireader.formats.ao3.text import contents as ao3_contents
from tuireader.formats.chapters import Part, Point, headings_as_points, make_chapters
from tuireader.formats.fanficfare.markup import is_fanficfare, read_fanficfare
from tuireader.formats.fichub import is_fichub, read_fichub
from tuireader.formats.markup.blocks import read_blocks
from tuireader.formats.markup.tree import Element, names
from tuireader.work import Block, Chapter, Entry, Kind, Metadata, Work
from tuireader.work import Part as WorkPart

# What never goes on with the chapter before it, in the words of `epub:type`.
_ALONE = names(
    """
    cover titlepage halftitlepage copyright-page colophon imprint dedication epigraph toc landmarks
    frontmatter backmatter index endnotes footnotes rearnotes acknowledgments afterword appendix
    """
)
# Whether a book is from AO3 shows in its first documents.
_FIRST = 3
# What a document is, its first elements say.
_FIRST_ELEMENTS = 20


def make_work(
    pages: Iterable[Page],
    points: Sequence[Point],
    metadata: Metadata,
    *,
    format: str,
    titles: Mapping[str, str] | None = None,
) -> Work:
    """The work in the documents of a book.

    `metadata` is what the format itself says; a download from AO3 says more, and is believed.
    `titles` are what the book's guide calls its documents, by name.
    """
    rest = iter(pages)
    first = list(islice(rest, _FIRST))
    if any(is_download(page.root) for page in first):
        pages = [*first, *rest]
        draft = _read_ao3(pages, points)
        if any(chapter.story for chapter in draft.chapters):
            return _work(draft, pages, points, format)
        # Whatever made this book left nothing of the template: it is a book like any other.
        metadata, _ = assemble(draft)
        first, rest = pages, iter(())
    if any(is_fanficfare(page.root) for page in first):
        pages = [*first, *rest]
        draft = read_fanficfare(pages)
        if draft.chapters:
            return _read_fanficfare(draft, pages, points, metadata, format)
        first, rest = pages, iter(())
    if first and is_fichub(first[0].root):
        pages = [*first, *rest]
        draft = read_fichub(pages, {p.target.partition("#")[0]: p.title for p in points})
        if draft.chapters:
            return _work(draft, pages, points, format)
        first, rest = pages, iter(())
    parts = []
    around: list[Block] = []
    for page in chain(first, rest):
        name = page.document.name
        around += gutenberg.read(gutenberg.take_around(page.root), page.document)
        blocks = read_blocks(page.root, page.document)
        alone = any(
            not _ALONE.isdisjoint(element.get("epub:type").split())
            for element in islice(_outermost(page.root), 2)
        )
        parts.append(Part(name, _anchored(blocks, name), (titles or {}).get(name, ""), alone))
    if around:
        parts.append(gutenberg.part(around))
    if len(parts) == 1 and not points:
        points = headings_as_points(parts[0])
    chapters, contents = make_chapters(parts, points)
    return Work(metadata, chapters, contents, format=format)


def _outermost(root: Element) -> Iterator[Element]:
    """The body and the sections that a document begins with, looked for where they may be."""
    body = root.first("body") or root
    begin = islice(body.iter(), _FIRST_ELEMENTS)
    return (element for element in begin if element.tag in ("body", "section"))


def _anchored(blocks: list[Block], name: str) -> list[Block]:
    """The blocks of a document, the first of which links to the document lead to."""
    for index, block in enumerate(blocks):
        if block.kind is not Kind.BREAK:
            anchors = ((f"{name}#", 0), *block.anchors)
            return [*blocks[:index], replace(block, anchors=anchors), *blocks[index + 1 :]]
    return blocks


def _read_ao3(pages: Sequence[Page], points: Sequence[Point]) -> WorkDraft:
    structured = any(
        element.get("id") == "chapters" for page in pages for element in page.root.iter("div")
    )
    if structured:
        return read_download(pages)
    return read_flat(pages, [(point.title, point.target.partition("#")[0]) for point in points])


def _read_fanficfare(
    draft: WorkDraft,
    pages: Sequence[Page],
    points: Sequence[Point],
    stated: Metadata,
    format: str,
) -> Work:
    work = _work(draft, pages, points, format)
    metadata = replace(
        work.metadata,
        url=work.metadata.url or stated.url,
        identifiers=stated.identifiers,
        summary=work.metadata.summary or stated.summary,
    )
    return replace(work, metadata=metadata)


def _work(draft: WorkDraft, pages: Sequence[Page], points: Sequence[Point], format: str) -> Work:
    """The work of a draft, with the book's own contents where it has any."""
    metadata, chapters = assemble(draft)
    order = {page.document.name: index for index, page in enumerate(pages)}
    begun = [order.get(chapter.document, 0) for chapter in draft.chapters]
    contents = tuple(
        _ao3_entry(point, order.get(point.target.partition("#")[0], 0), begun, chapters)
        for point in points
        if point.linked
    )
    contents = contents or ao3_contents(metadata.title, chapters)
    return Work(metadata, chapters, contents, format=format)


def _ao3_entry(
    point: Point, document: int, begun: Sequence[int], chapters: Sequence[Chapter]
) -> Entry:
    """A line of the contents: the preface, a chapter, or the afterword.

    `begun` are the numbers of the documents in which the chapters begin.
    """
    if document in begun:
        chapter = begun.index(document)
        own = (WorkPart.WORK_SUMMARY, WorkPart.WORK_NOTES)
        block = _first(chapters[chapter], lambda block: block.part not in own)
        return Entry(point.title, point.level, chapter, block)
    if document < min(begun, default=0):
        return Entry(point.title, point.level, 0)
    last = chapters[-1]
    block = _first(last, lambda block: block.part is WorkPart.WORK_END_NOTES)
    return Entry(point.title, point.level, len(chapters) - 1, block)


def _first(chapter: Chapter, accepts: Callable[[Block], bool]) -> int:
    """The first block that is accepted, or else the last."""
    found = (index for index, block in enumerate(chapter.blocks) if accepts(block))
    return next(found, max(0, len(chapter.blocks) - 1))
