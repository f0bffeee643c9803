"""The package of an EPUB: which files make the book, in which order, and what it says of itself.

Reads the container and the package document (OPF) of EPUB 2 and 3, and refuses a book that is
locked; not the chapters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tuireader.formats.epub.archive import Archive, UnreadableError
from tuireader.formats.epub.locks import refuse_locked
from tuireader.formats.errors import FormatError
from tuireader.formats.links import file_name
from tuireader.formats.markup.decoding import decode_markup
from tuireader.formats.markup.tree import Element, names, parse_markup

_CONTAINER = "META-INF/container.xml"
XHTML = "application/xhtml+xml"
SVG = "image/svg+xml"
NCX = "application/x-dtbncx+xml"
# What can be read as a chapter.
READABLE = names(
    f"{XHTML} {SVG} text/html application/xml text/xml text/x-oeb1-document"
    " application/x-dtbook+xml"
)


class Item(NamedTuple):
    """A file of the book. `name` is its name in the archive, "" where it is not there."""

    id: str
    name: str
    media_type: str
    properties: tuple[str, ...] = ()
    fallback: str = ""


class SpineItem(NamedTuple):
    """A file in reading order; `path` is where its place in the spine is, as EPUB CFIs say it."""

    item: Item
    path: str


@dataclass
class Package:
    """What the package document says of the book: its files, and their order."""

    name: str  # of the package document
    root: Element
    items: dict[str, Item] = field(default_factory=dict)  # by id
    spine: list[SpineItem] = field(default_factory=list)
    contents_id: str = ""  # of the NCX
    missing: int = 0  # files of the spine that are not there


def read_package(archive: Archive) -> Package:
    """The package of a book. Raises FormatError when there is none, or it is locked."""
    reason = "is missing"
    for name in _package_names(archive):
        try:
            root = parse_markup(decode_markup(archive.read(name)))
        except (UnreadableError, FormatError) as error:
            reason = str(error) if isinstance(error, UnreadableError) else "is damaged"
            continue
        found = root.first("package")
        if found is None:
            continue
        package = Package(name, found)
        _read_manifest(package, archive)
        texts = {item.name for item in package.items.values() if item.media_type in READABLE}
        refuse_locked(archive, texts)
        _read_spine(package, archive)
        return package
    raise FormatError(f"it holds no book: the list of its parts (the OPF file) {reason}")


def _package_names(archive: Archive) -> Iterator[str]:
    """Where the package document is said to be, and then where it may be."""
    container = archive.find(_CONTAINER)
    if container:
        try:
            root = parse_markup(decode_markup(archive.read(container)))
        except (UnreadableError, FormatError):
            pass
        else:
            for rootfile in root.iter("rootfile"):
                name = archive.find(file_name(rootfile.get("full-path")))
                if name:
                    yield name
    yield from sorted(
        (name for name in archive.names if name.lower().endswith(".opf")),
        key=lambda name: (name.count("/"), name),
    )


def _read_manifest(package: Package, archive: Archive) -> None:
    for element in package.root.iter("item"):
        id = element.get("id")
        if id and id not in package.items:
            name = archive.find(file_name(element.get("href"), package.name))
            if name is None:  # not encoded, as it should be: "50%.xhtml"
                name = archive.find(
                    file_name(element.get("href").replace("%", "%25"), package.name)
                )
            package.items[id] = Item(
                id,
                name or "",
                element.get("media-type").strip().lower(),
                tuple(element.get("properties").split()),
                element.get("fallback"),
            )


def _read_spine(package: Package, archive: Archive) -> None:
    seen: set[str] = set()
    for place, child in enumerate(package.root.elements(), 1):
        if child.tag != "spine":
            continue
        package.contents_id = child.get("toc")
        for index, reference in enumerate(child.elements(), 1):
            item = _readable(package, reference.get("idref"))
            if item is None:
                package.missing += 1
            elif item.name not in seen:
                seen.add(item.name)
                package.spine.append(SpineItem(item, f"/{2 * place}/{2 * index}!"))
    if not package.spine and not package.missing:  # nobody said in which order
        documents = {
            item.name: SpineItem(item, "")
            for item in package.items.values()
            if item.name and item.media_type in READABLE and "nav" not in item.properties
        }
        package.spine += documents.values()
    if not package.spine:
        why = "none of its parts can be found" if package.missing else "it has no parts"
        raise FormatError(f"there is nothing to read in it: {why}")


def _readable(package: Package, id: str) -> Item | None:
    """The item of that id, or the first of its fallbacks that can be read."""
    for _ in range(10):
        item = package.items.get(id)
        if item is None:
            return None
        if item.name and (item.media_type in READABLE or item.media_type.startswith("image/")):
            return item
        if item.name and item.name.lower().endswith((".xhtml", ".html", ".htm")):
            return item
        id = item.fallback
    return None
