"""Settings: a file people edit by hand is read with patience and changed with care."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tuireader.settings import OPTIONS, Settings, SettingsError, load, save


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "config.toml"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("measur = 70", "there is no setting 'measur'; did you mean 'measure'?"),
        ("Status-Bar = true", "there is no setting 'Status-Bar'; did you mean 'status_bar'?"),
        ("zzz = 1", "there is no setting 'zzz'"),
        ("[keys]\nmeasure = 70", "measure stands under [keys]; settings go above that line"),
    ],
)
def test_names_that_are_no_settings_are_told(tmp_path: Path, written: str, said: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(written, encoding="utf-8")
    settings, problems = load(path)
    assert problems == [f"config.toml: {said}"]
    assert settings == Settings()


def test_without_a_file_the_usual_settings_hold(path: Path) -> None:
    assert load(path) == (Settings(), [])
    assert not path.exists()


def test_every_option_is_explained_and_its_usual_value_will_do() -> None:
    assert set(OPTIONS) == set(Settings._fields)
    for name, option in OPTIONS.items():
        assert option.help
        assert option.check(getattr(Settings(), name)) == ""


def test_what_is_saved_is_loaded(path: Path) -> None:
    save(path, theme="sepia", measure=72, status_bar=False)
    settings, problems = load(path)
    assert problems == []
    assert settings == Settings(theme="sepia", measure=72, status_bar=False)


def test_a_new_file_explains_every_option(path: Path) -> None:
    save(path, measure=70)
    text = path.read_text(encoding="utf-8")
    assert all(option.help in text for option in OPTIONS.values())
    assert tomllib.loads(text) == {"measure": 70, "keys": {}}


def test_saving_keeps_comments_order_and_unknown_keys(path: Path) -> None:
    write(
        path,
        "# mine\nfuture = 3\nmeasure = 60  # for the small screen\n\n"
        '[keys]\n"page.next" = "n"\n[other]\nmeasure = 1\n',
    )
    save(path, measure=64, theme="light")
    assert path.read_text(encoding="utf-8") == (
        'theme = "light"\n\n# mine\nfuture = 3\nmeasure = 64  # for the small screen\n\n'
        '[keys]\n"page.next" = "n"\n[other]\nmeasure = 1\n'
    )


def test_where_a_line_cannot_be_changed_nothing_but_comments_is_lost(path: Path) -> None:
    write(path, "note = '''\nmeasure = 50\n'''\nmeasure = 60 # here\n")
    save(path, measure=64)
    assert tomllib.loads(path.read_text(encoding="utf-8")) == {
        "note": "measure = 50\n",
        "measure": 64,
    }


def test_an_edit_made_while_reading_survives(path: Path) -> None:
    save(path, measure=70)
    write(path, path.read_text(encoding="utf-8") + '"page.next" = "n"\n')
    save(path, theme="dark")
    settings, _ = load(path)
    assert settings.keys == {"page.next": "n"}
    assert settings.measure == 70


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("measure = 5", "30 to 120"),
        ('measure = "wide"', "whole number"),
        ("measure = true", "whole number"),
        ("status_bar = 1", "true or false"),
        ("theme = 3", "name in quotes"),
        ('paragraphs = "loose"', '"open" or "book"'),
        ("keys = 3", "table"),
    ],
)
def test_a_bad_value_is_said_and_ignored(path: Path, line: str, word: str) -> None:
    write(path, f"words_per_minute = 300\n{line}\n")
    settings, problems = load(path)
    assert settings == Settings(words_per_minute=300)
    assert len(problems) == 1
    assert word in problems[0]
    assert problems[0].startswith("config.toml: ")


@pytest.mark.parametrize(
    "data", [b"measure = \n", b"\xff\xfe\x00", b"measure = 60\nmeasure = 61\n"]
)
def test_a_broken_file_is_said_and_never_overwritten(path: Path, data: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(data)
    settings, problems = load(path)
    assert settings == Settings()
    assert len(problems) == 1
    with pytest.raises(SettingsError):
        save(path, measure=70)
    assert path.read_bytes() == data


def test_a_linked_file_stays_linked(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("measure = 60\n", encoding="utf-8")
    path.parent.mkdir()
    path.symlink_to(real)
    save(path, measure=61)
    assert path.is_symlink()
    assert real.read_text(encoding="utf-8") == "measure = 61\n"


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    in_the_way = tmp_path / "config"
    in_the_way.write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="could not be"):
        save(in_the_way / "config.toml", measure=70)


def test_no_temporary_file_is_left(path: Path) -> None:
    save(path, measure=70)
    save(path, measure=71)
    assert [entry.name for entry in path.parent.iterdir()] == ["config.toml"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (os.mkfifo, "not a file"),
        (Path.mkdir, "could not be read"),
        (lambda path: path.symlink_to("/dev/zero"), "not a file"),
        (lambda path: path.symlink_to(path), "could not be read"),
        (lambda path: path.touch() or os.truncate(path, 1 << 30), "larger than"),
        (lambda path: path.write_bytes(b'theme = "\xff"'), "not text in UTF-8"),
        (lambda path: path.write_text("measure = " + "9" * 5000), "is not understood"),
        (lambda path: path.write_text("keys = " + "[" * 50_000), "nested too deeply"),
        (lambda path: path.write_text(f"a{'.a' * 40_000} = 1"), "nothing but dots"),
    ],
)
def test_what_is_no_file_of_settings_is_said_and_left(
    path: Path, make: Callable[[Path], object], said: str
) -> None:
    path.parent.mkdir()
    make(path)
    settings, (problem,) = load(path)
    assert settings == Settings()
    assert said in problem
    with pytest.raises(SettingsError, match=said):
        save(path, theme="sepia")
    assert path.is_symlink() or path.exists()
