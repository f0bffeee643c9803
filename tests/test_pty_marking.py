"""Marking in a real terminal: by keyboard and by mouse, over pages, quit, and there again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pty_reader import Terminal
from stories import shelf, story

pytestmark = pytest.mark.pty
COLUMNS, ROWS = 80, 24


@pytest.fixture
def key(own_home: Path) -> str:
    library, _, (made,) = shelf(own_home, story())
    library.close()
    return made


def marks(key: str) -> list[dict[str, Any]]:
    """What `marks --format json` prints."""
    command = [sys.executable, "-m", "tuireader", "marks", key, "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def mouse(button: int, x: int, y: int, *, up: bool = False) -> str:
    """An SGR mouse report; cells count from 0 here."""
    return f"\x1b[<{button};{x + 1};{y + 1}{'m' if up else 'M'}"


def find(terminal: Terminal, words: str) -> tuple[int, int]:
    """Where `words` stand on the screen: column and row."""
    for row, line in enumerate(terminal.lines()):
        if words in line:
            return line.index(words), row
    raise AssertionError(f"{words!r} is not in {terminal.lines()}")


def test_two_pages_are_highlighted_with_keys_and_found_again(own_home: Path, key: str) -> None:
    with Terminal(own_home, key, columns=COLUMNS, rows=ROWS) as terminal:
        terminal.wait_for("in all")
        terminal.press("]")
        terminal.wait_for("Chapter 2, paragraph 0")
        terminal.press("v", " ", " ", "3")
        terminal.wait_for(r"Selected: \d+ words · blue")
        terminal.press("n")
        terminal.wait_for(r"ctrl\+s")
        terminal.press("so it begins\rand goes on", "\x13")
        terminal.wait_for("The note is kept")
        terminal.press("q", "q")
        assert terminal.end() == 0
    (mark,) = marks(key)
    assert (mark["kind"], mark["colour"], mark["chapter"], mark["block"], mark["start"]) == (
        "highlight", "blue", 2, 0, 0,
    )  # fmt: skip
    assert mark["end_block"] > 5
    assert mark["text"].startswith("Chapter 2, paragraph 0. It is a truth")
    assert mark["note"] == "so it begins\nand goes on"
    with Terminal(own_home, key, columns=COLUMNS, rows=ROWS) as terminal:
        terminal.wait_for(r"\d %")
        terminal.press("<", "\r")
        terminal.wait_for("Highlight · blue")
        terminal.wait_for("so it begins and goes on")


def test_the_mouse_selects_beyond_the_page(own_home: Path, key: str) -> None:
    with Terminal(own_home, key, columns=COLUMNS, rows=ROWS) as terminal:
        terminal.wait_for("in all")
        terminal.press("]")
        terminal.wait_for("Chapter 2, paragraph 0")
        terminal.settle()
        x, y = find(terminal, "truth")
        terminal.press(mouse(0, x, y), mouse(32, x + 9, y + 2), mouse(32, x, ROWS - 1))
        terminal.wait_for("paragraph 5")  # it scrolls on for as long as the mouse is held there
        terminal.press(mouse(0, x, ROWS - 1, up=True))
        terminal.wait_for("Selected:")
        terminal.settle()
        terminal.press("\r")
        terminal.wait_for("Highlighted in yellow")
        terminal.press("q", "q")
        assert terminal.end() == 0
    (mark,) = marks(key)
    assert mark["text"].startswith("truth universally")
    assert mark["end_block"] >= 4


def test_a_double_click_takes_a_word_and_a_triple_click_a_paragraph(
    own_home: Path, key: str
) -> None:
    def click(terminal: Terminal, x: int, y: int, times: int) -> None:
        terminal.press("".join((mouse(0, x, y) + mouse(0, x, y, up=True)) * times))

    with Terminal(own_home, key, columns=COLUMNS, rows=ROWS) as terminal:
        terminal.wait_for("in all")
        terminal.press("]")
        terminal.wait_for("Chapter 2, paragraph 0")
        terminal.settle()
        x, y = find(terminal, "universally")
        click(terminal, x + 3, y, 2)
        terminal.wait_for("Selected: 1 word ")
        terminal.press("4", "\r")
        terminal.wait_for("Highlighted in pink")
        x, y = find(terminal, "Chapter 2, paragraph 1")
        click(terminal, x + 30, y, 3)
        terminal.wait_for("Selected: 51 words")
        terminal.press("\r")
        terminal.settle()
        x, y = find(terminal, "universally")
        click(terminal, x + 3, y, 1)
        terminal.wait_for("Highlight · pink")
        terminal.press("d")
        terminal.wait_for("Deleted")
        terminal.press("q", "q")
        assert terminal.end() == 0
    (mark,) = marks(key)
    assert mark["text"].startswith("Chapter 2, paragraph 1. However")
    assert mark["text"].endswith("daughters.")
