"""The parsed works on disk: what is on the shelf, what is in each work, and how files get there.

It must not know the reader's record (`store`), screens, or how a format is read. A library can be
deleted at any time and made again from the files.
"""

from __future__ import annotations

from tuireader.library.catalogue import Added, Library, Outline, Shelved
from tuireader.library.database import LibraryError
from tuireader.library.query import Sort

__all__ = ["Added", "Library", "LibraryError", "Outline", "Shelved", "Sort"]
