"""What is known of two works that may be one: both beside each other, and what speaks for either.

Pure functions from what the library knows to lines of text at a width.
"""

from __future__ import annotations

from itertools import zip_longest

from rich.cells import cell_len

from tuireader.library import Evidence
from tuireader.library.doubts import Side
from tuireader.ui import phrases
from tuireader.ui.widgets.lines import Line, Piece, line_width, wrap
from tuireader.ui.widgets.work_details import format_name, shown_path

SIDE_BY_SIDE = 44  # cells from which the two stand side by side
_LABEL = 10
_GAP = 2
HARDLY = 0.1  # of the sentences: less speaks against one work


def lines(evidence: Evidence, width: int) -> list[Line]:
    """The one that was here, the one that came, and what speaks for and against one work."""
    table = _beside if width >= SIDE_BY_SIDE else _stacked
    found = table(evidence, width)
    for label, reasons in (("For", reasons_for(evidence)), ("Against", reasons_against(evidence))):
        if reasons:
            found += [[], *_labelled(label, "; ".join(reasons), width)]
    return found


def reasons_for(evidence: Evidence) -> list[str]:
    """What speaks for one work."""
    reasons = []
    if evidence.same_title:
        reasons.append("the same title")
    if evidence.same_authors:
        reasons.append("an author of the same name")
    if evidence.shared is not None and evidence.shared >= HARDLY:
        reasons.append(f"{_percent(evidence.shared)} of the shorter one’s sentences are in both")
    return reasons


def reasons_against(evidence: Evidence) -> list[str]:
    """What speaks against one work."""
    reasons = []
    if not evidence.same_title:
        reasons.append("another title")
    if evidence.same_authors is False:
        reasons.append("other authors")
    if evidence.shared == 0:
        reasons.append("no sentence is in both")
    elif evidence.shared is not None and evidence.shared < HARDLY:
        share = _percent(evidence.shared)
        reasons.append(f"only {share} of the shorter one’s sentences are in both")
    return reasons


def _percent(share: float) -> str:
    return f"{max(1, min(99, round(100 * share)))} %"


def _file(path: str, width: int) -> str:
    """A file by its path, or by its name where that is too long for a line."""
    shown = shown_path(path)
    return shown if cell_len(shown) <= width else f"…/{shown.rpartition('/')[2]}"


def _facts(side: Side, width: int) -> tuple[tuple[str, str], ...]:
    return (
        ("Title", side.title or "Untitled"),
        ("By", ", ".join(side.authors) or "not said"),
        ("Chapters", f"{side.chapters:,}"),
        ("Words", f"{side.words:,}"),
        ("Format", format_name(side.format)),
        ("File", _file(side.path, width) or "not known"),
    )


def _beside(evidence: Evidence, width: int) -> list[Line]:
    column = (width - _LABEL - _GAP) // 2
    found: list[Line] = [
        [
            Piece(" " * _LABEL),
            Piece("The one here".ljust(column + _GAP), "accent"),
            Piece("The new one", "accent"),
        ]
    ]
    for (label, here), (_, new) in zip(
        _facts(evidence.other, column), _facts(evidence.work, column), strict=True
    ):
        rows = zip_longest(wrap(here, column), wrap(new, column), fillvalue="")
        for number, (left, right) in enumerate(rows):
            name = "" if number else label
            gap = " " * (column + _GAP - line_width([Piece(left)]))
            found.append([Piece(name.ljust(_LABEL), "muted"), Piece(left + gap), Piece(right)])
    return found


def _stacked(evidence: Evidence, width: int) -> list[Line]:
    found: list[Line] = []
    for heading, side in (("The one here", evidence.other), ("The new one", evidence.work)):
        if found:
            found.append([])
        found.append([Piece(heading, "accent")])
        chapters = phrases.count(side.chapters, "chapter")
        for text in (
            side.title or "Untitled",
            "by " + (", ".join(side.authors) or "nobody named"),
            f"{chapters}, {phrases.count(side.words, 'word')}",
            ": ".join(filter(None, (format_name(side.format), _file(side.path, width)))),
        ):
            found += [[Piece(line)] for line in wrap(text, width)]
    return found


def _labelled(label: str, text: str, width: int) -> list[Line]:
    if width < SIDE_BY_SIDE:
        return [[Piece(line)] for line in wrap(f"{label}: {text}", width)]
    first, *rest = wrap(text, width - _LABEL)
    return [
        [Piece(label.ljust(_LABEL), "muted"), Piece(first)],
        *([Piece(" " * _LABEL), Piece(line)] for line in rest),
    ]
