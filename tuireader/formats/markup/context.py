"""What holds where the walk through a document stands: kind, roles, depth, alignment.

How an element and its style change that; nothing of how the walk goes (see `markup.blocks`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tuireader.formats.markup.containers import Grid, ListMarkers
from tuireader.formats.markup.elements import is_short
from tuireader.formats.markup.stylesheet import Style
from tuireader.formats.markup.text import Roles
from tuireader.formats.markup.tree import Element
from tuireader.formats.sanitise import clean_line
from tuireader.work import Align, Cell, Kind, Role

INLINE_ROLES = {
    "em": Role.EMPHASIS, "i": Role.EMPHASIS, "cite": Role.EMPHASIS, "dfn": Role.EMPHASIS,
    "var": Role.EMPHASIS, "strong": Role.STRONG, "b": Role.STRONG, "u": Role.UNDERLINE,
    "ins": Role.INSERTED, "s": Role.STRIKE, "strike": Role.STRIKE, "del": Role.STRIKE,
    "code": Role.CODE, "tt": Role.CODE, "kbd": Role.CODE, "samp": Role.CODE, "sub": Role.SUB,
    "sup": Role.SUP, "small": Role.SMALL, "big": Role.BIG,
}  # fmt: skip
# What text directly in these is; elsewhere it is as around them.
_KINDS = {
    "p": Kind.PARAGRAPH, "blockquote": Kind.PARAGRAPH, "li": Kind.ITEM, "dt": Kind.TERM,
    "dd": Kind.DEFINITION, "summary": Kind.SUMMARY, "caption": Kind.CAPTION,
    "figcaption": Kind.CAPTION, "legend": Kind.CAPTION, "h1": Kind.HEADING, "h2": Kind.HEADING,
    "h3": Kind.HEADING, "h4": Kind.HEADING, "h5": Kind.HEADING, "h6": Kind.HEADING,
    "pre": Kind.PREFORMATTED, "listing": Kind.PREFORMATTED, "xmp": Kind.PREFORMATTED,
    "plaintext": Kind.PREFORMATTED,
}  # fmt: skip
# These stay what they are when a `p` stands in them.
_KEPT_KINDS = frozenset((Kind.HEADING, Kind.TERM, Kind.SUMMARY, Kind.CAPTION))
# These are set bold anyway.
_BOLD = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "th", "dt", "summary"))
# What books whose quotes are no elements call them, where the sheet sets them in.
_QUOTED = re.compile(
    r"(?:^|[\s_-])(?:block-?quot\w*|quot(?:e|ed|ation)|extract|letter|telegram)\b", re.I
)
_QUOTE_MARGIN = 2  # cells
_SCENE_GAP = 2.4  # cells, of which two are as wide as a line is high
_VERSE = re.compile(
    r"(?:^|[\s:])(?:poem|poetry|verse|stanza|linegroup|lg|song|hymn|lyrics)(?=\s|$)"
)
# What lines of verse are called by how far they are set in, where each is a paragraph by itself.
_SET_IN_LINE = re.compile(r"(?:^|\s)(?:i|indent)\d{1,2}(?=\s|$)")
# Where `align` says how text is set; of `blockquote` only Kindle's converters say it.
_ALIGNED = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "tr", "caption", "blockquote")
)
_LENGTH = re.compile(r"(-?\d{0,4}(?:\.\d{1,4})?)(em|rem|px|pt|ch|ex|%)?")
_CELLS = {"em": 2.0, "rem": 2.0, "ch": 1.0, "ex": 1.0, "px": 0.125, "pt": 1 / 6}
_RTL_LETTERS = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PERCENT = 0.6  # cells, of lines of verse
_MOST_INDENT = 40
# Nesting beyond this says nothing to a reader.
_DEEPEST = 32


class Item:
    """A list item, whose marker its first block takes."""

    __slots__ = ("marker",)

    def __init__(self, marker: str) -> None:
        self.marker = marker

    def take_number(self) -> str:
        """Its marker for another item that begins with it, where that is a number."""
        number = self.marker if self.marker.endswith(".") else ""
        if number:
            self.marker = ""
        return number


class Context(NamedTuple):
    """What holds for text at one point of a document."""

    roles: Roles = ()
    kind: Kind = Kind.PARAGRAPH
    explicit: bool = False  # in an element that is a paragraph, rather than bare
    heading: int = 0
    level: int = 0  # of lists
    quote: int = 0
    align: Align = Align.START
    lines: bool = False  # line ends in the source count
    verse: bool = False
    margin: int = 0  # cells that every line of a paragraph of verse is set in
    folded: bool = False
    around_fold: bool = False  # whether what the `details` element stands in is folded
    language: str = ""
    rtl: bool | None = None  # None: as the text itself says
    item: Item | None = None
    markers: ListMarkers | None = None
    grid: Grid | None = None
    cell: Cell | None = None


def block_context(element: Element, around: Context, style: Style) -> Context:
    """The context in a block element: kind, depth, alignment, roles."""
    tag = element.tag
    changes: dict[str, object] = {}
    if kind := _KINDS.get(tag):
        changes["kind"] = kind
        if tag == "p":
            changes["explicit"] = True
            if around.heading and around.kind is not Kind.HEADING:  # a subtitle
                changes["kind"] = Kind.HEADING
            elif around.kind in _KEPT_KINDS:
                changes["kind"] = around.kind
        elif kind is Kind.HEADING:
            changes["heading"] = int(tag[1])
    match tag:
        case "blockquote":
            changes["quote"] = min(around.quote + 1, _DEEPEST)
            changes["explicit"] = False
        case "ul" | "ol" | "dl" | "menu" | "dir":
            changes["level"] = min(around.level + 1, _DEEPEST)
            changes["item"] = None
        case "details":
            changes["folded"] = around.folded or "open" not in element.attributes
            changes["around_fold"] = around.folded
        case "summary":
            changes["folded"] = around.around_fold
        case "center":
            changes["align"] = Align.CENTER
    attributes = element.attributes
    if attributes:
        if tag in _ALIGNED and (align := _align(attributes.get("align", ""), around)):
            changes["align"] = align
        if not around.verse and (_is_verse(attributes) or _is_line_set_in(element, style)):
            changes["verse"] = True
        if not around.quote and _is_quote(element, style):
            changes["quote"] = 1
    if style:
        if tag == "p" and changes.get("verse", around.verse):
            changes["margin"] = line_margin(style)
        if align := _align(style.get("text-align", ""), around):
            changes["align"] = align
        space = style.get("white-space", "")
        if space == "pre" and changes.get("kind", around.kind) is Kind.PARAGRAPH:
            changes["kind"] = Kind.PREFORMATTED
        elif space.startswith(("pre", "break")):
            changes["lines"] = True
        elif space == "normal":
            changes["lines"] = False
        roles = inline_roles(element, around.roles, style)
        if roles is not around.roles:
            changes["roles"] = roles
    return around._replace(**changes) if changes else around  # type: ignore[arg-type]


def _is_verse(attributes: dict[str, str]) -> bool:
    types = attributes.get("epub:type", "")
    return bool(
        (types and _VERSE.search(types)) or _VERSE.search(attributes.get("class", "").lower())
    )


def _is_line_set_in(element: Element, style: Style) -> bool:
    """Whether a paragraph is a line of verse by its class and its margin."""
    return (
        element.tag == "p"
        and line_margin(style) > 0
        and bool(_SET_IN_LINE.search(element.get("class")))
        and is_short(element)
    )


def _is_quote(element: Element, style: Style) -> bool:
    """Whether a paragraph or division is a quote by its class and the margin it is set with."""
    return (
        element.tag in ("div", "p", "section", "aside")
        and _cells(style.get("margin-left", style.get("padding-left", ""))) >= _QUOTE_MARGIN
        and bool(_QUOTED.search(element.get("class")))
    )


def _align(value: str, context: Context) -> Align | None:
    """What a value of `align` or `text-align` says, None when it says nothing."""
    match value.strip().lower():
        case "center" | "middle" | "-webkit-center" | "-moz-center":
            return Align.CENTER
        case "right":
            return Align.START if context.rtl else Align.END
        case "left":
            return Align.END if context.rtl else Align.START
        case "end":
            return Align.END
        case "start" | "justify" | "initial":
            return Align.START
    return None


def with_role(roles: Roles, role: Role, target: str = "") -> Roles:
    """`roles` and one more; one of its kind is replaced."""
    if (role, target) in roles:
        return roles
    return (*(other for other in roles if other[0] is not role), (role, target))


def _without(roles: Roles, role: Role) -> Roles:
    return tuple(other for other in roles if other[0] is not role)


def _has(roles: Roles, role: Role) -> bool:
    return any(other[0] is role for other in roles)


def inline_roles(element: Element, around: Roles, style: Style) -> Roles:
    """The roles of text in an element, by what it is and how it is set."""
    tag = element.tag
    role = INLINE_ROLES.get(tag)
    roles = with_role(around, role) if role else around
    if not style:
        return roles
    posture = style.get("font-style", "")
    if posture.startswith(("italic", "oblique")):
        roles = with_role(roles, Role.EMPHASIS)
    weight = style.get("font-weight", "")
    heavy = int(weight[:4]) if weight.isdecimal() else 400
    if tag not in _BOLD and (weight in ("bold", "bolder") or heavy >= 600):
        roles = with_role(roles, Role.STRONG)
    caps = style.get("font-variant", "")
    if "small-caps" in caps or "petite-caps" in caps:
        roles = with_role(roles, Role.SMALL_CAPS)
    elif caps == "normal":
        roles = _without(roles, Role.SMALL_CAPS) if _has(roles, Role.SMALL_CAPS) else roles
    line = style.get("text-decoration", "")
    if "underline" in line and tag not in ("a", "ins"):
        roles = with_role(roles, Role.UNDERLINE)
    if "line-through" in line:
        roles = with_role(roles, Role.STRIKE)
    if tag not in ("td", "th"):
        match style.get("vertical-align"):
            case "super" | "text-top":
                roles = with_role(roles, Role.SUP)
            case "sub":
                roles = with_role(roles, Role.SUB)
    if posture == "normal":
        roles = _set_plain(roles, Role.EMPHASIS, tag == "em", around)
    if weight in ("normal", "lighter") or (weight.isdecimal() and heavy <= 500):
        roles = _set_plain(roles, Role.STRONG, tag == "strong", around)
    return roles


def _set_plain(roles: Roles, role: Role, is_meant: bool, around: Roles) -> Roles:
    """Without a role, unless the element means it and would not stand out in any other way."""
    if not _has(roles, role):
        return roles
    if is_meant and not _has(around, role) and len(roles) == len(around) + 1:
        return roles
    return _without(roles, role)


def with_direction(element: Element, style: Style, around: Context, usual: str) -> Context:
    """The context with an element's own language and direction; `usual` is the work's language."""
    direction = element.get("dir").lower() or style.get("direction", "")
    if direction in ("rtl", "ltr"):
        around = around._replace(rtl=direction == "rtl")
    language = element.get("lang").strip()
    if language:
        language = usual if same_language(language, usual) else clean_line(language, 35)
        if language != around.language:
            around = around._replace(language=language)
    return around


def is_set_in(style: Style) -> bool:
    """Whether a paragraph's first line is, as most books have it."""
    return _cells(style.get("text-indent", "")) > 0


def opens_scene(style: Style) -> bool:
    """Whether a paragraph of such a book is set as those after a scene break: below a gap, its
    first line not set in, and nothing else about it as in a letter or a poem."""
    return (
        _cells(style.get("margin-top", "")) >= _SCENE_GAP
        and not is_set_in(style)
        and not any(_cells(style.get(name, "")) for name in ("margin-left", "padding-left"))
        and style.get("text-align", "") not in ("center", "right", "end")
    )


def line_indent(style: Style) -> int:
    """How many cells a line of verse is set in from the left."""
    return _line_cells(style, "margin-left", "padding-left", "text-indent")


def line_margin(style: Style) -> int:
    """How many cells all lines of an element are set in from the left."""
    return _line_cells(style, "margin-left", "padding-left")


def _line_cells(style: Style, *names: str) -> int:
    cells = sum(_cells(style.get(name, ""), _PERCENT) for name in names)
    return max(0, min(round(cells), _MOST_INDENT))


def _cells(length: str, percent: float = 0.0) -> float:
    match = _LENGTH.fullmatch(length)
    if not match or not match[1] or match[1] in "-.":
        return 0.0
    if match[2] == "%":
        return float(match[1]) * percent
    return float(match[1]) * _CELLS.get(match[2] or "", 0.0)


def same_language(one: str, other: str) -> bool:
    """Whether two language tags name one language, whatever the country; "" is any."""
    if not one or not other:
        return True
    return one.lower().partition("-")[0] == other.lower().partition("-")[0]


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is of a script that runs from the right."""
    if text.isascii() or not _RTL_LETTERS.search(text):
        return False
    from unicodedata import bidirectional

    for character in text:
        match bidirectional(character):
            case "R" | "AL":
                return True
            case "L":
                return False
    return False
