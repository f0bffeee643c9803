"""Markup to blocks: what a document's elements and styles say, as flat text with roles.

One walk over the tree of `markup.tree`, whatever parser made it, without recursion. What comes out
is in reading order and not settled: scene breaks are marked where they stand, and links hold the
names of their targets (see `links`), because both depend on more than one document. Nothing here
knows EPUB or AO3.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from tuireader.formats.links import address
from tuireader.formats.markup.block_list import BlockList
from tuireader.formats.markup.containers import Grid, ListMarkers, layout_tables
from tuireader.formats.markup.context import (
    INLINE_ROLES,
    Context,
    Item,
    block_context,
    inline_roles,
    line_indent,
    line_margin,
    same_language,
    with_direction,
    with_role,
)
from tuireader.formats.markup.document import Document
from tuireader.formats.markup.elements import (
    BLOCKS,
    SKIPPED,
    has_default,
    has_parentheses,
    holds_lines,
    is_dot,
    is_hidden,
    is_line,
    subtitle_level,
)
from tuireader.formats.markup.math import SIGN, formula_text
from tuireader.formats.markup.quotation import has_marks, quote_marks
from tuireader.formats.markup.stylesheet import Place, Style, inline_style
from tuireader.formats.markup.text import TextBuilder
from tuireader.formats.markup.tree import Element
from tuireader.formats.sanitise import clean, clean_line
from tuireader.work import ADDED, Block, Break, Kind, Part, Role

_LONGEST_WORDS = 2_000
_LONGEST_PATH = 64
_MOST_QUOTATIONS = 20  # in each other
# Most of a book's elements are like the one before: these, when only a sheet says how they are set.
_STEADY = frozenset(("p", "div", "h1", "h2", "h3", "h4", "h5", "h6"))
_TOLD_BY_SHEET = frozenset(("class", "id"))
_MOST_CONTEXTS = 1000


def read_blocks(
    root: Element,
    document: Document,
    *,
    part: Part = Part.STORY,
    ancestors: Sequence[tuple[Element, int]] = (),
) -> list[Block]:
    """The blocks in `root`, which is no block itself.

    `ancestors` are the elements around it from the document's root, each with the number of the
    child that leads on, for styles and paths.
    """
    walk = _Walk(document, part)
    walk.run(root, ancestors)
    return walk.made.blocks


# What closing an element does.
_NOTHING, _END_BLOCK, _END_LINE, _END_READING, _END_QUOTATION = range(5)


class _Walk:
    def __init__(self, document: Document, part: Part) -> None:
        self._document = document
        self._text = TextBuilder()
        self.made = BlockList(self._text, part, document.language, self._path)
        self._around: list[Element] = []  # the open elements, from the document's root
        self._steps: list[int] = []  # of every open element, the child it has come to
        self._block_depths: list[int] = []
        self._places = [document.sheet.top]
        self._layout: set[int] = set()
        self._tables_seen: set[int] = set()
        # Asked of an element for everything that is in it, and worked out once.
        self._holds_lines = cache(holds_lines)
        self._has_default = cache(has_default)
        self._has_parentheses = cache(has_parentheses)
        self._quotations: list[str] = []  # the marks that will end the open ones
        self._contexts: dict[tuple[str, int, int], tuple[Context, Style, Context]] = {}

    def run(self, root: Element, ancestors: Sequence[tuple[Element, int]]) -> None:
        usual = self._document.language
        context = Context(language=usual)
        for element, step in ancestors:
            context = with_direction(element, {}, context, usual)
            self._places.append(self._place(element))
            self._around.append(element)
            self._steps.append(step)
        context = with_direction(root, {}, context, usual)
        stack = [(iter(root.children), context, _END_BLOCK)]
        self._open(root, self._place(root), is_block=True)
        while stack:
            children, context, closing = stack[-1]
            keeps_lines = context.lines or context.kind is Kind.PREFORMATTED
            add = self._text.add_verbatim if keeps_lines else self._text.add
            for child in children:
                if isinstance(child, str):
                    add(child, context.roles)
                    continue
                self._steps[-1] += 2
                place = self._place(child)
                own = child.attributes.get("style")
                style = {**place.style, **inline_style(own)} if own else place.style
                inside, end = self._enter(child, context, style)
                if inside is None:
                    continue
                if child.children:
                    stack.append((iter(child.children), inside, end))
                    self._open(child, place, is_block=end == _END_BLOCK)
                    break
                self._close(inside, end)
            else:
                stack.pop()
                self._close(context, closing)
                self._around.pop()
                self._places.pop()
                self._steps.pop()
                if closing == _END_BLOCK:
                    self._block_depths.pop()
        self.made.anchor_the_rest()

    def _place(self, element: Element) -> Place:
        return self._document.sheet.enter(self._places[-1], element, self._around)

    def _open(self, element: Element, place: Place, is_block: bool) -> None:
        if is_block:
            self._block_depths.append(len(self._steps))
        self._around.append(element)
        self._places.append(place)
        self._steps.append(0)

    def _close(self, context: Context, closing: int) -> None:
        if closing == _END_BLOCK:
            self.made.flush(context)
        elif closing == _END_LINE:
            self._text.break_softly()
        elif closing == _END_READING:
            self._text.add(")", context.roles)
        elif closing == _END_QUOTATION:
            self._add_mark(self._quotations.pop(), context)

    # Elements

    def _enter(self, element: Element, around: Context, style: Style) -> tuple[Context | None, int]:
        """The context of what is in `element`, None when that is not read, and how it closes."""
        tag = element.tag
        is_block = tag in BLOCKS and not (around.verse and self._is_line(element, style))
        if is_block:
            self.made.flush(around)
        if element.attributes:
            self._add_anchors(element)
            if is_hidden(element, style):
                return None, _NOTHING
        elif style.get("display") == "none" and tag != "br":
            return None, _NOTHING
        if is_block:
            if tag == "p" and style:
                self.made.begin_paragraph(style, around)
            inside = self._enter_block(element, around, style)
            if inside.verse and tag == "p" and style:
                self._text.set_in(line_indent(style))
            return inside, _END_BLOCK
        if tag == "br":
            self._text.break_line()
            if around.margin:
                self._text.set_in(around.margin)
            return None, _NOTHING
        if tag in BLOCKS:
            return self._enter_line(element, around, style)
        if tag in INLINE_ROLES or tag in ("span", "font"):
            return self._enter_inline(element, around, style)
        if tag in SKIPPED:
            return None, _NOTHING
        special = _SPECIAL.get(tag)
        if special:
            return special(self, element, around, style)
        return self._enter_inline(element, around, style)

    def _is_line(self, element: Element, style: Style) -> bool:
        """Whether an element in a poem is a line, and no stanza or the poet's name."""
        if element.tag != "p":
            return is_line(element)
        aligned = style.get("text-align", "") in ("right", "end", "center")
        return not aligned and self._holds_lines(self._around[-1])

    def _enter_inline(self, element: Element, around: Context, style: Style) -> tuple[Context, int]:
        roles = inline_roles(element, around.roles, style)
        language = element.get("lang")
        if language and not same_language(language, around.language):
            roles = with_role(roles, Role.LANGUAGE, clean_line(language, 35))
        inside = around if roles is around.roles else around._replace(roles=roles)
        if style:
            if style.get("white-space", "").startswith(("pre", "break")):
                inside = inside._replace(lines=True)
            if style.get("display") == "block":
                self._text.break_softly(around.margin + line_indent(style))
                return inside, _END_LINE
            if (around.verse or self._text.last == "\n") and (cells := line_margin(style)):
                self._text.set_in(cells)
        return inside, _NOTHING

    def _enter_line(self, element: Element, around: Context, style: Style) -> tuple[Context, int]:
        """A line of verse that is an element; an empty one parts stanzas."""
        inside, _ = self._enter_inline(element, around, style)
        if element.first_text():
            self._text.break_softly(line_indent(style))
        else:
            self._text.break_line()
            self._text.break_line()
        return inside, _END_LINE

    def _enter_block(self, element: Element, around: Context, style: Style) -> Context:
        if element.tag in _STEADY and element.attributes.keys() <= _TOLD_BY_SHEET:
            key = (element.tag, id(style), id(around))
            if key not in self._contexts:
                if len(self._contexts) == _MOST_CONTEXTS:
                    self._contexts.clear()
                inside = self._block_context(element, around, style)
                self._contexts[key] = (inside, style, around)  # which keeps their ids their own
            return self._contexts[key][0]
        inside = self._block_context(element, around, style)
        match element.tag:
            case "ul" | "ol" | "menu" | "dir":
                number = around.item.take_number() if around.item else ""
                markers = ListMarkers(element, around.level + 1, style, number)
                inside = inside._replace(markers=markers)
            case "li":
                marker = inside.markers.marker(element, style) if inside.markers else ""
                inside = inside._replace(item=Item(marker), markers=None)
            case "table":
                inside = inside._replace(grid=self._grid(element), cell=inside.cell)
            case "tr" if inside.grid:
                inside.grid.begin_row()
            case "td" | "th" if inside.grid:
                cell = inside.grid.place(element)
                inside = inside._replace(cell=cell, kind=Kind.CELL, grid=None, item=None)
            case "hgroup":
                inside = inside._replace(heading=subtitle_level(element))
        return inside

    def _block_context(self, element: Element, around: Context, style: Style) -> Context:
        if element.attributes or style:
            around = with_direction(element, style, around, self._document.language)
        return block_context(element, around, style)

    def _grid(self, table: Element) -> Grid | None:
        if id(table) not in self._tables_seen:
            self._layout |= layout_tables(table)
            self._tables_seen.update(id(inner) for inner in table.iter("table"))
        return None if id(table) in self._layout else Grid(next(self._document.tables))

    def _rule(self, _: Element, around: Context, __: Style) -> tuple[None, int]:
        self.made.flush(around)
        if around.cell or around.level:
            self.made.add_rule()
        else:
            self.made.add_break(Break.RULE)
        return None, _NOTHING

    def _picture(self, element: Element, around: Context, _: Style) -> tuple[None, int]:
        if is_dot(element):
            return None, _NOTHING
        words = clean_line(element.get("alt") or element.get("title"), _LONGEST_WORDS)
        name = self._picture_name(element.get("src") or element.get("href"))
        self._text.add_picture(name, words, around.roles)
        return None, _NOTHING

    def _picture_name(self, href: str) -> str:
        return self._document.pictures.name(href, self._document.name)

    def _drawing(self, element: Element, around: Context, _: Style) -> tuple[None, int]:
        """An SVG: the pictures in it or itself as one, and the text that is drawn."""
        described = (child.text() for child in element.iter("title", "desc"))
        words = clean_line(element.get("aria-label") or next(described, ""), _LONGEST_WORDS)
        images = [image.get("href") for image in element.iter("image")]
        for href in images or [element.get("src")]:
            if href or words:
                self._text.add_picture(self._picture_name(href), words, around.roles)
        for text in element.outermost("text", "foreignobject"):
            self._text.break_softly()
            self._text.add(text.text(), around.roles)
            self._text.break_softly()
        return None, _NOTHING

    def _link(self, element: Element, around: Context, style: Style) -> tuple[Context, int]:
        inside, closing = self._enter_inline(element, around, style)
        target = address(element.get("href"), self._document.name)
        if target:
            types = f"{element.get('epub:type')} {element.get('role')}".split()
            is_note = "noteref" in types or "doc-noteref" in types
            role = Role.NOTE_REF if is_note else Role.LINK
            inside = inside._replace(roles=with_role(inside.roles, role, target))
        return inside, closing

    def _reading(self, element: Element, around: Context, _: Style) -> tuple[Context | None, int]:
        if any(role is Role.RUBY for role, _ in around.roles):  # a reading in a reading
            return around, _NOTHING
        if not element.first_text():
            return None, _NOTHING
        ruby = next((e for e in reversed(self._around) if e.tag == "ruby"), element)
        added = "" if self._has_parentheses(ruby) else ADDED
        inside = around._replace(roles=with_role(around.roles, Role.RUBY, added))
        self._text.add("(", inside.roles)
        return inside, _END_READING

    def _quotation(
        self, element: Element, around: Context, style: Style
    ) -> tuple[Context | None, int]:
        """A `q`: browsers show marks around it that are in no text."""
        if len(self._quotations) >= _MOST_QUOTATIONS:
            return self._enter_inline(element, around, style)
        text = element.first_text()
        if not text:
            return None, _NOTHING
        inside, _ = self._enter_inline(element, around, style)
        inside = inside._replace(roles=with_role(inside.roles, Role.QUOTE))
        before, after = quote_marks(
            around.language or self._document.language,
            sum(1 for mark in self._quotations if mark),
        )
        if has_marks(self._text.last, text):
            before = after = ""
        self._add_mark(before, inside)
        self._quotations.append(after)
        return inside, _END_QUOTATION

    def _add_mark(self, mark: str, context: Context) -> None:
        if mark:
            self._text.add(mark, with_role(context.roles, Role.QUOTE, ADDED))

    def _alternative(self, _: Element, around: Context, __: Style) -> tuple[Context | None, int]:
        """A `case` of a switch, which is for readers that know more; `default` is for all."""
        if not self._has_default(self._around[-1]):
            return around, _NOTHING
        if around.explicit:
            return None, _NOTHING
        self.made.flush(around)
        return around._replace(folded=True), _END_BLOCK

    def _formula(self, element: Element, around: Context, _: Style) -> tuple[None, int]:
        roles = {None: around.roles} | {
            Role.SUB: with_role(around.roles, Role.SUB),
            Role.SUP: with_role(around.roles, Role.SUP),
            SIGN: with_role(around.roles, SIGN, ADDED),
        }
        is_block = element.get("display") == "block"
        if is_block:
            self._text.break_softly()
        for text, role in formula_text(element):
            self._text.add(text, roles[role])
        if is_block:
            self._text.break_softly()
        return None, _NOTHING

    # Where it is

    def _add_anchors(self, element: Element) -> None:
        names = [element.get("id")]
        if element.tag == "a":
            names.append(element.get("name"))
        for name in dict.fromkeys(filter(None, names)):
            self._text.add_anchor(f"{self._document.name}#{clean(name)}")

    def _path(self) -> str:
        steps = self._steps[: self._block_depths[-1]]
        if len(steps) > _LONGEST_PATH:
            return ""
        return self._document.path + "".join([f"/{step}" for step in steps])


_SPECIAL = {
    "a": _Walk._link,
    "case": _Walk._alternative,
    "hr": _Walk._rule,
    "image": _Walk._picture,
    "img": _Walk._picture,
    "math": _Walk._formula,
    "q": _Walk._quotation,
    "rt": _Walk._reading,
    "svg": _Walk._drawing,
}
