"""Makes every picture in this folder from the real program, as SVG and PNG.

    python screenshots/make.py [NAME ...]

Reads the guide and public-domain text in this folder, on a shelf made for the purpose in a
temporary home. PNG needs Chromium (`chromium` on the path, as Debian packages it); without it
only the SVGs are made, and it says so.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from textual.pilot import Pilot

from tuireader.library import Library
from tuireader.library.intake import add
from tuireader.paths import Paths, find_paths
from tuireader.place import Passage, Place
from tuireader.reading import Reading, motion
from tuireader.settings import save as save_settings
from tuireader.store import Store
from tuireader.ui.app import TuireaderApp
from tuireader.updating import update
from tuireader.work import Block, Chapter, Kind, Metadata, Role, Series, Span, Work

HERE = Path(__file__).resolve().parent
NOW = datetime.now(UTC).replace(microsecond=0)
SMALL, MEDIUM, LARGE, NARROW = (80, 24), (120, 40), (200, 60), (40, 15)

Act = Callable[[Pilot[int]], Awaitable[None]]


class Shot(NamedTuple):
    """A picture: the window's size, the theme, the work to open, and what to press."""

    name: str
    size: tuple[int, int]
    theme: str = "dark"
    work: str = ""
    keys: tuple[str, ...] = ()


LINKS = (":", *"71%", "enter")
LANTERN = ("slash", *"lantern", "tab")
CHANGED = (*LANTERN, "n")

SHOTS = (
    Shot("library", MEDIUM),
    Shot("library-80x24", SMALL),
    Shot("library-200x60", LARGE, "sepia"),
    Shot("library-40x15", NARROW),
    Shot("library-filter", MEDIUM, keys=("slash", *"austen")),
    Shot("library-filter-80x24", SMALL, keys=("slash", *"is:reading")),
    Shot("reader", MEDIUM, work="Persuasion"),
    Shot("reader-light", MEDIUM, "light", work="Persuasion"),
    Shot("reader-sepia", MEDIUM, "sepia", work="Persuasion"),
    Shot("reader-high-contrast", MEDIUM, "high-contrast", work="Persuasion"),
    Shot("reader-80x24", SMALL, work="Persuasion"),
    Shot("reader-light-80x24", SMALL, "light", work="Persuasion"),
    Shot("reader-sepia-80x24", SMALL, "sepia", work="Persuasion"),
    Shot("reader-40x15", NARROW, work="Persuasion"),
    Shot("reader-200x60", LARGE, "sepia", work="Guide", keys=("]", "]")),
    Shot("guide", MEDIUM, "sepia", work="Guide", keys=("]", "]")),
    Shot("contents", MEDIUM, work="Guide", keys=("t",)),
    Shot("contents-80x24", SMALL, "light", work="Guide", keys=("t",)),
    Shot("bookmarks", MEDIUM, keys=("B",)),
    Shot("bookmarks-80x24", SMALL, "sepia", keys=("B",)),
    Shot("highlights", MEDIUM, work="Marked", keys=("ctrl+home",)),
    Shot("highlights-80x24", SMALL, "light", work="Marked", keys=("ctrl+home",)),
    Shot("highlights-40x15", NARROW, "sepia", work="Marked", keys=("ctrl+home",)),
    Shot("selection", MEDIUM, "sepia", work="Marked", keys=("ctrl+home", "d", "v", "s", "s", "3")),
    Shot("selection-80x24", SMALL, work="Marked", keys=("ctrl+home", "d", "v", "s", "s", "3")),
    Shot(
        "highlight-80x24",
        SMALL,
        work="Marked",
        keys=("ctrl+home", "greater_than_sign", "greater_than_sign", "enter"),
    ),
    Shot(
        "note-80x24",
        SMALL,
        "sepia",
        work="Marked",
        keys=("ctrl+home", "greater_than_sign", "greater_than_sign", "enter", "n"),
    ),
    Shot("marks-light-80x24", SMALL, "light", keys=("B", "f", "f", "x", "x")),
    Shot("marks-40x15", NARROW, keys=("B", "f", "f")),
    Shot("changes", MEDIUM, keys=CHANGED),
    Shot("changes-before-and-now", MEDIUM, "sepia", keys=(*CHANGED, "enter")),
    Shot("changes-80x24", SMALL, "light", keys=(*CHANGED, "enter")),
    Shot("changes-40x15", NARROW, keys=(*CHANGED, "enter")),
    Shot("changes-margin-80x24", SMALL, keys=(*CHANGED, "o")),
    Shot("changes-gone", MEDIUM, keys=(*CHANGED, "G", "enter")),
    Shot("changes-gone-80x24", SMALL, "light", keys=(*CHANGED, "G", "enter")),
    Shot("changes-gone-40x15", NARROW, "sepia", keys=(*CHANGED, "G", "enter")),
    Shot("same-work", MEDIUM, "sepia", keys=(*LANTERN, "D")),
    Shot("same-work-80x24", SMALL, keys=(*LANTERN, "D")),
    Shot("same-work-40x15", NARROW, "light", keys=(*LANTERN, "D")),
    Shot("same-work-choose-80x24", SMALL, keys=(*LANTERN, "equals_sign")),
    Shot("links", MEDIUM, work="Guide", keys=(*LINKS, "f")),
    Shot("links-80x24", SMALL, "sepia", work="Guide", keys=(*LINKS, "f")),
    Shot("link-note", MEDIUM, "sepia", work="Guide", keys=(*LINKS, "f", "f")),
    Shot("link-note-80x24", SMALL, work="Guide", keys=(*LINKS, "f", "f")),
    Shot("link-address", MEDIUM, "light", work="Linked", keys=("f",)),
    Shot("link-address-80x24", SMALL, work="Linked", keys=("f",)),
    Shot("help", MEDIUM, work="Persuasion", keys=("question_mark",)),
    Shot("notice-80x24", SMALL, "sepia", work="Persuasion", keys=("m", "m")),
)

# Title, author, fandom, pair, words, chapters, planned, fraction read, hours since then.
SHELF = (
    ("Half Agony, Half Hope", "kellynch_hall", "Persuasion - Jane Austen",
     "Anne Elliot/Frederick Wentworth", 48_210, 14, None, 0.71, 20),
    ("The Wedding-Guest", "albatross", "The Rime of the Ancient Mariner", "The Mariner & The Guest",
     9_804, 1, 1, 1.0, 60),
    ("Letters Nobody Sent", "whitby_post", "Dracula - Bram Stoker", "Mina Murray/Lucy Westenra",
     131_077, 38, 40, 0.33, 90),
    ("Messing About in Boats", "sculls_and_skiffs", "The Wind in the Willows", "Mole & Rat",
     17_767, 4, 4, None, 0),
    ("A Study in Sitting Rooms", "bakerstreet_irregular", "Sherlock Holmes", "Holmes/Watson",
     212_940, 61, None, 0.94, 200),
    ("The Mock Turtle’s Story", "dormouse", "Alice in Wonderland", "Alice & The Gryphon",
     5_830, 3, 3, None, 0),
    ("Thornfield After", "reader_i_married", "Jane Eyre", "Jane Eyre/Edward Rochester",
     88_412, 22, 30, 0.05, 700),
    ("Anne of the Long Winter", "avonlea_gazette", "Anne of Green Gables", "Anne & Diana",
     102_746, 40, 40, None, 0),
    ("White Whale, Black Coffee", "pequod", "Moby-Dick", "Ishmael/Queequeg", 3_120, 1, 1, 1.0, 900),
)  # fmt: skip


def shelved(row: tuple[object, ...]) -> Work:
    title, author, fandom, pair, words, posted, planned, *_ = row
    metadata = Metadata(
        title=str(title),
        authors=(str(author),),
        language="English",
        summary="Eight years is a long time to be silent. She has kept every letter; he has "
        "kept count.",
        rating="Teen And Up Audiences",
        warnings=("No Archive Warnings Apply",),
        fandoms=(str(fandom),),
        relationships=(str(pair),),
        tags=("Slow Burn", "Pining", "Letters"),
        series=(Series("Pen and Ink", 1),),
        published="2026-02-14",
        updated="2026-11-08",
        complete=posted == planned,
        words=int(str(words)),
        chapters_posted=int(str(posted)),
        chapters_planned=planned,  # type: ignore[arg-type]
    )
    text = Block(Kind.PARAGRAPH, f"This stands for the text of {title}.")
    return Work(metadata, tuple(Chapter(n, "", (text,), 8) for n in range(1, int(str(posted)) + 1)))


def furnish(paths: Paths) -> dict[str, str]:
    """Puts works, places and bookmarks into the home at `paths`; titles to keys."""
    library, store = Library(paths.library), Store(paths.records)
    for row in SHELF:
        key = library.put(shelved(row)).key
        if row[7] is not None:
            at = NOW - timedelta(hours=float(row[8]))
            library.note_reading(key, float(row[7]), at, row[7] == 1.0)
    # In a folder whose name says nothing of the machine the pictures are made on.
    books = Path(tempfile.gettempdir()) / "Books"
    books.mkdir(exist_ok=True)
    originals = (HERE.parent / "tuireader" / "guide" / "guide.html", HERE / "persuasion.html")
    copies = [Path(shutil.copy(original, books)) for original in originals]
    keys = {item.title: item.key for item in add(library, copies)}
    keys["Guide"] = keys["A Short Guide to Reading Here"]
    for name, places in (
        ("Guide", (Place(0, 4), Place(1, 2))),
        ("Persuasion", (Place(0, 3), Place(2, 1), Place(0, 6))),
    ):
        reading = Reading(library, store, keys[name])
        for place in places:
            reading.marks.bookmark(place)
        reading.move(Place(0, 0))
        reading.save()
    keys["Marked"] = keys["Persuasion"]
    highlight(Reading(library, store, keys["Persuasion"]))
    revise(library, store)
    copied = books / "lantern_copied.txt"
    copied.write_text("\n\n".join(COPIED), encoding="utf-8")
    list(add(library, [copied]))
    keys["Linked"] = library.put(linked()).key
    library.close()
    return keys


def highlight(reading: Reading) -> None:
    """Marks in several colours on the first page."""
    first = next(
        index for index, block in enumerate(reading.chapters[0].blocks) if len(block.text) > 300
    )
    for start, end, colour, note in (
        (0, 96, "yellow", ""),
        (120, 240, "blue", "The whole of him in one sentence.\nAnd the rest of the book to laugh."),
        (200, 300, "pink", ""),
    ):
        reading.marks.highlight(whole_words(reading, Place(0, first), start, end), colour, note)
    for offset, colour in ((1, "green"), (2, "orange")):
        passage = whole_words(reading, Place(0, first + offset), 0, 70)
        reading.marks.highlight(passage, colour)
    reading.save()


def whole_words(reading: Reading, block: Place, start: int, end: int) -> Passage:
    """From the word at one offset of a block to that at another."""
    first, last = (
        motion.around(reading.chapters, block._replace(offset=offset), motion.Unit.WORD)
        for offset in (start, end)
    )
    return Passage(first.start, last.end)


def revise(library: Library, store: Store) -> None:
    """A work that was read, and then came with a new chapter, another ending and without one."""
    before = "Margaret had promised to come back before the ice, and nobody had believed her."
    after = "Margaret had promised to come back with the ice, and at first nobody believed her."
    added = "There was a letter under the lamp. It was not addressed to anyone."

    def work(*chapters: tuple[str, ...]) -> Work:
        metadata = Metadata(
            title="The Lantern at Hollis Pier", authors=("harbour_light",), complete=False,
            chapters_posted=len(chapters), words=4_210, url="https://example.org/works/3",
        )  # fmt: skip
        made = (
            Chapter(
                number,
                ("The Pier", "A Letter", "The Ice")[number - 1],
                tuple(
                    Block(Kind.PARAGRAPH, text)
                    for text in (
                        *(f"{HUNG} That was the {day} night." for day in DAYS),
                        *texts,
                    )
                ),
                1_400,
            )
            for number, texts in enumerate(chapters, 1)
        )
        return Work(metadata, tuple(made), format="epub")

    first = work((), (before, "She went in."), ())
    fog = Chapter(3, "The Fog", tuple(Block(Kind.PARAGRAPH, text) for text in FOG), 700)
    key = library.put(replace(first, chapters=(*first.chapters[:2], fog))).key
    reading = Reading(library, store, key)
    reading.marks.highlight(whole_words(reading, Place(2, 1), 0, 60), "green")
    reading.move(Place(2, 2))
    reading.save()
    third = work((), (after, added, "She went in."), ())
    new = Block(Kind.PARAGRAPH, "When the ice came, it came in one night.")
    last = replace(third.chapters[2], blocks=(new,) * 9)
    library.put(replace(third, chapters=(*third.chapters[:2], last)))
    update(library, store, key)


def linked() -> Work:
    """A work with an address in it that is not what it pretends to be."""
    text = (
        "This is the first of two. The second one is already up, and can be read on the Archive "
        "by whoever cannot wait; everybody else will find it here on Sunday, as ever."
    )
    start = text.index("on the Archive")
    target = (
        "https://archiveofourown.org@аrchiveofourown.example/works/71000303/chapters/171000304"
        "?view_adult=true&view_full_work=true#workskin"
    )
    link = Span(start, start + len("on the Archive"), Role.LINK, target)
    metadata = Metadata(title="The Keeper of the Light", authors=("harbour_light",), words=4_210)
    return Work(metadata, (Chapter(1, "", (Block(Kind.PARAGRAPH, text, (link,)),), 31),))


def install_browser(folder: Path) -> None:
    """Have a browser on the path, whatever the machine has."""
    browser = folder / "firefox"
    browser.write_text("#!/bin/sh\n")
    browser.chmod(0o755)
    os.environ.update(BROWSER=str(browser), DISPLAY=":0")


HUNG = "The lantern hung at the end of the pier, and in every weather somebody lit it."
FOG = (
    "The fog came in on a Sunday, when the bells could have told it from the sea.",
    "Nobody crosses in a fog like that. The ferryman said so, and tied the boat up twice.",
    "By noon the pier had gone, and after it the lamps, one by one, as if somebody walked there.",
    "She counted the steps to the end, and there were more of them than on other days.",
    "Whoever had lit the lantern had done it from the wrong side of the rail.",
) * 3
DAYS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
COPIED = (
    "The Lantern at Hollis Pier",
    "",
    *(f"{HUNG} That was the {day} night." for day in DAYS[:3]),
    *(f"On the {day} day of the thaw the ice went out past the pier." for day in DAYS),
)


async def shoot(shot: Shot, paths: Paths, keys: dict[str, str]) -> str:
    """The SVG of one picture."""
    save_settings(paths.settings, theme=shot.theme)
    library, store = Library(paths.library), Store(paths.records)
    app = TuireaderApp(paths, library, store, keys.get(shot.work))
    notices = shot.name.startswith("notice")  # elsewhere they would hide the keys
    async with app.run_test(size=shot.size, notifications=notices) as pilot:
        await pilot.pause(0.3)
        for key in shot.keys:
            await pilot.press(key)
            await pilot.pause(0.1)
        await pilot.pause(0.3)
        svg = app.export_screenshot(title="tuireader")
    library.close()
    # Fonts of this machine, so that the picture asks nothing of the network.
    svg = re.sub(r"@font-face\s*\{[^}]*\}", "", svg)
    return re.sub(r"font-family:\s*Fira Code", "font-family: Fira Code, DejaVu Sans Mono", svg)


def to_png(svg: Path) -> bool:
    """Draws `svg` beside itself with Chromium; False where there is none."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if not browser:
        return False
    width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg.read_text()).groups()
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                browser,
                *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
                *("--disable-background-networking", "--disable-component-update"),
                *("--disable-sync", "--no-first-run", "--disable-quic"),
                f"--user-data-dir={profile}",
                f"--window-size={round(float(width))},{round(float(height))}",
                f"--screenshot={svg.with_suffix('.png')}",
                svg.as_uri(),
            ],
            check=True,
            capture_output=True,
        )
    return True


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as home:
        paths = find_paths({"TUIREADER_HOME": home})
        keys = furnish(paths)
        install_browser(Path(home))
        for shot in SHOTS:
            if names and shot.name not in names:
                continue
            target = HERE / f"{shot.name}.svg"
            target.write_text(asyncio.run(shoot(shot, paths, keys)), encoding="utf-8")
            drawn = to_png(target)
            print(target.name, "and PNG" if drawn else "(no Chromium, so no PNG)")


if __name__ == "__main__":
    main(sys.argv[1:])
