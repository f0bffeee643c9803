"""Moving through words: what a character, a word and a sentence are, and what is next."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuireader.place import Passage, Place
from tuireader.reading import motion
from tuireader.reading.motion import Unit
from tuireader.work import Block, Chapter, Kind


def chapter(*texts: str) -> Chapter:
    """Paragraphs; "" is a scene break."""
    blocks = (Block(Kind.PARAGRAPH, text) if text else Block(Kind.BREAK) for text in texts)
    return Chapter(1, "", tuple(blocks))


CHAPTERS = (
    chapter("", "One two. Three four!", "", "Five."),
    chapter(),
    chapter("Six seven", ""),
)


def parts(text: str, unit: Unit) -> list[str]:
    spans = {Unit.WORD: motion.words, Unit.SENTENCE: motion.sentences}[unit](text)
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Don’t well-known 3.14, yes.", ["Don’t", "well-known", "3.14", "yes"]),
        ("— a naïve cafe\u0301 …", ["a", "naïve", "cafe\u0301"]),
        ("我爱你 you", ["我", "爱", "你", "you"]),
        ("* * *", ["*", "*", "*"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert parts(text, Unit.WORD) == words


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("“Oh!” he said. She wept.", ["“Oh!” he said.", "She wept."]),
        ("Mr. Bennet and J. R. Smith came. Why?", ["Mr. Bennet and J. R. Smith came.", "Why?"]),
        ("He was gone... and she slept. “No.” “Yes.”",
         ["He was gone... and she slept.", "“No.”", "“Yes.”"]),
        ("好。是吗？对", ["好。", "是吗？", "对"]),
        ("Tyger Tyger,\nburning bright", ["Tyger Tyger,", "burning bright"]),
        ("no stop at all", ["no stop at all"]),
    ],
)  # fmt: skip
def test_sentences(text: str, sentences: list[str]) -> None:
    assert parts(text, Unit.SENTENCE) == sentences


@pytest.mark.parametrize(
    ("text", "signs"),
    [("ab", ["a", "b"]), ("e\u0301x", ["e\u0301", "x"]), ("👩‍🚀🇫🇮a", ["👩‍🚀", "🇫🇮", "a"])],
)
def test_a_sign_is_what_is_joined(text: str, signs: list[str]) -> None:
    edges = motion.signs(text)
    assert [text[a:b] for a, b in pairwise(edges)] == signs


def test_motions_go_through_blocks_and_chapters_with_text_only() -> None:
    place = Place(0, 1, 16)
    seen = []
    for _ in range(5):
        place = motion.forward(CHAPTERS, place, Unit.WORD)
        seen.append(place)
    assert seen == [Place(0, 1, 19), Place(0, 3, 4), Place(2, 0, 3), Place(2, 0, 9), Place(2, 0, 9)]
    back = []
    for _ in range(5):
        place = motion.backward(CHAPTERS, place, Unit.WORD)
        back.append(place)
    assert back == [Place(2, 0, 4), Place(2), Place(0, 3), Place(0, 1, 15), Place(0, 1, 9)]


def test_by_sentence_and_paragraph() -> None:
    assert motion.forward(CHAPTERS, Place(0, 1), Unit.SENTENCE) == Place(0, 1, 8)
    assert motion.forward(CHAPTERS, Place(0, 1, 8), Unit.SENTENCE) == Place(0, 1, 20)
    assert motion.forward(CHAPTERS, Place(0, 1, 8), Unit.PARAGRAPH) == Place(0, 1, 20)
    assert motion.forward(CHAPTERS, Place(0, 1, 20), Unit.PARAGRAPH) == Place(0, 3, 5)
    assert motion.backward(CHAPTERS, Place(0, 3), Unit.PARAGRAPH) == Place(0, 1)


def test_what_a_click_takes() -> None:
    def taken(place: Place, unit: Unit) -> str:
        return motion.text_of(CHAPTERS, motion.around(CHAPTERS, place, unit))

    assert taken(Place(0, 1, 5), Unit.WORD) == "two"
    assert taken(Place(0, 1, 5), Unit.SENTENCE) == "One two."
    assert taken(Place(0, 1, 5), Unit.PARAGRAPH) == "One two. Three four!"
    assert taken(Place(0, 0), Unit.WORD) == ""


def test_the_words_of_a_passage_over_chapters() -> None:
    passage = Passage(Place(0, 1, 9), Place(2, 0, 3))
    assert motion.text_of(CHAPTERS, passage) == "Three four!\n\nFive.\n\nSix"


def test_a_passage_is_trimmed_to_its_words() -> None:
    passage = Passage(Place(0, 1, 20), Place(2, 0, 0))
    assert motion.trimmed(CHAPTERS, passage) == Passage(Place(0, 3, 0), Place(0, 3, 5))
    nothing = Passage(Place(0, 1, 8), Place(0, 1, 9))
    assert motion.trimmed(CHAPTERS, nothing).start >= motion.trimmed(CHAPTERS, nothing).end


TEXTS = st.lists(st.text("ab.! “”\n。 é\u0301我", max_size=12).map(str.strip), max_size=4)


@given(st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from(list(Unit)))
def test_going_on_reaches_the_end_and_back_the_start(works: list[list[str]], unit: Unit) -> None:
    chapters = tuple(chapter(*texts) for texts in works)
    place = motion.text_start(chapters)
    for _ in range(200):
        further = motion.forward(chapters, place, unit)
        assert further >= place
        if further == place:
            break
        place = further
    assert place == motion.text_end(chapters)
    for _ in range(200):
        before = motion.backward(chapters, place, unit)
        assert before <= place
        if before == place:
            break
        place = before
    assert place == motion.text_start(chapters)
