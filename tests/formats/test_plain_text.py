"""Ordinary books as text: paragraphs, verse, headings, and every word kept."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuireader.formats import FormatError, Source, parse
from tuireader.formats.sanitise import clean
from tuireader.work import Block, Kind, Role, Work

PROSE = (
    "It is a truth universally acknowledged, that a single man in possession of a good fortune,"
    " must be in want of a wife. However little known the feelings or views of such a man may be on"
    " his first entering a neighbourhood, this truth is so well fixed in the minds of the"
    " surrounding families, that he is considered the rightful property of some one or other of"
    " their daughters."
)
SPEECH = (
    "“My dear Mr. Bennet,” said his lady to him one day, “have you heard that Netherfield Park is"
    " let at last?”"
)
ANSWER = "Mr. Bennet replied that he had not."


def wrapped(*paragraphs: str, width: int = 70, indent: str = "", between: str = "\n\n") -> str:
    return between.join(
        textwrap.fill(paragraph, width, initial_indent=indent) for paragraph in paragraphs
    )


def read(text: str, name: str = "a_book.txt") -> Work:
    return parse(Source(name, text.encode()))


def texts(work: Work) -> list[str]:
    return [block.text for chapter in work.chapters for block in chapter.blocks]


def kinds(work: Work) -> list[str]:
    return [block.kind.value for chapter in work.chapters for block in chapter.blocks]


@pytest.mark.parametrize("width", [50, 65, 72, 90])
def test_wrapped_lines_are_one_paragraph_again(width: int) -> None:
    work = read(wrapped(PROSE, SPEECH, ANSWER, PROSE, width=width))
    assert texts(work) == [PROSE, SPEECH, ANSWER, PROSE]
    assert set(kinds(work)) == {"p"}


@pytest.mark.parametrize("indent", ["  ", "     ", "\t"])
def test_an_indent_can_begin_a_paragraph(indent: str) -> None:
    text = wrapped(*[PROSE, SPEECH, ANSWER, PROSE] * 3, indent=indent, between="\n")
    assert texts(read(text)) == [PROSE, SPEECH, ANSWER, PROSE] * 3


def test_a_line_can_be_a_paragraph() -> None:
    assert texts(read("\n".join([PROSE, SPEECH, ANSWER, PROSE]))) == [PROSE, SPEECH, ANSWER, PROSE]
    assert texts(read("\n\n".join([PROSE, ANSWER, ANSWER, PROSE]))) == [
        PROSE,
        ANSWER,
        ANSWER,
        PROSE,
    ]


def test_lines_below_a_chapters_name_are_paragraphs_where_each_is_set_in() -> None:
    lines = ["\u3000\u3000那天晚上，渡船来得很晚。", "\u3000\u3000「你是谁？」她问道。"] * 8
    chapters = [[f"第{number}章 相遇", *lines] for number in "一二三"]
    work = read("\n\n".join("\n".join(chapter) for chapter in chapters))
    assert [chapter.title for chapter in work.chapters] == [chapter[0] for chapter in chapters]
    assert texts(work) == [line.strip() for chapter in chapters for line in chapter]


def test_lines_as_long_as_nobody_wraps_are_paragraphs() -> None:
    lines = ["那天晚上，渡船来得很晚，" * 7 + "没有人。", "他说：“好。”"]
    work = read("\n\n".join(["\n".join(lines)] * 3))
    assert [text for text in texts(work) if text] == lines * 3


def test_verse_keeps_its_lines_and_indents() -> None:
    verse = "    Twinkle, twinkle, little bat!\n      How I wonder what you’re at!\n    Up above"
    work = read(wrapped(PROSE, PROSE) + "\n\n" + verse + "\n\n" + wrapped(PROSE))
    block = work.chapters[0].blocks[2]
    assert block.kind is Kind.VERSE
    assert (
        block.text
        == "Twinkle, twinkle, little bat!\n\xa0\xa0How I wonder what you’re at!\nUp above"
    )
    assert texts(work)[3] == PROSE


@pytest.mark.parametrize("line", ["\n", " \n", "\xa0\n"])
def test_empty_lines_without_end_are_looked_at_once(line: str) -> None:
    assert texts(read(f"One.\n\nTwo.{line * 300_000}")) == ["One.", "Two."]
    with pytest.raises(FormatError, match="no text"):
        read(line * 300_000)


def test_a_wide_gap_is_a_soft_break_and_ornaments_are_breaks() -> None:
    body = wrapped(PROSE, SPEECH) + "\n\n\n\n" + wrapped(PROSE, "* * *", PROSE, "-----", ANSWER)
    blocks = read(body).chapters[0].blocks
    assert [block.marker for block in blocks if block.kind is Kind.BREAK] == ["gap", "text", "text"]


def test_underscores_are_emphasis() -> None:
    (chapter,) = read(
        f"{PROSE}\n\nHe was _very\nmuch_ a snake_case man, _he_, under __init__."
    ).chapters
    block: Block = chapter.blocks[-1]
    assert block.text.split() == [
        "He",
        "was",
        "very",
        "much",
        "a",
        "snake_case",
        "man,",
        "he,",
        "under",
        "__init__.",
    ]
    assert [(block.text[s.start : s.end], s.role) for s in block.spans] == [
        ("very\nmuch" if "\n" in block.text else "very much", Role.EMPHASIS),
        ("he", Role.EMPHASIS),
    ]


BOOK = "\n\n\n\n".join(
    [
        "PRIDE AND PREJUDICE",
        "by Jane Austen",
        "CONTENTS\n\nPART ONE\n\nCHAPTER I\n\nCHAPTER II\n\nPART TWO\n\nCHAPTER I",
        "PART ONE",
        "CHAPTER I\n\n" + wrapped(PROSE, SPEECH),
        "CHAPTER II. IN WHICH A CALL IS PAID\n\n" + wrapped(PROSE, "Chapter two was hard.", ANSWER),
        "PART TWO",
        "CHAPTER I\n\nA Letter\n\n" + wrapped(PROSE, SPEECH),
    ]
)


def test_headings_begin_chapters_and_lists_of_them_do_not() -> None:
    work = read(BOOK)
    assert (work.metadata.title, work.metadata.authors) == ("PRIDE AND PREJUDICE", ("Jane Austen",))
    assert [(entry.level, entry.title, entry.chapter) for entry in work.contents] == [
        (1, "PRIDE AND PREJUDICE", 0),
        (1, "PART ONE", 1),
        (2, "CHAPTER I", 1),
        (2, "CHAPTER II. IN WHICH A CALL IS PAID", 2),
        (1, "PART TWO", 3),
        (2, "CHAPTER I: A Letter", 3),
    ]
    assert [chapter.titled for chapter in work.chapters] == [False, True, True, True]
    assert [block.text for block in work.chapters[3].blocks if block.kind is Kind.HEADING] == [
        "PART TWO",
        "CHAPTER I",
        "A Letter",
    ]
    assert " ".join(texts(work)).split() == BOOK.split()


@pytest.mark.parametrize(
    "heading",
    ["Chapter 1", "CHAPTER ONE", "Chapter the First", "Chapter 1: Home", "Kapitel 1", "Chapitre II",
     "Capítulo 3", "Глава 1", "第一章 归来", "第12話", "פרק 1", "Prologue", "Story I. A Tale",
     "I. A SCANDAL IN BOHEMIA", "Book the Second", "Epilogue: 1820",
     "Ch. 4", "Chapter 3/12", "Chapter 5: What Now?", "Chapter 6 - “Run!”", "Chapter 7 (Anna)",
     "~ Chapter 8 ~", "**Chapter 9: Home**", "[Chapter 10]", "Interlude: Anna", "Interlude 3",
     "Chapitre premier", "Chapitre vingt et unième", "Capitolo terzo", "Capítulo décimo",
     "3. Kapitel", "Elftes Kapitel", "Глава двадцать первая", "Часть вторая", "Rozdział piąty",
     "Kapitola 2", "Розділ 4", "Κεφάλαιο 2", "Bölüm 3", "Chương 4: Phà", "บทที่ 5", "3. fejezet",
     "الفصل الثاني", "פרק ב'", "第三章归来", "【第四章 归来】", "☆、第5章", "番外一 夏天",
     "제2장 만남", "12화"],
)  # fmt: skip
def test_plain_headings(heading: str) -> None:
    work = read(f"{wrapped(PROSE)}\n\n\n{heading}\n\n{wrapped(PROSE, SPEECH)}")
    assert [entry.title for entry in work.contents][1:] == [heading]


@pytest.mark.parametrize(
    "line",
    ["Chapter two was hard for him,", "Part of the ship", "I see.", "Book lovers, all.",
     "1805", "Act naturally", "Letter for you!", "Chapter", "Act one part,", "第一",
     "“Chapter 2”", "Chapter 3: this, that,", "第一章写的是，他来了。", "Глава семьи",
     "- Part two of it", "[Part of me]"],
)  # fmt: skip
def test_lines_that_are_no_headings(line: str) -> None:
    work = read(f"{wrapped(PROSE)}\n\n{line}\n\n{wrapped(PROSE, SPEECH)}")
    assert [entry.chapter for entry in work.contents] == [0]
    assert line in texts(work)


def test_numbers_alone_are_chapters_when_they_count() -> None:
    parts = [f"{number}\n\n{wrapped(PROSE, SPEECH)}" for number in ("I", "II", "III", "IV")]
    assert [e.title for e in read("\n\n".join(parts)).contents] == ["I", "II", "III", "IV"]
    assert len(read("\n\n".join([parts[0], parts[2], parts[0]])).contents) == 1


def test_titles_with_air_around_them_are_chapters() -> None:
    tale = wrapped(*[PROSE, SPEECH] * 4)
    titles = ["The Merchant", "The Fisherman.", "The Two Sisters"]
    work = read("\n\n\n\n\n".join(["TALES", *(f"{title}\n\n{tale}" for title in titles)]))
    assert [entry.title for entry in work.contents] == ["TALES", *titles]


def test_project_gutenberg_stands_behind_its_book() -> None:
    header = (
        "The Project Gutenberg EBook of Pride\n\nTitle: Pride and\n       Prejudice\n\n"
        "Author: Jane Austen\n\nLanguage: English\n\n*** START OF THIS PROJECT GUTENBERG EBOOK ***"
    )
    footer = (
        "End of the Project Gutenberg EBook\n\n*** END OF THIS PROJECT GUTENBERG EBOOK ***\n\nX."
    )
    text = f"{header}\n\n\n{BOOK}\n\n\n{footer}"
    work = read(text)
    assert work.metadata.title == "Pride and Prejudice"
    assert (work.metadata.authors, work.metadata.language) == (("Jane Austen",), "English")
    assert work.chapters[-1].title == "Project Gutenberg"
    assert sorted(" ".join(texts(work)).split()) == sorted(text.split())
    assert sum(chapter.words for chapter in work.chapters) == len(text.split())


def test_aozora_readings_and_headings() -> None:
    text = (
        "走れメロス\n太宰治\n\n【テキスト中に現れる記号について】\n\n《》：ルビ\n\n"
        "［＃８字下げ］一［＃「一」は中見出し］\n\n"
        "　メロスは｜激怒《げきど》した。必ず、王を除かなければならぬ。\n「おまえか。」\n"
        "［＃８字下げ］二［＃「二」は中見出し］\n\n　メロスには政治がわからぬ。\n\n底本：「全集」\n"
    )
    work = parse(Source("x.txt", text.encode("cp932")))
    assert (work.metadata.title, work.metadata.authors) == ("走れメロス", ("太宰治",))
    assert [entry.title for entry in work.contents] == ["走れメロス", "一", "二"]
    paragraph = work.chapters[1].blocks[1]
    assert paragraph.indent == 2
    assert [paragraph.text[s.start : s.end] for s in paragraph.spans] == ["｜", "《げきど》"]


def test_a_file_without_words_is_refused() -> None:
    with pytest.raises(FormatError, match="no text"):
        read(" \n\t\n\xa0\n")


def test_a_title_is_the_files_name_when_nothing_says_it() -> None:
    assert read(wrapped(PROSE), name="my story.txt").metadata.title == "my story"


@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                ["CHAPTER I", "1", "II.", "", "", "* * *", "  indented", "Title: x", PROSE]
            ),
            st.text(st.characters(codec="utf-8"), max_size=40),
        ),
        max_size=20,
    )
)
@settings(max_examples=150)
def test_no_visible_word_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        work = read(text)
    except FormatError:
        return
    kept = "".join("".join(texts(work)).split())
    for word in clean(text).split():
        if word.isalnum():
            assert word in kept


@pytest.mark.parametrize(
    ("head", "title", "authors"),
    [
        ("The Locks\nBy A. Otter\nSmashwords Edition", "The Locks", ("A. Otter",)),
        ("The Locks\nby otter\n\nCopyright 2012", "The Locks", ("otter",)),
        ("The Locks\n\nBy Anna van der Otter.", "The Locks", ("Anna van der Otter",)),
        ("The Locks\n\nBy Anna Otter, Jr.", "The Locks", ("Anna Otter, Jr",)),
        ("The Locks\n\nBy A. O.", "The Locks", ("A. O.",)),
        ("The Locks\n\nBy the river stood a mill.", "The Locks", ()),
        ("The Locks\n\nBy Monday all of it was gone.", "The Locks", ()),
        ("Fog on the river\nby night it goes", "a_book", ()),
        ("The Locks\n\nby van otter", "The Locks", ("van otter",)),
    ],
)
def test_the_author_is_who_a_line_below_the_title_names(
    head: str, title: str, authors: tuple[str, ...]
) -> None:
    work = read(f"{head}\n\n{PROSE}\n\n{ANSWER}\n")
    assert (work.metadata.title, work.metadata.authors) == (title, authors)
    assert PROSE in texts(work)
