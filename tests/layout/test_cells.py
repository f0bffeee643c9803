"""Widths are those of the renderer, and only what it draws is counted."""

from __future__ import annotations

import sys

from hypothesis import given, settings
from rich.cells import cell_len as table_len
from rich.cells import get_character_cell_size

from tuireader.layout.cells import cell_len, columns, drawn, is_narrow

from .strategies import texts


def test_what_counts_as_narrow_is_one_cell_in_the_table_that_draws() -> None:
    narrow = [
        char for char in map(chr, range(sys.maxunicode + 1)) if is_narrow(char) and char != "\n"
    ]
    assert len(narrow) > 2000
    assert {get_character_cell_size(char) for char in narrow} == {1}
    assert not {"\x00", "\t", "\x1b", "\x7f", "\xad", "\u200b", "\u0301"} & set(narrow)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_columns_add_up_to_what_is_drawn(text: str) -> None:
    measured = columns(text)
    assert measured.at[len(text)] == table_len(drawn(text)) == cell_len(text)
    for index in range(len(text)):
        if index not in measured.inner:
            assert measured.at[index] == table_len(drawn(text[:index]))


def test_what_is_invisible_is_not_drawn() -> None:
    assert drawn("a\u200bb\u2060c\xa0d\u202fe") == "abc d e"
    assert drawn("\x1b[31mred\x07") == "[31mred"
    assert drawn("a\u200db") == "ab"
    assert drawn("👩\u200d👧 ❤\ufe0f") == "👩\u200d👧 ❤\ufe0f"


def test_no_letter_has_accents_without_end() -> None:
    beyond = "h\u0301" + "\u0300\u0302" * 12 + "e" + "\u0323" * 20
    assert drawn(beyond * 30) == beyond * 30
    for pile in ("\u0301", "\ufe0f", "\u0e34"):
        assert len(drawn(f"a{pile * 100_000}b")) < 100
        assert cell_len(f"a{pile * 100_000}b") == cell_len(f"a{pile}b") == 2
    assert drawn("猫" * 1000) == "猫" * 1000


def test_signs_of_several_code_points_are_not_cut() -> None:
    assert columns("xe\u0301y").inner == {2}
    assert columns("👩\u200d👧!").inner == {1, 2}
    assert columns("🇩🇪🇫🇷").inner == {1, 3}
    assert columns("👍🏽").inner == {1}
    assert list(columns("a猫b").at) == [0, 1, 3, 4]
