"""Following a text through small edits."""

from hypothesis import given
from hypothesis import strategies as st

from tuireader.anchoring.following import follow

OLD = (
    "The lamp on the island was lit at six, as it was every evening. Nobody in the harbour saw it. "
    "The keeper had rowed away on Sunday, and the boat was found on the rocks in the morning."
)


def pairs(old: str, new: str) -> list[tuple[str, str]]:
    """What is the same, and what replaced it where a word was replaced; "…" where that ends."""
    found, i, j = follow(old, new)
    ended = (i, j) == (len(old), len(new))
    return [same[2:] for same in found if same.words] + ([] if ended else [("…", "…")])


def test_a_replaced_word() -> None:
    new = OLD.replace("island", "iland").replace("Sunday", "Monday")
    found = pairs(OLD, new)
    assert ("island", "iland") in found
    assert ("Sunday", "Monday") in found
    assert "".join(one for one, _ in found) == OLD
    assert "".join(other for _, other in found) == new


def test_words_put_in_and_taken_out() -> None:
    for old, new in (
        ("every evening", "every cold evening"),
        (" Nobody in the harbour saw it.", ""),
        ("Nobody in the", "A storm came up. Nobody in the"),
    ):
        edited = OLD.replace(old, new)
        assert ("…", "…") not in pairs(OLD, edited)
        shorter = min(OLD, edited, key=len)
        assert "".join(one for one, _ in pairs(OLD, edited)) == shorter
        assert pairs(edited, OLD) == [(other, one) for one, other in pairs(OLD, edited)]


def test_a_quotation_mark_goes_with_what_it_opens() -> None:
    old = '"Who is there?" "Only the keeper of the lamp, who came back."'
    new = '"Who is there?" "Speak!" "Only the keeper of the lamp, who came back."'
    assert [one for one, _ in pairs(old, new)] == [
        '"Who is there?" ',
        '"Only the keeper of the lamp, who came back."',
    ]


def test_it_ends_where_it_is_not_plain_what_was_put_in() -> None:
    old = "It rained. I left the island with the last boat of the year."
    new = "It rained. I took my coat. I left the island with the last boat of the year."
    found, i, j = follow(old, new)
    assert [same.words for same in found] == ["It rained. "]
    assert old[i:] in new[j:]


def test_other_words_share_nothing() -> None:
    assert pairs(OLD, "Once upon a time there was a king, and he had no sons.") == [("…", "…")]


WORDS = st.lists(
    st.sampled_from(
        [
            *("a", "the", "I", "lamp", "lamps", '"Yes."', '"No', "don't", "it.", "— ", "é", "我们"),
            "nobody in the harbour saw the keeper of the lamp",
            "and the boat was found. It was",
        ]
    ),
    max_size=9,
).map(" ".join)


@given(WORDS, WORDS)
def test_what_is_the_same_is_in_order_and_overlaps_nowhere(old: str, new: str) -> None:
    found, end, stop = follow(old, new)
    i = j = 0
    for same in found:
        assert same.old >= i
        assert same.new >= j
        assert old.startswith(same.words, same.old)
        assert new.startswith(same.others, same.new)
        i, j = same.old + len(same.words), same.new + len(same.others)
    assert i <= end <= len(old)
    assert j <= stop <= len(new)


@given(WORDS)
def test_the_same_text_is_the_same(text: str) -> None:
    found, end, stop = follow(text, text)
    assert end == stop
    assert all(same.words == same.others and same.old == same.new for same in found)
