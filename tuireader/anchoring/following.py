"""Follows a text through the smallest edits: a word replaced, or words put in or taken out.

Most changes are such, and between them whole stretches of characters are the same, so that nothing
is taken apart into words. Where it is not plain what was edited it ends. Knows strings only.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tuireader.anchoring.spelling import alike

LONG = 32  # characters; as many that are the same behind an edit are what was behind it
_NEAR = 16  # characters; as many behind a single word
_BESIDE = 4  # characters; as many behind a word that was only spelled otherwise
_REACH = 200  # characters, together, that may be rewritten
_SURE = 20  # characters; as many behind what may be
_FAR = 4000  # characters that may be put in or taken out

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'"
_WORD = re.compile(r"[A-Za-z0-9_]+(?:'[A-Za-z0-9_]+)*")
_SENTENCE = re.compile(r""".*[.!?]["')]* """)
_ENDS = '.!?"'
_NOISE = 3  # what is behind an edit at the end must weigh a third of it


class Same(NamedTuple):
    """Characters of the old text from `old` that are, or are a word replaced by, those from `new`
    in the new one."""

    old: int
    new: int
    words: str
    others: str


def follow(old: str, new: str) -> tuple[list[Same], int, int]:
    """What is the same at the beginning of two folded texts, and where in each that ends."""
    found: list[Same] = []
    i = j = 0
    while True:
        a, b = _same_words(old, i, new, j)
        if edit := _replaced(old, a, new, b):
            found.append(Same(i, j, old[i:a], old[i:a]))
            i, j = edit
            found.append(Same(a, b, old[a:i], new[b:j]))
            continue
        if a > i and old[a - 1] == '"' and (a == 1 or old[a - 2] == " "):
            a, b = a - 1, b - 1  # it opens what comes next
        edit = _put_in(old, a, new, b) or _put_in(new, b, old, a, turned=True)
        if not edit and (edit := _rewritten(old, a, new, b)):
            found.append(Same(i, j, old[i:a], old[i:a]))
            i, j = edit
            found.append(Same(a, b, old[a:i], new[b:j]))
            continue
        if not edit:
            # What was put in may begin as what is behind it: the whole sentence is uncertain.
            sentence = _SENTENCE.match(old, i, a)
            size = sentence.end() - i if sentence else 0
            found.append(Same(i, j, old[i : i + size], old[i : i + size]))
            return found, i + size, j + size
        found.append(Same(i, j, old[i:a], old[i:a]))
        i, j = edit
        if i == len(old) and j == len(new):
            return found, i, j


def _same_words(old: str, i: int, new: str, j: int) -> tuple[int, int]:
    """Where the words end that are the same from `i` in one text and `j` in the other."""
    size = _shared(old, i, new, j)
    if _inside_word(old, i + size) or _inside_word(new, j + size):
        size = len(old[i : i + size].rstrip(_LETTERS))
    return i + size, j + size


def _replaced(old: str, a: int, new: str, b: int) -> tuple[int, int] | None:
    """Where the words end that begin at `a` and at `b`, if what is behind them is the same."""
    one, two = _WORD.match(old, a), _WORD.match(new, b)
    if not one or not two:
        return None
    i, j = one.end(), two.end()
    if _inside_word(old, i) or _inside_word(new, j):
        return None
    behind = old[i : i + _NEAR]
    if behind != new[j : j + _NEAR]:
        spelled = old[i : i + _BESIDE] == new[j : j + _BESIDE] and i - a >= _BESIDE
        return (i, j) if spelled and alike(one[0], two[0]) else None
    sure = len(behind) == _NEAR or len(behind) * _NOISE >= max(i - a, j - b)
    return (i, j) if sure else None


def _put_in(old: str, a: int, new: str, b: int, *, turned: bool = False) -> tuple[int, int] | None:
    """Where both texts go on if words were only put in at `b`; `turned`: in the new order."""
    j = len(new) if a == len(old) else _only(new, old[a : a + LONG], b)
    if j < 0 or not _plain_cut(new, b, j):
        return None
    return (j, a) if turned else (a, j)


def _rewritten(old: str, a: int, new: str, b: int) -> tuple[int, int] | None:
    """Where both texts go on behind the fewest characters that may be rewritten at `a` and `b`."""
    best = None
    least = _REACH
    i = a
    while 0 <= i - a < least and len(part := old[i : i + _SURE]) == _SURE:
        j = new.find(part, b, b + least - (i - a) + _SURE)
        if j >= 0 and not _inside_word(new, j):
            best, least = (i, j), i - a + j - b
        i = old.find(" ", i) + 1 or -1
    if not best:
        return None
    i, j = best
    # Where words were only put in, or only taken out, it must be plain which.
    plain = i > a or _plain_cut(new, b, j), j > b or _plain_cut(old, a, i)
    return best if all(plain) else None


def _only(text: str, part: str, start: int) -> int:
    """The only place of a long part not far after a position, where a word begins, or -1."""
    if len(part) < LONG:
        return -1
    end = start + _FAR
    at = text.find(part, start, end)
    plain = at >= 0 and not _inside_word(text, at) and text.find(part, at + 1, end) < 0
    return at if plain else -1


def _plain_cut(text: str, start: int, end: int) -> bool:
    """Whether it is plain that just `text[start:end]` was put in: it does not end with the word
    before it, unless that ends a sentence."""
    before, inside = text[max(0, start - LONG) : start], text[max(start, end - LONG) : end]
    apart = " " in (before[-1:], inside[:1])
    before, inside = before.rstrip(" "), inside.rstrip(" ")
    if before[-1:] != inside[-1:]:
        return True
    if before[-1:] in _ENDS:
        return apart
    return before[len(before.rstrip(_LETTERS)) :] != inside[len(inside.rstrip(_LETTERS)) :]


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and _lettered(text[at - 1]) and _lettered(text[at])


def _lettered(char: str) -> bool:
    return char.isalnum() or char in "_'"


def _shared(old: str, i: int, new: str, j: int) -> int:
    """How many characters are the same from `i` in one text and `j` in the other."""
    low, high, most = 0, LONG, min(len(old) - i, len(new) - j)
    while old.startswith(new[j + low : j + high], i + low):
        if high >= most:
            return most
        low, high = high, 2 * high
    high = min(high, most)
    while high - low > 1:
        middle = (low + high) // 2
        if old.startswith(new[j + low : j + middle], i + low):
            low = middle
        else:
            high = middle
    return low
