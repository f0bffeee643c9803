"""The screen is found wherever standard error goes, and the first page pays for nothing else."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from shelves import Home, work

from tuireader.ui import start

_FIRST_PAGE = """
import asyncio, sys
from tuireader.library import Library
from tuireader.paths import find_paths
from tuireader.store import Store
from tuireader.ui.app import TuireaderApp

async def modules():
    paths = find_paths()
    with Library(paths.library) as library:
        app = TuireaderApp(paths, library, Store(paths.records), *sys.argv[1:])
        async with app.run_test() as pilot:
            await pilot.pause()
            print(*sys.modules)

asyncio.run(modules())
"""
# Reads files, and comes into use when one is added.
_PARSERS = {"lxml", "selectolax", "chardet", "markdown_it", "pypdfium2", "tuireader.formats"}
# Wanted for a line that is long enough, a new edition, a command.
_LATER = {"pyphen", "tuireader.updating", "tuireader.exchanging", "argparse"}


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


@pytest.mark.parametrize(
    ("screen", "other"),
    [
        ("library", {"tuireader.layout", "tuireader.ui.pager", "tuireader.ui.widgets.page"}),
        ("reader", {"tuireader.ui.screens.list_screen", "tuireader.ui.widgets.dialog"}),
    ],
)
def test_the_first_page_pays_for_nothing_else(screen: str, other: set[str]) -> None:
    home = Home(work("Rain"), work("Snow"))
    key, read = home.keys
    home.read(read, 0.5, chapter=1)
    home.close()
    arguments = [key] if screen == "reader" else []
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_PAGE, *arguments], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert f"tuireader.ui.screens.{screen}" in loaded
    assert loaded & (_PARSERS | _LATER | other) == set()
