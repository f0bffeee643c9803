"""What markup says by nesting: where a cell stands in its table, how a list item is marked.

It knows elements and their styles; the blocks are made in `markup.blocks`.
"""

from __future__ import annotations

from collections.abc import Iterator

from tuireader.formats.markup.stylesheet import Style
from tuireader.formats.markup.tree import Element
from tuireader.work import Cell

# More columns and rows than a table for people has; what files claim beyond is cut.
_MOST_COLUMNS = 200
_MOST_ROWS = 10_000


class Grid:
    """Places the cells of one table, row by row, around those that span several rows."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._row = -1
        self._column = 0
        self._taken: dict[int, int] = {}  # column to the first row where it is free again

    def begin_row(self) -> None:
        self._row += 1
        self._column = 0

    def place(self, element: Element) -> Cell:
        """Where a `td` or `th` stands. One outside any row begins one."""
        if self._row < 0:
            self.begin_row()
        while self._taken.get(self._column, 0) > self._row and self._column < _MOST_COLUMNS - 1:
            self._column += 1
        column = self._column
        columns = _clamp(element.get("colspan"), _MOST_COLUMNS - column)
        rows = _clamp(element.get("rowspan"), _MOST_ROWS)
        if rows > 1:
            self._taken |= dict.fromkeys(range(column, column + columns), self._row + rows)
        self._column = min(column + columns, _MOST_COLUMNS - 1)
        return Cell(self._number, self._row, column, element.tag == "th", columns, rows)


def _clamp(text: str, most: int) -> int:
    return max(1, min(number(text) or 1, most))


def number(text: str) -> int | None:
    """An integer attribute, None where it is none or longer than any real one."""
    text = text.strip()
    digits = text.removeprefix("-").removeprefix("+")
    return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None


def layout_tables(table: Element) -> set[int]:
    """The ids (`id()`) of those tables, from `table` down, that only place things on a page.

    A table is one when it holds another table, or not more than one cell.
    """
    layout: set[int] = set()
    cells: list[list[int]] = []  # of every open table: its id and its number of cells
    stack: list[tuple[Element, Iterator[Element]]] = [(table, table.elements())]
    cells.append([id(table), 0])
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if element.tag == "table":
                found, count = cells.pop()
                if count <= 1:
                    layout.add(found)
            continue
        if child.tag == "table":
            layout.add(cells[-1][0])
            cells.append([id(child), 0])
        elif child.tag in ("td", "th"):
            cells[-1][1] += 1
        stack.append((child, child.elements()))
    return layout


_BULLETS = "•◦▪"
_BULLET_STYLES = {"disc": "•", "circle": "◦", "square": "▪", "none": ""}
_TYPES = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}


class ListMarkers:
    """The markers of one `ul` or `ol`, item by item.

    `around` is the number of the item it is in, which stands before the first marker.
    """

    def __init__(self, element: Element, level: int, style: Style, around: str = "") -> None:
        self._around = around
        given = element.get("type").strip()
        self._style = style.get("list-style-type") or _TYPES.get(given, given.lower())
        self._bullet = "" if element.tag == "ol" else _BULLETS[min(level, len(_BULLETS)) - 1]
        self._step = -1 if "reversed" in element.attributes else 1
        first = number(element.get("start"))
        if first is None:
            first = 1
            if self._step < 0:
                first = sum(1 for child in element.elements() if child.tag == "li")
        self._next = first

    def marker(self, item: Element, style: Style) -> str:
        """ "•", "3.", "iv." or "" for the next item."""
        around, self._around = self._around, ""
        return f"{around} {self._own_marker(item, style)}".strip()

    def _own_marker(self, item: Element, style: Style) -> str:
        value = number(item.get("value"))
        value = self._next if value is None else value
        self._next = value + self._step
        look = style.get("list-style-type") or self._style
        for word in look.split():
            if word in _BULLET_STYLES:
                return _BULLET_STYLES[word]
        if self._bullet and "-" not in look and "decimal" not in look:
            return self._bullet
        return f"{_number(value, look)}."


def _number(value: int, look: str) -> str:
    text = str(value)
    if "roman" in look and 0 < value < 4000:
        text = _roman(value)
    elif ("alpha" in look or "latin" in look) and value > 0:
        text = _letters(value)
    return text.upper() if "upper" in look else text


def _letters(value: int) -> str:
    letters = ""
    while value:
        value, letter = divmod(value - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters


_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def _roman(value: int) -> str:
    roman = ""
    for worth, letters in _ROMAN:
        while value >= worth:
            roman += letters
            value -= worth
    return roman
