"""The shared hostile files laid out in a folder, with those that cannot travel made here."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

GOOD_WORKS = 50
_GOOD_ONE = "00-good.epub"


def load_cases(shared: Path) -> dict[str, dict[str, Any]]:
    """What is to become of each file, by its name."""
    text = (shared / "books" / "hostile" / "hostile.json").read_text("utf-8")
    cases: dict[str, dict[str, Any]] = json.loads(text)["cases"]
    return cases


def lay_out(shared: Path, folder: Path) -> None:
    """Every case as a file in `folder`, which is made."""
    folder.mkdir()
    hostile = shared / "books" / "hostile"
    for name, case in load_cases(shared).items():
        if case["local"]:
            _make(folder / name, hostile / _GOOD_ONE)
        else:
            shutil.copyfile(hostile / name, folder / name)


def _make(path: Path, good: Path) -> None:
    match path.name:
        case "fs-directory.epub":
            path.mkdir()
        case "fs-fifo.txt":
            os.mkfifo(path)
        case "fs-symlink-dangling.epub":
            path.symlink_to("nowhere.epub")
        case "fs-symlink-devzero.txt":
            path.symlink_to("/dev/zero")
        case "esc-name-newline\nsecond.txt":
            path.write_text("words\n", encoding="utf-8")
        case "fs-unreadable.epub":
            shutil.copyfile(good, path)
            path.chmod(0)
        case _:  # an odd name is all that is wrong with it
            shutil.copyfile(good, path)


def add_good_works(shared: Path, folder: Path) -> None:
    """`GOOD_WORKS` downloads of works that nobody has, of names that sort among the others."""
    original = (shared / "ao3" / "o7_first_of_many" / "o7_first_of_many.html").read_text("utf-8")
    truth = json.loads(
        (shared / "ao3" / "o7_first_of_many" / "o7_first_of_many.expected.json").read_text("utf-8")
    )
    title, number = truth["title"], truth["url"].rpartition("/")[2]
    for index in range(GOOD_WORKS):
        work = original.replace(number, str(90_000_000 + index)).replace(
            title, f"Good work {index}"
        )
        name = f"{'abehlpuxz'[index % 9]} good {index}.html"
        (folder / name).write_text(work, encoding="utf-8")
