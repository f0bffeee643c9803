"""What a reader types to find marks: words, `field:word`, "two words", -without.

    kind:highlight  colour:blue  note:ferry  work:persuasion  chapter:12  text:…  label:…  author:…
    is:lost  is:noted  made:2026-11  after:2026-01-31  before:2026-03

Text is compared folded, as in the library. Pure: marks in, marks out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import tzinfo
from typing import NamedTuple

from tuireader.library.query import fold
from tuireader.marks import Mark, MarkKind

FIELDS = ("work", "author", "chapter", "label", "note", "text", "around")
_ALSO = {"title": "work", "by": "author", "color": "colour", "date": "made", "has": "is"}
_TERM = re.compile(r'(-?)(?:(\w+):)?(?:"([^"]*)"?|(\S+))')


class Kept(NamedTuple):
    """A mark, the work it is in, and what its chapter is called. `folded` is what is looked
    through, by `FIELDS`."""

    key: str
    title: str
    authors: tuple[str, ...]
    mark: Mark
    chapter: str
    folded: tuple[str, ...]

    @classmethod
    def of(
        cls, key: str, title: str, authors: tuple[str, ...], mark: Mark, chapter: str = ""
    ) -> Kept:
        """`chapter`: its name, where that says more than its title."""
        chapter = chapter or mark.anchor.chapter_title
        anchor = mark.anchor
        quote = anchor.quote
        texts = (
            title,
            ", ".join(authors),
            f"{anchor.place.chapter + 1} {chapter}",
            mark.label,
            mark.note,
            quote.exact,
            f"{quote.prefix}{quote.exact}{quote.suffix}",
        )
        return cls(key, title, authors, mark, chapter, tuple(map(fold, texts)))

    def made(self, zone: tzinfo | None) -> str:
        """The day it was made, as ISO writes it."""
        return self.mark.created.astimezone(zone).date().isoformat()


Test = Callable[[Kept], bool]


def query(sought: str, zone: tzinfo | None = None) -> Test:
    """Whether a mark is what `sought` asks for; dates are those of `zone`. "" asks for all."""
    tests = [_term(match, zone) for match in _TERM.finditer(sought)]

    def matches(kept: Kept) -> bool:
        return all(test(kept) for test in tests)

    return matches


def _term(match: re.Match[str], zone: tzinfo | None) -> Test:
    without, field, quoted, bare = match.groups()
    words = fold(bare if quoted is None else quoted)
    field = (field or "").lower()
    test = _field(_ALSO.get(field, field), words, zone)
    if test is None:  # no field of ours: a word with a colon in it
        whole = fold(f"{field}:{words}")
        test = _holds(whole)
    return (lambda kept: not test(kept)) if without and (words or field) else test


def _holds(words: str) -> Test:
    return lambda kept: any(words in text for text in kept.folded)


def _field(field: str, words: str, zone: tzinfo | None) -> Test | None:
    if not field:
        return _holds(words)
    if field in FIELDS:
        index = FIELDS.index(field)
        return lambda kept: words in kept.folded[index]
    if field == "kind":
        return _kind(words)
    if field == "colour":
        return lambda kept: kept.mark.colour.startswith(words)
    if field == "is":
        return _state(words)
    if field == "made":
        return lambda kept: kept.made(zone).startswith(words)
    if field == "after":
        return lambda kept: kept.made(zone)[: len(words)] > words
    if field == "before":
        return lambda kept: kept.made(zone) < words
    return None


def _kind(words: str) -> Test:
    if words and "note".startswith(words.rstrip("s")):
        return lambda kept: bool(kept.mark.note)
    return lambda kept: kept.mark.kind.startswith(words.rstrip("s"))


def _state(words: str) -> Test:
    if words and "lost".startswith(words):
        return lambda kept: kept.mark.lost
    if words and "noted".startswith(words.rstrip("s")):
        return lambda kept: bool(kept.mark.note)
    return _kind(words)


def is_bookmark(mark: Mark) -> bool:
    return mark.kind is MarkKind.BOOKMARK
