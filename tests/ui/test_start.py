"""The screen is found wherever standard error goes."""

from __future__ import annotations

import io
import sys

import pytest

from tuireader.ui import start


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def test_with_errors_in_a_file_the_screen_is_where_the_output_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = io.BytesIO()
    terminal = _Terminal(seen, encoding="ascii")
    monkeypatch.setattr(sys, "__stdout__", terminal)
    monkeypatch.setattr(sys, "__stderr__", io.TextIOWrapper(io.BytesIO()))
    start._find_screen()
    assert sys.__stderr__ is terminal
    terminal.write("“a”")
    terminal.flush()
    assert seen.getvalue() == b"?a?"
