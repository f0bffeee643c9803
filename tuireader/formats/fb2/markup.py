"""FB2's elements in the terms of HTML, so that the walk of `markup.blocks` reads them.

The tree is changed in place, without recursion: titles become headings of their section's depth,
verses lines of one paragraph a stanza, empty lines empty paragraphs, notes lead back to where they
are called. Nothing here knows files, chapters or metadata.
"""

from __future__ import annotations

from collections.abc import Iterator

from tuireader.formats.markup.tree import Element, names
from tuireader.formats.sanitise import clean_line

_RENAMED = {
    "annotation": "blockquote",
    "body": "section",
    "cite": "blockquote",
    "date": "p",
    "emphasis": "em",
    "epigraph": "blockquote",
    "image": "img",
    "poem": "div",
    "stanza": "div",
    "strikethrough": "s",
    "style": "span",
    "text-author": "p",
}
_AT_THE_RIGHT = names("date text-author")
_NOTE_BODIES = names("notes comments footnotes endnotes")
# What a note is called by: "1", "[12]", "*", "12a".
_LONGEST_LABEL = 12
_MOST_LINES_IN_TITLE = 3
# What share of the paragraphs that no empty line precedes may begin as a line after a break does.
_FEW = 0.1


def is_notes(body: Element) -> bool:
    """Whether a body holds the notes to another."""
    return body.get("name").strip().lower() in _NOTE_BODIES


def title_of(section: Element) -> Element | None:
    """The title of a section or body, if it has one that says anything."""
    title = next((child for child in section.elements() if child.tag == "title"), None)
    return title if title is not None and title.text().strip() else None


def link_notes(bodies: list[Element]) -> None:
    """Marks the links to notes, and makes the label of each note a link to where it is called."""
    notes = {
        section.get("id"): section
        for body in bodies
        if is_notes(body)
        for section in body.iter("section")
        if section.get("id")
    }
    called: set[str] = set()
    for body in bodies:
        if is_notes(body):
            continue
        for link in body.iter("a"):
            note = link.get("href").strip().removeprefix("#")
            if note not in notes:
                continue
            link.attributes["epub:type"] = "noteref"
            if note not in called:
                called.add(note)
                link.attributes.setdefault("id", f"↩{note}")
                _link_back(notes[note], link.get("id"))


def _link_back(note: Element, target: str) -> None:
    title = title_of(note)
    if title is None:
        return
    back = Element("a", {"href": f"#{target}"})
    label = clean_line(title.text())
    after = note.children.index(title) + 1
    first = next((child for child in note.elements() if child.tag == "p"), None)
    if first is None or len(label) > _LONGEST_LABEL:
        back.children = title.children
        title.children = [back]
        return
    # "1" above "The text of the note." is one line: "1 The text of the note."
    back.children = [label]
    first.children[:0] = [back, " "]
    del note.children[after - 1]


def join_lines(body: Element) -> None:
    """Makes lines of one paragraph again of what calibre parts by empty lines.

    It writes an empty line for a line break as for a rule; but what came after a line break began
    on a line of its own in most books that it converts, and still does. Where other paragraphs
    begin so too, that tells nothing.
    """
    parents = [e for e in body.iter() if any(child.tag == "empty-line" for child in e.elements())]
    ordinary = [_begins_with_line_end(p) for parent in parents for p in _ordinary(parent)]
    if sum(ordinary) > _FEW * len(ordinary):
        return
    for parent in parents:
        joined: list[Element | str] = []
        last: Element | None = None  # the paragraph that may go on
        between: list[Element | str] = []
        for child in parent.children:
            if isinstance(child, str) or (last is not None and child.tag == "empty-line"):
                between.append(child)
                continue
            lines = sum(not isinstance(node, str) for node in between)
            if last is not None and lines and child.tag == "p" and _begins_with_line_end(child):
                last.children += [*(Element("br", {}) for _ in range(lines)), *child.children]
            else:
                joined += [*between, child]
                last = child if child.tag == "p" else None
            between = []
        parent.children[:] = [*joined, *between]


def _ordinary(parent: Element) -> Iterator[Element]:
    """The paragraphs that follow another without an empty line."""
    before = ""
    for child in parent.elements():
        if child.tag == before == "p":
            yield child
        before = child.tag


def _begins_with_line_end(paragraph: Element) -> bool:
    first = paragraph.children[0] if paragraph.children else ""
    return isinstance(first, str) and "\n" in first[: len(first) - len(first.lstrip())]


def part_scenes(body: Element) -> None:
    """Parts sections without titles from those before them, as one scene from another."""
    for element in list(body.iter("body", "section")):
        sections = [child for child in element.elements() if child.tag == "section"]
        for section in sections[1:]:
            if title_of(section) is None:
                section.children.insert(0, Element("hr", {}))


def find_titles(body: Element) -> None:
    """Makes titles of the bold lines that sections begin with, in books that have no others."""
    for section in body.iter("section"):
        head: list[Element] = []
        for child in section.elements():
            if child.tag == "p" and _is_bold(child) and len(head) < _MOST_LINES_IN_TITLE:
                head.append(child)
            elif child.tag != "empty-line" or head:
                break
        if head:
            at = section.children.index(head[0])
            title = Element("title", {})
            title.children += head
            for line in head:
                line.children = [child for bold in line.elements() for child in bold.children]
            rest = [child for child in section.children[at:] if child not in head]
            section.children[at:] = [title, *rest]


def _is_bold(paragraph: Element) -> bool:
    """Whether all its text is, and it is no ornament."""
    inside = [child for child in paragraph.children if not isinstance(child, str) or child.strip()]
    return (
        len(inside) == 1
        and not isinstance(inside[0], str)
        and inside[0].tag == "strong"
        and any(character.isalnum() for character in inside[0].text())
    )


def as_html(body: Element) -> None:
    """Changes a body and all in it."""
    stack: list[tuple[Iterator[Element], int]] = [(iter((body,)), 0)]
    while stack:
        elements, depth = stack[-1]
        element = next(elements, None)
        if element is None:
            stack.pop()
            continue
        inside = depth + 1 if element.tag == "section" else depth
        _change(element, inside)
        stack.append((element.elements(), inside))


def _change(element: Element, depth: int) -> None:
    tag = element.tag
    element.attributes.pop("style", None)  # the name of a style, no CSS
    match tag:
        case "title":
            element.tag = f"h{min(depth + 1, 6)}"
            element.children = _lines(element, "p")
        case "subtitle":
            element.tag = f"h{min(depth + 2, 6)}"
        case "empty-line":
            element.tag = "p"
            element.children = [Element("br", {})]
        case "stanza" | "poem":
            element.attributes["class"] = "verse"
            element.children = _verses(element)
            for child in element.elements():
                child.tag = "subtitle" if child.tag == "title" else child.tag
        case "image":
            element.attributes["src"] = element.get("href").removeprefix("#")
        case _ if tag in _AT_THE_RIGHT:
            element.attributes["align"] = "right"
    element.tag = _RENAMED.get(element.tag, element.tag)


def _lines(element: Element, tag: str) -> list[Element | str]:
    """The children with a line break between those named `tag`, which are no longer blocks."""
    lines: list[Element | str] = []
    for child in element.children:
        if isinstance(child, str) or child.tag != tag:
            lines.append(child)
            continue
        if any(not isinstance(line, str) and line.tag == "span" for line in lines):
            lines.append(Element("br", {}))
        child.tag = "span"
        lines.append(child)
    return lines


def _verses(stanza: Element) -> list[Element | str]:
    """The children with every run of verses as one paragraph of lines."""
    children: list[Element | str] = []
    run: Element | None = None
    for child in stanza.children:
        if isinstance(child, str):
            if child.strip():
                children.append(child)
            continue
        if child.tag != "v":
            run = None
            children.append(child)
            continue
        if run is None:
            run = Element("p", {})
            children.append(run)
        else:
            run.children.append(Element("br", {}))
        child.tag = "span"
        run.children.append(child)
    return children
