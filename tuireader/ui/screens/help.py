"""Help: exactly the keys that do something on the screen it was asked for on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.cells import cell_len
from textual.dom import DOMNode
from textual.screen import Screen

from tuireader import keymap
from tuireader.ui.widgets.dialog import Sheet
from tuireader.ui.widgets.lines import Line, Piece, wrap

if TYPE_CHECKING:
    from tuireader.reading import Reading
    from tuireader.ui.app import TuireaderApp


class ActiveCommand(NamedTuple):
    """A command that is bound on a screen, with all the keys that it really has there."""

    id: str
    title: str
    help: str
    action: str
    node: DOMNode
    keys: tuple[str, ...]


def active_commands(app: TuireaderApp, screen: Screen[Any]) -> list[ActiveCommand]:
    """What keys do on `screen` now, in the keymap's order; what it does not name comes last."""
    found: dict[str, ActiveCommand] = {}
    for key, (node, binding, enabled, _) in screen.active_bindings.items():
        if not enabled or not binding.description:
            continue
        id = binding.id or binding.action
        before = found[id].keys if id in found else ()
        keys = (*before, key)
        found[id] = ActiveCommand(
            id, binding.description, binding.tooltip, binding.action, node, keys
        )
    order = {command.id: index for index, command in enumerate(_in_order())}
    return sorted(found.values(), key=lambda command: order.get(command.id, len(order)))


def _in_order() -> list[keymap.Command]:
    """All commands, those of a place before those of every place."""
    return sorted(keymap.COMMANDS, key=lambda command: command.where == "everywhere")


def help_lines(commands: list[ActiveCommand], width: int) -> list[Line]:
    """The page of help in lines of `width` cells: under headings, keys and what they do."""
    rows = [(", ".join(map(_shown, command.keys)), command) for command in commands]
    column = min(max((cell_len(keys) for keys, _ in rows), default=0), max(8, width * 2 // 5))
    lines: list[Line] = []
    known = {command.id for command in keymap.COMMANDS}
    heading = ""
    for keys, command in rows:
        above = keymap.heading_of(command.id) if command.id in known else "Here"
        if above != heading:
            lines += [[], [Piece(above, "strong")]] if lines else [[Piece(above, "strong")]]
            heading = above
        lines += _row(keys, command, column, width)
    return lines


def _row(keys: str, command: ActiveCommand, column: int, width: int) -> Iterator[Line]:
    said = command.title + (f". {command.help}" if command.help else "")
    left, right = wrap(keys, column), wrap(said, max(1, width - column - 2))
    for index in range(max(len(left), len(right))):
        key = left[index] if index < len(left) else ""
        text = right[index] if index < len(right) else ""
        yield [Piece(key + " " * (column - cell_len(key) + 2), "accent"), Piece(text)]


def _shown(key: str) -> str:
    from textual.keys import format_key

    modifiers, plus, last = key.rpartition("+")
    spoken = keymap.spoken(last)
    return modifiers + plus + (spoken if spoken != last else format_key(last))


def open_help(app: TuireaderApp) -> None:
    commands = active_commands(app, app.screen)
    app.push_screen(Sheet("Keys", lambda width: help_lines(commands, width)))


def open_about(app: TuireaderApp, reading: Reading) -> None:
    """What there is to say about the work that is read."""
    from datetime import datetime

    from tuireader.ui.widgets.work_details import Details

    shelved = app.library.shelved([reading.key])
    source = app.library.source(reading.key)
    details = Details(
        shelved[0],
        reading.metadata,
        [reading.chapter_name(index) for index in range(len(reading.outline))],
        reading.place.chapter,
        source.path,
        source.format,
        datetime.now().astimezone(),
    )
    app.push_screen(Sheet("About this work", details.lines))
