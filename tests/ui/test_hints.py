"""Labels of links: how they are made, and where on a page they stand."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tuireader.layout import ChapterLayout, Line, Piece, Setting
from tuireader.reading.links import Link, links_of
from tuireader.ui.drawing import Looks, labelled
from tuireader.ui.hints import (
    HOME_ROW,
    Hint,
    Spot,
    View,
    hints,
    labels,
    link_at,
    links_in,
    spots,
)
from tuireader.ui.themes import OURS
from tuireader.work import ADDED, Block, Cell, Chapter, Kind, Role, Span

HERE, THERE = "#0/0/0", "https://a.example/"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 900))
def test_labels_are_short_and_none_begins_with_another(count: int) -> None:
    made = labels(count)
    assert len(made) == len(set(made)) == count
    assert len({len(label) for label in made}) <= 1
    assert max(map(len, made), default=0) <= (1 if count <= 9 else 2 if count <= 676 else 3)
    if count <= len(HOME_ROW) ** 2:
        assert set("".join(made)) <= set(HOME_ROW)


def layout_of(*blocks: Block, width: int = 40, **setting: object) -> ChapterLayout:
    made = Setting(width)._replace(**setting)  # type: ignore[arg-type]
    return ChapterLayout(Chapter(1, blocks=blocks, titled=True), made)


def view_of(layout: ChapterLayout) -> View:
    return View(layout, 0, range(layout.height), layout.setting.measure)


def drawn(layout: ChapterLayout, spot: Spot) -> str:
    """What stands in the cells of a spot."""
    line = layout.line(spot.row)
    text = " " * line.indent + "".join(piece.text for piece in layout.pieces(line))
    strip = Strip([Segment(text)]).crop(spot.cell, spot.cell + spot.width)
    return strip.text


def link(text: str, words: str, target: str = HERE, *more: Span) -> Block:
    start = text.index(words)
    spans = (Span(start, start + len(words), Role.LINK, target), *more)
    return Block(Kind.PARAGRAPH, text, spans)


def test_a_link_over_two_lines_is_one_link_with_two_spots() -> None:
    text = "It is a truth universally acknowledged, that a single man in possession"
    layout = layout_of(link(text, "acknowledged, that a single man"))
    found = spots(view_of(layout))
    assert [spot.row for spot in found] == [0, 1]
    assert " ".join(drawn(layout, spot) for spot in found) == "acknowledged, that a single man"
    assert len(links_in(found)) == 1
    marked = hints(found, {found[0].link: "a"}, "", 40)
    assert {row: [hint.cell for hint in each] for row, each in marked.items()} == {
        0: [found[0].cell]
    }


@pytest.mark.parametrize("setting", [{}, {"justify": True}, {"leading": 1}, {"ruby": False}])
def test_spots_are_where_the_link_is_drawn(setting: dict[str, object]) -> None:
    ruby = "漢字(かんじ)です、そして the *next* one is wide enough for two lines at least"
    layout = layout_of(
        link(
            ruby,
            "the *next* one",
            THERE,
            Span(2, 7, Role.RUBY, ADDED),
            Span(19, 25, Role.STRONG),
        ),
        Block(
            Kind.ITEM,
            "A note" + "3",
            (Span(6, 7, Role.NOTE_REF, HERE), Span(6, 7, Role.SUP)),
            marker="•",
            level=1,
        ),
        **setting,
    )
    found = spots(view_of(layout))
    shown: dict[str, str] = {}
    for spot in found:
        shown[spot.link.text] = " ".join(
            filter(None, (shown.get(spot.link.text), " ".join(drawn(layout, spot).split())))
        )
    assert shown == {"the *next* one": "the *next* one", "3": "³"}
    for spot in found:
        for cell in range(spot.cell, spot.cell + spot.width):
            assert link_at(layout, 0, spot.row, cell) == spot.link
        assert link_at(layout, 0, spot.row, spot.cell - 1) is None
        assert link_at(layout, 0, spot.row, spot.cell + spot.width) is None


def test_links_in_cells_of_a_table() -> None:
    cells = [
        Block(
            Kind.CELL,
            f"cell {row}{column}",
            (Span(0, 7, Role.LINK, f"#0/{row}/{column}"),),
            cell=Cell(0, row, column),
        )
        for row in range(2)
        for column in range(2)
    ]
    layout = layout_of(*cells)
    found = spots(view_of(layout))
    assert [drawn(layout, spot) for spot in found] == ["cell 00", "cell 01", "cell 10", "cell 11"]
    assert found[0].row == found[1].row


def test_a_picture_that_is_a_link() -> None:
    picture = Block(Kind.IMAGE, "A ship", (Span(0, 6, Role.LINK, THERE),))
    layout = layout_of(picture)
    (spot,) = spots(view_of(layout))
    assert "A ship" in layout.line(spot.row).text
    assert spot.link.address == THERE


def test_what_is_not_drawn_has_no_label() -> None:
    summary = Block(Kind.SUMMARY, "More")
    folded = Block(Kind.PARAGRAPH, "Here", (Span(0, 4, Role.LINK, HERE),), folded=True)
    reading = Block(
        Kind.PARAGRAPH,
        "字(じ)",
        (Span(1, 4, Role.RUBY, ADDED), Span(1, 4, Role.LINK, HERE)),
    )
    assert spots(view_of(layout_of(summary, folded, reading, ruby=False, fold=True))) == []
    assert len(spots(view_of(layout_of(summary, folded, reading)))) == 2


def test_labels_that_would_meet_make_room() -> None:
    text = "ab" + "x" * 30 + "c"
    spans = tuple(
        Span(start, start + 1, Role.NOTE_REF, f"#0/{start}/0") for start in (0, 1, len(text) - 1)
    )
    layout = layout_of(Block(Kind.PARAGRAPH, text, spans), width=len(text))
    found = spots(view_of(layout))
    label_of = dict(zip(links_in(found), ("aa", "as", "sa"), strict=True))
    (first,) = hints(found, label_of, "", len(text)).values()
    assert first == [Hint(0, "aa", 0), Hint(2, "as", 0), Hint(len(text) - 2, "sa", 0)]
    (typed,) = hints(found, label_of, "a", len(text)).values()
    assert typed == [Hint(0, "aa", 1), Hint(2, "as", 1)]
    assert hints(found, label_of, "x", len(text)) == {}


@pytest.mark.parametrize("cell", range(-1, 14))
def test_a_label_moves_no_text(cell: int) -> None:
    variables = {"panel": "#000000", "accent": "#ffffff", **OURS["dark"].variables}
    looks = Looks(Style(), variables)
    strip = Strip([Segment("ab漢字cd"), Segment("漢e"), Segment(" ")])
    made = labelled(strip, [Hint(cell, "jk", 1)], 0, looks)
    assert made.cell_length == strip.cell_length == 12
    at = min(max(cell, 0), 10)
    assert made.crop(at, at + 2).text == "jk"
    for column in (*range(at), *range(at + 2, 12)):
        before, after = (one.crop(column, column + 1).text for one in (strip, made))
        assert after in (before, " ")


def test_the_links_of_a_long_paragraph_are_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counted(block: Block, chapter: int, index: int) -> list[Link]:
        asked.append(index)
        return links_of(block, chapter, index)

    monkeypatch.setattr("tuireader.ui.hints.links_of", counted)
    links = tuple(Span(at, at + 4, Role.LINK, f"{THERE}{at}") for at in range(0, 2_000, 5))
    layout = layout_of(Block(Kind.PARAGRAPH, "link " * 399 + "link", links))
    drawn_lines: list[Line] = []
    pieces = layout.pieces

    def noted(line: Line, cuts: Iterable[int] = ()) -> list[Piece]:
        drawn_lines.append(line)
        return pieces(line, cuts)

    monkeypatch.setattr(layout, "pieces", noted)
    found = spots(View(layout, 0, range(20), 40))
    assert [spot.link.place.offset for spot in found] == list(range(0, 5 * len(found), 5))
    assert len({spot.row for spot in found}) > 15
    assert asked == [0]
    assert len(drawn_lines) == len({spot.row for spot in found})
