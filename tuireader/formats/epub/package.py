"""The package of an EPUB: which files make the book, in which order, and what it says of itself.

Reads the container, the package document (OPF) of EPUB 2 and 3, and what is said of encryption; not
the chapters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tuireader.formats.epub.archive import Archive, UnreadableError
from tuireader.formats.errors import FormatError
from tuireader.formats.links import file_name
from tuireader.formats.markup.decoding import decode_markup
from tuireader.formats.markup.tree import Element, names, parse_markup

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
# Only fonts are obfuscated so; the text can be read.
_FONT_ALGORITHMS = frozenset(
    ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
)
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
        _refuse_locked(package, archive)
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
    if not package.spine:
        raise FormatError("there is nothing to read in it: none of its parts can be found")


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


def _refuse_locked(package: Package, archive: Archive) -> None:
    """Raises FormatError when the text of the book is encrypted, and says by what."""
    name = archive.find(_ENCRYPTION)
    if not name:
        return
    try:
        root = parse_markup(decode_markup(archive.read(name)))
    except (UnreadableError, FormatError):
        return
    texts = {item.name for item in package.items.values() if item.media_type in READABLE}
    for data in root.iter("encrypteddata"):
        method = data.first("encryptionmethod")
        if method and method.get("algorithm") in _FONT_ALGORITHMS:
            continue
        reference = data.first("cipherreference")
        locked = archive.find(file_name(reference.get("uri"))) if reference else None
        if locked and locked in texts and not _is_plain(archive, locked):
            raise FormatError(f"it is protected by DRM{_scheme(archive, root)}")


def _is_plain(archive: Archive, name: str) -> bool:
    """Whether a file that is said to be encrypted is markup all the same."""
    try:
        start = archive.read(name)[:2000].lower()
    except UnreadableError:
        return False
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"<html" in start


def _scheme(archive: Archive, encryption: Element) -> str:
    if archive.find("META-INF/license.lcpl"):
        return " (Readium LCP)"
    if archive.find("META-INF/sinf.xml"):
        return " (Apple FairPlay)"
    rights = archive.find("META-INF/rights.xml")
    try:
        marks = archive.read(rights)[:20_000] if rights else b""
    except UnreadableError:
        marks = b""
    marks += " ".join(encryption.text().split())[:2000].encode()
    if b"adept" in marks:
        return " (Adobe ADEPT)"
    if b"kdrm" in marks or b"kobo" in marks.lower():
        return " (Kobo)"
    return " (Adobe ADEPT)" if encryption.first("resource") is not None else ""
