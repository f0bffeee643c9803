"""A list that knows the colours of highlights besides the usual roles of text."""

from __future__ import annotations

from rich.style import Style

from tuireader.ui.host import app_of
from tuireader.ui.tints import LETTERS, Tints
from tuireader.ui.widgets.detail_pane import DetailPane
from tuireader.ui.widgets.lines import LineView
from tuireader.ui.widgets.row_list import RowList


class _Coloured(LineView):
    def line_style(self, *components: str) -> Style:
        *state, role = components or ("",)
        colour = role.removeprefix("line--")
        if colour not in LETTERS:
            return super().line_style(*components)
        style = self._line_styles.get(components)
        if style is None:
            app = app_of(self)
            variables = app.theme_variables
            tints = Tints(variables["foreground"], variables["background"], few=app.has_few_colours)
            style = super().line_style(*state) + tints.ink(colour)
            self._line_styles[components] = style
        return style


class MarkList(_Coloured, RowList, can_focus=True):
    """Rows of marks."""


class MarkPane(_Coloured, DetailPane):
    """A mark in detail."""
