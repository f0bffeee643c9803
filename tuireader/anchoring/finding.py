"""Finds a quote in a work: word for word, or as nearly as may be.

Used where there is no old text to compare with: marks brought in from elsewhere, and marks whose
edition is not kept any more. Works on folded text (`folding`), so that the format a quote was
taken from does not matter.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from tuireader.anchoring.approximate import nearest, similarity
from tuireader.anchoring.folding import fold, fold_offsets
from tuireader.anchoring.quoting import Chapters
from tuireader.place import Passage, Place, Quote
from tuireader.work import Chapter

SHORT = 24  # characters; under it a quote needs more likeness
LIKENESS, SHORT_LIKENESS = 0.75, 0.85  # the least similarity of words found inexactly
CONTEXT_LIKENESS = 0.8  # the least similarity of the context where the words themselves changed
CHANGED_LIKENESS = 0.5  # the least similarity of words found by their context
SEED = 12  # characters of a quote that are looked up word for word to find where it may be
_CANDIDATES = 8
_OCCURRENCES = 4096


class Found(NamedTuple):
    """Where a quote is; `certainty` is 1.0 where its words and all its context are there."""

    passage: Passage
    certainty: float


def find_quote(chapters: Chapters, quote: Quote, hint: Place | None = None) -> Found | None:
    """Where `quote` is in a work, or None. `hint` is where it should be: it decides between equals.

    For many quotes make one `Finder` and ask that. Loads the chapter of the hint and, unless the
    quote is there with all its context, every chapter.
    """
    if hint and 0 <= hint.chapter < len(chapters) and (quote.prefix or quote.suffix):
        found = Finder([chapters[hint.chapter]], first=hint.chapter).find(quote, hint)
        if found and found.certainty == 1.0:
            return found
    return Finder(chapters).find(quote, hint)


class Finder:
    """The folded text of a work, to look up many quotes in."""

    def __init__(self, chapters: Chapters, first: int = 0) -> None:
        """`first` is the index of the first of `chapters` in its work."""
        self._blocks: list[tuple[int, int, str]] = []  # (chapter, block, text as it is)
        self._starts: list[int] = []  # where each begins in the folded text
        folded: list[str] = []
        length = 0
        for number in range(len(chapters)):
            chapter: Chapter = chapters[number]
            for index, block in enumerate(chapter.blocks):
                if block.has_text and (text := fold(block.text)):
                    self._blocks.append((first + number, index, block.text))
                    self._starts.append(length)
                    folded.append(text)
                    length += len(text) + 1
        self._text = " ".join(folded)

    def find(self, quote: Quote, hint: Place | None = None) -> Found | None:
        """Where `quote` is, or None. A quote without words is the point between its contexts."""
        exact, prefix, suffix = map(fold, quote)
        if not self._blocks or not (exact or prefix or suffix):
            return None
        near = self._offset(hint) if hint else None
        span = self._exactly(exact, prefix, suffix, near) or self._nearly(exact, prefix, suffix)
        if not span:
            return None
        start, end, certainty = span
        return Found(self._passage(start, end), certainty)

    # Positions in the folded text

    def _offset(self, place: Place) -> int:
        index = bisect_right(self._blocks, (place.chapter, place.block, "\U0010ffff")) - 1
        return self._starts[max(0, index)] + place.offset

    def _passage(self, start: int, end: int) -> Passage:
        first = self._place(start)
        return Passage(first, self._place(end, closing=True)) if end > start else Passage.at(first)

    def _place(self, position: int, *, closing: bool = False) -> Place:
        """The place of a folded position; `closing`: the end of the character before it."""
        index = bisect_right(self._starts, position - closing) - 1
        chapter, block, text = self._blocks[index]
        offsets = fold_offsets(text)
        local = min(position - self._starts[index], len(offsets) - 1)
        if closing:
            # White space and invisible characters after the last character do not belong to it.
            offset = offsets[local]
            return Place(chapter, block, len(text[:offset].rstrip()))
        return Place(chapter, block, offsets[local])

    # Word for word

    def _exactly(
        self, exact: str, prefix: str, suffix: str, near: int | None
    ) -> tuple[int, int, float] | None:
        if not exact:
            return self._point(prefix, suffix)
        context = len(prefix) + len(suffix)
        spots = list(islice(_occurrences(self._text, exact), _OCCURRENCES))
        if not spots:
            return None
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
    if likeness < (SHORT_LIKENESS if len(exact) < SHORT else LIKENESS):
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
