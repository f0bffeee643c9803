"""The command line, as it is promised: output, errors, exit statuses, JSON."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tuireader.cli import COMMANDS, main
from tuireader.cli.arguments import SORTS
from tuireader.library import Sort

# Two scenes of invented lines, in the shape of a page dump.
STORY = """The Lamp

Chapter Text

It was raining on the day the lamp went out.

“Who is there?” asked the keeper.

Nobody answered him, and the sea went on.

Chapter Text

In the morning the lamp was lit again.

He never learned by whom it had been done."""


PATIENCE = 600  # seconds; only what hangs takes as long


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "lamp.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


class Result:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def tuireader(capfd: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: object) -> Result:
        capfd.readouterr()
        status = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Result(status, out, err)

    return run


def process(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "tuireader", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, **options)


def key(tuireader: Any, path: Path) -> str:
    return str(tuireader("add", path, "--json").json[0]["key"])


def test_chapters_are_added_as_one_work(tuireader: Any, tmp_path: Path) -> None:
    folder = tmp_path / "The Lamp"
    folder.mkdir()
    for number, line in enumerate(STORY.split("\n\n")[2:], 1):
        (folder / f"{number}.txt").write_text(f"{line}\n\nIt was so.\n", encoding="utf-8")
    assert "added" in tuireader("add", "--as-one", folder).out
    assert len(tuireader("show", "The Lamp", "--json").json["chapters"]) == 6
    assert [item["status"] for item in tuireader("add", "--as-one", folder, "--json").json] == [
        "unchanged"
    ]


def test_adding_says_what_became_of_each_file(tuireader: Any, story: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    result = tuireader("add", story, tmp_path / "empty.txt", tmp_path / "none.txt")
    assert result.status == 1
    assert re.fullmatch(
        r"added      The Lamp \(the-lamp-[0-9a-f]{8}\)\n1 added, 2 failed\n", result.out
    )
    assert result.err.splitlines() == [
        f"tuireader: {tmp_path}/empty.txt: the file is empty",
        f"tuireader: {tmp_path}/none.txt: there is no such file",
    ]


def test_what_takes_long_is_shown_on_a_terminal_and_wiped_away(
    tuireader: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    monkeypatch.setattr("tuireader.cli.adding.PATIENCE", 0.0)
    for number in range(3):
        (tmp_path / f"{number}\x1b[31m.txt").write_text(STORY.replace("Lamp", f"Lamp {number}"))
    assert tuireader("add", tmp_path).err == ""  # no terminal
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    shown = tuireader("add", tmp_path / "none", tmp_path).err
    assert re.match(r"(\r\x1b\[K0 of 4  none)+\r\x1b\[Ktuireader: ", shown)
    # Whatever was shown last is gone.
    assert shown.rpartition("\r\x1b[K")[2] == "" or shown.endswith("\n")
    assert "\x1b[31m" not in shown


def test_adding_as_json(tuireader: Any, story: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    result = tuireader("add", "--json", tmp_path)
    assert result.status == 1
    bad, good = result.json
    assert bad == {
        "path": str(tmp_path / "empty.txt"),
        "key": None,
        "title": None,
        "status": "failed",
        "error": "the file is empty",
        "new_chapters": 0,
    }
    assert (good["title"], good["status"], good["error"]) == ("The Lamp", "added", None)
    assert tuireader("add", "--json", story).json[0]["status"] == "unchanged"
    story.write_text(STORY + "\n\nChapter Text\n\nAnd one more thing happened after that.")
    updated = tuireader("add", "--json", story).json[0]
    assert (updated["status"], updated["new_chapters"]) == ("updated", 1)


def test_a_file_is_read_where_no_library_can_be_kept(
    tuireader: Any, story: Path, own_home: Path
) -> None:
    own_home.write_text("no folder", encoding="utf-8")
    assert tuireader("text", story).out.startswith("It was raining")
    assert tuireader("show", story, "--json").json["title"] == "The Lamp"
    refused = tuireader("list")
    assert refused.status == 1
    assert "cannot be made" in refused.err


def test_show_tells_all_that_is_known(tuireader: Any, story: Path) -> None:
    expected = {
        "title": "The Lamp",
        "authors": [],
        "url": None,
        "complete": None,
        "words": 41,
        "chapters_posted": 2,
        "chapters_planned": None,
        "source": {"format": "text", "path": str(story)},
    }
    from_file = tuireader("show", story, "--json").json
    assert {field: from_file[field] for field in expected} == expected
    assert [chapter["number"] for chapter in from_file["chapters"]] == [1, 2]
    assert from_file["chapters"][0] == {
        "number": 1,
        "title": "",
        "summary": "",
        "notes": "",
        "end_notes": "",
        "words": 24,
        "paragraphs": 3,
        "scene_breaks": 0,
        "first": "It was raining on the day the lamp went out.",
        "last": "Nobody answered him, and the sea went on.",
    }
    # It is not added by being shown, and is the same from the library.
    assert tuireader("list").out == ""
    assert key(tuireader, story) == from_file["key"]
    assert tuireader("show", "lamp", "--json").json == from_file
    assert "The Lamp" in tuireader("show", "lamp").out


def test_text_is_a_block_a_line(tuireader: Any, story: Path) -> None:
    paragraphs = [line for line in STORY.split("\n\n") if line not in ("The Lamp", "Chapter Text")]
    result = tuireader("text", story)
    assert result.status == 0
    assert result.out == "\n\n".join(paragraphs) + "\n"
    assert tuireader("text", story, "--chapter", 2).out == "\n\n".join(paragraphs[3:]) + "\n"
    missing = tuireader("text", story, "--chapter", 3)
    assert (missing.status, missing.err) == (
        1,
        f"tuireader: {story}: it has no chapter 3, only 2 in all\n",
    )
    assert tuireader("text", story, "--chapter", 0).status == 2


def test_scene_breaks_and_titles_in_the_text(tuireader: Any, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        "<h1>Tale</h1><p>One line<br>and its second.</p><p>* * *</p><p>Another scene.</p><hr>",
        encoding="utf-8",
    )
    lines = tuireader("text", path).out.split("\n\n")
    assert lines[-3:] == ["One line and its second.", "* * *", "Another scene.\n"]


def test_list_finds_and_orders(tuireader: Any, story: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(STORY.replace("The Lamp", "A Candle").replace("lamp", "candle"))
    keys = [key(tuireader, story), key(tuireader, other)]
    listed = tuireader("list", "--json", "--sort", "title").json
    assert [work["title"] for work in listed] == ["A Candle", "The Lamp"]
    assert listed[1]["key"] == keys[0]
    assert listed[1]["progress"] == {
        "fraction": None,
        "last_read": None,
        "finished": False,
        "new_chapters": 0,
        "edited_chapters": 0,
        "gone_chapters": 0,
    }
    assert "chapters" not in listed[0]
    assert tuireader("list", "CANDLE", "is:unread").out.startswith(keys[1])
    assert tuireader("list", "--json", "nothing").json == []
    assert tuireader("list", "--", "-candle").out.startswith(keys[0])
    refused = tuireader("list", "is:foo")
    assert refused.status == 2
    assert refused.err.startswith("tuireader: is:foo: is: takes unread, reading, finished,")


def test_removing_keeps_the_record_and_says_so(tuireader: Any, story: Path) -> None:
    known = key(tuireader, story)
    result = tuireader("remove", known)
    assert result.status == 0
    assert "The Lamp" in result.out
    assert "are kept" in result.out
    assert tuireader("list").out == ""
    assert tuireader("remove", known).status == 1
    assert key(tuireader, story) == known


def test_a_word_that_means_several_works_means_none(
    tuireader: Any, story: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_text(STORY.replace("The Lamp", "The Lamp Relit").replace("rain", "snow"))
    keys = [key(tuireader, story), key(tuireader, other)]
    result = tuireader("show", "lam")
    assert (result.status, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert all(known in result.err for known in keys)
    assert tuireader("show", "The lamp").status == 0  # a whole title


def test_a_file_that_is_gone_still_means_its_work(tuireader: Any, story: Path) -> None:
    known = key(tuireader, story)
    story.unlink()
    assert tuireader("show", story, "--json").json["key"] == known
    missing = tuireader("show", story.parent / "other.txt")
    assert missing.status == 1
    assert "there is no such file, and no such work" in missing.err


def test_without_a_terminal_reading_points_to_text(story: Path) -> None:
    for arguments in ((), (story,), ("lamp",)):
        done = process(*arguments, stdin=subprocess.DEVNULL)
        assert (done.returncode, done.stdout) == (1, b"")
        assert b"tuireader text" in done.stderr
        assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("one", "two"),
        ("--unknown",),
        ("list", "--sort", "colour"),
        ("add",),
        ("show",),
        ("text", "x", "--chapter", "two"),
        ("marks", "--format", "yaml"),
        ("paths", "more"),
    ],
)
def test_usage_errors_are_one_line_and_status_2(tuireader: Any, arguments: tuple[str, ...]) -> None:
    result = tuireader(*arguments)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("tuireader: ")
    assert result.err.count("\n") == 1


def test_help_and_version(tuireader: Any) -> None:
    from tuireader import __version__

    assert tuireader("--version").out == f"tuireader {__version__}\n"
    everything = tuireader("--help").out
    for command in COMMANDS:
        assert command in everything
        result = tuireader(command, "--help")
        assert (result.status, result.err) == (0, "")
        assert all(len(line) <= 100 for line in result.out.splitlines())


def test_paths_are_under_the_home_that_is_set(tuireader: Any, own_home: Path) -> None:
    places = tuireader("paths", "--json").json
    assert set(places) >= {"config", "data", "cache", "log", "library", "records"}
    assert all(Path(place).is_relative_to(own_home) for place in places.values())
    assert str(own_home) in tuireader("paths").out
    assert not own_home.exists()


def test_the_doctor_says_what_to_do(tuireader: Any, story: Path, own_home: Path) -> None:
    assert tuireader("doctor").status == 0
    key(tuireader, story)
    said = tuireader("doctor").out
    assert "1 work, " in said
    assert "0 works" in said  # none has been read
    assert "1 works" not in said
    (own_home / "data" / "library.db").write_bytes(b"\0" * 9000)
    for name in ("library.db-wal", "library.db-shm"):
        (own_home / "data" / name).unlink(missing_ok=True)
    result = tuireader("doctor")
    assert result.status == 1
    assert "Add your files again" in result.out
    assert tuireader("doctor", "--json").json[0]["subject"] == "tuireader"


def test_the_doctor_names_every_setting_that_is_wrong(tuireader: Any, own_home: Path) -> None:
    (own_home / "config").mkdir(parents=True)
    (own_home / "config" / "config.toml").write_text(
        'theme = "mauve"\njustify = "yes"\n[keys]\n"page.turn" = "x"\n'
    )
    result = tuireader("doctor")
    assert result.status == 1
    for words in ("no theme 'mauve'", "justify must be true or false; it is false", "'page.turn'"):
        assert words in result.out


def test_no_name_is_no_folder(tuireader: Any, story: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(story.parent)
    result = tuireader("add", "")
    assert (result.status, result.out) == (1, "")
    assert result.err == "tuireader: no file is named\n"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_may_be_closed(story: Path, closed: str) -> None:
    command = f'"{sys.executable}" -m tuireader add "{story}" {closed}'
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_chapters_are_counted_against_a_plan_only_where_there_is_one(
    tuireader: Any, tmp_path: Path
) -> None:
    path = tmp_path / "book.txt"
    path.write_text("The Lamp\n\nIt was raining.\n\nThe lamp went out.\n", encoding="utf-8")
    tuireader("add", path)
    assert "/?" not in tuireader("list").out
    assert "chapters 1\n" in tuireader("show", path).out


def test_names_of_files_reach_no_terminal_as_commands(tuireader: Any, tmp_path: Path) -> None:
    names = ["esc\x1b[31m.txt", "two\nlines.txt", "c1\x9b31m.txt", os.fsdecode(b"bad\xff.txt")]
    for name in names:
        (tmp_path / name).touch()
    result = tuireader("add", tmp_path)
    assert result.err.count("\n") == len(names)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", result.err + result.out)
    result = tuireader("add", tmp_path, "--json")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", result.out)
    # The names themselves come through: JSON can say them.
    assert {Path(item["path"]).name for item in result.json} == set(names)


def test_names_that_are_no_text_name_nothing(tuireader: Any, story: Path) -> None:
    tuireader("add", story)
    for command in ("show", "text", "marks", "remove"):
        result = tuireader(command, "\udcff")
        assert result.status == 1
        assert result.err.endswith("there is no such file, and no such work in the library\n")
    assert tuireader("list", "\udcff").out == ""


def test_hidden_letters_in_names_are_spelled_in_json(tuireader: Any, tmp_path: Path) -> None:
    path = tmp_path / "a\U000e0041b.txt"
    path.write_text("Words.", encoding="utf-8")
    written = tuireader("show", "--json", path).out
    assert "\U000e0041" not in written
    assert json.loads(written)["source"]["path"] == str(path)


def test_a_reader_of_the_output_may_stop_reading(story: Path) -> None:
    story.write_text(STORY + "\n\nA line that is written again, to be much.\n" * 20000)
    command = [sys.executable, "-m", "tuireader", "text", str(story)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert (running.wait(PATIENCE), running.stderr.read()) == (0, b"")


def test_an_interrupt_ends_it_quietly_and_what_was_added_stays(tmp_path: Path) -> None:
    for number in range(300):
        name = f"{number:03}.txt"
        (tmp_path / name).write_text(STORY.replace("Lamp", name).replace("lamp", name * 3))
    command = [sys.executable, "-m", "tuireader", "add", str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        assert running.wait(PATIENCE) == 130
        assert running.stderr.read() == ""
    again = json.loads(process("add", "--json", tmp_path).stdout)
    statuses = [item["status"] for item in again]
    assert statuses == sorted(statuses, reverse=True)  # unchanged first, then added
    assert set(statuses) == {"unchanged", "added"}


def test_nothing_unforeseen_shows_a_traceback(
    tuireader: Any, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuireader.library.Library.keys", lambda *_: 1 / 0)
    result = tuireader("list")
    assert result.status == 1
    assert result.err.count("\n") == 1
    assert "this should not have happened" in result.err
    assert "Traceback" in (own_home / "log" / "errors.log").read_text()


def test_the_version_is_told_without_loading_the_library() -> None:
    code = (
        "import sys; from tuireader.cli import main; main(['--version'])\n"
        "sys.stderr.write(' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "tuireader.cli.arguments" in done.stderr
    assert "tuireader.library" not in done.stderr


def test_what_the_list_is_sorted_by_is_what_the_library_knows() -> None:
    assert list(SORTS) == list(Sort)


def test_a_plain_command_does_not_load_the_screens(story: Path) -> None:
    code = (
        "import sys; from tuireader.cli import main\n"
        f"main(['show', {str(story)!r}, '--json']); main(['list'])\n"
        "sys.stderr.write(' '.join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "tuireader.library.workers" in loaded
    assert loaded.isdisjoint({"textual", "lxml", "selectolax", "chardet"})


def test_where_nothing_can_be_written_adding_says_of_which_file(
    tuireader: Any, story: Path, own_home: Path
) -> None:
    tuireader("list")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, hard))
    try:
        result = tuireader("add", "--json", story)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    (failed,) = result.json
    assert (failed["path"], failed["status"]) == (str(story), "failed")
    assert result.err == f"tuireader: {story}: {failed['error']}\n"
    assert result.status == 1
    assert tuireader("add", story).status == 0
