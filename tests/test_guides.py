"""The guides name the keys, words, commands and modules that there are, and leave none out."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from pkgutil import iter_modules, resolve_name

import pytest

import tuireader
from tuireader import cli, guide, keymap
from tuireader.library import query

DOCS = Path(__file__).parents[1] / "docs"
GUIDE = DOCS / "guide.md"
TABLES = {
    "on the page": "page",
    "while selecting": "selection",
    "in the library": "library",
    "on the marks screen": "bookmarks",
}
FIXED = {"escape"}  # the one key that closes whatever is open, and cannot be chosen


def table(heading: str) -> str:
    """The rows under a heading of the reader's guide."""
    found = re.search(
        rf"^\| {heading} \|[^\n]*\n((?:\|[^\n]*\n)+)", GUIDE.read_text(), re.MULTILINE
    )
    assert found
    return unescape(found[1].replace("<code>", "`").replace("</code>", "`"))


def written_keys(rows: str) -> set[str]:
    """The keys in a table; of "`1` to `5`" also those between."""
    keys = set(re.findall(r"`([^`]+)`", rows))
    for first, last in re.findall(r"`(\d)` to `(\d)`", rows):
        keys |= {str(number) for number in range(int(first), int(last) + 1)}
    return keys


def names(command: keymap.Command) -> set[str]:
    """A command's keys, as they are written and as they are spoken of."""
    keys = command.keys.split(",")
    return {*keys, *map(keymap.spoken, keys)}


@pytest.mark.parametrize("heading", TABLES)
def test_the_readers_guide_has_every_key(heading: str) -> None:
    rows = table(heading)
    keys, where = written_keys(rows), TABLES[heading]
    bound = {name for command in keymap.commands(where) for name in names(command)}
    first_column = "".join(row.partition(" | ")[0] for row in rows.splitlines())
    assert written_keys(first_column) - bound <= FIXED
    # Keys that bring a page up or down are spoken of together.
    keys |= {"page up", "page down"} if "page keys" in rows else set()
    own = [command for command in keymap.COMMANDS if command.where == where]
    assert [command.id for command in own if keys.isdisjoint(names(command))] == []


def test_the_guide_on_the_shelf_names_keys_that_there_are() -> None:
    keys = set(map(unescape, re.findall(r"<kbd>(.*?)</kbd>", guide.PATH.read_text("utf-8"))))
    assert len(keys) > 20
    assert keys - FIXED <= {name for command in keymap.COMMANDS for name in names(command)}


def test_what_a_filter_understands_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    filtering = GUIDE.read_text().partition("**Filtering.**")[2].partition("\n\n")[0]
    assert cli.main(["list", "--help"]) == cli.FINE
    help = capsys.readouterr().out.partition("QUERY is")[2].partition("arguments:")[0]
    for text in (filtering, help):
        assert set(re.findall(r"\b([a-z]+):", text)) == {*query.FIELDS, "is"}


def test_every_command_is_in_the_readers_guide() -> None:
    scripts = GUIDE.read_text().partition("## For scripts")[2]
    assert set(re.findall(r"`tuireader ([a-z-]+)", scripts)) == set(cli.COMMANDS)


def test_newcomers_find_what_they_are_told_of() -> None:
    text = (DOCS / "architecture.md").read_text()
    modules = {module.name for module in iter_modules(tuireader.__path__)}
    told = set(re.findall(r"`([a-z_.]+)[`/]", text))
    assert modules - {"__main__"} <= told
    for name in re.findall(r"`(\w+(?:\.\w+)+)`", text):
        if name.partition(".")[0] in modules and not name.endswith(".db"):
            resolve_name(f"tuireader.{name}")  # raises where there is no such module or name
