from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from updating.shelf import FIRST, Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path)
    yield made
    made.library.close()


@pytest.fixture
def key(shelf: Shelf) -> str:
    return shelf.put(FIRST).key
