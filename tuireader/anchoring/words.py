"""What two stretches of words have in common, in order: the runs of words that stayed.

A longest common subsequence by bits, guided by unique phrases so that what stayed together is found
together, and cleaned of the small words that any two texts share. Knows words only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate, compress, count
from operator import ne
from typing import NamedTuple

from tuireader.anchoring.once import in_order, shared_once

# Letters of scripts that put no spaces between words are words of their own.
_ALONE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
_WORD = rf"[{_ALONE}] ?|[^\W{_ALONE}]+(?:'[^\W{_ALONE}]+)* ?|[^\w\s] ?"
_ASCII_WORD = r"[A-Za-z0-9_]+(?:'[A-Za-z0-9_]+)* ?|[^A-Za-z0-9_\s] ?"  # the same, in less time

_STEPS = ((1, 1), (1, 0), (0, 1))  # words gone and words come in the smallest edits
_SURE_WORDS = 4  # words; as many that are the same behind such an edit are what was behind it
_PHRASES = (4, 2)  # words of the phrases that guide the comparison, in this order
_STOPS = (". ", '" ', "? ", "! ")  # what ends a sentence
_REACH = 24  # words at the ends of a stretch without phrases in common that are compared singly
_NOISE = 3  # a run must weigh a third of what changed on either side of it, or it is chance
_REPLACED = 6  # words at the ends of what was replaced that may only be spelled otherwise
_ALIKE = 0.5  # the part of a word that must stay for it to be the same word spelled otherwise
_SURE = 24  # letters; a run of as many is never chance


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


def common_runs(old: Words, new: Words) -> list[Run]:
    """The runs of words that two stretches share, in order in both, without those by chance."""
    olds, news = old.words, new.words
    runs = _step(olds, news)
    a, c, _ = runs.pop()
    behind = _step(olds[a:][::-1], news[c:][::-1])
    b, d = len(olds) - behind[-1].old, len(news) - behind[-1].new
    _match(olds, news, (a, b, c, d), _PHRASES, runs)
    for i, j, size in reversed(behind[:-1]):
        runs.append(Run(len(olds) - i - size, len(news) - j - size, size))
    runs = _with_spellings(_slide(_joined(runs), old, new), olds, news)
    return _clean(runs, old, new)


def common_stretches(old: str, new: str, least: int) -> Iterator[tuple[int, int, int]]:
    """The stretches of whole sentences, at least so many characters long, that two folded texts
    share in order: where in the old one, where in the new one, and how long.

    Quick: of sentences that are repeated, and stand beside no other, nothing is told.
    """
    olds, news = _sentences(old), _sentences(new)
    starts, others = (list(accumulate(map(len, each), initial=0)) for each in (olds, news))
    for i, j, size in _long_runs(olds, news):
        length = starts[i + size] - starts[i]
        if length >= least:
            yield starts[i], others[j], length


def _sentences(text: str) -> list[str]:
    """Sentences with the space after each; the last one gets one too."""
    for stop in _STOPS:
        text = text.replace(stop, stop + "\0")
    return (text + " ").split("\0")


def _long_runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Runs of equal items around those that occur once on each side, and at both ends."""
    i = j = 0  # where the last run ended
    ends = len(old), len(new)
    for start, other in [(0, 0), *in_order(shared_once(old, new)), ends]:
        if start < i or other < j:
            continue
        stop, end = start, other
        while start > i and other > j and old[start - 1] == new[other - 1]:
            start, other = start - 1, other - 1
        while stop < ends[0] and end < ends[1] and old[stop] == new[end]:
            stop, end = stop + 1, end + 1
        if stop > start:
            yield Run(start, other, stop - start)
        i, j = stop, end


def _step(old: list[str], new: list[str]) -> list[Run]:
    """The runs at the beginning of both, with only a word replaced, put in or taken out between
    them; and an empty one where that ends."""
    runs: list[Run] = []
    i = j = 0
    while True:
        if size := _shared(old[i:], new[j:]):
            runs.append(Run(i, j, size))
            i, j = i + size, j + size
        for gone, come in _STEPS:
            phrase = old[i + gone : i + gone + _SURE_WORDS]
            if len(phrase) == _SURE_WORDS and phrase == new[j + come : j + come + _SURE_WORDS]:
                i, j = i + gone, j + come
                break
        else:
            return [*runs, Run(i, j, 0)]


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words two lists share at their beginnings."""
    return next(compress(count(), map(ne, old, new)), min(len(old), len(new)))


def _match(
    old: Sequence[str],
    new: Sequence[str],
    region: tuple[int, int, int, int],
    phrases: tuple[int, ...],
    runs: list[Run],
) -> None:
    """Appends the runs of words that stayed in `old[a:b]` and `new[c:d]`, in order."""
    a, b, c, d = region
    if size := _shared(old[a:b], new[c:d]):
        runs.append(Run(a, c, size))
        a, c = a + size, c + size
    size = _shared(old[a:b][::-1], new[c:d][::-1])
    b, d = b - size, d - size
    # Of a stretch that is too long to look at every word, a phrase tells more than the ends do.
    enough = 1 if max(b - a, d - c) > 2 * _REACH else 2
    if phrases and min(b - a, d - c) >= enough * phrases[0]:
        for i, j in [*_unique_phrases(old, new, (a, b, c, d), phrases[0]), (b, d)]:
            if i < a or j < c:
                continue
            if a < i and c < j:
                _match(old, new, (a, i, c, j), phrases[1:], runs)
            if length := _shared(old[i:b], new[j:d]):
                runs.append(Run(i, j, length))
            a, c = i + length, j + length
    elif a < b and c < d:
        _match_words(old, new, (a, b, c, d), runs)
    if size:
        runs.append(Run(b, d, size))


def _unique_phrases(
    old: Sequence[str], new: Sequence[str], region: tuple[int, int, int, int], size: int
) -> list[tuple[int, int]]:
    """Where phrases of `size` words stand that occur once in each stretch: the longest list of
    them that is in order in both."""
    a, b, c, d = region
    before = list(zip(*(old[a + shift : b] for shift in range(size)), strict=False))
    after = list(zip(*(new[c + shift : d] for shift in range(size)), strict=False))
    return in_order([(a + i, c + j) for i, j in shared_once(before, after)])


def _match_words(
    old: Sequence[str],
    new: Sequence[str],
    region: tuple[int, int, int, int],
    runs: list[Run],
) -> None:
    """As `_match`, by the longest common subsequence of words."""
    a, b, c, d = region
    olds, news = _ends(range(a, b), _REACH), _ends(range(c, d), _REACH)
    found = list(_subsequence([old[i] for i in olds], [new[j] for j in news]))
    runs.extend(Run(olds[i], news[j], 1) for i, j in reversed(found))


def _ends(indexes: Sequence[int], reach: int) -> Sequence[int]:
    """All of a short stretch, and the ends of a long one: any few words occur in order somewhere
    in a long text."""
    return indexes if len(indexes) <= 2 * reach else [*indexes[:reach], *indexes[-reach:]]


def _subsequence(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The pairs of a longest common subsequence, last first.

    Hyyrö's bit-parallel algorithm: a row of the table is one integer, whose zeros are the columns
    where the common length grows; walking back over the rows gives the pairs.
    """
    places: dict[str, int] = {}
    for index, word in enumerate(new):
        places[word] = places.get(word, 0) | 1 << index
    full = (1 << len(new)) - 1
    rows = [full]
    row = full
    for word in old:
        same = row & places.get(word, 0)
        if same:
            row = (row + same | row - same) & full
        rows.append(row)
    i, j = len(old), len(new)
    while i and j:
        bit = 1 << (j - 1)
        if rows[i] & bit:
            j -= 1
        elif rows[i - 1] & bit:
            i, j = i - 1, j - 1
            yield i, j
        else:
            i -= 1


def _slide(runs: list[Run], old: Words, new: Words) -> list[Run]:
    """Where words were only put in or only taken out, and the same words end or begin what is
    around them, moves the cut to where a writer would have made it."""
    moved: list[Run] = []
    for run in runs:
        while moved:
            before = moved[-1]
            i, j = before.old + before.size, before.new + before.size
            if (i == run.old) == (j == run.new):
                break
            side, start, end = (new, j, run.new) if i == run.old else (old, i, run.old)
            shift = _best_shift(side, start, end, before.size, run.size)
            if not shift:
                break
            run = Run(run.old + shift, run.new + shift, run.size - shift)
            moved[-1] = before._replace(size=before.size + shift)
            if moved[-1].size:
                break
            moved.pop()
        if run.size:
            moved.append(run)
    return _joined(moved)


def _best_shift(side: Words, start: int, end: int, before: int, after: int) -> int:
    """How far to move the cut `words[start:end]`, which has `before` and `after` equal words
    around it: to the best boundary, and rather to leave no run than a small one."""
    words = side.words
    left = 0
    while left < before and words[start - left - 1] == words[end - left - 1]:
        left += 1
    right = 0
    while right < after and end + right < len(words) and words[start + right] == words[end + right]:
        right += 1
    if not left and not right:
        return 0

    def quality(shift: int) -> tuple[int, int]:
        score = _boundary(side, start + shift) + _boundary(side, end + shift)
        if shift == -before or shift == after:
            score += 8
        return score, -abs(shift)

    return max(range(-left, right + 1), key=quality)


def _boundary(side: Words, index: int) -> int:
    """How good a place to cut is before word `index`."""
    if index in side.openings or index in (0, len(side.words)):
        return 4
    before = side.words[index - 1]
    if before in '.!?"':
        return 3
    return 1 if before in ",;:—–-" else 0


def _joined(runs: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        if joined:
            last = joined[-1]
            if last.old + last.size == run.old and last.new + last.size == run.new:
                joined[-1] = last._replace(size=last.size + run.size)
                continue
        joined.append(run)
    return joined


def _with_spellings(runs: list[Run], old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """The runs, with the words between them that were only spelled otherwise."""
    found: list[Run] = []
    i = j = 0
    for run in [*runs, Run(len(old), len(new), 0)]:
        if i < run.old and j < run.new:
            olds, news = _lettered(range(i, run.old), old), _lettered(range(j, run.new), new)
            for index in olds:
                one = old[index]
                for place, other in enumerate(news):
                    two = new[other]
                    if (one[0] == two[0] or one[-1] == two[-1]) and alike(one, two):
                        found.append(Run(index, other, 1))
                        news = news[place + 1 :]
                        break
        found.append(run)
        i, j = run.old + run.size, run.new + run.size
    return _joined(found[:-1])


def _lettered(indexes: range, words: Sequence[str]) -> list[int]:
    """Those of what was replaced that may be spellings: not a single letter or mark."""
    return [index for index in _ends(indexes, _REPLACED) if len(words[index]) > 1]


def alike(one: str, other: str) -> bool:
    """Whether two words are spellings of one: most letters stayed, or two of them were swapped."""
    longer = max(len(one), len(other))
    if longer < 3 or not one[0].isalnum() or not other[0].isalnum():
        return False
    shared = sum(shared_ends(one, other))
    return shared > longer * _ALIKE or (shared >= longer - 2 and sorted(one) == sorted(other))


def shared_ends(one: str, other: str) -> tuple[int, int]:
    """How many letters two words share at their beginnings, and then at their ends."""
    shorter = min(len(one), len(other))
    head = 0
    while head < shorter and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < shorter - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    return head, tail


def _clean(runs: list[Run], old: Words, new: Words) -> list[Run]:
    """Without runs that are small beside what was replaced around them."""
    olds, news = _lengths(old.words), _lengths(new.words)
    kept: list[Run] = []
    todo = [Run(len(old.words), len(new.words), 0), *reversed(_by_paragraph(runs, old, new))]
    while len(todo) > 1:
        run, after = todo.pop(), todo[-1]
        i, j = run.old + run.size, run.new + run.size
        weight = olds[i] - olds[run.old]
        if weight >= _SURE:
            kept.append(run)
            continue
        before = kept[-1] if kept else Run(0, 0, 0)
        gone = olds[run.old] - olds[before.old + before.size], olds[after.old] - olds[i]
        come = news[run.new] - news[before.new + before.size], news[after.new] - news[j]
        # The words before a paragraph and those after it do not vouch for a few words of it.
        begins = run.old in old.openings and run.new in new.openings
        ends = i in old.openings and j in new.openings
        changed = min(
            sum(gone),
            sum(come),
            sum(gone) if begins else max(gone[0], come[0]),
            sum(gone) if ends else max(gone[1], come[1]),
        )
        if weight * _NOISE >= changed or (begins and ends):
            kept.append(run)
        elif kept:
            todo.append(kept.pop())  # more changed after it than was known
    return _joined(kept)


def _by_paragraph(runs: list[Run], old: Words, new: Words) -> list[Run]:
    """The parts of runs in each paragraph that begins on both sides."""
    openings = sorted(old.openings)
    parts: list[Run] = []
    for run in runs:
        i, j, size = run
        for opening in openings[bisect_right(openings, i) : bisect_left(openings, i + size)]:
            shift = opening - i
            if j + shift in new.openings:
                parts.append(Run(i, j, shift))
                i, j, size = i + shift, j + shift, size - shift
        parts.append(Run(i, j, size) if size < run.size else run)
    return parts


def _lengths(words: Sequence[str]) -> list[int]:
    """How many characters there are before each word, and in all."""
    return list(accumulate(map(len, words), initial=0))
