"""Front matter: what a Markdown file says of itself above its text, in YAML or TOML.

Only what people write there by hand is understood: a line a key, lists of names in brackets or on
lines of their own, texts folded over several lines. Anything else is passed over.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tuireader.formats.sanitise import clean, clean_line
from tuireader.work import Metadata, Series

_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_MOST_LINES = 500
_KEY = re.compile(r"([A-Za-z][\w .-]{0,60}?)[ \t]*[:=](?:[ \t]+(.*)|)")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")
_NAME = re.compile(r"(?:name|author)[ \t]*:[ \t]*(.*)", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")
_NUMBER = re.compile(r"\d{1,6}")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_ELEMENT = re.compile(rf"[ \t]*({_QUOTED.pattern}|[^,\]]+)[ \t]*(?:,|\Z)")
_COMMENT = re.compile(r"(?:^|[ \t])#.*")


class Front(NamedTuple):
    """The values of every key, in lower case, and where the text begins."""

    values: dict[str, list[str]]
    end: int = 0


def read_front(text: str) -> Front:
    """The front matter of a file; none where it begins with its text."""
    first, _, _ = text.partition("\n")
    closing = _FENCES.get(first.rstrip())
    if not closing:
        return Front({})
    lines: list[str] = []
    at = len(first) + 1
    while at < len(text) and len(lines) < _MOST_LINES:
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)]
        at = end + 1 if end >= 0 else len(text)
        if line.rstrip() in closing:
            values = _values(lines)
            return Front(values, at) if values else Front({})
        lines.append(line)
    return Front({})


def _values(lines: list[str]) -> dict[str, list[str]]:
    """The values of all keys; none at all when one of the lines can be neither key nor value."""
    values: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in lines:
        bare = line.strip()
        key = _KEY.fullmatch(line.rstrip())
        if not bare or bare.startswith("#"):
            continue
        if key:
            current = values.setdefault(key[1].strip().lower(), [])
            current += _listed(key[2] or "")
        elif current is not None and (item := _ITEM.fullmatch(line.rstrip())):
            name = _NAME.fullmatch(item[1])
            current.append(_unquoted(name[1] if name else item[1]))
        elif current is not None and line[0] in " \t":
            _continue(current, bare)
        elif bare not in ("]", "],"):
            return {}
    return values


def _listed(value: str) -> list[str]:
    """One value, or those in brackets."""
    value = value.strip()
    if value.startswith("["):
        inside = value[1:].rstrip("] \t")
        return [_unquoted(element[1]) for element in _ELEMENT.finditer(inside)]
    value = _unquoted(value)
    return [value] if value and value not in (">", "|", ">-", "|-") else []


def _continue(values: list[str], line: str) -> None:
    """A further line: of the same text, or a part of a value that is a table of its own."""
    if name := _NAME.fullmatch(line):
        values.append(_unquoted(name[1]))
    elif not _KEY.fullmatch(line):
        if values:
            values[-1] = f"{values[-1]}\n{line}"
        else:
            values.append(line.rstrip(","))


def _unquoted(value: str) -> str:
    value = value.strip()
    quoted = _QUOTED.match(value)
    if not quoted:
        return _COMMENT.sub("", value).strip()
    text = quoted[0]
    if text[0] == "'":
        return text[1:-1].replace("''", "'")
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def front_metadata(values: dict[str, list[str]]) -> Metadata:
    """What front matter says of a work, in the words of pandoc, Jekyll, Hugo and Obsidian."""

    def all_of(*keys: str) -> tuple[str, ...]:
        for key in keys:
            lines = (clean_line(value) for value in values.get(key, ()))
            if found := tuple(dict.fromkeys(filter(None, lines))):
                return found
        return ()

    def first_of(*keys: str) -> str:
        return next(iter(all_of(*keys)), "")

    def date_of(*keys: str) -> str:
        match = _DATE.match(first_of(*keys))
        return match[0] if match else ""

    summary = values.get("summary") or values.get("description") or values.get("abstract") or []
    url = first_of("url", "source", "canonical_url", "link")
    number = _NUMBER.fullmatch(first_of("series_index", "series-index", "part"))
    series = first_of("series", "series_title", "belongs-to-collection")
    published = date_of("date", "published", "created")
    updated = date_of("updated", "modified", "lastmod", "last_modified_at")
    return Metadata(
        title=first_of("title", "book-title"),
        authors=all_of("author", "authors", "creator", "by"),
        language=first_of("lang", "language", "locale"),
        summary=clean("\n".join(summary)).strip(),
        rating=first_of("rating"),
        warnings=all_of("warnings", "archive warnings"),
        fandoms=all_of("fandoms", "fandom"),
        relationships=all_of("relationships", "relationship"),
        characters=all_of("characters"),
        tags=all_of("tags", "keywords", "categories"),
        series=(Series(series, int(number[0]) if number else None),) if series else (),
        published=published,
        updated="" if updated == published else updated,
        url=url if _URL.fullmatch(url) else "",
        publisher=first_of("publisher"),
        identifiers=all_of("isbn", "identifier"),
    )
