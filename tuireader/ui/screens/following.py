"""Following links: a link is chosen on what is seen, and leads into the work, to a note, or out.

What leads out of the work never opens by itself. Imported when a link is first followed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from tuireader.reading.links import Link, note_of
from tuireader.ui import browsing
from tuireader.ui.hints import Hints, View, hints, labels, links_in, spots
from tuireader.ui.host import app_of
from tuireader.ui.widgets.bar import Hint

if TYPE_CHECKING:
    from textual.app import App

    from tuireader.ui.app import TuireaderApp
    from tuireader.ui.browsing import Browser
    from tuireader.ui.screens.reader import ReaderScreen


class Surface(Protocol):
    """What text with links is seen on."""

    def in_view(self) -> View: ...

    def show_hints(self, hints: Hints) -> None:
        """Draw these labels over the text; none where it is empty."""


async def choose(
    app: App[Any],
    surface: Surface,
    follow: Callable[[Link], Awaitable[None]],
    say: Callable[[str | None], None] = lambda typed: None,
) -> int:
    """Have one of the links on `surface` followed; of several the one whose label is typed.

    How many there are. `say` is called with what has been typed so far, and with None once that is
    over.
    """
    view = surface.in_view()
    found = spots(view)
    links = links_in(found)
    if len(links) == 1:
        await follow(links[0])
    if len(links) < 2:
        return len(links)
    from tuireader.ui.widgets.hint_keys import HintKeys

    label_of = dict(zip(links, labels(len(links)), strict=True))

    def show(typed: str) -> None:
        surface.show_hints(hints(found, label_of, typed, view.width))
        say(typed)

    async def chosen(link: Link | None) -> None:
        surface.show_hints({})
        say(None)
        if link is not None:
            await follow(link)

    keys = HintKeys({label: link for link, label in label_of.items()}, show)
    await app.push_screen(keys, chosen)
    return len(links)


async def follow_on_page(reader: ReaderScreen) -> None:
    """Have one of the links on the page followed."""
    app = app_of(reader)

    def say(typed: str | None) -> None:
        if typed is None:
            reader.show_page()
        else:
            how = f"{typed}…" if typed else "type its letters"
            measure = reader.pager.setting.measure
            reader.status.show_mode("Follow a link", how, [Hint("esc", "stop")], measure)

    if not await choose(app, reader.page, partial(follow, reader), say):
        app.say("No links on this page")


async def follow(reader: ReaderScreen, link: Link) -> None:
    """Go where a link leads: into the work, to a note over the page, or out after a question."""
    reader.action_stop_selecting()
    app, chapters, place = app_of(reader), reader.reading.chapters, link.leads_to
    if link.address:
        await ask(reader, link.address)
    elif link.is_note and (note := note_of(chapters, link)):
        from tuireader.ui.widgets.note_sheet import NoteSheet

        async def closed(next: Link | None) -> None:
            if next is not None:
                await follow(reader, next)

        await app.push_screen(NoteSheet(note, reader, _row(reader, link)), closed)
    elif place is not None and place.chapter < len(chapters):
        reader.go(place)
    else:
        app.say("This link leads nowhere")


def _row(reader: ReaderScreen, link: Link) -> int:
    """The row of the window on which a link begins; the middle where it is not on the page."""
    pager, place = reader.pager, link.place
    if place.chapter == pager.chapter:
        row = pager.layout.row_of(place.block, place.offset) - pager.top
        if 0 <= row < pager.height:
            return row + reader.page.air
    return pager.height // 2


async def ask(reader: ReaderScreen, address: str) -> None:
    """Show a whole address, and open it, or the work on the shelf that it is of, only if that is
    what the reader chooses."""
    from tuireader.ui.widgets.address_question import COPY, OPEN, READ, AddressQuestion

    app, browser = app_of(reader), browsing.find_browser()
    work = _shelved(app, address)
    title = app.library.metadata(work).title if work else ""

    def answered(answer: int | None) -> None:
        if answer == READ and work is not None:
            app.open_work(work)
        elif answer == COPY:
            reader.give(address, "Copied the address")
        elif answer == OPEN and browser is not None:
            open_outside(app, browser, address)

    await app.push_screen(AddressQuestion(address, browser, title), answered)


def _shelved(app: TuireaderApp, address: str) -> str | None:
    """The key of the work on the shelf that an address is of."""
    from tuireader.library import LibraryError
    from tuireader.library.identity import identities
    from tuireader.work import Metadata

    try:
        return app.library.recognise_names(identities(Metadata(url=address)))
    except LibraryError:
        return None


def open_outside(app: TuireaderApp, browser: Browser, address: str) -> None:
    """Open an address: in a window beside this one, or in this terminal until that is left."""
    command = browser.on(address)
    if browser.in_terminal:
        from textual.app import SuspendNotSupported

        app.saver.now()
        try:
            with app.suspend():
                failure = browsing.run_here(command)
        except SuspendNotSupported:
            failure = "this terminal cannot be lent"
        app.refresh()
        _opened(app, browser, failure)
        return
    from threading import Thread

    def run() -> None:
        failure = browsing.run_beside(command)
        if app.is_running:
            app.call_later(_opened, app, browser, failure)

    app.say(f"Opening it with {browser.name}")
    # It may stay open for longer than we do: no thread that anything waits for.
    Thread(target=run, name="browser", daemon=True).start()


def _opened(app: TuireaderApp, browser: Browser, failure: str) -> None:
    if failure:
        app.say(f"{browser.name} did not open it: {failure}")
