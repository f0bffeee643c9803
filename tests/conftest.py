"""Fixtures for all tests. Tests over the shared folder of real works are marked `shared`."""

from __future__ import annotations

import os
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


# What says where a program runs and how it should look there.
_SURROUNDINGS = (
    *("COLUMNS", "LINES", "NO_COLOR", "TMUX", "TMUX_PANE", "DISPLAY", "WAYLAND_DISPLAY", "BROWSER"),
    *("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"),
)


def pytest_configure(config: pytest.Config) -> None:
    """The same everywhere: no window, no colours said, and a zone in which no test sees a day end.

    COLUMNS and LINES are of the terminal that the tests were started in: Python's line editor sets
    them for every process that is started.
    """
    for name in os.environ:
        if name in _SURROUNDINGS or name.startswith("TEXTUAL"):
            del os.environ[name]
    os.environ["TZ"] = "UTC0" if 6 <= datetime.now(UTC).hour < 18 else "EAST-12"
    time.tzset()
    # However slow the machine is, what is found is the same; in CI the examples are as well.
    settings.register_profile(
        "any machine",
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        derandomize="CI" in os.environ,
        print_blob=True,
    )
    settings.load_profile("any machine")


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
    """Every test has a home of its own, so that none touches the reader's data; and a person's
    home, in which there is nothing."""
    home = tmp_path / "home"
    monkeypatch.setenv("TUIREADER_HOME", str(home))
    person = tmp_path / "person"
    person.mkdir()
    monkeypatch.setenv("HOME", str(person))
    return home
