"""Edit distances by bits, against the plain way to count them."""

from hypothesis import given
from hypothesis import strategies as st

from tuireader.anchoring.approximate import distance, nearest, similarity

TEXT = st.text("abc ", max_size=12)


def plain_distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, their in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (char != their))
    return row[-1]


@given(TEXT, TEXT)
def test_distance(one: str, other: str) -> None:
    assert distance(one, other) == plain_distance(one, other)


@given(TEXT, TEXT)
def test_nothing_is_nearer_than_the_nearest(pattern: str, text: str) -> None:
    near = nearest(pattern, text)
    assert near.distance == plain_distance(pattern, text[near.start : near.end])
    places = range(len(text) + 1)
    assert near.distance == min(
        plain_distance(pattern, text[a:b]) for a in places for b in places[a:]
    )


def test_long_patterns_are_as_good() -> None:
    text = "".join(f"{number} bottles, " for number in range(300))
    pattern = text[900:1800].replace("9", "")
    near = nearest(pattern, text)
    assert near.distance == text[900:1800].count("9")
    assert (near.start, near.end) == (900, 1800)


def test_similarity() -> None:
    assert similarity("", "") == 1.0
    assert similarity("abc", "") == 0.0
    assert similarity("lamps", "lamp") == 0.8
