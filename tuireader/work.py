"""What is read: works, chapters, blocks and spans.

Frozen values without behaviour that needs anything else. Every parser ends here and everything
else starts here; this module knows neither files, nor terminals, nor readers' marks. Text in these
values has been through `formats.sanitise`: it holds no control character, no soft hyphen and no
bidirectional override. Offsets are code points of `Block.text`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    """What a span of text is."""

    EMPHASIS = "em"
    STRONG = "strong"
    UNDERLINE = "underline"
    STRIKE = "strike"
    INSERTED = "inserted"
    CODE = "code"
    SUB = "sub"
    SUP = "sup"
    SMALL = "small"
    BIG = "big"
    SMALL_CAPS = "smallcaps"
    # Target: ADDED over a mark, or a sign of a formula, that the source leaves to who shows it.
    QUOTE = "quote"
    LINK = "link"  # target: "#c/b/o" style internal reference or an absolute address
    NOTE_REF = "noteref"  # a link to a footnote or endnote
    # Covers the "(reading)" that follows its base text; target: ADDED where the source has no
    # parentheses of its own, so that the reading stands beside its text and not in it.
    RUBY = "ruby"
    LANGUAGE = "lang"  # target: language tag
    # Covers the alt text of an inline picture, or PICTURE where it has none; target: the name of
    # the picture in `Work.pictures`, "" where it is not kept.
    IMAGE = "image"


class Span(NamedTuple):
    """A role over `text[start:end]` of its block."""

    start: int
    end: int
    role: Role
    target: str = ""


ADDED = "added"
PICTURE = "[picture]"
"""What stands in a sentence for a picture that nothing is said about."""


class Kind(StrEnum):
    """What a block is. Containers (quotes, lists, tables) are fields of the block, not kinds."""

    PARAGRAPH = "p"
    HEADING = "h"
    BREAK = "break"  # a scene break
    ITEM = "li"  # text directly in a list item, no paragraph inside
    VERSE = "verse"  # text is lines joined by "\n", never refilled
    PREFORMATTED = "pre"  # likewise, and its white space counts
    CELL = "cell"  # text directly in a table cell
    TERM = "dt"
    DEFINITION = "dd"
    SUMMARY = "summary"  # of a foldable `details`
    CAPTION = "caption"
    IMAGE = "image"  # text is the alt text and may be empty
    RULE = "rule"  # a line that separates but is no scene break


class Align(StrEnum):
    """How a block is set; START is the left, or the right where it is read from there."""

    START = "start"
    CENTER = "center"
    END = "end"


class Part(StrEnum):
    """Which part of a chapter a block belongs to, in reading order."""

    WORK_SUMMARY = "work-summary"
    WORK_NOTES = "work-notes"
    SUMMARY = "summary"
    NOTES = "notes"
    STORY = "story"
    END_NOTES = "end-notes"
    WORK_END_NOTES = "work-end-notes"


class Cell(NamedTuple):
    """Where a block stands in a table. Blocks with the same table number are one table."""

    table: int
    row: int
    column: int
    header: bool = False
    columns: int = 1  # how many columns and rows it spans
    rows: int = 1


class Break(StrEnum):
    """How the source marked a scene break; kept in `Block.marker` of a BREAK."""

    RULE = "hr"
    TEXT = "text"  # a paragraph of ornaments; `Block.text` stays empty
    BLANK = "blank"  # empty paragraphs used as a break
    GAP = "gap"  # a gap wider than the others in a text dump: soft, the author's mark is unknown


@dataclass(frozen=True, slots=True)
class Block:
    """One flat string and the roles over it."""

    kind: Kind
    text: str = ""
    spans: tuple[Span, ...] = ()
    part: Part = Part.STORY
    level: int = 0  # of a heading 1..6; of a list item its nesting depth from 1
    quote: int = 0  # how many quotes it stands in
    indent: int = 0  # cells the source indents the first line by (verse, letters)
    align: Align = Align.START
    marker: str = ""  # "•", "3.", of the first block of a list item; how a BREAK was marked
    cell: Cell | None = None
    language: str = ""  # where it differs from the work's
    rtl: bool = False
    folded: bool = False  # inside a `details` element
    source: str = ""  # spine item and element path in the source file
    anchors: tuple[tuple[str, int], ...] = ()  # (name, offset): where links may point

    @property
    def has_text(self) -> bool:
        """Whether marks can stand on it: it holds visible text and is no break, rule or picture."""
        return bool(self.text) and self.kind not in _TEXTLESS

    @property
    def printed(self) -> str:
        """The text as the source has it in line, without what is shown beside or for something.

        That is: readings and quote marks that were ADDED, and PICTURE.
        """
        text, pieces, cursor = self.text, [], 0
        for start, end, role, target in self.spans:
            if start < cursor:
                continue
            if role is Role.IMAGE and not text[start:end].replace(PICTURE, "").strip():
                pieces.append(text[cursor:start])
                after_space = not start or text[start - 1].isspace()
                cursor = end + (after_space and text[end : end + 1].isspace())
            elif target == ADDED and role in _BESIDE:
                pieces.append(text[cursor:start])
                cursor = end + (text[start - 1 : start] == " " == text[end : end + 1])
        return ("".join(pieces) + text[cursor:]).rstrip() if pieces else text


_BESIDE = (Role.RUBY, Role.QUOTE)
_TEXTLESS = frozenset({Kind.BREAK, Kind.RULE, Kind.IMAGE})


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: its own words and its notes, in reading order.

    `title` is the chapter's own title ("" when it has none, never "Chapter 3"). `number` is the
    number its source gives it, usually its position from 1. Where `titled` is true the story's
    blocks begin with the title as a heading, so that nobody needs to print it above them.
    """

    number: int
    title: str = ""
    blocks: tuple[Block, ...] = ()
    words: int = 0
    source_id: str = ""  # an id that stays the same in later editions, where the source has one
    titled: bool = False

    def part(self, part: Part) -> Iterator[Block]:
        return (block for block in self.blocks if block.part is part)

    def plain(self, part: Part) -> str:
        """The text of one part, a line a block, "" where there is none."""
        return "\n".join(block.printed for block in self.part(part) if block.has_text)


class Series(NamedTuple):
    """A series that a work is in; `part` is its number there, None where none is stated."""

    name: str
    part: float | int | None = None


class Entry(NamedTuple):
    """A line of the book's own table of contents."""

    title: str
    level: int  # from 1
    chapter: int  # index into `Work.chapters`, from 0
    block: int = 0
    offset: int = 0
    # False: a title over the lines below it, such as "Part One", which is itself no link and
    # leads to where the first of them does.
    linked: bool = True


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a work. Unknown is None, "" or (). Dates are ISO "YYYY-MM-DD"."""

    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""  # as the source writes it: "English", "en"
    summary: str = ""
    notes: str = ""
    end_notes: str = ""
    rating: str = ""
    warnings: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    fandoms: tuple[str, ...] = ()
    relationships: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    collections: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""
    complete: bool | None = None
    words: int = 0  # 0: not stated, count the chapters
    chapters_posted: int = 0  # 0: not stated
    chapters_planned: int | None = None  # None: unknown, as in 3/?
    url: str = ""
    publisher: str = ""
    identifiers: tuple[str, ...] = ()  # ISBNs and the like; never a converter's random uuid
    cover: str = ""  # the name of the picture on its front in `Work.pictures`, where one is kept


@dataclass(frozen=True, slots=True)
class Picture:
    """An image kept with the work; `name` is what IMAGE blocks and spans point to."""

    name: str
    media_type: str
    data: bytes = field(repr=False, default=b"")


@dataclass(frozen=True, slots=True)
class Work:
    """A work as a file has it: all that a reader of it can see or be told."""

    metadata: Metadata
    chapters: tuple[Chapter, ...] = ()
    contents: tuple[Entry, ...] = ()
    format: str = ""  # "text", "html", "epub", ...
    pictures: tuple[Picture, ...] = ()
    # What a careful reader should be told: "3 pictures could not be read".
    warnings: tuple[str, ...] = ()
