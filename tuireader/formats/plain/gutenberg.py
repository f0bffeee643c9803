"""What Project Gutenberg puts around a book: header, licence, and what they say."""

from __future__ import annotations

import re
from typing import NamedTuple

from tuireader.formats.sanitise import clean_line

_START = re.compile(
    r"^\*\*\*? ?START OF (?:THE|THIS) PROJECT GUTENBERG[^\n]*(?:\n[^\n]+)?\*\*\*[^\n]*$"
    r"|^\*END\*? ?THE SMALL PRINT![^\n]*$",
    re.MULTILINE,
)
_END = re.compile(
    r"^(?:\*\*\*? ?END OF (?:THE|THIS) PROJECT GUTENBERG"
    r"|End of (?:the |this )?Project Gutenberg)[^\n]*",
    re.MULTILINE | re.IGNORECASE,
)
_FIELD = re.compile(r"^(Title|Author|Language):[ \t]*(\S[^\n]*(?:\n[ \t]+\S[^\n]*)*)", re.MULTILINE)
NAME = "Project Gutenberg"


class Edition(NamedTuple):
    """A book, and what the archive says before and after it; all are "" where there is none."""

    body: str
    header: str = ""
    footer: str = ""
    title: str = ""
    author: str = ""
    language: str = ""


def unwrap(text: str) -> Edition:
    """The book without what Project Gutenberg added, each word of which is kept beside it."""
    if NAME not in text[:20_000]:
        return Edition(text)
    start = _START.search(text, 0, 60_000)
    header, body = (text[: start.end()], text[start.end() :]) if start else ("", text)
    end = _END.search(body, max(len(body) - 60_000, 0))
    footer = body[end.start() :] if end else ""
    body = body[: end.start()] if end else body
    fields = {match[1]: clean_line(match[2]) for match in _FIELD.finditer(header)}
    return Edition(
        body,
        header,
        footer,
        fields.get("Title", ""),
        fields.get("Author", ""),
        fields.get("Language", ""),
    )
