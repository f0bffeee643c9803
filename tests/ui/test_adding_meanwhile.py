"""Files that are added while something else is read: nobody's keys go anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from shelves import Home, notices, screen_text, work
from textual import events

from tuireader.ui.screens.library import LibraryScreen
from tuireader.ui.screens.reader import ReaderScreen


@pytest.fixture
def home() -> Iterator[Home]:
    made = Home(work("Already There"))
    yield made
    made.close()


async def test_what_failed_is_told_once_the_page_is_closed(home: Home, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing else")
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        library = app.screen
        await pilot.press("enter")
        await pilot.pause()
        page = app.screen
        assert isinstance(page, ReaderScreen)
        assert isinstance(library, LibraryScreen)
        for name in ("empty.txt", "broken.pdf"):
            library.on_paste(events.Paste(str(tmp_path / name)))
        while len(library._untold) < 2:
            await app.workers.wait_for_complete()
            await pilot.pause()
        assert app.screen is page
        assert "Could not add 1 file." in notices(app)
        await pilot.press("q")
        await pilot.pause()
        assert "the file is empty" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "broken.pdf" in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is library
