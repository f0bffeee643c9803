"""Opens an address in a browser: the one of `$BROWSER`, or what the system opens addresses with.

The standard library's `webbrowser` lets browsers write over the page, changes addresses that have
"%action" in them, and lets them wait: hence our own. No shell ever sees an address, and nothing
that is no address of the web or of mail gets this far. Knows neither books nor screens.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tuireader.reading.links import is_address

PATIENCE = 10.0  # seconds within which a browser that fails has failed to open the address
TEXT_BROWSERS = ("www-browser", "w3m", "links", "elinks", "lynx", "links2", "browsh", "cha")


class Browser(NamedTuple):
    """A program with its arguments: the address takes the place of "%s", or comes last.

    `in_terminal`: it draws in this terminal, which is to be given to it.
    """

    command: tuple[str, ...]
    in_terminal: bool

    @property
    def name(self) -> str:
        return Path(self.command[0]).name

    def on(self, address: str) -> list[str]:
        """The command that opens `address`. Raises ValueError where that is no address."""
        if not is_address(address):
            raise ValueError("no address of the web or of mail")
        if not any(argument.endswith("%s") for argument in self.command[1:]):
            return [*self.command, address]
        return [
            argument[:-2] + address if index and argument.endswith("%s") else argument
            for index, argument in enumerate(self.command)
        ]


def find_browser(environment: Mapping[str, str] = os.environ) -> Browser | None:
    """The browser that is there; None where there is none."""
    seen = bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    seen = seen or sys.platform == "darwin" or "WSL_DISTRO_NAME" in environment
    for command in _chosen(environment.get("BROWSER", "")):
        if found := _there(command, environment):
            # Where nothing else can be seen, it can only be seen here.
            return Browser(command, not seen or _is_text(found))
    for command in _usual(environment):
        if found := _there(command, environment):
            return Browser(command, _is_text(found))
    return None


def _chosen(variable: str) -> Iterator[tuple[str, ...]]:
    """The commands that `$BROWSER` names."""
    for entry in variable.split(os.pathsep):
        try:
            words = shlex.split(entry)
        except ValueError:
            continue
        if words and words[-1] == "&":
            words.pop()
        # Inside of other words an address could become part of a script.
        if words and all(
            "%s" not in word or word == "%s" or word.endswith("=%s") for word in words
        ):
            yield tuple(words)


def _usual(environment: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    if sys.platform == "darwin":
        yield ("open",)
    if "WSL_DISTRO_NAME" in environment:
        yield ("wslview",)
    if environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"):
        yield ("xdg-open",)
        yield ("gio", "open")
        for name in ("x-www-browser", "firefox", "chromium", "google-chrome", "epiphany"):
            yield (name,)
    yield ("termux-open-url",)
    for name in TEXT_BROWSERS:
        yield (name,)


def _there(command: tuple[str, ...], environment: Mapping[str, str]) -> str | None:
    return shutil.which(command[0], path=environment.get("PATH"))


def _is_text(path: str) -> bool:
    names = {Path(path).name, Path(path).resolve().name}
    return not names.isdisjoint(TEXT_BROWSERS)


def run_beside(command: list[str]) -> str:
    """Run a browser with windows of its own; why it did not open, or "". Returns when it ends."""
    began = time.monotonic()
    try:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            code = process.wait()
    except OSError as error:
        return error.strerror or str(error)
    failed = code and time.monotonic() - began < PATIENCE
    return f"it gave up with code {code}" if failed else ""


def run_here(command: list[str]) -> str:
    """Run a browser in this terminal, which nobody else may be using; why it failed, or ""."""
    import signal

    # ctrl+c in it is not meant for us. A handler, and not to be ignored: that it would inherit.
    before = signal.signal(signal.SIGINT, lambda number, frame: None)
    try:
        code = subprocess.run(command, check=False).returncode
    except OSError as error:
        return error.strerror or str(error)
    finally:
        signal.signal(signal.SIGINT, before)
    return f"it gave up with code {code}" if code else ""
