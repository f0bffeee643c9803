"""Moves places and passages to a new edition, and says how sure it is.

Words are followed to where the alignment found them. A passage half of whose words are gone is
lost, and then gets the nearest guess; it is never put on words it shares nothing with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import NamedTuple

from tuireader.anchoring.aligning import Alignment, Segment
from tuireader.anchoring.approximate import nearest, similarity
from tuireader.anchoring.finding import Finder, Found, likeness_needed
from tuireader.anchoring.folded import Folded
from tuireader.anchoring.folding import fold
from tuireader.anchoring.paragraphs import FEW_BETWEEN, LONG
from tuireader.marks import Anchor
from tuireader.place import Passage, Place

KEPT = 0.5  # the part of a passage's characters that must be there still
ENOUGH = 120  # characters that are as good as that part: of a long passage a few lines remain
FEW = 24  # letters; so few words are theirs only if what is around them came along
VOUCHING = 0.25  # the part of what is around them that must have come
_ALONE = 16  # letters; as many need nobody to vouch for them if there are none like them
_NEAR = 2000  # how far from them it may be then, in characters
_AROUND = 64  # how many characters on either side are around them
_APART = 600  # characters put in between the words of a passage before it counts as torn
_LOOK_BACK = 200  # how many segments before a place are asked for a sentence that survives

_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_SENTENCE_END = r"""[.!?]["')\]]*(?=\s|$)|[。！？]["」』）]*"""


class How(StrEnum):
    """How a place or passage came to where it is."""

    SAME = "same"  # the edition is the same
    EXACT = "exact"  # its words are the same
    CHANGED = "changed"  # some of its words changed
    QUOTE = "quote"  # found by its quote, or between what was around it
    LOST = "lost"  # its words are gone


class Moved(NamedTuple):
    """Where a passage is now; if it is lost, the nearest guess, an empty passage.

    `certainty` goes from 0.0 to 1.0: the likeness of the words now to those it was made on.
    """

    passage: Passage
    certainty: float
    how: How

    @property
    def lost(self) -> bool:
        return self.how is How.LOST


def move(anchor: Anchor, alignment: Alignment) -> Moved:
    """Where `anchor` is in the new text of an alignment.

    If it was made in neither of the two editions, or its words are not where it says, it is found
    by its paragraph or its quote; so where the old text is not kept, align nothing with the new:
    `align((), new)`.
    """
    old, new = alignment.old, alignment.new
    if anchor.edition == new.edition:
        return Moved(anchor.passage, 1.0, How.SAME)
    if old.text and anchor.edition in ("", old.edition):
        start, end = old.span(anchor.passage)
        if old.text[start:end] == fold(anchor.quote.exact) or not any(anchor.quote):
            return move_passage(anchor.passage, alignment)
    if found := _by_digest(anchor, new) or Finder(new).find(anchor.quote, anchor.place):
        return Moved(found.passage, found.certainty, How.QUOTE)
    return Moved(Passage.at(_nearest_chapter(anchor, alignment)), 0.0, How.LOST)


def _by_digest(anchor: Anchor, new: Folded) -> Found | None:
    """The words of an anchor in its paragraph, if that is there unchanged and the only such one."""
    index = new.digests.get(anchor.digest, -1)
    exact = fold(anchor.quote.exact)
    if index < 0 or len(new.paragraphs[index]) < LONG:
        return None
    start, end = new.starts[index], new.end_of(index)
    if not exact:
        return Found(Passage.at(new.place(min(start + anchor.place.offset, end))), 1.0)
    spots = [match.start() for match in re.finditer(re.escape(exact), new.text[start:end])]
    if not spots:
        return None
    spot = start + min(spots, key=lambda spot: abs(spot - anchor.place.offset))
    return Found(new.passage(spot, spot + len(exact)), 1.0)


def _nearest_chapter(anchor: Anchor, alignment: Alignment) -> Place:
    """The beginning of the chapter an anchor was in, as far as its id, title or number tell."""
    new = alignment.new
    if not new.titles:
        return Place()
    for name, names in ((anchor.chapter_id, new.ids), (anchor.chapter_title, new.titles)):
        if name and names.count(name) == 1:
            return new.place(new.position(Place(names.index(name))))
    return new.place(new.position(Place(min(anchor.place.chapter, len(new.titles) - 1))))


def move_passage(passage: Passage, alignment: Alignment) -> Moved:
    """Where a passage of the old text is in the new one: its words, if half of them are there; for
    one without visible words as for a place."""
    start, end = alignment.old.span(passage)
    if start == end:
        moved = _move_place(start, alignment)
    else:
        found = _follow(start, end, alignment) or _between(start, end, alignment)
        moved = found or _move_place(start, alignment)._replace(certainty=0.0, how=How.LOST)
    if moved.lost:
        return moved
    places = map(partial(_keep_offset, alignment), passage, moved.passage)
    return moved._replace(passage=Passage(*places))


def move_place(place: Place, alignment: Alignment) -> Moved:
    """Where a place of the old text is in the new one: on its character, or else in its sentence,
    or else, lost, at the end of the nearest sentence before it that survives."""
    return move_passage(Passage.at(place), alignment)


def _keep_offset(alignment: Alignment, before: Place, after: Place) -> Place:
    """`after`, or in a block that is the same to the letter the very offset, where folding only
    left out what cannot be seen."""
    text = alignment.old.raw_at(before)
    if text is None or text != alignment.new.raw_at(after):
        return after
    low, high = sorted((before.offset, after.offset))
    return after if fold(text[low:high]) else after._replace(offset=before.offset)


# Passages


def _follow(start: int, end: int, alignment: Alignment) -> Moved | None:
    """What the words of a passage became, if enough of them are in one place."""
    old, new = alignment.old.text, alignment.new
    pieces = _together(list(alignment.pieces(start, end)), old, end - start + _APART)
    if not pieces:
        return None
    kept, weight = _weights(old, start, end, pieces)
    if kept <= KEPT * weight and kept < ENOUGH:
        return None
    low, high = _with_punctuation(start, end, pieces, alignment)
    while low < high and new.text[low] == " ":
        low += 1
    while low < high and new.text[high - 1] == " ":
        high -= 1
    if low == high:
        return None
    vouched = weight >= FEW or _vouched(start, end, low, high, alignment)
    if not vouched and not _alone(start, alignment):
        return None
    if old[start:end] == new.text[low:high]:
        return Moved(new.passage(low, high), 1.0, How.EXACT)
    certainty = min(0.99, similarity(old[start:end], new.text[low:high]))
    if weight < FEW and certainty <= KEPT:
        return None
    return Moved(new.passage(low, high), certainty, How.CHANGED)


def _alone(position: int, alignment: Alignment) -> bool:
    """Whether a position is in a paragraph that is the only one of its kind in either text."""
    old, new = alignment.old, alignment.new
    paragraph = old.paragraphs[old.paragraph_at(position)]
    enough = _letters(paragraph, 0, len(paragraph)) >= _ALONE
    return enough and old.text.count(paragraph) == 1 == new.text.count(paragraph)


def _vouched(start: int, end: int, low: int, high: int, alignment: Alignment) -> bool:
    """Whether what is around a few words came along with them: in their paragraph, or, where they
    are all of it, before and after it; or it begins a chapter as it did."""
    old, new = alignment.old, alignment.new
    index = old.paragraph_at(start)
    if index in old.openings and new.paragraph_at(low) in new.openings:
        return True
    first, last = old.starts[index], old.end_of(old.paragraph_at(end))
    if _letters(old.text, first, start) + _letters(old.text, end, last) < FEW // 2:
        if _in_its_place(index, new.paragraph_at(low), alignment):
            return True
        first, last = 0, len(old.text)
    first, last = max(first, start - _AROUND), min(last, end + _AROUND)
    around = _letters(old.text, first, start) + _letters(old.text, end, last)
    kept = 0
    for begin, stop in ((first, start), (end, last)):
        for piece in alignment.pieces(begin, stop):
            if low - _NEAR <= piece.new and piece.new + piece.size <= high + _NEAR:
                kept += _letters(old.text, piece.old, piece.old + piece.size)
    return kept >= VOUCHING * around


def _in_its_place(i: int, j: int, alignment: Alignment) -> bool:
    """Whether an old paragraph is the new one because both are the only ones of their kind between
    words that stayed close by: only what is around it was rewritten, or went elsewhere."""
    old, new = alignment.old, alignment.new
    paragraph, low, high = old.paragraphs[i], new.starts[j], new.end_of(j)
    before = islice(alignment.before(old.starts[i]), FEW_BETWEEN)
    after = islice(alignment.after(old.end_of(i)), FEW_BETWEEN)
    first = next((it for it in before if 0 <= low - it.new - it.size <= _NEAR), None)
    last = next((it for it in after if 0 <= it.new - high <= _NEAR), None)
    olds, news = (
        range(
            text.paragraph_at(first[at] + first.size - 1) + 1 if first else 0,
            text.paragraph_at(last[at]) if last else len(text.paragraphs),
        )
        for at, text in enumerate((old, new))
    )
    return all(
        len(between) <= FEW_BETWEEN
        and [text.paragraphs[at] for at in between].count(paragraph) == 1
        for text, between in ((old, olds), (new, news))
    )


def _with_punctuation(
    start: int, end: int, pieces: list[Segment], alignment: Alignment
) -> tuple[int, int]:
    """The new positions of the first and last piece, and with them the quotation marks and stops
    that begin and end the passage, where they are still beside those."""
    old, new = alignment.old.text, alignment.new.text
    low, high = pieces[0].new, pieces[-1].new + pieces[-1].size
    first, last = pieces[0].old, pieces[-1].old + pieces[-1].size
    while start < first and low and old[first - 1] == new[low - 1]:
        first, low = first - 1, low - 1
    while last < end and old[last : last + 1] == new[high : high + 1]:
        last, high = last + 1, high + 1
    return low, high


def _together(pieces: list[Segment], old: str, apart: int) -> list[Segment]:
    """Those pieces, in order in both texts and not too far apart, that hold most of the words."""
    groups: list[list[Segment]] = []
    for piece in pieces:
        for group in reversed(groups):
            if 0 <= piece.new - group[-1].new - group[-1].size <= apart:
                group.append(piece)
                break
        else:
            groups.append([piece])

    def weight(group: list[Segment]) -> int:
        return sum(_letters(old, piece.old, piece.old + piece.size) for piece in group)

    return max(groups, key=weight, default=[])


def _weights(text: str, start: int, end: int, pieces: Iterable[Segment]) -> tuple[int, int]:
    """How much of `text[start:end]` the pieces hold, and how much it is: in letters and digits, as
    punctuation is everywhere alike; or in whatever is visible, where there are none."""
    weigh = _letters if _letters(text, start, end) else _visible
    return sum(weigh(text, old, old + size) for old, _, size in pieces), weigh(text, start, end)


def _letters(text: str, start: int, end: int) -> int:
    part = text[start:end]
    if part.isascii():  # nearly always
        return len(part.encode().translate(None, _NO_LETTERS))
    return sum(map(str.isalnum, part))


def _visible(text: str, start: int, end: int) -> int:
    return end - start - text.count(" ", start, end)


def _between(start: int, end: int, alignment: Alignment) -> Moved | None:
    """What stands between the words that were around a passage, where it is like the passage."""
    before = next(alignment.before(start), None)
    after = next(alignment.after(end), None)
    if not before or not after:
        return None
    low, high = before.new + before.size, after.new
    few = _letters(alignment.old.text, start, end) < FEW
    spare = FEW if few else _APART
    if start - before.old - before.size > spare or after.old - end > spare:
        return None
    if not 0 < high - low <= end - start + 2 * spare:
        return None
    exact = alignment.old.text[start:end]
    off, at, to = nearest(exact, alignment.new.text[low:high])
    likeness = 1.0 - off / len(exact)
    if at == to or likeness < likeness_needed(exact):
        return None
    return Moved(alignment.new.passage(low + at, low + to), likeness, How.QUOTE)


# Places


def _move_place(position: int, alignment: Alignment) -> Moved:
    old, new = alignment.old, alignment.new
    if not old.text or not new.text:
        return Moved(Passage.at(Place()), 0.0, How.LOST)
    # The end of a paragraph goes with the character before it.
    closing = position >= old.end_of(old.paragraph_at(position))
    position -= closing
    start, end = sentence(old, position)
    kept = _kept(start, end, alignment)
    piece = next(alignment.pieces(position, position + 1), None)
    if piece and kept >= VOUCHING:
        place = new.place(piece.new + closing, closing=closing)
        return Moved(Passage.at(place), 1.0, How.EXACT)
    if kept >= KEPT:
        place = new.place(_within_sentence(start, position, end, alignment))
        return Moved(Passage.at(place), kept, How.CHANGED)
    return Moved(Passage.at(_nearest_guess(start, end, alignment)), 0.0, How.LOST)


def _kept(start: int, end: int, alignment: Alignment) -> float:
    """The part of the visible characters of `old.text[start:end]` that are in the new text."""
    old = alignment.old.text
    kept, weight = _weights(old, start, end, alignment.pieces(start, end))
    return kept / max(1, weight)


def _within_sentence(start: int, position: int, end: int, alignment: Alignment) -> int:
    """Where in the new text a position is whose character is gone, of a sentence that is there:
    after what is left of the sentence before it, or else at what is left of the rest."""
    before = list(alignment.pieces(start, position))
    if not before:
        return next(alignment.pieces(position, end)).new
    target = before[-1].new + before[-1].size
    return target + (alignment.new.text[target : target + 1] == " ")


def _nearest_guess(start: int, end: int, alignment: Alignment) -> Place:
    """The end of the nearest sentence before one of the old text that survives, or where none does
    the beginning of what survives after it."""
    old, new = alignment.old, alignment.new
    for segment in islice(alignment.before(start), _LOOK_BACK):
        last = min(segment.old + segment.size, start) - 1
        if old.text[last] == " ":
            last -= 1
        if last >= segment.old and _kept(*sentence(old, last), alignment) >= KEPT:
            _, target = sentence(new, segment.new + last - segment.old)
            return new.place(target, closing=True)
    later = next(alignment.after(end), None)
    return new.place(later.new if later else 0)


def sentence(text: Folded, position: int) -> tuple[int, int]:
    """Where the sentence at a position begins and ends, inside its paragraph."""
    index = text.paragraph_at(position)
    opening, paragraph = text.starts[index], text.paragraphs[index]
    start = 0
    for match in re.finditer(_SENTENCE_END, paragraph):
        if opening + match.end() > position:
            return opening + start, opening + match.end()
        start = match.end()
        if paragraph[start : start + 1] == " ":
            start += 1
    return opening + min(start, len(paragraph)), opening + len(paragraph)
