"""The table of contents of an EPUB: its navigation document, or else its NCX."""

from __future__ import annotations

from collections.abc import Iterator

from tuireader.formats.chapters import Point
from tuireader.formats.epub.archive import Archive, UnreadableError
from tuireader.formats.epub.package import NCX, Package
from tuireader.formats.errors import FormatError
from tuireader.formats.links import address, file_name
from tuireader.formats.markup.decoding import decode_markup
from tuireader.formats.markup.tree import Element, parse_markup
from tuireader.formats.sanitise import clean_line

_DEEPEST = 12
_LISTS = ("ol", "ul")


def read_points(package: Package, archive: Archive) -> list[Point]:
    """The whole table of contents in order; empty where the book has none that can be read."""
    for item in package.items.values():
        if "nav" in item.properties and item.name:
            points = list(_nav_points(_root(archive, item.name), item.name))
            if points:
                return points
    ncx = package.items.get(package.contents_id)
    candidates = [ncx] if ncx else []
    candidates += [item for item in package.items.values() if item.media_type == NCX]
    for item in candidates:
        points = list(_ncx_points(_root(archive, item.name), item.name))
        if points:
            return points
    return []


def landmark_titles(package: Package) -> dict[str, str]:
    """What EPUB 2's guide calls the parts of the book, by file."""
    return {
        file_name(reference.get("href"), package.name): clean_line(reference.get("title"))
        for guide in package.root.iter("guide")
        for reference in guide.elements()
        if reference.get("href")
    }


def _root(archive: Archive, name: str) -> Element | None:
    try:
        return parse_markup(decode_markup(archive.read(name)))
    except (UnreadableError, FormatError):
        return None


def _nav_points(root: Element | None, base: str) -> Iterator[Point]:
    """The lines of the `nav` that is the table of contents; lists in lists are deeper."""
    if root is None:
        return
    navs = list(root.iter("nav"))
    contents = [nav for nav in navs if "toc" in nav.get("epub:type").split()] or navs[:1]
    if not contents:
        return
    stack = [(contents[0].elements(), 0)]
    while stack:
        children, level = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
        elif child.tag == "a":
            if child.get("href"):
                target = address(child.get("href"), base)
                yield Point(_label(child), _level(level), target)
        else:
            if child.tag == "li" and (title := _heading(child)):
                yield Point(title, _level(level), "", linked=False)
            stack.append((child.elements(), level + (child.tag in _LISTS)))


def _heading(item: Element) -> str:
    """What stands over a list in an item of a list and is no link, "" where there is no such."""
    own: list[str] = []
    for child in item.children:
        if isinstance(child, str):
            own.append(child)
        elif child.tag in _LISTS:
            has_links = any(link.get("href") for link in child.iter("a"))
            return clean_line("".join(own)) if has_links else ""
        elif any(link.get("href") for link in child.iter("a")):
            return ""
        else:
            own.append(_label(child))
    return ""


def _label(link: Element) -> str:
    title = clean_line(link.text())
    if title:
        return title
    alternatives = (picture.get("alt") for picture in link.iter("img"))
    return clean_line(next(filter(None, alternatives), "") or link.get("title"))


def _level(level: int) -> int:
    return min(max(level, 1), _DEEPEST)


def _ncx_points(root: Element | None, base: str) -> Iterator[Point]:
    if root is None:
        return
    found = root.first("navmap")
    if found is None:
        return
    stack = [(found.elements(), 1)]
    while stack:
        children, level = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
        elif child.tag == "navpoint":
            label = next((inner for inner in child.elements() if inner.tag == "navlabel"), None)
            content = next((inner for inner in child.elements() if inner.tag == "content"), None)
            title = clean_line(label.text()) if label else ""
            href = content.get("src").strip() if content else ""
            if href:
                yield Point(title, _level(level), address(href, base))
            elif title and any(inner.get("src").strip() for inner in child.iter("content")):
                yield Point(title, _level(level), "", linked=False)
            stack.append((child.elements(), level + 1))
