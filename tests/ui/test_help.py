"""The page of help at any width."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.dom import DOMNode

from tuireader.ui.screens.help import ActiveCommand, help_lines

NEXT = ActiveCommand(
    "page.next", "Next page", "", "page(1)", DOMNode(), ("space", "pagedown", "l", "right")
)


@pytest.mark.parametrize("width", range(13, 100))
def test_words_stay_whole_and_within_the_width(width: int) -> None:
    lines = ["".join(piece.text for piece in line) for line in help_lines([NEXT], (), width)]
    assert max(map(cell_len, lines)) <= width
    words = " ".join(lines).split()
    assert words[: words.index("pages") + 1] == ["Turning", "pages"]
    for word in ("space,", "Next", "page"):
        assert word in words
