"""However reading ends, it goes on at the same words. The real program in a real terminal."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pty_reader import PATIENCE, Terminal, state_of, transcript
from stories import shelf, story

from tuireader.store import Store

pytestmark = pytest.mark.pty


@pytest.fixture
def key(own_home: Path) -> str:
    library, _, (made,) = shelf(own_home, story(6, 60))
    library.close()
    return made


def page_on(terminal: Terminal, pages: int) -> str:
    """Turn some pages; the first words then."""
    terminal.wait_for("in all")
    before = terminal.words()
    terminal.press(" " * pages)  # faster than it can draw them
    terminal.settle()
    words = terminal.words()
    assert words != before
    return words


def words_on_reopening(home: Path, key: str, columns: int = 120, rows: int = 40) -> str:
    with Terminal(home, key, columns=columns, rows=rows) as again:
        again.wait_for(r"\d %")
        again.settle()
        return again.words()


def kill(terminal: Terminal) -> None:
    store = Store(terminal.home / "data" / "works")
    page = " ".join(" ".join(terminal.lines()).split())

    def is_saved() -> bool:
        for progress in map(store.load_progress, store.keys()):
            following = progress.anchor.quote.suffix.split()[:-1] if progress else []
            return len(following) > 1 and page.startswith(" ".join(following))
        return False

    _wait_until(is_saved)
    assert terminal.end(signal.SIGKILL) == -signal.SIGKILL


def hang_up_signal(terminal: Terminal) -> None:
    assert terminal.end(signal.SIGHUP) == 128 + signal.SIGHUP
    assert terminal.is_restored()


def terminate(terminal: Terminal) -> None:
    assert terminal.end(signal.SIGTERM) == 128 + signal.SIGTERM
    assert terminal.is_restored()


def close_window(terminal: Terminal) -> None:
    terminal.hang_up()
    assert terminal.end() == 128 + signal.SIGHUP


def quit_at_once(terminal: Terminal) -> None:
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    assert terminal.is_restored()


def quit_by_way_of_the_library(terminal: Terminal) -> None:
    terminal.press("q")
    terminal.wait_for("A Lady")
    terminal.press("q")
    assert terminal.end() == 0


ENDINGS = [kill, hang_up_signal, terminate, close_window, quit_at_once, quit_by_way_of_the_library]


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
def test_reading_goes_on_where_it_ended(
    own_home: Path, key: str, ending: Callable[[Terminal], None]
) -> None:
    with Terminal(own_home, key) as terminal:
        words = page_on(terminal, 30)
        ending(terminal)
    assert words_on_reopening(own_home, key) == words


def test_a_terminal_that_goes_without_a_signal_ends_it_too(own_home: Path, key: str) -> None:
    with Terminal(own_home, key, session=False) as terminal:
        words = page_on(terminal, 3)
        terminal.hang_up()
        assert terminal.end() == 128 + signal.SIGHUP
    assert words_on_reopening(own_home, key) == words


def test_a_bookmark_is_on_disk_when_its_notice_is_seen(own_home: Path, key: str) -> None:
    with Terminal(own_home, key) as terminal:
        page_on(terminal, 3)
        terminal.press("m")
        terminal.wait_for("Bookmark: ")
        terminal.end(signal.SIGKILL)
    assert len(Store(own_home / "data" / "works").load(key).marks) == 1


def test_at_another_width_the_words_are_in_the_first_line(own_home: Path, key: str) -> None:
    with Terminal(own_home, key, columns=120) as terminal:
        words = page_on(terminal, 7)
        quit_at_once(terminal)
    narrow = words_on_reopening(own_home, key, columns=80, rows=24)
    assert narrow.split()[:3] == words.split()[:3]


def test_resizing_while_reading_and_coming_back(own_home: Path, key: str) -> None:
    with Terminal(own_home, key) as terminal:
        words = page_on(terminal, 7)
        for size in [(60, 20), (20, 8), (200, 60), (120, 40)] * 2:
            terminal.resize(*size)
        assert terminal.words() == words
        kill(terminal)
    assert words_on_reopening(own_home, key) == words


def test_the_window_is_as_large_as_it_is_whatever_is_said_of_it(
    own_home: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("LINES", "99999999999")
    with Terminal(own_home, key) as terminal:
        terminal.wait_for("in all")
        terminal.settle()
        assert "in all" in terminal.lines()[-1]
        terminal.resize(100, 30)
        assert "in all" in terminal.lines()[-1]
        quit_at_once(terminal)


def test_what_is_typed_ahead_is_not_lost(own_home: Path, key: str) -> None:
    with Terminal(own_home, key) as terminal:
        terminal.wait_for("in all")
        terminal.press(":99\x7f\x7f4\r")
        terminal.wait_for(r"The Visit, part 4 .* 1 of")
        terminal.press("tpart 6\r")
        terminal.wait_for(r"The Visit, part 6 .* 1 of")


@pytest.mark.parametrize("opened", ["t", ":2", "\x10Contents"])
def test_enter_held_down_answers_once(own_home: Path, key: str, opened: str) -> None:
    with Terminal(own_home, key) as terminal:
        terminal.wait_for("in all")
        terminal.press(f"{opened}\r\r\r\r")
        terminal.settle()
        terminal.wait_for("in all")
        quit_at_once(terminal)


def test_leaving_for_the_shell_saves_first(own_home: Path, key: str) -> None:
    with Terminal(own_home, key) as terminal:
        words = page_on(terminal, 2)
        terminal.press("ctrl+z")
        _wait_until(lambda: state_of(Path(f"/proc/{terminal.process.pid}")) == "T")
        assert terminal.is_restored()
        progress = Store(own_home / "data" / "works").load_progress(key)
        assert progress
        assert progress.anchor.place.block > 0
        terminal.process.send_signal(signal.SIGCONT)
        _wait_until(lambda: not terminal.is_restored())
        terminal.settle()
        assert terminal.words() == words
        quit_at_once(terminal)


def test_without_colours_nothing_but_lines_and_reversed_text_is_written(
    own_home: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    with Terminal(own_home, key) as terminal:
        terminal.wait_for("in all")
        terminal.press("v", "s", "enter", "v", "s", "s")
        terminal.settle()
        styles = re.findall(rb"\x1b\[([0-9;:]*)m", terminal.received)
    codes = {code for style in styles for code in style.split(b";")}
    coloured = {
        b"38",
        b"48",
        *(b"%d" % code for tens in (3, 4, 9, 10) for code in range(tens * 10, tens * 10 + 8)),
    }
    assert not codes & coloured
    assert {b"7", b"1", b"4"} <= codes  # what is selected, highlighted in yellow


def test_a_terminal_that_can_show_no_pages_is_told_in_one_line(own_home: Path) -> None:
    start = "import os; os.environ['TERM'] = 'dumb'; from tuireader.cli import main"
    status, said = transcript(own_home, "-c", f"{start}; raise SystemExit(main([]))")
    assert status == 1
    assert said.decode().splitlines() == [
        "tuireader: reading needs a terminal that can show pages, and TERM says 'dumb';"
        " to print a work: tuireader text WORK"
    ]


def _wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
