"""Fixtures for all tests. Tests over the shared folder of real works are marked `shared`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def _missing() -> dict[str, str]:
    """What is not on this machine: the marker of the tests that need it, and what it is."""
    missing = {}
    if not SHARED.is_dir():
        missing["shared"] = f"the real works are not in {SHARED}"
    if not shutil.which("tmux"):
        missing["tmux"] = "tmux is not installed"
    return missing


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """In the report, as a quiet one has no header."""
    for name, why in _missing().items():
        terminalreporter.write_line(f"left out: the tests marked {name!r}, because {why}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of what is not here are left out, by name in the report; CI must have the works."""
    missing = _missing()
    if "shared" in missing and os.environ.get("CI"):
        raise pytest.UsageError(f"CI runs the tests over real works, and {missing['shared']}")
    left_out = [item for item in items if any(map(item.get_closest_marker, missing))]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real works; only for tests marked `shared`."""
    return SHARED


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has a home of its own, so that none touches the reader's data."""
    home = tmp_path / "home"
    monkeypatch.setenv("TUIREADER_HOME", str(home))
    return home
