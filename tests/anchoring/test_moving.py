"""Marks in new editions of a small story."""

import pytest

from anchoring.texts import chapter
from tuireader.anchoring import (
    How,
    Moved,
    align,
    anchor_passage,
    edition,
    move,
    move_passage,
    quote_of,
)
from tuireader.marks import Anchor
from tuireader.place import Passage, Place, Quote
from tuireader.work import Chapter

STORM = (
    "The storm came out of the west before anyone had taken in the boats.",
    "“Is the lamp lit?” asked the keeper’s daughter.",
    "“Yes.”",
    "She climbed the hundred and twelve steps, and counted every one of them aloud.",
    "“Is the door shut?” he called after her.",
    "“Yes.”",
    "At the top the glass was cold, and the sea was nowhere to be seen.",
)
CALM = (
    "In the morning the water lay as flat as a table, and two boats were missing.",
    "“Did you sleep?”",
    "“No.”",
    "They rowed out to the rocks together. Neither of them spoke a word.",
    "The first boat was there, upside down. The second was never found.",
)
OLD = (chapter(*STORM, title="Storm"), chapter(*CALM, title="Calm", number=2))
FRESH = "A paragraph that has nothing to do with anything that came before it in this story."


def mark(words: str, nth: int = 0, work: tuple[Chapter, ...] = OLD) -> Anchor:
    """The anchor of the nth occurrence of `words`, which may go on into the next paragraph."""
    places = []
    for number, each in enumerate(work):
        text = "\n".join(block.text for block in each.blocks)
        start = text.find(words)
        while start >= 0:
            places.append((number, start, text))
            start = text.find(words, start + 1)
    number, start, text = places[nth]

    def place(position: int) -> Place:
        before = text[:position]
        return Place(number, before.count("\n"), position - before.rfind("\n") - 1)

    passage = Passage(place(start), place(start + len(words)))
    return anchor_passage(work, passage, edition(work))


def moved(anchor: Anchor, new: tuple[Chapter, ...]) -> tuple[Moved, str]:
    """Where an anchor goes, and the words there."""
    result = move(anchor, align(OLD, new))
    return result, quote_of(new, result.passage).exact


def replaced(*changes: tuple[str, str]) -> tuple[Chapter, ...]:
    """The story with paragraphs replaced; "" takes one out, line breaks make several."""
    chapters = []
    for each in OLD:
        texts: list[str] = []
        for block in each.blocks:
            new = next((new for old, new in changes if block.text == old), block.text)
            texts += filter(None, new.split("\n"))
        chapters.append(chapter(*texts, title=each.title))
    return tuple(chapters)


def test_the_same_edition_leaves_everything() -> None:
    anchor = mark("the keeper’s daughter")
    assert move(anchor, align(OLD, OLD)) == Moved(anchor.passage, 1.0, How.SAME)


def test_a_prologue_and_new_paragraphs_shift_everything() -> None:
    new = (chapter(FRESH, title="Before"), *replaced((STORM[0], f"{FRESH}\n{STORM[0]}")))
    result, words = moved(mark("counted every one"), new)
    assert result.how is How.EXACT
    assert words == "counted every one"
    assert result.passage.start == Place(1, 4, 46)


def test_chapters_may_change_places_split_and_merge() -> None:
    swapped = OLD[::-1]
    split = (chapter(*STORM[:3]), chapter(*STORM[3:], *CALM))
    for new in (swapped, split):
        for words in ("counted every one", "“Yes.”\nShe climbed", "two boats were missing"):
            result, there = moved(mark(words), new)
            assert there == words
            assert result.certainty == 1.0


def test_twin_lines_follow_their_neighbours() -> None:
    new = replaced((STORM[0], f"{FRESH}\n“Yes.”\n“Yes.”\n{STORM[0]}"))
    for nth in (0, 1):
        result, words = moved(mark("“Yes.”", nth), new)
        assert words == "“Yes.”"
        assert result.passage.start.block == (5, 8)[nth]


def test_a_line_that_is_gone_is_not_its_twin() -> None:
    new = tuple(
        chapter(*(block.text for i, block in enumerate(each.blocks) if (n, i) != (0, 2)))
        for n, each in enumerate(OLD)
    )
    result, _ = moved(mark("“Yes.”", 0), new)
    assert result.lost
    other, words = moved(mark("“Yes.”", 1), new)
    assert words == "“Yes.”"
    assert other.passage.start == Place(0, 4, 0)


def test_a_prologue_may_repeat_a_scene_that_is_edited_in_its_place() -> None:
    edited = replaced(
        (CALM[0], CALM[0].replace("as flat as", "flatter than")),
        (CALM[3], CALM[3].replace("They rowed", "They both rowed")),
    )
    new = (chapter(FRESH, *CALM, title="Before"), *edited)
    for words, block in (("two boats", 0), ("“Did you sleep?”", 1), ("“No.”", 2), ("a word", 3)):
        result, there = moved(mark(words), new)
        assert there == words
        assert result.passage.start[:2] == (2, block)


def test_an_epilogue_may_repeat_a_scene_that_is_edited_in_its_place() -> None:
    edited = replaced(
        (STORM[0], STORM[0].replace("out of", "from")),
        (STORM[3], STORM[3].replace("hundred and twelve", "ninety")),
    )
    for words, block in (("taken in the boats", 0), ("“Yes.”", 2), ("aloud", 3), ("cold", 6)):
        result, there = moved(mark(words), (*edited, chapter(*STORM, title="Again")))
        assert there == words
        assert result.passage.start[:2] == (0, block)


def test_a_chapter_may_begin_with_what_the_last_one_ended_with() -> None:
    short = "“Come in, both of you.”"
    old = (chapter(*STORM, short, title="Storm"), chapter("Morning came.", *CALM, title="Calm"))
    new = (old[0], chapter(*STORM[-2:], short, "Morning came.", *CALM, title="Calm"))
    alignment = align(old, new)
    for words in ("the glass was cold", "both of you"):
        anchor = mark(words, work=old)
        assert move(anchor, alignment).passage == anchor.passage


def test_a_chapter_put_in_beside_an_edited_paragraph_hides_nothing() -> None:
    fresh = [f"{FRESH} It is number {number}, and there are a great many." for number in range(90)]
    changed = STORM[3].replace("hundred and twelve", "ninety")
    before = (*OLD[0].blocks[:3], *chapter(*fresh, changed).blocks, *OLD[0].blocks[4:])
    after = (*OLD[0].blocks[:3], *chapter(changed, *fresh).blocks, *OLD[0].blocks[4:])
    for blocks in (before, after):
        new = (Chapter(1, "Storm", blocks), OLD[1])
        for words in ("steps, and counted", "She climbed", "“Yes.”"):
            _, there = moved(mark(words), new)
            assert there == words


def test_a_name_may_change_in_every_line_of_a_long_chapter() -> None:
    counting = [f"{n}, {n + 1} and {n + 2} were the steps" for n in range(0, 360, 3)]
    latin = [f"{each} Anna counted. “Go on, Anna.” said no other." for each in counting]
    short = [line for each in latin for line in (each, "“Anna?”", "“Yes, Anna, I am here.”")]
    chinese = [f"小李在第{n}天早上走到河边，对着第{n + 7}只船喊了一声。" for n in range(300)]
    for lines, name, new_name, words in (
        (short, "Anna", "Ottilie", "I am here"),
        (chinese, "小李", "阿明", "走到河边"),
    ):
        old = (chapter(*lines),)
        new = (chapter(*(line.replace(name, new_name) for line in lines)),)
        alignment = align(old, new)
        for block, line in enumerate(lines):
            if words in line:
                place = Place(0, block, line.index(words))
                end = place._replace(offset=place.offset + len(words))
                result = move_passage(Passage(place, end), alignment)
                assert result.passage.start.block == block
                assert quote_of(new, result.passage).exact == words


def test_an_edited_sentence_keeps_its_mark() -> None:
    new = replaced((STORM[3], STORM[3].replace("hundred and twelve", "ninety")))
    result, words = moved(mark("climbed the hundred and twelve steps, and counted"), new)
    assert words == "climbed the ninety steps, and counted"
    assert result.how is How.CHANGED
    assert 0.5 < result.certainty < 1.0


def test_a_corrected_word_keeps_its_mark() -> None:
    typo = (chapter(*(text.replace("counted", "conuted") for text in STORM)), OLD[1])
    anchor = mark("conuted", work=typo)
    result = move(anchor, align(typo, OLD))
    assert quote_of(OLD, result.passage).exact == "counted"
    assert result.how is How.CHANGED


@pytest.mark.parametrize(
    "rewritten", ["", "He heard her go, slowly at first and then two at a time."]
)
def test_words_that_are_gone_are_lost_with_a_guess_nearby(rewritten: str) -> None:
    result, _ = moved(mark("climbed the hundred and twelve steps"), replaced((STORM[3], rewritten)))
    assert result.lost
    assert result.certainty == 0.0
    assert result.passage == Passage.at(Place(0, 2, 6))


def test_a_paragraph_joined_with_the_next_or_split_keeps_its_marks() -> None:
    joined = replaced((CALM[3], f"{CALM[3]} {CALM[4]}"), (CALM[4], ""))
    split = replaced((CALM[3], CALM[3].replace(". ", ".\n")))
    result, words = moved(mark("a word.\nThe first boat"), joined)
    assert words == "a word. The first boat"
    assert result.how is How.EXACT
    result, words = moved(mark("together. Neither"), split)
    assert words == "together.\nNeither"
    assert result.how is How.EXACT


def test_a_paragraph_that_moved_and_changed_takes_its_marks_along() -> None:
    changed = STORM[3].replace("aloud", "under her breath")
    new = replaced((STORM[3], ""), (CALM[4], f"{CALM[4]}\n{changed}"))
    result, words = moved(mark("hundred and twelve steps"), new)
    assert words == "hundred and twelve steps"
    assert result.passage.start.chapter == 1


def test_straight_quotation_marks_change_nothing() -> None:
    new = replaced((STORM[1], STORM[1].replace("“", '"').replace("”", '"').replace("’", "'")))
    result, words = moved(mark("lit?” asked the keeper’s"), new)
    assert words == "lit?\" asked the keeper's"
    assert result.how is How.EXACT


# Progress


def place(words: str, offset: int = 0) -> Anchor:
    start = mark(words).passage.start
    start = start._replace(offset=start.offset + offset)
    return anchor_passage(OLD, Passage.at(start), edition(OLD))


def test_progress_stays_on_its_word() -> None:
    new = (chapter(FRESH), *replaced((CALM[3], f"{FRESH} {CALM[3]}")))
    result, _ = moved(place("Neither"), new)
    assert result.passage.start == Place(2, 3, len(FRESH) + 1 + CALM[3].index("Neither"))


def test_progress_stays_in_its_sentence() -> None:
    new = replaced((CALM[3], CALM[3].replace("out to the rocks", "back")))
    result, _ = moved(place("out to the rocks"), new)
    assert not result.lost
    assert result.passage.start.block == 3
    assert result.passage.start.offset in (10, 11)


def test_progress_falls_back_to_the_sentence_before() -> None:
    new = replaced((CALM[3], "They rowed out to the rocks together."))
    result, _ = moved(place("Neither of them", 3), new)
    assert result.passage.start == Place(1, 3, 37)
    gone = replaced((CALM[3], FRESH), (CALM[2], ""), (CALM[1], ""))
    result, _ = moved(place("Neither of them", 3), gone)
    assert result.passage.start == Place(1, 0, len(CALM[0]))


def test_progress_where_nothing_before_survives() -> None:
    result, _ = moved(place("out of the west"), (chapter(FRESH, *STORM[3:]), OLD[1]))
    assert result.passage.start == Place(0, 1, 0)


def test_the_end_of_a_paragraph_stays_its_end() -> None:
    end = anchor_passage(OLD, Passage.at(Place(0, 3, len(STORM[3]))), edition(OLD))
    result, _ = moved(end, replaced((STORM[4], f"{FRESH}\n{STORM[4]}")))
    assert result.passage.start == Place(0, 3, len(STORM[3]))


# Without the old text


def test_a_mark_of_an_edition_that_is_not_kept_is_found_by_its_quote() -> None:
    new = (chapter(FRESH, title="Before"), *OLD)
    for words, nth in (("the keeper’s daughter", 0), ("“Yes.”", 0), ("“Yes.”", 1)):
        anchor = mark(words, nth)
        result = move(anchor, align((), new))
        assert result.how is How.QUOTE
        start, end = anchor.passage
        assert result.passage == Passage(
            start._replace(chapter=start.chapter + 1), end._replace(chapter=end.chapter + 1)
        )


def test_its_paragraph_tells_where_words_are_that_stand_there_twice() -> None:
    anchor = mark("one")
    assert anchor.passage.start.block == 0  # of “anyone”
    anchor = mark("of them", 0)
    shuffled = (chapter(STORM[3], *CALM[::-1]),)
    result = move(anchor, align((), shuffled))
    assert result.passage == Passage(Place(0, 0, 64), Place(0, 0, 71))


def test_what_was_lost_is_found_when_its_words_come_back() -> None:
    anchor = mark("hundred and twelve steps")
    without = replaced((STORM[3], FRESH))
    assert move(anchor, align(OLD, without)).lost
    assert move(anchor, align(without, OLD)) == Moved(anchor.passage, 1.0, How.SAME)
    again = (chapter(FRESH), *OLD)
    assert move(anchor, align(without, again)).passage.start == Place(1, 3, 16)


def test_an_anchor_that_does_not_fit_its_place_is_found_by_its_quote() -> None:
    right = mark("counted every one")
    wrong = Anchor(Passage(Place(0, 99, 7), Place(3, 0, 0)), right.quote, edition=edition(OLD))
    new = (chapter(FRESH), *OLD)
    assert move(wrong, align(OLD, new)).passage.start == Place(1, 3, 46)


def test_nothing_is_found_in_nothing() -> None:
    anchor = mark("counted every one")
    assert move(anchor, align(OLD, ())).lost
    unknown = Anchor(Passage.at(Place(7, 0, 0)), Quote("words that nobody ever wrote"))
    result = move(unknown, align((), OLD))
    assert result.lost
    assert result.passage.start == Place(1, 0, 0)
