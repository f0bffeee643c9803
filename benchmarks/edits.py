"""Makes new editions of a work by the edits authors make, and remembers where every character went.

The old text is numbered: position 0 is its first character, and paragraphs are joined by one line
break. A piece of the new text says from which position it comes, or that it is new; that is the
truth which `benchmarks/anchoring.py` judges by.
"""

import random
import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from tuireader.work import Block, Chapter, Kind

SHORT_LINES = ("“Yes.”", "“No.”", "“What?”", "He said nothing.", "Silence.", "“I know.”")


class Piece(NamedTuple):
    text: str
    origin: int = -1  # where in the old text it begins; -1: it is new

    def cut(self, start: int, end: int) -> "Piece":
        return Piece(self.text[start:end], self.origin + start if self.origin >= 0 else -1)


Paragraph = list[Piece]


class Part(NamedTuple):
    """A chapter of a draft."""

    title: str
    paragraphs: list[Paragraph]


def text_of(paragraph: Paragraph) -> str:
    return "".join(piece.text for piece in paragraph)


def cut(paragraph: Paragraph, start: int, end: int) -> Paragraph:
    pieces, at = [], 0
    for piece in paragraph:
        low, high = max(start - at, 0), min(end - at, len(piece.text))
        if low < high:
            pieces.append(piece.cut(low, high))
        at += len(piece.text)
    return pieces


def splice(paragraph: Paragraph, start: int, end: int, new: str | Paragraph) -> Paragraph:
    """`paragraph` with `new` in the place of its characters from `start` to `end`."""
    middle = [Piece(new)] if isinstance(new, str) else new
    pieces = cut(paragraph, 0, start) + middle + cut(paragraph, end, len(text_of(paragraph)))
    return [piece for piece in pieces if piece.text]


class Text:
    """A work as one numbered text: where its paragraphs begin, and back."""

    def __init__(self, chapters: tuple[Chapter, ...]) -> None:
        self.chapters = chapters
        self.where: list[tuple[int, int]] = []
        self.starts: list[int] = []
        texts = []
        length = 0
        for number, chapter in enumerate(chapters):
            for index, block in enumerate(chapter.blocks):
                if block.has_text:
                    self.where.append((number, index))
                    self.starts.append(length)
                    texts.append(block.text)
                    length += len(block.text) + 1
        self.text = "\n".join(texts)
        self._index = dict(zip(self.where, self.starts, strict=True))

    def position(self, chapter: int, block: int, offset: int) -> int:
        return self._index[chapter, block] + offset

    def place(self, position: int) -> tuple[int, int, int]:
        index = bisect_right(self.starts, position) - 1
        return (*self.where[index], position - self.starts[index])

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Where every sentence begins and ends."""
        return [
            (start + low, start + high)
            for start in self.starts
            for low, high in sentences(self.text[start : self.end(start)])
        ]

    def end(self, position: int) -> int:
        """Where the paragraph at a position ends."""
        index = bisect_right(self.starts, position)
        return self.starts[index] - 1 if index < len(self.starts) else len(self.text)


class Edition(NamedTuple):
    """A new edition, and its stretches that come from the old one: (old position, new, length)."""

    text: Text
    kept: list[tuple[int, int, int]]


class Draft:
    """A work being edited."""

    def __init__(self, old: Text, rng: random.Random, donor: list[str]) -> None:
        self.rng, self.donor = rng, donor
        self.words = re.findall(r"[\w’]+", old.text[:2_000_000])
        self.lines: dict[int, str] = {}  # the old paragraphs by where they begin
        self.parts: list[Part] = []
        position = 0
        for chapter in old.chapters:
            paragraphs = []
            for block in chapter.blocks:
                if block.has_text:
                    self.lines[position] = block.text
                    paragraphs.append([Piece(block.text, position)])
                    position += len(block.text) + 1
            self.parts.append(Part(chapter.title, paragraphs))

    def finish(self) -> Edition:
        chapters = tuple(
            Chapter(
                number,
                part.title,
                tuple(Block(Kind.PARAGRAPH, text_of(paragraph)) for paragraph in part.paragraphs),
            )
            for number, part in enumerate(self.parts, 1)
        )
        self._know_again()
        kept, position = [], 0
        for part in self.parts:
            for paragraph in part.paragraphs:
                for piece in paragraph:
                    if piece.origin >= 0:
                        kept.append((piece.origin, position, len(piece.text)))
                    position += len(piece.text)
                position += 1
        return Edition(Text(chapters), sorted(kept))

    def _know_again(self) -> None:
        """A line put in where the very same line was taken out is that line."""
        left = {piece.origin for part in self.parts for lines in part.paragraphs for piece in lines}
        for part in self.parts:
            for i, paragraph in enumerate(part.paragraphs):
                if len(paragraph) > 1 or paragraph[0].origin >= 0:
                    continue
                text = paragraph[0].text
                spots = []
                if i and (last := part.paragraphs[i - 1][-1]).origin >= 0:
                    spots.append(last.origin + len(last.text) + 1)
                if i + 1 < len(part.paragraphs) and part.paragraphs[i + 1][0].origin >= 0:
                    spots.append(part.paragraphs[i + 1][0].origin - 1 - len(text))
                for spot in spots:
                    if self.lines.get(spot) == text and spot not in left:
                        part.paragraphs[i] = [Piece(text, spot)]
                        left.add(spot)
                        break

    # New words are words of the same work, new sentences are those of another one.

    def sentence(self) -> str:
        return self.rng.choice(self.donor)

    def paragraph(self) -> Paragraph:
        return [Piece(" ".join(self.sentence() for _ in range(self.rng.randint(1, 5))))]

    def some(self, share: float) -> list[tuple[Part, int]]:
        """A share of all paragraphs, last first so that indexes stay true while they change."""
        every = [(part, i) for part in self.parts for i in range(len(part.paragraphs))]
        count = min(len(every), max(1, round(len(every) * share)))
        chosen = set(self.rng.sample(range(len(every)), count))
        return [pair for index, pair in enumerate(every) if index in chosen][::-1]


def _spans(pattern: str, text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(pattern, text)]


def sentences(text: str) -> list[tuple[int, int]]:
    return _spans(r"\S.*?(?:[.!?…]+[”’\"']*(?=\s|$)|$)", text)


def fix_typos(draft: Draft, share: float) -> None:
    """One or two letters of a word: swapped, left out, doubled, replaced."""
    rng = draft.rng
    for part, i in draft.some(share):
        paragraph = part.paragraphs[i]
        text = text_of(paragraph)
        words = [span for span in _spans(r"[A-Za-z]+", text) if span[1] - span[0] >= 4]
        count = min(len(words), rng.randint(1, 3))
        for start, end in sorted(rng.sample(words, count), reverse=True):
            at = rng.randrange(start, end - 1)
            swapped = cut(paragraph, at + 1, at + 2) + cut(paragraph, at, at + 1)
            letter = rng.choice("aeioutnsr")
            paragraph = rng.choice(
                [
                    splice(paragraph, at, at + 2, swapped),
                    splice(paragraph, at, at + 1, ""),
                    splice(paragraph, at, at, letter),
                    splice(paragraph, at, at + 1, letter),
                ]
            )
        part.paragraphs[i] = paragraph


def edit_words(draft: Draft, share: float) -> None:
    """Words replaced, put in and taken out."""
    rng = draft.rng
    for part, i in draft.some(share):
        paragraph = part.paragraphs[i]
        spans = _spans(r"[\w’]+", text_of(paragraph))
        count = min(len(spans), rng.randint(1, 2 + len(spans) // 12))
        for start, end in sorted(rng.sample(spans, count), reverse=True):
            word = rng.choice(draft.words)
            new = rng.choice([word, word, "", None])
            if new is None:
                paragraph = splice(paragraph, start, start, word + " ")
            elif new or len(spans) > 3:
                paragraph = splice(paragraph, start, end + (not new), new)
        if text_of(paragraph).strip():
            part.paragraphs[i] = paragraph


def edit_sentences(draft: Draft, share: float) -> None:
    """Sentences rewritten, put in and taken out."""
    rng = draft.rng
    for part, i in draft.some(share):
        paragraph = part.paragraphs[i]
        spans = sentences(text_of(paragraph))
        start, end = rng.choice(spans)
        kind = rng.choice(["replace", "insert", "delete"])
        if kind == "replace":
            paragraph = splice(paragraph, start, end, draft.sentence())
        elif kind == "insert":
            paragraph = splice(paragraph, start, start, draft.sentence() + " ")
        elif len(spans) > 1:
            tail = end < len(text_of(paragraph))
            paragraph = splice(paragraph, start - (not tail), end + tail, "")
        part.paragraphs[i] = paragraph


def insert_paragraphs(draft: Draft, share: float) -> None:
    for part, i in draft.some(share):
        part.paragraphs.insert(i, draft.paragraph())


def delete_paragraphs(draft: Draft, share: float) -> None:
    for part, i in draft.some(share):
        if len(part.paragraphs) > 1:
            del part.paragraphs[i]


def rewrite_paragraphs(draft: Draft, share: float) -> None:
    for part, i in draft.some(share):
        part.paragraphs[i] = draft.paragraph()


def move_paragraphs(draft: Draft, share: float) -> None:
    """One to three of them, a few places on in the chapter or to another chapter. Not a short line
    alone: one that is said again somewhere else is another line."""
    rng = draft.rng
    for part, i in draft.some(share / 2):
        run = part.paragraphs[i : i + rng.randint(1, 3)]
        if len(run) == len(part.paragraphs) or sum(len(text_of(each)) for each in run) < 40:
            continue
        del part.paragraphs[i : i + len(run)]
        if rng.random() < 0.7:
            other, at = part, max(0, i + rng.choice([-3, -2, -1, 1, 2, 3]))
        else:
            other = rng.choice(draft.parts)
            at = rng.randint(0, len(other.paragraphs))
        other.paragraphs[at:at] = run


def split_paragraphs(draft: Draft, share: float) -> None:
    for part, i in draft.some(share):
        paragraph = part.paragraphs[i]
        text = text_of(paragraph)
        starts = [start for start, _ in sentences(text)][1:]
        if starts:
            at = draft.rng.choice(starts)
            before = cut(paragraph, 0, len(text[:at].rstrip()))
            part.paragraphs[i : i + 1] = [before, cut(paragraph, at, len(text))]


def merge_paragraphs(draft: Draft, share: float) -> None:
    for part, i in draft.some(share):
        if i + 1 < len(part.paragraphs):
            both = [*part.paragraphs[i], Piece(" "), *part.paragraphs[i + 1]]
            part.paragraphs[i : i + 2] = [both]


def repeat_lines(draft: Draft, share: float) -> None:
    """More of the short lines that there are already, and some of them gone. No line is put in
    beside one like it, where nobody could tell which of the two is new."""
    for part, i in draft.some(share):
        near = {text_of(paragraph) for paragraph in part.paragraphs[max(0, i - 2) : i + 2]}
        if fresh := [line for line in SHORT_LINES if line not in near]:
            part.paragraphs.insert(i, [Piece(draft.rng.choice(fresh))])
    for part in draft.parts:
        for i in range(len(part.paragraphs) - 1, -1, -1):
            if text_of(part.paragraphs[i]) in SHORT_LINES and draft.rng.random() < share:
                del part.paragraphs[i]


def _chapter(draft: Draft) -> Part:
    count = draft.rng.randint(10, 60)
    return Part("Another Chapter", [draft.paragraph() for _ in range(count)])


def insert_chapters(draft: Draft, share: float) -> None:
    """A prologue, one in the middle, and one at the end."""
    draft.parts.insert(0, _chapter(draft))
    draft.parts.insert(draft.rng.randint(1, len(draft.parts)), _chapter(draft))
    draft.parts.append(_chapter(draft))


def split_chapters(draft: Draft, share: float) -> None:
    i = draft.rng.randrange(len(draft.parts))
    title, paragraphs = draft.parts[i]
    if len(paragraphs) > 1:
        at = draft.rng.randrange(1, len(paragraphs))
        draft.parts[i : i + 1] = [Part(title, paragraphs[:at]), Part("", paragraphs[at:])]


def merge_chapters(draft: Draft, share: float) -> None:
    if len(draft.parts) > 1:
        i = draft.rng.randrange(len(draft.parts) - 1)
        one, other = draft.parts[i : i + 2]
        draft.parts[i : i + 2] = [Part(one.title, one.paragraphs + other.paragraphs)]


def swap_chapters(draft: Draft, share: float) -> None:
    if len(draft.parts) > 1:
        i, j = draft.rng.sample(range(len(draft.parts)), 2)
        draft.parts[i], draft.parts[j] = draft.parts[j], draft.parts[i]


def delete_chapters(draft: Draft, share: float) -> None:
    if len(draft.parts) > 1:
        del draft.parts[draft.rng.randrange(len(draft.parts))]


def rename_chapters(draft: Draft, share: float) -> None:
    draft.parts[:] = [Part(draft.sentence(), part.paragraphs) for part in draft.parts]


Edit = Callable[[Draft, float], None]

# Every kind of edit, and the share of paragraphs it changes.
KINDS: dict[str, tuple[Edit, float]] = {
    "typos fixed": (fix_typos, 0.05),
    "words": (edit_words, 0.05),
    "sentences": (edit_sentences, 0.04),
    "paragraphs put in": (insert_paragraphs, 0.03),
    "paragraphs taken out": (delete_paragraphs, 0.03),
    "paragraphs rewritten": (rewrite_paragraphs, 0.02),
    "paragraphs moved": (move_paragraphs, 0.02),
    "paragraphs split": (split_paragraphs, 0.03),
    "paragraphs merged": (merge_paragraphs, 0.03),
    "repeated short lines": (repeat_lines, 0.03),
    "chapters put in": (insert_chapters, 0),
    "chapters split": (split_chapters, 0),
    "chapters merged": (merge_chapters, 0),
    "chapters swapped": (swap_chapters, 0),
    "chapters taken out": (delete_chapters, 0),
    "chapters renamed": (rename_chapters, 0),
}


def edit(old: Text, kinds: list[str], seed: int, donor: list[str], times: float = 1.0) -> Edition:
    """A new edition. `donor` are sentences to put in, `times` how many times as many edits."""
    draft = Draft(old, random.Random(seed), donor)
    for kind in kinds:
        make, share = KINDS[kind]
        make(draft, min(0.5, share * times))
    return draft.finish()


def sprinkle(chapters: tuple[Chapter, ...], share: float, seed: int) -> tuple[Chapter, ...]:
    """The same work with short lines that occur again and again, as dialogue has them."""
    rng = random.Random(seed)
    result = []
    for chapter in chapters:
        blocks = []
        for block in chapter.blocks:
            blocks.append(block)
            if rng.random() < share:
                blocks.append(Block(Kind.PARAGRAPH, rng.choice(SHORT_LINES)))
        result.append(Chapter(chapter.number, chapter.title, tuple(blocks)))
    return tuple(result)
