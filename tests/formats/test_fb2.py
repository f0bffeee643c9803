"""FB2: nested sections as chapters and contents, notes linked both ways, damage survived."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.truth import load, plain_text
from tuireader.formats import FormatError, Source, read
from tuireader.formats.fb2.reader import read as read_fb2
from tuireader.work import Align, Block, Break, Kind, Role, Series, Work

ABOUT = """<title-info>
<genre>prose_classic</genre><genre>sf_history</genre>
<author><first-name>Herman</first-name><last-name>Melville</last-name></author>
<author><nickname>ishmael</nickname></author>
<book-title>Moby-Dick</book-title>
<annotation><p>A <emphasis>whale</emphasis>.</p><p>A sea.</p></annotation>
<date value="1851-10-18">autumn 1851</date><lang>en</lang>
<sequence name="Sea Stories" number="3"/>
</title-info><document-info><id>65f7106c-be81-4f47-bb5d-b2bc8e5f0285</id>
<src-url>https://example.org/moby</src-url></document-info>
<publish-info><publisher>Harper</publisher><isbn>978-0-14-243724-7</isbn></publish-info>"""
STORY = """<title><p>Moby-Dick</p></title><section><title><p>Loomings</p></title>
<epigraph><p>A motto.</p><text-author>Nobody</text-author></epigraph>
<p>Call me <emphasis>Ishmael</emphasis><a l:href="#n1" type="note">[1]</a>.</p><empty-line/>
<p>Some years ago.</p><subtitle>* * *</subtitle>
<p>There is now your <style name="x">city</style>.</p></section>
<section><title><p>The Carpet-</p><p>Bag</p></title>
<poem><title><p>Song</p></title><stanza><v>One line,</v><v>two <strong>lines</strong>.</v></stanza>
<stanza><v>Another.</v></stanza><text-author>A sailor</text-author></poem>
<cite><p>Quoted.</p></cite><image l:href="#whale.png" alt="A whale"/>
<table><tr><th>Ship</th><td align="right">1</td></tr></table></section>"""
NOTES = """<body name="notes"><section id="n1"><title><p>1</p></title><p>Not his name.</p></section>
</body>"""


def fb2(story: str = STORY, *, about: str = ABOUT, notes: str = NOTES, head: str = "") -> bytes:
    return (
        f'{head}<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"'
        f' xmlns:l="http://www.w3.org/1999/xlink"><description>{about}</description>'
        f"<body>{story}</body>{notes}"
        '<binary id="whale.png" content-type="image/gif">\nR0lGODlhAQABAIAAAAAAAP\n'
        "///ywAAAAAAQABAAA=\n</binary></FictionBook>"
    ).encode()


def book(data: bytes, name: str = "book.fb2") -> Work:
    return read_fb2(Source(name, data))


def zipped(**files: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return data.getvalue()


def roles(block: Block) -> list[tuple[Role, str]]:
    return [(span.role, block.text[span.start : span.end]) for span in block.spans]


def test_a_book_is_its_sections() -> None:
    work = book(fb2())
    titles = ["Moby-Dick", "Loomings", "The Carpet- Bag", "Notes"]
    assert [chapter.title for chapter in work.chapters] == titles
    assert [(entry.title, entry.chapter) for entry in work.contents] == [
        ("Loomings", 1),
        ("The Carpet- Bag", 2),
        ("Notes", 3),
    ]
    heading, motto, by, first, blank, second, ornament, third = work.chapters[1].blocks
    assert (heading.kind, heading.text) == (Kind.HEADING, "Loomings")
    assert (motto.text, motto.quote, by.align) == ("A motto.", 1, Align.END)
    assert roles(first) == [(Role.EMPHASIS, "Ishmael"), (Role.NOTE_REF, "[1]")]
    assert (blank.marker, ornament.marker) == (Break.BLANK, Break.TEXT)
    assert (second.text, third.text) == ("Some years ago.", "There is now your city.")


def test_verse_quotes_pictures_and_tables() -> None:
    song, lines, more, by, cite, picture, *cells = book(fb2()).chapters[2].blocks[1:]
    assert (song.kind, song.text) == (Kind.HEADING, "Song")
    assert (lines.kind, lines.text) == (Kind.VERSE, "One line,\ntwo lines.")
    assert (more.kind, more.text, by.align) == (Kind.VERSE, "Another.", Align.END)
    assert (cite.text, cite.quote) == ("Quoted.", 1)
    assert (picture.kind, picture.text) == (Kind.IMAGE, "A whale")
    assert [(cell.text, cell.kind) for cell in cells] == [("Ship", Kind.CELL), ("1", Kind.CELL)]


def test_notes_are_linked_both_ways() -> None:
    work = book(fb2())
    called = next(span for span in work.chapters[1].blocks[3].spans if span.role is Role.NOTE_REF)
    assert called.target == "#3/1/0"
    note = work.chapters[3].blocks[1]
    assert note.text == "1 Not his name."
    assert note.spans[0][:4] == (0, 1, Role.LINK, f"#1/3/{called.start}")


def test_metadata() -> None:
    metadata = book(fb2()).metadata
    assert metadata.title == "Moby-Dick"
    assert metadata.authors == ("Herman Melville", "ishmael")
    assert (metadata.language, metadata.published) == ("en", "1851-10-18")
    assert metadata.summary == "A whale.\nA sea."
    assert metadata.tags == ("prose_classic", "sf_history")
    assert metadata.series == (Series("Sea Stories", 3),)
    assert (metadata.url, metadata.publisher) == ("https://example.org/moby", "Harper")
    assert metadata.identifiers == ("isbn:978-0-14-243724-7",)


def test_parts_of_a_book_are_no_chapters() -> None:
    chapter = "<section><title><p>{}</p></title>{}</section>"
    text = f"<p>{'word ' * 3000}</p>"
    pieces = "".join(chapter.format(number, text) for number in "12")
    parts = "".join(
        f"<section><title><p>Part {part}</p></title>{pieces * 2}</section>" for part in "AB"
    )
    long = book(fb2(parts, notes=""))
    assert [c.title for c in long.chapters] == ["Part A", *"1212", "Part B", *"1212"]
    assert [entry.level for entry in long.contents] == [1, 2, 2, 2, 2] * 2
    short = book(fb2(parts.replace("word " * 3000, "A scene."), notes=""))
    assert [c.title for c in short.chapters] == ["Part A", "Part B"]


def test_sections_without_titles_are_scenes() -> None:
    story = "<section><title><p>One</p></title><section><p>Day.</p></section>"
    story += "<section><p>Night.</p></section></section><section><p>Dawn.</p></section>"
    (chapter,) = book(fb2(story, notes="")).chapters
    kinds = "".join("t" if block.has_text else "-" for block in chapter.blocks)
    assert kinds == "tt-t-t"


def test_bold_first_lines_are_titles_where_there_are_no_others() -> None:
    story = "".join(
        f"<section><empty-line/><p><strong>{title}</strong></p><p>Text.</p></section>"
        for title in ("I", "II")
    )
    work = book(fb2(story, notes=""))
    assert [chapter.title for chapter in work.chapters] == ["I", "II"]
    assert work.chapters[0].blocks[0].spans == ()


def test_nothing_beside_sections_is_lost() -> None:
    story = "<p>Before.</p><section><p>Inside.</p></section>After<section><p>End.</p></section>"
    text = plain_text(book(fb2(story, notes="")))
    assert text == "Before. Inside. After End."


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16", "utf-8-sig"])
def test_encodings(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    head = f'<?xml version="1.0" encoding="{declared}"?>'
    text = fb2("<section><p>Мело, мело по всей земле.</p></section>", head=head).decode()
    assert plain_text(book(text.encode(encoding))).startswith("Мело, мело")


def test_zipped() -> None:
    assert book(zipped(moby_fb2=fb2()), "moby.fb2.zip").metadata.title == "Moby-Dick"
    with pytest.raises(FormatError, match="holds 2 books"):
        book(zipped(a_fb2=fb2(), b_fb2=fb2()))
    with pytest.raises(FormatError, match="no book"):
        book(zipped(a_txt=b""))
    with pytest.raises(FormatError, match="more than any book"):
        book(zipped(a_fb2=b" " * 20_000_000))


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.replace(b"</emphasis>", b""),
        lambda data: data.replace(b" xmlns:l=", b" y="),
        lambda data: data.replace(b"Call me", b"Call & me"),
        lambda data: data[: data.index(b"</body>")],
    ],
    ids=["unclosed", "prefix", "ampersand", "cut"],
)
def test_what_is_not_well_formed_is_read_with_a_warning(damage: object) -> None:
    work = book(damage(fb2()))  # type: ignore[operator]
    assert [chapter.title for chapter in work.chapters][:3] == [
        "Moby-Dick",
        "Loomings",
        "The Carpet- Bag",
    ]
    assert ("damaged" in "".join(work.warnings)) == (b"xmlns:l" in damage(fb2()))  # type: ignore[operator]


def test_what_holds_no_book_is_refused() -> None:
    with pytest.raises(FormatError, match="no text"):
        book(fb2("<section><empty-line/></section>", notes=""))
    with pytest.raises(FormatError, match="not a whole"):
        book(b"<fictionbook-like/>")


def test_sections_nested_without_end() -> None:
    story = "<section>" * 20_000 + "<p>deep</p>" + "</section>" * 20_000
    assert plain_text(book(fb2(story, notes=""))) == "deep"


def test_controls_reach_no_text() -> None:
    about = "<title-info><book-title>T\x9b31m\x9d0;x\x9c</book-title></title-info>"
    work = book(fb2("<section><p>a\x9b31mb</p></section>", about=about, notes=""))
    assert (work.metadata.title, plain_text(work)) == ("T", "ab")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_damage_is_an_error_and_never_a_crash(data: st.DataObject) -> None:
    whole = bytearray(fb2())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    reason = ""
    try:
        assert book(bytes(whole)).chapters
    except FormatError as error:
        reason = str(error)
    assert "\n" not in reason


# Real files


@pytest.mark.shared
def test_shared_books_hold_what_they_should(shared: Path) -> None:
    books = [file for file in load(shared / "books/manifest.json")["files"]
             if file["path"].startswith("fb2/")]  # fmt: skip
    assert len(books) == 10
    for file in books:
        facts = file["facts"]
        work = read(shared / "books" / file["path"])
        metadata = work.metadata
        assert [metadata.title] == (facts["title"] or [Path(file["path"]).stem]), file["path"]
        assert list(metadata.authors) == facts["authors"]
        assert [metadata.language] == (facts["lang"] or [""])
        assert list(metadata.tags) == facts["genres"]
        assert [[s.name, str(s.part)] for s in metadata.series] == facts["sequence"]
        has_notes = "notes" in facts["bodies"]
        story = work.chapters[: -1 if has_notes else None]
        words = sum(len(b.text.split()) for c in story for b in c.blocks if b.has_text)
        assert words == facts["main_words"]
        links = [s for c in story for b in c.blocks for s in b.spans if s.role is Role.NOTE_REF]
        annotation_links = 1 if file["path"] == "fb2/crengine-example.fb2" else 0
        assert len(links) == facts["note_links"] - annotation_links
        assert all(link.target.startswith(f"#{len(story)}/") for link in links)
        text, at = plain_text(work), 0
        for probe in facts["probes"]:
            at = text.index(probe, at)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("deep-fb2-sections.fb2", "deep text"),
        ("esc-meta.fb2", "S x"),
        ("fb2-binary-bad-base64.fb2", "text[9]"),
        ("fb2-entity-bomb.fb2", "its text would unfold without end"),
        ("fb2-malformed.fb2", "One text not closed"),
    ],
)
def test_hostile_books(shared: Path, name: str, text: str) -> None:
    try:
        found = plain_text(read(shared / "books/hostile" / name))
    except FormatError as error:
        found = str(error)
    assert " ".join(found.split()) == text


CALIBRE = "<document-info><program-used>calibre 6.13.0</program-used></document-info>"
SONG = """<section><title><p>Song</p></title><p>He sang it.</p>
<p>All along the water,</p><empty-line/><p>
&#160;&#160;through the <emphasis>rushes</emphasis>,</p><empty-line/><empty-line/><p>
<strong>ducks</strong> are dabbling.</p><empty-line/>
<p>It was late.</p><p>He slept.</p></section>"""


def test_lines_that_calibre_parted_are_lines_again() -> None:
    (chapter,) = book(fb2(SONG, about=CALIBRE, notes="")).chapters
    song = "All along the water,\n\xa0\xa0through the rushes,\n\nducks are dabbling."
    assert [block.text or block.kind for block in chapter.blocks] == [
        "Song", "He sang it.", song, Kind.BREAK, "It was late.", "He slept.",
    ]  # fmt: skip
    for data in (fb2(SONG, notes=""), fb2(SONG.replace("<p>", "<p>\n"), about=CALIBRE, notes="")):
        (chapter,) = book(data).chapters  # nothing tells lines from scenes
        assert "through the rushes," in [block.text for block in chapter.blocks]


def test_tags_of_an_ao3_download_that_calibre_made_fb2_of() -> None:
    url = "https://archiveofourown.org/works/4242"
    tag = '<a l:href="https://archiveofourown.org/tags/{0}">{0}</a>'.format
    tags = f"""<section><p><strong>Up Tails All</strong></p><empty-line/><p>
Posted originally on the Archive of Our Own at <a l:href="{url}">{url}</a>.</p><p>
<strong>Rating:</strong> {tag("Mature")} <strong>Fandoms:</strong> {tag("Rivers")}, {tag("Fog")}
<strong>Stats:</strong> Published: 2024-05-01 Words: 1,234 Chapters: 1/? </p></section>"""
    story = "<section><p><strong>Chapter 1: Home</strong></p><p>He slept.</p></section>"
    about = """<title-info><author><last-name>mole, ratty</last-name></author>
    <book-title>Up Tails All</book-title><annotation><p>A boat.</p></annotation></title-info>"""
    work = book(fb2(tags + story, about=about + CALIBRE, notes=""))
    known = work.metadata
    assert (known.title, known.authors, known.url) == ("Up Tails All", ("mole", "ratty"), url)
    assert (known.rating, known.fandoms, known.words) == ("Mature", ("Rivers", "Fog"), 1234)
    assert (known.summary, known.complete) == ("A boat.", False)
    assert [chapter.title for chapter in work.chapters] == ["Up Tails All", "Chapter 1: Home"]
