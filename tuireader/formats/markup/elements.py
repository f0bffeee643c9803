"""What elements are: which begin and end a block, which are not read, which are not shown."""

from __future__ import annotations

import re
from itertools import islice

from tuireader.formats.markup.stylesheet import Style
from tuireader.formats.markup.tree import Element, names

BLOCKS = names(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup html legend li listing main menu
    nav ol optgroup option p plaintext pre search section summary table tbody td tfoot th thead tr
    ul xmp bodymatter level level1 level2 level3
    """
)
SKIPPED = names(
    """
    annotation annotation-xml area base col colgroup datalist embed head iframe input link map meta
    noembed noframes param rp script source style template title track wbr
    """
)

_NOTE = re.compile(r"(?:^|\b)(?:foot|end|rear)?notes?\b")
_HEADINGS = names("h1 h2 h3 h4 h5 h6")
_LONGEST_PAGE_NUMBER = 16
# Elements that are looked at to see what one around them is: they may nest as deep as they like.
_FEW = 50
_LONGEST_LINE = 80


def is_hidden(element: Element, style: Style) -> bool:
    """Whether it is not shown. Notes that only wait for a click are, and lists that only fold.

    The page numbers of a printed edition are not.
    """
    attributes = element.attributes
    if "pagebreak" in element.get("epub:type").split() or element.get("role") == "doc-pagebreak":
        return _is_page_number(element)
    if style.get("display") == "none":
        if element.tag == "br":
            return False
    elif "hidden" not in attributes or element.tag in ("ol", "ul"):
        return False
    return not _NOTE.search(f"{element.get('epub:type')} {element.get('class')}")


def _is_page_number(element: Element) -> bool:
    inside = list(islice(element.iter(), _FEW + 1))
    texts = (child for inner in inside for child in inner.children if isinstance(child, str))
    return len(inside) <= _FEW and sum(map(len, texts)) < _LONGEST_PAGE_NUMBER


def is_line(element: Element) -> bool:
    """Whether an element in a poem is a line of it: a `div` that holds no others."""
    return element.tag == "div" and not any(child.tag in BLOCKS for child in element.elements())


def holds_lines(stanza: Element) -> bool:
    """Whether the paragraphs in an element of a poem are its lines: several, and all short."""
    lines = [child for child in stanza.elements() if child.tag == "p"]
    return len(lines) > 1 and all(map(is_short, lines))


def is_short(paragraph: Element) -> bool:
    """Whether a paragraph is one line by itself, of a length that verse has."""
    size = 0
    for text in paragraph.texts():
        size += len(text)
        if size > _LONGEST_LINE:
            return False
    return next(paragraph.iter("br", "span"), None) is None


def has_default(switch: Element) -> bool:
    """Whether one of the cases of a switch is for readers that know none of the others."""
    return any(child.tag == "default" for child in switch.elements())


def has_parentheses(ruby: Element) -> bool:
    """Whether the readings in a ruby stand in parentheses of the source's own."""
    return ruby.first("rp") is not None


def is_dot(picture: Element) -> bool:
    """Whether a picture is too small to be seen: it counts readers or keeps a distance."""
    return any(picture.get(side).strip() in ("0", "1") for side in ("width", "height"))


def subtitle_level(element: Element) -> int:
    """One below the first heading of a group, for the subtitles in it."""
    first = (child for child in islice(element.iter(), _FEW) if child.tag in _HEADINGS)
    return min(next((int(child.tag[1]) for child in first), 1) + 1, 6)
