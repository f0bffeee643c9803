"""FanFicFare's EPUBs after calibre: without class names, cut in two, behind a cover."""

from __future__ import annotations

import pytest

from tests.formats.making import epub, xhtml
from tuireader.formats import Source, parse
from tuireader.formats.epub.reader import read
from tuireader.work import Part, Series, Work

FIRST = "The lock-keeper had been up since four, which was his habit in any weather."
SECOND = "He had already let two barges through when the fog came up the river like a cat."
CHAPTER = "https://archiveofourown.org/works/77/chapters/770"
TITLE_PAGE = xhtml("""<h3 class="c"><a href="https://archiveofourown.org/works/77">The Locks</a> by
 <a href="https://archiveofourown.org/users/otter">otter</a></h3><div class="c2">
 <b class="c3">Category:</b> Rivers<br class="c2"/>
 <b class="c3">Packaged:</b> 2026-11-20 06:36:22<br/>
 <b class="c3">Summary:</b> <div class="c2"><p class="c4">A man, a river.</p></div></div>""")
TITLE_PAGE = TITLE_PAGE.replace("<body>", '<body class="fff_titlepage">')


def chapter(number: int, inside: str, heading: str = "") -> str:
    head = f'<meta name="chapterurl" content="{CHAPTER}{number}"/>'
    return xhtml(f'{heading}<div class="c2">{inside}</div>', head)


def notes(label: str, text: str) -> str:
    return f'<div class="c2"><b class="c3">{label}</b><blockquote><p>{text}</p></blockquote></div>'


def texts(work: Work, part: Part = Part.STORY) -> list[list[str]]:
    return [[b.text for b in c.part(part) if b.has_text] for c in work.chapters]


def test_chapters_notes_and_the_title_page_are_found_by_what_is_left() -> None:
    story = f'<div class="c2"><p class="c4">{FIRST}</p></div>'
    ending = f'<div class="c2"><p class="c4">{SECOND}</p></div>'
    documents = {
        "titlepage.xhtml": xhtml('<div><img src="cover.jpg" alt=""/></div>'),
        "title.xhtml": TITLE_PAGE,
        "f1_split_000.xhtml": chapter(
            1, notes("Summary for the Chapter:", "It rains.") + story, "<h3>1. Fog</h3>"
        ),
        "f1_split_001.xhtml": chapter(1, ending + notes("Notes for the Chapter:", "Barges.")),
        "f2.xhtml": chapter(2, story, "<h3>2. Home</h3>"),
    }
    work = read(Source("x.epub", epub(documents)))
    metadata = work.metadata
    assert (metadata.title, metadata.authors) == ("The Locks", ("otter",))
    assert metadata.fandoms == ("Rivers",)
    assert metadata.summary == "A man, a river."
    assert [(c.number, c.title) for c in work.chapters] == [(1, "Fog"), (2, "Home")]
    assert texts(work) == [[FIRST, SECOND], [FIRST]]
    assert texts(work, Part.SUMMARY) == [["It rains."], []]
    assert texts(work, Part.END_NOTES) == [["Barges."], []]


def test_nothing_is_lost_where_nothing_of_it_is_left() -> None:
    documents = {"title.xhtml": TITLE_PAGE, "a.xhtml": xhtml(f"<h2>Fog</h2><p>{FIRST}</p>")}
    work = read(Source("x.epub", epub(documents)))
    assert [FIRST in block for chapter in texts(work) for block in chapter].count(True) == 1
    assert work.metadata.title == "Nightwood Lane"  # as the package has it


FIELDS = (
    "Series: The River Year [2]",
    "Category: Rivers",
    "Genre: Fog, Gen",
    "Status: Completed",
    "Packaged: 2026-11-20 06:36:22",
    "Rating: General Audiences",
    "Chapters: 2",
    "Summary: A man, a river.",
)
MARKED = [f"<p><b>{field.replace(':', ':</b>', 1)}</p>" for field in FIELDS]
HTML = f"<h3>The Locks by otter</h3>{''.join(MARKED)}<h3>1. Fog</h3><p>{FIRST}</p>"
LINES = f"""<h3>The Locks by otter</h3><p>{"<br>".join(FIELDS[:-1])}</p><p>Summary:</p>
<p>A man, a river.</p><h3>1. Fog</h3><p>{FIRST}</p>"""
FB2 = f"""<FictionBook><description/><body><section><p><strong>The Locks by otter</strong></p>
{"<empty-line/>".join(MARKED).replace("b>", "strong>")}</section>
<section><p>{FIRST}</p></section></body></FictionBook>"""
TEXT = "The Locks by otter\n\n\n" + "\n\n".join(FIELDS) + f"\n\n\n\n\n\n1. Fog\n\n\n{FIRST}\n"


@pytest.mark.parametrize("data", [HTML, LINES, FB2, TEXT])
def test_a_title_page_of_words_alone_tells_of_the_work_and_stays_in_it(data: str) -> None:
    work = parse(Source("x", data.encode()))
    known = work.metadata
    assert (known.title, known.authors, known.summary) == (
        "The Locks",
        ("otter",),
        "A man, a river.",
    )
    assert (known.fandoms, known.tags, known.rating) == (("Rivers",), ("Fog",), "General Audiences")
    assert known.series == (Series("The River Year", 2),)
    assert (known.complete, known.chapters_planned) == (True, 2)
    shown = [line for lines in texts(work) for text in lines for line in text.split("\n")]
    assert {"The Locks by otter", *FIELDS[:-1], FIRST} <= set(shown)


def test_a_story_that_says_when_it_was_packaged_is_no_title_page() -> None:
    story = f"<p>He read it.</p><p>Packaged: by hand</p><p>{FIRST}</p>"
    assert parse(Source("x.html", story.encode())).metadata.title == "x"
