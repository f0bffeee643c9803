"""Real text files, against what is known to be in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tuireader.formats import FormatError, read
from tuireader.work import Chapter, Kind, Metadata, Part, Work

pytestmark = pytest.mark.shared


def folded(text: str) -> str:
    return " ".join(text.split())


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def paragraphs(chapter: Chapter) -> list[str]:
    return [
        block.text
        for block in chapter.part(Part.STORY)
        if block.kind in (Kind.PARAGRAPH, Kind.VERSE)
    ]


def breaks(chapter: Chapter) -> int:
    return sum(block.kind is Kind.BREAK for block in chapter.part(Part.STORY))


def check_chapter(chapter: Chapter, truth: dict[str, Any]) -> None:
    found = paragraphs(chapter)
    assert breaks(chapter) == truth.get("gap_breaks", truth.get("break_lines"))
    assert folded(found[0])[:60].strip() == folded(truth["first60"])
    assert folded(found[-1])[-60:].strip() == folded(truth["last60"])


def works(shared: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every AO3 work's folder and the truth about it."""
    for path in sorted((shared / "ao3").glob("o*/**/*.expected.json")):
        truth = load(path)
        if "text_files" in truth:
            yield path.parent, truth


def shape(name: str) -> str:
    return name.split(".")[-2].split("-")[0]


def test_every_shape_of_every_work(shared: Path) -> None:
    count = 0
    for folder, truth in works(shared):
        for name, file in truth["text_files"].items():
            work = read(folder / name)
            assert work.metadata.title == file["title"], name
            assert len(work.chapters) == len(file["chapters"]), name
            for chapter, expected in zip(work.chapters, file["chapters"], strict=True):
                check_chapter(chapter, expected)
                found, there = len(paragraphs(chapter)), expected["paragraphs"]
                # A copy does not say which lines were one paragraph; only stanzas tell.
                slack = there // 10 if shape(name) == "copy" else 0
                assert abs(found - there) <= slack, (name, chapter.number)
            count += 1
    assert count >= 42


def test_pages_and_downloads_have_their_metadata_and_notes(shared: Path) -> None:
    for folder, truth in works(shared):
        for name, file in truth["text_files"].items():
            if shape(name) not in ("full", "dl", "copy"):
                continue
            only = file.get("only_chapter")
            work = read(folder / name)
            check_metadata(work.metadata, truth, copied=shape(name) == "copy")
            chapters = [c for c in truth["chapters"] if only in (None, c["number"])]
            check_notes(work, truth, chapters)
            last = chapters[-1]["number"] == len(truth["chapters"])
            assert folded(work.metadata.end_notes) == (folded(truth["endnotes"]) if last else "")


def check_metadata(known: Metadata, truth: dict[str, Any], copied: bool) -> None:
    same = "rating warnings categories language published complete words chapters_posted authors"
    expected = {name: truth[name] for name in same.split()}
    expected["chapters_planned"] = truth["chapters_total"]
    expected["collections"] = truth["collections"]
    expected["updated"] = truth["updated"] or ""
    expected["series"] = [[s["title"], s["position"]] for s in truth["series"]]
    if not copied:  # a browser does not copy the commas between tags
        expected["tags"] = truth["additional_tags"]
        for name in ("fandoms", "relationships", "characters"):
            expected[name] = truth[name]
    found = {name: getattr(known, name) for name in expected}
    assert json.loads(json.dumps(found)) == expected


def check_notes(work: Work, truth: dict[str, Any], chapters: list[dict[str, Any]]) -> None:
    for chapter, expected in zip(work.chapters, chapters, strict=True):
        assert (chapter.number, chapter.title) == (expected["number"], expected["title"])
        assert folded(chapter.plain(Part.SUMMARY)) == folded(expected["summary"])
        assert folded(chapter.plain(Part.NOTES)) == folded(expected["notes"])
        assert folded(chapter.plain(Part.END_NOTES)) == folded(expected["endnotes"])
        # Text files also hold captions and alternative texts, which AO3 does not count.
        assert abs(chapter.words - expected["words"]) <= max(12, expected["words"] * 0.002)
    if chapters[0]["number"] == 1:
        assert folded(work.metadata.summary) == folded(truth["summary"])
        assert folded(work.metadata.notes) == folded(truth["notes"])


@pytest.mark.parametrize("kind", ["calibre", "fff"])
def test_what_converters_wrote(shared: Path, kind: str) -> None:
    files = sorted((shared / "ao3").glob(f"o*/*.{kind}.txt"))
    for path in files:
        truth = load(path.parent / f"{path.parent.name}.expected.json")
        work = read(path)
        known = work.metadata
        assert (known.title, list(known.authors)) == (truth["title"], truth["authors"])
        assert (known.url, known.words) == (truth["url"], truth["words"])
        assert sorted(known.tags) == sorted(truth["additional_tags"])
        assert [c.title for c in work.chapters] == [c["title"] for c in truth["chapters"]]
        for chapter, expected in zip(work.chapters, truth["chapters"], strict=True):
            assert abs(chapter.words - expected["words"]) <= max(12, expected["words"] * 0.002)
            assert folded(chapter.plain(Part.NOTES)) == folded(expected["notes"])
            assert folded(chapter.plain(Part.END_NOTES)) == folded(expected["endnotes"])
    assert files


def test_the_dumps(shared: Path) -> None:
    for name, truth in load(shared / "dumps" / "expected.json").items():
        work = read(shared / "dumps" / name)
        assert work.metadata.title == truth["title"]
        assert len(work.chapters) == len(truth["chapters"])
        for chapter, expected in zip(work.chapters, truth["chapters"], strict=True):
            check_chapter(chapter, expected)
            assert len(paragraphs(chapter)) == expected["paragraphs"]
            assert chapter.words == expected["words_ao3"]
            assert [
                position for position, block in enumerate_paragraphs(chapter) if block is Kind.BREAK
            ] == [wide["after_paragraph"] for wide in expected["breaks"]]


def enumerate_paragraphs(chapter: Chapter) -> Iterator[tuple[int, Kind]]:
    """Every block's kind, and how many paragraphs stand above it."""
    above = 0
    for block in chapter.part(Part.STORY):
        yield above, block.kind
        above += block.kind is not Kind.BREAK


def test_encodings(shared: Path) -> None:
    folder = shared / "ao3" / "encodings"
    for name, truth in load(folder / "encodings.expected.json").items():
        work = read(folder / name)
        assert work.metadata.title == truth["title"], name
        (chapter,) = work.chapters
        check_chapter(chapter, truth["chapters"][0])
        assert len(paragraphs(chapter)) == truth["chapters"][0]["paragraphs"]
        assert not work.warnings


def test_malformed_files(shared: Path) -> None:
    folder = shared / "ao3" / "malformed"
    with pytest.raises(FormatError, match="empty"):
        read(folder / "empty.txt")
    header = read(folder / "only_header.txt")
    assert header.metadata.title == "A Title With No Story At All"
    assert [paragraphs(chapter) for chapter in header.chapters] == [[]]
    untitled = read(folder / "no_title.txt")
    assert untitled.metadata.title == "no_title"
    assert [len(paragraphs(chapter)) for chapter in untitled.chapters] == [2]


def test_plain_books_keep_every_word(shared: Path) -> None:
    count = 0
    for entry in load(shared / "books" / "manifest.json")["files"]:
        facts = entry["facts"]
        if entry["format"] != "txt":
            continue
        work = read(shared / "books" / entry["path"])
        text = "\n".join(block.text for chapter in work.chapters for block in chapter.blocks)
        assert abs(len(text.split()) / facts["words"] - 1) <= 0.005, entry["path"]
        solid = sum(map(len, text.split()))
        # Strings made to break programs hold control characters, which are taken out.
        assert abs(solid / facts["chars_nospace"] - 1) <= 0.0101, entry["path"]
        text, position = folded(text), 0
        for probe in facts["probes"]:
            position = text.find(folded(probe), position)
            assert position >= 0, (entry["path"], probe[:60])
        if "pg_title" in facts:
            assert work.metadata.title == facts["pg_title"]
            assert work.metadata.authors == (facts["pg_author"],)
        count += 1
    assert count >= 8


def test_chapters_of_plain_books(shared: Path) -> None:
    books = shared / "books"
    war = read(books / "txt" / "pg-war-and-peace-utf8.txt")
    assert sum(entry.level == 2 for entry in war.contents) == 365
    assert [entry.title for entry in war.contents[:3]] == [
        "War and Peace",
        "BOOK ONE: 1805",
        "CHAPTER I",
    ]
    sherlock = read(books / "txt" / "pg-sherlock-latin1.txt")
    assert len(sherlock.contents) == 1 + 12 + 1
    assert sherlock.contents[1].title == "ADVENTURE I. A SCANDAL IN BOHEMIA"
    genesis = read(books / "nonlatin" / "he-genesis-wlc.txt")
    assert len(genesis.contents) == 1 + 50


def test_hostile_texts(shared: Path) -> None:
    cases = load(shared / "books" / "hostile" / "hostile.json")["cases"]
    texts = [case for case in cases.values() if (case["file"] or "").endswith(".txt")]
    assert len(texts) >= 12
    for case in texts:
        path = shared / "books" / case["file"]
        shown = shown_of(path)
        assert shown or "error" in case["outcome"], path.name
        unsafe = [c for c in shown if (c < " " and c != "\n") or "\x7f" <= c < "\xa0"]
        assert not unsafe, path.name
        for words in (*case.get("must_show", ()), *case.get("may_show", ())):
            assert words in shown, path.name
        for words in case.get("must_not_show", ()):
            assert words not in shown, path.name


def shown_of(path: Path) -> str:
    """All text of a file, "" when it is refused."""
    try:
        work = read(path)
    except FormatError:
        return ""
    return "\n".join(block.text for chapter in work.chapters for block in chapter.blocks)
