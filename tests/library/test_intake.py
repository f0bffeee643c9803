"""Files into the library, through real worker processes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest

from library.works import paragraphs
from tuireader.library import Library, intake
from tuireader.library.intake import add, parse
from tuireader.library.walk import find_files, natural
from tuireader.library.workers import UnreadableError, Workers


def dump(path: Path, title: str, seed: str = "", count: int = 12) -> Path:
    """A page dump of a short work."""
    texts = paragraphs(count, seed or title)
    path.write_text("\n\n".join([title, "Chapter Text", *texts]), encoding="utf-8")
    return path


def statuses(library: Library, *paths: Path) -> list[tuple[str, str]]:
    return [(Path(added.path).name, added.status) for added in add(library, paths)]


def test_folders_are_walked_in_natural_order_without_what_is_no_book(tmp_path: Path) -> None:
    for name in ("b/part 10.txt", "b/part 9.txt", "b/.hidden.txt", "b/cover.JPG", "a.html", "c"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    (tmp_path / "x.epub").mkdir()
    names = [str(Path(found.path).relative_to(tmp_path)) for found in find_files([tmp_path])]
    assert names == ["a.html", "b/part 9.txt", "b/part 10.txt", "c", "x.epub"]
    # What is named is taken, whatever it is called.
    assert [f.path for f in find_files([str(tmp_path / "b" / "cover.JPG")])] == [
        str(tmp_path / "b" / "cover.JPG")
    ]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert next(find_files([empty])).error == "there are no books in this folder"


def test_folders_in_folders_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(1_200):
        Path("d").mkdir()
        os.chdir("d")
    Path("deepest.txt").touch()
    os.chdir(tmp_path)
    try:
        (found,) = find_files([tmp_path])
        assert Path(found.path).name == "deepest.txt"
    finally:  # what clears up behind the tests goes no deeper than Python calls
        subprocess.run(["rm", "-r", "d"], check=True)


def test_what_belongs_to_a_saved_page_is_no_book(tmp_path: Path) -> None:
    names = (
        "Tea.html",
        "Tea_files/ad.html",
        "notes_files/ad.html",
        "Tee.htm",
        "Tee-Dateien/x.html",
    )
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [str(Path(item.path).relative_to(tmp_path)) for item in find_files([tmp_path])]
    assert found == ["notes_files/ad.html", "Tea.html", "Tee.htm"]


def test_a_folder_leads_neither_out_of_itself_nor_where_it_may_not(tmp_path: Path) -> None:
    books, other = tmp_path / "books", tmp_path / "other"
    for folder in (books / "deep", other):
        folder.mkdir(parents=True)
        (folder / "a.txt").touch()
    (books / "all").symlink_to("/")
    (books / "deep" / "up").symlink_to(tmp_path)
    (books / "shelf").symlink_to(other)
    closed = tmp_path / "closed"
    (closed / "inside").mkdir(parents=True)
    (books / "blocked").symlink_to(closed / "inside")
    closed.chmod(0)
    try:
        found = [Path(item.path).relative_to(books) for item in find_files([books])]
        # Root may look everywhere, and finds the folder empty.
        expected = ["deep/a.txt", "shelf/a.txt"]
        if not os.access(closed, os.X_OK):
            expected.insert(0, "blocked")
        assert [str(path) for path in found] == expected
    finally:
        closed.chmod(0o700)


def test_natural_order() -> None:
    names = ["Chapter 10", "chapter 9", "Chapter 9b", "2", "١"]
    assert sorted(names, key=natural) == ["2", "chapter 9", "Chapter 9b", "Chapter 10", "١"]


def test_one_bad_file_does_not_stop_the_others(library: Library, tmp_path: Path) -> None:
    dump(tmp_path / "1.txt", "One")
    (tmp_path / "2.txt").touch()
    os.mkfifo(tmp_path / "3.txt")
    (tmp_path / "4.epub").symlink_to(tmp_path / "nowhere")
    (tmp_path / "5.txt").symlink_to("/dev/zero")
    dump(tmp_path / "6.txt", "Six")
    told: list[tuple[int, int]] = []
    results = list(add(library, [tmp_path], progress=lambda done, of, _: told.append((done, of))))
    assert [(added.status, added.error) for added in results] == [
        ("added", ""),
        ("failed", "the file is empty"),
        ("failed", "this is a device or a pipe, not a file"),
        ("failed", "there is no such file"),
        ("failed", "this is a device or a pipe, not a file"),
        ("added", ""),
    ]
    assert list(dict.fromkeys(told)) == [(done, 6) for done in range(6)]
    assert library.count() == 2


def test_what_only_says_that_it_is_a_file_is_not_waited_for(
    library: Library, tmp_path: Path
) -> None:
    """On Linux the first two say so, and reading them to their end takes for ever."""
    for number, name in enumerate(("/proc/kmsg", "/proc/self/mem", "/dev/zero")):
        (tmp_path / f"{number}.txt").symlink_to(name)
    assert [status for _, status in statuses(library, tmp_path)] == ["failed"] * 3


def test_what_has_changed_since_it_was_seen_has_no_digest(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_bytes(b"words")
    digest = intake._digest(str(path), 5)
    assert digest
    path.write_bytes(b"words, and a log that still grows")
    assert intake._digest(str(path), 5) == digest  # the rest is not read
    assert intake._digest(str(path), 100) == b""
    path.unlink()
    os.mkfifo(path)
    assert intake._digest(str(path), 5) == b""


def test_what_is_known_is_not_parsed_again(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = dump(tmp_path / "one.txt", "One"), dump(tmp_path / "two.txt", "Two")
    assert statuses(library, one, two) == [("one.txt", "added"), ("two.txt", "added")]
    key = library.find("One")[0]
    assert library.source(key).path == str(one)
    # Not even looked into: by place, size and time; then by its bytes, from another place.
    one.chmod(0)
    looked_into: list[str] = []
    digest = intake._digest
    with monkeypatch.context() as patch:
        patch.setattr(Workers, "submit", lambda self, path: looked_into.append(path))
        patch.setattr(
            intake, "_digest", lambda path, size: looked_into.append(path) or digest(path, size)
        )
        assert statuses(library, tmp_path) == [("one.txt", "unchanged"), ("two.txt", "unchanged")]
        assert looked_into == []
        one.chmod(0o600)
        moved = one.rename(tmp_path / "renamed.txt")
        assert statuses(library, moved) == [("renamed.txt", "unchanged")]
        assert set(looked_into) == {str(moved)}
    assert library.source(key).path == str(moved)
    assert library.recall_place(str(one)) == key
    # A file that is gone costs nothing.
    moved.unlink()
    assert library.chapter(key, 0).blocks


def test_a_file_that_changes_in_its_place_is_a_new_edition(
    library: Library, tmp_path: Path
) -> None:
    path = dump(tmp_path / "one.txt", "One", count=12)
    statuses(library, path)
    dump(path, "One", count=14)
    assert statuses(library, path) == [("one.txt", "updated")]
    dump(path, "One", count=5)
    (refused,) = add(library, [path])
    assert (refused.status, refused.key) == ("failed", library.find("One")[0])
    assert "much shorter" in refused.error
    assert len(library.blocks(refused.key, 0)) == 14
    # Refused, it is no known file: asked again, it is looked at again, and can be wanted.
    (taken,) = add(library, [path], replace=True)
    assert taken.status == "updated"
    assert len(library.blocks(taken.key, 0)) == 5
    assert statuses(library, path) == [("one.txt", "unchanged")]


def test_the_source_is_the_file_whose_text_is_read(library: Library, tmp_path: Path) -> None:
    texts = paragraphs(12, "One")
    page = tmp_path / "one.html"
    page.write_text(
        "<title>One</title><body><h1>One</h1>" + "".join(f"<p>{text}</p>" for text in texts),
        encoding="utf-8",
    )
    (added,) = add(library, [page])
    poorer = dump(tmp_path / "one.txt", "One", count=11)
    assert statuses(library, poorer) == [("one.txt", "unchanged")]
    assert library.source(added.key).path == str(page)
    assert library.source(added.key).format == "html"
    # What was left is known too, and can still be wanted.
    assert statuses(library, poorer) == [("one.txt", "unchanged")]
    (taken,) = add(library, [poorer], replace=True)
    assert (taken.key, taken.status) == (added.key, "updated")
    assert library.source(added.key).path == str(poorer)


def test_a_removed_work_comes_back_when_its_file_is_added(library: Library, tmp_path: Path) -> None:
    path = dump(tmp_path / "one.txt", "One")
    (first,) = add(library, [path])
    library.remove(first.key)
    (again,) = add(library, [path])
    assert (again.status, again.key) == ("added", first.key)


def test_names_may_hold_anything(library: Library, tmp_path: Path) -> None:
    names = [b"\xff\xfe.txt", b"a\nb\x1b[31m.txt", "漢字 📚.txt".encode()]
    for number, name in enumerate(names):
        dump(tmp_path / "x", f"Work {number}").rename(tmp_path / os.fsdecode(name))
    results = list(add(library, [tmp_path]))
    assert {added.status for added in results} == {"added"}
    assert {os.fsencode(Path(library.source(added.key).path).name) for added in results} == set(
        names
    )


def test_it_can_be_interrupted_and_goes_on_from_there(library: Library, tmp_path: Path) -> None:
    for number in range(6):
        dump(tmp_path / f"{number}.txt", f"Work {number}")
    adding = add(library, [tmp_path])
    done = [next(adding), next(adding)]
    adding.close()  # type: ignore[attr-defined]
    assert library.count() == 2
    results = list(add(library, [tmp_path]))
    assert [added.status for added in results] == ["unchanged"] * 2 + ["added"] * 4
    assert [added.key for added in results[:2]] == [added.key for added in done]


def test_a_file_is_parsed_without_a_library(tmp_path: Path) -> None:
    parcel = parse(dump(tmp_path / "one.txt", "One"))
    assert parcel.unpack_metadata().title == "One"
    with pytest.raises(UnreadableError, match="there is no such file"):
        parse(tmp_path / "nothing.txt")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A text that takes a second or so to read."""
    path = tmp_path_factory.mktemp("large") / "large.txt"
    texts = paragraphs(1000)
    more = (f"{number}. {texts[number % 1000]}" for number in range(40_000))
    path.write_text("\n\n".join(["Large", "Chapter Text", *more]), encoding="utf-8")
    return path


def test_a_file_that_takes_too_long_fails_and_the_next_one_is_read(
    tmp_path: Path, large: Path
) -> None:
    with Workers(1, leniency=0.005) as workers:
        slow = workers.submit(str(large))
        with pytest.raises(UnreadableError, match="takes too long"):
            workers.result(slow)
    with Workers(1) as workers:
        assert workers.result(workers.submit(str(dump(tmp_path / "one.txt", "One"))))


def test_a_file_that_takes_too_much_memory_fails_and_the_next_one_is_read(
    tmp_path: Path, large: Path
) -> None:
    with Workers(1, memory=160 * 1024**2) as workers:
        greedy = workers.submit(str(large))
        small = workers.submit(str(dump(tmp_path / "one.txt", "One")))
        with pytest.raises(UnreadableError, match=r"memory|crashed"):
            workers.result(greedy)
        assert workers.result(small).unpack_metadata().title == "One"


def test_a_pdf_that_unfolds_past_the_memory_is_said_to(tmp_path: Path) -> None:
    packer = zlib.compressobj()
    piece = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    stream = piece[:2] + piece[2:] * 1024
    bomb = tmp_path / "bomb.pdf"
    bomb.write_bytes(
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n"
        % len(stream)
        + stream
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n"
    )
    with (
        Workers(1, memory=400 * 1024**2) as workers,
        pytest.raises(UnreadableError, match="memory"),
    ):
        workers.result(workers.submit(str(bomb)))


def worker_processes() -> list[int]:
    """The workers that this process has started."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"library.worker" in (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except OSError:  # it has ended
            continue
    return found


def only_worker() -> int:
    """The only worker, once it is one: at first a new process looks like the one it comes from."""
    while not (found := worker_processes()):
        time.sleep(0.005)
    (process,) = found
    return process


def test_a_worker_that_dies_is_one_failed_file(tmp_path: Path, large: Path) -> None:
    with Workers(1) as workers:
        first = workers.submit(str(large))
        process = only_worker()
        os.kill(process, 11)
        with pytest.raises(UnreadableError, match="crashed"):
            workers.result(first)
        second = workers.submit(str(dump(tmp_path / "one.txt", "One")))
        assert workers.result(second)
        # One that dies while it is idle costs no file.
        process = only_worker()
        os.kill(process, 9)
        os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
        assert workers.result(workers.submit(str(tmp_path / "one.txt")))
    assert worker_processes() == []


def test_a_worker_that_hangs_is_one_failed_file(
    tmp_path: Path, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that not even the system's timers reach, because it has been stopped."""
    with Workers(1, leniency=0.05) as workers:
        with monkeypatch.context() as patch:
            patch.setattr("tuireader.library.workers.PATIENCE", 0.1)
            first = workers.submit(str(large))
        second = workers.submit(str(dump(tmp_path / "one.txt", "One")))
        process = only_worker()
        os.kill(process, signal.SIGSTOP)
        with pytest.raises(UnreadableError, match="takes too long"):
            workers.result(first)
        assert process not in worker_processes()
        assert workers.result(second).unpack_metadata().title == "One"


@pytest.mark.parametrize("later", [0.0, 0.3])
def test_a_worker_ends_with_the_app_even_in_the_middle_of_a_file(large: Path, later: float) -> None:
    """Also where the app is gone before the worker has begun."""
    code = (
        "import os, sys, time\n"
        "from tuireader.library.workers import Workers\n"
        "workers = Workers(1)\n"
        "workers.submit(sys.argv[1])\n"
        f"time.sleep({later})\n"
        "print(*[key.data._process.pid for key in workers._busy.get_map().values()], flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    app = subprocess.run([sys.executable, "-c", code, large], capture_output=True, text=True)
    worker = int(app.stdout)
    deadline = time.monotonic() + 60  # it ends within two seconds, unless the machine is busy
    while Path(f"/proc/{worker}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_modules_in_the_folder_of_the_books_are_not_run(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("open('run', 'w')\nraise SystemExit")
    shutil.copytree(tmp_path, tmp_path / "tuireader")
    path = dump(tmp_path / "one.txt", "One")
    code = (
        "import sys; from tuireader.library.intake import parse\n"
        "import os; os.chdir(sys.argv[1])\n"
        "print(parse('one.txt').unpack_metadata().title)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path], capture_output=True, text=True, cwd=path.root
    )
    assert (done.stdout, done.stderr) == ("One\n", "")
    assert not (tmp_path / "run").exists()
