"""What a reader types to find marks: words, `field:word`, "two words", -without.

    kind:highlight  colour:blue  note:ferry  work:persuasion  chapter:12  text:…  label:…  author:…
    is:lost  is:noted  made:2026-11  after:2026-01-31  before:2026-03

Text is compared folded, as in the library. Pure: marks in, marks out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import cached_property, lru_cache

from tuireader.library.query import fold
from tuireader.marks import Mark

FIELDS = ("work", "author", "chapter", "label", "note", "around")
_ALSO = {"title": "work", "by": "author", "color": "colour", "date": "made", "has": "is"}
_TERM = re.compile(r'(-?)(?:(\w+):)?(?:"([^"]*)"?|(\S+))')


@dataclass(frozen=True)
class Kept:
    """A mark, the work it is in, and what its chapter is called."""

    key: str
    title: str
    authors: tuple[str, ...]
    mark: Mark
    chapter: str

    @classmethod
    def of(
        cls, key: str, title: str, authors: tuple[str, ...], mark: Mark, chapter: str = ""
    ) -> Kept:
        """`chapter`: its name, where that says more than its title."""
        return cls(key, title, authors, mark, chapter or mark.anchor.chapter_title)

    def with_mark(self, mark: Mark) -> Kept:
        """The same with its mark as it is now."""
        return replace(self, mark=mark)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """What is looked through for any word, by `FIELDS`. What it covers is in what is around."""
        quote = self.mark.anchor.quote
        return (
            _fold_name(self.title),
            _fold_name(", ".join(self.authors)),
            _fold_name(f"{self.mark.anchor.place.chapter + 1} {self.chapter}"),
            fold(self.mark.label),
            fold(self.mark.note),
            fold(f"{quote.prefix}{quote.exact}{quote.suffix}"),
        )

    @cached_property
    def whole(self) -> str:
        """All of `folded`, apart from each other by what no folded text has."""
        return "\n".join(self.folded)

    @cached_property
    def folded_text(self) -> str:
        return fold(self.mark.anchor.quote.exact)

    def made(self, zone: tzinfo | None) -> str:
        """The day it was made, as ISO writes it."""
        return self.mark.created.astimezone(zone).date().isoformat()


_fold_name = lru_cache(maxsize=256)(fold)  # many marks are in one work and chapter

Test = Callable[[Kept], bool]


def query(sought: str, zone: tzinfo | None = None) -> Test:
    """Whether a mark is what `sought` asks for; dates are those of `zone`. "" asks for all."""
    tests = [_term(match, zone) for match in _TERM.finditer(sought)]
    if len(tests) == 1:
        return tests[0]

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
    return lambda kept: words in kept.whole


def _field(field: str, words: str, zone: tzinfo | None) -> Test | None:
    if not field:
        return _holds(words)
    if field in FIELDS:
        index = FIELDS.index(field)
        return lambda kept: words in kept.folded[index]
    if field == "text":
        return lambda kept: words in kept.folded_text
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
