"""Writing a note: nothing that was written is lost by a slip, or when it all ends."""

from __future__ import annotations

from test_reader import Home, home, lines

from tuireader.ui.widgets.note_editor import NoteEditor

__all__ = ["home"]


async def test_neither_a_click_beside_a_note_nor_quitting_throws_it_away(home: Home) -> None:
    async with home.read(size=(90, 30)) as pilot:
        await pilot.press("]", "v", "n", "o", "h")
        await pilot.click(offset=(1, 1))
        assert isinstance(pilot.app.screen, NoteEditor)
        assert any("Keep this note?" in line for line in lines(pilot))
        await pilot.press("ctrl+q")
    (mark,) = home.store.load(home.story).marks
    assert mark.note == "oh"


async def test_where_a_note_is_written_its_undo_is_that_of_every_editor(home: Home) -> None:
    async with home.read() as pilot:
        await pilot.press("]", "M", "h", "i", "ctrl+z")
        assert isinstance(pilot.app.screen, NoteEditor)
        assert pilot.app.screen.input.text == ""
        await pilot.press("ctrl+y")
        assert pilot.app.screen.input.text == "hi"


async def test_how_to_keep_and_to_leave_it_is_said_in_the_smallest_window(home: Home) -> None:
    async with home.read(size=(40, 15)) as pilot:
        await pilot.press("]", "M", "h", "i")
        assert any("ctrl+s keep   esc as it was" in line for line in lines(pilot))
        await pilot.press("escape")
        assert any("ctrl+s keep   esc throw it away" in line for line in lines(pilot))
        await pilot.press("!")
        assert not any("Keep this note?" in line for line in lines(pilot))
