"""A note of the work, over the page that calls it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tuireader.layout import ChapterLayout, Setting
from tuireader.reading.links import Link, Note, links_of
from tuireader.ui.bindings import bindings
from tuireader.ui.drawing import Looks, draw_line, labelled
from tuireader.ui.hints import Hints as Labels
from tuireader.ui.hints import View, link_at
from tuireader.ui.widgets.bar import Hint, Hints
from tuireader.ui.widgets.dialog import Dialog
from tuireader.ui.widgets.lines import LineView
from tuireader.work import Chapter

if TYPE_CHECKING:
    from tuireader.ui.screens.reader import ReaderScreen

WIDTH = 72
FRAME = 6  # rows around the text of a note
LEAST = 3  # rows of it that are always seen
LABEL = 12  # the longest label of a note that is a title

_MOVES: list[BindingType] = [
    binding
    for binding in bindings("list")
    if binding.id in {"list.down", "list.up", "list.page_down", "list.page_up", "list.last"}
]


class NoteText(LineView):
    """The blocks of a note, set as on a page."""

    class Clicked(Message):
        """The mouse was clicked on a link."""

        def __init__(self, link: Link):
            super().__init__()
            self.link = link

    def __init__(self, note: Note, setting: Setting):
        super().__init__()
        self._chapter = Chapter(1, blocks=note.blocks, titled=True)
        self._setting = setting
        self._looks: Looks | None = None
        self.chapter_layout = self.set_in(setting.measure)
        self._labels: Labels = {}

    def set_in(self, width: int) -> ChapterLayout:
        """The note in lines of so many cells, everything in it unfolded."""
        return ChapterLayout(self._chapter, self._setting._replace(measure=width, fold=False))

    @property
    def rows(self) -> range:
        """Those in view."""
        return range(self.scroll_offset.y, self.scroll_offset.y + self.size.height)

    def in_view(self) -> View:
        return View(self.chapter_layout, 0, self.rows, self.size.width - 2)

    def show_hints(self, hints: Labels) -> None:
        self._labels = hints
        self.refresh()

    def render_line(self, y: int) -> Strip:
        if self._looks is None:
            self._looks = Looks(self.rich_style, self.app.theme_variables, plain=self.app.no_color)
        row, width = y + self.scroll_offset.y, self.size.width
        layout = self.chapter_layout
        strip = draw_line(self._looks, layout, layout.line(row), 0, width)
        return labelled(strip, self._labels[row], 0, self._looks) if row in self._labels else strip

    def on_click(self, event: events.Click) -> None:
        link = link_at(self.chapter_layout, 0, self.rows.start + event.y, event.x)
        if link is not None:
            self.post_message(self.Clicked(link))

    def move(self, lines: int) -> None:
        self.scroll_to(y=self.scroll_offset.y + lines, animate=False)

    def on_resize(self, event: events.Resize) -> None:
        # Two columns stay free: for the scroll bar and before it.
        self.chapter_layout = self.set_in(max(1, event.size.width - 2))
        self.set_lines(self.chapter_layout.height)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks = None


class NoteSheet(Dialog[Link]):
    """Answers with a link to follow, which leads to the note itself or is one in it, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *_MOVES,
        Binding("home", "first", "First", show=False),
        Binding("enter,g", "go", "Go there", show=False),
        Binding("y", "copy", "Copy", show=False),
        Binding("f", "follow", "Follow a link", id="page.follow", show=False, priority=True),
        Binding("q", "close", "Close", show=False),
    ]
    DEFAULT_CSS = f"""
    NoteSheet {{
        align: center bottom;
        background: $background 0%;
        & > .box {{ width: {WIDTH}; margin: 0 0 1 0; max-height: 100%; }}
        NoteText {{ height: auto; padding: 0; margin: 0 1 1 2; }}
    }}
    """

    def __init__(self, note: Note, reader: ReaderScreen, call: int):
        """`call` is the row of the window on which the note is called."""
        super().__init__()
        self.HEADING = f"Note {note.label}" if 0 < len(note.label) <= LABEL else "Note"
        self.note = note
        self.reader = reader
        self._call = call
        self.text = NoteText(note, reader.pager.setting)

    def contents(self) -> Sequence[Widget]:
        go = Hint("enter", "go there", "screen.go")
        hints = [go, Hint("y", "copy", "screen.copy")]
        if any(links_of(block, 0, 0) for block in self.note.blocks):
            key = self.reader.app_key("page.follow")
            hints.append(Hint(key, "follow a link", "screen.follow"))
        return [self.text, Hints([*hints, Hint("esc", "close", "screen.close")])]

    def on_mount(self) -> None:
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """As high as the note is, and where it does not lie on the call."""
        width, height = self.app.size
        above, below = self._call, height - 1 - self._call
        self.styles.align = ("center", "top" if above > below else "bottom")
        rows = self.text.set_in(max(1, min(WIDTH, width) - 9)).height
        self.text.styles.height = min(rows, max(LEAST, max(above, below) - FRAME))

    # What it does

    def action_go(self) -> None:
        place = self.note.place
        self.dismiss(Link(place, place.offset, f"#{place.chapter}/{place.block}/{place.offset}"))

    def action_copy(self) -> None:
        from tuireader.reading.motion import count_words
        from tuireader.ui.phrases import count

        text = self.note.text
        self.reader.give(text, f"Copied {count(count_words(text), 'word')}")

    async def action_follow(self) -> None:
        from tuireader.ui.screens.following import choose

        await choose(self.app, self.text, self._follow)

    async def _follow(self, link: Link) -> None:
        # It stands in the work where the note does.
        self.dismiss(link._replace(place=self.note.place))

    async def on_note_text_clicked(self, event: NoteText.Clicked) -> None:
        await self._follow(event.link)

    def action_down(self) -> None:
        self.text.move(1)

    def action_up(self) -> None:
        self.text.move(-1)

    def action_page_down(self) -> None:
        self.text.move(max(1, self.text.size.height - 1))

    def action_page_up(self) -> None:
        self.text.move(-max(1, self.text.size.height - 1))

    def action_first(self) -> None:
        self.text.scroll_to(y=0, animate=False)

    def action_last(self) -> None:
        self.text.scroll_to(y=self.text.max_scroll_y, animate=False)
