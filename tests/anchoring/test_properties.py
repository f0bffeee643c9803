"""What must hold for any text, any edit and any mark."""

import random
from itertools import pairwise
from unicodedata import combining

from hypothesis import given, settings
from hypothesis import strategies as st

from anchoring.texts import chapter
from tuireader.anchoring import (
    Alignment,
    How,
    align,
    anchor_passage,
    edition,
    find_changes,
    find_quote,
    fold,
    inner_place,
    move,
    move_passage,
    outer_place,
    quote_of,
)
from tuireader.anchoring.spelling import alike
from tuireader.place import Passage, Place
from tuireader.work import Block, Chapter, Kind, Part

VOCABULARY = [
    *("a", "the", "of", "and", "to", "he", "she", "it", "was", "had", "said", "I", "O"),
    *("lamp", "storm", "harbour", "keeper", "boat", "boats", "glass", "sea", "morning", "island"),
    *("nobody", "slowly", "climbed", "counted", "waited", "answered", "window", "remember"),
    *("ﬁve", "café", "cafe\u0301", "don’t", "tomor\u00adrow", "我们", "—", "..."),
    *("“Yes.”", "“No.”", "lit?", "cold,", "end.", "gone.", "night.", "yes…"),
]

WORD = st.sampled_from(VOCABULARY)
LINE = st.sampled_from(["“Yes.”", "“No.”", "Silence.", "* * *"])
PARAGRAPH = LINE | st.lists(WORD, min_size=1, max_size=30).map(" ".join)
BLOCK = st.one_of(
    PARAGRAPH.map(lambda text: Block(Kind.PARAGRAPH, text)),
    PARAGRAPH.map(lambda text: Block(Kind.PARAGRAPH, text, part=Part.NOTES)),
    st.just(Block(Kind.BREAK)),
    st.just(Block(Kind.IMAGE, "a boat")),
)
CHAPTER = st.lists(BLOCK, max_size=8).map(lambda blocks: Chapter(1, "", tuple(blocks)))
WORK = st.lists(CHAPTER, min_size=1, max_size=4).map(tuple)


def places(work: tuple[Chapter, ...]) -> list[Place]:
    """Every place that is not between a letter and its accent."""
    return [
        Place(number, index, offset)
        for number, each in enumerate(work)
        for index, block in enumerate(each.blocks)
        if block.has_text
        for offset in range(len(block.text) + 1)
        if not combining(block.text[offset : offset + 1] or " ")
    ]


@st.composite
def marked(draw: st.DrawFn) -> tuple[tuple[Chapter, ...], Passage]:
    """A work and a passage of it, from the beginning of a character to the end of one."""
    work = draw(WORK.filter(places))
    every = places(work)
    start = draw(st.integers(0, len(every) - 1))
    end = min(len(every) - 1, start + draw(st.integers(0, 60)))
    return work, Passage(every[start], every[end])


def edited(work: tuple[Chapter, ...], seed: int) -> tuple[Chapter, ...]:
    """The work after a few edits of any kind."""
    rng = random.Random(seed)
    chapters = [[block.text for block in each.blocks if block.has_text] for each in work]
    for _ in range(rng.randint(1, 12)):
        texts = rng.choice(chapters) if chapters else []
        kind = rng.randrange(9)
        if kind == 0:
            fresh = " ".join(rng.choices(VOCABULARY, k=rng.randint(1, 20)))
            texts.insert(rng.randint(0, len(texts)), fresh)
        elif kind == 1:
            rng.shuffle(chapters)
        elif kind == 2:
            chapters.insert(rng.randint(0, len(chapters)), ["“Yes.”", "the storm was cold, end."])
        elif texts:
            i = rng.randrange(len(texts))
            words = texts[i].split()
            at = rng.randrange(len(words))
            if kind == 3:
                del texts[i]
            elif kind == 4:
                words[at] = rng.choice(VOCABULARY)
                texts[i] = " ".join(words)
            elif kind == 5:
                texts.insert(rng.randint(0, len(texts)), texts[i])
            elif kind == 6 and at:
                texts[i : i + 1] = [" ".join(words[:at]), " ".join(words[at:])]
            elif kind == 7:
                texts[i : i + 2] = [" ".join(texts[i : i + 2])]
            elif kind == 8 and len(words[at]) > 3:
                words[at] = words[at][0] + words[at][2] + words[at][1] + words[at][3:]
                texts[i] = " ".join(words)
    return tuple(chapter(*texts) for texts in chapters)


def share_something(one: str, other: str) -> bool:
    """Whether there is a word, a spelling of one or a part of one in both."""
    these, those = (
        [word.strip('."?,') or word for word in fold(text).split()] for text in (one, other)
    )
    return any(a in b or b in a or alike(a, b) for a in these for b in those)


@settings(max_examples=60, deadline=None)
@given(marked(), st.integers(0, 10**6))
def test_a_mark_is_never_on_words_that_share_nothing_with_its_own(
    mark: tuple[tuple[Chapter, ...], Passage], seed: int
) -> None:
    old, passage = mark
    new = edited(old, seed)
    anchor = anchor_passage(old, passage, edition(old))
    for alignment in (align(old, new), align((), new)):
        moved = move(anchor, alignment)
        words = quote_of(new, moved.passage).exact if moved.passage.end > Place() else ""
        if moved.lost:
            assert not words
        elif fold(anchor.quote.exact):
            assert share_something(anchor.quote.exact, words)
            assert (moved.certainty == 1.0) == (fold(words) == fold(anchor.quote.exact)) or (
                moved.how is How.QUOTE
            )
        start, end = moved.passage
        assert start <= end
        for place in moved.passage:
            assert place == Place() or place in places(new)


@settings(max_examples=40, deadline=None)
@given(marked())
def test_the_same_text_leaves_every_mark(mark: tuple[tuple[Chapter, ...], Passage]) -> None:
    work, passage = mark
    alignment = align(work, work)
    assert move(anchor_passage(work, passage, edition(work)), alignment).passage == passage
    moved = move_passage(passage, alignment)
    assert not moved.lost
    assert fold(quote_of(work, moved.passage).exact) == fold(quote_of(work, passage).exact)
    assert str(find_changes(alignment)) == ""


def check(alignment: Alignment) -> None:
    """Segments are in order, overlap in neither text, and hold the same or nearly the same."""
    for one, other in pairwise(alignment.segments):
        assert one.old + one.size <= other.old
    for one, other in pairwise(sorted(segment.new for segment in alignment.segments)):
        assert one <= other
    for one, other in pairwise(alignment.reverse.segments):
        assert one.old + one.size <= other.old
    for old, new, size in alignment.segments:
        assert size > 0
        one, other = alignment.old.text[old : old + size], alignment.new.text[new : new + size]
        assert len(one) == len(other) == size
        assert one == other or " " not in one + other


@settings(max_examples=60, deadline=None)
@given(WORK, st.integers(0, 10**6))
def test_segments_are_pieces_of_both_texts(work: tuple[Chapter, ...], seed: int) -> None:
    alignment = align(work, edited(work, seed))
    check(alignment)
    assert alignment.reverse.reverse.segments == alignment.segments
    changes = find_changes(alignment)
    assert 0.0 <= changes.kept <= 1.0
    assert [each.new for each in changes.chapters if each.new is not None] == list(
        range(len(alignment.new.titles))
    )


@settings(max_examples=30, deadline=None)
@given(WORK, WORK)
def test_any_two_texts_can_be_aligned(one: tuple[Chapter, ...], other: tuple[Chapter, ...]) -> None:
    check(align(one, other))


@settings(max_examples=60, deadline=None)
@given(marked())
def test_a_quote_that_is_unique_is_found_where_it_was(
    mark: tuple[tuple[Chapter, ...], Passage],
) -> None:
    work, passage = mark
    quote = quote_of(work, passage)
    text = " ".join(fold(block.text) for each in work for block in each.blocks if fold(block.text))
    exact = fold(quote.exact)
    if exact and text.count(exact) == 1:
        found = find_quote(work, quote)
        assert found
        assert fold(quote_of(work, found.passage).exact) == exact


@settings(max_examples=40, deadline=None)
@given(marked())
def test_outer_places_come_back(mark: tuple[tuple[Chapter, ...], Passage]) -> None:
    work, passage = mark
    for place in passage:
        here = work[place.chapter]
        assert inner_place(here, outer_place(here, place)) == place
