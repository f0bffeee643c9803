"""The list that draws only what is seen, and the lines it is made of."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.events import MouseScrollDown
from textual.geometry import Offset

from tuireader.ui.themes import page_variables
from tuireader.ui.widgets.lines import Line, Piece, fit, plain, wrap
from tuireader.ui.widgets.row_list import RowList

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=80)


class Numbers:
    """Rows that remember which of them were asked for."""

    def __init__(self, count: int, height: int = 1):
        self.count, self._height = count, height
        self.asked: list[int] = []

    def __len__(self) -> int:
        return self.count

    def height(self, width: int) -> int:
        return self._height

    def lines(self, index: int, width: int) -> Sequence[Line]:
        self.asked.append(index)
        return [[Piece(f"row {index}")], *[[Piece(f"more {index}", "muted")]] * (self._height - 1)]


class ListApp(App[None]):
    def get_theme_variable_defaults(self) -> dict[str, str]:
        return page_variables(self.current_theme)

    def __init__(self, rows: Numbers):
        super().__init__()
        self.rows = rows
        self.moved: list[int] = []
        self.opened: list[int] = []

    def compose(self) -> ComposeResult:
        yield RowList(self.rows)

    @property
    def list(self) -> RowList:
        return self.query_one(RowList)

    def on_row_list_moved(self, event: RowList.Moved) -> None:
        self.moved.append(event.index)

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        self.opened.append(event.index)

    def seen(self) -> list[str]:
        height = self.list.size.height
        return [self.list.render_line(y).text.rstrip() for y in range(height)]


@given(TEXT, st.integers(0, 40))
def test_fitted_text_has_exactly_its_width(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width
    assert cell_len(fit(text, width, right=True)) == width


@given(TEXT, st.integers(2, 40))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(plain(text.replace("\n", " ")).split())


def test_the_flags_of_parts_of_countries_are_whole_and_other_tags_go() -> None:
    tags = {char: chr(0xE0000 + ord(char)) for char in map(chr, range(128))}
    scotland = "\U0001f3f4" + "".join(tags[char] for char in "gbsct\x7f")
    assert plain(f"A{scotland}{scotland}b\x1b") == f"A{scotland}{scotland}b"
    assert plain(scotland[:-1]) == plain(scotland[0] + tags["\x1b"] + tags["\x7f"]) == scotland[0]
    assert plain(scotland[1:]) == ""
    assert fit(f"{scotland}c", 4) == f"{scotland}c "
    assert cell_len(fit(f"{scotland}c", 2)) == 2
    assert wrap(f"ab{scotland}cd", 4) == [f"ab{scotland}", "cd"]


@given(TEXT)
@settings(max_examples=200)
def test_nothing_that_steers_a_terminal_is_drawn(text: str) -> None:
    shown = plain(f"a{text}\x1b]52;c;aGk=\x07\u202e\x9b\U000e0041\u206a\ufff9\xadz")
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in shown)
    assert not {"\u202e", "\U000e0041", "\u206a", "\ufff9", "\xad"} & set(shown)
    assert shown.startswith("a")
    assert shown.endswith("z")


def test_wrapping_keeps_the_lines_an_author_made() -> None:
    assert wrap("one two\nthree", 20) == ["one two", "three"]
    assert wrap("a wolf in the fold", 8) == ["a wolf", "in the", "fold"]
    assert wrap("日本語日本語", 5) == ["日本", "語日", "本語"]


async def test_only_rows_in_view_are_asked_for() -> None:
    app = ListApp(Numbers(100_000))
    async with app.run_test(size=(40, 10)) as pilot:
        app.list.move_to(50_000)
        await pilot.pause()
        assert len(set(app.rows.asked)) < 40
        assert "▌ row 50000" in app.seen()


@pytest.mark.parametrize("height", [1, 2, 3])
async def test_the_cursor_stays_in_view(height: int) -> None:
    app = ListApp(Numbers(100, height))
    async with app.run_test(size=(40, 10)) as pilot:
        view = app.list
        for move, where in (
            (lambda: view.move_to(10**9), 99),
            (lambda: view.move(-1), 98),
            (lambda: view.move_to(0), 0),
            (lambda: view.move(-1), 0),
            (lambda: view.move(30), 30),
        ):
            move()
            await pilot.pause()
            assert view.cursor == where
            assert f"▌ row {where}" in app.seen()
        before = view.cursor
        view.move_pages(1)
        view.move_pages(-1)
        assert view.cursor == before


async def test_a_click_moves_and_a_double_click_opens() -> None:
    app = ListApp(Numbers(100, 2))
    async with app.run_test(size=(40, 10)) as pilot:
        app.list.scroll_to(y=20, animate=False)
        await pilot.pause()
        await pilot.click(RowList, offset=(5, 3))
        assert (app.list.cursor, app.opened) == (11, [])
        await pilot.click(RowList, offset=(5, 5), times=2)
        assert (app.list.cursor, app.opened) == (12, [12])


async def test_the_wheel_scrolls_without_moving_the_cursor() -> None:
    app = ListApp(Numbers(100))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot._post_mouse_events([MouseScrollDown], RowList)
        await pilot.pause()
        assert app.seen()[0].strip() != "row 0"
        assert app.list.cursor == 0


async def test_fewer_rows_than_before_leave_the_cursor_on_the_last() -> None:
    app = ListApp(Numbers(100))
    async with app.run_test(size=(40, 10)) as pilot:
        app.list.move_to(99)
        app.list.show(Numbers(3), app.list.cursor)
        await pilot.pause()
        assert app.list.cursor == 2
        assert app.seen()[:4] == ["  row 0", "  row 1", "▌ row 2", ""]


async def test_the_terminals_own_cursor_is_on_the_row_of_the_lists() -> None:
    app = ListApp(Numbers(100))
    async with app.run_test(size=(40, 10)) as pilot:
        app.list.focus()
        for row, y in ((3, 3), (99, 9), (95, 5), (4, 0)):
            app.list.move_to(row)
            await pilot.pause()
            assert app.cursor_position == app.list.region.offset + Offset(0, y)


async def test_an_empty_list_says_so() -> None:
    app = ListApp(Numbers(0))
    async with app.run_test(size=(40, 10)):
        app.list.empty = [[Piece("Nothing here")]]
        app.list.move(1)
        assert [line.strip() for line in app.seen() if line.strip()] == ["Nothing here"]


async def test_narrowing_keeps_the_row_under_the_cursor_in_view() -> None:
    app = ListApp(Numbers(1000))
    async with app.run_test(size=(60, 30)) as pilot:
        app.list.move_to(500)
        await pilot.pause()
        for size in ((20, 6), (120, 40), (60, 30)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert "▌ row 500" in app.seen()


async def test_another_theme_changes_the_colours_of_what_was_drawn() -> None:
    app = ListApp(Numbers(5))
    async with app.run_test(size=(40, 10)) as pilot:
        seen = set()
        for theme in ("textual-dark", "nord", "textual-light"):
            app.theme = theme
            await pilot.pause()
            styles = [segment.style for y in (0, 1) for segment in app.list.render_line(y)]
            seen.add(tuple(str(style and style.bgcolor) for style in styles))
        assert len(seen) == 3
