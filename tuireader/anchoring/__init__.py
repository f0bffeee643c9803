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
    from tuireader.anchoring.aligning import Alignment, align
    from tuireader.anchoring.changes import (
        Change,
        Changes,
        ChapterChange,
        ParagraphChange,
        find_changes,
        shared_text,
    )
    from tuireader.anchoring.finding import Finder, Found, find_quote
    from tuireader.anchoring.folded import Folded
    from tuireader.anchoring.moving import How, Moved, move, move_passage, move_place

_LATER = {
    "Alignment": "aligning",
    "Change": "changes",
    "Changes": "changes",
    "ChapterChange": "changes",
    "Finder": "finding",
    "Folded": "folded",
    "Found": "finding",
    "How": "moving",
    "Moved": "moving",
    "ParagraphChange": "changes",
    "align": "aligning",
    "find_changes": "changes",
    "find_quote": "finding",
    "move": "moving",
    "move_passage": "moving",
    "move_place": "moving",
    "shared_text": "changes",
}

__all__ = [
    "Alignment",
    "Change",
    "Changes",
    "ChapterChange",
    "Chapters",
    "Finder",
    "Folded",
    "Found",
    "How",
    "Moved",
    "ParagraphChange",
    "align",
    "anchor_passage",
    "digest",
    "edition",
    "find_changes",
    "find_quote",
    "fold",
    "inner_place",
    "move",
    "move_passage",
    "move_place",
    "outer_place",
    "quote_of",
    "settle",
    "shared_text",
]


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
