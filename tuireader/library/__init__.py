"""The parsed works on disk: what is on the shelf, what is in each work, and how files get there.

It must not know the reader's record (`store`), screens, or how a format is read. A library can be
deleted at any time and made again from the files.
"""

from __future__ import annotations

from tuireader.library.catalogue import Library
from tuireader.library.database import LibraryError
from tuireader.library.doubts import Doubt, Evidence
from tuireader.library.news import News
from tuireader.library.query import Sort
from tuireader.library.values import Added, Outline, Shelved

__all__ = [
    "Added",
    "Doubt",
    "Evidence",
    "Library",
    "LibraryError",
    "News",
    "Outline",
    "Shelved",
    "Sort",
]
