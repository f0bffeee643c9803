"""Waiting for what an app does in its own time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot


async def until(pilot: Pilot[Any], is_so: Callable[[], object]) -> None:
    """Pause until something is so. Raises TimeoutError when that takes as long as only a hang."""
    async with asyncio.timeout(60):
        while not is_so():
            await pilot.pause(0.01)
