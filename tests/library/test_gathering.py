"""Chapters in several files as one work: by what they say, and because somebody says so."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from library.works import paragraphs
from tuireader.library import Library
from tuireader.library.gathering import Named, add_piece, as_one, chapter_number
from tuireader.library.intake import add, add_as_one, chapters_apart
from tuireader.work import Block, Chapter, Entry, Kind, Metadata, Picture, Role, Span, Work

ABOUT = Metadata("Tides", ("ann",), published="2024-01-01", chapters_posted=4, words=999)


def chapter(number: int, seed: str = "", title: str = "") -> Chapter:
    blocks = tuple(Block(Kind.PARAGRAPH, text) for text in paragraphs(12, seed or str(number)))
    return Chapter(number, title, blocks, 100)


def page(*numbers: int, format: str = "html", updated: str = "", seed: str = "") -> Work:
    """A page that holds these chapters of a work of four."""
    chapters = tuple(chapter(number, seed and f"{number}{seed}") for number in numbers)
    contents = tuple(Entry(f"Chapter {n}", 1, index) for index, n in enumerate(numbers))
    return Work(replace(ABOUT, updated=updated), chapters, contents, format)


def numbers(work: Work | None) -> list[int]:
    return [chapter.number for chapter in work.chapters] if work else []


def test_chapters_take_their_places() -> None:
    whole = add_piece(page(2), page(4))
    assert numbers(whole) == [2, 4]
    assert whole
    assert numbers(add_piece(whole, page(1))) == [1, 2, 4]
    more = add_piece(whole, page(3, 4))
    assert more
    assert numbers(more) == [2, 3, 4]
    assert more.contents == tuple(
        Entry(f"Chapter {n}", 1, index) for index, n in enumerate((2, 3, 4))
    )
    assert add_piece(more, page(3)) is None  # it is there


def test_a_chapter_that_was_edited_takes_the_place_of_the_old_one() -> None:
    whole = page(1, 2, updated="2024-02-02")
    first, *rest = whole.chapters[1].blocks
    edited = replace(chapter(2), blocks=(replace(first, text="Quite another beginning."), *rest))
    piece = replace(page(2, updated="2024-03-03"), chapters=(edited,))
    taken = add_piece(whole, piece)
    assert taken
    assert taken.chapters == (whole.chapters[0], edited)
    # But not that of a richer file, or of a newer one.
    assert add_piece(whole, replace(piece, format="text")) is None
    assert add_piece(whole, replace(piece, metadata=ABOUT)) is None
    # And what has nothing in common with it is no edit.
    assert add_piece(whole, page(2, 3, seed="other", updated="2024-03-03")) is None


def test_numbers_that_do_not_count_up_tell_no_places() -> None:
    assert add_piece(page(2, 1), page(3)) is None
    assert add_piece(page(1, 1), page(3)) is None


def test_links_and_pictures_go_with_their_chapters() -> None:
    def with_links(number: int, data: bytes) -> Work:
        text = Block(
            Kind.PARAGRAPH,
            "see here, there and a boat",
            (
                Span(4, 8, Role.LINK, "#0/3/0"),
                Span(10, 15, Role.LINK, "https://example.org"),
                Span(22, 26, Role.IMAGE, "1.png"),
            ),
        )
        chapters = (replace(chapter(number), blocks=(text, *chapter(number).blocks)),)
        return replace(
            page(number), chapters=chapters, pictures=(Picture("1.png", "image/png", data),)
        )

    whole = add_piece(with_links(2, b"two"), with_links(1, b"one"))
    assert whole
    first, second = (chapter.blocks[0].spans for chapter in whole.chapters)
    assert [span.target for span in first] == ["#0/3/0", "https://example.org", "1.png"]
    assert [span.target for span in second[:2]] == ["#1/3/0", "https://example.org"]
    by_name = {picture.name: picture.data for picture in whole.pictures}
    assert (by_name[first[2].target], by_name[second[2].target]) == (b"one", b"two")
    same = add_piece(with_links(2, b"one"), with_links(1, b"one"))
    assert same
    assert len(same.pictures) == 1
    # A link to a chapter that is another one now leads nowhere.
    apart = page(1, 2)
    gone = replace(apart.chapters[0].blocks[0], spans=(Span(0, 3, Role.LINK, "#1/0/0"),))
    linked = replace(apart.chapters[0], blocks=(gone, *apart.chapters[0].blocks[1:]))
    one_of_two = as_one([Named("1", replace(apart, chapters=(linked,)))], "x")
    assert one_of_two.chapters[0].blocks[0].spans == ()


def file(name: str, title: str = "", heading: str = "", count: int = 1) -> Named:
    """A file that says nothing of numbers; its title is its name where it has none."""
    chapters = tuple(
        replace(chapter(number, name + str(number)), title=heading, titled=bool(heading))
        for number in range(1, count + 1)
    )
    return Named(name, Work(Metadata(title or name), chapters, (), "html"))


@pytest.mark.parametrize(
    ("files", "title", "chapters"),
    [
        (
            [file("Chapter 1"), file("Chapter 2 - The Storm"), file("Chapter 10")],
            "Folder",
            [(1, ""), (2, "The Storm"), (10, "")],
        ),
        (
            [file("a", "Tides - Chapter 10: Ebb"), file("b", "Tides: Chapter 11")],
            "Tides",
            [(1, "Chapter 10: Ebb"), (2, "Chapter 11")],
        ),
        (
            [file("03", "Tides – 3", "Tides"), file("04", "Tides – 4. Flow", "Tides")],
            "Tides",
            [(3, ""), (4, "Flow")],
        ),
        (
            [file("one", "The Storm"), file("two", "The Sea")],
            "Folder",
            [(1, "The Storm"), (2, "The Sea")],
        ),
        ([file("Book 2 - 01"), file("Book 2 - 02")], "Book 2", [(1, ""), (2, "")]),
        (
            [file("1", "Tides", "Ebb", count=2), file("2", "Tides", "Flow")],
            "Tides",
            [(1, "Ebb"), (2, "Ebb"), (3, "Flow")],
        ),
        ([file("only", "Tides", "Ebb")], "Tides", [(1, "Ebb")]),
    ],
)  # fmt: skip
def test_files_that_are_said_to_be_one_work(
    files: list[Named], title: str, chapters: list[tuple[int, str]]
) -> None:
    work = as_one(files, "Folder")
    assert work.metadata.title == title
    assert [(chapter.number, chapter.title) for chapter in work.chapters] == chapters
    assert [entry.chapter for entry in work.contents] == list(range(len(chapters)))


def named(name: str, work: Work) -> Named:
    return Named(name, replace(work, metadata=Metadata(name)))


def test_what_is_called_prologue_or_epilogue_comes_first_and_last() -> None:
    names = ("Afterword", "Chapter 1", "Chapter 2", "the epilogue", "Prologue")
    works = [replace(page(1), chapters=(chapter(1, name),)) for name in names]
    files = [named(name, work) for name, work in zip(names, works, strict=True)]
    work = as_one(files, "Folder")
    assert [chapter.title for chapter in work.chapters] == [
        *("Prologue", "Chapter 1", "Chapter 2", "Afterword", "the epilogue"),
    ]


def test_covers_and_contents_of_single_files_are_left_out() -> None:
    def bound(number: int) -> Work:
        cover = Chapter(1, "Title page", (Block(Kind.IMAGE),))
        told = replace(chapter(2, str(number), f"Chapter {number}"))
        link = Span(0, 9, Role.LINK, "#1/0/0")
        lines = (Block(Kind.HEADING, "Contents"), Block(Kind.ITEM, f"Chapter {number}", (link,)))
        back = replace(told.blocks[0], spans=(Span(0, 3, Role.LINK, "#1/5/0"),))
        told = replace(told, blocks=(back, *told.blocks[1:]))
        chapters = (cover, told, Chapter(3, "Contents", lines))
        contents = (Entry("Title page", 1, 0), Entry(f"Chapter {number}", 1, 1))
        return Work(Metadata(f"Tides Chapter {number}"), chapters, contents, "epub")

    work = as_one([Named(f"Tides {n}", bound(n)) for n in (1, 2, 10)], "Folder")
    assert work.metadata.title == "Tides"
    assert numbers(work) == [1, 2, 10]
    assert [entry.title for entry in work.contents] == ["Chapter 1", "Chapter 2", "Chapter 10"]
    links = [chapter.blocks[0].spans[0].target for chapter in work.chapters]
    assert links == ["#0/5/0", "#1/5/0", "#2/5/0"]


def test_numbers_that_are_stated_are_believed() -> None:
    work = as_one([Named("b", page(4)), Named("a", page(2))], "Folder")
    assert numbers(work) == [2, 4]
    assert (work.metadata.title, work.metadata.words) == ("Tides", 999)
    assert [entry.title for entry in work.contents] == ["Chapter 2", "Chapter 4"]


def test_what_is_known_of_the_whole() -> None:
    parts = [
        Metadata("A", ("ann",), tags=("sea",), url="https://archiveofourown.org/works/1",
                 published="2024-02-02", words=5, chapters_posted=1, complete=True),
        Metadata("B", ("bob",), tags=("sea", "sky"), url="https://archiveofourown.org/works/2",
                 published="2024-01-01", updated="2024-05-05", words=6, chapters_posted=1),
    ]  # fmt: skip
    files = [Named(part.title, Work(part, (chapter(1, part.title),), (), "html")) for part in parts]
    known = as_one(files, "Both").metadata
    assert (known.authors, known.tags) == (("ann", "bob"), ("sea", "sky"))
    assert (known.published, known.updated) == ("2024-01-01", "2024-05-05")
    # Addresses of two works are not that of one; nor are their lengths.
    assert (known.url, known.words, known.chapters_posted, known.complete) == ("", 0, 0, None)


# In the library


def test_pages_of_a_serial_become_one_work(library: Library) -> None:
    library.put(page(2))
    assert library.put(page(3)).note == "chapter 3 put with the other chapters"
    assert library.put(page(2)).status == "unchanged"
    joined = library.put(page(1, 4, format="text"))
    assert (joined.status, joined.new_chapters) == ("updated", 2)
    assert joined.note == "chapters 1 and 4 put with the other chapters"
    assert [line.number for line in library.outline(joined.key)] == [1, 2, 3, 4]
    assert library.count() == 1
    # The whole work is the same text; a page of it is a part of what is here.
    assert library.put(page(1, 2, 3, 4)).status == "unchanged"
    assert library.put(page(3)).note == "it is a part of the text that is here"


def test_pages_of_another_work_of_the_same_title_stay_apart(library: Library) -> None:
    library.put(page(2))
    others = (replace(ABOUT, published="2023-03-03"), replace(ABOUT, authors=("bob",)))
    for seed, other in zip("ab", others, strict=True):
        work = replace(page(3, seed=seed), metadata=other)
        assert library.put(work).status == "added"
    site = "https://archiveofourown.org/works/"
    library.put(replace(page(1), metadata=replace(ABOUT, title="Ebb", url=f"{site}1")))
    stranger = replace(page(2), metadata=replace(ABOUT, title="Ebb", url=f"{site}2"))
    assert library.put(stranger).status == "added"


def write(folder: Path, number: int, seed: str = "") -> None:
    texts = "\n\n".join(paragraphs(12, f"{number}{seed}"))
    (folder / f"Chapter {number}.txt").write_text(f"{texts}\n", encoding="utf-8")


def test_a_folder_of_chapters_is_added_as_one_work(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "The Long Way"
    folder.mkdir()
    for number in (1, 2, 10):
        write(folder, number)
    (folder / "empty.txt").touch()
    failed, added = add_as_one(library, [folder])
    assert (failed.status, failed.error) == ("failed", "the file is empty")
    assert (added.status, added.title, added.path) == ("added", "The Long Way", str(folder))
    (folder / "empty.txt").unlink()
    assert [a.status for a in add_as_one(library, [folder])] == ["unchanged"]
    assert [a.status for a in add(library, [folder])] == ["unchanged"] * 3
    write(folder, 11)
    (updated,) = add_as_one(library, [folder])
    assert (updated.key, updated.status, updated.new_chapters) == (added.key, "updated", 1)
    assert [line.number for line in library.outline(added.key)] == [1, 2, 10, 11]
    assert [a.status for a in add_as_one(library, [folder])] == ["unchanged"]
    assert library.count() == 1


def test_chapters_that_were_works_of_their_own_go_but_for_those_that_were_read(
    library: Library, tmp_path: Path
) -> None:
    for number in (1, 2, 3):
        write(tmp_path, number)
    alone = [added.key for added in add(library, [tmp_path])]
    library.note_reading(alone[1], 0.5, datetime.now(UTC))
    (added,) = add_as_one(library, [tmp_path])
    assert added.status == "added"
    assert added.note == f"files of it are on the shelf as works of their own too: {alone[1]}"
    assert set(library.keys()) == {added.key, alone[1]}


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Chapter 1", ("", 1)),
        ("chapter_02", ("", 2)),
        ("The Ferry - Chapter 3: Rain", ("the ferry", 3)),
        ("ferry.ch04", ("ferry", 4)),
        ("Die Fähre Kapitel 5", ("die fähre", 5)),
        ("Ship's Log, part #6", ("ship's log", 6)),
        ("The Ferry 7", None),
        ("March 8", None),
        ("Chapter One", None),
        ("Chapter 9th", None),
    ],
)
def test_what_calls_itself_a_chapter(name: str, called: tuple[str, int] | None) -> None:
    assert chapter_number(name) == called


def test_files_that_call_themselves_chapters_of_one_work_are_told(
    library: Library, tmp_path: Path
) -> None:
    for number in (2, 10):
        write(tmp_path, number)
    (tmp_path / "The Ferry.txt").write_text("\n\n".join(paragraphs(12, "f")), encoding="utf-8")
    (tmp_path / "Ferry ch 1.txt").write_text("\n\n".join(paragraphs(12, "c")), encoding="utf-8")
    results = list(add(library, [tmp_path]))
    (chapters,) = chapters_apart(library, results)
    assert [Path(item.path).name for item in chapters] == ["Chapter 2.txt", "Chapter 10.txt"]
    assert chapters_apart(library, add(library, [tmp_path])) == []  # they are not new
    library.remove(chapters[0].key)
    assert chapters_apart(library, results) == []  # one of the two is gone again


@pytest.mark.shared
@pytest.mark.parametrize("shapes", ["page-ch*.html", "full-ch*.txt", "copy-ch*.txt", "*-ch*"])
def test_saved_chapters_of_real_works(
    shared: Path, library: Library, tmp_path: Path, shapes: str
) -> None:
    for name, chapters in (("o2_three_curiouser", [2, 3]), ("o6_series_riverbank", [1, 4])):
        folder = tmp_path / name
        folder.mkdir()
        for path in (shared / "ao3" / name).glob(f"{name}.{shapes}"):
            shutil.copyfile(path, folder / path.name)
        results = list(add(library, [folder]))
        assert not [added.error for added in results if added.error]
        (key,) = {added.key for added in results}
        assert [line.number for line in library.outline(key)] == chapters
        # The whole work as one file is an update of it.
        (whole,) = add(library, [shared / "ao3" / name / f"{name}.epub"])
        assert (whole.key, whole.status) == (key, "updated")
        assert len(library.outline(key)) == library.metadata(key).chapters_posted
