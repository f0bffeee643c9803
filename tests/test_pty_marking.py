"""Marking in a real terminal: by keyboard and by mouse, over pages, quit, and there again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pty_reader import Terminal
from stories import shelf, story
from tmux_reader import Tmux

pytestmark = pytest.mark.pty
COLUMNS, ROWS = 80, 24
Start = Callable[..., Terminal]


@pytest.fixture(
    params=[
        pytest.param((kind, size), marks=[pytest.mark.tmux] if kind is Tmux else [], id=name)
        for size in ((80, 24), (120, 40))
        for kind, name in (
            (Terminal, f"pty-{size[0]}x{size[1]}"),
            (Tmux, f"tmux-{size[0]}x{size[1]}"),
        )
    ]
)
def start(request: pytest.FixtureRequest, own_home: Path) -> Start:
    """Starts the program in a terminal, itself or in tmux, of each of the sizes."""
    kind, (columns, rows) = request.param
    return partial(kind, own_home, columns=columns, rows=rows)


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


def first_paragraph(terminal: Terminal) -> int:
    """The number of the first paragraph that begins on the screen, of which a page has rows // 4 or
    fewer."""
    return min(map(int, re.findall(r"paragraph (\d+)", " ".join(terminal.lines()))), default=0)


def test_two_pages_are_highlighted_with_keys_and_found_again(start: Start, key: str) -> None:
    with start(key) as terminal:
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
    with start(key) as terminal:
        terminal.wait_for(r"\d %")
        terminal.press("<", "\r")
        terminal.wait_for("Highlight · blue")
        terminal.wait_for("so it begins and goes on")


def test_two_pages_are_highlighted_with_the_mouse_and_found_again(start: Start, key: str) -> None:
    with start(key) as terminal:
        terminal.wait_for("in all")
        terminal.press("]")
        terminal.wait_for("Chapter 2, paragraph 0")
        terminal.wait_for("page 1 of")
        rows, last = terminal.rows, terminal.rows - 1
        x, y = find(terminal, "truth")
        terminal.press(mouse(0, x, y) + mouse(32, x + 9, y + 2) + mouse(32, x, last))
        # It scrolls on for as long as the mouse is held there.
        terminal.wait_until(lambda: first_paragraph(terminal) > rows // 4)
        terminal.press(mouse(0, x, last, up=True))
        terminal.wait_for("Selected:")
        terminal.press("3", "n")
        terminal.wait_for(r"ctrl\+s")
        terminal.press("held and drawn")
        terminal.wait_for("held and drawn")
        terminal.press("\x13")
        terminal.wait_for("The note is kept")
        terminal.press("q", "q")
        assert terminal.end() == 0
    (mark,) = marks(key)
    assert mark["text"].startswith("truth universally")
    assert mark["text"].count("Chapter 2, paragraph") > rows // 4
    assert (mark["colour"], mark["note"]) == ("blue", "held and drawn")
    with start(key) as terminal:
        terminal.wait_for(r"\d %")
        terminal.press("<")
        terminal.wait_for("Mark 1 of 1: held and drawn")
        x, y = find(terminal, "truth")
        terminal.press(mouse(0, x, y) + mouse(0, x, y, up=True))
        terminal.wait_for("Highlight · blue")
        terminal.wait_for("held and drawn")


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


@pytest.mark.tmux
def test_what_is_copied_in_tmux_can_be_pasted_there(own_home: Path, key: str) -> None:
    with Tmux(own_home, key, columns=COLUMNS, rows=ROWS) as terminal:
        terminal.wait_for("in all")
        terminal.press("]")
        terminal.wait_for("Chapter 2, paragraph 0")
        terminal.press("v", "w", "w", "y")
        terminal.wait_for("Copied 3 words")
        assert terminal.buffer() == "Chapter 2, paragraph"
        assert b"\x1b]52;" in terminal.received  # and outside of it


@pytest.mark.parametrize(
    ("term", "looks"),
    [
        ("vt100", ("1;4", "4", "21", "53", "4;53")),
        ("linux", ("30;103", "4;30;102", "21;30;106", "53;30;105", "4;53;30;101")),
    ],
)
def test_marks_are_told_apart_on_old_terminals(
    own_home: Path, key: str, term: str, looks: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    with Terminal(own_home, key, columns=COLUMNS, rows=ROWS, term=term) as terminal:
        terminal.wait_for("in all")
        terminal.press("]")
        terminal.wait_for("Chapter 2, paragraph 0")
        terminal.press("v")
        terminal.wait_for("Selected: 1 word")
        assert re.search(rb"\x1b\[7[0-9;]*mChapter", bytes(terminal.received))
        for number, word in enumerate(("Chapter", "2", "paragraph", "0", "It"), 1):
            terminal.press(str(number), "\r")
            terminal.wait_for("Highlighted in")
            look = rf"\x1b\[{looks[number - 1]}(;39;49)?m{word}".encode()
            terminal.wait_until(partial(_has, terminal, look))
            terminal.press("v")
            terminal.wait_for("Selected: 1 word")


def _has(terminal: Terminal, pattern: bytes) -> bool:
    return re.search(pattern, bytes(terminal.received)) is not None
