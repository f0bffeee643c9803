"""Reads marks that are written just as `encoding` writes them, many times faster than all of TOML.

`scan` answers only where putting the mark into words would give the same text again, so that the
text can be kept for the next time the record is written. Everything else is for a real parser and
for `decoding`, which takes hand edits with sense. This module knows neither files nor locks.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import starmap
from typing import NamedTuple

from tuireader.marks import Anchor, Mark, MarkKind
from tuireader.place import Passage, Place, Quote

HEADER = "[[mark]]\n"

# Values as they are written. Texts escape nothing but quotes and backslashes.
_TEXT = r'("[^"\\\n]*+(?:\\["\\][^"\\\n]*+)*+"|"""\n[^"\\]*+(?:\\["\\][^"\\]*+)*+""")'
_WORD = r'("[^"\\\n]*")'  # an id, a digest: there is nothing to escape
_NUMBER = r"(0|[1-9][0-9]*)"
_PLACE = rf'"([1-9][0-9]*)\.{_NUMBER}\.{_NUMBER}"'
_TIME = (
    r"([0-9]{4}-[0-9][0-9]-[0-9][0-9] (?:[01][0-9]|2[0-3]):[0-9][0-9]:[0-9][0-9]"
    r"(?:(?!\.000000)\.[0-9]{6})?\+00:00)"
)
_CONTEXT = {
    **dict.fromkeys(("before", "after", "chapter_title"), _TEXT),
    **dict.fromkeys(("chapter_id", "digest", "edition"), _WORD),
}
_KINDS = {f'"{kind.value}"': kind for kind in MarkKind}


class Written(NamedTuple):
    """A mark, and the text that `encoding` writes for it."""

    mark: Mark
    text: str


def scan(table: str) -> Written | None:
    """The mark in the text of a table without its header; None unless it is written as we do.

    The text must be clean, as `encoding.is_clean` says.
    """
    match = _mark_table().fullmatch(table)
    try:
        return Written(_mark(*match.groups()), HEADER + table) if match else None
    except ValueError:
        return None


@cache
def _mark_table() -> re.Pattern[str]:
    """The keys of a mark, in the order in which they are written."""
    known = [f"id = {_WORD}\nkind = {_WORD}\nplace = {_PLACE}\n", _if_there("end", _PLACE)]
    known += [_if_there(key, _TEXT) for key in ("label", "text", "note")]
    known += [_if_there("colour", _WORD), _if_there("lost", "(true)")]
    known += [f"created = {_TIME}\nmodified = {_TIME}\n", *starmap(_if_there, _CONTEXT.items())]
    known += [_if_there("certainty", r"(0\.[0-9]{1,2})"), r"(?:\n\[mark\.origin\]\n(.*))?"]
    return re.compile("".join(known), re.DOTALL)


@cache
def _origin_table() -> re.Pattern[str]:
    known = [f"place = {_PLACE}\n", _if_there("end", _PLACE), _if_there("text", _TEXT)]
    return re.compile("".join([*known, *starmap(_if_there, _CONTEXT.items())]))


def _if_there(key: str, value: str) -> str:
    return f"(?:{key} = {value}\n)?"


def _mark(
    id: str,
    kind: str,
    chapter: str,
    block: str,
    offset: str,
    end_chapter: str | None,
    end_block: str,
    end_offset: str,
    label: str | None,
    text: str | None,
    note: str | None,
    colour: str | None,
    lost: str | None,
    created: str,
    modified: str,
    before: str | None,
    after: str | None,
    chapter_title: str | None,
    chapter_id: str | None,
    digest: str | None,
    edition: str | None,
    certainty: str | None,
    origin: str | None,
) -> Mark:
    """From values as they are written. Raises ValueError where they would be written otherwise."""
    if kind not in _KINDS:
        raise ValueError(kind)
    anchor = Anchor(
        _passage(chapter, block, offset, end_chapter, end_block, end_offset),
        Quote(_text(text), _text(before), _text(after)),
        _text(chapter_title),
        _text(chapter_id),
        _text(digest),
        _text(edition),
        _certainty(certainty) if certainty else 1.0,
    )
    created_at = datetime.fromisoformat(created)
    return Mark(
        _text(id),
        _KINDS[kind],
        anchor if origin is None else replace(anchor, origin=_origin(origin, anchor)),
        created_at,
        created_at if modified == created else datetime.fromisoformat(modified),
        _text(label),
        _text(note),
        _colour(_text(colour)),
        lost is not None,
    )


def _origin(body: str, now: Anchor) -> Anchor:
    """Where an anchor was made. What is as it is `now` is not written; what became empty is."""
    match = _origin_table().fullmatch(body)
    if match is None:
        raise ValueError(body)
    found = match.groups()
    values = (*now.quote, now.chapter_title, now.chapter_id, now.digest, now.edition)
    then = [_other(raw, value) for raw, value in zip(found[6:], values, strict=True)]
    text, before, after, chapter_title, chapter_id, digest, edition = then
    quote = Quote(text, before, after)
    return Anchor(_passage(*found[:6]), quote, chapter_title, chapter_id, digest, edition)


def _passage(
    chapter: str,
    block: str,
    offset: str,
    end_chapter: str | None,
    end_block: str,
    end_offset: str,
) -> Passage:
    start = Place(int(chapter) - 1, int(block), int(offset))
    if end_chapter is None:
        return Passage(start, start)
    end = Place(int(end_chapter) - 1, int(end_block), int(end_offset))
    if end <= start:
        raise ValueError(end)
    return Passage(start, end)


def _text(raw: str | None) -> str:
    """A text from how it is written, "" where it is not; an empty one would not be."""
    if raw is None:
        return ""
    if raw[1] != '"' and "\\" not in raw:
        return raw[1:-1]
    text = _unquoted(raw)
    if not text:
        raise ValueError(raw)
    return text


def _unquoted(raw: str) -> str:
    if not raw.startswith('"""'):
        text = raw[1:-1]
    else:
        text = raw[4:-3]
        if "\n" not in text:
            raise ValueError(raw)
    return re.sub(r"\\(.)", r"\1", text) if "\\" in text else text


def _other(raw: str | None, now: str) -> str:
    """What an origin has in the place of what is there `now`."""
    if raw is None:
        return now
    text = _unquoted(raw)
    if text == now:
        raise ValueError(raw)
    return text


def _colour(colour: str) -> str:
    if colour != colour.strip().lower():
        raise ValueError(colour)
    return colour


def _certainty(raw: str) -> float:
    if str(float(raw)) != raw:
        raise ValueError(raw)
    return float(raw)
