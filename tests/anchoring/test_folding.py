"""Text made comparable across formats."""

from hypothesis import given
from hypothesis import strategies as st

from anchoring.texts import LIGHTHOUSE, chapter
from tuireader.anchoring import digest, edition, fold
from tuireader.anchoring.folding import fold_all, fold_offsets, folded_offset, keeps_offsets

ODD = st.text("ab éé…ﬁﬃ\u00ad\u200b\u200d \u00a0\n“’— e\u0301\u0337ᄒ\u1161\u11ab한字", max_size=20)


def test_what_formats_differ_in_is_gone() -> None:
    assert fold("“The\u00a0ﬁrst\u00ad caf\u00e9”\u2026\n ‘x’ ") == "\"The first café\"... 'x'"
    assert fold("cafe\u0301") == fold("caf\u00e9")
    assert fold("so--he…") == fold("so—he...")
    assert digest("a\u200bn  inn") == digest("an inn") != digest("an inn.")


def test_digests_that_stand_in_records_hold() -> None:
    assert digest("She waited—“late”…") == digest('She waited--"late"...') == "bcd720bdec349ba8"


@given(ODD)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ODD)
def test_every_folded_character_has_its_offset(text: str) -> None:
    offsets, folded = fold_offsets(text), fold(text)
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)
    if keeps_offsets(text, folded):
        assert offsets == list(range(len(text) + 1))
    for index, char in enumerate(folded):
        piece = text[offsets[index] :]
        assert piece[0].isspace() if char == " " else char in fold(piece)
        assert folded_offset(offsets, offsets[index]) <= index


def test_characters_that_fold_to_one_keep_their_offsets() -> None:
    assert keeps_offsets("“It’s – café.”", fold("“It’s – café.”"))
    for text in ("…a", "a  b", " a", "x\u0301", "\u200bé", "ﬁ", "a—b"):
        assert not keeps_offsets(text, fold(text))


@given(st.lists(ODD | st.just("\0"), max_size=4))
def test_folding_all_at_once_is_the_same(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]


def test_an_edition_is_its_text_and_titles() -> None:
    same = chapter("One.", "Two.", title="A")
    assert edition([same]) == edition([chapter("One.", "Two.", title="A", source_id="7")])
    for other in (
        chapter("One.", "Two.", title="B"),
        chapter("One.Two.", title="A"),
        chapter("One.", "***", "Two.", title="A"),
        chapter("One.", "Two…", title="A"),
    ):
        assert edition([same]) != edition([other])
    assert edition(LIGHTHOUSE) != edition(LIGHTHOUSE[::-1])
