"""PDF: pages of lines as a book. The outline is its contents, or else its headings are.

Only text is read; a file that is pictures of pages says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise

from tuireader.formats.ao3.markup import assemble
from tuireader.formats.ao3.text import contents
from tuireader.formats.book import make_work
from tuireader.formats.chapters import Part, Point, headings_as_points, make_chapters
from tuireader.formats.errors import FormatError
from tuireader.formats.markup.blocks import read_blocks
from tuireader.formats.markup.document import Document as MarkupDocument
from tuireader.formats.pdf.ao3 import is_ao3, is_posted, read_ao3, text_lines
from tuireader.formats.pdf.ao3_html import as_download
from tuireader.formats.pdf.ao3_page import is_printed_page, read_printed_page
from tuireader.formats.pdf.browser import without_browser
from tuireader.formats.pdf.document import Document, Mark
from tuireader.formats.pdf.markup import document
from tuireader.formats.pdf.paragraphs import Paragraph, paragraphs
from tuireader.formats.pdf.rows import rows, without_edges
from tuireader.formats.pdf.style import Row, measure, place
from tuireader.formats.pdf.text import Line
from tuireader.formats.pdf.words import Vocabulary
from tuireader.formats.sanitise import clean_line
from tuireader.formats.source import Source
from tuireader.work import Block, Metadata, Work

# More words than a chapter has: what the outline names in it are, unless they are shorter than
# these are.
_LONG = 10_000
_SHORT = 300

_NO_TITLE = re.compile(r"(?:untitled|unknown|title|document\d*)?", re.IGNORECASE)
_WORD_TITLE = re.compile(
    r"Microsoft (?:Office )?Word - |\.(?:docx?|odt|rtf|pdf|indd)\Z", re.IGNORECASE
)
_NAMES = re.compile(r"\s*(?:;|&)\s*")
_KEYWORDS = re.compile(r"\s*[;,]\s*")


def read(source: Source) -> Work:
    """The work in a PDF. Raises FormatError when it holds none that can be read."""
    with Document(source.data) as file:
        pages = [rows(page) for page in file.pages()]
        outline = file.outline()
        metadata = _metadata(file.metadata(), source)
    if not any(pages):
        raise FormatError("there is no text in it, only pictures of pages")
    pages, said = without_browser(pages)
    if said and is_posted(pages):
        pages, outline = as_download(pages)
    elif is_printed_page(pages, f"{metadata.title} {said}"):
        with Document(source.data) as file:
            draft = read_printed_page(pages, said, file.links(0))
        if draft.chapters:
            found, chapters = assemble(draft)
            return Work(found, chapters, contents(found.title, chapters), format="pdf")
    if is_ao3(pages, outline):
        placed = place(pages, text_lines(pages))
        made, points = read_ao3(placed, measure(placed), _vocabulary(placed), outline)
        return make_work(made, points, metadata, format="pdf")
    return _read_book(without_edges(pages), outline, metadata)


def _read_book(
    pages: Sequence[Sequence[Line]], outline: Sequence[Mark], metadata: Metadata
) -> Work:
    placed = place(pages)
    style = measure(placed)
    targets = [_row_of(mark, placed) for mark in outline]
    ids: dict[tuple[int, int], list[str]] = {}
    for number, target in enumerate(targets):
        if target:
            ids.setdefault(target, []).append(f"§{number}")
    found = paragraphs(placed, style, ids.keys())
    if not outline and not any(paragraph.heading for paragraph in found):
        _find_headings(found)
    body = document(found, style, _vocabulary(placed), ids)
    blocks = read_blocks(body, MarkupDocument())
    points = [
        Point(mark.title, mark.level, f"#§{number}" if target else "")
        for number, (mark, target) in enumerate(zip(outline, targets, strict=True))
    ]
    if points:
        parts = [Part("", blocks[start:end]) for start, end in _chapters(blocks, points)]
    else:
        parts = [Part("", blocks)]
        points = headings_as_points(parts[0])
    chapters, contents = make_chapters(parts, points)
    return Work(metadata, chapters, contents, format="pdf")


def _chapters(blocks: Sequence[Block], points: Sequence[Point]) -> Iterator[tuple[int, int]]:
    """Where chapters begin and end: at the outline's first lines, and below those of long parts."""
    places = {name: at for at, block in enumerate(blocks) for name, _ in block.anchors}
    marks = [(places[point.target], point.level) for point in points if point.target in places]
    words = [0, *accumulate(len(block.text.split()) for block in blocks)]
    cuts = {0, len(blocks)}
    waiting = [(0, len(blocks), 0)]
    while waiting:
        start, end, above = waiting.pop()
        inside = [mark for mark in marks if start <= mark[0] < end and mark[1] > above]
        level = min((level for _, level in inside), default=0)
        tops = sorted({at for at, own in inside if own == level})
        length = words[end] - words[start]
        if not tops or (above and (length <= _LONG or length <= _SHORT * len(tops))):
            continue
        cuts.update(tops)
        waiting += ((at, stop, level) for at, stop in zip(tops, [*tops[1:], end], strict=True))
    return pairwise(sorted(cuts))


def _find_headings(found: Sequence[Paragraph]) -> None:
    """Marks "Chapter 1" and the like in a document that sets them as it sets its text."""
    from tuireader.formats.plain.headings import find_headings
    from tuireader.formats.plain.paragraphs import Paragraph as PlainParagraph

    plain = [
        PlainParagraph((paragraph.text.strip() or " ",), 3 if paragraph.after_gap else 2)
        for paragraph in found
    ]
    for heading in find_headings(plain):
        found[heading.at].heading = heading.level


def _vocabulary(pages: Iterable[Iterable[Row]]) -> Vocabulary:
    return Vocabulary(row.line for page in pages for row in page)


def _row_of(mark: Mark, pages: Sequence[Sequence[Row]]) -> tuple[int, int] | None:
    """The row that a line of the outline leads to: the one that says it, or else the place."""
    if mark.page is None or mark.page >= len(pages):
        return None
    title = _letters(mark.title)
    page = pages[mark.page]
    if title:
        for row in page:
            letters = _letters(row.line.text)
            if len(letters) > 1 and (
                title == letters or (row is page[0] and title.startswith(letters))
            ):
                return row.page, row.at
    if mark.top is not None:
        below = [row for row in page if row.line.base <= mark.top + 1]
        if below:
            row = max(below, key=lambda row: row.line.base)
            return row.page, row.at
    for page in pages[mark.page :]:
        if page:
            return page[0].page, page[0].at
    return None


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _metadata(stated: dict[str, str], source: Source) -> Metadata:
    def value(name: str) -> str:
        return clean_line(stated.get(name, ""))

    title = _WORD_TITLE.sub("", value("Title")).strip()
    tags = filter(None, _KEYWORDS.split(clean_line(stated.get("Keywords", ""), 10_000)))
    return Metadata(
        title=source.stem if _NO_TITLE.fullmatch(title) else title,
        authors=tuple(filter(None, _NAMES.split(value("Author")))),
        summary=value("Subject"),
        tags=tuple(dict.fromkeys(tags)),
    )
