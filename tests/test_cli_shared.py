"""The command line over real works, as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.shared

DUMPS = ("000_75790ebcf75b66de.txt", "003_bf246e14fa4fffe5.txt")


def run(*arguments: object) -> str:
    command = [sys.executable, "-m", "tuireader", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=600)
    assert done.stderr == b""
    return done.stdout.decode()


def show(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run("show", path, "--json"))
    return document


@pytest.mark.parametrize("name", DUMPS)
def test_a_dump_has_exactly_what_a_reader_must_find_in_it(shared: Path, name: str) -> None:
    expected = json.loads((shared / "dumps" / "expected.json").read_text("utf-8"))[name]
    document = show(shared / "dumps" / name)
    assert document["title"] == expected["title"]
    assert document["authors"] == []
    assert document["complete"] is None
    assert [
        {
            "paragraphs": chapter["paragraphs"],
            "gap_breaks": chapter["scene_breaks"],
            "first60": chapter["first"],
            "last60": chapter["last"],
            "words_ao3": chapter["words"],
        }
        for chapter in document["chapters"]
    ] == [
        {
            field: chapter[field]
            for field in ("paragraphs", "gap_breaks", "first60", "last60", "words_ao3")
        }
        for chapter in expected["chapters"]
    ]
    assert [chapter["number"] for chapter in document["chapters"]] == list(
        range(1, len(expected["chapters"]) + 1)
    )


@pytest.mark.parametrize("name", DUMPS)
def test_the_text_of_a_dump_is_its_lines(shared: Path, name: str) -> None:
    path = shared / "dumps" / name
    expected = json.loads((shared / "dumps" / "expected.json").read_text("utf-8"))[name]
    lines = [line for line in run("text", path).split("\n") if line]
    furniture = ("Work Header", "Chapter Text", expected["title"])
    source = [" ".join(line.split()) for line in path.read_text("utf-8").split("\n")]
    assert [line for line in lines if line != "* * *"] == [
        line for line in source if line and line not in furniture
    ]
    assert lines.count("* * *") == sum(c["gap_breaks"] for c in expected["chapters"])


@pytest.mark.parametrize("shape", ["html", "epub", "full.txt"])
def test_a_download_has_what_its_work_has(shared: Path, shape: str) -> None:
    folder = shared / "ao3" / "o2_three_curiouser"
    truth = json.loads((folder / "o2_three_curiouser.expected.json").read_text("utf-8"))
    document = show(folder / f"o2_three_curiouser.{shape}")
    for field in ("title", "authors", "rating", "warnings", "fandoms", "relationships"):
        assert document[field] == truth[field]
    for field in ("published", "complete", "chapters_posted"):
        assert document[field] == truth[field]
    if shape != "full.txt":  # the page as text does not say where it is from
        assert document["url"] == truth["url"]
        assert document["key"] == f"ao3-{truth['work_id']}"
    assert document["tags"] == truth["additional_tags"]
    assert document["chapters_planned"] == truth["chapters_total"]
    for chapter, expected in zip(document["chapters"], truth["chapters"], strict=True):
        assert {field: chapter[field] for field in ("number", "paragraphs", "scene_breaks")} == {
            field: expected[field] for field in ("number", "paragraphs", "scene_breaks")
        }
        assert (chapter["first"], chapter["last"]) == (expected["first60"], expected["last60"])


def test_every_shape_of_a_work_is_that_work(shared: Path) -> None:
    """However it was saved, it is recognised; the richest text stays, and nothing shrinks it."""
    folder = shared / "ao3" / "o2_three_curiouser"
    shapes = [folder / f"o2_three_curiouser.{shape}" for shape in ("seedB.txt", "html", "epub")]
    results = [json.loads(run("add", "--json", path))[0] for path in shapes]
    assert results[0]["status"] == "added"
    assert {result["key"] for result in results} == {results[0]["key"]}
    rest = [folder / f"o2_three_curiouser.{shape}" for shape in ("full.txt", "full-ch2.txt")]
    for path in rest:
        (result,) = json.loads(run("add", "--json", path))
        assert (result["key"], result["status"]) == (results[0]["key"], "unchanged")
    (work,) = json.loads(run("list", "--json"))
    assert work["chapters_posted"] == 3
    assert work["source"]["format"] in ("html", "epub")
