"""How long layout takes: a chapter of 5,000 words, a whole long book in one chapter, a screen.

    python benchmarks/layout.py [BOOK.txt]

BOOK is a plain text whose paragraphs are divided by empty lines; without it War and Peace in the
shared folder beside the checkout. Times are the best of several runs, memory is what a layout
holds with one screen shown.
"""

from __future__ import annotations

import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from tuireader.layout import ChapterLayout, Setting
from tuireader.work import Block, Chapter, Kind

BOOK = Path(__file__).parents[2] / "shared/books/txt/pg-war-and-peace-utf8.txt"
SCREEN = 40  # rows
SETTINGS = {
    "66 cells": Setting(),
    "66 cells, book, justified": Setting(66, "book", justify=True, language="en"),
    "20 cells": Setting(20),
}


def main() -> None:
    text = Path(sys.argv[1] if len(sys.argv) > 1 else BOOK).read_text("utf-8-sig")
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
    book = chapter(paragraphs)
    normal = chapter(paragraphs, words=5000)
    print(f"import, in a new process{'':21}{importing():8.2f} ms")
    for name, setting in SETTINGS.items():
        print(f"\n{name}")
        measure("chapter of 5,000 words", normal, setting)
        measure("whole book", book, setting)


def measure(label: str, given: Chapter, setting: Setting) -> None:
    show(f"{label}, to its height", best(lambda: ChapterLayout(given, setting)))
    show(f"{label}, first screen", first_screen(given, setting))
    layout = ChapterLayout(given, setting)
    middle = layout.height // 2
    show(f"{label}, the same screen again", best(lambda: screen(layout, middle)))
    place = layout.place_at(middle)
    show(f"{label}, row of a place", best(lambda: layout.row_of(*place)))
    print(f"  {label + ', memory':44}{memory(given, setting):8.2f} MB")


def chapter(paragraphs: list[str], words: int = sys.maxsize) -> Chapter:
    blocks = list[Block]()
    for paragraph in paragraphs:
        if words <= 0:
            break
        words -= len(paragraph.split())
        blocks.append(Block(Kind.PARAGRAPH, paragraph))
    return Chapter(1, "A Chapter", tuple(blocks))


def screen(layout: ChapterLayout, top: int) -> None:
    for row in range(top, top + SCREEN):
        layout.pieces(layout.line(row))


def first_screen(given: Chapter, setting: Setting) -> float:
    """The lines of a screen that has not been shown, in the middle of the chapter."""
    times = list[float]()
    for _ in range(7):
        layout = ChapterLayout(given, setting)
        start = time.perf_counter()
        screen(layout, layout.height // 2)
        times.append(time.perf_counter() - start)
    return min(times)


def best(action: Callable[[], object]) -> float:
    times = list[float]()
    for _ in range(7):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def memory(given: Chapter, setting: Setting) -> float:
    tracemalloc.start()
    layout = ChapterLayout(given, setting)
    screen(layout, layout.height // 2)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / 1e6


def importing() -> float:
    """What layout adds to a process that has works and Rich's table of widths anyway."""
    code = (
        "import time, rich.cells, tuireader.work; start = time.perf_counter();"
        "import tuireader.layout; print(time.perf_counter() - start)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
        for _ in range(5)
    ]
    return min(float(run.stdout) for run in runs) * 1000


def show(label: str, seconds: float) -> None:
    print(f"  {label:44}{seconds * 1000:8.3f} ms")


if __name__ == "__main__":
    main()
