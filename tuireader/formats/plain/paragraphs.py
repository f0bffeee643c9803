"""Paragraphs of ordinary plain text: hard-wrapped lines rejoined, verse and letters kept in lines.

A text is measured first: how wide its lines were wrapped, and what sets paragraphs apart (an empty
line, an indent, or nothing but the end of the line). Headings, chapters and the like are not known
here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tuireader.formats.chunks import Chunk
from tuireader.formats.sanitise import collapse, indent


class Style(NamedTuple):
    """How a text was set."""

    width: int = 0  # what its lines were wrapped to; 0 where a line is a paragraph
    indented: bool = False  # an indent and no empty line begins a paragraph
    margin: int = 0  # cells that every line is indented by


class Paragraph(NamedTuple):
    """`lines` of more than one are verse or a letter's head; `gap` counts the line ends before."""

    lines: tuple[str, ...]
    gap: int
    indent: int = 0
    quoted: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


# Nobody wraps text wider than this; longer lines are whole paragraphs.
_WIDEST = 120
_NARROWEST = 30
# Of the lines inside paragraphs, how many must be full for the text to count as wrapped.
_FULL_SHARE = 0.5
# How full the lines of prose are on average, in quotation marks that some wrappers count thrice.
_PROSE_FILL = 0.72
# Of many lines that are paragraphs, how many begin with an indent at least.
_SET_IN_SHARE = 0.7
# A chunk of more lines than a letter or a song has, in a text without empty lines between
# paragraphs.
_LONG_CHUNK = 40


def measure(chunks: Sequence[Chunk]) -> Style:
    """The style of a text, from its lines. The first few thousand will do."""
    inner: list[int] = []  # lengths of lines that another follows without an empty one
    indented = flush = east_asian = 0
    margins: list[int] = []
    for chunk in chunks:
        lines = chunk.text.split("\n")
        if len(lines) > 1:
            inner.extend(map(len, lines[:-1]))
            east_asian += sum(map(_is_wide, lines[:-1]))
        margins.append(min(map(_margin, lines)))
        for before, line in pairwise(lines):
            if _margin(line) and not _margin(before):
                indented += 1
            elif not _margin(line):
                flush += 1
        if len(inner) > 6_000 or len(margins) > 20_000:
            break
    if len(inner) < 3:
        return Style()
    wide = 2 * east_asian > len(inner)
    inner.sort()
    width = inner[int(len(inner) * 0.9)]
    full = sum(length >= width * 0.8 for length in inner)
    wrapped = (
        width >= _NARROWEST
        and width * (2 if wide else 1) <= _WIDEST
        and full >= _FULL_SHARE * len(inner)
    )
    margins.sort()
    return Style(
        width=width if wrapped else 0,
        indented=wrapped and indented > len(chunks) and flush > indented,
        margin=margins[len(margins) // 2],
    )


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def paragraphs(chunk: Chunk, style: Style) -> Iterator[Paragraph]:
    """The paragraphs of one chunk."""
    if "\n" not in chunk.text:
        yield _single(chunk.text, chunk.gap, style)
        return
    lines = chunk.text.split("\n")
    if not style.width:
        if len(lines) > _LONG_CHUNK or max(map(cells, lines)) > _WIDEST or _indents(lines):
            yield _single(lines[0], chunk.gap, style)
            yield from (_single(line, 1, style) for line in lines[1:])
        else:
            yield _verse(lines, chunk.gap, style)
    elif style.indented:
        gap = chunk.gap
        for group in _split_at_indents(lines):
            yield _prose_or_verse(group, gap, style)
            gap = 1
    else:
        yield _prose_or_verse(lines, chunk.gap, style)


def _indents(lines: list[str]) -> bool:
    """Whether lines begin as paragraphs of Chinese and Japanese do, or with speech.

    Of many some may be headings.
    """
    begun = sum(line[0] in "\u3000「『“（〈《［【—―" for line in lines)
    return begun >= (_SET_IN_SHARE * len(lines) if len(lines) > 3 else len(lines))


def cells(line: str) -> int:
    """Roughly how long a line looks."""
    return len(line) * (2 if _is_wide(line) else 1)


def _is_wide(line: str) -> bool:
    """Whether a line is, by its end, of East Asian characters, which take two cells each."""
    return line[-1:] >= "\u3000"


def _split_at_indents(lines: list[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for line in lines:
        if group and line[0] == " ":
            yield group
            group = []
        group.append(line)
    yield group


def _single(line: str, gap: int, style: Style) -> Paragraph:
    shift = _margin(line) - style.margin
    # A paragraph's usual indent says nothing; a wider one sets a line apart.
    return Paragraph((collapse(line),), gap, shift if shift > 8 else indent(line))


def _prose_or_verse(lines: list[str], gap: int, style: Style) -> Paragraph:
    if len(lines) == 1:
        return _single(lines[0], gap, style)
    quoted = min(map(_margin, lines)) - style.margin >= 2
    if not _is_prose(lines, style.width, flush=not quoted):
        return _verse(lines, gap, style)
    return Paragraph((_join(lines),), gap, quoted=quoted)


def _is_prose(lines: list[str], width: int, flush: bool) -> bool:
    """Whether the lines were broken by wrapping and not by their author.

    Indented lines must be so full that the next word would not have fitted; what stands flush with
    the text around it is verse only when its lines are plainly shorter.
    """
    if flush:
        return sum(map(len, lines[:-1])) >= _PROSE_FILL * width * (len(lines) - 1)
    full = 0
    for line, following in pairwise(lines):
        word = len(following.split(None, 1)[0])
        full += len(line) + 1 + word > width * 0.94 or len(line) > width * 0.88
    return full >= 0.6 * (len(lines) - 1)


def _join(lines: list[str]) -> str:
    text = collapse(" ".join(lines))
    if any(line[-1] >= "\u3000" for line in lines):  # a script without spaces
        return _CJK_BREAK.sub(r"\1", text)
    return text


_CJK_BREAK = re.compile(
    r"([\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]) (?=[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef])"
)
_SPACES = re.compile(r"^ +| {2,}")


def _kept(spaces: re.Match[str]) -> str:
    """Indents and gaps as they are; the two spaces of a typist after a sentence are one."""
    return " " if spaces.start() and len(spaces[0]) == 2 else "\xa0" * len(spaces[0])


def _verse(lines: list[str], gap: int, style: Style) -> Paragraph:
    """Lines as they stand, with their indents against each other."""
    lines = [line.replace("\xa0", " ") for line in lines]
    margin = min(map(_margin, lines))
    shift = _margin(lines[0]) - margin
    kept = [_SPACES.sub(_kept, line[margin:].rstrip()) for line in lines]
    kept[0] = kept[0].lstrip("\xa0")
    return Paragraph(tuple(kept), gap, shift, quoted=len(lines) > 1 and margin - style.margin >= 2)
