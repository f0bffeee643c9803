"""Marking on the page: what keys and the mouse select, and what is shown, opened and undone."""

from __future__ import annotations

import pytest
from patience import until
from rich.style import Style
from test_reader import Home, app_of, home, lines, notices, reader, told
from textual.pilot import Pilot

from tuireader.marks import Mark
from tuireader.place import Passage, Place
from tuireader.reading import motion
from tuireader.store import Store, StoreError
from tuireader.ui.widgets.mark_sheet import MarkSheet
from tuireader.ui.widgets.note_editor import NoteEditor
from tuireader.ui.widgets.page import Page
from tuireader.ui.widgets.pointing import CHAIN

__all__ = ["home"]


def marks(pilot: Pilot[int]) -> list[Mark]:
    return reader(pilot).reading.marks.all()


def selected(pilot: Pilot[int]) -> str:
    screen = reader(pilot)
    if screen.selector is None:
        return ""
    return motion.text_of(screen.reading.chapters, screen.selector.passage)


def style_of(pilot: Pilot[int], words: str) -> Style:
    """How the piece in which `words` stand is painted."""
    for strip in pilot.app.screen._compositor.render_strips():
        for segment in strip:
            if words in segment.text and segment.style is not None:
                return segment.style
    raise AssertionError(f"{words!r} is no piece of {lines(pilot)}")


def where(pilot: Pilot[int], words: str) -> tuple[int, int]:
    row, line = next((row, line) for row, line in enumerate(lines(pilot)) if words in line)
    return line.index(words), row


async def test_selecting_says_how_much_and_what_to_press(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "v", "w", "w")
        assert selected(pilot) == "Chapter 2, paragraph"
        assert "Selected: 3 words · yellow" in lines(pilot)[-1]
        assert "enter highlight" in lines(pilot)[-1]
        assert style_of(pilot, "Chapter 2, paragraph").bgcolor != style_of(pilot, " 0. It").bgcolor
        await pilot.press("escape")
        assert selected(pilot) == ""
        assert "page 1" in lines(pilot)[-1]


async def test_the_terminals_own_cursor_is_where_the_selection_is_extended(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]")
        assert pilot.app.cursor_position == (7, 1)  # where the page begins
        await pilot.press("v", "w", "w")
        x, y = where(pilot, "paragraph 0.")
        assert pilot.app.cursor_position == (x + len("paragraph") - 1, y)
        await pilot.press("o")
        x, y = where(pilot, "Chapter 2, ")
        assert pilot.app.cursor_position == (x, y)


async def test_what_keys_do_with_a_selection_can_be_clicked(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "v", "w")
        await pilot.click(offset=where(pilot, "esc stop"))
        assert reader(pilot).selector is None
        await pilot.press("v", "4")
        await pilot.click(offset=where(pilot, "highlight ·"))
        assert [mark.colour for mark in marks(pilot)] == ["pink"]
        await pilot.press("escape", "v")
        await pilot.click(offset=where(pilot, "note ·"))
        await pilot.pause()
        assert isinstance(pilot.app.screen, NoteEditor)


async def test_q_stops_selecting_and_only_then_leaves(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("v", "q")
        assert reader(pilot).selector is None


async def test_a_highlight_shows_in_the_text_the_margin_and_the_contents(home: Home) -> None:
    async with home.read(size=(90, 30)) as pilot:
        await pilot.press("]", "v", "s", "2", "enter")
        said = (await told(pilot))[0]
        assert said.startswith("Highlighted in green")
        assert style_of(pilot, "Chapter 2, paragraph 0.").underline
        assert any(line.strip().startswith("g Chapter 2, par") for line in lines(pilot))
        assert any("┴" in line or "╿" in line for line in lines(pilot)[-2:])
        await pilot.press("t")
        await pilot.pause()
        assert any("Chapter 2" in line and "1 ▸" in line for line in lines(pilot))


async def test_what_was_undone_is_said_on_one_line(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "v", "p", "enter")
        await told(pilot)
        app_of(pilot).close_notices()
        await pilot.press("U")
        (said,) = await told(pilot)
        assert said.startswith("Highlight taken away again: Chapter 2, paragraph 0.")
        assert len(said) <= 76


async def test_a_letter_in_the_margin_is_never_taken_for_the_text(home: Home) -> None:
    async with home.read(size=(40, 15)) as pilot:
        await pilot.press("]", "v", "s", "2", "enter")
        assert any(line.startswith("g Chapter 2, par") for line in lines(pilot))


async def test_only_the_paragraph_of_a_new_highlight_is_drawn_anew(home: Home) -> None:
    async with home.read(size=(80, 30)) as pilot:
        await pilot.press("]", "v", "2", "enter")
        await pilot.pause()
        page = reader(pilot).page
        before = [page.render_line(y) for y in range(page.size.height)]
        place = reader(pilot).reading.place
        reader(pilot).reading.marks.highlight(
            Passage(place._replace(block=3), place._replace(block=3, offset=9)), "pink"
        )
        after = [page.render_line(y) for y in range(page.size.height)]
        anew = [new.text for old, new in zip(before, after, strict=True) if old is not new]
        assert any("paragraph 3" in text for text in anew)
        assert not any(f"paragraph {other}." in text for text in anew for other in (1, 2, 4))


async def test_whatever_saves_first_saves_new_marks_too(home: Home) -> None:
    async with home.read() as pilot:
        app, reading = app_of(pilot), reader(pilot).reading
        mark = reading.marks.bookmark(reading.place)
        said: list[str] = []
        app.saver.marked(lambda: said.append("it is on disk"))
        app.saver.now()
        assert Store(home.paths.records).load(home.story).mark(mark.id) == mark
        await pilot.pause()
        assert said == ["it is on disk"]


async def test_marks_that_are_not_on_disk_are_not_said_to_be(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Store, key: str, change: object) -> None:
        raise StoreError("the disk is full")

    async with home.read() as pilot:
        app, marks = app_of(pilot), reader(pilot).reading.marks
        said: list[str] = []
        with monkeypatch.context() as patched:
            patched.setattr(Store, "update", full)
            for block in range(2):
                marks.bookmark(Place(0, block))
                app.saver.marked(lambda: said.append("they are on disk"))
            assert "Not saved: the disk is full" in await told(pilot)
            assert said == []
        app.saver.marked(lambda: said.append("now they are"))
        for _ in range(200):
            await pilot.pause(0.01)
            if said:
                break
        assert said == ["now they are"]
        assert len(Store(home.paths.records).load(home.story).marks) == 2


async def test_marks_that_could_not_be_written_are_when_there_is_room_again(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Store, key: str, change: object) -> None:
        raise StoreError("the disk is full")

    async with home.read() as pilot:
        app = app_of(pilot)
        with monkeypatch.context() as patched:
            patched.setattr(Store, "update", full)
            await pilot.press("]", "v", "p", "enter")
            assert "Not saved: the disk is full" in await told(pilot)
            await pilot.press("q")
            await pilot.pause()
            app.saver.now()
            assert Store(home.paths.records).load(home.story).marks == ()
            await pilot.press("enter")
            await pilot.pause()
            assert [mark.colour for mark in marks(pilot)] == ["yellow"]
            assert reader(pilot).pager.chapter == 1
            await pilot.press("B")
            await pilot.pause(0.2)
            assert any("yellow highlight" in line for line in lines(pilot))
            await pilot.press("5", "q")
            await pilot.pause()
            assert [mark.colour for mark in marks(pilot)] == ["orange"]
            await pilot.press("q")
            await pilot.pause()
            assert Store(home.paths.records).load(home.story).marks == ()
        await pilot.press("enter")
        await pilot.pause()
        assert [mark.colour for mark in marks(pilot)] == ["orange"]
    record = Store(home.paths.records).load(home.story)
    assert len(record.marks) == 1
    assert record.progress is not None
    assert record.progress.anchor.place.chapter == 1


async def test_the_colour_is_remembered(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("v", "4", "enter")
    async with home.read() as pilot:
        await pilot.press("]", "v", "enter")
        assert [mark.colour for mark in marks(pilot)] == ["pink", "pink"]


async def test_overlapping_highlights_are_each_reached_changed_and_undone(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "v", "p", "enter", "v", "b", "b", "b", "b", "3", "enter")
        outer, inner = marks(pilot)
        assert outer.anchor.passage.end > inner.anchor.place
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MarkSheet)
        assert pilot.app.screen.mark.id == inner.id
        await pilot.press("less_than_sign")
        assert pilot.app.screen.mark.id == outer.id
        await pilot.press("5")
        assert marks(pilot)[0].colour == "orange"
        await pilot.press("d")
        await pilot.pause()
        assert [mark.id for mark in marks(pilot)] == [inner.id]
        await pilot.press("U", "U")
        assert [mark.colour for mark in marks(pilot)] == ["yellow", "blue"]


async def test_a_note_is_written_and_not_thrown_away_by_one_key(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "v", "n")
        await pilot.pause()
        assert isinstance(pilot.app.screen, NoteEditor)
        await pilot.press("o", "h", "enter", "n", "o", "escape")
        assert isinstance(pilot.app.screen, NoteEditor)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert marks(pilot)[0].note == "oh\nno"
        assert any("y✎" in line for line in lines(pilot))
        await pilot.press("U")
        assert marks(pilot)[0].note == ""


async def test_a_note_without_a_selection_is_a_bookmark_with_a_note(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "M", "h", "i", "ctrl+s")
        await pilot.pause()
        (mark,) = marks(pilot)
        assert (mark.kind, mark.note) == ("bookmark", "hi")
        await pilot.press("M")
        await pilot.pause()
        assert isinstance(pilot.app.screen, NoteEditor)
        assert pilot.app.screen.input.text == "hi"
        await pilot.press("escape")
        assert marks(pilot) == [mark]


async def test_a_bookmark_with_a_note_is_not_taken_away_by_one_key(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "M", "h", "i", "ctrl+s")
        await pilot.pause()
        (mark,) = marks(pilot)
        app_of(pilot).close_notices()
        await pilot.press("m")
        assert notices(pilot) == ["It carries a note · enter opens it"]
        assert marks(pilot) == [mark]
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MarkSheet)
        assert pilot.app.screen.mark == mark


async def there_and_back(pilot: Pilot[int], *keys: str) -> None:
    """Press `keys` in the list of marks, and come back to the page."""
    await pilot.press("B")
    await pilot.app.workers.wait_for_complete()
    await pilot.press(*keys, "q")
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    assert reader(pilot)


async def test_what_was_done_is_undone_also_after_a_look_at_all_marks(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "m", "v", "s", "n", "w", "h", "y", "ctrl+s")
        await pilot.pause()
        before = marks(pilot)
        await pilot.press("escape", "m")
        assert [mark.kind for mark in marks(pilot)] == ["highlight"]
        await there_and_back(pilot)
        await pilot.press("U")
        assert [(mark.id, mark.note) for mark in marks(pilot)] == [
            (mark.id, mark.note) for mark in before
        ]
        await there_and_back(pilot)
        await pilot.press("U")
        assert [mark.note for mark in marks(pilot)] == ["", ""]
        await pilot.press("U", "U")
        assert marks(pilot) == []


async def test_what_was_changed_elsewhere_since_is_not_undone_on_the_page(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "m", "]", "m")
        first, _ = marks(pilot)
        await there_and_back(pilot, "G", "d")  # the last of them
        assert marks(pilot) == [first]
        await pilot.press("[", "m")  # on the page before
        await pilot.press("U")
        assert [mark.id for mark in marks(pilot)] == [first.id]
        await there_and_back(pilot, "r", *"other", "enter")
        await pilot.pause()
        (renamed,) = marks(pilot)
        assert renamed.label == "other"
        app_of(pilot).close_notices()
        await pilot.press("U")
        assert notices(pilot)[-1] == "Nothing to undo"
        assert marks(pilot) == [renamed]


async def test_from_mark_to_mark(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("greater_than_sign")
        assert notices(pilot) == ["No marks in this work yet"]
        await pilot.press("]", "m", "]", "m", "v", "enter", "ctrl+home")
        chapters = []
        for key in ("greater_than_sign",) * 4 + ("less_than_sign",) * 2:
            await pilot.press(key)
            chapters.append(reader(pilot).pager.chapter)
        assert chapters == [1, 2, 2, 2, 2, 1]


async def test_copying_goes_through_the_terminal(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "v", "s", "y")
        await pilot.pause()
        assert pilot.app.clipboard == "Chapter 2, paragraph 0."
        assert selected(pilot) == ""


async def test_a_resize_keeps_what_is_selected(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "v", "space")
        before = selected(pilot)
        await pilot.resize_terminal(40, 15)
        await pilot.resize_terminal(120, 40)
        assert selected(pilot) == before
        await pilot.press("w")
        assert selected(pilot).startswith(before)


async def test_the_mouse_selects_words_paragraphs_and_on(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]")
        await pilot.pause()
        x, y = where(pilot, "universally")
        await pilot.click(Page, offset=(x + 2, y), times=2)
        assert selected(pilot) == "universally"
        await pilot.click(Page, offset=(x + 15, y), shift=True)
        assert selected(pilot).startswith("universally ack")
        await pilot.pause(0.6)
        await pilot.click(Page, offset=(x, y + 1), times=3)
        assert selected(pilot).startswith("Chapter 2, paragraph 0.")
        assert selected(pilot).endswith("wife.")
        await pilot.pause(0.6)
        await pilot.click(Page, offset=(x, y))
        assert selected(pilot) == ""


async def test_dragging_selects_both_ways(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]")
        await pilot.pause()
        x, y = where(pilot, "universally")
        await pilot.mouse_down(Page, offset=(x, y))
        await pilot.hover(Page, offset=(x + 10, y))
        assert selected(pilot) == "universally"
        await pilot.hover(Page, offset=(x - 6, y))
        assert selected(pilot) == "truth u"
        await pilot.mouse_up(Page, offset=(x - 6, y))
        assert selected(pilot) == "truth u"


async def test_dragging_to_the_edge_of_a_low_window_goes_on_beyond_it(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.resize_terminal(40, 12)
        await pilot.press("]", "space", "space")
        await pilot.pause()
        page, pager = reader(pilot).page, reader(pilot).pager
        assert page.air == 0
        top = pager.top
        await pilot.mouse_down(Page, offset=(10, 5))
        await pilot.hover(Page, offset=(10, 0))
        await until(pilot, lambda: pager.top < top - 1)
        await pilot.mouse_up(Page, offset=(10, 0))
        await pilot.press("escape", "S")
        await pilot.pause()
        assert page.size.height == 12
        top = pager.top
        await pilot.mouse_down(Page, offset=(10, 5))
        await pilot.hover(Page, offset=(10, 11))
        await until(pilot, lambda: pager.top > top + 1)
        await pilot.mouse_up(Page, offset=(10, 11))


async def test_a_click_opens_a_highlight_and_beside_the_text_turns_the_page(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "v", "s", "enter")
        await pilot.pause()
        x, y = where(pilot, "paragraph 0")
        await pilot.click(Page, offset=(x, y))
        await pilot.pause(CHAIN + 0.1)
        assert isinstance(pilot.app.screen, MarkSheet)
        await pilot.press("escape")
        top = reader(pilot).pager.top
        await pilot.click(Page, offset=(78, 12))
        await pilot.pause()
        assert reader(pilot).pager.top > top


@pytest.mark.parametrize("theme", ["sepia", "ansi-dark", "nord", "high-contrast"])
async def test_another_theme_colours_marks_anew(home: Home, theme: str) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "v", "s", "enter")
        before = style_of(pilot, "Chapter 2, paragraph 0.").bgcolor
        app_of(pilot).choose(theme=theme)
        await pilot.pause()
        assert style_of(pilot, "Chapter 2, paragraph 0.").bgcolor != before
