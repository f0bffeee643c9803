"""AO3's EPUBs after other converters: what names the template's parts is lost, and no text is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from making import ao3_chapter, ao3_epub, ao3_html, epub, xhtml, zipped

from tuireader.formats.epub.reader import read
from tuireader.formats.html import read as read_html
from tuireader.formats.source import Source
from tuireader.work import Part, Work

_IDS = re.compile(r' id="(?:chapters|preface|afterword|endnotes|calibre_\w+)"')
Edit = Callable[[str, str], str]


def converted(edit: Edit, without: tuple[str, ...] = ()) -> Work:
    """A download of two chapters, every file of which went through `edit` with its name."""
    with zipfile.ZipFile(io.BytesIO(ao3_epub())) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    del files["mimetype"]
    kept = {name: edit(name, text) for name, text in files.items() if name not in without}
    return read(Source("work.epub", zipped(kept)))


def told(work: Work, part: Part = Part.STORY) -> list[list[str]]:
    return [[b.text for b in chapter.part(part) if b.has_text] for chapter in work.chapters]


def without_ids(name: str, text: str) -> str:
    return _IDS.sub("", text)


def with_bare_titles(name: str, text: str) -> str:
    return without_ids(name, text).replace("Chapter 1: The River Bank", "The River Bank")


def with_contents_of_chapters(name: str, text: str) -> str:
    around = r"<navPoint><navLabel><text>(?:Preface|Afterword).*?</navPoint>"
    return re.sub(around, "", without_ids(name, text))


def with_ids_once(name: str, text: str) -> str:
    return text if name < "OEBPS/w_split_003" else without_ids(name, text)


@pytest.mark.parametrize(
    ("edit", "without"),
    [
        (lambda name, text: text, ()),
        (without_ids, ()),
        (without_ids, ("OEBPS/toc.ncx",)),
        (with_bare_titles, ()),
        (with_contents_of_chapters, ()),
        (with_ids_once, ()),
    ],
)
def test_chapters_are_found_by_what_is_left(edit: Edit, without: tuple[str, ...]) -> None:
    work = converted(edit, without)
    assert [chapter.title for chapter in work.chapters] == ["The River Bank", ""]
    assert told(work) == [["One two.", "by the river", "a line", "Three."], ["Four."]]
    assert told(work, Part.SUMMARY) == [["s"], ["s"]]
    assert told(work, Part.WORK_END_NOTES) == [[], ["bye"]]
    known = work.metadata
    assert (known.title, known.rating) == ("Up Tails All", "Teen And Up Audiences")
    assert known.summary == "A boat.\nA river."


def test_a_one_shot_is_what_follows_its_title() -> None:
    pages = re.findall(r"<body>(.*?)</body>", ao3_html("<p>x</p>").decode(), re.DOTALL)
    head, rest = _IDS.sub("", pages[0]).split('<div class="userstuff">')
    documents = {
        "a.xhtml": xhtml(head),
        "b.xhtml": xhtml("<p>It was all one.</p>"),
        "c.xhtml": xhtml("<p>And it went on.</p>"),
        "d.xhtml": xhtml(rest[rest.index("<h2") :]),
    }
    work = read(Source("work.epub", epub(documents)))
    assert told(work) == [["It was all one.", "And it went on."]]


def test_where_nothing_is_left_all_of_it_is_text() -> None:
    chapters = ao3_chapter("Chapter 1: A", "<p>One.</p>") + ao3_chapter("Chapter 2", "<p>Two.</p>")
    page = _IDS.sub("", ao3_html(chapters).decode())
    body = page[page.index("<body>") + 6 : page.index("</body>")]
    book = read(Source("work.epub", epub({"all.xhtml": xhtml(body)})))
    text = [line for lines in told(book) for line in lines]
    assert [line for line in text if line in ("One.", "Two.", "A boat.")] == [
        "A boat.",
        "One.",
        "Two.",
    ]
    saved = read_html(Source("work.html", page.encode()))  # whose headings tell
    assert told(saved) == [["One."], ["Two."]]
    assert saved.metadata.summary == "A boat.\nA river."
    for work in (book, saved):
        assert {"Chapter 1: A", "Chapter 2"} <= {line.title for line in work.contents}
        assert work.metadata.authors == ("mole_end (mole)", "ratty")
