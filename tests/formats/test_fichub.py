"""FicHub's EPUB and HTML: the introduction tells the work, and is no chapter."""

from __future__ import annotations

import io
import zipfile

import pytest
from making import epub, xhtml

from tuireader.formats import FormatError, Source, parse
from tuireader.work import Entry, Kind, Part, Work

ABOUT = """<p>Status: {status}</p><p>Published: 2019-02-03</p><p>Updated: 2020-04-05</p>
    <p>Words: 1,234</p><p>Chapters: 2</p>
    <p>Rated: Fiction T - Language: English - Genre: Adventure/Humor - Reviews: 12</p>"""
SOURCE = """<p>Original source:
    <a rel="noopener noreferrer" href="{0}">{0}</a></p>"""
EXPORTED = """<p>Exported with the assistance of
    <a href='https://fichub.net'>FicHub.net</a></p>"""
FFN = "https://www.fanfiction.net/s/123/1/The-Ferry"
ONE = "<h2>1. Late</h2><p>The ferry came in late.</p>"
TWO = "<p>It was empty.</p>"
NAV = """<ol><li><a href="introduction.xhtml">Introduction</a></li>
    <li><a href="chap_1.xhtml">1. Late</a></li><li><a href="chap_2.xhtml">Chapter 2</a></li></ol>"""


def exported_epub(source: str = FFN, status: str = "complete") -> Work:
    introduction = (
        "<h1>The Ferry</h1><p><b>By: Anna Writer</b></p><p>Nobody saw it come.</p>"
        + ABOUT.format(status=status)
        + SOURCE.format(source)
        + EXPORTED
    )
    listed = xhtml(f'<nav epub:type="toc"><h2>The Ferry</h2>{NAV}</nav>')
    documents = {
        "introduction.xhtml": xhtml(introduction),
        "contents.xhtml": listed,
        "chap_1.xhtml": xhtml(ONE),
        "chap_2.xhtml": xhtml(TWO),
    }
    return parse(Source("ferry.epub", epub(documents, nav=NAV)))


def packed(files: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def exported_html(in_archive: bool = False) -> Work:
    chapters = "".join(
        f"""<div id="chap_{number}"><div class="chapter_nav"><a href="#chap_1">previous chapter</a>
        <a href="#contents-list">chapter list</a></div>{content}</div>"""
        for number, content in ((1, ONE), (2, TWO))
    )
    page = f"""<!doctype html><html lang="en"><head><title>The Ferry by Anna Writer</title></head>
        <body><h1><span class="title">The Ferry</span></h1><h2>by <span>Anna Writer</span></h2>
        <div><p>Nobody saw it come.</p></div>{SOURCE.format(FFN)}<p>Chapters: 2</p>
        <p>Words: 1,234</p>{EXPORTED}<nav id="contents-list"><ol><li><a href="#chap_1">1. Late</a>
        </li><li><a href="#chap_2">Chapter 2</a></li></ol></nav>{chapters}
        <a href="#contents-list">(back to chapter list)</a></body></html>"""
    if in_archive:
        return parse(Source("ferry.zip", packed({"The_Ferry-abc.html": page})))
    return parse(Source("ferry.html", page.encode()))


def story(work: Work) -> list[tuple[int, str, list[str]]]:
    return [
        (chapter.number, chapter.title, [block.text for block in chapter.part(Part.STORY)])
        for chapter in work.chapters
    ]


def test_the_introduction_tells_the_work() -> None:
    about = exported_epub().metadata
    assert (about.title, about.authors, about.url) == ("The Ferry", ("Anna Writer",), FFN)
    assert (about.summary, about.rating, about.language) == ("Nobody saw it come.", "T", "English")
    assert (about.published, about.updated, about.words) == ("2019-02-03", "2020-04-05", 1234)
    assert (about.complete, about.chapters_posted, about.chapters_planned) == (True, 2, 2)
    assert about.tags == ("Adventure", "Humor")
    ongoing = exported_epub(status="ongoing").metadata
    assert (ongoing.complete, ongoing.chapters_posted, ongoing.chapters_planned) == (False, 2, None)


def test_a_work_of_the_archive_has_its_address() -> None:
    chapter = "https://archiveofourown.org/works/4242/chapters/7"
    assert exported_epub(chapter).metadata.url == "https://archiveofourown.org/works/4242"


def test_chapters_are_what_was_written_and_no_more() -> None:
    expected = [(1, "Late", ["The ferry came in late."]), (2, "", ["It was empty."])]
    assert story(exported_epub()) == expected
    assert story(exported_html()) == expected
    assert [chapter.words for chapter in exported_html().chapters] == [5, 3]


def test_its_contents_are_the_books() -> None:
    assert exported_epub().contents == (
        Entry("Introduction", 1, 0),
        Entry("1. Late", 1, 0, 1),
        Entry("Chapter 2", 1, 1),
    )


def test_the_page_names_its_source_too() -> None:
    about = exported_html().metadata
    assert (about.title, about.authors, about.url) == ("The Ferry", ("Anna Writer",), FFN)
    assert about.summary == "Nobody saw it come."


def test_the_page_is_read_as_it_comes_in_its_archive() -> None:
    assert exported_html(in_archive=True) == exported_html()
    two = packed({"a.html": "<p>One.", "b.html": "<p>Two."})
    with pytest.raises(FormatError, match="holds 2 books; unpack it first"):
        parse(Source("two.zip", two))


def test_calibres_zipped_page_is_a_page() -> None:
    files = {"metadata.opf": "<package/>", "index.html": "<p>One.", "style.css": "p {}"}
    assert story(parse(Source("a.htmlz", packed(files))))[0][2] == ["One."]


def test_a_story_that_mentions_fichub_is_a_page_like_any_other() -> None:
    page = "<h1>On tools</h1><p>Exported with the assistance of FicHub.net, she said.</p>"
    work = parse(Source("a.html", page.encode()))
    assert [block.kind for block in work.chapters[0].blocks] == [Kind.HEADING, Kind.PARAGRAPH]
