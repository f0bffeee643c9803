"""What stays the same between two downloads of a work, and the key made of it.

A work's address, else a publisher's identifier, else title and authors. Random identifiers, file
names and times of conversion identify nothing. Values only: what is in the library is for
`entering` to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from itertools import count
from urllib.parse import urlsplit

from tuireader.library.query import fold
from tuireader.work import Metadata

_LONGEST_SLUG = 48
_ALIAS = "key"

_NUMBER = "([0-9]{1,18})"
# Sites whose addresses hold a work's number, and the prefix of the keys made of it.
_SITES = (
    ("ao3", rf"(?:^|\.)(?:archiveofourown\.(?:org|com|net|gay)|ao3\.org)/(?:.*/)?works/{_NUMBER}"),
    ("ffn", rf"(?:^|\.)fanfiction\.net/s/{_NUMBER}"),
    ("fictionpress", rf"(?:^|\.)fictionpress\.com/s/{_NUMBER}"),
    ("royalroad", rf"(?:^|\.)royalroad\.com/fiction/{_NUMBER}"),
    ("wattpad", rf"(?:^|\.)wattpad\.com/story/{_NUMBER}"),
    ("gutenberg", rf"(?:^|\.)gutenberg\.org/(?:ebooks/|files/|etext/)?{_NUMBER}"),
)
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_ISBN = re.compile(r"(?:97[89])?[0-9]{9}[0-9x]")


def identities(metadata: Metadata) -> tuple[str, ...]:
    """All that identifies the work, the surest first: "ao3:71000202", "url:example.org/tale",
    "isbn:9780141439518", "id:..."."""
    found: list[str] = []
    for text in (metadata.url, *metadata.identifiers):
        identity = _address(text) or _identifier(text)
        if identity and identity not in found:
            found.append(identity)
    # An address says which work it is; the others are right most of the time.
    return tuple(sorted(found, key=is_weak))


def is_weak(identity: str) -> bool:
    """Whether publishers and converters are known to give it to several works."""
    return identity.startswith(("isbn:", "id:"))


def is_sure(identity: str) -> bool:
    """Whether it alone tells which work it is."""
    return not is_weak(identity) and not identity.startswith(f"{_ALIAS}:")


def alias(key: str) -> str:
    """The identity of a work that is, or would be, known by `key`."""
    return f"{_ALIAS}:{key}"


def told_by(key: str) -> tuple[str, ...]:
    """What a key tells of the work that it was made for: its number on a site."""
    site, _, number = key.partition("-")
    known = number.isdecimal() and site in {name for name, _ in _SITES}
    return (f"{site}:{number}",) if known else ()


def excludes(one: str, other: str) -> bool:
    """Whether no work can have both: two numbers on one site are two works."""
    return one != other and is_sure(one) and _site(one) == _site(other)


def key_of(metadata: Metadata, opening: str) -> str:
    """The key a new work gets: letters, digits and hyphens, fit for a file's name.

    The same on every machine. Works without an author are told apart by how they begin.
    """
    known = identities(metadata)
    if known:
        scheme, _, value = known[0].partition(":")
        if scheme in ("url", "id"):
            return f"{_slug(metadata.title or value)}-{_short_hash(known[0])}"
        return f"{scheme}-{value}"
    authors = sorted(fold(author) for author in metadata.authors)
    known_by = "\n".join((fold(metadata.title), *(authors or [opening])))
    return f"{_slug(metadata.title)}-{_short_hash(known_by)}"


def other_keys(key: str, opening: str) -> Iterator[str]:
    """Keys for another work of the same name, the first also the same on every machine."""
    yield f"{key}-{_short_hash(opening)[:4]}"
    yield from (f"{key}-{number}" for number in count(2))


def _address(text: str) -> str:
    try:
        parts = urlsplit(text.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https"):
        return ""
    for site, pattern in _SITES:
        match = re.search(pattern, f"{host}{parts.path}")
        if match:
            return f"{site}:{int(match[1])}"
    path = parts.path.rstrip("/")
    if not host or not (path or parts.query):
        return ""  # a site's front page is no work
    return f"url:{host}{path}" + (f"?{parts.query}" if parts.query else "")


def _identifier(text: str) -> str:
    bare = fold(text)
    if _UUID.search(bare):
        return ""
    for prefix in ("urn:", "isbn:", "isbn "):
        bare = bare.removeprefix(prefix)
    digits = bare.replace("-", "").replace(" ", "")
    if _ISBN.fullmatch(digits):
        return f"isbn:{digits}"
    # "1", "id" or "unknown" stand in many books.
    return f"id:{bare}" if len(bare) >= 8 and any(char.isdigit() for char in bare) else ""


def _site(identity: str) -> str:
    scheme, _, value = identity.partition(":")
    return f"{scheme}:{value.partition('/')[0]}" if scheme == "url" else scheme


def _slug(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", fold(text).replace("'", ""))
    slug = ""
    for word in words:
        if slug and len(slug) + 1 + len(word) > _LONGEST_SLUG:
            break
        slug = f"{slug}-{word}" if slug else word[:_LONGEST_SLUG]
    return slug or "work"


def _short_hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
