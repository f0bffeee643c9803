"""Help: exactly the keys that do something on the screen it was asked for on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    """What keys do on `screen` now, in the keymap's order, after what only this screen has."""
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
    return sorted(found.values(), key=lambda command: order.get(command.id, -1))


def _in_order() -> list[keymap.Command]:
    """All commands: those that there are only while something is selected, those of a place, those
    of every place."""
    rank = {"selection": 0, "everywhere": 2}
    return sorted(keymap.COMMANDS, key=lambda command: rank.get(command.where, 1))


BESIDE = 12  # cells that what a key does needs to stand beside it, and not below
IDS_FROM = 60  # cells of a line from which help also says what commands are called


def help_lines(
    commands: list[ActiveCommand], mouse: Sequence[tuple[str, str]], width: int
) -> list[Line]:
    """The page of help in lines of `width` cells: under headings, keys and what they do.

    Where there is room, with the ids that keys of one's own are given to in `config.toml`.
    """
    known = {command.id for command in keymap.COMMANDS}
    rows = [
        _Row(
            keymap.heading_of(command.id) if command.id in known else "Here",
            ", ".join(map(shown, command.keys)),
            command.title + (f". {command.help}" if command.help else ""),
            command.id if command.id in known and width >= IDS_FROM else "",
        )
        for command in commands
    ]
    rows += [_Row("The mouse", does, what, "") for does, what in mouse]
    column = min(max((cell_len(row.keys) for row in rows), default=0), max(8, width * 2 // 5))
    lines: list[Line] = []
    heading = ""
    for row in rows:
        if row.heading != heading:
            lines += (
                [[], [Piece(row.heading, "strong")]] if lines else [[Piece(row.heading, "strong")]]
            )
            heading = row.heading
        lines += _lines(row, column, width)
    return lines


class _Row(NamedTuple):
    heading: str
    keys: str
    text: str
    id: str


def _lines(row: _Row, column: int, width: int) -> Iterator[Line]:
    room = width - column - 2 - (cell_len(row.id) + 2 if row.id else 0)
    if room < BESIDE:
        yield from ([Piece(line, "accent")] for line in wrap(row.keys, width))
        yield from ([Piece(f"  {line}")] for line in wrap(row.text, max(1, width - 2)))
        return
    left, right = wrap(row.keys, column), wrap(row.text, max(1, room))
    for index in range(max(len(left), len(right))):
        key = left[index] if index < len(left) else ""
        text = right[index] if index < len(right) else ""
        line = [Piece(key + " " * (column - cell_len(key) + 2), "accent"), Piece(text)]
        if row.id and index == 0:
            line.append(Piece(" " * (room - cell_len(text) + 2) + row.id, "muted"))
        yield line


def shown(key: str) -> str:
    """A key by the name that Textual has for it, as a reader knows it: "=", "page down"."""
    from textual.keys import format_key

    modifiers, plus, last = key.rpartition("+")
    spoken = keymap.spoken(last)
    return modifiers + plus + (spoken if spoken != last else format_key(last))


async def open_help(app: TuireaderApp) -> None:
    commands = active_commands(app, app.screen)
    mouse = getattr(app.screen, "MOUSE", ())
    await app.push_screen(Sheet("Keys", lambda width: help_lines(commands, mouse, width)))


async def open_about(app: TuireaderApp, reading: Reading) -> None:
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
    await app.push_screen(Sheet("About this work", details.lines))
