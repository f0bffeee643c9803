"""The head of a screen: what gives way where there is little room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuireader.ui.widgets.bar import joined
from tuireader.ui.widgets.lines import Piece, line_width

LEFT = [Piece("Marks · The Wind in the Willows", "strong"), Piece("  2 chosen", "accent")]
RIGHT = [Piece("12 marks", "muted")]


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (60, "Marks · The Wind in the Willows  2 chosen           12 marks"),
        (50, "Marks · The Wind in the Willo…  2 chosen  12 marks"),
        (40, "Marks · The Wind in…  2 chosen  12 marks"),
        (35, "Marks · The Wind in the…  2 chosen"),
        (20, "Marks · T…  2 chosen"),
    ],
)
def test_the_title_is_shortened_before_the_right_side_goes(width: int, text: str) -> None:
    line = joined(LEFT, RIGHT, width)
    assert "".join(piece.text for piece in line).rstrip() == text
    assert line[0].role == "strong"


@given(st.text(max_size=40), st.text(max_size=40), st.integers(1, 80))
def test_it_is_as_long_as_there_is_room(left: str, right: str, width: int) -> None:
    assert line_width(joined([Piece(left)], [Piece(right)], width)) <= max(width, 0)
