"""Blocks to lines at a width: measuring, breaking, hyphens, and where everything stands.

Knows neither terminals nor colours: it says what is on each row, in cells, and the user interface
paints it.
"""

from tuireader.layout.chapter import ChapterLayout
from tuireader.layout.furniture import title_page
from tuireader.layout.values import Line, LineKind, Piece, Setting, TitlePage

__all__ = ["ChapterLayout", "Line", "LineKind", "Piece", "Setting", "TitlePage", "title_page"]
