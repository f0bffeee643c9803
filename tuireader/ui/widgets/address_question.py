"""Asks whether an address outside the work is to be opened, and shows all of it first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tuireader.ui.addresses import cut, examined, visible
from tuireader.ui.browsing import Browser
from tuireader.ui.widgets.bar import Bar, Hint, Hints
from tuireader.ui.widgets.detail_pane import DetailPane
from tuireader.ui.widgets.dialog import Choice
from tuireader.ui.widgets.lines import Line, Piece, wrap

NOTHING, READ, COPY, OPEN = range(4)
"""The answers: do nothing is the first, and what escape means."""

WIDTH = 70


class AddressQuestion(Choice):
    """`browser` is what the address would be opened with, None where there is nothing; `shelved`
    the title of the work on the shelf that the address is of, if there is one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "Copy", show=False)]
    DEFAULT_CSS = f"""
    AddressQuestion {{
        & > .box {{ width: {WIDTH}; max-height: 100%; }}
        DetailPane {{ padding: 0 1 0 2; margin: 0 0 1 0; }}
    }}
    """

    def __init__(self, address: str, browser: Browser | None, shelved: str = ""):
        self._address = address
        self._about = examined(address)
        self._browser = browser if self._about.host else None
        self._shelved = shelved
        answers = {NOTHING: "Do nothing"}
        if shelved:
            answers[READ] = "Read it from your shelf"
        answers[COPY] = "Copy the address"
        if self._browser is not None:
            where = "here, in" if self._browser.in_terminal else "with"
            answers[OPEN] = f"Open it {where} {self._browser.name}"
        self._answers = tuple(answers)
        super().__init__("Out of the book", tuple(answers.values()), -1)

    def contents(self) -> Sequence[Widget]:
        self._pane = DetailPane(self._lines)
        self._hints = Hints()
        return [self._pane, self.listing, Bar(), self._hints]

    def on_mount(self) -> None:
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """As high as the address needs, and the answers always in view."""
        width, height = self.app.size
        lines = len(self._lines(max(1, min(WIDTH, width) - 9)))
        room = max(2, height - len(self.listing.rows) - 6)
        self._pane.styles.height = min(lines, room)
        hints = [Hint("enter", "choose"), Hint("y", "copy")]
        if lines > room:
            hints.insert(0, Hint("space", "read on"))
        self._hints.show([*hints, Hint("esc", "do nothing")])

    def _lines(self, width: int) -> list[Line]:
        about = self._about
        said = list[tuple[str, str]]()
        if not about.host:
            said.append(("This link leads out of the book, to no place that a browser finds.", ""))
        elif about.is_mail:
            said += [("This link writes an e-mail to", ""), (about.host, "strong")]
        else:
            said += [("This link leads out of the book, to a page on", ""), (about.host, "strong")]
        if about.host and about.written:
            as_written = f"Written “{visible(about.written)}”: not all of that is plain a to z."
            said.append((as_written, "warning"))
        if about.user:
            said.append(
                (f"“{visible(about.user)}” before the @ is no place, only a name.", "warning")
            )
        if self._shelved:
            said += [("", ""), (f"That is “{self._shelved}”, which is on your shelf.", "")]
        said += [("", ""), ("The whole address:", "muted")]
        lines: list[Line] = [
            [Piece(line, role)]
            for text, role in said
            for line in (cut(text, width) if role == "strong" else wrap(text, width))
        ]
        lines += [[Piece(line)] for line in cut(visible(self._address), width)]
        if about.host and self._browser is None:
            lines.append([])
            none = "There is no browser here to open it with. It can be copied."
            lines += [[Piece(line, "muted")] for line in wrap(none, width)]
        return lines

    def action_open(self) -> None:
        self.dismiss(self._answers[self.listing.cursor])

    def action_copy(self) -> None:
        self.dismiss(COPY)

    def action_page_down(self) -> None:
        self._pane.move_pages(1)

    def action_page_up(self) -> None:
        self._pane.move_pages(-1)
