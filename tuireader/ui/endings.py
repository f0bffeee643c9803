"""How it ends when nobody pressed a key: a signal, or a terminal that is gone.

Textual lets these end the process as they are. Here the place is saved first, and a terminal that
is still there is given back as it was.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tuireader.ui.app import TuireaderApp

PATIENCE = 1.0  # seconds the app has to act before it is taken to be stuck


def watch(app: TuireaderApp) -> None:
    """End `app` well from now on. Called inside its running loop, in the main thread."""
    if app.is_headless:
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGHUP, signal.SIGTERM):
        loop.add_signal_handler(number, _end, app, number)

    def gone() -> None:
        loop.call_soon_threadsafe(_end, app, signal.SIGHUP)
        time.sleep(PATIENCE)
        # Still here: the app's thread hangs, writing to what is no more.
        app.saver.rescue()
        os._exit(128 + signal.SIGHUP)

    fileno = sys.__stdin__.fileno() if sys.__stdin__ else -1
    Thread(target=_wait_for_hangup, args=(fileno, gone), daemon=True, name="hangup").start()


def _end(app: TuireaderApp, number: int) -> None:
    app.saver.finish()
    app.saver.now()
    if sys.__stdin__ is None or _is_gone(sys.__stdin__.fileno()):
        # Nobody is there to give anything back to, and trying to could hang.
        app.library.close()
        os._exit(128 + number)
    app.exit(return_code=128 + number)


def _wait_for_hangup(fileno: int, gone: Callable[[], None]) -> None:
    """Call `gone` once the terminal behind `fileno` has gone; where that can't be told, return."""
    poll = select.poll()
    poll.register(fileno, 0)  # a hang-up is reported without being asked for
    events = poll.poll()
    if events and events[0][1] & (select.POLLHUP | select.POLLERR):
        gone()


def _is_gone(fileno: int) -> bool:
    poll = select.poll()
    poll.register(fileno, 0)
    events = poll.poll(0)
    return bool(events) and bool(events[0][1] & (select.POLLHUP | select.POLLERR))
