"""Which key does what: every command as data, and the reader's own choice of keys, checked.

A command has an id that stays the same for ever, since readers name it in the `[keys]` table of
`config.toml`. Nothing here knows about screens or Textual; `ui.bindings` makes bindings of it.
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """One thing a key can do. `keys` are separated by commas, in the words of `KEY_NAMES`."""

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
}

COMMANDS: tuple[Command, ...] = (
    Command(
        "help", "question_mark,f1", "app.help", "Help", "everywhere", "The keys of this screen."
    ),
    Command("palette", "ctrl+p", "app.command_palette", "All commands", "everywhere"),
    Command("back", "q", "app.back", "Back", "everywhere", "From the library: quit."),
    Command("quit", "ctrl+q", "app.quit", "Quit", "everywhere"),
    Command("theme", "c", "app.next_theme", "Next theme", "everywhere"),
    # Lists
    Command("list.down", "j,down", "down", "Down", "list"),
    Command("list.up", "k,up", "up", "Up", "list"),
    Command("list.page_down", "space,pagedown", "page_down", "Page down", "list"),
    Command("list.page_up", "b,pageup", "page_up", "Page up", "list"),
    Command("list.first", "g,home", "first", "First", "list"),
    Command("list.last", "G,end", "last", "Last", "list"),
    Command("list.open", "enter", "open", "Open", "list"),
    Command("list.filter", "slash", "filter", "Filter", "list"),
    Command("list.sort", "s", "sort", "Sort", "list"),
    # The library
    Command("library.add", "a", "add", "Add files or folders", "library"),
    Command("library.remove", "d", "remove", "Remove", "library", "It can be undone."),
    Command("library.details", "i", "details", "Details", "library"),
    Command("library.refresh", "r", "refresh_list", "Refresh", "library"),
    Command("library.bookmarks", "B", "bookmarks", "Bookmarks of all works", "library"),
    Command("library.undo", "u", "undo", "Undo", "library"),
    # Bookmarks
    Command("bookmarks.rename", "r", "rename", "Rename", "bookmarks"),
    Command("bookmarks.delete", "d", "delete", "Delete", "bookmarks", "It can be undone."),
    Command("bookmarks.undo", "u", "undo", "Undo", "bookmarks"),
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
    Command("page.go_to", "colon", "go_to", "Go to chapter, page or percent", "page"),
    Command("page.contents", "t,tab", "contents", "Contents", "page"),
    Command("page.jump_back", "ctrl+o,alt+left", "jump(-1)", "Back to where you were", "page"),
    Command("page.jump_forward", "alt+right", "jump(1)", "Forward again", "page"),
    Command("page.last_place", "apostrophe", "last_place", "Last place", "page"),
    # The page: marking
    Command("page.bookmark", "m", "bookmark", "Bookmark this page", "page"),
    Command("page.bookmarks", "B", "bookmarks", "Bookmarks of this work", "page"),
    # The page: looks
    Command("page.wider", "+", "measure(2)", "Wider lines", "page"),
    Command("page.narrower", "-", "measure(-2)", "Narrower lines", "page"),
    Command("page.usual_width", "=", "measure(0)", "Usual width", "page"),
    Command("page.status_bar", "S", "status_bar", "Show or hide the status line", "page"),
    Command("page.about", "i", "about", "About this work", "page"),
)


def commands(where: str) -> list[Command]:
    """The commands in force at one of WHERE, in the order in which help shows them."""
    return [command for place in WHERE[where] for command in COMMANDS if command.where == place]
