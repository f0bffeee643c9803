"""An opened mark: its words, its note and its colour, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tuireader.marks import Colour, Mark, MarkKind
from tuireader.reading import Reading
from tuireader.ui.widgets.bar import Hint, Hints
from tuireader.ui.widgets.detail_pane import DetailPane
from tuireader.ui.widgets.dialog import Dialog
from tuireader.ui.widgets.lines import Line, Piece, wrap
from tuireader.ui.widgets.mark_history import was_lines

if TYPE_CHECKING:
    from tuireader.ui.screens.marking import Marking


class MarkSheet(Dialog[None]):
    """Shows a mark of `reading`; `reader` is the screen below, which carries out what is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,enter", "note", "Note", show=False, priority=True),
        *(
            Binding(str(number), f"colour('{colour}')", colour.title(), show=False)
            for number, colour in enumerate(Colour, 1)
        ),
        Binding("y", "copy", "Copy", show=False),
        Binding("d", "delete", "Delete", show=False),
        Binding("greater_than_sign,right,l,j,down", "go(1)", "Next mark", show=False),
        Binding("less_than_sign,left,h,k,up", "go(-1)", "Previous mark", show=False),
        Binding("U,u", "undo", "Undo", show=False),
        Binding("space,pagedown", "page(1)", "Read on", show=False),
        Binding("b,pageup", "page(-1)", "Read back", show=False),
        Binding("q", "close", "Close", show=False),
    ]
    DEFAULT_CSS = """
    MarkSheet {
        align: center bottom;
        background: $background 0%;
        & > .box { width: 72; margin: 0 0 1 0; }
        DetailPane { height: auto; max-height: 12; padding: 0 1 0 2; }
    }
    """

    def __init__(self, reading: Reading, mark: Mark, reader: Marking):
        super().__init__()
        self.reading = reading
        self.mark = mark
        self.reader = reader
        self.pane = DetailPane(self._lines)
        self.hints = Hints()

    def contents(self) -> Sequence[Widget]:
        return [self.pane, self.hints]

    def on_mount(self) -> None:
        self._show()

    def _show(self) -> None:
        mark = self.mark
        kind = "Bookmark" if mark.kind is MarkKind.BOOKMARK else f"Highlight · {mark.colour}"
        index, number = self.reading.marks.position(mark)
        box = self.query_one(".box")
        box.border_title = kind
        box.border_subtitle = f"{index} of {number}" if number > 1 else ""
        # Where it does not lie on what it is about.
        self.styles.align = ("center", "top" if self.reader.is_low(mark.anchor.place) else "bottom")
        low = self.app.size.height < 20
        rows = len(self._lines(max(10, min(72, self.app.size.width) - 8)))
        self.pane.styles.height = min(rows + 1, 4 if low else 12)
        self.pane.show(self._lines)
        hints = [Hint("n", "note", "screen.note")]
        if mark.kind is MarkKind.HIGHLIGHT:
            hints.append(Hint("1-5", "colour"))
            hints.append(Hint("y", "copy", "screen.copy"))
        hints.append(Hint("d", "delete", "screen.delete"))
        if number > 1:
            hints.append(Hint("< >", "others"))
        self.hints.show([*hints, Hint("esc", "close", "screen.close")])

    def _lines(self, width: int) -> list[Line]:
        mark = self.mark
        words = mark.label or mark.anchor.quote.exact or mark.anchor.quote.suffix
        lines: list[Line] = [[Piece(line, "muted")] for line in wrap(words, width)]
        if len(lines) > 4:
            lines = [*lines[:2], [Piece("…", "muted")], lines[-1]]
        if mark.note:
            lines += [[], *([Piece(line)] for line in wrap(mark.note, width))]
        if was := was_lines(mark, width):
            lines += [[], *was]
        return lines

    def _changed(self, said: str) -> None:
        self.reader.marked(said)
        if (mark := self.reading.marks.get(self.mark.id)) is None:
            self.dismiss(None)
        else:
            self.mark = mark
            self._show()

    async def action_note(self) -> None:
        self.dismiss(None)
        await self.reader.write_note(self.mark)

    def action_colour(self, colour: str) -> None:
        if self.mark.kind is MarkKind.HIGHLIGHT and colour != self.mark.colour:
            self.reading.marks.change(self.mark, colour=colour)
            self._changed(f"It is {colour} now")

    def action_copy(self) -> None:
        if self.mark.kind is MarkKind.HIGHLIGHT:
            self.reader.copy(self.mark.anchor.passage)

    def action_delete(self) -> None:
        self.reading.marks.remove(self.mark)
        undo = self.reader.app_key("page.undo")
        self._changed(f"Deleted. {undo} brings it back")

    def action_undo(self) -> None:
        self._changed(self.reading.marks.undo() or "Nothing to undo")

    def action_page(self, pages: int) -> None:
        self.pane.move_pages(pages)

    def action_go(self, direction: int) -> None:
        mark = self.reading.marks.beyond(self.mark.anchor.place, direction, self.mark.id)
        if mark is not None:
            self.mark = mark
            self.reader.go_to_mark(mark)
            self._show()
