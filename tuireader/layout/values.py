"""The values that layout takes and gives: how text is set, and the lines that come of it.

Knows nothing of how lines are made, nor of terminals and colours: a `LineKind` says what a line
is, and whoever paints it chooses the style.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from tuireader.work import Role


class Setting(NamedTuple):
    """How text is set. Hashable, so that it can be part of the key of a cache."""

    measure: int = 66  # cells of the text column, from 10 up
    spacing: str = "open"  # "open": a blank line between paragraphs; "book": a first-line indent
    leading: int = 0  # extra empty lines after every line
    justify: bool = False  # both edges straight, from 60 cells; brings hyphenation with it
    hyphenate: bool = False
    language: str = ""  # of the work: a tag or the name its source writes ("en", "English")
    ruby: bool = True  # readings are shown, in parentheses after what they are of
    fold: bool = False  # what the author folded is shown only where it was opened


class TitlePage(NamedTuple):
    """What stands above the first chapter of a work."""

    title: str
    authors: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()  # lines below the authors: fandoms, rating, length
    only: bool = False  # the work is this one chapter, which then is not headed "Chapter 1"


class LineKind(StrEnum):
    """What a line is, for whoever paints it."""

    TEXT = "text"
    NOTE = "note"  # text of a summary or of author's notes
    HEADING = "heading"
    TERM = "term"
    CAPTION = "caption"
    SUMMARY = "summary"  # of a foldable part
    TABLE = "table"
    PREFORMATTED = "preformatted"
    # Furniture: no place points at the lines below.
    WORK_TITLE = "work-title"
    BYLINE = "byline"
    FACTS = "facts"
    NUMBER = "number"  # "Chapter 3" above the chapter's own title
    TITLE = "title"  # of the chapter
    LABEL = "label"  # "Summary", "Notes"
    ORNAMENT = "ornament"  # a scene break
    GAP = "gap"  # a soft scene break: the author's mark for it, if there was one, is unknown
    RULE = "rule"
    PICTURE = "picture"
    BLANK = "blank"


class Run(NamedTuple):
    """A stretch of a block on a line of a table, `cell` cells from the left of the column."""

    block: int
    start: int
    end: int
    cell: int


class Line(NamedTuple):
    """One row of a chapter: `text[start:end]` of a block, or furniture, or nothing."""

    block: int  # index into the chapter's blocks, -1 for furniture that belongs to none
    start: int  # code points of the block's text; a line of furniture has 0 and 0
    end: int
    indent: int  # cells before the text, inside the column
    kind: LineKind
    prefix: str = ""  # a list marker, drawn inside the indent, right before the text
    text: str = ""  # of furniture
    hyphen: bool = False  # the line ends inside a word
    gaps: tuple[int, ...] = ()  # offsets of the spaces that are drawn two cells wide
    runs: tuple[Run, ...] = ()  # of a table
    level: int = 0  # of a heading


class Piece(NamedTuple):
    """A run of one style on a line, as it is drawn: invisible characters are left out.

    `start` and `end` are offsets in the text of `block`; all three are -1 for what is not text
    of a block.
    """

    text: str
    roles: frozenset[Role]
    start: int
    end: int
    block: int
