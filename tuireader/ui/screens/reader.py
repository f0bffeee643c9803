"""The reader: one page of a work, its status line, and what can be opened over them.

Turns keys into calls of a `Pager` and shows what comes of them. Contents, bookmarks, help and
questions are imported when they are first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Size

from tuireader.layout import Setting
from tuireader.marks import Mark
from tuireader.place import Place
from tuireader.reading import Reading
from tuireader.settings import MEASURES, Settings
from tuireader.ui.bindings import bindings
from tuireader.ui.pager import Pager
from tuireader.ui.screens.marking import Marking
from tuireader.ui.widgets.page import Page, air_in, measure_in
from tuireader.ui.widgets.status_line import Standing, StatusLine

if TYPE_CHECKING:
    from textual.timer import Timer

    from tuireader.reading.links import Link


REST = 0.05  # seconds without a move after which the next page, and the next chapter, are prepared
LEAST_HEIGHT = 6  # rows of a window in which the status line still has room


class ReaderScreen(Marking, inherit_bindings=False):
    """Shows the work of `reading` at its place, and moves that as keys say."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("page")]
    AUTO_FOCUS = "Page"
    MOUSE: ClassVar[tuple[tuple[str, str], ...]] = (
        ("wheel", "Scroll"),
        ("drag", "Select text, also beyond the page"),
        ("double click, triple click", "Select a word, a paragraph"),
        ("shift+click", "Extend what is selected"),
        ("click on a link", "Follow it"),
        ("click on a highlight", "Open it"),
        ("click on ▸ or ▾", "Unfold or fold what is under it"),
        ("click right of the text", "Next page"),
        ("click left of the text", "Previous page"),
        ("click on the status line", "Contents"),
    )
    """What the mouse does, for help."""

    def __init__(self, reading: Reading, placing: Mark | None = None):
        super().__init__(placing)
        self.reading = reading
        self._rest: Timer | None = None
        self._marks_elsewhere = False  # another screen may change them

    def compose(self) -> ComposeResult:
        self.page = Page()
        self.status = StatusLine()
        width, height = self.app.size
        self.page.pager = self.pager = Pager(self.reading, self._setting(width), height)
        self._fit(self.app.size)
        yield self.page
        yield self.status

    def on_mount(self) -> None:
        self._app.saver.open(self.reading)
        self.call_after_refresh(self._prepare_soon)
        self.call_after_refresh(self.load_marks)

    def on_unmount(self) -> None:
        self._app.saver.leave(self.reading)

    def on_screen_resume(self) -> None:
        """Marks may have been changed on the screen that was open over this one."""
        if self._marks_elsewhere:
            self._marks_elsewhere = False
            self.reading.marks.forget()
            self.load_marks()

    def on_resize(self, event: events.Resize) -> None:
        # Before the widgets are laid out, so that the first thing painted is already right.
        self._fit(event.size)

    def go(self, place: Place) -> None:
        """Go to a place far away; the way back is remembered."""
        self.pager.jump(place)
        self._moved()

    # How the page is set

    def _setting(self, width: int) -> Setting:
        settings: Settings = self._app.settings
        return Setting(
            measure=measure_in(width, settings.measure),
            spacing=settings.paragraphs,
            leading=settings.leading,
            justify=settings.justify,
            hyphenate=settings.hyphenate,
            language=self.reading.metadata.language,
            ruby=settings.ruby,
            fold=settings.fold,
        )

    def _fit(self, size: Size) -> None:
        """Set the page for a window of `size`; the place stays."""
        wanted = self._app.settings.status_bar or self.selector is not None
        status = wanted and size.height >= LEAST_HEIGHT
        self.status.display = status
        height = size.height - status
        self.page.air, below = air_in(height)
        self.pager.set(self._setting(size.width), height - self.page.air - below)
        self._show()

    def show_page(self) -> None:
        self._show()

    def gone(self) -> None:
        self._moved()

    def fit_page(self) -> None:
        self._fit(self.size)

    def _show(self) -> None:
        """Draw where the pager is now."""
        self.page.refresh()
        self.place_caret()
        overlay = self.page.overlay
        ticks: frozenset[int] = frozenset()
        if overlay is not None and self.status.display:
            ticks = overlay.ticks(self.reading, self.pager.setting.measure)
        self.page.ticks = (ticks, self.reading.fraction) if ticks else None
        if self.status.display and self.selector is not None:
            self.status.show_mode(*self.mode(), self.pager.setting.measure)
        elif self.status.display:
            page, pages = self.pager.page()
            in_chapter, in_work = self.reading.words_left()
            pace = self._app.settings.words_per_minute
            standing = Standing(
                self.reading.chapter_name(self.pager.chapter),
                page,
                pages,
                self.reading.fraction,
                in_chapter / pace,
                in_work / pace,
            )
            self.status.show(standing, self.pager.setting.measure)

    def _moved(self) -> None:
        """The reader has gone somewhere."""
        self._app.going_on()
        self._show()
        self._app.saver.moved()
        self._prepare_soon()

    def _prepare_soon(self) -> None:
        """Once the reader rests, have ready what may be turned to next."""
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST, self._prepare)

    def _prepare(self) -> None:
        page, pages = self.pager.page()
        if page >= pages - 1:
            self.pager.prepare(self.pager.chapter + 1)
        if page <= 2:
            self.pager.prepare(self.pager.chapter - 1)
        if ahead := self.pager.ahead():
            self.page.prepare(*ahead)

    # Moving

    def action_line(self, lines: int) -> None:
        self._then(self.pager.scroll(lines))

    def action_half(self, halves: int) -> None:
        self._then(self.pager.scroll(halves * max(1, self.pager.height // 2)))

    def action_page(self, pages: int) -> None:
        self._then(self.pager.turn_page(pages), pages)

    def action_chapter(self, chapters: int) -> None:
        self._then(self.pager.turn_chapter(chapters), chapters)

    def action_chapter_edge(self, end: int) -> None:
        self._then(self.pager.chapter_end() if end else self.pager.chapter_start())

    def action_work_edge(self, end: int) -> None:
        self._then(self.pager.work_end() if end else self.pager.work_start())

    def action_jump(self, direction: int) -> None:
        step = self.reading.back if direction < 0 else self.reading.forward
        if self.pager.retrace(step):
            self._moved()
        else:
            self._app.say("Nowhere to go back to" if direction < 0 else "Nowhere to go on to")

    def action_last_place(self) -> None:
        if self.pager.retrace(self.reading.swap):
            self._moved()
        else:
            self._app.say("You have not gone anywhere from here yet")

    def _then(self, moved: bool, direction: int = 0) -> None:
        self._moved()
        if not moved and direction:
            self._app.say("This is the end" if direction > 0 else "This is the beginning")

    def on_page_wheel(self, event: Page.Wheel) -> None:
        self.action_line(event.lines)

    def on_page_margin(self, event: Page.Margin) -> None:
        self.action_page(event.side)

    def action_fold(self) -> None:
        if self.pager.toggle_folds():
            self._moved()
        else:
            self._app.say("Nothing on this page can be folded")

    # Finding

    async def action_follow(self) -> None:
        from tuireader.ui.screens.following import follow_on_page

        await follow_on_page(self)

    async def follow(self, link: Link) -> None:
        from tuireader.ui.screens.following import follow

        await follow(self, link)

    async def action_go_to(self) -> None:
        from tuireader.ui.widgets.prompt import Prompt

        prompt = Prompt("Go to", placeholder="chapter 3, page p12, or 40%")
        await self._app.push_screen(prompt, self._go_to)

    def _go_to(self, answer: str | None) -> None:
        if not answer or not answer.strip():
            return
        from tuireader.ui.going import NotUnderstoodError, go_to

        try:
            go_to(self.pager, answer)
        except NotUnderstoodError as error:
            self._app.say(str(error))
        else:
            self._moved()

    async def action_contents(self) -> None:
        from tuireader.ui.widgets.contents_pane import ContentsPane

        await self._app.push_screen(ContentsPane(self.reading), self._go_to_listing)

    def _go_to_listing(self, place: Place | None) -> None:
        if place is not None:
            self.go(place)

    async def on_status_line_pressed(self) -> None:
        await self.action_contents()

    # Marking

    def action_bookmarks(self) -> None:
        self._marks_elsewhere = True
        self._app.open_bookmarks(self.reading.key)

    # Looks

    def action_measure(self, cells: int) -> None:
        """A line longer or shorter by so many cells; 0: the usual one."""
        now = self.pager.setting.measure
        wanted = now + cells if cells else Settings().measure
        if cells and (wanted not in MEASURES or measure_in(self.size.width, wanted) == now):
            self._app.say(f"Lines of {now}, and no {'longer' if cells > 0 else 'shorter'}")
            return
        self._app.choose(measure=wanted)
        self._fit(self.size)
        self._app.say(f"Lines of {self.pager.setting.measure}")

    def action_status_bar(self) -> None:
        self._app.choose(status_bar=not self._app.settings.status_bar)
        self._fit(self.size)

    def action_changes(self) -> None:
        self._app.open_changes(self.reading.key, self.reading.metadata.title)

    def action_mark_changes(self) -> None:
        """What is new or edited marked in the margin, or not."""
        wanted = not self._app.settings.mark_changes
        self._app.choose(mark_changes=wanted)
        if wanted:
            self.run_worker(self.load_changes, thread=True, exclusive=True, group="marks")
        elif self.page.overlay is not None:
            self.page.overlay.changes = {}
        self._show()
        how = "marked in the margin" if wanted else "not marked any more"
        self._app.say(f"New and edited paragraphs are {how}")

    async def action_about(self) -> None:
        from tuireader.ui.screens.help import open_about

        self._app.saver.publish()  # it says how far this was read
        await open_about(self._app, self.reading)
