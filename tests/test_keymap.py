"""The keys: the defaults are sound, and a reader's own choice is taken only where it is."""

from __future__ import annotations

import pytest

from tuireader import keymap
from tuireader.keymap import COMMANDS, WHERE, checked, commands, spoken


def test_a_command_that_is_none_is_told_with_the_nearest() -> None:
    assert checked({"page.nxt": "n", "zzz": "x"}) == (
        {},
        [
            "keys: there is no command 'page.nxt'; did you mean 'page.next'?",
            "keys: there is no command 'zzz'",
        ],
    )


def test_every_command_has_an_id_of_its_own_and_says_what_it_does() -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
    assert all(command.title and command.where in {*WHERE, "list"} for command in COMMANDS)


@pytest.mark.parametrize("where", WHERE)
def test_no_key_does_two_things_on_one_screen(where: str) -> None:
    keys = [key for command in commands(where) for key in command.keys.split(",")]
    assert len(keys) == len(set(keys))


def test_the_default_keys_are_keys() -> None:
    remap, problems = checked({command.id: command.keys.split(",") for command in COMMANDS})
    assert problems == []
    assert remap == {command.id: command.keys for command in COMMANDS}


def test_help_has_a_heading_for_every_command() -> None:
    assert [keymap.heading_of(command.id) for command in commands("page")][:1] == ["Turning pages"]
    assert all(keymap.heading_of(command.id) for command in COMMANDS)
    assert {*keymap.HEADINGS} <= {command.id for command in COMMANDS}


def test_a_sound_choice_is_taken() -> None:
    remap, problems = checked({"page.next": ["n", "f2", ","], "page.bookmark": "ctrl+b"})
    assert problems == []
    assert remap == {"page.next": "n,f2,comma", "page.bookmark": "ctrl+b"}
    command = next(command for command in COMMANDS if command.id == "page.next")
    assert keymap.keys_of(command, remap) == ["n", "f2", "comma"]


def test_two_commands_may_swap_their_keys() -> None:
    remap, problems = checked({"page.half_down": "u", "page.half_up": "d"})
    assert problems == []
    assert remap == {"page.half_down": "u", "page.half_up": "d"}


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("ctrl+i", "tab"),
        ("ctrl+m", "enter"),
        ("escape", "closes"),
        ("hyper+x", "no key"),
        ("ctrl+ctrl+x", "no key"),
        ("spacebar", "no key"),
        ("", "no key"),
        ("\x1b", "no key"),
        ("ctrl+", "no key"),
        ("shift+a", "'A'"),
        ([], "no key is given"),
        (7, "quotes"),
        (["n", None], "quotes"),
    ],
)
def test_what_is_no_key_is_refused_in_words(value: object, word: str) -> None:
    remap, problems = checked({"page.next": value})
    assert remap == {}
    assert len(problems) == 1
    assert word in problems[0]
    assert "page.next" in problems[0]


def test_a_taken_key_is_refused_and_its_owner_named() -> None:
    remap, problems = checked({"page.next": "m"})
    assert remap == {}
    assert problems == ["keys: page.next: m is already the key for “Bookmark this page”"]


def test_a_key_taken_everywhere_is_taken_on_each_screen() -> None:
    assert checked({"library.add": "?"})[0] == {}
    assert checked({"help": "t"})[0] == {}


def test_of_two_choices_for_one_key_only_one_stands() -> None:
    remap, problems = checked({"page.next": "x", "page.previous": "x"})
    assert len(remap) == 1
    assert len(problems) == 1


def test_one_key_may_do_different_things_on_different_screens() -> None:
    assert checked({"library.add": "x", "page.next": "x"})[1] == []


def test_refusing_a_choice_can_make_another_clash() -> None:
    # d wants u's key and u wants a key that is taken: then u keeps its own, which d cannot have.
    remap, problems = checked({"page.half_down": "u", "page.half_up": "m"})
    assert remap == {}
    assert len(problems) == 2


@pytest.mark.parametrize(
    ("key", "words"),
    [("ctrl+pagedown", "ctrl+page down"), ("right", "→"), ("+", "+"), ("G", "G"), ("comma", ",")],
)
def test_keys_are_shown_as_people_call_them(key: str, words: str) -> None:
    assert spoken(key) == words
