"""The pictures of a work: found by what its documents say, kept with it, within limits.

A picture is only ever taken out of the work's own file, through `load`, or out of a `data:`
address. Nothing is fetched, and no name is a path. What a picture is, its first bytes say. Nothing
here looks at what is in one.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from hashlib import sha1
from urllib.parse import unquote_to_bytes

from tuireader.formats.links import file_name, is_external
from tuireader.formats.sanitise import clean_line
from tuireader.work import Picture

LARGEST = 5 * 1024 * 1024  # bytes of a picture
LARGEST_ALL = 64 * 1024 * 1024  # and of all of a work
MOST = 2_000

Load = Callable[[str, int], bytes | None]
"""The bytes of a file by its name, None where there is none. Raises `TooLargeError` beyond the
limit (bytes) and `UnreadablePictureError` where they cannot be had."""


class TooLargeError(Exception):
    """A picture is larger than any that is kept."""


class UnreadablePictureError(Exception):
    """A picture is there but damaged."""


class Pictures:
    """The pictures of one work; `kept` fills while its documents are read.

    `locate` makes a name of what a document (its second argument) calls a picture.
    """

    def __init__(
        self, load: Load | None = None, locate: Callable[[str, str], str] = file_name
    ) -> None:
        self._load = load
        self._locate = locate
        self._names: dict[str, str] = {}  # what has been asked for, and what it is kept as
        self._digests: dict[bytes, str] = {}
        self._left = LARGEST_ALL
        self._too_large = self._too_many = self._broken = 0
        self._kept: list[Picture] = []

    @property
    def kept(self) -> tuple[Picture, ...]:
        return tuple(self._kept)

    def name(self, href: str, document: str = "") -> str:
        """The name under which a picture is kept, "" where it is not.

        The same bytes have one name, whatever a book calls them.
        """
        href = href.strip()
        if href[:5].lower() == "data:":
            key = sha1(href.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
            if key not in self._names:
                self._names[key] = self._keep("", lambda: _data(href))
            return self._names[key]
        if not href or self._load is None or is_external(href):
            return ""
        name = self._locate(href, document)
        if name not in self._names:
            load = self._load
            self._names[name] = self._keep(name, lambda: load(name, LARGEST)) if name else ""
        return self._names[name]

    def _keep(self, name: str, load: Callable[[], bytes | None]) -> str:
        if len(self._kept) >= MOST or self._left <= 0:
            self._too_many += 1
            return ""
        try:
            data = load()
        except TooLargeError:
            self._too_large += 1
            return ""
        except UnreadablePictureError:
            self._left -= LARGEST  # what it may have cost to find that out
            self._broken += 1
            return ""
        if data is None:
            return ""
        if len(data) > LARGEST:
            self._too_large += 1
            return ""
        if len(data) > self._left:
            self._too_many += 1
            return ""
        media_type = type_of(data)
        if not media_type:
            self._broken += 1
            return ""
        self._left -= len(data)
        digest = sha1(data, usedforsecurity=False).digest()
        if digest not in self._digests:
            ending = media_type.partition("/")[2].partition("+")[0]
            name = clean_line(name) or f"{digest.hex()[:16]}.{ending}"
            self._digests[digest] = name
            self._kept.append(Picture(name, media_type, data))
        return self._digests[digest]

    def warnings(self) -> list[str]:
        """What was left out, in words."""
        mega = 1024 * 1024
        found = (
            (self._too_large, f"larger than {LARGEST // mega} MB"),
            (self._too_many, f"more than the {LARGEST_ALL // mega} MB or {MOST:,} that are kept"),
            (self._broken, "damaged or of an unknown kind"),
        )
        return [
            f"{count} picture{'s are' if count > 1 else ' is'} left out: {reason}"
            for count, reason in found
            if count
        ]


_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"\xff\x0a", "image/jxl"),
    (b"\0\0\0\x0cJXL ", "image/jxl"),
)
_SVG = re.compile(
    rb"\s*+(?:(?><\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>]*>)\s*+)*+<(?:\w+:)?svg\b", re.S
)
_HEAD = 4096


def type_of(data: bytes) -> str:
    """The media type of a picture, by its first bytes; "" of what is none."""
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    return "image/svg+xml" if _SVG.match(head) else ""


def decode_base64(text: str) -> bytes:
    """The bytes that a text stands for, white space in it or not.

    Raises TooLargeError and UnreadablePictureError.
    """
    # Four letters stand for three bytes; a line end after every 76 is common.
    if len(text) > LARGEST * 3 // 2:
        raise TooLargeError
    packed = "".join(text.split()).rstrip("=")
    packed += "=" * (-len(packed) % 4)
    try:
        return binascii.a2b_base64(packed.encode("ascii"), strict_mode=True)
    except ValueError as error:
        raise UnreadablePictureError from error


def _data(href: str) -> bytes | None:
    """What a `data:` address holds, None where that is no picture."""
    head, comma, body = href[5:].partition(",")
    if not comma or not head.strip().lower().startswith("image/"):
        return None
    if len(body) > LARGEST * 3:  # every byte may be written with three letters
        raise TooLargeError
    data = unquote_to_bytes(body)
    if head.rstrip().lower().endswith(";base64"):
        return decode_base64(data.decode("ascii", "replace"))
    return data
