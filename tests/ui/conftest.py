"""The tests of the screens wait for the app, and not for the clock."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from textual._context import active_app
from textual.pilot import Pilot

from tuireader.ui.app import TuireaderApp

_FRAME = 0.02  # seconds, for which drawing may be put off
_CALM = 3  # rounds of the loop in which there is nothing to do
_PATIENCE = 60.0  # seconds; only what hangs takes as long
_LONG = 1000.0  # seconds


@pytest.fixture(autouse=True)
def _waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys, clicks and pauses last until nothing is left to do; a double click is one however long
    it takes, and notices stay until they are closed.

    Textual takes an app to be idle when its process hardly computes; on a busy machine it does so
    as well when it waits for its turn.
    """
    pause, click = Pilot.pause, Pilot.click

    async def pause_and_settle(pilot: Pilot[Any], delay: float | None = None) -> None:
        if delay is not None:
            await asyncio.sleep(delay)
        await pause(pilot)

    async def click_in_time(pilot: Pilot[Any], *where: Any, times: int = 1, **how: Any) -> bool:
        with monkeypatch.context() as patch:
            if times > 1:
                for module in ("widgets.pointing", "screens.selecting"):
                    patch.setattr(f"tuireader.ui.{module}.CHAIN", _LONG)
            return await click(pilot, *where, times=times, **how)

    monkeypatch.setattr(Pilot, "pause", pause_and_settle)
    monkeypatch.setattr(Pilot, "click", click_in_time)
    for module in ("textual.pilot", "textual.app"):
        monkeypatch.setattr(f"{module}.wait_for_idle", _settle)
    monkeypatch.setattr("tuireader.ui.app.NOTICE", _LONG)


async def _settle(*_: float) -> None:
    """Until nothing is left to do in the loop, in the app's workers and for its saver."""
    app = active_app.get()
    async with asyncio.timeout(_PATIENCE):
        await _calm()
        await asyncio.sleep(_FRAME)  # from now on: what was put off ends before this does
        await _calm()
        while any(worker.is_running for worker in app.workers):
            await asyncio.sleep(_FRAME / 4)
            await _calm()
        if isinstance(app, TuireaderApp) and (writer := app.saver._writer):
            await asyncio.wrap_future(writer.submit(int))  # after all that it has to write
            await _calm()


async def _calm() -> None:
    """Until there has been nothing to do in the loop for some rounds."""
    loop: Any = asyncio.get_running_loop()
    calm = 0
    while calm < _CALM:
        await asyncio.sleep(0)
        calm = 0 if loop._ready else calm + 1
