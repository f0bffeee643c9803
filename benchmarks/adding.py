"""Measures adding many works at once: how long, on how many processors, stopped and gone on with.

    python benchmarks/adding.py AO3_FOLDER WORK_FOLDER [--count 1000] [--calibredb PROGRAM]

Copies of the EPUBs under AO3_FOLDER are made in WORK_FOLDER, each with an id, a title and a text of
its own, so that every one is a work. They are added to an empty library; again, when nothing has
changed; and to another library, with an interrupt in the middle. With `--calibredb` the same files
are then added to a library of calibre's, in the same run; and copies of them with a picture on the
front, because calibre draws one for every book that has none.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

_ID = re.compile(rb"(works/)\d+")
_TITLE = re.compile(rb"(<dc:title>|<h1[^>]*>|<docTitle>\s*<text>)([^<]*)")
_PARAGRAPH = re.compile(rb"(<p(?: [^>]*)?>)(?=[^<\s])")
_FIRST_ID = 90_000_000
_PICTURE = bytes.fromhex(  # the smallest PNG there is
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000000000500015a4d7ff50000000049454e44ae426082"
)
_COVER = (
    (b"</metadata>", b'<meta name="cover" content="front"/></metadata>'),
    (b"</manifest>", b'<item id="front" href="front.png" media-type="image/png"/></manifest>'),
)


class Run(NamedTuple):
    """What one command took. `computing` is the seconds of all its processes."""

    seconds: float
    computing: float
    megabytes: float  # of the largest process
    status: int


def make_works(source: Path, folder: Path, count: int) -> None:
    """`count` EPUBs in `folder`, made from those of AO3 under `source` in turn."""
    folder.mkdir(parents=True, exist_ok=True)
    originals = [
        path
        for path in sorted(source.glob("o*/**/*.epub"))
        if ".fff" not in path.name and "v1" not in path.parts
    ]
    for number, original in enumerate(islice(cycle(originals), count)):
        path = folder / f"{number:05} {original.stem}.epub"
        if not path.exists():
            _copy(original, path, number)


def _copy(original: Path, path: Path, number: int) -> None:
    """The same work under another id, with another title, and words of its own everywhere."""
    name = f"{number:05}".encode()
    with zipfile.ZipFile(original) as old, zipfile.ZipFile(path, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename.endswith((".xhtml", ".html", ".opf", ".ncx")):
                data = _ID.sub(rb"\g<1>%d" % (_FIRST_ID + number), data)
                data = _TITLE.sub(rb"\g<1>\g<2> " + name, data)
                data = _PARAGRAPH.sub(rb"\g<1>In " + name + b" they say: ", data)
            new.writestr(entry, data, entry.compress_type)


def add_covers(source: Path, folder: Path) -> None:
    """The same EPUBs, each with a picture on the front."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(folder / path.name, "w") as new:
            for entry in old.infolist():
                data = old.read(entry)
                if entry.filename.endswith(".opf"):
                    for before, after in _COVER:
                        data = data.replace(before, after)
                new.writestr(entry, data, entry.compress_type)
            new.writestr("front.png", _PICTURE)


def run(command: list[str], environment: dict[str, str], stop_after: float = 0.0) -> Run:
    """Run a command to its end, or interrupt it after some seconds: how long it then takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdout=nowhere, stderr=nowhere)
    try:
        process.wait(stop_after or None)
    except subprocess.TimeoutExpired:
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.wait()
    seconds = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    computing = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(seconds, computing, after.ru_maxrss / 1024, process.returncode)


def measure(files: Path, home: Path, count: int) -> list[tuple[str, str]]:
    """What tuireader takes, as rows of a table."""
    add = [sys.executable, "-m", "tuireader", "add", str(files)]
    first = {**os.environ, "TUIREADER_HOME": str(home / "first")}
    fresh = run(add, first)
    assert fresh.status == 0
    assert works(first) == count
    again = run(add, first)
    second = {**os.environ, "TUIREADER_HOME": str(home / "second")}
    stopped = run(add, second, stop_after=fresh.seconds / 2)
    there = works(second)
    rest = run(add, second)
    assert works(second) == count
    return [
        ("tuireader, all new", shown(fresh, count)),
        ("processors kept busy", f"{fresh.computing / fresh.seconds:.1f}"),
        ("memory of its largest process", f"{fresh.megabytes:.0f} MB"),
        ("again, nothing changed", shown(again, count)),
        ("interrupted in the middle: until it ends", f"{stopped.seconds * 1000:.0f} ms"),
        ("works on the shelf then", f"{there}"),
        ("and the rest", shown(rest, count - there)),
    ]


def works(environment: dict[str, str]) -> int:
    """How many works are on the shelf, the guide aside."""
    command = [sys.executable, "-m", "tuireader", "list", "--json"]
    listed = subprocess.run(command, env=environment, capture_output=True, check=True).stdout
    return sum(work["key"].startswith("ao3-") for work in json.loads(listed))


def measure_calibre(program: str, files: Path, library: Path, count: int) -> str:
    where = ["--library-path", str(library)]
    # It draws covers with a browser, which refuses to run as root otherwise.
    headless = {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
    done = run([program, "add", "--recurse", str(files), *where], {**os.environ, **headless})
    assert done.status == 0
    listed = subprocess.run(
        [program, "list", "--fields", "id", "--for-machine", *where],
        capture_output=True,
        check=True,
    )
    assert len(json.loads(listed.stdout)) == count
    return shown(done, count)


def shown(done: Run, count: int) -> str:
    return f"{done.seconds:.1f} s ({done.seconds / max(1, count) * 1000:.1f} ms a work)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ao3", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--calibredb")
    options = parser.parse_args()
    files = options.folder / "works"
    home = options.folder / "libraries"
    make_works(options.ao3, files, options.count)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    rows = measure(files, home, options.count)
    if options.calibredb:
        covered = options.folder / "covered"
        add_covers(files, covered)
        for name, folder in (("calibredb add", files), ("calibredb add, with covers", covered)):
            taken = measure_calibre(options.calibredb, folder, home / name, options.count)
            rows.append((name, taken))
    size = sum(path.stat().st_size for path in files.iterdir()) / 1e6
    print(f"| {options.count:,} EPUBs of AO3, {size:.0f} MB | |\n|---|--:|")
    for name, value in rows:
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
