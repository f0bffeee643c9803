"""Following links by their labels and with the mouse: into the work, to notes, and out of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from patience import until
from rich.style import Style
from stories import TRUTH, VIEWS, paragraphs, shelf
from test_reader import lines, notices, reader
from textual.pilot import Pilot
from textual.timer import Timer

from tuireader.formats import read
from tuireader.paths import find_paths
from tuireader.place import Passage, Place
from tuireader.reading import motion
from tuireader.ui.app import TuireaderApp
from tuireader.ui.hints import links_in, spots
from tuireader.ui.widgets.address_question import AddressQuestion
from tuireader.ui.widgets.hint_keys import HintKeys
from tuireader.ui.widgets.mark_sheet import MarkSheet
from tuireader.ui.widgets.note_sheet import NoteSheet, NoteText
from tuireader.ui.widgets.page import Page
from tuireader.ui.widgets.pointing import CHAIN
from tuireader.work import Block, Chapter, Kind, Metadata, Role, Span, Work

ADDRESS = "https://ao3.org@xn--evil-example.example/[@click=app.quit]x[/]?q=%s&r=$(id)#--help"
LONG = "a single man in possession of a good fortune, must be in want"
NOTE = "#0/20/0"
Size = tuple[int, int]


def span(text: str, words: str, target: str, role: Role = Role.LINK) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), role, target)


def linked() -> Work:
    """A chapter with links of every kind on its first page, and another with a folded part."""
    opening = "See the second part, or go out. Or what is hidden."
    called = TRUTH.replace("acknowledged,", "acknowledged1,")
    blocks = (
        Block(
            Kind.PARAGRAPH,
            opening,
            (
                span(opening, "the second part", "#1/5/0"),
                span(opening, "second", "", Role.EMPHASIS),
                span(opening, "go out", ADDRESS),
                span(opening, "hidden", "#1/11/3"),
            ),
        ),
        Block(
            Kind.PARAGRAPH,
            called,
            (span(called, "1", NOTE, Role.NOTE_REF), span(called, LONG, "#1/0/0")),
        ),
        *paragraphs(1, 18),
        Block(Kind.ITEM, "What everybody says.", (span("What", "What", "https://a.example/"),),
              marker="1.", level=1, source="/4/2/2/2"),
        Block(Kind.PARAGRAPH, f"{VIEWS} ↩",
              (Span(0, 7, Role.EMPHASIS), span(f"{VIEWS} ↩", "↩", "#0/1/0")),
              level=1, source="/4/2/2/4"),
        Block(Kind.ITEM, "Nobody called this. ↩", (Span(20, 21, Role.LINK, "#0/1/0"),),
              marker="2.", level=1, source="/4/2/4/2"),
    )  # fmt: skip
    second = (
        *paragraphs(2, 10),
        Block(Kind.SUMMARY, "What is hidden"),
        Block(Kind.PARAGRAPH, "It is the Count.", folded=True),
        *paragraphs(3, 20),
    )
    chapters = (Chapter(1, "One", blocks, 900), Chapter(2, "Two", second, 900))
    return Work(Metadata(title="Links", authors=("A Lady",)), chapters)


def alone(target: str, role: Role = Role.LINK) -> Work:
    """A work with a single link on its first page."""
    block = Block(Kind.PARAGRAPH, "Go there now", (Span(3, 8, role, target),))
    return Work(Metadata(title="Alone"), (Chapter(1, "", (block, *paragraphs(1, 40)), 900),))


@asynccontextmanager
async def reading(
    home: Path, work: Work | None = None, size: Size = (80, 24), config: str = ""
) -> AsyncIterator[Pilot[int]]:
    paths = find_paths({"TUIREADER_HOME": str(home)})
    if config:
        paths.config.mkdir(parents=True, exist_ok=True)
        paths.settings.write_text(config, encoding="utf-8")
    library, store, (key,) = shelf(home, work or linked())
    app = TuireaderApp(paths, library, store, key)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        if work is None:
            await pilot.press("j", "j", "j")
        yield pilot
        app.saver.close()
    library.close()


def where(pilot: Pilot[int], words: str) -> tuple[int, int]:
    row, line = next((row, line) for row, line in enumerate(lines(pilot)) if words in line)
    return line.index(words), row


def style_of(pilot: Pilot[int], words: str) -> Style:
    """How the segment that is `words` is painted."""
    for strip in pilot.app.screen._compositor.render_strips():
        for segment in strip:
            if segment.text == words and segment.style is not None:
                return segment.style
    raise AssertionError(f"{words!r} is no segment of {lines(pilot)}")


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the browser writes how many arguments it got, and each on a line."""
    written = tmp_path / "opened"
    browser = tmp_path / "my-browser"
    browser.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$#" "$@" > {written}.new\nmv {written}.new {written}\n'
    )
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    monkeypatch.setenv("DISPLAY", ":0")
    return written


# Labels


async def test_labels_lie_over_links_and_move_no_text(own_home: Path) -> None:
    async with reading(own_home) as pilot:
        before = lines(pilot)
        await pilot.press("f")
        await pilot.pause()
        shown = lines(pilot)
        assert any("See ahe second part, or so out. Or what is didden." in line for line in shown)
        assert any("acknowledgedf, that" in line for line in shown)
        changed = [(a, b) for a, b in zip(before[:-1], shown[:-1], strict=True) if a != b]
        assert len(changed) == 2  # the link over two lines has one label
        assert sum(a != b for pair in changed for a, b in zip(*pair, strict=True)) == 5
        assert "Follow a link · type its letters" in shown[-1]
        await pilot.press("x", "question_mark", "escape")
        await pilot.pause()
        assert lines(pilot) == before
        assert reader(pilot).is_current


@pytest.mark.parametrize("theme", ["sepia", "textual-light", "ansi-dark"])
async def test_labels_are_as_plain_as_the_text_in_any_theme(own_home: Path, theme: str) -> None:
    async with reading(own_home, config=f'theme = "{theme}"\n') as pilot:
        text = style_of(pilot, "See ")
        await pilot.press("f")
        await pilot.pause()
        label = style_of(pilot, "d")
        assert (label.color, label.bgcolor) == (text.color, text.bgcolor)
        assert label.reverse
        assert label.bold
        await pilot.press("escape")


async def test_a_label_is_typed_and_the_way_back_is_remembered(own_home: Path) -> None:
    async with reading(own_home) as pilot:
        place = reader(pilot).reading.place
        await pilot.press("f", "A")
        await pilot.pause()
        assert reader(pilot).is_current
        assert reader(pilot).reading.place == Place(1, 5)
        await pilot.press("ctrl+o")
        assert reader(pilot).reading.place == place
        await pilot.press("alt+right")
        assert reader(pilot).reading.place == Place(1, 5)


async def test_what_is_folded_unfolds(own_home: Path) -> None:
    async with reading(own_home, config="fold = true\n") as pilot:
        await pilot.press("f", "d")
        await pilot.pause()
        assert reader(pilot).reading.place == Place(1, 11, 3)
        assert lines(pilot)[1].strip() == "It is the Count."


async def test_many_links_have_two_letters_and_backspace_mends(own_home: Path) -> None:
    words = [f"word{number:02}" for number in range(30)]
    text = " ".join(words)
    spans = tuple(span(text, word, f"#0/{index + 1}/0") for index, word in enumerate(words))
    blocks = (Block(Kind.PARAGRAPH, text, spans), *paragraphs(1, 40))
    work = Work(Metadata(title="Many"), (Chapter(1, "", blocks, 900),))
    async with reading(own_home, work) as pilot:
        await pilot.press("f")
        await pilot.pause()
        assert any("aard00 asrd01 adrd02" in line for line in lines(pilot))
        await pilot.press("s")
        await pilot.pause()
        shown = " ".join(lines(pilot))
        assert "word00 word01" in shown
        assert "sard09 ssrd10" in shown
        assert "s…" in lines(pilot)[-1]
        await pilot.press("backspace")
        await pilot.pause()
        assert "aard00 asrd01" in " ".join(lines(pilot))
        await pilot.press("s", "d")
        await pilot.pause()
        assert reader(pilot).reading.place == Place(0, 12)


async def test_one_link_needs_no_label_and_none_says_so(own_home: Path) -> None:
    async with reading(own_home, alone("#0/9/0")) as pilot:
        await pilot.press("f")
        await pilot.pause()
        assert reader(pilot).reading.place == Place(0, 9)
        await pilot.press("f")
        await pilot.pause()
        assert notices(pilot) == ["No links on this page"]


@pytest.mark.parametrize("target", ["#7/0/0", "#0/x/0", "file:///etc/passwd", "--help"])
async def test_a_link_that_leads_nowhere_says_so(own_home: Path, target: str) -> None:
    async with reading(own_home, alone(target)) as pilot:
        await pilot.press("f")
        await pilot.pause()
        assert notices(pilot) == ["This link leads nowhere"]


async def test_another_size_takes_the_labels_away(own_home: Path) -> None:
    async with reading(own_home) as pilot:
        await pilot.press("f")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HintKeys)
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert reader(pilot).is_current
        assert any("the second part" in line for line in lines(pilot))


async def test_a_link_is_followed_out_of_a_selection(own_home: Path) -> None:
    async with reading(own_home) as pilot:
        await pilot.press("v", "w", "f", "a")
        await pilot.pause()
        assert reader(pilot).selector is None
        assert reader(pilot).reading.place == Place(1, 5)


# Notes


async def test_a_note_opens_over_the_page(own_home: Path) -> None:
    async with reading(own_home) as pilot:
        before, place = lines(pilot), reader(pilot).reading.place
        await pilot.press("f", "f")
        await pilot.pause()
        assert isinstance(pilot.app.screen, NoteSheet)
        shown = lines(pilot)
        assert any("Note 1" in line for line in shown)
        assert any("1. What everybody says." in line for line in shown)
        text = " ".join(" ".join(shown).replace("│", " ").split())
        assert VIEWS in text
        assert "↩" not in text
        assert "Nobody called this" not in text
        call = before[where(pilot, "acknowledged1")[1]]
        assert call in shown
        assert style_of(pilot, "However").italic
        await pilot.press("y")
        assert pilot.app.clipboard == f"What everybody says.\n\n{VIEWS}"
        await pilot.press("escape")
        await pilot.pause()
        assert lines(pilot)[:-3] == before[:-3]
        assert reader(pilot).reading.place == place


@pytest.mark.parametrize("key", ["enter", "g"])
async def test_one_goes_to_a_note_and_back(own_home: Path, key: str) -> None:
    async with reading(own_home) as pilot:
        place = reader(pilot).reading.place
        await pilot.press("f", "f")
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert reader(pilot).reading.place == Place(0, 20)
        await pilot.press("f", "d")  # the way back of the note itself
        await pilot.pause()
        assert reader(pilot).reading.place == Place(0, 1)
        await pilot.press("ctrl+o", "ctrl+o")
        assert reader(pilot).reading.place == place


async def test_a_long_note_scrolls_and_its_links_are_followed(own_home: Path) -> None:
    async with reading(own_home, size=(40, 15)) as pilot:
        await pilot.press("f")
        await pilot.pause()
        await pilot.press("f")
        await pilot.pause()
        assert isinstance(pilot.app.screen, NoteSheet)
        assert any("What everybody" in line for line in lines(pilot))
        await pilot.press("G")
        await pilot.pause()
        assert not any("What everybody" in line for line in lines(pilot))
        assert any("daughters." in line for line in lines(pilot))
        await pilot.press("home", "j", "k", "space", "b")
        await pilot.pause()
        assert any("What everybody" in line for line in lines(pilot))
        await pilot.press("f")
        await pilot.pause()
        assert isinstance(pilot.app.screen, AddressQuestion)
        assert any(line.strip(" │") == "a.example" for line in lines(pilot))


async def test_of_several_links_in_a_note_one_is_chosen(own_home: Path) -> None:
    note = "See here and there."
    blocks = (
        Block(Kind.PARAGRAPH, "So it is.1", (Span(9, 10, Role.NOTE_REF, "#0/31/0"),)),
        *paragraphs(1, 30),
        Block(Kind.PARAGRAPH, note, (span(note, "here", "#0/5/0"), span(note, "there", "#0/9/0"))),
    )
    work = Work(Metadata(title="Notes"), (Chapter(1, "", blocks, 900),))
    async with reading(own_home, work, config='[keys]\n"page.follow" = "x"\n') as pilot:
        await pilot.press("x")
        await pilot.pause()
        assert any("x follow a link" in line for line in lines(pilot))
        await pilot.press("x")
        await pilot.pause()
        assert any("See aere and shere." in line for line in lines(pilot))
        await pilot.press("escape")
        await pilot.pause()
        assert any("See here and there." in line for line in lines(pilot))
        await pilot.press("x", "s")
        await pilot.pause()
        assert reader(pilot).is_current
        assert reader(pilot).reading.place == Place(0, 9)


async def test_a_link_in_a_note_is_clicked_on(own_home: Path) -> None:
    async with reading(own_home) as pilot:
        await pilot.press("f", "f")
        await pilot.pause()
        x, y = where(pilot, "What everybody")
        left, top = pilot.app.screen.query_one(NoteText).region.offset
        await pilot.click(NoteText, offset=(x + 8 - left, y - top))
        await pilot.pause()
        assert isinstance(pilot.app.screen, NoteSheet)
        await pilot.click(NoteText, offset=(x + 1 - left, y - top))
        await pilot.pause()
        assert isinstance(pilot.app.screen, AddressQuestion)


@pytest.mark.shared
async def test_the_notes_of_a_real_poem(own_home: Path, shared: Path) -> None:
    poem = read(shared / "books" / "idpf" / "idpf-wasteland.epub")
    async with reading(own_home, poem) as pilot:
        for chapter in range(1, 5):
            screen = reader(pilot)
            screen.go(Place(chapter))
            while not (calls := links_in(spots(screen.page.in_view()))):
                await pilot.press("space")
            place = screen.reading.place
            assert all(call.is_note for call in calls)
            await pilot.press(*(("f",) if len(calls) == 1 else ("f", "a")))
            await pilot.pause()
            assert isinstance(pilot.app.screen, NoteSheet)
            await pilot.press("enter")
            await pilot.pause()
            assert reader(pilot).reading.place == calls[0].leads_to
            await pilot.press("ctrl+o")
            assert reader(pilot).reading.place == place


# Out of the work


async def test_nothing_opens_without_a_yes(own_home: Path, opened: Path) -> None:
    async with reading(own_home) as pilot:
        for keys in ("escape", "q", "enter", "j enter", "y"):
            await pilot.press("f", "s")
            await pilot.pause()
            assert isinstance(pilot.app.screen, AddressQuestion)
            await pilot.press(*keys.split())
            await pilot.pause()
            assert reader(pilot).is_current
            assert pilot.app.clipboard == (ADDRESS if keys in ("j enter", "y") else "")
        await pilot.pause(0.2)
    assert not opened.exists()


async def test_the_browser_gets_exactly_the_address(own_home: Path, opened: Path) -> None:
    async with reading(own_home) as pilot:
        await pilot.press("f", "s")
        await pilot.pause()
        assert any("Open it with my-browser" in line for line in lines(pilot))
        await pilot.press("j", "j", "enter")
        await until(pilot, opened.exists)
        assert notices(pilot) == ["Opening it with my-browser"]
    assert opened.read_text() == f"1\n{ADDRESS}\n"


async def test_a_work_on_the_shelf_is_read_there(own_home: Path, opened: Path) -> None:
    address = "https://archiveofourown.org/works/71000303/chapters/2"
    there = Work(Metadata(title="Kindred", url="https://archiveofourown.org/works/71000303"))
    shelf(home := own_home, replace(there, chapters=linked().chapters))[0].close()
    async with reading(home, alone(address)) as pilot:
        await pilot.press("f")
        await pilot.pause()
        assert any("That is “Kindred”, which is on your shelf." in line for line in lines(pilot))
        await pilot.press("j", "enter")
        await pilot.pause()
        assert reader(pilot).reading.key == "ao3-71000303"
    assert not opened.exists()


async def test_a_browser_that_fails_is_told_of(own_home: Path, opened: Path) -> None:
    opened.with_name("my-browser").write_text("#!/bin/sh\nexit 4\n")
    async with reading(own_home, alone("https://a.example/")) as pilot:
        await pilot.press("f", "j", "j", "enter")
        await until(pilot, lambda: "gave up" in "".join(notices(pilot)))
        assert notices(pilot) == ["my-browser did not open it: it gave up with code 4"]


async def test_the_question_shows_where_it_leads_and_all_of_it(
    own_home: Path, opened: Path
) -> None:
    async with reading(own_home) as pilot:
        await pilot.press("f", "s")
        await pilot.pause()
        inside = [line.strip().strip("│").strip() for line in lines(pilot)]
        assert "xn--evil-example.example" in inside
        assert "“ao3.org” before the @ is no place, only a name." in inside
        assert ADDRESS in "".join(inside)


@pytest.mark.parametrize("size", [(80, 24), (40, 15), (120, 40)])
async def test_an_enormous_address_is_shown_whole(own_home: Path, opened: Path, size: Size) -> None:
    address = "https://ао3.example/" + "".join(f"{number:04}/" for number in range(390))
    async with reading(own_home, alone(address), size) as pilot:
        await pilot.press("f")
        await pilot.pause()
        seen: list[str] = []
        for _ in range(20):
            shown = [line.strip(" │▁▂▃▄▅▆▇█") for line in lines(pilot)]
            assert "Open it with my-browser" in shown
            seen += [
                line
                for line in shown
                if line not in seen and re.search(r"^[\d/]+$|^http|^xn", line)
            ]
            await pilot.press("space")
        assert seen[0] == "xn--3-7sb6b.example"
        assert "".join(seen[1:]) == address


async def test_without_a_browser_it_can_be_copied(
    own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    async with reading(own_home, alone("https://a.example/")) as pilot:
        await pilot.press("f")
        await pilot.pause()
        assert any("There is no browser here" in line for line in lines(pilot))
        assert not any("Open it" in line for line in lines(pilot))
        await pilot.press("G", "enter")
        await pilot.pause()
        assert pilot.app.clipboard == "https://a.example/"


# The mouse


async def test_a_click_follows_and_a_double_click_selects(own_home: Path) -> None:
    async with reading(own_home) as pilot:
        x, y = where(pilot, "the second part")
        await pilot.click(Page, offset=(x + 5, y), times=2)
        await pilot.pause(CHAIN + 0.1)
        selector = reader(pilot).selector
        assert selector is not None
        assert motion.text_of(reader(pilot).reading.chapters, selector.passage) == "second"
        await pilot.press("escape")
        await pilot.click(Page, offset=(x + 5, y))
        await pilot.pause(CHAIN + 0.1)
        assert reader(pilot).reading.place == Place(1, 5)


async def test_a_click_on_either_line_of_a_link_follows_it(own_home: Path) -> None:
    async with reading(own_home) as pilot:
        x, y = where(pilot, "must be in want")
        assert "a single man" not in lines(pilot)[y]
        await pilot.click(Page, offset=(x + 1, y))
        await pilot.pause(CHAIN + 0.1)
        assert reader(pilot).reading.place == Place(1)


async def test_dragging_over_a_link_selects(own_home: Path) -> None:
    async with reading(own_home) as pilot:
        x, y = where(pilot, "the second part")
        await pilot.mouse_down(Page, offset=(x, y))
        await pilot.hover(Page, offset=(x + 9, y))
        await pilot.mouse_up(Page, offset=(x + 9, y))
        await pilot.pause(CHAIN + 0.1)
        assert reader(pilot).selector is not None
        assert reader(pilot).pager.chapter == 0


async def test_a_link_lies_over_a_highlight(own_home: Path) -> None:
    async with reading(own_home) as pilot:
        screen = reader(pilot)
        screen.reading.marks.highlight(Passage(Place(0, 0, 0), Place(0, 0, 30)), "green")
        screen.marked("")
        await pilot.pause()
        x, y = where(pilot, "See the second part")
        await pilot.click(Page, offset=(x + 6, y))
        await pilot.pause(CHAIN + 0.1)
        assert screen.reading.place == Place(1, 5)
        await pilot.press("ctrl+o")
        await pilot.click(Page, offset=(x + 1, y))
        await pilot.pause(CHAIN + 0.1)
        assert isinstance(pilot.app.screen, MarkSheet)
        await pilot.press("escape")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MarkSheet)


async def test_a_double_click_in_a_highlight_selects_the_word(own_home: Path) -> None:
    async with reading(own_home) as pilot:
        screen = reader(pilot)
        screen.reading.marks.highlight(Passage(Place(0, 1, 0), Place(0, 1, 30)), "green")
        screen.marked("")
        await pilot.pause()
        x, y = where(pilot, "It is a truth")
        await pilot.click(Page, offset=(x + 9, y), times=2)
        await pilot.pause(CHAIN + 0.1)
        assert screen.is_current
        assert screen.selector is not None
        assert motion.text_of(screen.reading.chapters, screen.selector.passage) == "truth"


async def test_turning_the_page_at_once_leaves_what_was_clicked_on(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(own_home) as pilot:
        x, y = where(pilot, "the second part")
        screen = reader(pilot)
        soon: list[Callable[[], Awaitable[None]]] = []
        set_timer = screen.set_timer

        def hold(delay: float, callback: Callable[[], Awaitable[None]]) -> Timer:
            soon.append(callback)
            return set_timer(1000, callback)

        monkeypatch.setattr(screen, "set_timer", hold)
        await pilot.click(Page, offset=(x + 5, y))
        (open_it,) = soon
        await pilot.press("space")
        await open_it()
        assert screen.pager.chapter == 0
        await pilot.press("b")
        await open_it()
        assert screen.pager.chapter == 1
