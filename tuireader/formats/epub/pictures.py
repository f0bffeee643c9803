"""The pictures of an EPUB: their bytes, what stands in for those in foreign formats, the cover.

Knows the package and the archive; what is kept, and how much of it, `formats.pictures` decides.
"""

from __future__ import annotations

from urllib.parse import quote

from tuireader.formats.epub.archive import Archive, UnreadableError
from tuireader.formats.epub.package import Item, Package
from tuireader.formats.links import file_name
from tuireader.formats.pictures import (
    Pictures,
    TooLargeError,
    UnreadablePictureError,
    type_of,
)

_LONGEST_CHAIN = 10


class PictureFiles:
    """The pictures in an archive, by their names in it."""

    def __init__(self, archive: Archive, package: Package) -> None:
        self._archive = archive
        self._items = package.items
        self._by_name = {item.name: item for item in package.items.values() if item.name}

    def load(self, name: str, limit: int) -> bytes | None:
        """The bytes of a picture, as `pictures.Load` has it.

        Where it is none that anybody knows, those of the first of its fallbacks that is one.
        """
        found = self._archive.find(name)
        if found is None:
            return None
        data = read_picture(self._archive, found, limit)
        item = self._by_name.get(found)
        for _ in range(_LONGEST_CHAIN):
            item = self._items.get(item.fallback) if item else None
            if item is None or type_of(data):
                break
            if item.name and item.media_type.startswith("image/"):
                data = read_picture(self._archive, item.name, limit)
        return data


def read_picture(archive: Archive, name: str, limit: int) -> bytes:
    """A file of an archive, which raises what `pictures.Load` does."""
    if archive.size(name) > limit:
        raise TooLargeError
    try:
        return archive.read(name, limit)
    except UnreadableError as error:
        raise UnreadablePictureError from error


def keep_cover(package: Package, pictures: Pictures) -> str:
    """Keep the picture that the package calls its cover; its name, "" where there is none."""
    cover = next((i for i in package.items.values() if "cover-image" in i.properties), None)
    cover = cover or _cover_of_epub2(package)
    if cover is None or not cover.name or not cover.media_type.startswith("image/"):
        return ""
    return pictures.name(quote(f"/{cover.name}"))


def _cover_of_epub2(package: Package) -> Item | None:
    """The one that `meta` names, by its id or, wrongly, by its name."""
    for meta in package.root.iter("meta"):
        if meta.get("name").lower() == "cover" and (named := meta.get("content").strip()):
            name = file_name(named, package.name)
            by_name = (item for item in package.items.values() if item.name == name)
            return package.items.get(named) or next(by_name, None)
    return None
