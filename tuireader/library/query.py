"""What a reader types to find works, as SQL: words, `field:word`, `is:unread`, `-word`; sorting.

Text is compared folded: without case, accents and typographic quotes. Nothing here runs a query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import islice
from typing import Any


class Sort(StrEnum):
    """What the shelf can be ordered by."""

    RECENT = "recent"  # last read first, then last added
    TITLE = "title"
    AUTHOR = "author"
    ADDED = "added"
    UPDATED = "updated"
    WORDS = "words"
    PROGRESS = "progress"
    UNREAD = "unread"  # new chapters, then never opened, then begun, then finished


# The columns, and whether a reader expects the largest first. One direction each: an index serves
# both ways.
_ORDERS: dict[Sort, tuple[bool, str]] = {
    Sort.RECENT: (True, "last_read, added"),
    Sort.TITLE: (False, "title_sort, author_sort"),
    Sort.AUTHOR: (False, "author_sort, title_sort"),
    Sort.ADDED: (True, "added"),
    Sort.UPDATED: (True, "updated, added"),
    Sort.WORDS: (True, "works.words"),
    Sort.PROGRESS: (True, "fraction, last_read"),
    Sort.UNREAD: (True, "new_chapters > 0, NOT finished, last_read IS NULL, added"),
}

# The searched text of a work is one string: every field, in this order, after its mark, its values
# a line each.
FIELDS = {
    "title": "\x01",
    "author": "\x02",
    "fandom": "\x03",
    "ship": "\x04",
    "character": "\x05",
    "tag": "\x06",
    "series": "\x07",
    "rating": "\x08",
    "language": "\x0e",
    "publisher": "\x0f",
}
_END = "\x10"
_MOST_TERMS = 200
_ALSO = {
    "authors": "author",
    "by": "author",
    "fandoms": "fandom",
    "relationship": "ship",
    "characters": "character",
    "tags": "tag",
}
_STATES = {
    "unread": "last_read IS NULL",
    "reading": "last_read IS NOT NULL AND NOT finished",
    "finished": "finished",
    "read": "finished",
    "new": "new_chapters > 0",
    "complete": "complete = 1",
    "wip": "complete = 0",
}


def fold(text: str) -> str:
    """`text` without case, accents and typographic quotes and dashes, white space collapsed."""
    text = straight(text)
    if text.isascii():
        return " ".join(text.lower().split())
    from unicodedata import combining, normalize

    plain = normalize("NFKD", encodable(text))
    return " ".join("".join(c for c in plain if not combining(c)).casefold().split())


def encodable(text: str) -> str:
    """`text` without halves of characters, as names of files and arguments may hold them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def straight(text: str) -> str:
    """`text` with the quotes, dashes and spaces of a typewriter."""
    if not text.isascii():
        for char, new in _PLAIN:
            if char in text:  # much faster than `translate`
                text = text.replace(char, new)
    return text


_PLAIN = [
    (char, new)
    for chars, new in (
        ("‘’‛ʼ′", "'"),
        ("“”„‟″«»", '"'),
        ("‐‑‒–—―", "-"),
        ("…", "..."),
        ("\xa0", " "),
    )
    for char in chars
]


def searched(fields: dict[str, Iterable[str]]) -> str:
    """The text of a work that is searched: values by the names in `FIELDS`."""
    parts: list[str] = []
    for field, mark in FIELDS.items():
        parts += (mark, "\n".join(fold(value) for value in fields.get(field, ()) if value))
    return "".join((*parts, _END))


def values_of(searched: str, field: str) -> list[str]:
    """The folded values of one field, out of the searched text."""
    return searched.partition(FIELDS[field])[2].partition(_NEXT[field])[0].split("\n")


_NEXT = dict(zip(FIELDS, (*list(FIELDS.values())[1:], _END), strict=True))


def sort_key(text: str) -> str:
    """`text` as it is filed: folded, without a leading article or marks, numbers by their value."""
    folded = fold(text).lstrip("\"'([{<-.… ¿¡*~")
    for article in ("the ", "a ", "an "):
        if folded.startswith(article) and len(folded) > len(article):
            folded = folded[len(article) :]
            break
    return "".join(_numbered(folded))


def _numbered(text: str) -> Iterator[str]:
    digits = ""
    for char in text:
        if "0" <= char <= "9":
            digits += char
            continue
        if digits:
            yield digits.zfill(8)
            digits = ""
        yield char
    if digits:
        yield digits.zfill(8)


def order(sort: Sort, reverse: bool) -> str:
    """The ORDER BY of a sort; works that tie are ordered by when they came."""
    down, columns = _ORDERS[sort]
    direction = "DESC" if down != reverse else "ASC"
    return ", ".join(f"{column} {direction}" for column in (*columns.split(", "), "works.id"))


def where(query: str) -> tuple[str, list[Any]]:
    """The conditions of a query, joined by AND, and their values. "" finds everything.

    They stand on `works` and on `search.folded`.
    """
    conditions: list[str] = []
    values: list[Any] = []
    # What is pasted by mistake has more words than SQLite takes conditions.
    for negated, field, text in islice(dict.fromkeys(_terms(query)), _MOST_TERMS):
        if field == "is" and text in _STATES:
            condition = _STATES[text]
        elif field in FIELDS:
            mark, following = FIELDS[field], _NEXT[field]
            condition = (
                "instr(folded, ?) AND instr(substr(folded, instr(folded, ?),"
                " instr(folded, ?) - instr(folded, ?)), ?)"
            )
            values += (text, mark, following, mark, text)
        else:
            condition = "instr(folded, ?)"
            values.append(f"{field}:{text}" if field else text)
        # What is unknown (null) is not excluded.
        conditions.append(f"NOT coalesce({condition}, 0)" if negated else f"({condition})")
    return " AND ".join(conditions), values


def misread(query: str, find: Callable[[str], Sequence[str]]) -> list[str]:
    """What to tell a reader of words in `query` that look like `field:word` and are none.

    They are looked for as they stand; where `find`, which answers a query, finds that, nothing is
    to be told. Nor is it of what stands between double quotes.
    """
    said = []
    for raw in _split(query):
        word = raw[len(raw) > 1 and raw[0] == "-" :]
        name, colon, rest = word.partition(":")
        field = _ALSO.get(name.lower(), name.lower())
        if not colon or not name.isalpha() or field in FIELDS:
            continue
        if field == "is":
            if fold(rest) in _STATES:
                continue
            problem = "is: takes unread, reading, finished, new, complete or wip"
        elif rest:
            near = _near(field)
            problem = f"there is no {name}: here; "
            problem += f"did you mean {near}:?" if near else f"there are {_fields()}"
        else:
            continue  # "Book: Two"
        if not find(f'"{word.replace(chr(34), "")}"'):
            said.append(problem)
    return said


def _near(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, [*FIELDS, *_ALSO, "is"], 1)
    return near[0] if near else ""


def _fields() -> str:
    return ", ".join(f"{field}:" for field in FIELDS) + " and is:"


def _terms(query: str) -> Iterator[tuple[bool, str, str]]:
    """(negated, field, folded text) of every term."""
    for raw in _split(query):
        negated = len(raw) > 1 and raw[0] == "-"
        name, colon, rest = raw[negated:].partition(":")
        field = _ALSO.get(name.lower(), name.lower())
        if not colon or not (field in FIELDS or field == "is"):
            field, rest = "", raw[negated:]
        text = fold(rest.replace('"', ""))
        if text:
            yield negated, field, text


def _split(query: str) -> Iterator[str]:
    """Words; white space between double quotes does not split."""
    word = ""
    quoted = False
    for char in query.translate({0x201C: '"', 0x201D: '"'}):
        if char == '"':
            quoted = not quoted
        if char.isspace() and not quoted:
            if word:
                yield word
            word = ""
        else:
            word += char
    if word:
        yield word
