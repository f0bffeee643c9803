"""A real work and its update in every pair of formats: highlights stand where the truth says."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tuireader import formats
from tuireader.cli import main
from tuireader.exchanging import Form, give_out, take_in
from tuireader.library import Library
from tuireader.library.parcel import Parcel, pack
from tuireader.store import Store
from tuireader.updating import update

NAME = "o4_wip_half_agony"
SHAPES = ("html", "epub", "azw3", "page.html", "full.txt", "dl.txt", "seedA.txt", "seedB.txt")

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def truth(shared: Path) -> list[dict[str, Any]]:
    path = shared / "ao3" / NAME / "update.expected.json"
    highlights: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["highlights"]
    return highlights


@pytest.fixture(scope="module")
def load(shared: Path) -> Callable[[str, str], Parcel]:
    @cache
    def read(version: str, shape: str) -> Parcel:
        return pack(formats.read(shared / "ao3" / NAME / version / f"{NAME}.{shape}"))

    return read


def wanted(truth: list[dict[str, Any]], key: str) -> bytes:
    """The highlights to bring in, by nothing but their words; notes tell them apart later."""
    return json.dumps(
        [
            {"work": key, "kind": "highlight", "text": one["quote"], "note": str(number)}
            for number, one in enumerate(truth)
        ]
    ).encode()


def numbers(mark: dict[str, Any]) -> list[int]:
    start = [mark["chapter"], mark["block"], mark["start"]]
    end = [mark["end_chapter"], mark["end_block"], mark["end"]]
    return start + (end[2:] if start[:2] == end[:2] else end)


def compare(truth: list[dict[str, Any]], written: str, version: str) -> None:
    marks = {mark["note"]: mark for mark in json.loads(written)}
    assert len(marks) == len(truth)
    for number, one in enumerate(truth):
        mark = marks[str(number)]
        assert mark["lost"] == (one[version] is None), one
        if mark["lost"]:
            assert mark["text"] == one["quote"]
            chapter, paragraph = one[f"{version}_paragraph"]
            assert mark["chapter"] == chapter
            assert mark["block"] in (paragraph, paragraph - 1)  # the end of what is before it
        else:
            assert numbers(mark) == one[version], one
            assert mark.get("original", mark)["text"] == one["quote"]


@pytest.mark.parametrize("old", [*SHAPES, "mobi"])
def test_highlights_are_where_the_truth_says(
    truth: list[dict[str, Any]], load: Callable[[str, str], Parcel], tmp_path: Path, old: str
) -> None:
    with Library(tmp_path / "first.db") as library:
        store = Store(tmp_path / "first")
        key = library.put_parcel(load("v1", old)).key
        taken = take_in(library, store, wanted(truth, key))
        assert (taken.imported, taken.lost, taken.problems) == (len(truth), 0, ())
        compare(truth, give_out(library, store, [key], Form.JSON), "v1")
    for new in SHAPES:
        folder = tmp_path / new
        folder.mkdir()
        (folder / "works").mkdir()
        for source, target in (
            ("first.db", "library.db"),
            (f"first/{key}.toml", f"works/{key}.toml"),
        ):
            (folder / target).write_bytes((tmp_path / source).read_bytes())
        with Library(folder / "library.db") as library:
            store = Store(folder / "works")
            added = library.put_parcel(load("v2", new))
            assert (added.key, added.status, added.new_chapters) == (key, "updated", 2), new
            assert update(library, store, key)[:2] == (len(truth) - 1, 1)
            compare(truth, give_out(library, store, [key], Form.JSON), "v2")


@pytest.mark.parametrize(("old", "new"), [("seedB.txt", "epub"), ("html", "azw3")])
def test_the_same_on_the_command_line(
    truth: list[dict[str, Any]],
    shared: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    old: str,
    new: str,
) -> None:
    def run(*arguments: object) -> str:
        capfd.readouterr()
        assert main([str(argument) for argument in arguments]) == 0
        out, err = capfd.readouterr()
        assert err == ""
        return out

    folder = shared / "ao3" / NAME
    (added,) = json.loads(run("add", "--json", folder / "v1" / f"{NAME}.{old}"))
    marks = tmp_path / "marks.json"
    marks.write_bytes(wanted(truth, added["key"]))
    assert f"{len(truth)} taken in" in run("import-marks", marks)
    (updated,) = json.loads(run("add", "--json", folder / "v2" / f"{NAME}.{new}"))
    assert (updated["key"], updated["status"]) == (added["key"], "updated")
    assert updated["new_chapters"] == 2
    compare(truth, run("marks", "--json"), "v2")
    changes = json.loads(run("changes", added["key"], "--json"))
    assert (changes["new"], changes["edited"], changes["gone"]) == (2, 2, 0)
    # Going back finds all of them again, also the lost one.
    run("add", "--replace", folder / "v1" / f"{NAME}.{old}")
    compare(truth, run("marks", "--json"), "v1")
