"""Measures tuireader beside a bare Textual app, a bare pager and other terminal readers.

    python benchmarks/readers.py --bench BENCH_PTY --book WAR_AND_PEACE.epub --short STORY.html \
        [--peers FOLDER] [--runs 5] [--works 10000] [--only NAME,NAME]

BENCH_PTY is a program that measures any terminal program from outside, in a pty. Peers are
installed into FOLDER, each into an environment of its own; without --peers they are left out.
All runs are interleaved, so that whatever else the machine does falls on everybody alike.
Prints a Markdown table of figures and of ratios to the bare app and the bare pager.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

HERE = Path(__file__).resolve().parent
TUIREADER = [str(Path(sys.executable).parent / "tuireader")]
# What `pip install` needs for each peer, and the command that opens a book.
PEERS = {
    "epr": ("epr-reader", "epr"),
    "epy": ("epy-reader", "epy"),
    "baca": ("baca", "baca", "textual==0.16.0"),
}

# baca fails on pictures that are drawings, unless it is told to show no picture at all; it takes
# so long over a page that fewer of them must do.
BACA = {
    "pre_shell": "mkdir -p ~/.config/baca && "
    "printf '[General]\\nShowImageAsANSI = no\\n' > ~/.config/baca/config.ini",
    "presses": 20,
    "rate": 0,
    "timeout": 60,
}


def install(peer: str, folder: Path) -> str | None:
    """The path of the peer's command, installed into `folder` if it is not there yet."""
    package, command, *more = PEERS[peer]
    program = folder / package / "bin" / command
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / package], check=True)
        pip = folder / package / "bin" / "pip"
        subprocess.run([pip, "install", "--quiet", package, *more], check=False)
    return str(program) if program.exists() else None


def run_tuireader(home: Path, *arguments: str) -> str:
    environment = {**os.environ, "TUIREADER_HOME": str(home)}
    done = subprocess.run(
        [*TUIREADER, *arguments], env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def shelve(home: Path, path: Path) -> dict:
    """Adds `path` to the library at `home`; what `show --json` says of it."""
    key = json.loads(run_tuireader(home, "add", str(path), "--json"))[0]["key"]
    return json.loads(run_tuireader(home, "show", key, "--json"))


def wrapped_text(home: Path, key: str, target: Path) -> Path:
    """The book's text in lines of 66, for the bare pager."""
    lines = [
        line
        for block in run_tuireader(home, "text", key).split("\n")
        for line in (textwrap.wrap(block, 66, break_on_hyphens=False) or [""])
    ]
    target.write_text("\n".join(lines), encoding="utf-8")
    return target


def words(text: str) -> str:
    """A regular expression for the first words of `text` on a screen."""
    return r"\W+".join(text.split()[:3])


def opened(name: str, source: Path, folder: Path, work: dict) -> dict:
    """tuireader opening a work that is on the shelf, every run in a fresh copy of that shelf."""
    home = folder / name.replace(" ", "-").replace(",", "")
    return {
        "name": name,
        "cmd": [*TUIREADER, work["key"]],
        "await": words(work["title"]),
        "home": str(home),
        "pre_shell": f"rm -rf {home}/shelf && cp -r {source} {home}/shelf",
        "env": {"TUIREADER_HOME": f"{home}/shelf"},
    }


def entries(options: argparse.Namespace, folder: Path) -> list[dict]:
    home = folder / "home"
    book, short = shelve(home, options.book), shelve(home, options.short)
    lines = wrapped_text(home, book["key"], folder / "book.txt")
    paging = {"page_key": " ", "presses": options.presses, "rate": 30, "rate_presses": 90}
    resize = ["resize", "<resize:100x40>", ""]
    result = [
        {"name": "bare app", "cmd": [sys.executable, str(HERE / "bare_app.py")], "await": "bare"},
        {
            "name": "bare pager",
            "cmd": [sys.executable, str(HERE / "pager.py"), str(lines)],
            "await": r"\w\w",
            "steps": [["end", "G", ""], ["back", "g", ""], resize],
            **paging,
        },
        {
            **opened("tuireader", home, folder, book),
            "steps": [
                ["end", "<burst><esc>[1;5F", ""],
                ["back", "<burst><esc>[1;5H", ""],
                ["into the story", ":5<enter>", ""],
                resize,
            ],
            **paging,
        },
        opened("tuireader, short story", home, folder, short),
    ]
    if options.works:
        shelf = folder / "shelf"
        subprocess.run(
            [sys.executable, str(HERE / "shelf.py"), str(options.works), str(shelf)], check=True
        )
        result.append(
            {
                "name": f"library of {options.works:,} works",
                "cmd": TUIREADER,
                "await": r"\d/\d",
                "env": {"TUIREADER_HOME": str(shelf)},
                "page_key": "<pgdn>",
                "presses": options.presses,
                "steps": [["filter", "/lante", ""], ["filter more", "r", ""]],
                "quit": "<esc>q",
            }
        )
    for peer in PEERS if options.peers else ():
        command = install(peer, options.peers)
        if command:
            result.append(
                {
                    "name": peer,
                    "cmd": [command, str(options.book)],
                    # baca lays the whole book out before it shows a word of it.
                    "await": r"War and Peace|Leo Tolstoy|Titlepage",
                    "steps": [["end", "G", ""], ["back", "g", ""], resize],
                    **paging,
                    **(BACA if peer == "baca" else {}),
                }
            )
    for entry in result:
        entry.setdefault("quit", "q")
    if options.only:
        result = [entry for entry in result if entry["name"] in options.only.split(",")]
    return result


COLUMNS = [
    ("first page ms", lambda run: run.get("first_paint", 0) * 1000),
    ("page p50", lambda run: run.get("page_p50")),
    ("page p95", lambda run: run.get("page_p95")),
    ("held key lag", lambda run: run.get("hold_lag_ms")),
    ("end", lambda run: step(run, "end")),
    ("back", lambda run: step(run, "back")),
    ("resize", lambda run: step(run, "resize")),
    ("filter", lambda run: step(run, "filter more")),
    ("memory MB", lambda run: run.get("hwm_mb")),
]


def step(run: dict, name: str) -> float | None:
    return (run.get("steps", {}).get(name) or {}).get("median")


def table(runs: list[dict]) -> str:
    """The figures as Markdown, with ratios to the bare app and the bare pager."""
    by_name = {run["name"]: run for run in runs}
    app = by_name.get("bare app", {}).get("first_paint")
    pager = by_name.get("bare pager", {})
    lines = ["| | " + " | ".join(title for title, _ in COLUMNS) + " |"]
    lines.append("|---|" + "--:|" * len(COLUMNS))
    for run in runs:
        cells = []
        for title, value in COLUMNS:
            number = value(run)
            cell = "" if not number else f"{number:.0f}" if number >= 100 else f"{number:.1f}"
            if number and title == "first page ms" and app:
                cell += f" ({number / 1000 / app:.2f}×)"
            floor = value(pager) if pager and title in ("page p50", "page p95") else None
            if number and floor:
                cell += f" ({number / floor:.2f}×)"
            cells.append(cell)
        problem = "; ".join(run.get("errors", []))[:80]
        lines.append(f"| {run['name']} {problem}| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bench", type=Path, required=True)
    parser.add_argument("--book", type=Path, required=True)
    parser.add_argument("--short", type=Path, required=True)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--presses", type=int, default=100)
    parser.add_argument("--works", type=int, default=0)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        suite, results = folder / "suite.json", folder / "results.json"
        suite.write_text(json.dumps(entries(options, folder)), encoding="utf-8")
        command = [sys.executable, options.bench, "--suite", suite, "--json", results]
        subprocess.run(
            [*map(str, command), "--runs", str(options.runs)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        print(table(json.loads(results.read_text())["summary"]))


if __name__ == "__main__":
    main()
