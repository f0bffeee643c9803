"""AO3's works as plain text: what the page dumps and the converted downloads have in common.

The reader of a shape finds out what each chunk of the text is; here chunks become blocks and
chapters a work. Nothing is known of any one shape of file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from tuireader.formats.chunks import Chunk
from tuireader.formats.sanitise import collapse, collapse_lines, indent
from tuireader.formats.scenes import is_ornament, scene_break, settle
from tuireader.formats.words import ao3_words
from tuireader.work import Block, Break, Chapter, Entry, Kind, Metadata, Part, Span, Work

# A rule that a converter drew.
_RULE = re.compile(r"[-_=─—]{20,}")


# Gives a paragraph's text as it is to be shown, and the roles in it.
Marks = Callable[[str], tuple[str, tuple[Span, ...]]]


def blocks(
    chunks: Sequence[Chunk],
    part: Part = Part.STORY,
    base: int | None = None,
    marks: Marks | None = None,
) -> tuple[Block, ...]:
    """Paragraphs and scene breaks. Where `base` is given, any wider gap is a soft scene break."""
    return settle(_blocks(chunks, part, base, marks))


def _blocks(
    chunks: Sequence[Chunk], part: Part, base: int | None, marks: Marks | None
) -> Iterator[Block]:
    for chunk in chunks:
        if base is not None and chunk.gap > base:
            yield scene_break(Break.GAP, part)
        if is_ornament(chunk.text):
            rule = _RULE.fullmatch(chunk.text.strip())
            yield scene_break(Break.RULE if rule else Break.TEXT, part)
        else:
            block = _block(chunk.text, part)
            if marks:
                text, spans = marks(block.text)
                block = replace(block, text=text, spans=spans, quote=chunk.quote)
            yield block


def _block(text: str, part: Part) -> Block:
    if "\n" not in text:
        return Block(Kind.PARAGRAPH, collapse(text), part=part, indent=indent(text))
    if text[0] in " \t":
        return _drawing(text, part)
    first, *rest = text.split("\n")
    # What a browser would show as an indent, and what copying made of it.
    lines = [_INDENT.sub(lambda match: "\xa0" * len(match[0]), line) for line in rest]
    joined = collapse_lines("\n".join((first, *lines)))
    return Block(Kind.PARAGRAPH, joined, part=part, indent=indent(first))


_INDENT = re.compile(r"^[ \xa0]+")
_SPACES = re.compile(r"^ +| {2,}")


def join_drawings(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Preformatted text in one piece again where an empty line in it had split it.

    On a page only preformatted lines begin with plain spaces.
    """
    joined: list[Chunk] = []
    for preformatted, run in groupby(chunks, key=lambda chunk: chunk.text[0] in " \t"):
        first, *rest = run
        if preformatted:
            text = "".join((first.text, *("\n" * chunk.gap + chunk.text for chunk in rest)))
            joined.append(Chunk(text, first.gap))
        else:
            joined += (first, *rest)
    return joined


def _drawing(text: str, part: Part) -> Block:
    """Preformatted text: lines whose spaces all count."""
    lines = [line.expandtabs().rstrip() for line in text.split("\n")]
    margin = min(len(line) - len(line.lstrip()) for line in lines if line)
    lines = [line[margin:] for line in lines]
    first = lines[0].lstrip()
    kept = (_SPACES.sub(lambda match: "\xa0" * len(match[0]), line) for line in (first, *lines[1:]))
    shift = len(lines[0]) - len(first)
    return Block(Kind.VERSE, "\n".join(kept), part=part, indent=shift)


@dataclass(slots=True)
class Draft:
    """A chapter as a reader of text finds it."""

    number: int
    title: str = ""
    summary: Sequence[Chunk] = ()
    notes: Sequence[Chunk] = ()
    story: Sequence[Chunk] = ()
    end_notes: Sequence[Chunk] = ()


def plain(chunks: Sequence[Chunk], marks: Marks | None = None) -> str:
    """A note's or summary's text, a line a paragraph."""
    return "\n".join(block.text for block in blocks(chunks, marks=marks) if block.has_text)


def assemble(
    metadata: Metadata,
    drafts: Sequence[Draft],
    *,
    summary: Sequence[Chunk] = (),
    notes: Sequence[Chunk] = (),
    end_notes: Sequence[Chunk] = (),
    base: int | None = None,
    marks: Marks | None = None,
) -> Work:
    """The work of these chapters; its own summary and notes stand in its first and last."""
    chapters = []
    for index, draft in enumerate(drafts):
        first, last = index == 0, index == len(drafts) - 1
        story = blocks(draft.story, Part.STORY, base, marks)
        chapters.append(
            Chapter(
                number=draft.number,
                title=draft.title,
                blocks=(
                    *(blocks(summary, Part.WORK_SUMMARY, marks=marks) if first else ()),
                    *(blocks(notes, Part.WORK_NOTES, marks=marks) if first else ()),
                    *blocks(draft.summary, Part.SUMMARY, marks=marks),
                    *blocks(draft.notes, Part.NOTES, marks=marks),
                    *story,
                    *blocks(draft.end_notes, Part.END_NOTES, marks=marks),
                    *(blocks(end_notes, Part.WORK_END_NOTES, marks=marks) if last else ()),
                ),
                words=ao3_words("\n".join(block.text for block in story)),
            )
        )
    return Work(metadata, tuple(chapters), contents(metadata.title, chapters), format="text")


def contents(title: str, chapters: Sequence[Chapter]) -> tuple[Entry, ...]:
    """One entry a chapter: "Chapter 2: Title", "Chapter 2", or a one-shot's own title."""
    if len(chapters) == 1 and not chapters[0].title and chapters[0].number == 1:
        return (Entry(title, 1, 0),)
    return tuple(
        Entry(f"Chapter {chapter.number}{': ' if chapter.title else ''}{chapter.title}", 1, index)
        for index, chapter in enumerate(chapters)
    )
