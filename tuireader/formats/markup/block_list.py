"""The blocks of a document in the order in which its text comes: which kind each is, and where
scenes end.

It is given text and the context that it stands in, and knows no elements.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tuireader.formats.markup.context import (
    Context,
    is_right_to_left,
    is_set_in,
    opens_scene,
)
from tuireader.formats.markup.stylesheet import Style
from tuireader.formats.markup.text import Text, TextBuilder
from tuireader.formats.scenes import is_ornament, is_pictured_break, scene_break
from tuireader.work import Align, Block, Break, Kind, Part, Role, Span

# Where an ornament or an empty paragraph is a scene break.
_FLOWING = frozenset((Kind.PARAGRAPH, Kind.VERSE, Kind.HEADING))


class BlockList:
    """Takes what `text` collects and makes `blocks` of it, all of one part of a chapter.

    `language` is the document's, which blocks do not repeat; `path` says where in the document
    the block is that is being made.
    """

    def __init__(self, text: TextBuilder, part: Part, language: str, path: Callable[[], str]):
        self.blocks: list[Block] = []
        self._text = text
        self._part = part
        self._language = language
        self._path = path
        self._set_in = False  # whether first lines of paragraphs are

    def begin_paragraph(self, style: Style, context: Context) -> None:
        """A paragraph of this style follows, in `context`: a gap above it may be a scene break."""
        if is_set_in(style):
            self._set_in = True
        elif self._set_in and self.blocks and opens_scene(style):
            before = self.blocks[-1]
            alike = before.align is context.align and before.quote == context.quote
            if before.kind is Kind.PARAGRAPH and alike and not context.cell:
                self.add_break(Break.BLANK)

    def add_break(self, kind: Break) -> None:
        """A scene ends here."""
        self.blocks.append(scene_break(kind, self._part))

    def add_rule(self) -> None:
        """A line across, which ends no scene."""
        self.blocks.append(Block(Kind.RULE, part=self._part, source=self._path()))

    def flush(self, context: Context) -> None:
        """Make blocks of the text that has come, which stands in `context`."""
        for text in self._text.take(
            verbatim=context.kind is Kind.PREFORMATTED,
            split=context.kind is Kind.PARAGRAPH and not context.explicit,
        ):
            if text.after_gap:
                self.add_break(Break.BLANK)
            self._add_text(text, context)

    def _add_text(self, text: Text, context: Context) -> None:
        flows = context.kind in _FLOWING and not context.cell and not context.level
        if not text.text and not text.pictures:
            if flows:
                self.add_break(Break.BLANK)
        elif flows and (
            is_ornament(text.text, context.align is Align.CENTER) or _is_pictured_break(text)
        ):
            self.add_break(Break.TEXT)
            for name, _ in text.anchors:
                self._text.add_anchor(name)
        elif text.pictures and not (
            context.kind is Kind.HEADING and any(words for _, words in text.pictures)
        ):
            for index, (name, words) in enumerate(text.pictures):
                spans = (Span(0, len(words), Role.IMAGE, name),) if name else ()
                # What stands among pictures alone is found at the first.
                anchors = tuple((anchor, 0) for anchor, _ in text.anchors) if not index else ()
                self._add_block(Text(words, spans, anchors), context, Kind.IMAGE)
        else:
            kind = Kind.VERSE if context.verse and context.kind is Kind.PARAGRAPH else context.kind
            self._add_block(text, context, kind)

    def _add_block(self, text: Text, context: Context, kind: Kind) -> None:
        marker = ""
        if context.item:
            marker, context.item.marker = context.item.marker, ""
        language = context.language
        rtl, align = context.rtl, context.align
        if rtl is None:
            rtl = is_right_to_left(text.text)
            if rtl and align is Align.END:  # set to the right, where its lines begin
                align = Align.START
        self.blocks.append(
            Block(
                kind,
                text.text,
                text.spans,
                part=self._part,
                level=context.heading if kind is Kind.HEADING else context.level,
                quote=context.quote,
                indent=text.indent,
                align=align,
                marker=marker,
                cell=context.cell,
                language="" if language == self._language else language,
                rtl=rtl,
                folded=context.folded,
                source=self._path(),
                anchors=text.anchors,
            )
        )

    def anchor_the_rest(self) -> None:
        """Places after the last text lead to its end."""
        names = self._text.take_anchors()
        if names and self.blocks:
            last = self.blocks[-1]
            ends = tuple((name, len(last.text)) for name in names)
            self.blocks[-1] = replace(last, anchors=last.anchors + ends)


def _is_pictured_break(text: Text) -> bool:
    """Whether it is nothing but one picture that parts scenes."""
    if len(text.pictures) != 1:
        return False
    name, words = text.pictures[0]
    return is_pictured_break(words, name)
