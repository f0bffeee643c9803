"""Marks on their way out and in: for programs and for people, in each other's formats.

Pure functions over records and items: works and files are not known here. `read` takes whatever
it is given, by what is in it.
"""

from __future__ import annotations

from tuireader.store.exchange import foliate, koreader, ours, readwise, values, w3c
from tuireader.store.exchange.items import (
    About,
    Item,
    Outer,
    items_of,
    mark_of,
    missing,
    words,
)
from tuireader.store.exchange.koreader import to_koreader
from tuireader.store.exchange.markdown import to_markdown
from tuireader.store.exchange.ours import from_json, to_json
from tuireader.store.exchange.readwise import to_csv
from tuireader.store.exchange.w3c import to_w3c

__all__ = [
    "About",
    "Item",
    "Outer",
    "from_json",
    "items_of",
    "mark_of",
    "missing",
    "read",
    "to_csv",
    "to_json",
    "to_koreader",
    "to_markdown",
    "to_w3c",
    "words",
]


def read(data: bytes) -> tuple[list[Item], list[str]]:
    """The marks in a file of whatever kind, and what is wrong with those left out, in words.

    Raises ValueError, with a reason for the reader, where there are none to be had.
    """
    text = data.decode("utf-8-sig", "replace")
    if not text.lstrip().startswith(("[", "{")):
        if readwise.is_table(text):
            return readwise.read(text)
        raise ValueError("it is not JSON, nor a table with a column “Highlight”")
    document = values.load(text)
    if koreader.is_koreader(document):
        return koreader.read(document)
    if foliate.is_foliate(document):
        return foliate.read(document)
    if w3c.is_w3c(document):
        return w3c.read(document)
    if isinstance(document, list):
        return ours.read(document)
    raise ValueError("it is JSON, but no list of marks")
