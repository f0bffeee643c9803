"""AO3's pages as a browser prints them.

The site's style for paper leaves out menus, landmarks and what the tags' labels say, and puts
every link's address behind it; a saved page is printed without any style, with all its buttons.
What leads through both are the headings of the template, which are bigger than the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from tuireader.formats.ao3.labels import chapter_heading, is_label, split_authors, work_url
from tuireader.formats.ao3.markup import Draft, Page, WorkDraft, count_words
from tuireader.formats.ao3.page_text import is_association
from tuireader.formats.markup.document import Document
from tuireader.formats.markup.tree import Located
from tuireader.formats.pdf.ao3_tags import unlabelled
from tuireader.formats.pdf.markup import document
from tuireader.formats.pdf.paragraphs import Paragraph, paragraphs
from tuireader.formats.pdf.style import Row, Style, measure, place
from tuireader.formats.pdf.targets import without_targets, without_targets_in
from tuireader.formats.pdf.text import Line
from tuireader.formats.pdf.words import Vocabulary
from tuireader.work import Block, Part

_SITE = "[Archive of Our Own]"
_HEADER, _SUMMARY, _NOTES = "Work Header", "Summary:", "Notes:"
_STORY = ("Chapter Text", "Work Text:", "Work Text")
_SERIES, _INSPIRED = "Series this work belongs to:", "Works inspired by this one:"
_FOOT = ("Actions", "Kudos", "Comments", "Post Comment", "Footer")
_HEADS = frozenset((_SUMMARY, _NOTES, _SERIES, _INSPIRED, *_STORY, *_FOOT))
_HINT = re.compile(r"\(?See the end of the (?P<where>work|chapter) for\b")
# Of the size of the text: how big the template's headings are, and the work's title.
_HEADING, _TITLE = 1.1, 1.4
# Of that size: how far in what is quoted stands, at least, and how far lines may be off.
_QUOTED, _OFF = 0.2, 0.5
# The address behind a chapter's number, in small letters that seem to be the line's.
_LINKED_CHAPTER = re.compile(
    r"Chapter \d[\d,]* \((?P<url>https?://\S+/chapters/(?P<id>\d+))\)(?P<end>\Z)?"
)
_SMALL = 9 / 14

Label = tuple[str, str | list[str]]


def is_printed_page(pages: Sequence[Sequence[Line]], said: str) -> bool:
    """Whether these pages are one of the site's; `said` is what its title or a browser says."""
    return _SITE in said and any(
        (text := line.text.strip()) in _HEADS or chapter_heading(without_targets(text))
        for page in pages
        for line in page
    )


def read_printed_page(
    pages: Sequence[Sequence[Line]], said: str, links: Sequence[tuple[str, str]] = ()
) -> WorkDraft:
    """The work on a printed page of the site; `links` are addresses and words of its head."""
    texts = [line.text.strip() for page in pages for line in page]
    found = [match for text in texts if (match := _LINKED_CHAPTER.match(text))]
    kept = [list(page) for page in pages]
    if _HEADER not in texts:
        kept = [without_targets_in([_in_its_size(line) for line in page]) for page in pages]
    placed = place(kept)
    work = _Reader(placed, measure(placed)).read()
    work.url = work_url(said) or next((work_url(match["url"]) for match in found), "")
    work.labels[:] = _parted(work.labels, links)
    if len(found) == len(work.chapters):
        for draft, match in zip(work.chapters, found, strict=True):
            draft.source_id = match["id"]
    return work


def _parted(labels: Sequence[Label], links: Sequence[tuple[str, str]]) -> list[Label]:
    """The labels with series and collections, which stand in one line, as their links part them."""
    stated = [value for label, value in labels if label == "Series:"]
    line = " ".join(value for value in stated if isinstance(value, str))
    series = [words for address, words in links if "/series/" in address]
    parts = [re.search(rf"Part \d+ of {re.escape(name)}", line) for name in series]
    named = [part[0] for part in parts if part]
    if not named:
        return list(labels)
    kept = [pair for pair in labels if pair[0] != "Series:"]
    collections = [words for address, words in links if "/collections/" in address]
    return [*kept, ("Series:", ", ".join(named)), ("Collections:", collections)]


def _in_its_size(line: Line) -> Line:
    """A heading that ends with an address in the size of its other letters."""
    match = _LINKED_CHAPTER.match(line.text.strip())
    return line._replace(size=line.size / _SMALL) if match and match["end"] is not None else line


def _hints(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """Where hints at notes begin, and what follows them."""
    ended, follows = True, False
    for row in rows:
        text = row.line.text.strip()
        begins = _HINT.match(text) is not None
        if begins or not ended:
            if begins:
                yield row.page, row.at
            ended = text.endswith((".", ".)"))
            follows = ended
        elif follows:
            yield row.page, row.at
            follows = False


def _is_association(paragraph: Paragraph) -> bool:
    return all(is_association(row.line.text.strip()) for row in paragraph.rows)


class _Section(NamedTuple):
    """A heading of the template, and what follows up to the next one."""

    head: str
    body: list[Paragraph]


class _Reader:
    def __init__(self, pages: Sequence[Sequence[Row]], style: Style) -> None:
        self._pages = pages
        self._style = style
        rows = [row for page in pages for row in page]
        self._words = Vocabulary((row.line for row in rows), parted=False)
        shifts = sorted(row.line.left - row.start for row in rows)
        usual = [shift for shift in shifts if shift < _OFF * style.size] or [0.0]
        self._margin = usual[len(usual) // 2]  # how far in the lines of the text stand
        self._work = WorkDraft()
        self._draft: Draft | None = None  # the chapter that is read
        self._awaited: set[str] = set()  # whose end notes are announced

    def read(self) -> WorkDraft:
        rows = [row for page in self._pages for row in page]
        texts = [row.line.text.strip() for row in rows]
        start = texts.index(_HEADER) + 1 if _HEADER in texts else 0
        title = start
        while title < len(rows) - 1 and rows[title].line.size < _TITLE * self._style.size:
            title += 1
        self._read_tags(rows[start:title])
        first = rows[title].page, rows[title].at
        kept = [[row for row in page if (row.page, row.at) >= first] for page in self._pages]
        found = paragraphs(kept, self._style, set(_hints(rows)), bold_headings=False)
        self._read_sections(list(self._sections(found)))
        return self._work

    def _read_tags(self, rows: Sequence[Row]) -> None:
        labels = self._work.labels
        labelled = False
        values: list[str] = []
        for row in rows:
            text = row.line.text.strip()
            if text.endswith(":") and is_label(text):
                labelled = True
                values = []
                labels.append((text, values))
            else:
                values.append(text)
        if not labelled:
            labels += unlabelled(rows, self._style)

    def _sections(self, found: Sequence[Paragraph]) -> Iterator[_Section]:
        """The title and the byline first, then as the template has them."""
        section: _Section | None = None
        count = number = 0
        for paragraph in found:
            text = " ".join(paragraph.text.split())
            heading = chapter_heading(text)
            following = heading is not None and (heading[0] == number + 1 or not number)
            if paragraph.rows[0].line.size > _HEADING * self._style.size and (
                count < 2 or text in _HEADS or following
            ):
                if section:
                    yield section
                section = _Section(text, [])
                count += 1
                number = heading[0] if heading and following else number
            elif section:
                section.body.append(paragraph)
        if section:
            yield section

    def _read_sections(self, sections: Sequence[_Section]) -> None:
        heads = [section.head for section in sections]
        landmarks = any(head in _STORY for head in heads)
        chaptered = any(chapter_heading(head) for head in heads)
        for at, (head, body) in enumerate(sections):
            heading = chapter_heading(head)
            if at == 0:
                self._work.title = head
            elif at == 1 and head not in _HEADS and not heading:
                self._work.authors = split_authors(head)
                self._tell(body)
            elif heading:
                self._draft = None
                self._begun(*heading)
                self._tell(body)
            elif head in _FOOT:
                if self._draft:
                    break
            elif head == _SERIES:
                self._work.labels[:] = [pair for pair in self._work.labels if pair[0] != "Series:"]
                self._work.labels.append(("Series:", " ".join(p.text for p in body)))
            elif head == _INSPIRED:
                self._work.inspired += self._blocks(body, Part.WORK_END_NOTES)
            elif head in _STORY:
                self._begun()
                self._tell(body)
            elif self._draft and self._draft.story:
                self._note_at_end(body)
            else:
                # Where no landmark says where the story begins, it goes on below what is quoted.
                leads = not landmarks and (self._draft is not None or not chaptered)
                count = self._quoted(body) if leads else len(body)
                self._note(head, body[:count])
                self._tell(body[count:])

    def _begun(self, number: int = 0, title: str = "") -> Draft:
        """The chapter that is read, a new one where none is."""
        if self._draft is None:
            self._draft = Draft(number=number, title=title)
            self._awaited.discard("chapter")
            self._work.chapters.append(self._draft)
        return self._draft

    def _quoted(self, body: Sequence[Paragraph]) -> int:
        """How many paragraphs stand in as what is quoted does; a hint at notes is the last."""
        for count, paragraph in enumerate(body):
            if _HINT.match(paragraph.text.strip()):
                return count + 1
            if self._shift(paragraph) < _QUOTED * self._style.size:
                return count
        return min(1, len(body))

    def _shift(self, paragraph: Paragraph) -> float:
        """How far in a paragraph stands, but for the indent of its first line."""
        first, *others = (row.line.left - row.start for row in paragraph.rows)
        return (min(others) if others else first - self._style.indent) - self._margin

    def _note(self, head: str, body: Sequence[Paragraph]) -> None:
        """The summary or the notes that stand above a story, or above all of them."""
        own = []
        for paragraph in body:
            if hint := _HINT.match(paragraph.text.strip()):
                self._awaited.add(hint["where"])
            else:
                own.append(paragraph)
        draft = self._draft
        if head == _SUMMARY:
            part = Part.SUMMARY if draft else Part.WORK_SUMMARY
            (draft or self._work).summary += self._blocks(own, part)
        else:
            if not draft:  # gifts, prompts and parent works stand above the author's words
                above = list(takewhile(_is_association, own))
                self._work.related += self._blocks(above, Part.WORK_NOTES)
                own = own[len(above) :]
            part = Part.NOTES if draft else Part.WORK_NOTES
            (draft or self._work).notes += self._blocks(own, part)

    def _note_at_end(self, body: Sequence[Paragraph]) -> None:
        """The notes below a chapter, or below the work."""
        if self._draft and "chapter" in self._awaited:
            self._awaited.discard("chapter")
            self._draft.end_notes += self._blocks(body, Part.END_NOTES)
        else:
            self._work.end_notes += self._blocks(body, Part.WORK_END_NOTES)

    def _tell(self, body: Sequence[Paragraph]) -> None:
        """Adds to the story."""
        if not body:
            return
        draft = self._begun()
        for before, paragraph in pairwise(body):
            if before.quote != paragraph.quote:  # which is what the air is for
                paragraph.after_gap = False
        root = document(body, self._style, self._words, {})
        draft.words += count_words(root)
        draft.story += Page(root, Document()).blocks(Located(root), Part.STORY)

    def _blocks(self, body: Sequence[Paragraph], part: Part) -> list[Block]:
        least = min((paragraph.quote for paragraph in body), default=0)
        for paragraph in body:
            paragraph.quote -= least
            paragraph.after_gap = False
        root = document(body, self._style, self._words, {})
        return Page(root, Document()).blocks(Located(root), part)
