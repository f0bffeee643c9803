"""Text for other programs: given to the clipboard tool of the system, where there is one.

Beside OSC 52, which many terminals refuse. Quiet: a tool that fails is as good as none.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping

PATIENCE = 2.0  # seconds for a tool to take the text


def tool(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The command to give text to, with its arguments; empty where there is none to trust."""
    wanted: list[list[str]] = []
    if sys.platform == "darwin":
        wanted.append(["pbcopy"])
    if environment.get("WAYLAND_DISPLAY"):
        wanted.append(["wl-copy"])
    if environment.get("DISPLAY"):
        wanted += [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]]
    if environment.get("TMUX"):
        wanted.append(["tmux", "load-buffer", "-"])
    path = environment.get("PATH")
    return next((command for command in wanted if shutil.which(command[0], path=path)), [])


def give(text: str) -> None:
    """Give `text` to the system's clipboard. For a thread: the tool may take its time."""
    command = tool()
    if not command:
        return
    try:
        subprocess.run(
            command,
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        pass
