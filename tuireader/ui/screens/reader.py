"""The reader: one page of a work, its status line, and what can be opened over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.binding import BindingType
from textual.screen import Screen

from tuireader.place import Place
from tuireader.ui.bindings import bindings

if TYPE_CHECKING:
    from tuireader.ui.app import TuireaderApp


class ReaderScreen(Screen[None]):
    """Reads the work `key`, from `place` or where reading stopped."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page")]

    def __init__(self, key: str, place: Place | None = None):
        super().__init__()
        self.key = key
        self.place = place

    @property
    def reader_app(self) -> TuireaderApp:
        return cast("TuireaderApp", self.app)
