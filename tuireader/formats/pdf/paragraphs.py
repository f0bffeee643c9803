"""Rows of a PDF to paragraphs: joined over lines and pages, with the breaks their author made.

What parts paragraphs is a gap, an indent, another size of letters, or a line that ends although the
next word would have fitted. How the text of lines goes together is known in `pdf.words`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import zip_longest

from tuireader.formats.pdf.style import GAP, Row, Style
from tuireader.formats.pdf.text import BOLD, Line
from tuireader.formats.scenes import is_ornament
from tuireader.work import Align

# Of the usual size of letters: what is bigger is a heading, what is smaller stands below the text.
_HEADING = 1.1
_FOOTNOTE = 0.92
_SAME_SIZE = 0.08
_LONGEST_HEADING = 200
_DEEPEST = 6
_DEEPEST_QUOTE = 4
# Bold lines are headings where they are short and few, of all paragraphs.
_LONGEST_BOLD = 80
_FEW_BOLD = 0.2
# What may be parted at a line's end: up to a hyphen or a dash in a word.
_UNIT = re.compile(r"[^\s\-‐—–/]+[-‐—–/]?|\S")
_SURELY, _JUST = (1.3, 1.2), (1.0, 0.3)
# A word that goes on in the next line.
_PARTED = re.compile(r"[^\W\d_][-‐]\s*\Z")
_BREAK = re.compile(r"(?![—–―-]{1,2}\Z)[^/\\|()]+")
_ENDS_SENTENCE = re.compile(r"[.!?…:。！？][\"”’'»)\]]*\Z")
_BEGINS_SPEECH = re.compile(r"[“\"«„—–「『]")
_LIST_ITEM = re.compile(r"(?:[•◦▪‣●○■–-]|\(?(?:\d{1,3}|[a-zA-Z])[.)])\s+\S")


class Joint(Enum):
    """How a row goes on from the one before it."""

    SAME = auto()  # the line was full
    LINE = auto()  # its author ended it
    APART = auto()  # another paragraph


@dataclass
class Paragraph:
    """Rows that belong together; at the numbers in `ends` their author began a new line."""

    rows: list[Row] = field(default_factory=list)
    ends: set[int] = field(default_factory=set)
    heading: int = 0  # rank from 1, 0 for none
    quote: int = 0
    align: Align = Align.START
    after_gap: bool = False  # more air above it than between paragraphs

    @property
    def text(self) -> str:
        return " ".join(row.line.text for row in self.rows)


def paragraphs(
    pages: Sequence[Sequence[Row]],
    style: Style,
    starts: Collection[tuple[int, int]] = (),
    *,
    bold_headings: bool = True,
) -> list[Paragraph]:
    """The paragraphs of a document; one begins at every (page, row) of `starts`.

    `bold_headings`: whether short bold lines are headings.
    """
    found: list[Paragraph] = []
    below: list[Paragraph] = []  # notes at the foot of the page, until their place is free
    for page in pages:
        main, notes = _notes_apart(page, style)
        for row, after in zip_longest(main, main[1:]):
            before = found[-1].rows[-1] if found else None
            joint = _joint(before, row, after, style) if before else Joint.APART
            if (row.page, row.at) in starts:
                joint = Joint.APART
            if joint is Joint.APART:
                found += below
                below = []
                found.append(Paragraph(after_gap=bool(before and _is_gap(before, row, style))))
            elif joint is Joint.LINE:
                found[-1].ends.add(len(found[-1].rows))
            found[-1].rows.append(row)
        below += _grouped(notes, style)
    found += below
    _describe(found, style, bold_headings)
    return found


def _grouped(rows: Sequence[Row], style: Style) -> Iterator[Paragraph]:
    paragraph = Paragraph()
    for row, after in zip_longest(rows, rows[1:]):
        if paragraph.rows:
            joint = _joint(paragraph.rows[-1], row, after, style)
            if joint is Joint.APART:
                yield paragraph
                paragraph = Paragraph()
            elif joint is Joint.LINE:
                paragraph.ends.add(len(paragraph.rows))
        paragraph.rows.append(row)
    if paragraph.rows:
        yield paragraph


def _notes_apart(page: Sequence[Row], style: Style) -> tuple[Sequence[Row], Sequence[Row]]:
    """The rows of the text, and those in smaller letters below it."""
    end = len(page)
    while end and page[end - 1].line.size < _FOOTNOTE * style.size:
        end -= 1
    if not end or end == len(page) or page[end - 1].line.base < page[end].line.base:
        return page, ()
    return page[:end], page[end:]


def _joint(before: Row, row: Row, after: Row | None, style: Style) -> Joint:
    """How `row` goes on from the one before it; `after` is the next on its page."""
    if _is_break(before.line.text.strip()) or _is_break(row.line.text.strip()):
        return Joint.APART
    bigger = max(before.line.size, row.line.size)
    if abs(before.line.size - row.line.size) > _SAME_SIZE * bigger:
        return Joint.APART
    apart = before.line.base - row.line.base
    turned = before.page != row.page or before.column != row.column or apart <= 0
    if not turned and apart > GAP * style.lead(before.line):
        return Joint.APART
    alignment, following = _alignment(before, style), _alignment(row, style)
    if abs(before.line.left - row.line.left) < 0.3 * style.size:
        alignment = following = Align.START
    if alignment is not following and (
        Align.START not in (alignment, following) or not _is_wide(before, style)
    ):
        return Joint.APART
    begins = _is_indented(row, style)
    if _PARTED.search(before.line.text[-8:]) and row.line.text.lstrip()[:1].islower():
        return Joint.SAME
    if _next_would_fit(before, row, alignment, style):
        known = style.spaced or style.indent  # what sets paragraphs apart
        if turned or begins or not known or _LIST_ITEM.match(row.line.text):
            return Joint.APART
        return Joint.LINE
    # Of a quote that stands in as far as first lines do, all lines do.
    quoted = _is_indented(before, style) and after is not None and _is_indented(after, style)
    if begins and (not quoted or _next_would_fit(before, row, alignment, style, _JUST)):
        return Joint.APART
    if turned:
        shift = row.line.left - row.start - before.line.left + before.start
        if abs(shift) > 2 * style.size or (
            not style.indent and _seems_begun(before.line, row.line)
        ):
            return Joint.APART
    return Joint.SAME


def _is_break(text: str) -> bool:
    """Whether a row is a scene break, and neither a dash that a line ends with nor a drawing."""
    return bool(_BREAK.fullmatch(text)) and is_ornament(text)


def _is_wide(row: Row, style: Style) -> bool:
    return row.line.right > style.end(row) - style.size


def _is_indented(row: Row, style: Style) -> bool:
    """Whether a row stands in as the first lines of paragraphs do."""
    shift = row.line.left - row.start
    return style.indent > 0 and abs(shift - style.indent) < 0.4 * style.size


def _seems_begun(before: Line, line: Line) -> bool:
    """Whether a line at the top of a page seems to begin a paragraph, for want of other signs."""
    return bool(
        _ENDS_SENTENCE.search(before.text.rstrip()) and _BEGINS_SPEECH.match(line.text.lstrip())
    )


def _alignment(row: Row, style: Style) -> Align:
    """How a row seems to be set in its column, taken by itself."""
    line = row.line
    end = style.end(row._replace(line=line._replace(left=row.start)))
    left, right = line.left - row.start, end - line.right
    em = style.size
    if _is_indented(row, style):
        return Align.START
    off = min(abs(left - right), abs(left - right - style.indent))  # which moves it too
    if left > 1.5 * em and right > 1.5 * em and off < 0.4 * em:
        return Align.CENTER
    if left > 0.25 * (end - row.start) and right < 1.6 * em:
        return Align.END
    return Align.START


def _alignment_of(paragraph: Paragraph, style: Style) -> Align:
    lefts = {round(row.line.left / style.size, 1) for row in paragraph.rows}
    alignments = {_alignment(row, style) for row in paragraph.rows}
    if len(alignments) > 1 or (len(lefts) == 1 and len(paragraph.rows) > 1):
        return Align.START
    return alignments.pop()


def _next_would_fit(
    before: Row, row: Row, alignment: Align, style: Style, margin: tuple[float, float] = _SURELY
) -> bool:
    """Whether the first word of a row would have fitted above it.

    `margin`: how much wider than it seems the word is taken to be, and the space before it in ems.
    """
    wider, space = margin
    text = row.line.text.strip()
    unit = _UNIT.match(text)
    wide = (row.line.right - row.line.left) / max(len(row.line.text), 1)
    if text and text[0] >= "\u2e80":  # a script that parts lines anywhere
        need = 1.2 * wide
    else:
        need = (len(unit[0]) if unit else 1) * wide * wider + space * style.size
    if alignment is Align.START:
        room = style.end(before) - before.line.right
    else:
        end = style.end(before._replace(line=before.line._replace(left=before.start)))
        room = end - before.start - (before.line.right - before.line.left)
    return room > need


def _is_gap(before: Row, row: Row, style: Style) -> bool:
    """Whether there is more air than between paragraphs, and no more than some lines of it."""
    lead = style.lead(row.line)
    if before.page != row.page or before.column != row.column:
        return False
    return 0.6 * lead < before.line.base - row.line.base - style.gap < 3.5 * lead


def _describe(found: Sequence[Paragraph], style: Style, bold_headings: bool) -> None:
    """Adds what a paragraph is: a heading, a quote, how it is aligned."""
    ranks = _ranks([paragraph for paragraph in found if _is_big(paragraph, style)])
    lowest = min(max(ranks.values(), default=0) + 1, _DEEPEST)
    bold = [paragraph for paragraph in found if _is_bold_line(paragraph, style)]
    for paragraph in bold if bold_headings and len(bold) < _FEW_BOLD * len(found) else ():
        paragraph.heading = lowest
    unit = _quote_unit(found, style)
    for paragraph in found:
        paragraph.align = _alignment_of(paragraph, style)
        if _is_big(paragraph, style):
            paragraph.heading = ranks[_rank_size(paragraph)]
        elif paragraph.align is Align.START and not paragraph.heading:
            paragraph.quote = _quote_depth(paragraph, unit, style)


def _ranks(big: Sequence[Paragraph]) -> dict[int, int]:
    """The rank of every size of headings; one that is used once ranks with the next."""
    counts = Counter(map(_rank_size, big))
    ranks: dict[int, int] = {}
    rank = 1
    for size in sorted(counts, reverse=True):
        ranks[size] = min(rank, _DEEPEST)
        rank += counts[size] > 1
    return ranks


def _quote_depth(paragraph: Paragraph, unit: float, style: Style) -> int:
    shift = _shift(paragraph)
    alone = len(paragraph.rows) == 1 and _is_indented(paragraph.rows[0], style)
    if shift <= 0.55 * style.size or alone:
        return 0
    depth = round(shift / unit)
    return max(1, depth) if depth <= _DEEPEST_QUOTE else 1


def _is_bold_line(paragraph: Paragraph, style: Style) -> bool:
    """Whether it is one short bold line, and neither speech nor a sentence."""
    text = paragraph.text.strip()
    runs = [run for row in paragraph.rows for run in row.line.runs if run.text.strip()]
    return (
        len(paragraph.rows) == 1
        and len(text) <= _LONGEST_BOLD
        and not style.letters & BOLD
        and all(run.style & BOLD for run in runs)
        and text[-1:].isalnum()
    )


def _is_big(paragraph: Paragraph, style: Style) -> bool:
    size = paragraph.rows[0].line.size
    text = paragraph.text
    return (
        size >= _HEADING * style.size
        and len(text) <= _LONGEST_HEADING
        and any(map(str.isalnum, text))
    )


def _rank_size(paragraph: Paragraph) -> int:
    return round(2 * paragraph.rows[0].line.size)


def _shift(paragraph: Paragraph) -> float:
    return min(row.line.left - row.start for row in paragraph.rows)


def _quote_unit(found: Sequence[Paragraph], style: Style) -> float:
    """How far one quote stands in."""
    shifts = [_shift(paragraph) for paragraph in found if len(paragraph.rows) > 1]
    return min((shift for shift in shifts if shift > 0.55 * style.size), default=2 * style.size)
