"""What occurs once in each of two lists."""

from hypothesis import given
from hypothesis import strategies as st

from tuireader.anchoring.once import in_order, shared_once

ITEMS = st.lists(st.sampled_from("abcdefgh"), max_size=12)


def test_only_what_is_unique_on_both_sides_is_shared() -> None:
    assert shared_once("abcad", "dxcab") == [(1, 4), (2, 2), (4, 0)]
    assert shared_once("aa", "a") == shared_once("", "abc") == []


@given(ITEMS, ITEMS)
def test_every_item_that_occurs_once_in_both_is_shared(old: list[str], new: list[str]) -> None:
    once = [item for item in old if old.count(item) == 1 == new.count(item)]
    assert shared_once(old, new) == [(old.index(item), new.index(item)) for item in once]


@given(st.permutations(range(7)))
def test_the_longest_list_in_order_is_found(others: list[int]) -> None:
    pairs = list(enumerate(others))
    found = in_order(pairs)
    assert set(found) <= set(pairs)
    assert found == sorted(found)
    assert [j for _, j in found] == sorted(j for _, j in found)
    ends: list[int] = []  # the length of the longest list that ends at each pair
    for i, j in pairs:
        ends.append(1 + max((ends[k] for k in range(i) if others[k] < j), default=0))
    assert len(found) == max(ends)
