"""Readings that are dropped and parts that are folded away, while every offset stays what it is."""

from __future__ import annotations

import pytest

from tuireader.layout import ChapterLayout, Line, LineKind, Setting
from tuireader.work import ADDED, Block, Break, Chapter, Kind, Part, Role, Span

PLAIN = Setting(measure=40)


def lay_out(
    *blocks: Block, setting: Setting = PLAIN, opened: tuple[int, ...] = ()
) -> ChapterLayout:
    return ChapterLayout(Chapter(1, blocks=blocks, titled=True), setting, opened=opened)


def lines(layout: ChapterLayout) -> list[Line]:
    found = (layout.line(row) for row in range(layout.height))
    return [line for line in found if line.kind is not LineKind.BLANK]


def drawn(layout: ChapterLayout) -> list[str]:
    return [
        line.prefix + "".join(piece.text for piece in layout.pieces(line)) for line in lines(layout)
    ]


def with_reading(text: str, *readings: str) -> Block:
    spans = tuple(
        Span(text.index(reading), text.index(reading) + len(reading), Role.RUBY, ADDED)
        for reading in readings
    )
    return Block(Kind.PARAGRAPH, text, spans)


@pytest.mark.parametrize(
    ("block", "shown", "without"),
    [
        (
            with_reading("漢(かん)字(じ)です。", "(かん)", "(じ)"),
            "漢(かん)字(じ)です。",
            "漢字です。",
        ),
        (with_reading("base (ru) next", "(ru)"), "base (ru) next", "base next"),
        (with_reading("base (ru), next", "(ru)"), "base (ru), next", "base, next"),
        (with_reading("the end(ru)", "(ru)"), "the end(ru)", "the end"),
        (with_reading("(ru) alone", "(ru)"), "(ru) alone", " alone"),
    ],
)
def test_readings_are_dropped_by_choice(block: Block, shown: str, without: str) -> None:
    assert drawn(lay_out(block)) == [shown]
    layout = lay_out(block, setting=PLAIN._replace(ruby=False))
    assert drawn(layout) == [without]
    assert layout.chapter.blocks == (block,)


def test_places_in_and_after_a_dropped_reading() -> None:
    block = with_reading("漢(かん)字です", "(かん)")
    layout = lay_out(block, setting=PLAIN._replace(ruby=False))
    assert layout.cell_of(0, 0) == (0, 0)
    assert [layout.cell_of(0, offset) for offset in (1, 3, 5)] == [(0, 2)] * 3
    assert [layout.point_at(0, cell)[1] for cell in (0, 1, 2, 4)] == [0, 0, 5, 6]
    (line,) = lines(layout)
    assert (line.start, line.end) == (0, len(block.text))


def test_a_line_is_broken_as_if_a_dropped_reading_were_not_there() -> None:
    pairs = "".join(f"{base}({'x' * 9})" for base in "春夏秋冬天地玄黄宇宙")
    block = with_reading(pairs)
    spans = tuple(
        Span(start + 1, start + 12, Role.RUBY, ADDED) for start in range(0, len(pairs), 12)
    )
    block = Block(Kind.PARAGRAPH, pairs, spans)
    setting = Setting(measure=10, ruby=False)
    assert drawn(lay_out(block, setting=setting)) == ["春夏秋冬天", "地玄黄宇宙"]


def paragraph(text: str, **fields: bool) -> Block:
    return Block(Kind.PARAGRAPH, text, folded=fields.get("folded", False))


DETAILS = (
    paragraph("Before."),
    Block(Kind.SUMMARY, "Spoiler"),
    paragraph("It is the Count.", folded=True),
    Block(Kind.BREAK, marker=Break.RULE),
    paragraph("It is always the Count.", folded=True),
    Block(Kind.BREAK, marker=Break.RULE),
    paragraph("After."),
)
FOLDING = PLAIN._replace(fold=True)


def test_folded_parts_show_their_summary_and_open() -> None:
    ornament = "*   *   *"
    layout = lay_out(*DETAILS, setting=FOLDING)
    assert drawn(layout) == ["Before.", "▸ Spoiler", ornament, "After."]
    assert layout.folds == {1: 5}
    whole = ["Before.", "▾ Spoiler", "It is the Count.", ornament, "It is always the Count."]
    opened = lay_out(*DETAILS, setting=FOLDING, opened=(1,))
    assert drawn(opened) == [*whole, ornament, "After."]
    assert drawn(lay_out(*DETAILS)) == drawn(opened)


def test_what_is_folded_away_is_where_its_summary_is() -> None:
    layout = lay_out(*DETAILS, setting=FOLDING)
    summary = layout.row_of(1, 0)
    assert [layout.row_of(block, 4) for block in (2, 3, 4)] == [summary] * 3
    assert [layout.fold_of(block) for block in range(7)] == [None, None, 1, 1, 1, None, None]
    assert layout.place_at(summary) == (1, 0)
    assert layout.place_at(summary + 1)[0] == 6


def test_what_cannot_be_opened_is_never_folded() -> None:
    for blocks in (
        (paragraph("No summary.", folded=True), paragraph("More.", folded=True)),
        (Block(Kind.SUMMARY, ""), paragraph("Unseen summary.", folded=True)),
        (Block(Kind.SUMMARY, "Open"), paragraph("As the author left it.")),
        (Block(Kind.SUMMARY, "Notes", part=Part.NOTES), paragraph("Story.", folded=True)),
    ):
        layout = lay_out(*blocks, setting=FOLDING)
        assert layout.folds == {}
        assert all(layout.fold_of(index) is None for index in range(len(blocks)))


def test_a_summary_inside_a_folded_part_opens_with_it() -> None:
    blocks = (
        Block(Kind.SUMMARY, "Outer"),
        Block(Kind.SUMMARY, "Inner", folded=True),
        paragraph("Innermost.", folded=True),
    )
    assert drawn(lay_out(*blocks, setting=FOLDING)) == ["▸ Outer"]
    opened = lay_out(*blocks, setting=FOLDING, opened=(0,))
    assert drawn(opened) == ["▾ Outer", "▾ Inner", "Innermost."]
