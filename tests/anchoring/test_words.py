"""What two stretches of words have in common."""

from hypothesis import given
from hypothesis import strategies as st

from tuireader.anchoring.runs import common_runs
from tuireader.anchoring.sentences import common_stretches
from tuireader.anchoring.spelling import alike
from tuireader.anchoring.words import Run, Words


def words(text: str) -> Words:
    starts = [0, *(index + 1 for index, char in enumerate(text) if char == "/"), len(text)]
    return Words.of(text.replace("/", " "), 0, len(text), starts)


def kept(old: str, new: str) -> list[str]:
    """The runs that stayed, as the old text has them."""
    text = old.replace("/", " ")
    mine = words(old)
    return [
        text[mine.starts[run.old] : mine.end(run.old + run.size - 1)]
        for run in common_runs(mine, words(new))
    ]


def test_words_and_marks() -> None:
    mine = words('Don\'t stop—"now", she said.')
    assert mine.words == ["Don't", "stop", "—", '"', "now", '"', ",", "she", "said", "."]
    assert words("我们 go").words == ["我", "们", "go"]
    assert words("one two/three").openings == {0, 2, 3}


def test_a_replaced_word_is_left_out() -> None:
    assert kept("She walked to the shore alone.", "She walked to the station alone.") == [
        "She walked to the",
        "alone.",
    ]


def test_a_corrected_word_stays() -> None:
    assert kept("There stood Elizabteh, waiting.", "There stood Elizabeth, waiting.") == [
        "There stood Elizabteh, waiting."
    ]
    assert alike("teh", "the")
    assert alike("color", "colour")
    assert not alike("was", "saw")
    assert not alike("in", "on")


def test_words_put_in_before_the_same_words_do_not_tear_them() -> None:
    assert kept("the cat sat", "the dog and the cat sat") == ["the cat sat"]
    assert kept("I saw it. I left it.", "I saw it. I took it. I left it.") == [
        "I saw it.",
        "I left it.",
    ]


def test_small_words_of_another_text_are_chance() -> None:
    old = "Nobody in the harbour had seen the keeper of the lamp since Sunday evening."
    new = "When summer came to an end, her children went down to the sea and did not return."
    assert kept(old, new) == []


def test_paragraphs_that_were_joined_stay() -> None:
    assert kept("It rained./Nobody came./It was late.", "It rained. Nobody came. It was late.") == [
        "It rained. Nobody came. It was late."
    ]


WORDS = st.lists(st.sampled_from(["a", "the", "lamp", "harbour", "Yes", ".", '"']), max_size=40)


@given(WORDS, WORDS)
def test_runs_are_equal_words_in_order(old: list[str], new: list[str]) -> None:
    runs = common_runs(Words(old, list(range(len(old)))), Words(new, list(range(len(new)))))
    i = j = 0
    for run in runs:
        assert run.old >= i
        assert run.new >= j
        for shift in range(run.size):
            one, other = old[run.old + shift], new[run.new + shift]
            assert one == other or alike(one, other)
        i, j = run.old + run.size, run.new + run.size
    assert i <= len(old)
    assert j <= len(new)


@given(WORDS)
def test_the_same_words_are_one_run(same: list[str]) -> None:
    mine = Words(same, list(range(len(same))))
    assert common_runs(mine, mine) == ([Run(0, 0, len(same))] if same else [])


SENTENCES = st.lists(
    st.sampled_from(
        ["Yes.", "It rained.", "Nobody came to the harbour. ", '"Who is there?" she asked.', "A b"]
    ),
    max_size=12,
).map(" ".join)


@given(SENTENCES, SENTENCES)
def test_stretches_are_equal_sentences_in_order(old: str, new: str) -> None:
    i = j = 0
    for start, other, size in common_stretches(old, new, 12):
        assert start >= i
        assert other >= j
        assert size >= 12
        # After the last sentence there may be no space.
        assert f"{old} "[start : start + size] == f"{new} "[other : other + size]
        i, j = start + size, other + size
    assert i <= len(old) + 1
    assert j <= len(new) + 1


def test_sentences_around_a_change_stay() -> None:
    old = "It had rained all day. Nobody came. The lamp was lit at six."
    new = "It had rained all day. Somebody came. The lamp was lit at six."
    stretches = list(common_stretches(old, new, 20))
    assert [old[start : start + size].strip() for start, _, size in stretches] == [
        "It had rained all day.",
        "The lamp was lit at six.",
    ]
