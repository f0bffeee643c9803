"""Quotes, and finding them."""

from anchoring.texts import LIGHTHOUSE, chapter
from tuireader.anchoring import anchor_passage, digest, edition, find_quote, quote_of
from tuireader.place import Passage, Place, Quote


def passage(chapter: int, block: int, start: int, end: int) -> Passage:
    return Passage(Place(chapter, block, start), Place(chapter, block, end))


def test_a_quote_holds_what_is_around_it_across_blocks() -> None:
    quote = quote_of(LIGHTHOUSE, Passage(Place(0, 2, 4), Place(0, 5, 6)))
    assert quote.exact == "it still burning?” she asked.\n“Yes.”\nIn the"
    assert (
        quote.prefix
        == "g this first.\nThe lamp had been lit every evening for sixty years.\n“Is "[-64:]
    )
    assert quote.suffix.startswith(" morning the harbour")


def test_a_quote_spans_chapters() -> None:
    quote = quote_of(LIGHTHOUSE, Passage(Place(0, 6, 0), Place(1, 0, 6)))
    assert quote.exact == "“Did you put it out?”\n“Yes.”\nNobody"
    assert quote.prefix.endswith("cold.\n")
    found = find_quote(LIGHTHOUSE, quote)
    assert found
    assert found.passage == Passage(Place(0, 6, 0), Place(1, 0, 6))


def test_an_anchor_holds_all_that_finds_it_again() -> None:
    where = passage(1, 1, 1, 5)
    anchor = anchor_passage(LIGHTHOUSE, where, edition(LIGHTHOUSE))
    assert anchor.passage == where
    assert anchor.quote.exact == "Were"
    assert anchor.chapter_title == "The Harbour"
    assert anchor.digest == digest("“Were they afraid?”")


def test_its_context_tells_a_line_from_its_twins() -> None:
    for where in (passage(0, 3, 0, 6), passage(0, 7, 0, 6), passage(1, 2, 0, 6)):
        found = find_quote(LIGHTHOUSE, quote_of(LIGHTHOUSE, where))
        assert found == (where, 1.0)


def test_the_hint_decides_between_equals() -> None:
    for where in (passage(0, 3, 0, 6), passage(0, 7, 0, 6), passage(1, 2, 0, 6)):
        found = find_quote(LIGHTHOUSE, Quote("“Yes.”"), where.start)
        assert found
        assert found.passage == where


def test_a_short_line_is_not_its_twin_elsewhere() -> None:
    quote = Quote("“Yes.”", "an entirely different question\n", "\nand another reply")
    assert find_quote(LIGHTHOUSE, quote) is None


def test_a_quote_from_another_format_is_found() -> None:
    work = (chapter("The ﬁrst of all the cafe\u0301s\u00a0was “closed”… for ever."),)
    found = find_quote(work, Quote('first of all the cafés was "closed"... for'))
    assert found
    assert found.passage == passage(0, 0, 4, 44)


def test_a_mistyped_quote_is_found_with_less_certainty() -> None:
    found = find_quote(LIGHTHOUSE, Quote("the harbor was emptied, and the lamp"))
    assert found
    assert found.passage == passage(0, 5, 15, 50)
    assert found.certainty < 0.9


def test_a_corrected_word_is_found_by_its_context() -> None:
    quote = quote_of(LIGHTHOUSE, passage(0, 5, 19, 26))
    assert quote.exact == "harbour"
    found = find_quote(LIGHTHOUSE, quote._replace(exact="habruor"))
    assert found
    assert found.passage == passage(0, 5, 19, 26)


def test_words_that_are_nowhere_are_not_found() -> None:
    assert find_quote(LIGHTHOUSE, Quote("a cat sat on the mat and looked at the moon")) is None
    assert find_quote((), Quote("the lamp")) is None
    assert find_quote(LIGHTHOUSE, Quote()) is None


def test_a_point_is_found_between_its_contexts() -> None:
    for place in (Place(0, 1, 4), Place(1, 1, 0), Place(0, 5, 0)):
        found = find_quote(LIGHTHOUSE, quote_of(LIGHTHOUSE, Passage.at(place)))
        assert found == (Passage.at(place), 1.0)
