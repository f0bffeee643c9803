"""Finds a quote in a work: word for word, or as nearly as may be.

Used where there is no old text to compare with: marks brought in from elsewhere, and marks whose
edition is not kept any more. Works on folded text (`folding`), so that the format a quote was
taken from does not matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from tuireader.anchoring.approximate import nearest, similarity
from tuireader.anchoring.folded import Folded
from tuireader.anchoring.folding import fold
from tuireader.anchoring.quoting import Chapters
from tuireader.place import Passage, Place, Quote

SHORT = 24  # characters; under it a quote needs more likeness
LIKENESS, SHORT_LIKENESS = 0.75, 0.85  # the least similarity of words found inexactly
CONTEXT_LIKENESS = 0.8  # the least similarity of the context where the words themselves changed
CHANGED_LIKENESS = 0.5  # the least similarity of words found by their context
SEED = 12  # characters of a quote that are looked up word for word to find where it may be
_CANDIDATES = 8
_OCCURRENCES = 256  # of more, only those with a little of the context are looked at


def likeness_needed(exact: str) -> float:
    """The least similarity at which other words are taken for these."""
    return SHORT_LIKENESS if len(exact) < SHORT else LIKENESS


class Found(NamedTuple):
    """Where a quote is; `certainty` is 1.0 where its words and all its context are there."""

    passage: Passage
    certainty: float


def find_quote(chapters: Chapters, quote: Quote, hint: Place | None = None) -> Found | None:
    """Where `quote` is in a work, or None. `hint` is where it should be: it decides between equals.

    For many quotes make one `Finder(Folded(chapters))` and ask that. Loads the chapter of the hint
    and, unless the quote is there with all its context, every chapter.
    """
    if hint and 0 <= hint.chapter < len(chapters) and (quote.prefix or quote.suffix):
        found = Finder(Folded([chapters[hint.chapter]], hint.chapter)).find(quote, hint)
        if found and found.certainty == 1.0:
            return found
    return Finder(Folded(chapters)).find(quote, hint)


class Finder:
    """Looks up quotes in the text of a work."""

    def __init__(self, work: Folded) -> None:
        self._work = work
        self._text = work.text

    def find(self, quote: Quote, hint: Place | None = None) -> Found | None:
        """Where `quote` is, or None. A quote without words is the point between its contexts."""
        exact, prefix, suffix = map(fold, quote)
        if not (self._text and (exact or prefix or suffix)):
            return None
        near = self._work.position(hint) if hint else None
        span = self._exactly(exact, prefix, suffix, near) or self._nearly(exact, prefix, suffix)
        if not span:
            return None
        start, end, certainty = span
        return Found(self._work.passage(start, end), certainty)

    # Word for word

    def _exactly(
        self, exact: str, prefix: str, suffix: str, near: int | None
    ) -> tuple[int, int, float] | None:
        if not exact:
            return self._point(prefix, suffix)
        context = len(prefix) + len(suffix)
        spots = list(_occurrences(self._text, exact))
        if not spots:
            return None
        if context and len(spots) > _OCCURRENCES:
            spots = self._close_by(spots, exact, prefix, suffix) or spots[:_OCCURRENCES]
        rated = [(self._context(spot, spot + len(exact), prefix, suffix), spot) for spot in spots]
        best = max(rated)[0]
        equals = [spot for shared, spot in rated if shared == best]
        spot = equals[0] if near is None else min(equals, key=lambda spot: abs(spot - near))
        share = best / context if context else 1.0
        if context and len(exact) < SHORT and share < 0.5 and (len(spots) > 1 or share < 0.2):
            return None  # a short line elsewhere is not this one
        certainty = 1.0 if share == 1.0 and len(equals) == 1 else 0.9 + 0.09 * share
        if len(equals) > 1:
            certainty = 0.5 if near is None else 0.8
        return spot, spot + len(exact), certainty

    def _close_by(self, spots: list[int], exact: str, prefix: str, suffix: str) -> list[int]:
        """Those of many spots that have a little of the context on one side."""
        before, after = prefix[-SEED // 2 :], suffix[: SEED // 2]
        text, size = self._text, len(exact)
        return [
            spot
            for spot in spots
            if (before and text.endswith((before, before + " "), 0, spot))
            or (after and text.startswith((after, " " + after), spot + size))
        ]

    def _context(self, start: int, end: int, prefix: str, suffix: str) -> int:
        """How many characters of the context stand around a stretch of the text."""
        before = self._text[max(0, start - len(prefix) - 1) : start].rstrip()
        after = self._text[end : end + len(suffix) + 1].lstrip()
        return _common(before[::-1], prefix[::-1]) + _common(after, suffix)

    def _point(self, prefix: str, suffix: str) -> tuple[int, int, float] | None:
        """Between the contexts of a quote without words."""
        for before, after in ((prefix, suffix), (prefix[-24:], suffix[:24]), ("", suffix)):
            for glue in (" ", ""):
                text = before + glue + after if before and after else before + after
                spots = list(islice(_occurrences(self._text, text), 2))
                if len(spots) == 1:
                    position = spots[0] + len(text) - len(after)
                    whole = len(before) + len(after) == len(prefix) + len(suffix)
                    return position, position, 1.0 if whole else 0.9
        return None

    # Nearly

    def _nearly(self, exact: str, prefix: str, suffix: str) -> tuple[int, int, float] | None:
        """The best stretch that is like the quote, or that stands where the quote stood."""
        best: tuple[int, int, float] | None = None
        slack = len(exact) // 4 + 16
        whole = len(prefix) + len(exact) + len(suffix)
        for position in self._candidates(exact, prefix, suffix):
            low = max(0, position - slack)
            window = self._text[low : position + whole + slack + 2]
            around = prefix, suffix
            for span in (_by_words(exact, around, window), _by_context(exact, around, window)):
                if span and (best is None or span[2] > best[2]):
                    best = low + span[0], low + span[1], span[2]
        return best

    def _candidates(self, exact: str, prefix: str, suffix: str) -> list[int]:
        """Where the prefix of the quote may begin, by votes of pieces found word for word."""
        votes: Counter[int] = Counter()
        shift = 0
        for part in (prefix, exact, suffix):
            step = max(SEED // 2, len(part) // 24)
            for start in range(0, max(1, len(part) - SEED + 1), step):
                seed = part[start : start + SEED]
                if len(seed) < SEED // 2:
                    continue
                spots = list(islice(_occurrences(self._text, seed), 33))
                if len(spots) <= 32:
                    for spot in spots:
                        votes[(spot - start - shift) // 64] += 1
            shift += len(part) + 1
        return [max(0, bucket * 64 + 32) for bucket, _ in votes.most_common(_CANDIDATES)]


def _by_words(exact: str, around: tuple[str, str], window: str) -> tuple[int, int, float] | None:
    """What is like the words; of a short quote, the context must be half alike too."""
    if not exact:
        return None
    distance, start, end = nearest(exact, window)
    likeness = 1.0 - distance / len(exact)
    if likeness < likeness_needed(exact):
        return None
    if len(exact) < SHORT and any(around):
        whole = " ".join(part for part in (around[0], exact, around[1]) if part)
        if nearest(whole, window).distance > len(whole) / 2:
            return None
    while end > start and window[end - 1] == " ":
        end -= 1
    while end > start and window[start] == " ":
        start += 1
    return (start, end, likeness * 0.9) if end > start else None


def _by_context(exact: str, around: tuple[str, str], window: str) -> tuple[int, int, float] | None:
    """What stands between prefix and suffix, where those are nearly as they were."""
    prefix, suffix = around
    if not prefix or not suffix:
        return None
    off, _, start = nearest(prefix, window)
    before = 1.0 - off / len(prefix)
    off, end, _ = nearest(suffix, window[start:])
    after = 1.0 - off / len(suffix)
    if before < CONTEXT_LIKENESS or after < CONTEXT_LIKENESS:
        return None
    between = window[start : start + end]
    lead = len(between) - len(between.lstrip())
    between = between.strip()
    likeness = similarity(exact, between)
    if likeness < CHANGED_LIKENESS:
        return None
    return start + lead, start + lead + len(between), 0.8 * likeness * min(before, after)


def _occurrences(text: str, part: str) -> Iterator[int]:
    spot = text.find(part)
    while spot >= 0:
        yield spot
        spot = text.find(part, spot + 1)


def _common(one: str, other: str) -> int:
    """The length of the beginning that two strings share."""
    length = min(len(one), len(other))
    if one[:length] == other[:length]:
        return length
    return next(index for index in range(length) if one[index] != other[index])
