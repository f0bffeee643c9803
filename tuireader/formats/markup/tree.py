"""XML, XHTML and HTML as one plain tree, whatever parser it took to read them.

Well-formed markup goes through lxml's strict parser (no network, no DTD, no recovery, its limits on
depth and entity growth kept); everything else through lexbor, which reads HTML as browsers do. The
tree has local names in lower case and nothing of either library, so that whoever walks it need not
know which it was. It knows nothing of books; its text is raw and goes through `sanitise` later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html.entities import html5
from typing import Any, NamedTuple

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from tuireader.formats.errors import FormatError

# Far more than any real document has (the largest one known: 17,000 elements in 500,000 words).
MAX_ELEMENTS = 2_000_000
# Deeper than any author nests; lexbor takes time quadratic in the depth of these.
MAX_DEPTH = 500
# Of what else may nest, only the text is taken further in: who walks a tree may look at all that
# is in an element once for every element around it.
_DEEPEST = 2 * MAX_DEPTH
# Elements that a browser's reading of a document may add to those that are written there.
MAX_REOPENED = 500_000
_LEAST_FORMATTING = 25

_GROWTH = (etree.ErrorTypes.ERR_ENTITY_LOOP, etree.ErrorTypes.ERR_RESOURCE_LIMIT)


def names(text: str) -> frozenset[str]:
    """A set of the names in a line of them."""
    return frozenset(text.split())


_VOID = names("area base br col embed hr img input link meta param source track wbr")


class Element:
    """An element: local name, attributes by local name ("epub:type" keeps its prefix), children."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def elements(self) -> Iterator[Element]:
        """The child elements."""
        return (child for child in self.children if not isinstance(child, str))

    def remove(self, child: Element) -> None:
        """Take one of the children out, and with it all that is in it."""
        self.children[:] = [other for other in self.children if other is not child]

    def iter(self, *tags: str) -> Iterator[Element]:
        """This element and all below it in document order; only those named, if any are."""
        stack = [iter((self,))]
        while stack:
            for element in stack[-1]:
                if not tags or element.tag in tags:
                    yield element
                if element.children:
                    stack.append(element.elements())
                    break
            else:
                stack.pop()

    def first(self, *tags: str) -> Element | None:
        """The first element of one of these names, itself included."""
        return next(self.iter(*tags), None)

    def outermost(self, *tags: str) -> Iterator[Element]:
        """The elements of these names below it, without those that stand in one of them."""
        stack = [self.elements()]
        while stack:
            for element in stack[-1]:
                if element.tag in tags:
                    yield element
                elif element.children:
                    stack.append(element.elements())
                    break
            else:
                stack.pop()

    def texts(self) -> Iterator[str]:
        """The texts inside, as they stand in the source, in order."""
        stack: list[Iterator[Element | str]] = [iter(self.children)]
        while stack:
            for child in stack[-1]:
                if isinstance(child, str):
                    yield child
                elif child.children:
                    stack.append(iter(child.children))
                    break
            else:
                stack.pop()

    def text(self, between: str = "") -> str:
        """All text inside, with `between` between two texts."""
        return between.join(self.texts())

    def first_text(self) -> str:
        """The first text inside that is more than white space, "" where there is none."""
        return next((text for text in self.texts() if not text.isspace()), "")


def parse_markup(text: str) -> Element:
    """The root element of a decoded XHTML or XML document; it is HTML where it is not well-formed.

    Raises FormatError when it has more elements than a book can have.
    """
    try:
        return parse_xml(text)
    except etree.XMLSyntaxError:
        return parse_html(_expand_self_closing(text))


def parse_document(text: str) -> Element:
    """Like `parse_markup`, for text that is to be read, of which nothing may be left out unsaid.

    Raises FormatError also when entities in it grow beyond all measure.
    """
    try:
        return parse_xml(text)
    except etree.XMLSyntaxError as error:
        refuse_growth(error)
        return parse_html(_expand_self_closing(text))


def refuse_growth(error: etree.XMLSyntaxError) -> None:
    """Raises FormatError when the parser gave up because entities grow beyond all measure."""
    # The limit on depth has the same code.
    if getattr(error, "code", 0) in _GROWTH and "entity" in str(error).lower():
        raise FormatError("its text would unfold without end") from error


def parse_xml(text: str) -> Element:
    """The root element of a well-formed document. Raises `lxml.etree.XMLSyntaxError`."""
    options: dict[str, Any] = {
        "target": _TreeBuilder(),
        "encoding": "utf-8",
        "resolve_entities": "internal",
        "no_network": True,
        "load_dtd": False,
    }
    parser = etree.XMLParser(**options)
    data = _replace_entities(_DECLARATION.sub("", text)).encode("utf-8", "replace")
    root = etree.fromstring(data, parser)
    assert isinstance(root, Element)
    return root


def parse_html(text: str) -> Element:
    """The `html` element of a document as a browser reads it. Any text is one."""
    builder = _TreeBuilder()
    node: Any = LexborHTMLParser(_limit_depth(text)).root
    depth = 0
    while node is not None:
        tag = node.tag
        if tag == "-text":
            builder.data(node.text_content or "")
        elif tag and tag[0] not in "-!":
            if depth < _DEEPEST:
                builder.start(tag, node.attributes)
            child = node.first_child
            if child is not None:
                node = child
                depth += 1
                continue
            if depth < _DEEPEST:
                builder.end(tag)
        following = node.next if depth else None
        while depth and following is None:
            node = node.parent
            depth -= 1
            if depth < _DEEPEST:
                builder.end(node.tag)
            following = node.next if depth else None
        node = following
    return builder.close()


class _TreeBuilder:
    """Makes the tree from what a parser reports; lxml calls it by these names."""

    def __init__(self) -> None:
        self._document = Element("", {})
        self._open = [self._document]
        self._children = self._document.children
        self._text: list[str] = []  # of one text, which comes in pieces
        self.data = self._text.append  # the parsers call it more often than anything else
        self._left = MAX_ELEMENTS

    def start(self, tag: str, attributes: dict[str, str | None]) -> None:
        self._left -= 1
        if not self._left:
            raise FormatError("a document in it has more elements than a book can have")
        if self._text:
            self._end_text()
        element = Element(_local(tag), _local_attributes(attributes) if attributes else {})
        self._children.append(element)
        self._children = element.children
        self._open.append(element)

    def end(self, tag: str) -> None:
        if self._text:
            self._end_text()
        self._open.pop()
        self._children = self._open[-1].children

    def _end_text(self) -> None:
        text = self._text
        self._children.append(text[0] if len(text) == 1 else "".join(text))
        text.clear()

    def close(self) -> Element:
        return next(self._document.elements(), self._document)


@lru_cache(maxsize=4096)
def _local(name: str) -> str:
    """The name without its namespace or prefix, in lower case."""
    return name.rpartition("}")[2].rpartition(":")[2].lower()


@lru_cache(maxsize=4096)
def _local_attribute(name: str) -> str:
    """Likewise, but `epub:type` is not `type`."""
    return "epub:type" if name.endswith(("}type", ":type")) else _local(name)


def _local_attributes(attributes: dict[str, str | None]) -> dict[str, str]:
    named: dict[str, str] = {}
    for name, value in attributes.items():
        local = _local_attribute(name)
        if local not in named or name == local:
            named[local] = value or ""
    return named


_DECLARATION = re.compile(r"^\s*(?:<\?xml[^>]*\?>)?\s*")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9._-]*);")
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))


def _replace_entities(text: str) -> str:
    """The named characters of HTML as characters, which XML knows only by a DTD we never load.

    Names nobody knows become visible text, unless the document declares entities of its own.
    """
    if "&" not in text:
        return text
    declares = "<!ENTITY" in text

    def replacement(match: re.Match[str]) -> str:
        name = match[1]
        if name in _XML_ENTITIES:
            return match[0]
        characters = html5.get(name + ";")
        if characters is None:
            return match[0] if declares else f"&amp;{name};"
        return "".join(f"&#{ord(c)};" if c in "&<>" else c for c in characters)

    return _ENTITY.sub(replacement, text)


_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    # The empty lookahead never matches: with it, Python before 3.11.5 also goes back to where an
    # alternative that failed had begun.
    r"|<(?P<tag>[A-Za-z][\w:.-]*+)(?P<rest>(?:[^<>\"'/]|/(?!>)|\"[^\"]*\"|'[^']*'|(?!))*+)"
    r"(?P<closed>/>|></br>)",
    re.DOTALL,
)


def _expand_self_closing(text: str) -> str:
    """XHTML in the terms of HTML: `<i/>` as `<i></i>`, CDATA as escaped text.

    Entities of a document's own are left out: they are what lxml would not expand.
    """
    from html import escape

    def replacement(match: re.Match[str]) -> str:
        if match["tag"]:
            tag = match["tag"]
            if tag.lower() in _VOID:
                return f"<{tag}{match['rest']}>"
            if match["closed"] == "/>":
                return f"<{tag}{match['rest']}></{tag}>"
        elif match["cdata"] is not None:
            return escape(match["cdata"], quote=False)
        return match[0]

    text = _DECLARATION.sub("", text, count=1)
    if own := set(_ENTITY_DECLARATION.findall(text)):
        text = _ANY_ENTITY.sub(lambda match: "" if match[1] in own else match[0], text)
        text = _without_declarations(text)
    return _MARKUP.sub(replacement, text)


def _without_declarations(text: str) -> str:
    """A document without its DOCTYPE, where that holds declarations."""
    begin = _DOCTYPE.search(text)
    end = _DOCTYPE_END.search(text, begin.end()) if begin else None
    return text[: begin.start()] + text[end.end() :] if begin and end else text


_ENTITY_DECLARATION = re.compile(r"<!ENTITY\s+([\w.-]{1,100})\s")
_ANY_ENTITY = re.compile(r"&([\w.-]{1,100});")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,1000}\[")
_DOCTYPE_END = re.compile(r"\]\s*>")

_NESTING = re.compile(
    r"<(?P<end>/?)(?:(?P<container>address|article|aside|blockquote|center|details|div|dl|fieldset"
    r"|figure|footer|form|header|main|nav|ol|section|table|ul)"
    r"|a|b|big|code|em|font|i|s|small|strike|strong|tt|u)\b[^<>]*>",
    re.IGNORECASE,
)


def _limit_depth(text: str) -> str:
    """`text` without the tags of elements nested deeper than anybody nests them.

    Italics and the like that are never closed are opened again in every block that follows, so the
    more tags there are, the fewer of those may be open.
    """
    tags = text.count("<")
    if tags <= MAX_DEPTH:
        return text
    limits = {True: MAX_DEPTH, False: max(_LEAST_FORMATTING, min(MAX_DEPTH, MAX_REOPENED // tags))}
    depths = {True: 0, False: 0}

    def replacement(match: re.Match[str]) -> str:
        container = match["container"] is not None
        if match["end"]:
            depths[container] = max(0, depths[container] - 1)
            return match[0] if depths[container] < limits[container] else ""
        depths[container] += 1
        return match[0] if depths[container] <= limits[container] else ""

    return _NESTING.sub(replacement, text)


class Located(NamedTuple):
    """An element and the way to it: its ancestors from the root, each with the step that leads on.

    Steps count as EPUB CFIs do: the first child element is 2, the next 4.
    """

    element: Element
    ancestors: tuple[tuple[Element, int], ...] = ()

    def children(self) -> Iterator[Located]:
        """The child elements, in order."""
        for index, child in enumerate(self.element.elements(), 1):
            yield Located(child, (*self.ancestors, (self.element, 2 * index)))

    def find(self, accepts: Callable[[Element], bool], deepest: int = 12) -> Located | None:
        """The first element in document order that is accepted, itself included.

        `deepest` keeps the search to the page's own structure, out of what nests without end.
        """
        return next(self.find_all(accepts, deepest), None)

    def find_all(self, accepts: Callable[[Element], bool], deepest: int = 12) -> Iterator[Located]:
        """All such elements; nothing is looked for inside one."""
        stack = [iter((self,))]
        while stack:
            for located in stack[-1]:
                if accepts(located.element):
                    yield located
                elif len(stack) <= deepest and located.element.children:
                    stack.append(located.children())
                    break
            else:
                stack.pop()
