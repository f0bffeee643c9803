from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for records that is not there yet."""
    return tmp_path / "works"
