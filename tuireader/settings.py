"""What the reader has chosen: `config.toml`, made to be edited by hand."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Settings(NamedTuple):
    theme: str = "tuireader-dark"
    measure: int = 66
    words_per_minute: int = 250
    status_bar: bool = True
