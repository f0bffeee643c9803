"""Broken and hostile files: each ends as it should, and none does harm to anything else."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from formats.making import epub
from hostile_files import GOOD_WORKS, add_good_works, lay_out, load_cases
from pty_reader import Terminal, run, transcript
from watching import CALLS as WATCHED_CALLS

from tuireader.formats import read
from tuireader.work import Role

pytestmark = [pytest.mark.shared, pytest.mark.pty]

HERE = Path(__file__).parent
PATIENCE = 600  # seconds; only what hangs takes as long
ESCAPE = "\x1b[27u"  # as a key that nothing typed after it changes
# Whether a file that is to end so may be opened, by outcome.
ENDS_WELL: dict[str, Callable[[bool], bool]] = {
    "open": lambda opened: opened,
    "partial": lambda opened: opened,
    "open-or-partial": lambda opened: opened,
    "special": lambda opened: opened,
    "error": lambda opened: not opened,
    "open-or-error": lambda opened: True,
    "error-or-empty": lambda opened: True,
}
_COMMANDS = (
    "import json, sys; from tuireader.cli import main; list(map(main, json.loads(sys.argv[1])))"
)
_END = "-- the end of a text --\n"
_TEXTS = f"""
import sys; from tuireader.cli import main
for path in sys.argv[1:]:
    assert main(["text", path]) == 0
    sys.stdout.write({_END!r})
"""

# Categories of files of which something stands on a screen that should not do anything there.
_SHOWN = ("escape", "unicode", "links", "xxe", "path", "toc")
# What `add` may draw its progress with.
_METER = re.compile(rb"\r\x1b\[K")
# What no text may hold that a terminal is given: controls, C1, and what reorders or hides.
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
# What the app itself writes to draw a screen, and the shape of the pointer.
_DRAWING = re.compile(
    rb"\x1b\[[0-9;]*[mH]|\x1b\[\?[0-9]+[hl]|\x1b\[\?[0-9]+\$p|\x1b\[[<>][0-9]*u|\x1b\]22;\w+\x07|\r|\n"
)


class Adding(NamedTuple):
    """What came of adding the folder with everything in it."""

    home: Path
    folder: Path
    written: str  # what a terminal was given
    results: dict[str, dict[str, Any]]  # of adding it once more, by the file's name
    events: list[tuple[str, ...]]  # what the processes changed and called
    unharmed: bool  # whether the folder is as it was
    seconds: float  # of computing
    megabytes: float  # of the largest process

    def path(self, name: str) -> str:
        return str(self.folder / name)


@pytest.fixture(scope="module")
def cases(shared: Path) -> dict[str, dict[str, Any]]:
    return load_cases(shared)


@pytest.fixture(scope="module")
def adding(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Adding:
    root = tmp_path_factory.mktemp("hostile")
    folder, home, watcher = root / "books", root / "home", root / "watcher"
    lay_out(shared, folder)
    add_good_works(shared, folder)
    watcher.mkdir()
    shutil.copyfile(HERE / "watching.py", watcher / "sitecustomize.py")
    log = root / "events"
    before = _state(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(watcher), prepend=os.pathsep)
        patch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        patch.setenv("WATCHED", str(log))
        ran = run(home, "-m", "tuireader", "add", str(folder))
    assert ran.status == 1
    # Once more for the results as JSON. What was added is not looked into twice.
    again = subprocess.run(
        [sys.executable, "-m", "tuireader", "add", "--json", str(folder)],
        env={**os.environ, "TUIREADER_HOME": str(home)},
        capture_output=True,
        timeout=PATIENCE,
    )
    assert again.returncode == 1
    return Adding(
        home,
        folder,
        _as_text(ran.written) + again.stdout.decode() + again.stderr.decode(),
        {Path(result["path"]).name: result for result in json.loads(again.stdout)},
        [tuple(line.split("\t")) for line in log.read_text("ascii").splitlines()],
        _state(folder) == before,
        ran.seconds,
        ran.megabytes,
    )


def _state(folder: Path) -> dict[str, tuple[int, ...]]:
    """Everything in a folder and how it was last changed."""
    found = {path.name: path.lstat() for path in folder.rglob("*")}
    return {name: (s.st_mode, s.st_size, s.st_mtime_ns, s.st_ino) for name, s in found.items()}


def _as_text(written: bytes) -> str:
    """What a terminal was given, which must be good UTF-8, without the app's own drawing."""
    return _METER.sub(b"", written).replace(b"\r\n", b"\n").decode("utf-8")


def test_each_file_ends_as_it_should(adding: Adding, cases: dict[str, dict[str, Any]]) -> None:
    wrong = []
    for name, case in cases.items():
        result = adding.results[name]
        opened = result["status"] != "failed"
        assert opened == (not result["error"])
        outcome = case["outcome"]
        if name == "fs-unreadable.epub" and os.access(adding.path(name), os.R_OK):
            outcome = "open"  # root may read everything
        if not ENDS_WELL[outcome](opened):
            wrong.append((name, outcome, result["error"]))
        if not opened:
            # Said in one line, with the file and the reason.
            shown = " ".join(adding.path(name).split())
            assert f"tuireader: {shown}: {result['error']}\n" in adding.written
    assert not wrong


def test_the_good_works_are_added(adding: Adding) -> None:
    good = [result for name, result in adding.results.items() if " good " in name]
    assert len(good) == GOOD_WORKS == len({result["key"] for result in good})
    assert {result["status"] for result in good} == {"unchanged"}
    assert f"added      Good work {GOOD_WORKS - 1} (ao3-{90_000_000 + GOOD_WORKS - 1})\n" in (
        adding.written
    )


def test_it_takes_no_more_time_and_memory_than_it_may(
    adding: Adding, cases: dict[str, dict[str, Any]]
) -> None:
    names = [name for name in cases if name != "fs-directory.epub"]
    done = subprocess.run(
        [sys.executable, str(HERE / "measuring.py"), *map(adding.path, names)],
        capture_output=True,
        check=True,
        timeout=PATIENCE,
    )
    measured = [json.loads(line) for line in done.stdout.splitlines()]
    assert [Path(item["path"]).name for item in measured] == names
    greedy = [
        item
        for name, item in zip(names, measured, strict=True)
        if item["megabytes"] > cases[name]["max_rss_mb"]
        or item["seconds"] > cases[name]["max_seconds"]
        or "status" in item["reason"]
    ]
    assert not greedy
    assert adding.seconds < 60
    assert adding.megabytes < 600


def test_nothing_else_is_changed_and_nobody_is_called(
    adding: Adding, cases: dict[str, dict[str, Any]]
) -> None:
    assert adding.unharmed
    assert not [
        path
        for case in cases.values()
        for path in case.get("check_absent", ())
        if os.path.lexists(path)
    ]
    assert adding.events  # they were watched
    for event, *arguments in adding.events:
        values = [ast.literal_eval(argument) for argument in arguments]
        if event == "subprocess.Popen":
            assert values[0] == sys.executable
            continue
        assert not event.startswith(WATCHED_CALLS), values
        for value in values:
            if isinstance(value, str) and value != os.devnull:
                assert (adding.home / value).resolve().is_relative_to(adding.home), (event, value)


def test_no_command_lets_anything_through(adding: Adding, cases: dict[str, dict[str, Any]]) -> None:
    keys = {name: result["key"] for name, result in adding.results.items() if result["key"]}
    commands = [["list"], ["list", "--json"], ["show", adding.path("mobi-random.azw3")]]
    for key in sorted(set(keys.values())):
        commands += [["show", key], ["show", "--json", key]]
    commands += [
        ["text", key] for name, key in keys.items() if cases.get(name, {}).get("category") in _SHOWN
    ]
    assert _FORBIDDEN.findall(adding.written) == []
    status, written = transcript(adding.home, "-c", _COMMANDS, json.dumps(commands))
    assert status == 0
    shown = _as_text(written)
    assert _FORBIDDEN.findall(shown) == []
    for case in cases.values():
        for words in case.get("must_not_show", ()):
            assert words not in shown
            assert words not in adding.written


def test_what_can_be_read_is_there(
    adding: Adding, cases: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    """Each file's own words, in its own text: several of these works are taken for one."""
    told = {n: case for n, case in cases.items() if {"must_show", "must_not_show"} & case.keys()}
    assert len(told) > 10
    status, written = transcript(tmp_path, "-c", _TEXTS, *map(adding.path, told))
    texts = _as_text(written).split(_END)
    assert status == 0
    for (name, case), text in zip(told.items(), texts[:-1], strict=True):
        assert _FORBIDDEN.findall(text) == []
        assert [words for words in case.get("must_show", ()) if words not in text] == [], name
        assert [words for words in case.get("must_not_show", ()) if words in text] == [], name


def test_only_what_is_italic_is_italic(shared: Path, cases: dict[str, dict[str, Any]]) -> None:
    told = {name: case for name, case in cases.items() if "only_italic" in case}
    assert told
    for name, case in told.items():
        work = read(shared / "books" / "hostile" / name)
        italics = [
            block.text[span.start : span.end]
            for chapter in work.chapters
            for block in chapter.blocks
            for span in block.spans
            if span.role is Role.EMPHASIS
        ]
        assert italics == case["only_italic"], name


def test_no_screen_lets_anything_through(
    adding: Adding, cases: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    """All that may show what a file says: shelf, details, pages, contents, bookmarks."""
    home, books = tmp_path / "home", tmp_path / "books"
    books.mkdir()
    for name, case in cases.items():
        if case["category"] in _SHOWN and adding.results[name]["key"]:
            shutil.copyfile(adding.path(name), books / name)
    transcript(home, "-m", "tuireader", "add", str(books))
    count = len(list(books.iterdir()))
    with Terminal(home) as terminal:
        terminal.wait_for("works")
        terminal.press("g", "j" * count, "g", "i", "j" * count, "g")
        for _ in range(count):
            # Open the last, which is then the first; turn, bookmark, contents, about, back.
            terminal.press(f"G\r mt{ESCAPE}i", ESCAPE, "q")
            terminal.wait_for("works")
        terminal.press("B", "j" * count, "q", "ctrl+q")
        assert terminal.end() == 0
        assert terminal.is_restored()
        received = bytes(terminal.received)
    shown = _DRAWING.sub(b"", received).decode("utf-8")
    assert _FORBIDDEN.findall(shown) == []
    assert "PWNED" in shown  # they were on the screen
    for case in cases.values():
        assert not [words for words in case.get("must_not_show", ()) if words in shown]


def unlink(path: Path, shared: Path) -> None:
    path.unlink()


def truncate(path: Path, shared: Path) -> None:
    os.truncate(path, 0)


def replace_by_another(path: Path, shared: Path) -> None:
    shutil.copyfile(shared / "books" / "hostile" / "00-good.epub", path)


@pytest.mark.parametrize("vanish", [unlink, truncate, replace_by_another])
def test_a_file_that_vanishes_costs_nothing(
    own_home: Path, shared: Path, tmp_path: Path, vanish: Callable[[Path, Path], None]
) -> None:
    path = tmp_path / "vanishing.epub"
    shutil.copyfile(shared / "books" / "hostile" / "fs-vanishing.epub", path)
    own_home.mkdir()
    with Terminal(own_home, str(path)) as terminal:
        terminal.wait_for("in all")
        vanish(path, shared)
        before = terminal.words()
        terminal.press(*" " * 5)
        terminal.settle()
        words = terminal.words()
        assert words != before
        terminal.press("ctrl+q")
        assert terminal.end() == 0
    with Terminal(own_home, "Vanishing") as again:
        again.wait_for(r"\d %")
        again.settle()
        assert again.words() == words


def test_nothing_is_fetched(own_home: Path, tmp_path: Path) -> None:
    """What a file refers to on the network stays there: nobody calls."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        html = (
            f'<!DOCTYPE html SYSTEM "{address}.dtd"><html><head><base href="{address}">'
            f'<link rel="stylesheet" href="{address}.css"><style>@import url({address});'
            f'p {{ background: url("{address}") }}</style><script src="{address}"></script>'
            f'<meta http-equiv="refresh" content="0;url={address}"></head><body>'
            f'<p>One <img src="{address}.png" alt="picture"> two.</p><iframe src="{address}">'
            f'</iframe><object data="{address}"></object><a href="{address}" ping="{address}">'
            "link</a></body></html>"
        )
        xml = (
            f'<?xml version="1.0"?><!DOCTYPE x SYSTEM "{address}.dtd" ['
            f'<!ENTITY e SYSTEM "{address}"><!ENTITY % p SYSTEM "{address}">%p;]>'
        )
        fb2 = (
            f'{xml}<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><body>'
            f'<section><p>One &e; <image l:href="{address}"/></p></section></body></FictionBook>'
        )
        books = {
            "a.html": html.encode(),
            "b.fb2": fb2.encode(),
            "c.md": f"# One\n\n![x]({address})\n\n<{address}>\n".encode(),
            "d.epub": epub(
                {
                    "a.xhtml": html,
                    "b.xhtml": f"{xml}<html xmlns='http://www.w3.org/1999/xhtml'><body><p>Two &e;"
                    f"<img src='{address}'/></p></body></html>",
                },
                items=f'<item id="r" href="{address}" media-type="text/css"/>',
            ),
        }
        for name, data in books.items():
            (tmp_path / name).write_bytes(data)
        names = [str(tmp_path / name) for name in books]
        status, written = transcript(own_home, "-m", "tuireader", "add", *names)
        assert status == 0, written
        with Terminal(own_home, str(tmp_path / "d.epub")) as terminal:
            terminal.wait_for(r"\d %")
            terminal.press(" ", "ctrl+q")
            terminal.end()
        with pytest.raises(BlockingIOError):
            server.accept()
