"""Names and texts that would steer a terminal: what one receives, from commands and screens.

The files are made here. What they are called and hold is spelled so that nothing the app itself
writes looks like it.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from html import escape
from pathlib import Path

import pytest
from formats.making import epub, xhtml
from pty_reader import Terminal, transcript

pytestmark = pytest.mark.pty

ESCAPE = "\x1b[27u"
_EVIL = "\x1b[2J\x1b]0;owned\x07\x1b]8;;http://x\x07\u202ea\u2066\x9b6n[red][@click=app.quit]"
# Whatever these are part of, no terminal may receive it; the app needs none of them.
_STEERING = re.compile(
    rb"\x1b\[[23]?J|\x1b\][08]|\x1b\[6n|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]"
    rb"|\x00"
)
_NAMES = (
    b"a \x1b[2J\x1b]0;owned\x07.epub",
    b"b \x1b]8;;http:x\x1b\\link.epub",
    b"c \xe2\x80\xaegpj.epub",
    b"d \xc2\x9b6n.epub",
    b"e \xff\xfe.epub",
    b"f\ntuireader: all is well.epub",
    b"g [red]x[bold][@click=app.quit].epub",
    b"--json",
)


@pytest.fixture
def books(own_home: Path) -> Path:
    """Whole works and broken files under such names, and works with such words in all places."""
    folder = own_home / "books"
    folder.mkdir(parents=True)
    for number, name in enumerate(_NAMES):
        # The same letters again and again would be the same work.
        words = " ".join(f"word{zlib.crc32(bytes([number, n])):x}" for n in range(30))
        whole = epub(
            {"a.xhtml": xhtml(f"<h1>One</h1><p>{words}</p>")},
            metadata=f"<dc:title>Work {number}</dc:title><dc:language>en</dc:language>",
        )
        path = folder / os.fsdecode(name)
        path.write_bytes(whole)
        path.with_name(f"broken {path.name}").write_bytes(b"PK\x03\x04 and no more")
    numbered = "".join(f"&#{ord(char)};" for char in _EVIL)
    (folder / "page.html").write_text(
        f"<title>{numbered}</title><meta name='author' content='{numbered}'><h1>{numbered}</h1>"
        f"<p>Words {numbered} <img src=x alt='{numbered}'> <a href='http://x/{numbered}'>y</a></p>"
        f"<pre>{numbered}</pre><h2>Two {numbered}</h2><p>More.</p>",
        encoding="ascii",
    )
    said = escape(_EVIL.replace("\x1b", "").replace("\x07", ""))
    (folder / "book.fb2").write_text(
        '<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><description><title-info>'
        f"<author><nickname>{said}</nickname></author><book-title>B {said}</book-title>"
        f"<annotation><p>{said}</p></annotation><genre>{said}</genre></title-info></description>"
        f"<body><section><title><p>{said}</p></title><p>Book {said}</p></section></body>"
        "</FictionBook>",
        encoding="utf-8",
    )
    (folder / "note.md").write_text(
        f"---\ntitle: N {_EVIL}\nauthor: {_EVIL}\n---\n# One {_EVIL}\n\nText `{_EVIL}`\n",
        encoding="utf-8",
    )
    (folder / "plain.txt").write_text(
        f"{_EVIL}\n\nChapter 1: {_EVIL}\n\nPlain {_EVIL}\n", encoding="utf-8"
    )
    return folder


def test_no_command_steers_the_terminal(own_home: Path, books: Path) -> None:
    status, added = transcript(own_home, "-m", "tuireader", "add", "--", str(books))
    assert status == 1
    assert added.count(b"the file is cut short") == len(_NAMES)
    status, listed = transcript(own_home, "-m", "tuireader", "list", "--json")
    assert status == 0
    keys = [row["key"] for row in json.loads(listed)]
    assert len(keys) >= len(_NAMES) + 3
    commands = [[c, key] for key in keys for c in ("show", "text")]
    commands += [["show", "--json", key] for key in keys]
    commands += [["list"], ["doctor"], ["marks"], ["marks", "--format", "markdown"]]
    commands += [["show", str(path)] for path in books.iterdir() if "broken" in path.name]
    code = (
        "import json, sys; from tuireader.cli import main; list(map(main, json.loads(sys.argv[1])))"
    )
    status, shown = transcript(own_home, "-c", code, json.dumps(commands))
    assert status == 0
    for received in (added, listed, shown):
        received.decode("utf-8")
        assert _STEERING.findall(received.replace(b"\r\x1b[K", b"")) == []
        assert b"\x1b" not in received.replace(b"\r\x1b[K", b"")
    assert shown.count(b"File: ") == len(keys)
    assert b"owned" in shown


def test_no_screen_steers_the_terminal(own_home: Path, books: Path) -> None:
    """The picker, the sheet of what failed, rows and details, pages, contents, about, marks."""
    with Terminal(own_home, columns=80, rows=24) as terminal:
        terminal.wait_for("1 work")
        terminal.press("a")
        terminal.press("\x01\x0b" + f"{books}/")
        terminal.wait_for("owned")
        terminal.press(ESCAPE, f"\x1b[200~{books}\x1b[201~")
        terminal.wait_for("could not add 8 files")
        terminal.wait_for("cut short")
        terminal.press(" ")  # they do not all fit
        # A name is one line: what it says can be taken for nothing else.
        terminal.wait_for("broken f tuireader: all is well.epub")
        terminal.press("G", "g", ESCAPE)
        terminal.wait_for(r"\d works")
        count = len(_NAMES) + 4
        terminal.press("g")
        for _ in range(count):
            terminal.press("i")
            terminal.wait_for("Details")
            terminal.press(ESCAPE, "j")
        for _ in range(count):
            # The last one, which is then the first: its page, a mark, contents, about it, back.
            terminal.press("G\r")
            terminal.wait_for(r"\d %")
            terminal.press("m", "t")
            terminal.wait_for("Contents")
            terminal.press(ESCAPE)
            terminal.settle()
            terminal.press("i")
            terminal.wait_for("About this work")
            terminal.press(ESCAPE, "q")
            terminal.wait_for("works")
        terminal.press("B", "j" * count, "q", "ctrl+q")
        assert terminal.end() == 0
        assert terminal.is_restored()
        received = bytes(terminal.received)
    assert _STEERING.findall(received.replace(b"\x1b[2J", b"", 2)) == []
    assert received.count(b"owned") > 3
