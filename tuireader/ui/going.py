"""What the answers to "Go to" mean: a chapter's number, a page of this chapter, a share."""

from __future__ import annotations

import re

from tuireader.place import Place
from tuireader.ui.pager import Pager

_ANSWER = re.compile(
    r"\s*(?:(?:chapter|ch\.?|c)?\s*(?P<chapter>\d+)"
    r"|(?:page|pg\.?|p)\.?\s*(?P<page>\d+)"
    r"|(?P<percent>\d+(?:[.,]\d+)?)\s*%)\s*",
    re.IGNORECASE,
)


class NotUnderstoodError(ValueError):
    """The message is for the reader."""


def go_to(pager: Pager, answer: str) -> None:
    """Go where `answer` says: "3" a chapter, "p12" a page of this chapter, "40%" of the work.

    Raises NotUnderstoodError.
    """
    match = _ANSWER.fullmatch(answer)
    if not match:
        raise NotUnderstoodError(f"Not understood: {answer.strip()}. Try 3, p12 or 40%")
    chapter, page, percent = match.group("chapter", "page", "percent")
    if percent:
        pager.go_to_share(float(percent.replace(",", ".")) / 100)
    elif page:
        pager.go_to_page(int(page))
    else:
        pager.jump(Place(_chapter_index(pager, int(chapter))))


def _chapter_index(pager: Pager, number: int) -> int:
    """The chapter that bears `number`; where none does, the one that is so many from the start."""
    outline = pager.reading.outline
    numbers = [line.number for line in outline]
    if number in numbers:
        return numbers.index(number)
    if 1 <= number <= len(outline):
        return number - 1
    last = f"{len(outline)} chapters" if len(outline) != 1 else "one chapter"
    raise NotUnderstoodError(f"There is no chapter {number}: the work has {last}")
