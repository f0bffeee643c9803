"""Adding works from inside the library: typed and pasted paths, the picker, what is said of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from shelves import Home, notices, screen_text, shown, work
from textual import events

from tuireader.exchanging import take_in
from tuireader.library import Added, Library
from tuireader.paths import find_paths
from tuireader.store import Store
from tuireader.ui.app import TuireaderApp
from tuireader.ui.screens import adding
from tuireader.ui.screens.adding import Outcome
from tuireader.ui.screens.library import LibraryScreen
from tuireader.ui.widgets import folders
from tuireader.ui.widgets.dialog import Sheet
from tuireader.ui.widgets.file_picker import FilePicker
from tuireader.ui.widgets.folders import Item, Typed
from tuireader.ui.widgets.question import Question

RAIN = (
    "It had rained on the harbour all day, and nobody had come down to the ferry.",
    "Mara lit the lamp at four, because there was nothing else to do, and sat beside it.",
    "At six the bell rang twice, which it had not done since the war.",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of books, in which the program was started."""
    books = tmp_path / "Books and more"
    (books / "Old").mkdir(parents=True)
    monkeypatch.chdir(books)
    write(books / "Ferry.txt", "The Ferry")
    write(books / "Ferryman.txt", "The Ferryman")
    write(books / "Old" / "Lamp.txt", "The Lamp")
    (books / "empty.txt").touch()
    return books


def write(path: Path, title: str) -> None:
    lines = [title, "by Ann Onymous", *(f"{line} ({title})" for line in RAIN)]
    path.write_text("\n\n".join(lines), encoding="utf-8")


@pytest.fixture
def home() -> Iterator[Home]:
    made = Home(work("Already There"))
    yield made
    made.close()


def titles(home: Home) -> set[str]:
    return {row.title for row in home.library.shelved(home.library.keys())} - {"Already There"}


async def finished(app: TuireaderApp) -> None:
    await app.workers.wait_for_complete()


# Paths, as people write them


def test_a_typed_path_is_a_folder_and_the_beginning_of_a_name(folder: Path) -> None:
    assert folders.typed("Fer", folder) == Typed(folder, "Fer")
    assert folders.typed("Old/La", folder) == Typed(folder / "Old", "La")
    assert folders.typed(f"{folder}/", Path("/")) == Typed(folder, "")
    assert folders.typed("/us", folder) == Typed(Path("/"), "us")
    assert folders.typed("~", folder) == Typed(Path.home(), "")
    assert folders.typed("~/a/b", folder) == Typed(Path.home() / "a", "b")
    assert folders.typed("../x", folder) == Typed(folder.parent, "x")
    assert folders.typed("~nobody-of-that-name/x", folder).start == "x"


@pytest.mark.parametrize(
    "form",
    [
        "{path}",
        " {path} ",
        "'{path}'",
        '"{path}"',
        "file://{url}",
        "{escaped}",
        "{name}",
    ],
)
def test_a_path_is_understood_however_a_terminal_pastes_it(folder: Path, form: str) -> None:
    path = folder / "Ferry.txt"
    escaped = str(path).replace(" ", "\\ ")
    text = form.format(
        path=path, url=str(path).replace(" ", "%20"), escaped=escaped, name="Ferry.txt"
    )
    assert folders.full_path(text, folder) == path
    assert folders.typed(text.strip(), folder) == Typed(folder, "Ferry.txt")


def test_a_file_really_called_so_comes_before_any_reading_of_quotes(folder: Path) -> None:
    odd = folder / "'odd'"
    odd.touch()
    (folder / "odd").touch()
    assert folders.full_path("'odd'", folder) == odd


def test_folders_come_first_and_hidden_things_when_asked_for(folder: Path) -> None:
    (folder / ".hidden").touch()
    (folder / "to nowhere").symlink_to(folder / "gone")
    assert [item.name for item in folders.items(folder)] == [
        "Old",
        "empty.txt",
        "Ferry.txt",
        "Ferryman.txt",
    ]
    assert [item.name for item in folders.items(folder, "fer")] == ["Ferry.txt", "Ferryman.txt"]
    assert [item.name for item in folders.items(folder, ".")] == [".hidden"]


@pytest.mark.parametrize(
    ("text", "names", "completed"),
    [
        ("fe", ["Ferry.txt", "Ferryman.txt"], "Ferry"),
        ("~/x/Ferryman", ["Ferryman.txt"], "~/x/Ferryman.txt"),
        ("o", ["Old/"], "Old/"),
        ("x", [], "x"),
        ("", ["a", "b"], ""),
    ],
)
def test_a_path_is_completed_as_far_as_it_is_certain(
    text: str, names: list[str], completed: str
) -> None:
    items = [Item(name.rstrip("/"), name.endswith("/")) for name in names]
    assert folders.completed(text, items) == completed


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1200, "1.2 kB"), (34_000, "34 kB"), (5e9, "5.0 GB")],
)
def test_sizes_are_short(size: int, words: str) -> None:
    assert folders.size_words(size) == words


# The picker


async def test_a_typed_path_is_added(home: Home, folder: Path) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        # All at once, as a script or quick fingers would: what stood there is replaced.
        for key in ("a", *str(folder / "Ferry.txt")):
            app.post_message(events.Key(key, key))
        await pilot.press("enter")
        await pilot.pause()
        await finished(app)
        await pilot.pause()
        assert titles(home) == {"The Ferry"}
        assert "Added 1 work." in notices(app)
        assert isinstance(app.screen, LibraryScreen)
        assert app.screen.work is not None
        assert app.screen.work.title == "The Ferry"


async def test_a_folder_is_added_and_what_failed_is_listed_with_the_reason(
    home: Home, folder: Path
) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        # The list begins with everything in this folder.
        await pilot.press("a", "down", "enter")
        await finished(app)
        await pilot.pause()
        assert titles(home) == {"The Ferry", "The Ferryman", "The Lamp"}
        assert isinstance(app.screen, Sheet)
        expected = ["Added 3 works, could not add 1 file.", "empty.txt", "the file is empty"]
        assert shown(app, *expected) == expected
        await pilot.press("escape")
        await pilot.pause()
        assert shown(app, "4 works", "The Lamp") == ["4 works", "The Lamp"]


async def test_one_can_walk_through_folders_and_mark_files(home: Home, folder: Path) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "down")
        picker = app.screen
        assert isinstance(picker, FilePicker)
        await pilot.press("j", "j", "l")
        assert picker.path.value.endswith("/Old/")
        await pilot.press("j", "j", "space", "h")
        # Back above, on the folder one came from.
        assert picker.here == folder
        await pilot.press("G")
        assert "enter adds Ferryman.txt, and the 1 that are marked." in screen_text(app)
        await pilot.press("enter")
        await finished(app)
        assert titles(home) == {"The Lamp", "The Ferryman"}


async def test_tab_completes_and_arrow_keys_lead_in_and_out(home: Home, folder: Path) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        picker = app.screen
        assert isinstance(picker, FilePicker)
        await pilot.press("f", "tab")
        assert picker.path.value == "Ferry"
        await pilot.press("m", "tab")
        assert picker.path.value == "Ferryman.txt"
        assert "enter adds Ferryman.txt." in screen_text(app)
        await pilot.press("down")
        assert picker.focused is picker.listing
        await pilot.press("up")
        assert picker.focused is picker.path
        await pilot.press("x", "enter")
        assert "There is no such file or folder." in screen_text(app)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, LibraryScreen)
    assert titles(home) == set()


async def test_names_that_would_steer_a_terminal_are_shown_harmless(
    home: Home, folder: Path
) -> None:
    evil = folder / "Old" / "evil\x1b]52;c;aGk=\x07[@click=app.quit]\udcff.txt"
    write(evil, "The Bell")
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", *"Old/ev", "tab")
        picker = app.screen
        assert isinstance(picker, FilePicker)
        assert picker.path.value.isprintable()
        assert "evil]52;c;aGk=[@click=app.quit]" in screen_text(app)
        assert "\x1b" not in screen_text(app)
        await pilot.press("enter")
        await finished(app)
        assert titles(home) == {"The Bell"}


async def test_a_folder_that_cannot_be_read_says_why(home: Home, folder: Path) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", *"Gone/")
        await pilot.pause()
        assert "This folder cannot be read: No such file or directory." in screen_text(app)


async def test_how_far_it_is_is_said(home: Home, folder: Path) -> None:
    said: list[str] = []
    find = lambda: [folder]  # noqa: E731
    outcome = adding.add(home.paths, find, said.append, lambda: False)
    assert len(outcome.added) == 4
    assert said[0] == "Adding 1 of 4 · empty.txt"
    # Nobody waits for it any more.
    assert adding.add(home.paths, find, said.append, lambda: True).added == []


# Pasted, again, and in words


async def test_a_dropped_file_is_added(home: Home, folder: Path) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.post_message(events.Paste(f"'{folder / 'Ferry.txt'}'\n"))
        await pilot.pause()
        await finished(app)
        await pilot.pause()
        assert titles(home) == {"The Ferry"}
        app.post_message(events.Paste("some words"))
        await pilot.pause()
        assert "What was pasted is no file that is there." in notices(app)


@pytest.mark.parametrize(
    "text", ["x" * 5_000, "a\0b", "/" * 300, "~nobody/x", "\x1b[2J\x1b]0;x\x07"]
)
async def test_what_is_no_path_can_be_pasted_and_typed(home: Home, text: str) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.post_message(events.Paste(text + "x"))
        await pilot.pause()
        assert "What was pasted is no file that is there." in notices(app)
        await pilot.press("a")
        app.screen.path.value = text + "x"  # type: ignore[attr-defined]
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert "There is no such file or folder." in screen_text(app)


async def test_what_is_asked_for_meanwhile_comes_next(home: Home, folder: Path) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for name in ("Ferry.txt", "Ferryman.txt", "Old/Lamp.txt"):
            app.post_message(events.Paste(str(folder / name)))
        await pilot.pause()
        while len(titles(home)) < 3:
            await finished(app)
            await pilot.pause()
        assert titles(home) == {"The Ferry", "The Ferryman", "The Lamp"}


async def test_one_may_stand_in_a_folder_that_is_gone(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        await pilot.pause()
        assert isinstance(app.screen, FilePicker)
        assert app.screen.here == Path.home()


async def test_refreshing_takes_what_changed_in_the_files(home: Home, folder: Path) -> None:
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(events.Paste(str(folder / "Ferry.txt")))
        await pilot.pause()
        await finished(app)
        await pilot.press("r")
        await finished(app)
        await pilot.pause()
        assert "No file has changed." in notices(app)
        path = folder / "Ferry.txt"
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}\n\nThen the rain ended.", encoding="utf-8")
        await pilot.press("r")
        await finished(app)
        await pilot.pause()
        assert "Updated 1 work." in notices(app)
        path.unlink()
        await pilot.press("r")
        await finished(app)
        assert titles(home) == {"The Ferry"}


@pytest.mark.parametrize(("keys", "kept"), [(("enter",), True), (("j", "enter"), False)])
async def test_a_text_that_is_much_shorter_is_taken_only_if_one_says_so(
    home: Home, folder: Path, keys: tuple[str, ...], kept: bool
) -> None:
    path = folder / "Ferry.txt"
    sentences = [
        f"On day {day} the ferry did not come, and the gulls said so." for day in range(40)
    ]
    path.write_text("The Ferry\n\n\n" + "\n\n".join(sentences), encoding="utf-8")
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(events.Paste(str(path)))
        await pilot.pause()
        await finished(app)
        (key,) = home.library.find("The Ferry")
        before = home.library.edition(key)
        path.write_text("The Ferry\n\n\n" + "\n\n".join(sentences[:5]), encoding="utf-8")
        await pilot.press("r")
        await finished(app)
        await pilot.pause()
        assert isinstance(app.screen, Question)
        assert "much shorter" in screen_text(app)
        await pilot.press(*keys)
        await pilot.pause()
        await finished(app)
        assert (home.library.edition(key) == before) is kept
        assert "No file has changed." not in notices(app)


async def test_a_text_that_was_taken_goes_again_when_marks_lost_their_words(
    home: Home, folder: Path
) -> None:
    path = folder / "Ferry.txt"
    sentences = [
        f"On day {day} the ferry did not come, and the gulls said so." for day in range(40)
    ]
    path.write_text("The Ferry\n\n\n" + "\n\n".join(sentences), encoding="utf-8")
    app = home.app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.post_message(events.Paste(str(path)))
        await pilot.pause()
        await finished(app)
        (key,) = home.library.find("The Ferry")
        before = home.library.edition(key)
        mark = [{"work": key, "kind": "highlight", "text": sentences[30]}]
        store = Store(home.paths.records)
        assert take_in(home.library, store, json.dumps(mark).encode()).imported == 1
        path.write_text("The Ferry\n\n\n" + "\n\n".join(sentences[:5]), encoding="utf-8")
        await pilot.press("r")
        await finished(app)
        await pilot.pause()
        await pilot.press("j", "enter")
        await pilot.pause()
        await finished(app)
        await pilot.pause()
        assert "1 mark lost its words" in screen_text(app)
        assert "u takes it back" in screen_text(app)
        await pilot.press("escape", "u")
        await pilot.pause()
        await finished(app)
        assert home.library.edition(key) == before
        assert not store.load(key).marks[0].lost
        # The file is still the work's: what comes in it next is not missed.
        sentences.append("Then the rain ended.")
        path.write_text("The Ferry\n\n\n" + "\n\n".join(sentences), encoding="utf-8")
        await pilot.press("r")
        await finished(app)
        assert "Then the rain ended." in home.library.chapter(key, 0).blocks[-1].text


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_files_that_call_themselves_chapters_are_offered_as_one_work(
    home: Home, folder: Path, size: tuple[int, int]
) -> None:
    serial = folder / "The Tide"
    serial.mkdir()
    for number in (1, 2, 3):
        write(serial / f"Chapter {number}.txt", f"Morning {number}")
    app = home.app()
    async with app.run_test(size=size) as pilot:
        app.post_message(events.Paste(str(serial)))
        await pilot.pause()
        await finished(app)
        await pilot.pause()
        assert isinstance(app.screen, Question)
        assert shown(app, "3 works, or one?", "Chapter 1.txt") != []
        alone = titles(home)
        assert len(alone) == 3
        await pilot.press("j", "enter")
        await pilot.pause()
        await finished(app)
        assert titles(home) == {"Morning"}
        (key,) = home.library.find("Morning")
        assert [line.number for line in home.library.outline(key)] == [1, 2, 3]
        assert notices(app)[-1].startswith("“Morning” is one")
        await pilot.press("u")
        await finished(app)
        assert titles(home) == alone


@pytest.mark.parametrize(
    ("added", "problem", "words"),
    [
        ([], "", "Nothing was added."),
        (["added"], "", "Added 1 work."),
        (["added", "added", "unchanged"], "", "Added 2 works, 1 was here already."),
        (["updated", "failed"], "", "Updated 1 work (2 new chapters), could not add 1 file."),
        (["added"], "the disk is full", "Added 1 work. It stopped early: the disk is full."),
    ],
)
def test_what_came_of_it_in_a_sentence(added: list[str], problem: str, words: str) -> None:
    outcome = [
        Added("/b/x.txt", "k", "T", status, new_chapters=2 if status == "updated" else 0)
        for status in added
    ]
    assert Outcome(outcome, problem).summary() == words


def test_a_file_is_named_on_one_line() -> None:
    name = "cut\nAdded 9 works.\x1b[31m.epub"
    assert folders.file_name(f"/books/{name}") == "cut Added 9 works.[31m.epub"
    outcome = Outcome([Added(f"/books/{name}", "", "", "failed", "the file is cut short")])
    said = ["".join(piece.text for piece in line) for line in outcome.lines(60)]
    assert said[2:] == ["cut Added 9 works.[31m.epub", "  the file is cut short"]


# The guide


async def test_a_new_shelf_gets_the_guide_once() -> None:
    paths = find_paths()
    for removed in (False, True):
        with Library(paths.library) as library:
            app = TuireaderApp(paths, library, Store(paths.records))
            async with app.run_test() as pilot:
                await pilot.pause()
                await finished(app)
                titles = [row.title for row in library.shelved(library.keys())]
                assert titles == ([] if removed else ["A Short Guide to Reading Here"])
                for key in [*library.keys()]:
                    library.remove(key)


async def test_the_guide_leaves_the_cursor_on_what_was_read() -> None:
    paths = find_paths()
    with Library(paths.library) as library:
        key = library.put(work("Rain")).key
        app = TuireaderApp(paths, library, Store(paths.records))
        async with app.run_test() as pilot:
            await pilot.pause()
            await finished(app)
            assert library.count() == 2
            assert isinstance(app.screen, LibraryScreen)
            assert app.screen.work
            assert app.screen.work.key == key
