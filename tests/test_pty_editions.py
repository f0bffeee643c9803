"""A new edition comes between two readings. The real program in a real terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pty_reader import Terminal
from stories import paragraphs, shelf, story

from tuireader.library import Library
from tuireader.store import Store
from tuireader.updating import update
from tuireader.work import Chapter, Work

pytestmark = pytest.mark.pty


def longer(work: Work) -> Work:
    """The work with a prologue, a paragraph rewritten and a chapter more."""
    first = work.chapters[0]
    edited = replace(first.blocks[-1], text="Nobody knew by then what had become of the carriage.")
    chapters = (
        Chapter(1, "A prologue", paragraphs(70, 9), 300),
        replace(first, blocks=(*first.blocks[:-1], edited)),
        *work.chapters[1:],
        Chapter(9, "What came of it", paragraphs(80, 9), 300),
    )
    return replace(work, chapters=chapters)


@pytest.mark.parametrize("moved", [True, False])
def test_the_page_begins_with_the_same_words(own_home: Path, moved: bool) -> None:
    """Whether the record was moved when the text came, or is when the work is opened."""
    work = story(6, 60)
    library, store, (key,) = shelf(own_home, work)
    with Terminal(own_home, key) as terminal:
        terminal.wait_for("in all")
        terminal.press("]")
        terminal.press(" " * 3)
        terminal.settle()
        words = terminal.words()
        terminal.press("q")
        terminal.wait_for("continue|Continue|tuireader")
        terminal.press("q")
        assert terminal.end() == 0
    assert library.put(longer(work)).key == key
    if moved:
        update(library, Store(store.folder), key)
    library.close()
    with Terminal(own_home, key) as again:
        again.wait_for(r"\d %")
        again.settle()
        assert again.words() == words
    with Library(own_home / "data" / "library.db") as after:
        assert after.shelved([key])[0].new_chapters == 2
