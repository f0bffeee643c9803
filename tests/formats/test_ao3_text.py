"""AO3's works as text: pages, copies, story-only dumps and downloads, and what may mislead."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuireader.formats import FormatError, Source, parse
from tuireader.work import Break, Chapter, Entry, Kind, Part, Series, Work


def read(*chunks: str, gap: int = 2, name: str = "a_file.txt") -> Work:
    return parse(Source(name, ("\n" * gap).join(chunks).encode()))


def story(chapter: Chapter) -> list[str]:
    """The story's paragraphs, and a scene break as its marker in brackets."""
    return [
        f"[{block.marker}]" if block.kind is Kind.BREAK else block.text
        for block in chapter.part(Part.STORY)
    ]


HEADER = (
    "Actions", "Chapter by Chapter", "Comments", "Share", "Download", "EPUB", "Work Header",
    "Rating:", "Teen And Up Audiences",
    "Archive Warning:", "No Archive Warnings Apply",
    "Fandoms:", "Moby Dick - Herman Melville, The Sea & Related Fandoms",
    "Additional Tags:", "Whales, Notes: the tag",
    "Language:", "English",
    "Series:", "Part 2 of Voyages",
    "Stats:", "Published:", "2024-02-03", "Updated:", "2024-03-04", "Words:", "1,234",
    "Chapters:", "2/?", "Kudos:", "7", "Hits:", "99",
    "Call Me", "ishmael (pequod), queequeg",
    "Summary:", "A voyage.",
)  # fmt: skip
FOOT = (
    "Actions", "↑ Top", "Kudos ♥", "Kudos", "ahab and 6 guests left kudos on this work!",
    "Comments", "Post Comment",
)  # fmt: skip


def test_a_page_with_all_its_landmarks() -> None:
    work = read(
        *HEADER,
        "Notes:", "For starbuck.", "My first voyage.",
        "(See the end of the work for more notes.)",
        "Chapter 1: Loomings",
        "Summary:", "November in my soul.",
        "Notes:", "(See the end of the chapter for  notes.)",
        "Chapter Text",
        "Some years ago, never mind how long precisely.", "* * *", "I thought I would sail about.",
        "Notes:", "To sea!",
        "Chapter 2",
        "Chapter Text",
        "I stuffed a shirt or two into my bag.",
        "Notes:", "The end, for now.",
        "Series this work belongs to:", "← Previous Work Part 2 of Voyages",
        *FOOT,
    )  # fmt: skip
    known = work.metadata
    assert (known.title, known.authors) == ("Call Me", ("ishmael (pequod)", "queequeg"))
    assert known.fandoms == ("Moby Dick - Herman Melville", "The Sea & Related Fandoms")
    assert known.tags == ("Whales", "Notes: the tag")
    assert known.series == (Series("Voyages", 2),)
    assert (known.published, known.updated, known.complete) == ("2024-02-03", "2024-03-04", False)
    assert (known.summary, known.notes) == ("A voyage.", "My first voyage.")
    assert known.end_notes == "The end, for now."
    first, second = work.chapters
    assert (first.number, first.title, second.number, second.title) == (1, "Loomings", 2, "")
    assert first.plain(Part.WORK_SUMMARY) == "A voyage."
    assert first.plain(Part.WORK_NOTES) == "For starbuck.\nMy first voyage."
    assert first.plain(Part.SUMMARY) == "November in my soul."
    assert first.plain(Part.NOTES) == ""
    assert first.plain(Part.END_NOTES) == "To sea!"
    assert story(first) == [
        "Some years ago, never mind how long precisely.",
        "[text]",
        "I thought I would sail about.",
    ]
    assert first.words == 14
    assert story(second) == ["I stuffed a shirt or two into my bag."]
    assert second.plain(Part.WORK_END_NOTES) == "The end, for now."
    assert work.contents == (Entry("Chapter 1: Loomings", 1, 0), Entry("Chapter 2", 1, 1))


def test_labels_in_the_story_are_story() -> None:
    lines = [
        "He wrote Chapter Text on the board.",
        "Chapter 2",
        "was all the page said.",
        "Notes:",
        "she had called the file, and under it",
        "Summary:",
        "nothing at all. Work Text: nothing.",
        "Actions",
        "speak louder.",
    ]
    work = read(*HEADER, "Chapter 1", "Chapter Text", *lines, "Chapter 2: Two", "Notes:",
                "Sorry it is late.", "Chapter Text", *lines, *FOOT)  # fmt: skip
    assert [story(chapter) for chapter in work.chapters] == [lines, lines]
    assert work.chapters[1].plain(Part.NOTES) == "Sorry it is late."


def test_the_same_page_copied_a_line_an_item() -> None:
    chunks = (
        *HEADER, "Chapter 1: Loomings", "Notes:", "Short.", "Chapter Text",
        "Some years ago, never mind how long.", "“Whither?” I said.", "To sea.", *FOOT,
    )  # fmt: skip
    spaced, copied = read(*chunks), read(*chunks, gap=1)
    assert copied.metadata == spaced.metadata
    assert copied.chapters == spaced.chapters


def test_a_header_may_stand_without_empty_lines() -> None:
    tight = read("Work Header", "\n".join(HEADER[7:-4]), *HEADER[-4:], "Chapter 1", "Chapter Text",
                 "One.", *FOOT)  # fmt: skip
    spaced = read(*HEADER[6:], "Chapter 1", "Chapter Text", "One.", *FOOT)
    assert tight == spaced


def test_a_chapter_by_somebody_else() -> None:
    work = read(*HEADER, "Chapter 1", "Chapter by queequeg", "Notes:", "Mine.", "Chapter Text",
                "One.", *FOOT)  # fmt: skip
    assert work.chapters[0].number == 1
    assert [block.text for block in work.chapters[0].part(Part.NOTES)] == ["Mine."]


def test_a_copy_joins_lines_that_were_one_stanza() -> None:
    work = read(
        "Work Header", "Rating:", "Not Rated", "Archive Warning:", "No Archive Warnings Apply",
        "Stats:", "Published: 2024-02-03 Words: 40 Chapters: 1/1 Hits: 3",
        "A Song", "alice", "Work Text:",
        "She sang it to the end of the street and back again, twice.",
        "“How doth the little crocodile", "  Improve his shining tail,",
        "And pour the waters of the Nile", "  On every golden scale!”",
        "“Lovely,” he said.", "“Is it?”",
        "alice: are you there", "hatter: no", "alice: oh",
        gap=1,
    )  # fmt: skip
    assert work.metadata.chapters_posted == 1
    assert story(work.chapters[0]) == [
        "She sang it to the end of the street and back again, twice.",
        "“How doth the little crocodile\n\xa0\xa0Improve his shining tail,\n"
        "And pour the waters of the Nile\n\xa0\xa0On every golden scale!”",
        "“Lovely,” he said.",
        "“Is it?”",
        "alice: are you there\nhatter: no\nalice: oh",
    ]


def test_the_page_of_a_later_chapter_keeps_its_number() -> None:
    work = read(
        "Entire Work", "← Previous Chapter", *HEADER[6:-2],
        "Chapter 4: The Sea", "Notes:", "(See the end of the chapter for  notes.)", "Chapter Text",
        "And then the sea.", "Notes:", "Of the chapter.", "Notes:", "Of the work.", *FOOT,
    )  # fmt: skip
    (chapter,) = work.chapters
    assert (chapter.number, chapter.title) == (4, "The Sea")
    assert story(chapter) == ["And then the sea."]
    assert chapter.plain(Part.END_NOTES) == "Of the chapter."
    assert work.metadata.end_notes == "Of the work."
    assert work.contents == (Entry("Chapter 4: The Sea", 1, 0),)


def test_the_first_chapters_page_does_not_have_the_works_end() -> None:
    work = read(
        "Next Chapter →", *HEADER, "Notes:", "(See the end of the work for notes.)",
        "Chapter 1", "Notes:", "(See the end of the chapter for  notes.)", "Chapter Text",
        "The sea.", "Notes:", "Of the chapter.", *FOOT,
    )  # fmt: skip
    assert work.metadata.end_notes == ""
    assert work.chapters[0].plain(Part.END_NOTES) == "Of the chapter."


def test_a_one_shot_page() -> None:
    work = read("Work Header", *HEADER[7:], "Work Text:", "Only this.", "And that.", *FOOT)
    assert [(c.number, c.title, story(c)) for c in work.chapters] == [
        (1, "", ["Only this.", "And that."])
    ]
    assert work.contents == (Entry("Call Me", 1, 0),)


def test_preformatted_lines_keep_their_spaces() -> None:
    cat = "   /\\_/\\\n  ( o.o )   meow\n   > ^ <"
    work = read(*HEADER, "Chapter 1", "Chapter Text", "A cat:", cat, "\ttab\there", "Gone.", *FOOT)
    (drawing,) = [b for b in work.chapters[0].part(Part.STORY) if b.kind is Kind.VERSE]
    assert drawing.indent == 1
    assert drawing.text.replace("\xa0", " ") == (
        "/\\_/\\\n( o.o )   meow\n > ^ <\n\n      tab     here"
    )


def test_a_dump_of_paragraphs_and_gaps() -> None:
    text = (
        "Work Header\n\nA Title\n\nChapter Text\n\nOne.\n\n\nTwo, and a chapter text.\n\n\n\n\n"
        "Three\nwith a line.\n\n\nFour.\xa0\n\nChapter Text\n\n5 years ago\n\n\nFive.\n\n\n\nSix."
    )
    work = parse(Source("x.txt", text.encode()))
    assert work.metadata.title == "A Title"
    assert work.metadata.complete is None
    assert [(c.number, c.title) for c in work.chapters] == [(1, ""), (2, "")]
    assert story(work.chapters[0]) == [
        "One.", "Two, and a chapter text.", "[gap]", "Three\nwith a line.", "Four.",
    ]  # fmt: skip
    assert story(work.chapters[1]) == ["5 years ago", "Five.", "[gap]", "Six."]
    assert [entry.title for entry in work.contents] == ["Chapter 1", "Chapter 2"]


@pytest.mark.parametrize("base", [1, 2, 3, 4])
def test_a_dumps_usual_gap_is_measured(base: int) -> None:
    usual, wide = "\n" * (base + 1), "\n" * (base + 3)
    text = f"T\n\nChapter Text\n\nOne.{usual}Two.{usual}Three.{wide}Four."
    (chapter,) = parse(Source("x", text.encode())).chapters
    assert story(chapter) == ["One.", "Two.", "Three.", "[gap]", "Four."]


def test_a_dump_without_title_or_text() -> None:
    untitled = read("Chapter Text", "One.", "Two.", name="lost_title.txt")
    assert untitled.metadata.title == "lost_title"
    assert story(untitled.chapters[0]) == ["One.", "Two."]
    empty = read("Work Header", "A Title", "Chapter Text")
    assert empty.metadata.title == "A Title"
    assert [chapter.blocks for chapter in empty.chapters] == [()]


def test_every_kind_of_break_in_one_place_is_one() -> None:
    text = "T\n\nChapter Text\n\nOne.\n\nTwo.\n\n* * *\n\n\n\n* * * * *\n\nThree.\n\nFour.\n\n~~~"
    (chapter,) = parse(Source("x", text.encode())).chapters
    assert [block.marker for block in chapter.blocks if block.kind is Kind.BREAK] == [Break.TEXT]


PREFACE = (
    "Preface", "Call Me",
    "Posted originally on the Archive of Our Own at http://archiveofourown.org/works/12.",
    "Rating: Explicit", "Archive Warnings: Major Character Death, Underage",
    "Fandom: Moby Dick - Herman Melville", "Relationship: Ishmael/Queequeg",
)  # fmt: skip
GOODBYE = (
    "Please drop by the Archive and comment to let the creator know if you enjoyed their work!"
)


def test_a_download_as_text() -> None:
    work = read(
        *PREFACE, "Stats: Published: 2024-02-03 Completed: 2024-03-04 Words: 34 Chapters: 2/2",
        "Call Me", "by ishmael (pequod)",
        "Summary", "A voyage.", "In two parts.",
        "Notes", "Mine.", "See the end of the work for more notes",
        "Inspired by Jonah by god",
        "Chapter 1: Loomings", "Chapter Summary", "November.",
        "Chapter Notes", "Long.", "And longer.", "See the end of the chapter for more notes",
        "Some years ago.", "-" * 40, "Chapter 2", "was not written then.",
        "Chapter End Notes", "To sea!",
        "Chapter 2: The Bag", "Chapter Notes", "Short.",
        "I stuffed a shirt.",
        "Afterword", "End Notes", "The end.", "Works inspired by this one", "X by y", GOODBYE,
    )  # fmt: skip
    known = work.metadata
    assert known.url == "https://archiveofourown.org/works/12"
    assert (known.authors, known.rating) == (("ishmael (pequod)",), "Explicit")
    assert (known.summary, known.notes) == ("A voyage.\nIn two parts.", "Mine.")
    assert (known.end_notes, known.complete) == ("The end.", True)
    first, second = work.chapters
    assert (first.title, second.title) == ("Loomings", "The Bag")
    assert first.plain(Part.NOTES) == "Long.\nAnd longer."
    assert story(first) == ["Some years ago.", "[hr]", "Chapter 2", "was not written then."]
    assert first.plain(Part.END_NOTES) == "To sea!"
    assert second.plain(Part.NOTES) == "Short."
    assert story(second) == ["I stuffed a shirt."]
    assert second.plain(Part.WORK_END_NOTES) == "The end.\nWorks inspired by this one\nX by y"


def test_a_one_shot_download_of_an_earlier_year() -> None:
    work = read(
        *PREFACE[1:], "Stats: Published: 2014-02-03 Words: 1234",
        "Call Me", "by Anonymous", "Notes", "Mine.", "And more.", "Call Me",
        "Some years ago.", "Notes", "are kept.", GOODBYE,
    )  # fmt: skip
    assert work.metadata.authors == ("Anonymous",)
    assert (work.metadata.chapters_posted, work.metadata.words) == (1, 1234)
    assert work.metadata.notes == "Mine.\nAnd more."
    assert story(work.chapters[0]) == ["Some years ago.", "Notes", "are kept."]


def test_headings_of_titles_alone_are_known_by_what_follows() -> None:
    work = read(
        *PREFACE, "Stats: Published: 2024-02-03 Updated: 2024-03-04 Words: 9 Chapters: 2/3",
        "Call Me", "by i", "Loomings", "Chapter Summary", "November.", "Some years ago.",
        "The Bag", "Chapter Notes", "Short.", "I stuffed a shirt.", "Afterword", GOODBYE,
    )  # fmt: skip
    assert [(c.number, c.title, story(c)) for c in work.chapters] == [
        (1, "Loomings", ["Some years ago."]),
        (2, "The Bag", ["I stuffed a shirt."]),
    ]


def test_who_only_speaks_of_downloads_is_none() -> None:
    said = f"It says “{PREFACE[2]}” in each of them, and that is how one knows them. " * 5
    work = read("How files are known", said, "That is all.")
    assert not work.metadata.url
    assert story(work.chapters[-1])[-1] == "That is all."


def test_fanficfare() -> None:
    text = (
        "\n\n\nCall Me\n\nby ishmael, queequeg\n\n\n\nSeries: Voyages [2]\nCategory: Moby Dick\n"
        "Genre: Gen, Whales,\nAngst\nLanguage: English\nStatus: In-Progress\n"
        "Published: 2024-02-03\nUpdated: 2024-03-04\nPackaged: 2026-11-20 06:36:22\n"
        "Rating: Mature\nWarnings: No Archive Warnings Apply\nChapters: 2\nWords: 1,234\n"
        "Story URL: https://archiveofourown.org/works/12\nSummary: A voyage of\nsome length.\n"
        "\n\n\n\n\nTABLE OF CONTENTS\n\n\n1. Loomings\n\n2. Chapter 2\n\n\n\n\n"
        "        1. Loomings\n\n\n**Author's Note:**\n\n> Mine.\n\n**Summary for the Chapter:**\n\n"
        "> November.\n\nSome years ago, _never mind_ how long\nprecisely.\n\n* * *\n\n"
        "> A letter,  \n> in **two** lines\\.\n\n**Notes for the Chapter:**\n\n> To sea!\n\n\n\n"
        "        2. Chapter 2\n\n\nI stuffed a shirt.\n\n\n\n\nEnd file.\n"
    )
    work = parse(Source("x.txt", text.replace("\n", "\r\n").encode()))
    known = work.metadata
    assert (known.title, known.authors) == ("Call Me", ("ishmael", "queequeg"))
    assert (known.categories, known.tags) == (("Gen",), ("Whales", "Angst"))
    assert (known.series, known.complete, known.words) == ((Series("Voyages", 2),), False, 1234)
    assert (known.summary, known.notes) == ("A voyage of some length.", "Mine.")
    first, second = work.chapters
    assert (first.title, second.number, second.title) == ("Loomings", 2, "")
    assert (first.plain(Part.SUMMARY), first.plain(Part.END_NOTES)) == ("November.", "To sea!")
    assert story(first) == [
        "Some years ago, never mind how long precisely.",
        "[text]",
        "A letter,\nin two lines.",
    ]
    *_, letter = first.part(Part.STORY)
    assert letter.quote == 1
    assert [letter.text[span.start : span.end] for span in letter.spans] == ["two"]
    assert story(second) == ["I stuffed a shirt."]


def test_fanficfares_title_page_without_chapters_loses_no_text() -> None:
    page = "Call Me\n\nby ishmael\n\nPackaged: 2026-11-20 06:36:22\nWords: " + "9" * 5000
    work = parse(Source("x.txt", f"{page}\n\n\n\nSome years ago.\n\nNever mind.".encode()))
    (chapter,) = work.chapters
    assert story(chapter) == ["Some years ago.", "Never mind."]
    assert work.metadata.words == 10**12 - 1
    assert parse(Source("x.txt", page.encode())).chapters[0].blocks == ()


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("This work could have adult content. If you continue, you have agreed", "adult content"),
        ("This work is only available to registered users of the Archive.", "logging in"),
    ],
)
def test_pages_that_are_no_work_are_refused(phrase: str, reason: str) -> None:
    with pytest.raises(FormatError, match=reason):
        read("Archive of Our Own", phrase, "Footer")


def test_escapes_in_titles_and_text_are_gone() -> None:
    work = read("\x1b]0;evil\x07A \x1b[31mTitle", "Chapter Text", "\x9b2JOne \u202etwo.", "Three.")
    assert work.metadata.title == "A Title"
    assert story(work.chapters[0]) == ["One two.", "Three."]


PIECES = st.sampled_from(
    [*HEADER, *FOOT, *PREFACE, GOODBYE, "Chapter Text", "Work Text:", "Chapter 1", "Chapter 2: Two",
     "Notes:", "Summary:", "Notes", "Chapter Notes", "Chapter End Notes", "End Notes", "Afterword",
     "(See the end of the chapter for  notes.)", "See the end of the work for more notes",
     "Works inspired by this one:", "Stats: Published: 2024-02-03 Words: 1 Chapters: 1/1",
     "Packaged: 2026-11-20", "        1. One", "> quoted", "* * *", "One.", "\ttab", "End file."]
)  # fmt: skip


@given(st.lists(st.tuples(PIECES, st.integers(1, 5)), max_size=30))
@settings(max_examples=200)
def test_labels_in_any_order_are_read_or_refused(pieces: list[tuple[str, int]]) -> None:
    text = "".join(piece + "\n" * gap for piece, gap in pieces)
    try:
        work = parse(Source("x.txt", text.encode()))
    except FormatError:
        return
    assert work.metadata.title
    for chapter in work.chapters:
        assert all(block.text or block.kind is Kind.BREAK for block in chapter.blocks)
