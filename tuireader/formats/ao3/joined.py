"""AO3's downloads that a converter put into one document, cut again where their parts begin.

What is left of the template is read by `ao3.flat`, which goes by documents: the tags, the title,
each chapter, the afterword.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from tuireader.formats.ao3.flat import read_flat
from tuireader.formats.ao3.labels import chapter_heading, is_label
from tuireader.formats.ao3.markup import Page, WorkDraft, leaves, text
from tuireader.formats.ao3.page_text import is_association
from tuireader.formats.markup.tree import Element, Located

_HEADINGS = ("h1", "h2", "h3")
# What only stands in the contents.
_HIDDEN = ("Preface", "Afterword")
_LABELS = frozenset(("Summary", "Notes"))
_AFTERWORD = ("End Notes", "Works inspired by this one", "Please drop by the ")


def read_joined(page: Page) -> WorkDraft:
    """The work in the only document of a download."""
    body = page.root.first("body") or page.root
    elements = [found.element for found in leaves(Located(body)) if found.element is not body]
    shown = [e for e in elements if not (e.tag in _HEADINGS and text(e) in _HIDDEN)]
    return read_flat(_pages(_parts(_labelled(shown)), page), ())


def _parts(elements: Sequence[Element]) -> list[list[Element]]:
    headed = any(_heading(element) for element in elements)
    parts: list[list[Element]] = [[]]
    titled = told = False
    for element, below in zip_longest(elements, elements[1:]):
        said = text(element)
        begins = False
        if not titled:
            begins = titled = below is not None and text(below).startswith("by ")
        elif headed:
            begins = _heading(element)
        elif not told:  # a story without a heading follows what is quoted
            begins = told = not (
                element.tag in ("blockquote", *_HEADINGS)
                or said in _LABELS
                or said.startswith(("by ", "See the end of the "))
                or (element.tag == "ul" and is_association(said))
                or not said
            )
        begins = begins or (titled and said.startswith(_AFTERWORD) and _is_over(element, said))
        if begins:
            parts.append([])
        parts[-1].append(element)
    return parts


def _heading(element: Element) -> bool:
    return element.tag in _HEADINGS and chapter_heading(text(element)) is not None


def _is_over(element: Element, said: str) -> bool:
    """Whether an element begins the afterword, and is no line of the story."""
    return said in _AFTERWORD or element.tag == "dl" or "drop by the " in said


def _labelled(elements: Iterable[Element]) -> list[Element]:
    """The elements, a line of several labels in bold letters as a list of them."""
    found: list[Element] = []
    for element in elements:
        labels = [child for child in element.elements() if child.tag in ("b", "strong")]
        if element.tag != "p" or sum(is_label(text(label)) for label in labels) < 2:
            found.append(element)
            continue
        definitions = Element("dl", {})
        for child in element.children:
            if not isinstance(child, str) and child in labels and is_label(text(child)):
                definitions.children.append(_made("dt", child.children))
                definitions.children.append(Element("dd", {}))
            elif definitions.children:
                last = definitions.children[-1]
                assert isinstance(last, Element)
                last.children.append(child)
        found.append(definitions)
    return found


def _made(tag: str, children: Iterable[Element | str]) -> Element:
    element = Element(tag, {})
    element.children.extend(children)
    return element


def _pages(parts: Sequence[list[Element]], page: Page) -> Iterator[Page]:
    """The parts as documents of their own, with the links from one to another."""
    roots = [_made("body", elements) for elements in parts]
    owners = {
        element.get("id"): f"part{number}"
        for number, root in enumerate(roots)
        for element in root.iter()
        if element.get("id")
    }
    for root in roots:
        for link in root.iter("a"):
            href = link.get("href")
            if href.startswith("#") and href[1:] in owners:
                link.attributes["href"] = owners[href[1:]] + href
    for number, root in enumerate(roots):
        yield Page(root, replace(page.document, name=f"part{number}"))
