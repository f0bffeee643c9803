"""Finds places: in the words a quote remembers, in a new edition, in the numbers used outside.

Pure: works, places and quotes come in, places go out. It must not know where marks are stored, how
a work was read from its file, or what a screen is. What only an update or an import needs is
imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from tuireader.anchoring.folding import digest, edition, fold
from tuireader.anchoring.outer import inner_place, outer_place, settle
from tuireader.anchoring.quoting import Chapters, anchor_passage, quote_of

if TYPE_CHECKING:
    from tuireader.anchoring.finding import Finder, Found, find_quote

_LATER = {"Finder": "finding", "Found": "finding", "find_quote": "finding"}

__all__ = [
    "Chapters",
    "Finder",
    "Found",
    "anchor_passage",
    "digest",
    "edition",
    "find_quote",
    "fold",
    "inner_place",
    "outer_place",
    "quote_of",
    "settle",
]


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
