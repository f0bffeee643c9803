"""Files are read whole or refused in plain words, and nothing blocks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tuireader.formats.errors import FormatError
from tuireader.formats.source import Source, read_source


def refusal(path: Path | str, **options: int) -> str:
    with pytest.raises(FormatError) as caught:
        read_source(path, **options)
    return str(caught.value)


def test_a_file_has_its_name_and_bytes(tmp_path: Path) -> None:
    path = tmp_path / "A Story.v2.txt"
    path.write_bytes(b"\x00words\xff")
    source = read_source(path)
    assert source == Source("A Story.v2.txt", b"\x00words\xff")
    assert source.stem == "A Story.v2"


def test_a_name_is_fit_to_be_shown(tmp_path: Path) -> None:
    path = tmp_path / "evil\x1b[31m\nname\u202e.txt"
    path.write_bytes(b"x")
    assert read_source(path).name == "evil name.txt"
    assert Source(".txt", b"").stem == ".txt"


def test_reasons(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    assert refusal(tmp_path / "missing.txt") == "there is no such file"
    assert refusal(tmp_path / "empty.txt" / "below") == "there is no such file"
    assert refusal("nul\0byte") == "there is no such file"
    assert refusal(tmp_path) == "this is a folder, not a book"
    assert refusal(tmp_path / "empty.txt") == "the file is empty"
    assert refusal(tmp_path / "circle") == "this is a link that leads in a circle"
    assert refusal(tmp_path / ("x" * 300)) == "its name is too long"


def test_pipes_and_devices_are_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zeros.txt").symlink_to("/dev/zero")
    assert refusal(tmp_path / "pipe.txt") == "this is a device or a pipe, not a file"
    assert refusal(tmp_path / "zeros.txt") == "this is a device or a pipe, not a file"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(3 * 1024 * 1024)
    assert refusal(path, limit=2 * 1024 * 1024) == "the file is larger than 2 MB"
    assert len(read_source(path, limit=3 * 1024 * 1024).data) == 3 * 1024 * 1024
