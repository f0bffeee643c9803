"""Tables in columns, and one cell below the other where there is no room."""

from __future__ import annotations

from tuireader.layout import LineKind, Setting
from tuireader.work import Block, Cell, Kind

from .test_chapter import kinds, lay_out, rows


def table(*lines: str, header: bool = True, number: int = 0) -> list[Block]:
    return [
        Block(Kind.CELL, text.strip(), cell=Cell(number, row, column, header and row == 0))
        for row, line in enumerate(lines)
        for column, text in enumerate(line.split("|"))
    ]


LEDGER = table("Day | Flies | Notes", "Mon | 120 | sugar", "Tue | 8 | a sparrow!")


def test_columns_between_rules_with_numbers_to_the_right() -> None:
    layout = lay_out(*LEDGER, setting=Setting(30))
    assert rows(layout) == [
        "    ──────────────────────",
        "    Day  Flies  Notes",
        "    ──────────────────────",
        "    Mon    120  sugar",
        "    Tue      8  a sparrow!",
        "    ──────────────────────",
    ]
    assert kinds(layout)[1] is LineKind.TABLE


def test_without_a_heading_there_are_no_rules() -> None:
    layout = lay_out(*table("a | b", "c | d", header=False), setting=Setting(10))
    assert rows(layout) == ["   a  b", "   c  d"]


def test_long_cells_go_on_in_their_column() -> None:
    speech = "I know not, sir, what the lamp should be, or who put it out"
    layout = lay_out(
        *table(f"Marta | {speech}", "Keeper | Nor I.", header=False), setting=Setting(40)
    )
    assert rows(layout) == [
        "Marta   I know not, sir, what the lamp",
        "        should be, or who put it out",
        "",
        "Keeper  Nor I.",
    ]


def test_columns_widen_for_a_cell_that_spans_them_while_there_is_room() -> None:
    spanning = Block(Kind.CELL, "Both of them, at the quay", cell=Cell(0, 2, 0, columns=2))
    blocks = [*table("Name | Age", "Anna | 31"), spanning]
    assert rows(lay_out(*blocks, setting=Setting(30)))[-2:] == [
        "  Both of them, at the quay",
        "  ─────────────────────────",
    ]
    assert rows(lay_out(*blocks, setting=Setting(20)))[-3:] == [
        "Both of them, at",
        "the quay",
        "────────────────────",
    ]


def test_places_in_every_column() -> None:
    layout = lay_out(*LEDGER, setting=Setting(30))
    assert [layout.row_of(block, 0) for block in range(9)] == [1, 1, 1, 3, 3, 3, 4, 4, 4]
    assert layout.cell_of(8, 2) == (4, 18)
    assert layout.point_at(4, 18) == (8, 2)
    assert layout.point_at(3, 5) == (3, 1)
    assert layout.place_at(2) == (3, 0)
    blocks = [piece.block for piece in layout.pieces(layout.line(3)) if piece.block >= 0]
    assert blocks == [3, 4, 5]


def test_too_wide_a_table_is_set_as_heading_and_value() -> None:
    wide = table(
        "Name | Occupation | Residence | Disposition",
        "Marta | lighthouse inspector | at the harbour | restless, but kind to the old keeper",
        "Keeper | asleep | upstairs | peaceful",
    )
    layout = lay_out(*wide, setting=Setting(30))
    assert rows(layout) == [
        "Name: Marta",
        "Occupation: lighthouse",
        "  inspector",
        "Residence: at the harbour",
        "Disposition: restless, but",
        "  kind to the old keeper",
        "",
        "Name: Keeper",
        "Occupation: asleep",
        "Residence: upstairs",
        "Disposition: peaceful",
    ]
    assert layout.row_of(1, 0) == 0  # the headings lead to the first row they head
    assert layout.cell_of(5, 0) == (1, 12)


def test_headings_too_long_to_stand_before_the_value_stand_above_it() -> None:
    wide = table("The name of the person | What else", f"Marta | {'x' * 30}")
    layout = lay_out(*wide, setting=Setting(20))
    assert rows(layout)[:2] == ["The name of", "the person"]
    assert rows(layout)[2] == "Marta"


def test_one_column_is_no_table() -> None:
    layout = lay_out(*table("one", "two", header=False))
    assert rows(layout) == ["one", "", "two"]
