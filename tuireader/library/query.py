"""What a reader types to find works, as SQL: words, `field:word`, `is:unread`, `-word`; sorting.

Text is compared folded: without case, accents and typographic quotes. Nothing here runs a query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any


class Sort(StrEnum):
    RECENT = "recent"  # last read first, then last added
    TITLE = "title"
    AUTHOR = "author"
    ADDED = "added"
    UPDATED = "updated"
    WORDS = "words"
    PROGRESS = "progress"
    UNREAD = "unread"  # new chapters, then never opened, then begun, then finished


# (column and direction, ...) in the order a reader expects first.
_ORDERS: dict[Sort, tuple[tuple[str, bool], ...]] = {
    Sort.RECENT: (("last_read", True), ("added", True)),
    Sort.TITLE: (("title_sort", False), ("author_sort", False)),
    Sort.AUTHOR: (("author_sort", False), ("title_sort", False)),
    Sort.ADDED: (("added", True),),
    Sort.UPDATED: (("updated", True), ("title_sort", False)),
    Sort.WORDS: (("works.words", True),),
    Sort.PROGRESS: (("fraction", True), ("last_read", True)),
    Sort.UNREAD: (
        ("new_chapters > 0", True),
        ("finished", False),
        ("last_read IS NULL", True),
        ("added", True),
    ),
}

# The characters that begin the lines of the folded text, by field.
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
    if text.isascii():
        return " ".join(text.lower().split())
    from unicodedata import combining, normalize

    plain = normalize("NFKD", text.translate(_PLAIN))
    return " ".join("".join(c for c in plain if not combining(c)).casefold().split())


_PLAIN = {
    ord(char): new
    for chars, new in (("‘’‛ʼ′", "'"), ("“”„‟″«»", '"'), ("‐‑‒–—―", "-"))
    for char in chars
}


def folded_lines(values: Iterable[tuple[str, str]]) -> str:
    """What is searched: (field, text) pairs as lines."""
    return "\n".join(FIELDS[field] + fold(text) for field, text in values if text)


def field_holds(folded: str, mark: str, text: str) -> bool:
    """Whether a line that begins with `mark` holds `text`."""
    return any(line[0] == mark and text in line for line in folded.split("\n") if line)


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
    """The ORDER BY of a sort; works that tie keep one order."""
    columns = (*_ORDERS[sort], ("works.id", True))
    return ", ".join(f"{column} {'DESC' if down != reverse else 'ASC'}" for column, down in columns)


def where(query: str) -> tuple[str, list[Any]]:
    """The conditions of a query, joined by AND, and their values. "" finds everything.

    They stand on `works` and on `search.folded`, and call `field_holds`.
    """
    conditions: list[str] = []
    values: list[Any] = []
    for negated, field, text in _terms(query):
        if field == "is" and text in _STATES:
            condition = _STATES[text]
        else:
            if field in FIELDS:
                condition = "instr(folded, ?) AND field_holds(folded, ?, ?)"
                values += (text, FIELDS[field], text)
            else:
                condition = "instr(folded, ?)"
                values.append(f"{field}:{text}" if field else text)
        # What is unknown (null) is not excluded.
        conditions.append(f"NOT coalesce({condition}, 0)" if negated else f"({condition})")
    return " AND ".join(conditions), values


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
