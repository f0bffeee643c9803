"""Which key does what: every command as data, and the reader's own choice of keys, checked.

A command has an id that stays the same for ever, since readers name it in the `[keys]` table of
`config.toml`. Nothing here knows about screens or Textual; `ui.bindings` makes bindings of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple


class Command(NamedTuple):
    """One thing a key can do. `keys` are separated by commas; each is as `checked` takes it."""

    id: str
    keys: str
    action: str
    title: str  # a few words, for the help page and the palette
    where: str  # one of WHERE
    help: str = ""  # one sentence more


# Where commands are bound, and which other places are in force there at the same time.
WHERE: dict[str, tuple[str, ...]] = {
    "everywhere": ("everywhere",),
    "library": ("library", "list", "everywhere"),
    "bookmarks": ("bookmarks", "list", "everywhere"),
    "page": ("page", "everywhere"),
    "selection": ("selection", "everywhere"),
}

COMMANDS: tuple[Command, ...] = (
    Command("help", "?,f1", "app.help", "Help", "everywhere", "The keys of this screen."),
    Command("palette", "ctrl+p", "app.command_palette", "All commands", "everywhere"),
    Command("back", "q", "app.back", "Back", "everywhere", "From the library: quit."),
    Command("quit", "ctrl+q", "app.quit", "Quit", "everywhere"),
    Command("suspend", "ctrl+z", "app.suspend", "Leave for the shell", "everywhere", "fg returns."),
    Command("how_to_quit", "ctrl+c", "app.how_to_quit", "Say how to quit", "everywhere"),
    Command("theme", "c", "app.next_theme", "Next theme", "everywhere"),
    # Lists
    Command("list.down", "j,down", "down", "Down", "list"),
    Command("list.up", "k,up", "up", "Up", "list"),
    Command("list.page_down", "space,pagedown", "page_down", "Page down", "list"),
    Command("list.page_up", "b,pageup", "page_up", "Page up", "list"),
    Command("list.first", "g,home", "first", "First", "list"),
    Command("list.last", "G,end", "last", "Last", "list"),
    Command("list.open", "enter", "open", "Open", "list"),
    Command("list.filter", "/", "filter", "Filter", "list"),
    Command("list.sort", "s", "sort", "Sort", "list"),
    Command("list.undo", "u,U", "undo", "Undo", "list"),
    # The library
    Command("library.add", "a", "add", "Add files or folders", "library"),
    Command("library.resume", "C", "resume", "Continue reading", "library"),
    Command("library.remove", "d", "remove", "Remove", "library", "It can be undone."),
    Command("library.details", "i", "details", "Details", "library"),
    Command("library.refresh", "r", "refresh_list", "Refresh", "library"),
    Command("library.changes", "n", "changes", "What is new in this work", "library"),
    Command("library.bookmarks", "B", "bookmarks", "Marks of all works", "library"),
    Command("library.doubts", "D", "doubts", "Decide what may be one work", "library"),
    Command("library.same_as", "=", "same_as", "Same work as …", "library", "Put two together."),
    Command("library.split", "|", "split_off", "Split off", "library", "What was put together."),
    # Bookmarks
    Command("bookmarks.kind", "f", "next_kind", "Bookmarks, highlights, notes, lost", "bookmarks"),
    Command("bookmarks.choose", "x", "choose_row", "Choose several", "bookmarks"),
    Command("bookmarks.note", "n", "note", "Write a note", "bookmarks"),
    Command("bookmarks.rename", "r", "rename", "Rename", "bookmarks"),
    Command("bookmarks.delete", "d", "delete", "Delete", "bookmarks", "It can be undone."),
    Command("bookmarks.yellow", "1", "colour('yellow')", "Yellow", "bookmarks"),
    Command("bookmarks.green", "2", "colour('green')", "Green", "bookmarks"),
    Command("bookmarks.blue", "3", "colour('blue')", "Blue", "bookmarks"),
    Command("bookmarks.pink", "4", "colour('pink')", "Pink", "bookmarks"),
    Command("bookmarks.orange", "5", "colour('orange')", "Orange", "bookmarks"),
    Command("bookmarks.accept", "a", "accept", "Accept the nearest guess", "bookmarks"),
    Command("bookmarks.place", "p", "place", "Place by hand", "bookmarks", "For one that is lost."),
    Command("bookmarks.export", "e", "export", "Export what is listed", "bookmarks"),
    Command("bookmarks.details", "i", "details", "Details", "bookmarks"),
    # The page: moving
    Command("page.line_down", "j,down", "line(1)", "Line down", "page"),
    Command("page.line_up", "k,up", "line(-1)", "Line up", "page"),
    Command("page.next", "space,pagedown,l,right", "page(1)", "Next page", "page"),
    Command("page.previous", "b,pageup,h,left", "page(-1)", "Previous page", "page"),
    Command("page.half_down", "d", "half(1)", "Half a page down", "page"),
    Command("page.half_up", "u", "half(-1)", "Half a page up", "page"),
    Command("page.chapter_start", "g,home", "chapter_edge(0)", "Start of the chapter", "page"),
    Command("page.chapter_end", "G,end", "chapter_edge(1)", "End of the chapter", "page"),
    Command("page.next_chapter", "],L", "chapter(1)", "Next chapter", "page"),
    Command("page.previous_chapter", "[,H", "chapter(-1)", "Previous chapter", "page"),
    Command("page.work_start", "ctrl+home", "work_edge(0)", "Start of the work", "page"),
    Command("page.work_end", "ctrl+end", "work_edge(1)", "End of the work", "page"),
    # The page: finding
    Command("page.go_to", ":", "go_to", "Go to chapter, page or percent", "page"),
    Command("page.contents", "t,tab", "contents", "Contents", "page"),
    Command("page.follow", "f", "follow", "Follow a link", "page", "Several have letters to type."),
    Command("page.jump_back", "ctrl+o,alt+left", "jump(-1)", "Back to where you were", "page"),
    Command("page.jump_forward", "alt+right", "jump(1)", "Forward again", "page"),
    Command("page.last_place", "'", "last_place", "Last place", "page"),
    # The page: marking
    Command("page.bookmark", "m", "bookmark", "Bookmark this page", "page"),
    Command("page.select", "v", "select", "Select text", "page", "Keys that move then extend it."),
    Command("page.note", "M", "note", "Note on this page", "page"),
    Command("page.open_mark", "enter", "open_mark", "Open a mark", "page", "Or click on it."),
    Command("page.next_mark", ">", "to_mark(1)", "Next mark", "page"),
    Command("page.previous_mark", "<", "to_mark(-1)", "Previous mark", "page"),
    Command("page.undo", "U", "undo", "Undo", "page", "Takes back the last change to a mark."),
    Command("page.bookmarks", "B", "bookmarks", "Marks of this work", "page"),
    # The page: looks
    Command("page.wider", "+", "measure(2)", "Wider lines", "page"),
    Command("page.narrower", "-", "measure(-2)", "Narrower lines", "page"),
    Command("page.usual_width", "=", "measure(0)", "Usual width", "page"),
    Command("page.fold", "z", "fold", "Unfold or fold", "page", "What the author hid under ▸."),
    Command("page.status_bar", "S", "status_bar", "Show or hide the status line", "page"),
    Command("page.changes", "w", "changes", "What is new in this work", "page"),
    Command("page.mark_changes", "W", "mark_changes", "What is new marked in the margin", "page"),
    Command("page.about", "i", "about", "About this work", "page"),
    # The page, while text is selected. These go before the keys of the page.
    Command("selection.highlight", "enter", "screen.highlight", "Highlight", "selection"),
    Command(
        "selection.note", "n", "screen.highlight_note", "Highlight, and write a note", "selection"
    ),
    Command("selection.copy", "y", "screen.copy_selection", "Copy", "selection"),
    Command("selection.yellow", "1", "screen.colour('yellow')", "In yellow", "selection"),
    Command("selection.green", "2", "screen.colour('green')", "In green", "selection"),
    Command("selection.blue", "3", "screen.colour('blue')", "In blue", "selection"),
    Command("selection.pink", "4", "screen.colour('pink')", "In pink", "selection"),
    Command("selection.orange", "5", "screen.colour('orange')", "In orange", "selection"),
    Command("selection.swap", "o", "screen.swap_ends", "Move the other end", "selection"),
    Command("selection.restart", "v", "screen.restart_selection", "Begin anew here", "selection"),
    Command(
        "selection.right", "l,right", "screen.extend('sign', 1)", "A character on", "selection"
    ),
    Command(
        "selection.left", "h,left", "screen.extend('sign', -1)", "A character back", "selection"
    ),
    Command("selection.next_word", "w,e", "screen.extend('word', 1)", "A word on", "selection"),
    Command(
        "selection.previous_word", "b", "screen.extend('word', -1)", "A word back", "selection"
    ),
    Command(
        "selection.next_sentence",
        "s,)",
        "screen.extend('sentence', 1)",
        "A sentence on",
        "selection",
    ),
    Command(
        "selection.previous_sentence",
        "S,(",
        "screen.extend('sentence', -1)",
        "A sentence back",
        "selection",
    ),
    Command(
        "selection.next_paragraph",
        "p,}",
        "screen.extend('paragraph', 1)",
        "A paragraph on",
        "selection",
    ),
    Command(
        "selection.previous_paragraph",
        "P,{",
        "screen.extend('paragraph', -1)",
        "A paragraph back",
        "selection",
    ),
    Command("selection.down", "j,down", "screen.extend_lines(1)", "A line down", "selection"),
    Command("selection.up", "k,up", "screen.extend_lines(-1)", "A line up", "selection"),
    Command(
        "selection.page_down",
        "space,pagedown",
        "screen.extend_pages(1)",
        "A page down",
        "selection",
    ),
    Command("selection.page_up", "pageup", "screen.extend_pages(-1)", "A page up", "selection"),
    Command(
        "selection.chapter_start",
        "g,home",
        "screen.extend_chapter(0)",
        "To the start of the chapter",
        "selection",
    ),
    Command(
        "selection.chapter_end",
        "G,end",
        "screen.extend_chapter(1)",
        "To the end of the chapter",
        "selection",
    ),
    Command(
        "selection.work_start",
        "ctrl+home",
        "screen.extend_work(0)",
        "To the start of the work",
        "selection",
    ),
    Command(
        "selection.work_end",
        "ctrl+end",
        "screen.extend_work(1)",
        "To the end of the work",
        "selection",
    ),
)

# The headings of help, each before the first of its commands.
HEADINGS = {
    "help": "Everywhere",
    "list.down": "The list",
    "library.add": "The library",
    "bookmarks.kind": "Marks",
    "page.line_down": "Turning pages",
    "page.go_to": "Finding",
    "page.bookmark": "Marking",
    "page.wider": "Looks",
    "selection.highlight": "What is selected",
    "selection.right": "Selecting",
}


def heading_of(id: str) -> str:
    """The heading under which help shows a command."""
    heading = ""
    for command in COMMANDS:
        heading = HEADINGS.get(command.id, heading)
        if command.id == id:
            return heading
    raise KeyError(id)


def commands(where: str) -> list[Command]:
    """The commands in force at one of WHERE, in the order in which help shows them."""
    return [command for place in WHERE[where] for command in COMMANDS if command.where == place]


def keys_of(command: Command, remap: Mapping[str, str]) -> list[str]:
    """The keys of a command, after the reader's own choice (as `checked` returns it)."""
    return remap.get(command.id, command.keys).split(",")


def checked(chosen: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    """The reader's choice of keys as far as it is sound, and what is wrong with it, in words.

    `chosen` is the `[keys]` table: a command's id to a key or a list of keys. A key is a character
    as it is typed ("n", "G", "?") or a name ("space", "f2"), with "ctrl+", "alt+" or "shift+" in
    front. A choice that is refused leaves that command its usual keys.
    """
    remap: dict[str, str] = {}
    problems = []
    ids = {command.id for command in COMMANDS}
    for name, value in chosen.items():
        keys = value if isinstance(value, list) else [value]
        wrong = next(filter(None, map(_wrong_key, keys)), "" if keys else "no key is given")
        if name not in ids:
            problems.append(f"keys: there is no command {name!r}{_near(name, ids)}")
        elif wrong:
            problems.append(f"keys: {name}: {wrong}")
        else:
            remap[name] = ",".join("comma" if key == "," else str(key) for key in keys)
    while clash := _clash(remap):
        refused, key, other = clash
        del remap[refused]
        problems.append(f"keys: {refused}: {key} is already the key for “{other}”")
    return remap, problems


def _near(name: str, ids: Collection[str]) -> str:
    """The command that may be meant, as the end of a sentence, or ""."""
    from difflib import get_close_matches

    near = get_close_matches(name.lower().replace("-", "_"), ids, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


_NAMED = {
    *("space", "enter", "tab", "escape", "backspace", "delete", "insert", "comma"),
    *("home", "end", "pageup", "pagedown", "up", "down", "left", "right"),
} | {f"f{number}" for number in range(1, 25)}

# What terminals send for these is the same as for the key named beside them.
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+[": "escape"}
_KEPT = {"escape": "closes what is open"}


def _wrong_key(key: object) -> str:
    """Why `key` cannot be bound, or ""."""
    if not isinstance(key, str):
        return "a key must be written in quotes"
    if key in _SAME:
        return f"terminals cannot tell {key} from {_SAME[key]}"
    if key in _KEPT:
        return f"{key} always {_KEPT[key]}"
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    known = last in _NAMED or (len(last) == 1 and last.isprintable() and last != " ")
    right_modifiers = len(set(modifiers)) == len(modifiers) and set(modifiers) <= {
        "ctrl",
        "alt",
        "shift",
    }
    if not known or not right_modifiers:
        return f"{key!r} is no key"
    if modifiers == ["shift"] and len(last) == 1:
        return f"write {last.upper()!r} for {key}"
    return ""


def _clash(remap: Mapping[str, str]) -> tuple[str, str, str] | None:
    """A remapped command, a key of it, and the title of what that key does already there."""
    for where in WHERE:
        taken: dict[str, Command] = {}
        # The reader's choices last, so that it is they who find a key taken.
        for command in sorted(commands(where), key=lambda command: command.id in remap):
            for key in keys_of(command, remap):
                other = taken.setdefault(key, command)
                if other is not command and command.id in remap:
                    return command.id, key, other.title
    return None


_SPOKEN = {
    "pagedown": "page down",
    "pageup": "page up",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "comma": ",",
}


def spoken(key: str) -> str:
    """A key as help shows it: "ctrl+home", "page down", "→"."""
    modifiers, plus, last = key.rpartition("+") if len(key) > 1 else ("", "", key)
    return modifiers + plus + _SPOKEN.get(last, last)
