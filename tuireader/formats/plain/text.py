"""Ordinary books and stories as plain text, of whatever origin.

Every word of the file is kept, in its order; only what Project Gutenberg puts around a book moves
behind it. Chapters begin where there plainly is a heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tuireader.formats.chunks import split
from tuireader.formats.emphasis import underscored
from tuireader.formats.errors import FormatError
from tuireader.formats.plain import aozora, gutenberg
from tuireader.formats.plain.chapters import blocks, chapter, chapters
from tuireader.formats.plain.headings import find_headings
from tuireader.formats.plain.paragraphs import Paragraph, measure, paragraphs
from tuireader.formats.sanitise import clean_line
from tuireader.work import Entry, Metadata, Work

_LABELLED = re.compile(r"^(?:#\+)?(Title|Author|Language):[ \t]*(\S[^\n]*)", re.MULTILINE | re.I)
_BYLINE = re.compile(r"(?:written )?by (\S.{1,80})\Z", re.IGNORECASE)
_LONGEST_TITLE = 80
# What ends with a full stop that is no initial's is a sentence, unless all its words are a name's.
_SENTENCE_END = re.compile(r"(?<=\w\w)[.!?…]+\Z")
_IN_NAMES = frozenset(
    ("&", "and", "da", "de", "del", "der", "di", "du", "la", "of", "van", "von", "y")
)
# Title and author, and what may stand below them without an empty line.
_TITLE_LINES = range(2, 5)


class _Opening(NamedTuple):
    """What the first lines of a file say about it."""

    title: str = ""
    author: str = ""
    language: str = ""


def read_plain(text: str, name: str) -> Work:
    """The work in `text`; `name` is its title where it states none. FormatError when empty."""
    book = gutenberg.unwrap(text)
    body = _paragraphs(book.body)
    about = _paragraphs(book.header) + _paragraphs(book.footer)
    if not body and not about:
        raise FormatError("there is no text in it")
    if aozora.is_aozora(text):
        opening, headings, marks = _lines(body), aozora.find_headings(body), aozora.marks
    else:
        opening, headings, marks = _opening(book.body, body), find_headings(body), underscored
    metadata = Metadata(
        title=book.title or opening.title or name,
        authors=tuple(filter(None, (book.author or opening.author,))),
        language=book.language or opening.language,
    )
    found, contents = chapters(body, headings, metadata.title, marks)
    if about:
        contents.append(Entry(gutenberg.NAME, 1, len(found)))
        found.append(chapter(len(found) + 1, gutenberg.NAME, blocks(about, underscored)))
    return Work(metadata, tuple(found), tuple(contents), format="text")


def _paragraphs(text: str) -> list[Paragraph]:
    chunks = split(text.expandtabs())
    style = measure(chunks)
    return [paragraph for chunk in chunks for paragraph in paragraphs(chunk, style)]


def _opening(text: str, body: Sequence[Paragraph]) -> _Opening:
    """Title and author, from labels or from what looks like a title page."""
    fields = {match[1].lower(): clean_line(match[2]) for match in _LABELLED.finditer(text[:3_000])}
    if "title" in fields:
        return _Opening(fields["title"], fields.get("author", ""), fields.get("language", ""))
    if len(body) < 3:
        return _Opening()
    first, second = body[0], body[1].text
    if len(first.lines) in _TITLE_LINES and _author(first.lines[1]):
        first, second = first._replace(lines=first.lines[:1]), first.lines[1]
    return _Opening(first.text, _author(second)) if _is_title(first) else _Opening()


def _author(line: str) -> str:
    """Whom a line names as the author, "" where it is none that does."""
    match = _BYLINE.match(clean_line(line))
    name = match[1] if match else ""
    bare = _SENTENCE_END.sub("", name)
    first, *rest = bare.split() or [""]
    if first[:1].islower() and len(rest) > 1:
        return ""
    if bare != name and any(w[0].islower() and w not in _IN_NAMES for w in (first, *rest)):
        return ""
    return bare


def _is_title(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return (
        len(paragraph.lines) == 1
        and len(text) <= _LONGEST_TITLE
        and (text[-1].isalnum() or text[-1] in ")]）")
        and not find_headings([paragraph, paragraph._replace(lines=("x" * 100,))])
    )


def _lines(body: Sequence[Paragraph]) -> _Opening:
    """The first two lines, which in some libraries are always title and author."""
    lines = [line for paragraph in body[:2] for line in paragraph.lines]
    title, author = (*lines, "", "")[:2]
    return _Opening(title, author, "ja")
