"""What lists know of the records: also of what was read on another machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from updating.shelf import BELLS, FOUR, ONE, SNOW, THREE, TWO, Shelf, edition

from tuireader.paths import find_paths
from tuireader.ui.mirroring import refresh


@pytest.fixture
def shelf(own_home: Path) -> Shelf:
    return Shelf(own_home / "data")


def test_chapters_read_elsewhere_are_no_longer_new(shelf: Shelf) -> None:
    key = shelf.put(edition(ONE, TWO)).key
    shelf.read(key, ONE[0], finished=True)
    shelf.put(edition(ONE, TWO, THREE, FOUR))
    shelf.update(key)
    assert refresh(find_paths())[0]
    # Moving the record is no reading.
    assert shelf.library.shelved([key])[0].news == "2 new chapters"
    assert not refresh(find_paths())[0]
    shelf.read(key, BELLS)
    assert refresh(find_paths())[0]
    # What was read here is told by whoever read it.
    assert shelf.library.shelved([key])[0].news == "2 new chapters"
    at = datetime.now(UTC) - timedelta(hours=1)
    shelf.library.note_reading(key, 0.5, at)
    assert refresh(find_paths())[0]
    assert shelf.library.shelved([key])[0].news == "1 new chapter"
    shelf.library.close()


def test_what_was_read_in_another_text_says_nothing_of_this_one(shelf: Shelf) -> None:
    key = shelf.put(edition(ONE, TWO, THREE)).key
    shelf.read(key, SNOW, finished=True)
    old = shelf.record(key)
    shelf.put(edition(ONE, TWO, THREE, FOUR))
    shelf.update(key)
    shelf.store.update(key, lambda _: old)  # another machine, which has not been updated
    shelf.library.note_reading(key, 0.5, datetime.now(UTC) - timedelta(hours=1))
    assert refresh(find_paths())[0]
    assert shelf.library.shelved([key])[0].news == "1 new chapter"
    shelf.library.close()
