"""`marks` and `import-marks`: out and in again changes nothing, and words decide."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tuireader.cli import main

CHAPTERS = (
    (
        "It was raining on the day the lamp went out.",
        "“Who is there?” asked the keeper.",
        "Nobody answered him, and the sea went on.",
    ),
    (
        "In the morning the lamp was lit again.",
        "“Who is there?” asked the keeper.",
        "He never learned by whom it had been done.",
    ),
)


def write(path: Path, *chapters: tuple[str, ...]) -> Path:
    parts = ["The Lamp"]
    for lines in chapters:
        parts += ("Chapter Text", *lines)
    path.write_text("\n\n".join(parts), encoding="utf-8")
    return path


@pytest.fixture
def tuireader(capfd: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: object) -> tuple[int, str, str]:
        capfd.readouterr()
        status = main([str(argument) for argument in arguments])
        return (status, *capfd.readouterr())

    return run


@pytest.fixture
def key(tuireader: Any, tmp_path: Path) -> str:
    path = write(tmp_path / "lamp.txt", *CHAPTERS)
    return str(json.loads(tuireader("add", "--json", path)[1])[0]["key"])


def bring_in(tuireader: Any, folder: Path, *items: dict[str, Any]) -> dict[str, int]:
    path = folder / "marks.json"
    path.write_text(json.dumps(items), encoding="utf-8")
    status, out, err = tuireader("import-marks", path, "--json")
    assert (status, err) == (0, "")
    counts: dict[str, int] = json.loads(out)
    return counts


def marks(tuireader: Any, *arguments: str) -> list[dict[str, Any]]:
    status, out, err = tuireader("marks", "--format", "json", *arguments)
    assert (status, err) == (0, "")
    items: list[dict[str, Any]] = json.loads(out)
    return items


def test_words_are_enough_to_find_a_highlight(tuireader: Any, key: str, tmp_path: Path) -> None:
    item = {"work": key, "kind": "highlight", "text": "the lamp was lit again", "colour": "green"}
    assert bring_in(tuireader, tmp_path, item) == {"imported": 1, "present": 0, "lost": 0}
    (mark,) = marks(tuireader)
    assert mark.pop("created")
    assert mark.pop("id")
    assert mark == {
        "work": key,
        "kind": "highlight",
        "chapter": 2,
        "block": 0,
        "start": 15,
        "end_chapter": 2,
        "end_block": 0,
        "end": 37,
        "text": "the lamp was lit again",
        "note": "",
        "colour": "green",
        "lost": False,
        "label": "",
        "before": "In the morning ",
        "after": ".\n“Who is there?” asked the keeper.\nHe never learned by whom it ",
    }


def test_the_place_decides_between_equal_words(tuireader: Any, key: str, tmp_path: Path) -> None:
    numbers = {"chapter": 2, "block": 1, "start": 0, "end_chapter": 2, "end_block": 1, "end": 15}
    item = {"work": key, "kind": "highlight", "text": "“Who is there?”"}
    bring_in(tuireader, tmp_path, item | numbers)
    (mark,) = marks(tuireader, "lamp")
    assert {name: mark[name] for name in numbers} == numbers


def test_words_win_over_a_place_that_has_others(tuireader: Any, key: str, tmp_path: Path) -> None:
    numbers = {"chapter": 1, "block": 0, "start": 0, "end_chapter": 1, "end_block": 0, "end": 9}
    bring_in(
        tuireader,
        tmp_path,
        {"work": key, "kind": "highlight", "text": "the sea went on"} | numbers,
        {"work": key, "kind": "bookmark", "text": "He never learned by", "note": "why?"},
    )
    highlight, bookmark = marks(tuireader)
    assert (highlight["chapter"], highlight["block"], highlight["start"]) == (1, 2, 25)
    assert (bookmark["kind"], bookmark["chapter"], bookmark["block"]) == ("bookmark", 2, 2)
    assert (bookmark["start"], bookmark["end"], bookmark["note"]) == (0, 0, "why?")


def test_words_that_are_not_in_the_text_are_kept_as_lost(
    tuireader: Any, key: str, tmp_path: Path
) -> None:
    item = {"work": key, "kind": "highlight", "text": "An elephant entered the lighthouse at noon"}
    assert bring_in(tuireader, tmp_path, item)["lost"] == 1
    (mark,) = marks(tuireader)
    assert (mark["lost"], mark["text"]) == (True, item["text"])


def test_out_and_in_again_changes_nothing(
    tuireader: Any, key: str, tmp_path: Path, own_home: Path
) -> None:
    bring_in(
        tuireader,
        tmp_path,
        {"work": key, "kind": "highlight", "text": "raining on the day", "colour": "blue"},
        {"work": key, "kind": "bookmark", "chapter": 2, "block": 1, "start": 3, "note": "here"},
        {"work": key, "kind": "highlight", "text": "A sentence nobody ever wrote in it, no"},
    )
    record = own_home / "data" / "works" / f"{key}.toml"
    before, listed = record.read_bytes(), marks(tuireader)
    assert len(listed) == 3
    assert bring_in(tuireader, tmp_path, *listed) == {"imported": 0, "present": 3, "lost": 0}
    assert record.read_bytes() == before
    # In another home, they are the same.
    record.unlink()
    assert bring_in(tuireader, tmp_path, *listed)["imported"] == 3
    assert marks(tuireader) == listed


def test_marks_go_out_as_they_stand_in_a_new_edition(
    tuireader: Any, key: str, tmp_path: Path
) -> None:
    bring_in(
        tuireader,
        tmp_path,
        {"work": key, "kind": "highlight", "text": "the lamp was lit again"},
        {"work": key, "kind": "highlight", "text": "Nobody answered him, and the sea went on."},
    )
    one, two = CHAPTERS
    changed = (("A lighthouse stands on the northern cape.",), one[:2], two)
    write(tmp_path / "lamp.txt", *changed)
    assert "updated" in tuireader("add", tmp_path / "lamp.txt")[1]
    found = {mark["text"]: mark for mark in marks(tuireader)}
    lit = found["the lamp was lit again"]
    assert (lit["chapter"], lit["block"], lit["start"], lit["lost"]) == (3, 0, 15, False)
    gone = found["Nobody answered him, and the sea went on."]
    # At the end of what is left of where it was.
    assert (gone["lost"], gone["chapter"], gone["block"], gone["start"]) == (True, 2, 1, 33)
    # Going back finds both.
    write(tmp_path / "lamp.txt", *CHAPTERS)
    tuireader("add", "--replace", tmp_path / "lamp.txt")
    assert [mark["lost"] for mark in marks(tuireader)] == [False, False]


def test_markdown_and_csv_are_for_people(tuireader: Any, key: str, tmp_path: Path) -> None:
    item = {"work": key, "kind": "highlight", "text": "the lamp was lit again", "note": "At last."}
    bring_in(tuireader, tmp_path, item)
    markdown = tuireader("marks")[1]
    assert markdown.startswith("# The Lamp\n")
    assert "> the lamp was lit again" in markdown
    assert "At last." in markdown
    header, row = tuireader("marks", "--format", "csv")[1].splitlines()
    assert header.startswith("Highlight,Title,Author")
    assert row.startswith("the lamp was lit again,The Lamp,")


def test_marks_of_a_removed_work_are_still_there(tuireader: Any, key: str, tmp_path: Path) -> None:
    bring_in(tuireader, tmp_path, {"work": key, "kind": "highlight", "text": "lit again"})
    tuireader("remove", key)
    (mark,) = marks(tuireader, key)
    assert (mark["text"], mark["chapter"]) == ("lit again", None)
    tuireader("add", tmp_path / "lamp.txt")
    assert marks(tuireader, key)[0]["chapter"] == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("no JSON", "it is not JSON"),
        ('{"work": 1}', "no list of marks"),
        ('[{"kind": "highlight"}]', "mark 1: it does not say of which work"),
        ('[{"work": "elsewhere", "text": "x"}]', "this work is not in the library"),
    ],
)
def test_what_cannot_be_taken_in_is_said(
    tuireader: Any, tmp_path: Path, content: str, reason: str
) -> None:
    path = tmp_path / "marks.json"
    path.write_text(content, encoding="utf-8")
    status, _, err = tuireader("import-marks", path)
    assert status == 1
    assert err.startswith(f"tuireader: {path}: ")
    assert reason in err
    assert err.count("\n") == 1
    assert tuireader("import-marks", tmp_path / "none.json")[0] == 1


def test_a_file_without_end_is_not_read_to_it(tuireader: Any, key: str) -> None:
    status, _, said = tuireader("import-marks", "/dev/zero")
    assert status == 1
    assert said == "tuireader: /dev/zero: it is larger than 64 MB\n"


def test_without_marks_there_is_nothing_to_print(tuireader: Any, key: str) -> None:
    assert tuireader("marks") == (0, "", "")
    assert marks(tuireader, key) == []
