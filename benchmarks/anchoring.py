"""Measures how well marks find their words again in a new edition, and how fast.

    python benchmarks/anchoring.py --donor BOOK BOOK... [--long BOOK...]

Takes real works, makes new editions by the edits authors make (`edits.py`, which remembers where
every character went; new sentences are the donor's), moves marks, and judges each by that truth.
Beside tuireader stand two other ways: the quote alone, scored as Hypothesis describes it, and plain
offsets. Prints a Markdown table; its times are milliseconds of the processor, to align and then to
align and move all marks: the median of all editions, and the longest.

A mark is right if it covers what is left of its words (exactly where none of them changed), or is
lost where less than half of their letters is left. It is on wrong words if it covers none of its
own. A place is right on its character, and wrong elsewhere; where that is gone, it is right in what
is left of its sentence, or else at the end of the nearest sentence before it that is left.
"""

import argparse
import random
import re
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

from edits import KINDS, Edition, Text, edit, sentences, sprinkle

from tuireader import formats
from tuireader.anchoring import align, edition, move_passage
from tuireader.anchoring.approximate import nearest
from tuireader.place import Passage, Place
from tuireader.work import Chapter

Span = tuple[int, int]
Outcome = str  # right, off, missed, wrong


class Truth:
    """Where the characters of the old text are in a new edition."""

    def __init__(self, old: Text, edition: Edition) -> None:
        self.old, self.new, self.kept = old, edition.text, edition.kept
        self._olds = [old for old, _, _ in edition.kept]

    def pieces(self, start: int, end: int) -> list[Span]:
        """The stretches of the new text that come from `old[start:end]`, in the old order."""
        found = []
        index = max(0, bisect_right(self._olds, start) - 1)
        while index < len(self.kept) and self._olds[index] < end:
            old, new, size = self.kept[index]
            low, high = max(old, start), min(old + size, end)
            if low < high:
                found.append((new + low - old, new + high - old))
            index += 1
        return found

    def judge(self, mark: Span, moved: Span | None) -> Outcome:
        return self._judge_place(mark[0], moved) if mark[0] == mark[1] else self._judge(mark, moved)

    def _judge(self, mark: Span, moved: Span | None) -> Outcome:
        total = visible(self.old.text, *mark)
        pieces = self.pieces(*mark)
        left = sum(visible(self.new.text, *piece) for piece in pieces)
        if moved is None:
            return "right" if left * 2 <= total or self._torn(pieces, mark) else "missed"
        covered = sum(
            visible(self.new.text, max(low, moved[0]), min(high, moved[1]))
            for low, high in pieces
            if max(low, moved[0]) < min(high, moved[1])
        )
        if not covered:
            return "wrong"
        low, high = min(pieces)[0], max(piece[1] for piece in pieces)
        low, high = trim(self.new.text, low, high)
        if left == total == visible(self.new.text, low, high):
            return "right" if (low, high) == moved else "off"
        sizes = [visible(self.new.text, *piece) for piece in pieces]
        most = max(sizes) if self._torn(pieces, mark) else left
        spare = visible(self.new.text, *moved) - covered
        allowed = max(6, visible(self.new.text, low, high) - left, total // 5)
        return "right" if covered >= 0.8 * most and spare <= allowed else "off"

    @staticmethod
    def _torn(pieces: list[Span], mark: Span) -> bool:
        ordered = all(one[1] <= other[0] for one, other in pairwise(pieces))
        reach = max(high for _, high in pieces) - min(pieces)[0] if pieces else 0
        return bool(pieces) and (not ordered or reach > 2 * (mark[1] - mark[0]) + 400)

    def _judge_place(self, position: int, moved: Span | None) -> Outcome:
        """On its character; or in its sentence; or at the end of the one before it."""
        if moved is None:
            return "missed"
        if exact := self.pieces(position, position + 1):
            low, high = sorted([moved[0], exact[0][0]])
            same_word = len(self.new.text[low:high].split()) < 2 and high - low < 8
            return "right" if same_word else "wrong"
        index = self._sentence(self.old, position)
        for start, end in self.old.sentences[index::-1]:
            pieces = self.pieces(start, end)
            left = sum(visible(self.new.text, *piece) for piece in pieces)
            if left * 2 >= visible(self.old.text, start, end) > 0:
                last = self._sentence(self.new, max(piece[1] for piece in pieces) - 1)
                inside = min(pieces)[0] <= moved[0] <= self.new.sentences[last][1]
                return "right" if inside else "off"
        return "right"  # nothing before it is left: anywhere will do

    @staticmethod
    def _sentence(text: Text, position: int) -> int:
        return max(0, bisect_right(text.sentences, (position, len(text.text))) - 1)


def visible(text: str, start: int, end: int) -> int:
    """How many letters and digits `text[start:end]` has."""
    return sum(map(str.isalnum, text[start:end]))


def trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def make_marks(old: Text, count: int, rng: random.Random) -> list[Span]:
    """Highlights of one to forty words, some over several paragraphs, some of short lines; and
    places, at the beginnings of words."""
    marks: list[Span] = []
    short = [index for index, start in enumerate(old.starts) if old.end(start) - start <= 20]
    rng.shuffle(short)
    while len(marks) < count:
        kind = rng.random()
        index = rng.randrange(len(old.starts))
        if kind < 0.1 and short:
            index = short.pop()
            marks.append((old.starts[index], old.end(old.starts[index])))
            continue
        last = min(len(old.starts) - 1, index + (rng.randint(1, 2) if kind < 0.2 else 0))
        start, end = old.starts[index], old.end(old.starts[last])
        words = [
            match.span() for match in re.compile(r"[^\s\u2060]+").finditer(old.text, start, end)
        ]
        first = rng.randrange(len(words))
        if kind < 0.2:
            first = rng.randrange(min(len(words), 30))
            stop = len(words) - 1 - rng.randrange(min(len(words) - first, 30))
        else:
            stop = min(len(words) - 1, first + rng.choice([0, 1, 2, 4, 8, 15, 25, 40]))
        span = words[first][0], words[stop][1]
        if visible(old.text, *span):
            marks.append((span[0], span[0]) if kind > 0.8 else span)
    return marks


# Three ways: each takes both texts and the marks, and gives where they are.

Found = list[Span | None]


def by_alignment(old: Text, new: Text, marks: list[Span]) -> Found:
    """tuireader's own. A place that lost its sentence still lands somewhere; a mark does not."""
    alignment = align(old.chapters, new.chapters)
    found: Found = []
    for mark, passage in zip(marks, passages(old, marks), strict=True):
        moved = move_passage(passage, alignment)
        span = new.position(*moved.passage.start), new.position(*moved.passage.end)
        found.append(None if moved.lost and mark[0] < mark[1] else span)
    return found


def passages(text: Text, marks: list[Span]) -> list[Passage]:
    return [Passage(*(Place(*text.place(position)) for position in mark)) for mark in marks]


def times(old: Text, new: Text, marks: list[Span]) -> tuple[float, float]:
    """The seconds of the processor it takes to align, and to align and move the marks: the best of
    three, as other programs slow it down. Which editions they are the library knows."""
    editions = edition(old.chapters), edition(new.chapters)
    where = passages(old, marks)
    rounds = []
    for _ in range(3):
        started = time.process_time()
        alignment = align(old.chapters, new.chapters, editions)
        aligned = time.process_time()
        for passage in where:
            move_passage(passage, alignment)
        rounds.append((aligned - started, time.process_time() - started))
    one, both = map(min, zip(*rounds, strict=True))
    return one, both


def by_quote(old: Text, new: Text, marks: list[Span]) -> Found:
    """The quote alone, as Hypothesis describes it: all exact matches, or else approximate ones with
    at most half of the characters wrong; of them the one with the best sum of the likeness of the
    words (50), of 32 characters before (20) and after (20) and of the position (2). A place is
    quoted as the 32 characters after it. Approximate matches are looked for where at least two
    pieces of eight characters are."""
    return [_by_quote(old.text, new.text, mark) for mark in marks]


def _by_quote(old: str, new: str, mark: Span) -> Span | None:
    start, end = mark[0], max(mark[1], mark[0] + 32 * (mark[0] == mark[1]))
    quote, prefix, suffix = old[start:end], old[max(0, start - 32) : start], old[end : end + 32]
    spots = [(match.start(), match.end(), 0) for match in re.finditer(re.escape(quote), new)]
    for low in [] if spots else _likely(quote, new):
        window = new[low : low + 2 * len(quote) + 128]
        errors, at, to = nearest(quote, window)
        if errors <= min(256, len(quote) // 2):
            spots.append((low + at, low + to, errors))

    def likeness(part: str, text: str) -> float:
        return 1 - nearest(part, text).distance / len(part) if part else 1.0

    def score(spot: tuple[int, int, int]) -> float:
        low, high, errors = spot
        return (
            50 * (1 - errors / len(quote))
            + 20 * likeness(prefix, new[max(0, low - len(prefix)) : low])
            + 20 * likeness(suffix, new[high : high + len(suffix)])
            + 2 * (1 - abs(low - start) / len(new))
        )

    # Of a word that is everywhere, those nearby: the position is the least part of the score.
    spots = sorted(spots, key=lambda spot: abs(spot[0] - start))[:400]
    if not spots:
        return None
    low, high, _ = max(spots, key=score)
    return low, high if mark[0] < mark[1] else low


def _likely(quote: str, text: str) -> list[int]:
    """Where a quote may begin, at most ten places."""
    votes: Counter[int] = Counter()
    for at in range(0, len(quote) - 8, max(4, len(quote) // 32)):
        for match in list(re.finditer(re.escape(quote[at : at + 8]), text))[:50]:
            votes[(match.start() - at) // 64] += 1
    least = 2 if len(quote) > 24 else 1
    best = [bucket for bucket, count in votes.most_common(10) if count >= least]
    return [max(0, bucket * 64 - 64) for bucket in best]


def by_offsets(old: Text, new: Text, marks: list[Span]) -> Found:
    """Chapter, paragraph and offset as they were, as far as there are such."""

    def same(position: int) -> int | None:
        chapter, block, offset = old.place(position)
        if chapter >= len(new.chapters) or block >= len(new.chapters[chapter].blocks):
            return None
        length = len(new.chapters[chapter].blocks[block].text)
        return new.position(chapter, block, min(offset, length))

    spans = [(same(start), same(end)) for start, end in marks]
    return [(a, b) if a is not None and b is not None and a <= b else None for a, b in spans]


WAYS: dict[str, Callable[[Text, Text, list[Span]], Found]] = {
    "tuireader": by_alignment,
    "quote": by_quote,
    "offsets": by_offsets,
}


class Result(NamedTuple):
    """The outcomes of every way on one kind of edit, and the seconds that each edition took to
    align, and to align and move."""

    outcomes: dict[str, Counter[Outcome]]
    aligning: list[float]
    both: list[float]

    def row(self) -> str:
        cells = []
        for counts in self.outcomes.values():
            shares = (counts[outcome] / counts.total() for outcome in ("right", "wrong"))
            cells.append(" / ".join(f"{share:.2%}" for share in shares))
        times = [
            f"{median(seconds) * 1000:.0f} / {max(seconds) * 1000:.0f}"
            for seconds in (self.aligning, self.both)
        ]
        return " | ".join([*cells, *times])


def measure(
    works: list[tuple[Chapter, ...]], donor: list[str], kinds: list[str], args: argparse.Namespace
) -> Result:
    result = Result({way: Counter() for way in args.ways}, [], [])
    for chapters in works:
        for seed in range(args.seeds):
            old = Text(sprinkle(chapters, 0.03, seed))
            made = edit(old, kinds, seed, donor, args.times)
            marks = make_marks(old, args.marks, random.Random(seed))
            truth = Truth(old, made)
            for way in args.ways:
                found = WAYS[way](old, made.text, marks)
                result.outcomes[way].update(map(truth.judge, marks, found))
            aligning, both = times(old, made.text, marks)
            result.aligning.append(aligning)
            result.both.append(both)
    return result


def story(path: Path) -> tuple[Chapter, ...]:
    """The chapters of a work with the blocks that hold text, as editions are made of them."""
    return tuple(
        Chapter(chapter.number, chapter.title, blocks)
        for chapter in formats.read(path).chapters
        if (blocks := tuple(block for block in chapter.blocks if block.has_text))
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("books", nargs="+", type=Path)
    parser.add_argument("--donor", required=True, type=Path, help="a book to take new text from")
    parser.add_argument("--long", nargs="*", default=[], type=Path, help="only all kinds together")
    parser.add_argument("--seeds", default=10, type=int)
    parser.add_argument("--marks", default=250, type=int)
    parser.add_argument("--times", default=1.0, type=float, help="how many times as many edits")
    parser.add_argument("--together", action="store_true", help="only all kinds together")
    parser.add_argument("--ways", nargs="*", default=list(WAYS), choices=WAYS)
    args = parser.parse_args()
    donor = [
        block.text[start:end]
        for chapter in story(args.donor)
        for block in chapter.blocks
        for start, end in sentences(block.text)
    ]
    works = {path.stem: story(path) for path in args.books}
    long = {path.stem: story(path) for path in args.long}
    print("Right / on wrong words; milliseconds of the processor, median / longest.\n")
    print(f"| edits | {' | '.join(args.ways)} | align | align and move |")
    print("|---" + "|--:" * (len(args.ways) + 2) + "|")
    each = {} if args.together else {kind: ([kind], list(works.values())) for kind in KINDS}
    together = {
        f"all together, {name}": (list(KINDS), [chapters])
        for name, chapters in {**works, **long}.items()
    }
    for name, (kinds, chapters) in {**each, **together}.items():
        print(f"| {name} | {measure(chapters, donor, kinds, args).row()} |", flush=True)


if __name__ == "__main__":
    main()
