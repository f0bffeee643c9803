"""EPUBs: package, contents, chapters, links, and AO3's own."""

from __future__ import annotations

import re

import pytest
from making import ao3_chapter, ao3_epub, ao3_html, epub, package, xhtml, zipped

from tuireader.formats import parse
from tuireader.formats.epub.reader import read
from tuireader.formats.errors import FormatError
from tuireader.formats.html import read as read_html
from tuireader.formats.source import Source
from tuireader.work import Align, Break, Entry, Kind, Part, Role, Series, Span, Work


def book(data: bytes, name: str = "book.epub") -> Work:
    return read(Source(name, data))


def texts(work: Work) -> list[list[str]]:
    return [[block.text for block in chapter.blocks if block.has_text] for chapter in work.chapters]


ONE = xhtml("<h1 id='h'>One</h1><p>First words.</p>")
TWO = xhtml("<h1>Two</h1><p>Second words.</p>")


def test_chapters_are_documents_with_titles_from_the_navigation() -> None:
    nav = """<ol><li><a href="a.xhtml">Part</a><ol><li><a href="a.xhtml#h">One</a></li>
        <li><span>Group</span><ol><li><a href="b.xhtml">Two <i>too</i></a></li></ol></li></ol>
        </li></ol>"""
    work = book(epub({"a.xhtml": ONE, "b.xhtml": TWO}, nav=nav))
    assert work.format == "epub"
    assert work.contents == (
        Entry("Part", 1, 0),
        Entry("One", 2, 0),
        Entry("Group", 2, 1, linked=False),
        Entry("Two too", 3, 1),
    )
    assert [(c.number, c.title, c.titled, c.words) for c in work.chapters] == [
        (1, "Part", False, 3),
        (2, "Two too", False, 3),
    ]


def test_the_ncx_where_there_is_no_navigation() -> None:
    point = "<navPoint><navLabel><text>{}</text></navLabel><content src='{}'/>{}</navPoint>"
    ncx = point.format("One", "a.xhtml", point.format("", "b.xhtml", ""))
    work = book(epub({"a.xhtml": ONE, "b.xhtml": TWO}, ncx=ncx))
    assert work.contents == (Entry("One", 1, 0), Entry("Two", 2, 1))
    assert [c.titled for c in work.chapters] == [True, True]


def test_documents_in_no_order_come_as_they_are_listed() -> None:
    files = package({"b.xhtml": TWO, "a.xhtml": ONE})
    files["OEBPS/book.opf"] = re.sub("<itemref[^>]*>", "", str(files["OEBPS/book.opf"]))
    assert texts(book(zipped(files))) == [["Two", "Second words."], ["One", "First words."]]
    with pytest.raises(FormatError, match=r"it has no parts$"):
        book(epub({}))
    del files["OEBPS/a.xhtml"], files["OEBPS/b.xhtml"]
    with pytest.raises(FormatError, match=r"it has no parts$"):
        book(zipped(files))


def test_nobody_is_called_unknown() -> None:
    def authors(*names: str) -> tuple[str, ...]:
        creators = "".join(f"<dc:creator>{name}</dc:creator>" for name in names)
        data = epub({"a.xhtml": ONE}, metadata=f"<dc:title>T</dc:title>{creators}")
        return parse(Source("a.epub", data)).metadata.authors

    assert authors("Unknown") == ()
    assert authors("Unknown", "Known") == ("Unknown", "Known")


def test_headings_where_there_are_no_contents() -> None:
    work = book(epub({"a.xhtml": ONE, "b.xhtml": xhtml("<p>No heading.</p>")}))
    assert [c.title for c in work.chapters] == ["One", ""]
    assert work.contents == (Entry("One", 1, 0), Entry("2", 1, 1))


def test_contents_that_lead_nowhere_stay_where_they_are() -> None:
    nav = """<ol><li><a href="b.xhtml">Two</a></li><li><a href="gone.xhtml">Gone</a></li><li>
        <a href="https://example.org/">Out</a></li><li><a href="a.xhtml#gone">One</a></li></ol>"""
    work = book(epub({"a.xhtml": ONE, "b.xhtml": TWO}, nav=nav))
    assert [(e.title, e.chapter) for e in work.contents] == [
        ("Two", 1),
        ("Gone", 1),
        ("Out", 1),
        ("One", 0),
    ]


NESTED_NAV = """<h1>Contents</h1><ol><li><span>Part <i>One</i></span><ol>
    <li><a href="a.xhtml">One</a></li></ol></li>
    <li>Part Two<ol><li><span>Book I</span><ol>
    <li><a href="b.xhtml">Two</a></li></ol></li></ol></li>
    <li><span>Nothing here</span></li><li><a>Nor <b>here</b></a><ol><li>gone</li></ol></li></ol>"""
NESTED_NCX = """<navPoint><navLabel><text>Part One</text></navLabel>
    <navPoint><navLabel><text>One</text></navLabel><content src="a.xhtml"/></navPoint></navPoint>
    <navPoint><navLabel><text>Part Two</text></navLabel><content src=""/>
    <navPoint><navLabel><text>Book I</text></navLabel>
    <navPoint><navLabel><text>Two</text></navLabel><content src="b.xhtml"/></navPoint></navPoint>
    </navPoint><navPoint><navLabel><text>Nothing here</text></navLabel></navPoint>"""


@pytest.mark.parametrize("contents", [{"nav": NESTED_NAV}, {"ncx": NESTED_NCX}])
def test_titles_over_lines_of_the_contents_need_no_link(contents: dict[str, str]) -> None:
    work = book(epub({"a.xhtml": ONE, "b.xhtml": TWO}, **contents))
    assert work.contents == (
        Entry("Part One", 1, 0, linked=False),
        Entry("One", 2, 0),
        Entry("Part Two", 1, 1, linked=False),
        Entry("Book I", 2, 1, linked=False),
        Entry("Two", 3, 1),
    )
    assert [chapter.title for chapter in work.chapters] == ["One", "Two"]


def test_a_document_is_split_at_places_of_one_rank() -> None:
    body = "<h1>Poems</h1><p>x</p><h2 id='a'>A</h2><p>y</p><h2 id='b'>B</h2><p>z</p>"
    flat = """<ol><li><a href="a.xhtml#a">A</a></li><li><a href="a.xhtml#b">B</a></li></ol>"""
    work = book(epub({"a.xhtml": xhtml(body)}, nav=flat))
    assert [(c.title, c.titled) for c in work.chapters] == [
        ("Poems", True),
        ("A", True),
        ("B", True),
    ]
    deep = f"<ol><li><a href='a.xhtml'>Poems</a>{flat}</li></ol>"
    work = book(epub({"a.xhtml": xhtml(body)}, nav=deep))
    assert [c.title for c in work.chapters] == ["Poems"]
    assert [(e.title, e.chapter, e.block) for e in work.contents] == [
        ("Poems", 0, 0),
        ("A", 0, 2),
        ("B", 0, 4),
    ]


def test_a_long_document_is_split_at_the_next_rank() -> None:
    chapter = "<p>" + "word " * 20_000 + "</p>"
    body = f"<h1>Part</h1><h2 id='a'>A</h2>{chapter}<h2 id='b'>B</h2>{chapter}"
    nav = """<ol><li><a href='a.xhtml'>Part</a><ol><li><a href="a.xhtml#a">A</a></li>
        <li><a href="a.xhtml#b">B</a></li></ol></li></ol>"""
    work = book(epub({"a.xhtml": xhtml(body)}, nav=nav))
    assert [(c.title, c.titled) for c in work.chapters] == [("Part: A", True), ("B", True)]


def test_a_chapter_cut_in_two_is_joined() -> None:
    documents = {
        "t.xhtml": xhtml("<p>Title page</p>"),
        "a_split_000.xhtml": ONE,
        "a_split_001.xhtml": xhtml("<p>goes on.</p>"),
        "c.xhtml": xhtml("<body epub:type='colophon'><p>Printed.</p></body>"),
        "b.xhtml": TWO,
    }
    nav = "<ol><li><a href='a_split_000.xhtml'>One</a></li><li><a href='b.xhtml'>Two</a></li></ol>"
    work = book(epub(documents, nav=nav))
    assert texts(work) == [
        ["Title page"],
        ["One", "First words.", "goes on."],
        ["Printed."],
        ["Two", "Second words."],
    ]


def test_documents_that_calibre_cut_are_one_where_nothing_tells_otherwise() -> None:
    notes = xhtml("<section epub:type='endnotes'><p>A note.</p></section>")
    documents = {
        "a_split_000.html": ONE,
        "a_split_001.html": xhtml("<p>More of one.</p>"),
        "a_split_002.html": TWO,
        "b_split_000.html": xhtml("<p>Another.</p>"),
        "b_split_001.html": notes,
    }
    work = book(epub(documents))
    assert [chapter.title for chapter in work.chapters] == ["One", "Two", ""]
    assert texts(work)[0][-1] == "More of one."
    assert texts(work)[2] == ["Another.", "A note."]


def test_sections_of_a_chapter_that_calibre_cut_make_no_chapters() -> None:
    def scene(number: int) -> str:
        return f"<h2 id='s{number}'>Scene {number}</h2><p>Enter {number}.</p>"

    documents = {
        "a_split_000.xhtml": xhtml(f"<h1>Act 1</h1>{scene(1)}"),
        "a_split_001.xhtml": xhtml(scene(2)),
        "a_split_002.xhtml": xhtml(f"<p>They go on.</p>{scene(3)}"),
        "b.xhtml": xhtml(f"<h1>Act 2</h1>{scene(4)}"),
    }
    lines = ["1 a_split_000", "2 a_split_001", "3 a_split_002", "4 b"]
    links = [f'<li><a href="{n[2:]}.xhtml#s{n[0]}">Scene {n[0]}</a></li>' for n in lines]
    acts = ('<li><a href="a_split_000.xhtml">Act 1</a>', '<li><a href="b.xhtml">Act 2</a>')
    nav = f"<ol>{acts[0]}<ol>{''.join(links[:3])}</ol></li>{acts[1]}<ol>{links[3]}</ol></li></ol>"
    work = book(epub(documents, nav=nav))
    assert [chapter.title for chapter in work.chapters] == ["Act 1", "Act 2"]
    assert texts(work)[0][-3:] == ["They go on.", "Scene 3", "Enter 3."]
    entries = [(entry.title, entry.level, entry.chapter) for entry in work.contents]
    assert entries[3:] == [("Scene 3", 2, 0), ("Act 2", 1, 1), ("Scene 4", 2, 1)]

    # A book that was one document is cut at its chapters.
    nav = f"<ol>{acts[0]}<ol>{''.join(links[:3])}</ol></li></ol>"
    del documents["b.xhtml"]
    assert len(book(epub(documents, nav=nav)).chapters) == 3


def test_a_contents_of_one_line_does_not_make_one_chapter_of_a_book() -> None:
    def document(head: str) -> str:
        return xhtml(f"{head}<p>It was a dark and stormy night.</p>")

    documents = {
        "a.xhtml": document("<p><b>First Night</b></p>"),
        "b.xhtml": document("<p>The rain fell.</p>"),
        "c.xhtml": document("<p><b>Second Night</b></p>"),
        "d.xhtml": document("<p style='text-align: center'>Third Night</p>"),
    }
    start = '<ol><li><a href="a.xhtml">Start</a></li></ol>'
    work = book(epub(documents, nav=start))
    assert [(c.title, c.titled) for c in work.chapters] == [
        ("Start", False),
        ("Second Night", True),
        ("Third Night", True),
    ]


def test_links_and_notes_lead_across_files() -> None:
    documents = {
        "a.xhtml": xhtml(
            '<p>Word<a epub:type="noteref" href="n.xhtml#n1">1</a> <a href="n.xhtml">notes</a>'
            ' <a href="gone.xhtml">gone</a> <a href="N.xhtml#n2">case</a></p>'
        ),
        "n.xhtml": xhtml(
            '<h2>Notes</h2><p id="n1">A note. <a href="a.xhtml">↩</a></p><p id="n2">B'
        ),
    }
    work = book(epub(documents))
    first = work.chapters[0].blocks[0]
    assert [(first.text[s.start : s.end], s.role, s.target) for s in first.spans] == [
        ("1", Role.NOTE_REF, "#1/1/0"),
        ("notes", Role.LINK, "#1/0/0"),
        ("case", Role.LINK, "#1/2/0"),
    ]
    assert work.chapters[1].blocks[1].spans == (Span(8, 9, Role.LINK, "#0/0/0"),)
    assert work.chapters[1].blocks[1].anchors == (("n1", 0),)


def test_styles_of_a_document_are_its_own() -> None:
    head = '<link rel="stylesheet" href="../css/a.css"/><style>.b {text-align: center}</style>'
    documents = {
        "text/a.xhtml": xhtml("<p class='a'>one</p><p class='b'>two</p>", head),
        "text/b.xhtml": xhtml("<p class='a'>three</p>"),
    }
    work = book(epub(documents, extra={"css/a.css": ".a {font-style: italic}"}))
    (one, two), (three,) = (chapter.blocks for chapter in work.chapters)
    assert (one.spans, two.align, three.spans) == (
        (Span(0, 3, Role.EMPHASIS),),
        Align.CENTER,
        (),
    )
    assert one.source == "/6/2!/4/2"


METADATA = """<dc:title id="t2">A Lane Companion</dc:title><dc:title id="t1"> Nightwood
 Lane</dc:title><meta refines="#t1" property="title-type">main</meta>
<dc:creator id="c1">Jane Doe</dc:creator><dc:creator id="c2">Tom Roe</dc:creator>
<meta refines="#c1" property="role">aut</meta><meta refines="#c2" property="role">trl</meta>
<dc:language>en-GB</dc:language><dc:publisher>Owl</dc:publisher><dc:subject>Fiction</dc:subject>
<dc:date opf:event="creation">1999-01-01</dc:date>
<dc:date opf:event="publication">2020-02-03T00:00:00Z</dc:date>
<dc:description>&lt;p&gt;A &lt;b&gt;lane&lt;/b&gt;.&lt;/p&gt;
&lt;p&gt;At night.&lt;/p&gt;</dc:description>
<dc:identifier>urn:uuid:d993b025-33eb-461c-a60f-947c3b03a353</dc:identifier>
<dc:identifier opf:scheme="ISBN">9780000000002</dc:identifier>
<dc:identifier>https://example.org/nightwood</dc:identifier>"""


def test_metadata() -> None:
    series = """<meta property="belongs-to-collection" id="s">The Lanes</meta>
        <meta refines="#s" property="collection-type">series</meta>
        <meta refines="#s" property="group-position">2</meta>"""
    metadata = book(epub({"a.xhtml": ONE}, metadata=METADATA + series)).metadata
    assert (metadata.title, metadata.authors) == ("Nightwood Lane", ("Jane Doe",))
    assert (metadata.language, metadata.publisher) == ("en-GB", "Owl")
    assert (metadata.published, metadata.summary) == ("2020-02-03", "A lane.\nAt night.")
    assert metadata.identifiers == ("isbn:9780000000002", "https://example.org/nightwood")
    assert metadata.url == "https://example.org/nightwood"
    assert (metadata.tags, metadata.series) == (("Fiction",), (Series("The Lanes", 2),))


def test_calibres_series_and_dates_nobody_knows() -> None:
    stated = """<dc:date>0101-01-01T00:00:00+00:00</dc:date>
        <meta name="calibre:series" content="S"/>
        <meta name="calibre:series_index" content="1.5"/>"""
    metadata = book(epub({"a.xhtml": ONE}, metadata=stated), "a book.epub").metadata
    assert (metadata.title, metadata.published) == ("a book", "")
    assert metadata.series == (Series("S", 1.5),)


def test_names_in_other_case_and_with_spaces() -> None:
    files = package({"a%20b.xhtml": ONE, "c d.xhtml": TWO})
    for name, there in (("a%20b.xhtml", "A b.XHTML"), ("c d.xhtml", "c d.xhtml")):
        files[f"OEBPS/{there}"] = files.pop(f"OEBPS/{name}")
    assert [c.title for c in book(zipped(files)).chapters] == ["One", "Two"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-16-be"])
def test_any_encoding(encoding: str) -> None:
    files = package({"a.xhtml": ONE}, nav="<ol><li><a href='a.xhtml'>Café</a></li></ol>")
    coded = {
        name: content.replace(' encoding="utf-8"', "").encode(encoding)
        for name, content in files.items()
        if isinstance(content, str)
    }
    assert [entry.title for entry in book(zipped(coded)).contents] == ["Café"]


def test_pictures_and_drawings_may_be_chapters() -> None:
    items = """<item id="p" href="p.jpg" media-type="image/jpeg"/>
        <item id="s" href="s.svg" media-type="image/svg+xml"/>
        <item id="j" href="j.json" media-type="application/json" fallback="f"/>
        <item id="f" href="f.xhtml" media-type="application/xhtml+xml"/>"""
    extra = {
        "p.jpg": b"\xff\xd8",
        "s.svg": "<svg><title>A map</title><text>North</text></svg>",
        "j.json": "{}",
        "f.xhtml": TWO,
    }
    files = package({"a.xhtml": ONE}, items=items, extra=extra)
    opf = str(files["OEBPS/book.opf"])
    more = '<itemref idref="p"/><itemref idref="s"/><itemref idref="j"/></spine>'
    files["OEBPS/book.opf"] = opf.replace("</spine>", more)
    work = book(zipped(files))
    assert [[(b.kind, b.text) for b in c.blocks][:2] for c in work.chapters[1:]] == [
        [(Kind.IMAGE, "")],
        [(Kind.PARAGRAPH, "A map\nNorth")],
        [(Kind.HEADING, "Two"), (Kind.PARAGRAPH, "Second words.")],
    ]


def test_ao3s_own_epub() -> None:
    work = book(ao3_epub())
    assert work.metadata.authors == ("mole_end (mole)", "ratty")
    assert work.metadata.relationships == ("Mole & Rat",)
    assert (work.metadata.summary, work.metadata.end_notes) == ("A boat.\nA river.", "bye")
    assert [(c.number, c.title, c.words) for c in work.chapters] == [
        (1, "The River Bank", 8),
        (2, "", 1),
    ]
    assert [(b.part, b.kind, b.text) for b in work.chapters[0].blocks] == [
        (Part.WORK_SUMMARY, Kind.PARAGRAPH, "A boat."),
        (Part.WORK_SUMMARY, Kind.PARAGRAPH, "A river."),
        (Part.SUMMARY, Kind.PARAGRAPH, "s"),
        (Part.STORY, Kind.PARAGRAPH, "One two."),
        (Part.STORY, Kind.BREAK, ""),
        (Part.STORY, Kind.PARAGRAPH, "by the river"),
        (Part.STORY, Kind.PARAGRAPH, "a line"),
        (Part.STORY, Kind.PARAGRAPH, "Three."),
    ]
    blocks = work.chapters[0].blocks
    assert blocks[3].spans == (Span(4, 7, Role.EMPHASIS),)
    assert blocks[4].marker == Break.TEXT
    assert (blocks[6].align, blocks[6].spans) == (Align.CENTER, (Span(2, 6, Role.UNDERLINE),))
    assert work.contents == (
        Entry("Preface", 1, 0),
        Entry("Chapter 1: The River Bank", 1, 0, 2),
        Entry("Chapter 2", 1, 1),
        Entry("Afterword", 1, 1, 2),
    )


def test_the_same_download_as_html_and_epub_is_the_same_story() -> None:
    page = read_html(
        Source(
            "x.html",
            ao3_html(
                ao3_chapter(
                    "Chapter 1: The River Bank",
                    '<p>One <em>two</em>.</p><p align="center">***</p><center>by the river</center>'
                    '<p align="center">a <u>line</u></p><p>Three.</p>',
                )
            ),
        )
    )
    converted = book(ao3_epub())
    story = [
        [(b.kind, b.text, b.spans, b.align, b.marker) for b in work.chapters[0].part(Part.STORY)]
        for work in (page, converted)
    ]
    assert story[0] == story[1]
    assert page.metadata.rating == converted.metadata.rating != ""


def test_locked_books_are_named() -> None:
    encryption = """<encryption><EncryptedData><EncryptionMethod Algorithm="{}"/><CipherData>
        <CipherReference URI="OEBPS/a.xhtml"/></CipherData></EncryptedData></encryption>"""
    aes, font = "http://www.w3.org/2001/04/xmlenc#aes128-cbc", "http://www.idpf.org/2008/embedding"
    locked = package({"a.xhtml": b"\xe3\xc5\x96\x6d" * 50})
    locked["META-INF/encryption.xml"] = encryption.format(aes)
    with pytest.raises(FormatError, match=r"^it is protected by DRM$"):
        book(zipped(locked))
    locked["META-INF/rights.xml"] = '<rights xmlns="http://ns.adobe.com/adept"/>'
    with pytest.raises(FormatError, match=r"DRM \(Adobe ADEPT\)"):
        book(zipped(locked))
    adept = locked.pop("META-INF/rights.xml")
    key = "<rights xmlns='http://ns.adobe.com/adept'><encryptedKey> {} </encryptedKey></rights>"
    for name, content, scheme in (
        ("META-INF/rights.xml", adept, "Adobe ADEPT"),
        ("META-INF/rights.xml", key.format("x" * 172), "Adobe ADEPT"),
        ("META-INF/rights.xml", key.format("x" * 64), "Barnes & Noble"),
        ("META-INF/sinf.xml", "<sinf/>", "Apple FairPlay"),
        ("META-INF/license.lcpl", "{}", "Readium LCP"),
        ("rights.xml", "<kdrm/>", "Kobo"),
    ):
        with pytest.raises(FormatError, match=rf"DRM \({scheme}\)$"):
            book(zipped({**locked, name: content}))
        # Kobo leaves out the list of what is encrypted.
        unlisted = {**locked, name: content}
        del unlisted["META-INF/encryption.xml"]
        with pytest.raises(FormatError, match=rf"DRM \({scheme}\)$"):
            book(zipped(unlisted))
    readable = {**locked, "OEBPS/a.xhtml": ONE}
    assert book(zipped(readable)).chapters[0].title == "One"
    readable["META-INF/encryption.xml"] = encryption.format(font)
    assert book(zipped(readable)).chapters[0].title == "One"
