"""AO3's downloads as HTML that a browser printed: made into pages as AO3's own PDFs have them.

They have no outline and go on where chapters end; what is bigger than the text shows where.
"""

from __future__ import annotations

from collections.abc import Sequence

from tuireader.formats.ao3.labels import chapter_heading
from tuireader.formats.pdf.ao3 import text_lines
from tuireader.formats.pdf.document import Mark
from tuireader.formats.pdf.style import Row, measure, place
from tuireader.formats.pdf.text import Line

_AFTERWORD = ("End Notes", "Works inspired by this one")
_COMMENT = "drop by the "
# Of the size of the text: how big titles are; how far from the margin the text may begin.
_TITLE = 1.2
_BESIDE = 0.3


def as_download(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[Mark]]:
    """The lines of a download on pages that begin where those of AO3's PDFs do; their outline."""
    placed = place(pages, text_lines(pages))
    size = measure(placed).size
    headed = any(_heading(row, size) for page in placed for row in page)
    made: list[list[Line]] = [[]]
    marks = [Mark("Preface", 1, 0, None)]
    title = ""
    for page in placed:
        _turn(made)
        for row in page:
            line, text = row.line, row.line.text.strip()
            if not title:
                if line.size > _TITLE * size:
                    title = text
                    _turn(made)
            elif _begins_chapter(row, size, headed, len(marks)):
                _turn(made)
                name = text if headed else title
                marks.append(Mark(name, 1, len(made) - 1, line.base + line.size))
            elif _COMMENT in text or text in _AFTERWORD:
                _turn(made)
            made[-1].append(line)
    return made, [*marks, Mark("Afterword", 1, None, None)]


def _begins_chapter(row: Row, size: float, headed: bool, number: int) -> bool:
    """Whether the next chapter begins with a row, or the story of a work that has none.

    What stands above such a story is quoted or in the middle.
    """
    if headed:
        return _heading(row, size) == number
    return number == 1 and abs(row.line.left - row.start) < _BESIDE * size


def _heading(row: Row, size: float) -> int:
    """The number of the chapter that a row is the heading of, or 0."""
    heading = chapter_heading(row.line.text) if row.line.size > _TITLE * size else None
    return heading[0] if heading else 0


def _turn(made: list[list[Line]]) -> None:
    """Begins a new page, if there is anything on the last one."""
    if made[-1]:
        made.append([])
