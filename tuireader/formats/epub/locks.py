"""Whether the text of an EPUB is locked, and by whose scheme.

Nothing is unlocked here. Fonts that are only obfuscated are no lock, nor is a file that is said to
be encrypted and is plain markup all the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from tuireader.formats.epub.archive import Archive, UnreadableError
from tuireader.formats.errors import FormatError
from tuireader.formats.links import file_name
from tuireader.formats.markup.decoding import decode_markup
from tuireader.formats.markup.tree import Element, parse_markup

_ENCRYPTION = "META-INF/encryption.xml"
# Kobo writes the second one.
_RIGHTS = ("META-INF/rights.xml", "rights.xml")
_ONLY_FONTS = frozenset(("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"))
_ADEPT_KEY = re.compile(rb"<(?:\w+:)?encryptedKey[^>]*>\s*([^<]*?)\s*<")
# Of the key that a Barnes & Noble account opens; one for Adobe's own is far longer.
_BARNES_NOBLE_KEY = (64, 88)


def refuse_locked(archive: Archive, texts: Collection[str]) -> None:
    """Raises FormatError, which names the scheme, when one of these files is encrypted."""
    name = archive.find(_ENCRYPTION)
    if not name:
        _refuse_unlisted(archive, texts)
        return
    try:
        root = parse_markup(decode_markup(archive.read(name)))
    except (UnreadableError, FormatError):
        return
    for data in root.iter("encrypteddata"):
        method = data.first("encryptionmethod")
        if method and method.get("algorithm") in _ONLY_FONTS:
            continue
        reference = data.first("cipherreference")
        locked = archive.find(file_name(reference.get("uri"))) if reference else None
        if locked and locked in texts and not _is_plain(archive, locked):
            raise _refusal(_scheme(archive) or _stated_scheme(root))


def _refuse_unlisted(archive: Archive, texts: Collection[str]) -> None:
    """Kobo does not say what is encrypted: it shows where there is a key, and a text is none."""
    name = _scheme(archive)
    if not name:
        return
    starts = (_start(archive, text) for text in texts)
    if any(start and not start.startswith(b"<") for start in starts):
        raise _refusal(name)


def _scheme(archive: Archive) -> str:
    """Whose lock the files tell of; "" where they tell of none."""
    if archive.find("META-INF/license.lcpl"):
        return "Readium LCP"
    if archive.find("META-INF/sinf.xml"):
        return "Apple FairPlay"
    name = next(filter(None, map(archive.find, _RIGHTS)), None)
    try:
        rights = archive.read(name)[:20_000] if name else b""
    except UnreadableError:
        return ""
    if b"kdrm" in rights or b"kobo" in rights.lower():
        return "Kobo"
    if b"adept" not in rights:
        return ""
    key = _ADEPT_KEY.search(rights)
    is_theirs = key and len(key[1]) in _BARNES_NOBLE_KEY
    return "Barnes & Noble" if is_theirs or b"barnesandnoble" in rights else "Adobe ADEPT"


def _stated_scheme(encryption: Element) -> str:
    """Whose lock it is by the list of what is encrypted alone."""
    method = encryption.first("encryptionmethod")
    if method and "itunes.apple.com" in method.get("algorithm"):
        return "Apple FairPlay"
    if "readium.org" in " ".join(e.get("type") for e in encryption.iter("retrievalmethod")):
        return "Readium LCP"
    return "Adobe ADEPT" if encryption.first("resource") is not None else ""


def _refusal(name: str) -> FormatError:
    return FormatError(f"it is protected by DRM{f' ({name})' if name else ''}")


def _is_plain(archive: Archive, name: str) -> bool:
    """Whether a file that is said to be encrypted is markup all the same."""
    start = _start(archive, name)
    return start.startswith(b"<") and b"<html" in start


def _start(archive: Archive, name: str) -> bytes:
    """How a file begins, in lower case and as if it were ASCII, whatever Unicode encoding it has;
    b"" where it cannot be read."""
    try:
        start = archive.read(name)[:2000]
    except UnreadableError:
        return b""
    return start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
