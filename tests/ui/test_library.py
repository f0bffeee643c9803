"""The library screen, over a real library and real records."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from shelves import NOW, Home, notices, screen_text, shown, work

from tuireader import settings
from tuireader.library import Library, Shelved, Sort
from tuireader.marks import Anchor, Progress
from tuireader.place import Passage, Place
from tuireader.store import Store
from tuireader.ui import phrases
from tuireader.ui.app import TuireaderApp
from tuireader.ui.screens.library import SORTS, LibraryScreen
from tuireader.ui.screens.reader import ReaderScreen
from tuireader.ui.widgets.detail_pane import DetailPane
from tuireader.ui.widgets.dialog import Choice, Sheet
from tuireader.ui.widgets.resume import Resume
from tuireader.ui.widgets.work_rows import WorkRows


@pytest.fixture
def home() -> Iterator[Home]:
    made = Home(
        work("The Orchard", words=950, complete=True, chapters_planned=3, updated="2026-01-04"),
        work(
            "Winter Ferry",
            12,
            authors=("Mara", "Ines"),
            words=12_345,
            complete=False,
            fandoms=("Islands",),
        ),
        work("Äpfel und Birnen", 1, authors=("Zoë",), words=1_250_000, chapters_planned=1),
    )
    yield made
    made.close()


def screen(app: TuireaderApp) -> LibraryScreen:
    assert isinstance(app.screen, LibraryScreen)
    return app.screen


def titles(app: TuireaderApp) -> list[str]:
    rows = screen(app).works
    return [work.title for index in range(len(rows)) if (work := rows[index])]


# Words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"),
        (950, "950"),
        (999, "999"),
        (1000, "1.0k"),
        (9949, "9.9k"),
        (9950, "10k"),
        (12_345, "12k"),
        (565_035, "565k"),
        (999_499, "999k"),
        (999_500, "1.0M"),
        (1_300_000, "1.3M"),
        (12_000_000, "12M"),
    ],
)
def test_counts_are_short(number: int, words: str) -> None:
    assert phrases.short_count(number) == words
    assert len(words) <= 4


@pytest.mark.parametrize(
    ("posted", "planned", "complete", "words"),
    [
        (3, 7, False, "3/7"),
        (3, None, False, "3/?"),
        (1, 1, True, "1/1"),
        (393, None, None, "393"),
        (0, None, None, ""),
    ],
)
def test_chapters_are_told_as_readers_of_serials_tell_them(
    posted: int, planned: int | None, complete: bool | None, words: str
) -> None:
    assert phrases.chapters(posted, planned, complete) == words


def test_days_are_those_of_the_reader() -> None:
    now = datetime.fromisoformat("2026-03-10T00:30:00+01:00")
    assert phrases.ago(datetime.fromisoformat("2026-03-09T23:15:00+00:00"), now) == "today"
    assert phrases.ago(datetime.fromisoformat("2026-03-09T22:45:00+00:00"), now) == "yesterday"
    assert phrases.ago(now - timedelta(days=6), now) == "6 days ago"
    assert phrases.ago(now - timedelta(days=7), now) == "3 Mar"
    assert phrases.ago(now - timedelta(days=100), now) == "30 Nov 2025"
    assert phrases.ago(now + timedelta(days=3), now) == "today"


def test_a_bar_is_full_only_at_the_end() -> None:
    def full(fraction: float) -> str:
        return "".join(piece.text for piece in phrases.bar(fraction, 6))

    assert full(0) == "──────"
    assert full(0.001) == "╸─────"
    assert full(0.5) == "━━━───"
    assert full(0.999) == "━━━━━╸"
    assert full(1) == "━━━━━━"


# The list


@pytest.mark.parametrize("size", [(200, 50), (120, 40), (80, 24), (60, 20), (40, 15)])
async def test_a_row_says_what_one_wants_to_know(home: Home, size: tuple[int, int]) -> None:
    home.read(home.keys[1], 0.41, days_ago=3)
    app = home.app()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        words = ["Winter Ferry", "Mara, Ines", "41 %", "12k"]
        wide = ["3 days ago", "12/?"]
        expected = words + (wide if size[0] >= 60 else [])
        assert shown(app, *expected) == expected


@pytest.mark.parametrize("width", [20, 30, 40, 61, 80, 94, 110, 160])
async def test_every_line_ends_inside_the_window(home: Home, width: int) -> None:
    home.read(home.keys[1], 0.41)
    app = home.app()
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        rows = screen(app).works
        room = width - 4
        for index in range(len(rows)):
            for line in rows.lines(index, room):
                assert sum(len(piece.text) for piece in line) <= room
        assert "The Orchar" in screen_text(app)


async def test_titles_are_text_and_never_markup() -> None:
    title = "[/] [@click=app.quit]x[/] [bold]b"
    home = Home(work(title, authors=("[red]R",), summary="[/nothing] [link=x]y"))
    app = home.app()
    async with app.run_test(size=(120, 24)) as pilot:
        await pilot.pause()
        assert shown(app, title, "[red]R", "[/nothing] [link=x]y") == [
            title,
            "[red]R",
            "[/nothing] [link=x]y",
        ]
        await pilot.press("d")
        assert app.is_running
    home.close()


def test_rows_are_fetched_as_they_come_into_view() -> None:
    asked: list[str] = []

    def fetch(keys: Sequence[str]) -> list[Shelved]:
        asked.extend(keys)
        return []

    rows = WorkRows([f"work-{number}" for number in range(10_000)], fetch, NOW)
    for index in range(5000, 5040):
        rows.lines(index, 80)
    assert "work-5000" in asked
    assert len(asked) == len(set(asked)) <= 128


async def test_a_work_taken_away_elsewhere_leaves_a_word(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        with Library(home.paths.library) as other:
            other.remove(home.keys[1])
        rows = WorkRows(home.keys, home.library.shelved, NOW)
        assert rows.lines(1, 80)[0][0].text == "no longer in the library"
        await pilot.press("r")
        await pilot.pause()
        assert "Winter Ferry" not in titles(app)


# Opening


async def test_enter_opens_the_work_under_the_cursor(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ReaderScreen)
        assert app.screen.reading.metadata.title == "Winter Ferry"
        await pilot.press("q")
        await pilot.pause()
        # What was read last comes first, and the cursor is still on it.
        assert titles(app)[0] == "Winter Ferry"
        assert screen(app).work == screen(app).works[0]


async def test_a_double_click_opens(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click("RowList", offset=(10, 4), times=2)
        await pilot.pause()
        assert isinstance(app.screen, ReaderScreen)
        assert app.screen.reading.metadata.title == titles_of(home)[2]


def titles_of(home: Home) -> list[str]:
    return [row.title for row in home.library.shelved(home.library.keys())]


@pytest.mark.parametrize("way", ["key", "click"])
async def test_one_goes_on_with_what_was_read_last_and_is_not_finished(
    home: Home, way: str
) -> None:
    home.read(home.keys[0], 1, days_ago=1)
    home.read(home.keys[1], 0.41, days_ago=2, chapter=4)
    home.read(home.keys[2], 0.9, days_ago=30)
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert shown(app, "continue reading", "Chapter 5 of 12: Part 5") == [
            "continue reading",
            "Chapter 5 of 12: Part 5",
        ]
        await (pilot.press("C") if way == "key" else pilot.click(Resume))
        await pilot.pause()
        assert isinstance(app.screen, ReaderScreen)
        assert app.screen.reading.metadata.title == "Winter Ferry"
        assert app.screen.reading.place.chapter == 4


# The filter


async def test_the_filter_narrows_as_one_types_and_escape_widens(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash")
        narrowed = []
        for key in "apf":
            await pilot.press(key)
            narrowed.append(sorted(titles(app)))
        # Accents need not be typed.
        assert narrowed[-1] == ["Äpfel und Birnen"]
        assert "1 of 3 works" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert len(titles(app)) == 3
        # The keys of the list work again.
        await pilot.press("G")
        assert screen(app).listing.cursor == 2


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 15)])
async def test_what_the_filter_does_not_know_it_says(home: Home, size: tuple[int, int]) -> None:
    app = home.app()
    async with app.run_test(size=size) as pilot:
        await pilot.press("slash", *"is:foo")
        await pilot.pause()
        assert shown(app, "Nothing on the shelf matches.", "is: takes unread, reading,")
        assert "/ is:foo" in screen_text(app)
        await pilot.press("ctrl+u", *"fer")
        await pilot.pause()
        assert "esc clears" in screen_text(app).splitlines()[-1]
        assert not shown(app, "takes")


async def test_keys_typed_at_once_all_reach_the_filter(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("slash", "d", "a", "/", "q"):
            app.simulate_key(key)
        await pilot.pause()
        await pilot.pause()
        assert screen(app).sought == "da/q"
        assert "Nothing on the shelf matches." in screen_text(app)
        assert home.library.count() == 3


async def test_what_is_written_beyond_the_end_of_the_line_stays_in_view(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.press("/", *"abcdefghijklmnopqrstuvwxyz" * 3, *"the end")
        await pilot.pause()
        assert "xyzthe end" in screen_text(app)
        await pilot.press("home")
        await pilot.pause()
        assert "abcdef" in screen_text(app)


async def test_enter_in_the_filter_opens_the_first_that_matches(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"ferry", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ReaderScreen)
        assert app.screen.reading.metadata.title == "Winter Ferry"


async def test_the_list_can_be_walked_while_filtering(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", "r", "down", "down")
        assert screen(app).listing.cursor == 2
        await pilot.press("tab", "k")
        assert (screen(app).listing.cursor, screen(app).sought) == (1, "r")


# Order


async def test_the_order_is_chosen_and_remembered(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s", "s", "enter")
        await pilot.pause()
        assert titles(app) == ["Äpfel und Birnen", "The Orchard", "Winter Ferry"]
        assert "by title" in screen_text(app)
        # Choosing it again turns it round.
        await pilot.press("s", "enter")
        await pilot.pause()
        assert titles(app) == ["Winter Ferry", "The Orchard", "Äpfel und Birnen"]
    app.saver.close()
    assert tomllib.loads(home.paths.settings.read_text())["library_sort"] == "-title"
    again = home.app()
    async with again.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert titles(again)[0] == "Winter Ferry"
    again.saver.close()


async def test_a_click_on_a_heading_sorts_by_it(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(106, 24)) as pilot:
        await pilot.pause()
        await pilot.click("#headings", offset=(4, 0))
        await pilot.pause()
        assert screen(app).sort is Sort.TITLE
    app.saver.close()


def test_settings_know_every_order_of_the_library() -> None:
    assert set(settings.ORDERS) == {str(sort) for sort in Sort} == {str(sort) for sort in SORTS}


# Removing


async def test_removing_can_be_undone(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        before = titles(app)
        await pilot.press("j", "d", "d")
        await pilot.pause()
        assert titles(app) == [before[0]]
        await pilot.press("u", "u", "u")
        await pilot.pause()
        assert titles(app) == before
        assert notices(app)[-1] == "Nothing to undo here."


async def test_an_empty_shelf_says_what_to_do() -> None:
    home = Home()
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "d", "i", "C", "G")
        await pilot.pause()
        assert shown(app, "The shelf is empty.", "a adds files and folders") == [
            "The shelf is empty.",
            "a adds files and folders",
        ]
    home.close()


# Details


async def test_details_stand_beside_the_list_or_open_over_it() -> None:
    home = Home(
        work(
            "Winter Ferry",
            summary="Nobody lit the lamp.",
            relationships=("Mara/Ines",),
            tags=("Slow Burn", "Islands"),
            series=(("Ferries", 2),),
            published="2025-02-03",
            rating="General Audiences",
            chapters_planned=7,
            complete=False,
        )
    )
    expected = [
        "Nobody lit the lamp.",
        "Mara/Ines",
        "Slow Burn, Islands",
        "Ferries, part 2",
        "3 Feb 2025",
        "General Audiences",
        "3/7, not complete",
        "Not begun",
    ]
    app = home.app()
    async with app.run_test(size=(130, 40)) as pilot:
        await pilot.pause()
        assert shown(app, *expected) == expected
        await pilot.press("i")
        await pilot.pause()
        assert shown(app, *expected) == []
        await pilot.resize_terminal(80, 50)
        await pilot.press("i")
        await pilot.pause()
        assert isinstance(app.screen, Sheet)
        assert shown(app, *expected) == expected
        await pilot.press("escape")
        await pilot.pause()
        screen(app)
    home.close()


async def test_long_details_scroll(home: Home) -> None:
    key = home.library.put(work("Long", summary=" ".join(f"word{n}" for n in range(900)))).key
    app = home.app()
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        screen(app).reload(key)
        await pilot.press("i", "G")
        await pilot.pause()
        assert "word899" in screen_text(app)
        pane = app.screen.query_one(DetailPane)
        assert pane.scroll_offset.y == pane.max_scroll_y
        await pilot.press("g")
        await pilot.pause()
        assert "word0 " in screen_text(app)


# The records


async def test_what_was_read_elsewhere_shows_after_the_first_paint(home: Home) -> None:
    home.read(home.keys[0], 0.2, days_ago=5)
    at = NOW - timedelta(days=1)
    # Another device, then a folder that is kept in step: the library here knows nothing of it.
    Store(home.paths.records).update(
        home.keys[1],
        lambda record: replace(record, progress=Progress(Anchor(Passage.at(Place(2))), at, 0.77)),
    )
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "77 %" in screen_text(app)
        assert titles(app)[0] == "Winter Ferry"


async def test_a_record_that_is_gone_is_not_shown_as_read(home: Home) -> None:
    home.read(home.keys[0], 0.2, days_ago=5)
    for path in home.paths.records.glob(f"{home.keys[0]}*"):
        path.unlink()
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "20 %" not in screen_text(app)


async def test_every_theme_will_do(home: Home) -> None:
    home.read(home.keys[1], 0.41)
    app = home.app()
    async with app.run_test(size=(120, 24)) as pilot:
        for theme in ("light", "high-contrast", "ansi-dark", "nord"):
            app.theme = theme
            await pilot.press("i", "i", "j")
            assert shown(app, "Winter Ferry", "41 %") == ["Winter Ferry", "41 %"]


async def test_the_keys_at_the_foot_can_be_clicked(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        foot = screen_text(app).splitlines()[-1]
        await pilot.click("#foot", offset=(foot.index("sort") - 2, 0))
        await pilot.pause()
        assert isinstance(app.screen, Choice)
        await pilot.click(offset=(1, 1))
        await pilot.pause()
        screen(app)


async def test_any_size_of_window_will_do(home: Home) -> None:
    home.read(home.keys[1], 0.41)
    app = home.app()
    async with app.run_test(size=(200, 60)) as pilot:
        for size in ((20, 6), (110, 8), (37, 40), (109, 24), (1, 1), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert shown(app, "Winter Ferry", "The Orchard") == ["Winter Ferry", "The Orchard"]
        assert Path(home.paths.library).exists()


async def test_keys_are_commands_again_after_what_the_filter_found_was_read(home: Home) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("slash", *"orchard", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ReaderScreen)
        await pilot.press("q")
        await pilot.pause()
        assert screen(app).sought == "orchard"
        assert screen(app).focused is screen(app).listing
        await pilot.press("escape")
        assert screen(app).sought == ""
