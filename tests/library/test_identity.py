"""Keys: the same work gets the same one, another work another."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuireader.library.identity import (
    alias,
    excludes,
    identities,
    is_sure,
    is_weak,
    key_of,
    told_by,
)
from tuireader.work import Metadata


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://archiveofourown.org/works/71000202", "ao3-71000202"),
        (
            "http://archiveofourown.org/works/71000202/chapters/5?view_full_work=true",
            "ao3-71000202",
        ),
        ("https://www.archiveofourown.org/collections/x/works/71000202", "ao3-71000202"),
        ("https://www.fanfiction.net/s/123456/1/A-Title", "ffn-123456"),
        ("https://m.fanfiction.net/s/123456/7/", "ffn-123456"),
        ("https://www.gutenberg.org/ebooks/2600", "gutenberg-2600"),
        ("https://www.royalroad.com/fiction/21220/mother-of-learning", "royalroad-21220"),
    ],
)
def test_addresses_that_hold_a_number_give_the_key(url: str, key: str) -> None:
    assert key_of(Metadata(title="x", url=url), "") == key


def test_other_addresses_identify_but_front_pages_do_not() -> None:
    one = Metadata(title="Tale", url="https://www.example.org/tale/")
    other = Metadata(title="Tale, revised", url="http://example.org/tale")
    assert identities(one) == identities(other) == ("url:example.org/tale",)
    assert key_of(one, "").startswith("tale-")
    for url in ("https://archiveofourown.org/", "ftp://example.org/x", "", "https://[broken/x"):
        assert identities(Metadata(url=url)) == ()


def test_isbns_identify_and_random_numbers_do_not() -> None:
    known = Metadata(
        title="x",
        identifiers=(
            "urn:isbn:978-0-14-143951-8",
            "urn:uuid:12345678-1234-4123-8123-123456789abc",
            "unknown",
        ),
    )
    assert identities(known) == ("isbn:9780141439518",)
    assert key_of(known, "") == "isbn-9780141439518"


def test_an_address_is_surer_than_an_identifier() -> None:
    known = Metadata(url="", identifiers=("9780141439518", "https://archiveofourown.org/works/7"))
    assert identities(known) == ("ao3:7", "isbn:9780141439518")
    assert excludes("ao3:7", "ao3:8")
    assert not excludes("ao3:7", "ffn:8")
    assert not excludes("isbn:9780141439518", "isbn:9780141439519")


def test_without_address_title_and_authors_make_the_key() -> None:
    key = key_of(Metadata(title="Blood & Promises!", authors=("B", "A")), "whatever")
    assert key.startswith("blood-promises-")
    assert key == key_of(Metadata(title="blood & promises!", authors=("A", "B")), "other")
    assert key != key_of(Metadata(title="Blood & Promises!", authors=("C",)), "whatever")


def test_without_authors_works_of_one_title_are_told_apart_by_how_they_begin() -> None:
    untitled = Metadata(title="Untitled")
    assert key_of(untitled, "onceuponatime") != key_of(untitled, "itwasadark")


@given(
    st.builds(
        Metadata,
        title=st.text(),
        authors=st.lists(st.text(), max_size=2).map(tuple),
        url=st.one_of(st.text(), st.from_regex(r"https?://[^/]*/.*")),
        identifiers=st.lists(st.text(), max_size=2).map(tuple),
    ),
    st.text(),
)
def test_a_key_is_always_fit_for_the_name_of_a_file(metadata: Metadata, opening: str) -> None:
    key = key_of(metadata, opening)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)
    assert len(key) <= 80


def test_an_alias_tells_nothing_for_sure() -> None:
    name = alias("blood-12ab")
    assert not is_sure(name)
    assert not is_weak(name)
    assert is_sure("ao3:7")
    assert not is_sure("isbn:9780141439518")
    assert not excludes(name, alias("water-12ab"))


def test_a_key_tells_the_number_it_was_made_of() -> None:
    assert told_by("ao3-123") == ("ao3:123",)
    assert told_by("isbn-9780141439518") == told_by("ao3-12x") == told_by("half-agony-12ab") == ()
