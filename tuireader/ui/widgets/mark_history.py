"""Where a mark was made that a new edition has moved: in words, where its words are not the same.

Pure functions from marks to lines of text at a width.
"""

from __future__ import annotations

from tuireader.marks import Mark
from tuireader.ui.widgets.lines import Line, Piece, plain, wrap

_MOST = 240  # characters of the words that it was made on


def was_lines(mark: Mark, width: int) -> list[Line]:
    """That a mark stands on edited words, how like they are, and what they were; nothing where
    they are the same, or gone: of a lost mark its own words are shown."""
    anchor, made = mark.anchor, mark.anchor.made
    if mark.lost or anchor.certainty >= 1.0 or made is anchor:
        return []
    words = " ".join(plain(made.quote.exact or made.quote.suffix).split())
    if len(words) > _MOST:
        words = words[:_MOST].rpartition(" ")[0] + " …"
    likeness = f"{min(99, int(100 * anchor.certainty))} % alike"
    said = f"Moved to edited words ({likeness})" + (f"; was: “{words}”" if words else "")
    return [[Piece(line, "muted")] for line in wrap(said, width)]
