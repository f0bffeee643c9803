"""What must hold whatever is done to a text: nothing is dropped, nothing is on others' words."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tuireader.anchoring import anchor_passage, edition, fold, quote_of
from tuireader.marks import Mark, MarkKind, Progress, WorkRecord, in_reading_order
from tuireader.place import Passage, Place
from tuireader.updating import Carrier
from tuireader.work import Block, Chapter, Kind
from updating.shelf import ONE, T0, THREE, TWO

LINES = [*ONE, *TWO, *THREE, "“No.”", "He said nothing."]
edits = st.sampled_from(
    [str, lambda line: line.replace("the", "a"), lambda line: line[: len(line) // 2], str.upper]
)
lines = st.builds(lambda line, change: change(line), st.sampled_from(LINES), edits | st.just(str))
texts = st.lists(
    st.lists(lines, min_size=1, max_size=6).map(
        lambda found: Chapter(1, "", tuple(Block(Kind.PARAGRAPH, line) for line in found))
    ),
    min_size=1,
    max_size=4,
).map(tuple)
Text = tuple[Chapter, ...]


def record(text: Text, spots: list[tuple[int, int, int, int]], finished: bool) -> WorkRecord:
    marks = []
    for number, (chapter, block, start, length) in enumerate(spots):
        blocks = text[chapter % len(text)].blocks
        line = blocks[block % len(blocks)].text
        begin = Place(chapter % len(text), block % len(blocks), start % len(line))
        end = begin._replace(offset=min(len(line), begin.offset + length))
        kind = MarkKind.HIGHLIGHT if length else MarkKind.BOOKMARK
        anchor = anchor_passage(text, Passage(begin, end), edition(text))
        marks.append(Mark(f"m{number}", kind, anchor, T0, T0))
    progress = Progress(replace(marks[0].anchor), T0, 0.5, finished)
    return WorkRecord("w", progress=progress, marks=in_reading_order(marks))


@settings(max_examples=40, deadline=None)
@given(
    editions=st.lists(texts, min_size=2, max_size=4),
    spots=st.lists(st.tuples(*[st.integers(0, 99)] * 4), min_size=1, max_size=6),
    kept=st.booleans(),
    finished=st.booleans(),
)
def test_through_any_editions_and_back(
    editions: list[Text],
    spots: list[tuple[int, int, int, int]],
    kept: bool,
    finished: bool,
) -> None:
    """Whether the older texts are kept or not."""
    made = record(editions[0], spots, finished)
    known = {edition(text): text for text in editions}
    now = made
    for text in (*editions[1:], editions[0]):
        present = edition(text)
        held = known if kept else {present: text}
        carrier = Carrier(present, lambda name, held=held: held.get(name, ()))  # type: ignore[misc]
        now = carrier.record(now)
        assert carrier.record(now) == now
        assert {mark.id for mark in now.marks} == {mark.id for mark in made.marks}
        for mark in now.marks:
            anchor = mark.anchor
            before = made.mark(mark.id)
            assert before
            assert anchor.made == before.anchor
            assert anchor.edition == present
            assert (anchor.certainty == 0.0) == mark.lost
            there = quote_of(text, anchor.passage)
            assert anchor.quote == (anchor.made.quote if mark.lost else there)
            if before.anchor.quote.exact.strip() and not mark.lost:
                one, other = (set(fold(q.exact).lower()) for q in (there, before.anchor.quote))
                assert (one & other) - {" "}
    assert now.marks == made.marks
    assert now.progress
    assert made.progress
    assert replace(now.progress, fraction=0.5) == made.progress
