"""Where tuireader keeps things. The one place that knows about folders; nothing is created here.

`TUIREADER_HOME=DIR` puts everything under DIR; otherwise the system's own places are used.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple


class Paths(NamedTuple):
    """`config` holds settings, `data` the reader's record and the library, `cache` and `log` what
    may be deleted at any time."""

    config: Path
    data: Path
    cache: Path
    log: Path

    @property
    def settings(self) -> Path:
        return self.config / "config.toml"

    @property
    def library(self) -> Path:
        return self.data / "library.db"

    @property
    def records(self) -> Path:
        """The folder of `works/<key>.toml`, the reader's own record."""
        return self.data / "works"


def find_paths(environ: os._Environ[str] | dict[str, str] = os.environ) -> Paths:
    """The folders to use, from `TUIREADER_HOME` or the platform's conventions."""
    home = environ.get("TUIREADER_HOME")
    if home:
        root = Path(home).expanduser().absolute()
        return Paths(root / "config", root / "data", root / "cache", root / "log")
    import platformdirs

    dirs = platformdirs.PlatformDirs("tuireader", appauthor=False)
    return Paths(
        dirs.user_config_path, dirs.user_data_path, dirs.user_cache_path, dirs.user_log_path
    )
