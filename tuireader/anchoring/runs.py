"""What two stretches of words have in common, in order: the runs of words that stayed.

A longest common subsequence by bits, guided by unique phrases so that what stayed together is found
together, and cleaned of the small words that any two texts share. Knows words only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress, count
from operator import ne

from tuireader.anchoring.chance import without_chance
from tuireader.anchoring.cuts import slide
from tuireader.anchoring.once import in_order, shared_once
from tuireader.anchoring.phrases import phrases
from tuireader.anchoring.spelling import with_spellings
from tuireader.anchoring.words import Run, Words, joined

_STEPS = ((1, 1), (1, 0), (0, 1))  # words gone and words come in the smallest edits
_SURE_WORDS = 4  # words; as many that are the same behind such an edit are what was behind it
_PHRASES = (4, 2)  # words of the phrases that guide the comparison, in this order
_REACH = 24  # words at the ends of a stretch without phrases in common that are compared singly


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
    runs = with_spellings(slide(joined(runs), old, new), olds, news)
    return without_chance(runs, old, new)


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
    sizes: tuple[int, ...],
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
    if sizes and min(b - a, d - c) >= enough * sizes[0]:
        for i, j in [*_unique_phrases(old, new, (a, b, c, d), sizes[0]), (b, d)]:
            if i < a or j < c:
                continue
            if a < i and c < j:
                _match(old, new, (a, i, c, j), sizes[1:], runs)
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
    before, after = list(phrases(old[a:b], size)), list(phrases(new[c:d], size))
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
