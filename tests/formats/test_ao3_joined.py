"""AO3's downloads that a converter put into one document: calibre's HTMLZ and Markdown."""

from __future__ import annotations

import pytest

from tests.formats.making import zipped
from tuireader.formats import Source
from tuireader.formats import parse as parse_source
from tuireader.work import Kind, Part, Role, Work

FIRST = "The lock-keeper had been up since four, which was his habit in any weather."
SECOND = "He had already let two barges through when the fog came up the river like a cat."
POSTED = "Posted originally on the Archive of Our Own at https://archiveofourown.org/works/77."
TAGS = """<dl class="c1"><dt class="c3">Rating:</dt><dd class="c4"><a
 href="https://archiveofourown.org/tags/M">Mature</a></dd><dt class="c3">Stats:</dt>
 <dd class="c5">Published: 2026-01-11 Words: 28 Chapters: 2/2</dd></dl>"""
HEAD = f"""<div class="c" id="calibre_link-0"><h2 class="t">Preface</h2>
 <p class="m"><b>The Locks</b><br class="c1"/>{POSTED}</p><div class="c1">{TAGS}</div></div>
 <div class="c" id="calibre_link-1"><h1 class="c6">The Locks</h1>
 <div class="b">by otter, heron</div>
 <p class="c7">Summary</p><blockquote class="u"><p>A man, a river.</p></blockquote>
 <p class="c7">Notes</p><blockquote class="u"><p>For the barges.</p></blockquote>
 <div>See the end of the work for <a href="#calibre_link-9">notes</a></div>
 <ul><li>Inspired by <a href="https://archiveofourown.org/works/5">Fog</a> by wren</li></ul>
 </div>"""
CHAPTERS = f"""<div class="c" id="calibre_link-2"><h2 class="t">Chapter 1: Spring</h2>
 <p>Chapter Summary</p><blockquote><p>It rains.</p></blockquote>
 <p>{FIRST}<sup><a href="#calibre_link-7">1</a></sup></p><p class="c">* * *</p><p>{SECOND}</p></div>
 <div class="c" id="calibre_link-3"><h2 class="t">Chapter 2</h2><p class="i">{SECOND}</p>
 <p>Chapter End Notes</p><blockquote><p id="calibre_link-7">1 Barges.</p></blockquote></div>"""
TAIL = """<div class="c" id="calibre_link-9"><h2>Afterword</h2><p>End Notes</p>
 <blockquote><p>Barges are real.</p></blockquote>
 <p>Please drop by the Archive and comment</p></div>"""
STYLE = ".i {font-style: italic} .m {text-align: center}"
OPF = """<package xmlns="http://www.idpf.org/2007/opf"><metadata
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Of Locks</dc:title>
 <dc:creator>A. Otter</dc:creator><dc:language>en</dc:language></metadata></package>"""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def htmlz(body: str) -> Work:
    head = '<head><link href="style.css" rel="stylesheet" type="text/css"/><title>x</title></head>'
    files: dict[str, str | bytes] = {
        "index.html": f"<html>{head}<body>{body}</body></html>",
        "style.css": STYLE,
        "metadata.opf": OPF,
        "images/000.png": PNG,
    }
    return parse_source(
        Source("x.htmlz", zipped(files).replace(b"application/epub+zip", b"-" * 20))
    )


def texts(work: Work, part: Part = Part.STORY) -> list[str]:
    return [block.text for c in work.chapters for block in c.part(part) if block.has_text]


def test_a_download_made_htmlz_is_ao3_s_work() -> None:
    work = htmlz(HEAD + CHAPTERS + TAIL)
    metadata = work.metadata
    assert (metadata.title, metadata.authors) == ("The Locks", ("otter", "heron"))
    assert (metadata.rating, metadata.published) == ("Mature", "2026-01-11")
    assert metadata.url == "https://archiveofourown.org/works/77"
    assert (metadata.summary, metadata.notes) == ("A man, a river.", "For the barges.")
    assert metadata.end_notes == "Barges are real."
    assert [(c.number, c.title) for c in work.chapters] == [(1, "Spring"), (2, "")]
    assert texts(work) == [f"{FIRST}1", SECOND, SECOND]
    assert texts(work, Part.WORK_NOTES)[-1] == "Inspired by Fog by wren"
    assert any(block.kind is Kind.BREAK for block in work.chapters[0].blocks)
    (call,) = [s for b in work.chapters[0].blocks for s in b.spans if s.role is Role.NOTE_REF]
    chapter, block, _ = call.target[1:].split("/")
    assert work.chapters[int(chapter)].blocks[int(block)].text == "1 Barges."
    (story,) = work.chapters[1].part(Part.STORY)
    assert [span.role for span in story.spans] == [Role.EMPHASIS]


def test_a_work_of_one_chapter_made_htmlz_is_told_from_its_notes() -> None:
    work = htmlz(f"{HEAD}<div><p>{FIRST}</p><blockquote>{SECOND}</blockquote></div>{TAIL}")
    assert texts(work) == [FIRST, SECOND]
    assert texts(work, Part.WORK_END_NOTES) == ["Barges are real."]


def test_any_book_as_htmlz_has_its_styles_pictures_and_metadata() -> None:
    work = htmlz(
        f'<h1>Locks</h1><p class="i">{FIRST}</p><p><img src="images/000.png" alt="Fog"/></p>'
    )
    assert (work.metadata.title, work.metadata.authors) == ("Of Locks", ("A. Otter",))
    assert work.metadata.language == "en"
    assert [span.role for span in work.chapters[0].blocks[1].spans] == [Role.EMPHASIS]
    assert [picture.data for picture in work.pictures] == [PNG]


MARKDOWN = f"""**The Locks \\(again\\)**{"  "}
{POSTED}

**Rating:** Mature **Characters:** The Keeper, The Fog **Stats:** Published: 2026-01-11

# The Locks \\(again\\)

by otter\\_o, heron

Summary
>{" "}
> A man, a river.

"""


@pytest.mark.parametrize("headed", [True, False])
def test_a_download_made_markdown_is_ao3_s_work(headed: bool) -> None:
    first = f"## Chapter 1: Spring\n\nChapter Notes\n> \n> It rains\\!\n\n{FIRST}\n\n" * headed
    text = f"{MARKDOWN}{first}{'## Chapter 2 ' * headed}\n\n{SECOND}\n\n*{FIRST}*\n\n"
    work = parse_source(Source("x.txt", f"{text}End Notes\n> \n> Barges are real.\n".encode()))
    metadata = work.metadata
    assert (metadata.title, metadata.authors) == ("The Locks (again)", ("otter_o", "heron"))
    assert (metadata.rating, metadata.characters) == ("Mature", ("The Keeper", "The Fog"))
    assert (metadata.summary, metadata.end_notes) == ("A man, a river.", "Barges are real.")
    assert [chapter.title for chapter in work.chapters] == (["Spring", ""] if headed else [""])
    assert texts(work, Part.NOTES) == ["It rains!"] * headed
    assert texts(work) == [FIRST] * headed + [SECOND, FIRST]


def test_a_download_in_an_element_that_html_does_not_have_is_read() -> None:
    page = f"<html><head><title>The Locks</title></head><boty>{HEAD}{CHAPTERS}</boty></html>"
    work = parse_source(Source("locks.html", page.replace('class="c"', "").encode()))
    assert FIRST in " ".join(texts(work))
