"""How each kind of block is set: its indents, its alignment, the space around it.

One block at a time, from its own fields and the `Setting`; knows nothing of lines or of what
stands beside it. All lengths are cells, all spaces rows.
"""

from __future__ import annotations

from typing import NamedTuple

from tuireader.layout.cells import cell_len, drawn
from tuireader.layout.furniture import Furniture
from tuireader.layout.values import LineKind, Setting
from tuireader.work import Align, Block, Kind, Part

# The context of a note's own paragraphs.
_NOTE = (1, 0, 0, 0, 0)

LEAST = 10  # cells that indents leave to the text
JUSTIFY_FROM = 60  # cells; narrower columns cannot be justified without holes


class Frame(NamedTuple):
    """How a text is set. Frames are equal when nothing distinguishes two texts."""

    kind: LineKind
    left: int  # cells before every line
    width: int  # cells of its lines
    first: int = 0  # more cells before the first line
    hang: int = 0  # more cells before the later lines of each line the author made
    align: Align = Align.START
    above: int = 0  # empty rows at least, to what stands before and after
    below: int = 0
    # What it stands in. Where that changes there is an empty row, also between paragraphs that
    # otherwise follow each other closely.
    context: tuple[int, ...] = ()
    prefix: str = ""
    justify: bool = False
    flows: bool = False  # a paragraph, which a book indents when it follows another
    level: int = 0


def steps(measure: int) -> int:
    """The cells that one level of quotation indents by on each side."""
    return 4 if measure >= 60 else 3 if measure >= 45 else 2 if measure >= 28 else 1


class Frames:
    """Frames of blocks in one setting."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        measure = setting.measure
        self._open = 0 if setting.spacing == "book" else 1
        self._justify = setting.justify and measure >= JUSTIFY_FROM
        self._note_indent = 2 if measure >= 40 else 0
        self.plain = Frame(
            LineKind.TEXT,
            0,
            measure,
            above=self._open,
            below=self._open,
            justify=self._justify,
            flows=True,
        )
        self.following = self.indented(self.plain)

    def indented(self, frame: Frame) -> Frame:
        """The frame of a paragraph that follows another: indented, in a book."""
        return frame if self._open else frame._replace(first=max(2, frame.first))

    def furniture(self, item: Furniture) -> Frame:
        left = 0
        align = Align.CENTER
        context: tuple[int, ...] = ()
        if item.kind is LineKind.LABEL:  # stands close to what it labels
            left, align, context = self._note_indent, Align.START, _NOTE
        elif self._setting.measure >= 40 and item.kind is not LineKind.RULE:
            left = 4
        width = self._setting.measure - left * (1 if item.kind is LineKind.LABEL else 2)
        return Frame(item.kind, left, width, 0, 0, align, item.above, item.below, context)

    def of(self, block: Block, hang: int = 0) -> Frame:
        """The frame of a block; `hang` is the room for the markers of the list it is in."""
        kind = block.kind
        if kind is Kind.HEADING:
            return self._heading(block)
        measure = self._setting.measure
        left = right = 0
        line_kind = LineKind.TEXT
        note = block.part is not Part.STORY
        if note:
            line_kind = LineKind.NOTE
            left = right = self._note_indent
        if block.quote:
            inset = steps(measure) * block.quote
            left += inset
            right += inset
        if block.folded:
            left += 2
        above = below = self._open
        first = block.indent
        after = 0
        prefix = ""
        align = Align.END if block.rtl and block.align is Align.START else block.align
        justify = False
        match kind:
            case Kind.ITEM:
                above = below = 0
            case Kind.TERM:
                line_kind, below = LineKind.TERM, 0
            case Kind.DEFINITION:
                left += 4 if measure >= 40 else 2
                above = 0
            case Kind.SUMMARY:
                line_kind, prefix = LineKind.SUMMARY, "▾ "
            case Kind.CAPTION:
                line_kind, align = LineKind.CAPTION, Align.CENTER
            case Kind.VERSE:
                above = below = 1
                after = 4 if measure >= 40 else 2
            case Kind.PREFORMATTED:
                line_kind = LineKind.PREFORMATTED
                above = below = 1
                after = 2
            case _:
                justify = self._justify
        if hang:
            left += hang + (2 if measure >= 40 else 0)
            prefix = drawn(block.marker) + " " if block.marker else ""
        elif prefix:
            left += cell_len(prefix)
        left, right = _fit(left, right, measure)
        width = measure - left - right
        if cell_len(prefix) > left:
            prefix = ""
        if kind is not Kind.VERSE and "\n" in block.text:
            justify = False
            if not after and _is_verse(block.text, width):
                after = 2
        if align is not Align.START:
            first = after = 0
        context = (note, block.quote, hang > 0, block.folded, align is not Align.START)
        return Frame(
            line_kind,
            left,
            width,
            min(first, width // 3),
            min(after, width // 4),
            align,
            above,
            below,
            () if not any(context) else context,
            prefix,
            justify and align is Align.START,
            kind is Kind.PARAGRAPH and not hang and align is Align.START,
        )

    def _heading(self, block: Block) -> Frame:
        centred = block.align is Align.CENTER or (block.level <= 2 and block.align is Align.START)
        align = Align.CENTER if centred else block.align
        if block.rtl and align is Align.START:
            align = Align.END
        return Frame(
            LineKind.HEADING,
            0,
            self._setting.measure,
            align=align,
            above=2 if block.level <= 3 else 1,
            below=1,
            level=block.level,
        )


def _fit(left: int, right: int, measure: int) -> tuple[int, int]:
    """The indents, made smaller where they would leave less than `LEAST` cells."""
    spare = max(0, measure - LEAST)
    if left + right <= spare:
        return left, right
    right = min(right, max(0, spare - left), spare // 2)
    return min(left, spare - right), right


def _is_verse(text: str, width: int) -> bool:
    """Whether the lines in a paragraph are short like verse, not paragraphs of their own."""
    return max(map(len, text.split("\n"))) <= 3 * width
