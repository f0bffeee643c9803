"""Following a link in a real terminal: by its label, with the mouse, and into a text browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from pty_reader import Terminal
from stories import TRUTH, paragraphs, shelf

from tuireader.work import Block, Chapter, Kind, Metadata, Role, Span, Work

pytestmark = pytest.mark.pty
# What a shell would act on, if it got to see it, and what would be markup.
ADDRESS = "https://a.example/?q=`touch here`$(touch here)&x=[@click=app.quit]"
BROWSER = """#!/bin/sh
trap 'echo interrupted' INT
echo "$#: the page at $1"
read line
read line
echo "left with $line" > left
"""


@pytest.fixture
def key(own_home: Path) -> str:
    block = Block(
        Kind.PARAGRAPH,
        TRUTH,
        (
            Span(8, 13, Role.LINK, ADDRESS.replace(" ", "%20")),
            Span(14, 25, Role.LINK, "#0/9/0"),
        ),
    )
    chapter = Chapter(1, "One", (block, *paragraphs(1, 30)), 900)
    library, _, (made,) = shelf(own_home, Work(Metadata(title="Links"), (chapter,)))
    library.close()
    return made


def test_a_text_browser_gets_the_terminal_and_gives_it_back(
    own_home: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = own_home / "text-browser"
    browser.write_text(BROWSER)
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    with Terminal(own_home, key, columns=80, rows=24) as terminal:
        terminal.wait_for(r"0 % · \d+ min left")
        terminal.settle()
        terminal.press("fa")  # at once, as fast fingers do
        terminal.wait_for("Open it here, in text-browser")
        terminal.press("j", "j", "\r")
        terminal.wait_for("1: the page at https://a.example/")
        terminal.press("\x03")  # for the browser, and not for us
        terminal.wait_for("interrupted")
        terminal.press("enough\r")
        terminal.wait_for(r"universally .* 0 % · \d+ min left")
        terminal.press("]", "[", " ")
        terminal.wait_for("page 2")
        terminal.press("q", "q")
        assert terminal.end() == 0
    assert (own_home / "left").read_text() == "left with enough\n"
    assert not (own_home / "here").exists()


def test_a_click_follows_a_link(own_home: Path, key: str) -> None:
    with Terminal(own_home, key, columns=80, rows=24) as terminal:
        terminal.wait_for(r"0 % · \d+ min left")
        terminal.settle()
        row, line = next(
            (row, line) for row, line in enumerate(terminal.lines()) if "universally" in line
        )
        at = f"0;{line.index('universally') + 3};{row + 1}"
        terminal.press(f"\x1b[<{at}M\x1b[<{at}m")
        terminal.wait_for("^Chapter 1, paragraph 8")
        terminal.press("\x0f")  # ctrl+o
        terminal.wait_for("universally .* 0 %")
