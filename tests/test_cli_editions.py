"""`add` of new editions, `changes`, `same-as` and `split`: what is said, and what is done."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from updating.shelf import BELLS, CLOCK, DOOR, FOUR, LETTER, ONE, RAIN, THREE, TWO

from tuireader.cli import main


class Done(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Done]


@pytest.fixture
def tuireader(capfd: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: object) -> Done:
        capfd.readouterr()
        status = main([str(argument) for argument in arguments])
        return Done(status, *capfd.readouterr())

    return run


def write(path: Path, *chapters: tuple[str, ...], title: str = "The Lane") -> Path:
    parts = [title]
    for lines in chapters:
        parts += ("Chapter Text", *lines)
    path.write_text("\n\n".join(parts), encoding="utf-8")
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "lane.txt", ONE, TWO, THREE)


def added(tuireader: Run, path: Path) -> str:
    (one,) = tuireader("add", "--json", path).json
    return str(one["key"])


def mark(tuireader: Run, folder: Path, key: str, *words: str) -> None:
    path = folder / "marks.json"
    path.write_text(json.dumps([{"work": key, "text": text} for text in words]), encoding="utf-8")
    assert tuireader("import-marks", path).status == 0


def test_an_update_moves_marks_and_says_what_became_of_them(
    tuireader: Run, tmp_path: Path, file: Path
) -> None:
    key = added(tuireader, file)
    mark(tuireader, tmp_path, key, "under the clock", "thunder and hail", "painted the door")
    write(file, FOUR, ONE, (RAIN.replace("thunder and hail", "a great noise"), LETTER), THREE)
    done = tuireader("add", file)
    assert done == (0, f"updated    The Lane ({key}): 1 new chapter; 1 mark lost its words\n", "")
    marks = {one["text"]: one for one in tuireader("marks", "--json").json}
    assert marks["under the clock"]["chapter"] == 3
    assert marks["painted the door"]["block"] == 3
    assert marks["thunder and hail"]["lost"]


def test_new_chapters_are_those_whose_text_is_new(tuireader: Run, file: Path) -> None:
    """A chapter split in two makes none; one in the place of another makes one."""
    added(tuireader, file)
    write(file, ONE, TWO[:2], TWO[2:], THREE)
    (split,) = tuireader("add", file, "--json").json
    assert (split["status"], split["new_chapters"]) == ("updated", 0)
    write(file, ONE, FOUR, TWO[2:], THREE)
    (replaced,) = tuireader("add", file, "--json").json
    assert (replaced["status"], replaced["new_chapters"]) == ("updated", 1)


def test_a_text_that_shrank_is_kept_out_and_it_says_how_to_take_it(
    tuireader: Run, file: Path
) -> None:
    key = added(tuireader, file)
    write(file, ONE[:2])
    done = tuireader("add", file)
    assert done.status == 1
    assert "which is kept; to take it all the same: tuireader add --replace FILE\n" in done.err
    assert len(tuireader("show", key, "--json").json["chapters"]) == 3
    assert tuireader("add", "--replace", file).out.startswith("updated")
    assert len(tuireader("show", key, "--json").json["chapters"]) == 1


def test_going_back_and_forth_between_two_files(tuireader: Run, tmp_path: Path, file: Path) -> None:
    """The one that is named is read, and marks are where they were; named together they rest."""
    newer = write(tmp_path / "newer.txt", FOUR, ONE, (RAIN, LETTER), THREE)
    key = added(tuireader, file)
    mark(tuireader, tmp_path, key, "under the clock", "thunder and hail", "painted the door")
    seen: dict[Path, Any] = {}
    for path in (newer, file, newer, file):
        (one,) = tuireader("add", "--json", path).json
        assert (one["key"], one["status"]) == (key, "updated")
        marks = tuireader("marks", "--json").json
        assert seen.setdefault(path, marks) == marks
        assert tuireader("add", "--json", path).json[0]["status"] == "unchanged"
    assert seen[file] != seen[newer]
    for paths in ((file, newer), (newer, file), (tmp_path,)):
        text = tuireader("text", key).out
        tuireader("add", *paths)
        assert tuireader("text", key).out == text


def test_a_file_whose_text_was_decided_about_is_not_asked_about_again(
    tuireader: Run, tmp_path: Path, file: Path
) -> None:
    key = added(tuireader, file)
    write(file, TWO)
    assert tuireader("add", file).status == 1
    assert tuireader("add", "--replace", file).status == 0
    whole = write(tmp_path / "whole.txt", ONE, TWO, THREE)
    assert tuireader("add", whole).out.startswith(f"updated    The Lane ({key})")
    done = tuireader("add", file)
    assert done.status == 0
    assert done.out.startswith(f"unchanged  The Lane ({key}): it is much shorter")


def test_changes_are_listed(tuireader: Run, file: Path) -> None:
    key = added(tuireader, file)
    assert "no other text of it" in tuireader("changes", key).out
    edited = DOOR.replace("thirty years", "forty years")
    write(file, (*ONE[:3], edited), (*TWO, "And that was that."), FOUR)
    tuireader("add", file)
    assert tuireader("changes", "lane").out == (
        "The Lane\n"
        "1 new chapter, 2 edited, 1 gone\n"
        "\n"
        "~ Chapter 1: edited\n"
        f"  - {DOOR}\n"
        f"  + {edited}\n"
        "\n"
        "~ Chapter 2: edited\n"
        "  + And that was that.\n"
        "\n"
        "+ Chapter 3: new\n"
        "\n"
        "- Chapter 3 of before: gone\n"
    )
    document = tuireader("changes", key, "--json").json
    assert (document["key"], document["new"], document["edited"], document["gone"]) == (
        key,
        1,
        2,
        1,
    )
    assert document["summary"] == "1 new chapter, 2 edited, 1 gone"
    assert [(one["change"], one["chapter"]) for one in document["chapters"]] == [
        ("edited", 1),
        ("edited", 2),
        ("new", 3),
        ("gone", None),
    ]
    assert document["chapters"][0]["paragraphs"] == [
        {"change": "edited", "old": DOOR, "new": edited}
    ]


def test_what_may_be_the_same_work_is_asked_and_can_be_told(
    tuireader: Run, tmp_path: Path, file: Path
) -> None:
    key = added(tuireader, file)
    mark(tuireader, tmp_path, key, "under the clock")
    rewritten = (ONE[0], ONE[1], "He was never to know that.", "Nobody told him.", *FOUR) * 2
    done = tuireader("add", write(tmp_path / "other.txt", rewritten, (BELLS, CLOCK), FOUR * 3))
    assert done.status == 0
    assert f"it may be the same work as {key}; if it is: tuireader same-as {key} " in done.out
    other = done.out.split()[-1]
    mark(tuireader, tmp_path, other, "a ladder, a rope")
    done = tuireader("same-as", key, other)
    assert (done.status, done.err) == (0, "")
    assert f"tuireader split {key}" in done.out
    assert [work["key"] for work in tuireader("list", "--json").json] == [key]
    assert len(tuireader("marks", "--json").json) == 2
    done = tuireader("split", key, "--json")
    assert done.json == {"key": key, "other": other, "title": "The Lane", "present": True}
    assert {one["work"] for one in tuireader("marks", "--json").json} == {key, other}
    assert not any(one["lost"] for one in tuireader("marks", "--json").json)


def test_what_cannot_be_joined_or_split_is_said(tuireader: Run, file: Path) -> None:
    key = added(tuireader, file)
    for command, status, reason in (
        (("same-as", key, key), 2, f"this is {key} already"),
        (("same-as", key, "dusk"), 1, "no such work"),
        (("split", "dusk"), 1, "no such work"),
        (("split", key), 1, "of one text only"),
        (("changes", "dusk"), 1, "no such work"),
    ):
        done = tuireader(*command)
        assert (done.status, done.out) == (status, "")
        assert reason in done.err
        assert done.err.count("\n") == 1


def test_a_deleted_library_finds_the_records_again(
    tuireader: Run, tmp_path: Path, file: Path, own_home: Path
) -> None:
    key = added(tuireader, file)
    mark(tuireader, tmp_path, key, "under the clock")
    for path in (own_home / "data").glob("library.db*"):
        path.unlink()
    # Another text of the same title comes first.
    lines = [f"It is another lane altogether, and number {n} of it is not told." for n in "12345"]
    other = write(tmp_path / "other.txt", tuple(lines))
    assert added(tuireader, other) != key
    write(file, FOUR, ONE, TWO, THREE)
    assert added(tuireader, file) == key
    (found,) = tuireader("marks", "--json").json
    assert (found["work"], found["chapter"], found["lost"]) == (key, 3, False)
