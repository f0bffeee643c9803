"""Addresses that a site's style for paper prints behind its links: "the river (/works/12) ran".

They are taken out of the lines, and the lines below are moved up where one was nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tuireader.formats.pdf.text import Line

_ADDRESS = r"(?:https?://|mailto:|/|#)(?:[^\s()]|\([^\s()]*\))*"
_BEHIND = re.compile(rf"[ ]?\({_ADDRESS}\)(?: (?=[.,;:!?)\]”’…]|\s|\Z))?")
# One that goes on in the next line.
_OPEN = re.compile(r"[ ]?\((?:https?://|mailto:|/|#)[^\s()]*\Z")
_CLOSED = re.compile(r"\A[^\s()]*\)(?: (?=[.,;:!?)\]”’…]|\s|\Z))?")


def without_targets(text: str) -> str:
    """One line of text without them."""
    return " ".join(_BEHIND.sub("", text).split())


def without_targets_in(page: Sequence[Line]) -> list[Line]:
    """The lines of a page without them."""
    kept: list[Line] = []
    lift = 0.0  # how far the lines that follow are moved up
    is_open = False
    before: Line | None = None
    for line in page:
        spans = [match.span() for match in _BEHIND.finditer(line.text)]
        if is_open and (end := _CLOSED.search(line.text)):
            spans.insert(0, end.span())
        opening = _OPEN.search(line.text.rstrip())
        is_open = opening is not None
        if opening:
            spans.append((opening.start(), len(line.text)))
        rest = _without(line, spans) if spans else line
        if spans and not rest.text.strip():
            if before and before.base > line.base:
                lift += before.base - line.base
        else:
            kept.append(rest._replace(base=line.base + lift) if lift else rest)
        before = line
    return kept


def _without(line: Line, spans: Sequence[tuple[int, int]]) -> Line:
    """The line without these stretches of its text, which do not overlap."""
    runs = []
    at = 0
    for run in line.runs:
        text = run.text
        for start, end in reversed(spans):
            text = text[: max(0, start - at)] + text[max(0, end - at) :]
        runs.append(run._replace(text=text))
        at += len(run.text)
    return line._replace(runs=tuple(run for run in runs if run.text))
