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

LEAST = 10  # cells that indents leave to the text
OPEN, CLOSED = "▾ ", "▸ "  # before the summary of what can be folded
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
        measure = self._measure = setting.measure
        wide = measure >= 40
        air = self._air = 0 if setting.spacing == "book" else 1
        self._note_indent = 2 if wide else 0
        self._list_indent = 2 if wide else 0
        self._step = 4 if wide else 2
        self._justify = setting.justify and measure >= JUSTIFY_FROM
        # How a kind is painted, the space above and below, the hanging indent.
        self._kinds = {
            Kind.ITEM: (LineKind.TEXT, 0, 0, 0),
            Kind.TERM: (LineKind.TERM, air, 0, 0),
            Kind.DEFINITION: (LineKind.TEXT, 0, air, 0),
            Kind.SUMMARY: (LineKind.SUMMARY, air, air, 0),
            Kind.CAPTION: (LineKind.CAPTION, air, air, 0),
            Kind.VERSE: (LineKind.TEXT, 1, 1, self._step),
            Kind.PREFORMATTED: (LineKind.PREFORMATTED, 1, 1, 2),
        }
        self.plain = Frame(
            LineKind.TEXT, 0, measure, above=air, below=air, justify=self._justify, flows=True
        )
        self.following = self.indented(self.plain)

    def indented(self, frame: Frame) -> Frame:
        """The frame of a paragraph that follows another: indented, in a book."""
        return frame if self._air else frame._replace(first=max(2, frame.first))

    def furniture(self, item: Furniture) -> Frame:
        """The frame of what is no text of the work: centred, but for labels."""
        width = self._measure
        if item.kind is LineKind.LABEL:
            left = self._note_indent
            return Frame(item.kind, left, width - left, above=item.above, below=item.below)
        margin = self._step if width >= 40 and item.kind is not LineKind.RULE else 0
        return Frame(
            item.kind,
            margin,
            width - 2 * margin,
            align=Align.CENTER,
            above=item.above,
            below=item.below,
        )

    def of(self, block: Block, hang: int = 0) -> Frame:
        """The frame of a block; `hang` is the room for the markers of the list it is in."""
        kind = block.kind
        if kind is Kind.HEADING:
            return self._heading(block)
        painted, above, below, after = self._kinds.get(
            kind, (LineKind.TEXT, self._air, self._air, 0)
        )
        note = block.part is not Part.STORY
        if note and painted is LineKind.TEXT:
            painted = LineKind.NOTE
        prefix = _prefix(block)
        left, width = self._column(block, hang, prefix)
        if cell_len(prefix) > left:
            prefix = ""
        align = Align.END if block.rtl and block.align is Align.START else block.align
        if kind is Kind.CAPTION:
            align = Align.CENTER
        prose = kind not in self._kinds
        if prose and "\n" in block.text:
            prose = False
            if _is_verse(block.text, width):
                above = below = 1
                after = 2
        if align is not Align.START:
            prose, after = False, 0
        first = block.indent if align is Align.START else 0
        context = (note, block.quote, hang > 0, block.folded, align is not Align.START)
        return Frame(
            painted,
            left,
            width,
            min(first, width // 3),
            min(after, width // 4),
            align,
            above,
            below,
            context if any(context) else (),
            prefix,
            justify=prose and self._justify,
            flows=prose and not hang,
        )

    def _column(self, block: Block, hang: int, prefix: str) -> tuple[int, int]:
        """The cells before the lines of a block, and those of the lines."""
        left = right = steps(self._measure) * block.quote
        if block.part is not Part.STORY:
            left += self._note_indent
            right += self._note_indent
        if block.folded:
            left += 2
        if block.kind is Kind.DEFINITION:
            left += self._step
        left += hang + self._list_indent if hang else cell_len(prefix)
        spare = max(0, self._measure - LEAST)
        if left + right > spare:
            right = min(right, max(0, spare - left), spare // 2)
            left = min(left, spare - right)
        return left, self._measure - left - right

    def _heading(self, block: Block) -> Frame:
        align = block.align
        if align is Align.START:
            align = Align.CENTER if block.level <= 2 else Align.END if block.rtl else Align.START
        above = 2 if block.level <= 3 else 1
        return Frame(
            LineKind.HEADING,
            0,
            self._measure,
            align=align,
            above=above,
            below=1,
            level=block.level,
        )


def _prefix(block: Block) -> str:
    if block.kind is Kind.SUMMARY:
        return OPEN
    return drawn(block.marker) + " " if block.marker else ""


def _is_verse(text: str, width: int) -> bool:
    """Whether the lines in a paragraph are short like verse, not paragraphs of their own."""
    return max(map(len, text.split("\n"))) <= 3 * width
