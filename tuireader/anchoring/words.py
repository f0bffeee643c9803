"""Texts taken apart into words, and runs of words that two of them share.

Knows strings only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable
from itertools import accumulate
from typing import NamedTuple

# Letters of scripts that put no spaces between words are words of their own.
_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_WORD = rf"[{_ALONE}] ?|[^\W{_ALONE}]+(?:'[^\W{_ALONE}]+)* ?|[^\w\s] ?"
_ASCII_WORD = r"[A-Za-z0-9_]+(?:'[A-Za-z0-9_]+)* ?|[^A-Za-z0-9_\s] ?"  # the same, in less time


class Words(NamedTuple):
    """Words and marks of a stretch of a text, where in it each begins, and the indexes of those
    that begin a paragraph."""

    words: list[str]
    starts: list[int]
    openings: Collection[int] = ()

    @classmethod
    def of(cls, text: str, start: int, end: int, paragraphs: Iterable[int]) -> Words:
        """Those of `text[start:end]`, which is folded. At some positions `paragraphs` begin; where
        one begins after the last word, that word ends one."""
        while start < end and text[start] == " ":
            start += 1
        part = text[start:end]
        if not part:
            return cls([], [])
        # With the spaces after them they are all of the text, so their lengths tell their places.
        spaced = re.findall(_ASCII_WORD if part.isascii() else _WORD, part)
        starts = list(accumulate(map(len, spaced), initial=start))[:-1]
        openings = {bisect_left(starts, position) for position in paragraphs}
        return cls("\0".join(spaced).replace(" ", "").split("\0"), starts, openings)

    def end(self, index: int) -> int:
        """The position after word `index`."""
        return self.starts[index] + len(self.words[index])

    def __add__(self, other: Words) -> Words:  # type: ignore[override]
        shift = len(self.words)
        openings = {*self.openings, *(index + shift for index in other.openings)}
        return Words(self.words + other.words, self.starts + other.starts, openings)


class Run(NamedTuple):
    """`size` words from `old` in the old stretch are the same as from `new` in the new."""

    old: int
    new: int
    size: int


def joined(runs: list[Run]) -> list[Run]:
    """The runs, those that follow each other on both sides as one."""
    found: list[Run] = []
    for run in runs:
        if found:
            last = found[-1]
            if last.old + last.size == run.old and last.new + last.size == run.new:
                found[-1] = last._replace(size=last.size + run.size)
                continue
        found.append(run)
    return found
