"""What the reader has chosen: `config.toml`, made to be edited by hand.

Reading never fails: what cannot be understood is said in words and the usual value is used.
Writing changes only the lines it must, so that comments, order and keys this version does not
know stay as they are. Which themes exist is the user interface's business; here a theme is a name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

MEASURES = range(30, 121)
"""The widths of a line, in cells, that a reader may choose."""

ORDERS = ("recent", "title", "author", "unread", "added", "updated", "words", "progress")
"""The orders a library may be in; each also with "-" before it, for the other way round."""

COLOURS = ("yellow", "green", "blue", "pink", "orange")
"""Those of highlights."""

_TOO_LARGE = 100_000  # bytes; with every option explained there are 2,000

_MOST_DOTS = 200  # in a line that is no comment

_NO_KEYS: Mapping[str, Any] = {}


class Settings(NamedTuple):
    """One value for every option; `OPTIONS` says what each means."""

    theme: str = "dark"
    measure: int = 66
    paragraphs: str = "open"
    leading: int = 0
    justify: bool = False
    hyphenate: bool = False
    ruby: bool = True
    fold: bool = True
    status_bar: bool = True
    words_per_minute: int = 250
    library_sort: str = "recent"
    highlight_colour: str = "yellow"
    mark_changes: bool = True
    keys: Mapping[str, Any] = _NO_KEYS


class Option(NamedTuple):
    """What an option means, and whether a value will do: `check` returns what is wanted, or ""."""

    help: str
    check: Callable[[object], str]


def _name(value: object) -> str:
    return "" if isinstance(value, str) and value else "must be a name in quotes"


def _yes_or_no(value: object) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _number(numbers: range) -> Callable[[object], str]:
    def check(value: object) -> str:
        if isinstance(value, int) and not isinstance(value, bool) and value in numbers:
            return ""
        return f"must be a whole number from {numbers.start} to {numbers.stop - 1}"

    return check


def _one_of(*names: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        return "" if value in names else "must be " + " or ".join(f'"{name}"' for name in names)

    return check


def _table(value: object) -> str:
    return "" if isinstance(value, dict) else "must be a table of keys"


OPTIONS: dict[str, Option] = {
    "theme": Option('Colours: "dark", "light", "sepia", "high-contrast" or another theme', _name),
    "measure": Option(
        f"The longest line, in cells: {MEASURES.start} to {MEASURES.stop - 1}", _number(MEASURES)
    ),
    "paragraphs": Option(
        'A blank line between paragraphs, "open", or a first line set in, "book"',
        _one_of("open", "book"),
    ),
    "leading": Option("Empty lines after every line: 0 to 2", _number(range(3))),
    "justify": Option("Both edges of the text straight, from 60 cells", _yes_or_no),
    "hyphenate": Option("Long words divided at the end of a line", _yes_or_no),
    "ruby": Option("Readings of Chinese and Japanese words, in parentheses after them", _yes_or_no),
    "fold": Option("What an author folded away stays so until you open it", _yes_or_no),
    "status_bar": Option("The line under the page that says where you are", _yes_or_no),
    "words_per_minute": Option(
        "How fast you read, for the minutes left: 50 to 2000", _number(range(50, 2001))
    ),
    "library_sort": Option(
        'The order of the library: "recent", "title", "author", "unread", "added", "updated", '
        '"words" or "progress"; with a - before it, the other way round',
        _one_of(*(sign + name for name in ORDERS for sign in ("", "-"))),
    ),
    "highlight_colour": Option(
        f"The colour that highlights are made in: {', '.join(COLOURS)}", _one_of(*COLOURS)
    ),
    "mark_changes": Option(
        "What is new or edited in a new edition marked in the margin", _yes_or_no
    ),
    "keys": Option("Keys of your own, a line each", _table),
}


def load(path: Path) -> tuple[Settings, list[str]]:
    """The settings in the file at `path`, and what is wrong with it, a sentence each.

    A file that is missing is nothing wrong.
    """
    try:
        document = _read(path)
    except FileNotFoundError:
        return Settings(), []
    except SettingsError as error:
        return Settings(), [f"{error}. The usual settings are used."]
    chosen: dict[str, Any] = {}
    problems = []
    for name, option in OPTIONS.items():
        if name not in document:
            continue
        wanted = option.check(document[name])
        if wanted:
            usual = "left out" if name == "keys" else _toml(Settings._field_defaults[name])
            problems.append(f"{path.name}: {name} {wanted}; it is {usual} for now")
        else:
            chosen[name] = document[name]
    # What is written below "[keys]" is one of them, whatever it was meant to be.
    for name in chosen.get("keys", {}).keys() & OPTIONS.keys():
        problems.append(f"{path.name}: {name} stands under [keys]; settings go above that line")
        chosen["keys"] = {key: value for key, value in chosen["keys"].items() if key != name}
    unknown = sorted(document.keys() - OPTIONS.keys())
    problems += [f"{path.name}: there is no setting {name!r}{_near(name)}" for name in unknown]
    return Settings(**chosen), problems


def _near(name: str) -> str:
    """The setting that may be meant, as the end of a sentence, or ""."""
    from difflib import get_close_matches

    near = get_close_matches(name.lower().replace("-", "_"), OPTIONS, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def save(path: Path, **changes: str | int | bool) -> None:
    """Change some options in the file at `path`, and nothing else in it.

    What was edited there since it was read stays. The file is replaced as a whole, never half
    written. Raises SettingsError, whose message is for the reader, and leaves the file as it was.
    """
    unknown = changes.keys() - OPTIONS.keys()
    if unknown:
        raise ValueError(f"no such setting: {', '.join(sorted(unknown))}")
    try:
        document = _read(path)
        text = _text(path)
    except FileNotFoundError:
        document, text = {"keys": {}}, _template()
    wanted = {**document, **changes}
    for name, value in changes.items():
        text = _set(text, name, value)
    if not _says(text, wanted):
        import tomli_w

        text = tomli_w.dumps(wanted)
    try:
        _replace(path, text)
    except OSError as error:
        raise SettingsError(f"{path.name} could not be written: {error.strerror}") from error


class SettingsError(Exception):
    """The file of settings cannot be read or written; the message is one sentence."""


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    text = _text(path)
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    # A name of n parts takes n * n steps to be understood.
    if any(line.count(".") > _MOST_DOTS for line in lines):
        raise SettingsError(f"{path.name} is not understood: there is a line of nothing but dots")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise SettingsError(f"{path.name} is not understood: it is nested too deeply") from error
    except ValueError as error:  # also of a number longer than any
        raise SettingsError(f"{path.name} is not understood: {error}") from error


def _text(path: Path) -> str:
    """What the file says. Raises FileNotFoundError, SettingsError; it waits for nobody."""
    import os
    import stat

    try:
        # O_NONBLOCK: opening a pipe nobody writes to must return and be refused.
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError(0, "it is a device or a pipe, not a file")
            data = file.read(_TOO_LARGE)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise SettingsError(f"{path.name} could not be read: {error.strerror}") from error
    if len(data) == _TOO_LARGE:
        raise SettingsError(f"{path.name} is larger than settings are")
    try:
        return data.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path.name} is not text in UTF-8") from error


def _template() -> str:
    """The file as it is first written: every option explained, none chosen."""
    lines = ["# tuireader's settings. Take away a # to choose; read again at the next start.", ""]
    for name, option in OPTIONS.items():
        if name == "keys":
            lines += [f"# {option.help}; ? inside tuireader shows their names.", "[keys]"]
            lines += ['# "page.next" = ["space", "n"]']
        else:
            default = _toml(Settings._field_defaults[name])
            lines += [f"# {option.help}", f"# {name} = {default}", ""]
    return "\n".join(lines) + "\n"


def _set(text: str, name: str, value: str | int | bool) -> str:
    """`text` with the line of `name` changed, or its commented line made one, or a line more."""
    import re

    new = f"{name} = {_toml(value)}"
    table = re.search(r"^[ \t]*\[", text, re.MULTILINE)
    end = table.start() if table else len(text)
    head, tail = text[:end], text[end:]
    for begin in ("", r"#[ \t]*"):
        line = rf"""^[ \t]*{begin}{name}[ \t]*=[ \t]*(?:"[^"\n]*"|'[^'\n]*'|[^#\s"']+)"""
        head, count = re.subn(line, lambda _: new, head, count=1, flags=re.MULTILINE)
        if count:
            return head + tail
    # No such line: after the last of the options that stand before any table and its comment.
    body = head.rstrip("\n")
    return f"{new}\n\n{text}" if table else f"{body}\n{new}\n".lstrip("\n")


def _toml(value: object) -> str:
    """One value as TOML writes it."""
    import json

    return json.dumps(value, ensure_ascii=False)


def _says(text: str, wanted: dict[str, Any]) -> bool:
    import tomllib

    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _replace(path: Path, text: str) -> None:
    import os
    import tempfile

    target = path.resolve()  # a file kept elsewhere and linked here stays linked
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".config-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
