"""The commands and their options, as they are typed; what each does is elsewhere."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NoReturn

from tuireader import __version__
from tuireader.cli import FINE, USAGE, ProblemError
from tuireader.paths import find_paths

_ABOUT = """\
The e-reader that lives in the terminal.

tuireader              open the library
tuireader PATH         read a file: it is added if it is new, and opens where you were
tuireader WORK         read a work of the library, by its key or part of its title

A file that is named like a command is ./add, ./list and so on."""

_WORK = "its key, or part of its title"
_WORK_OR_PATH = f"{_WORK}; or a file, which need not be in the library"

_LIST = """\
QUERY is words that are looked for in titles, authors, fandoms, ships, characters, tags and series.
title:, author:, fandom:, ship:, character:, tag:, series:, rating:, language: and publisher: before
a word look there alone; is:unread, is:reading, is:finished, is:new, is:complete and is:wip tell how
far you or the author are; "two words" belong together; -word leaves out (after "--":
list -- -is:finished)."""

# The values of `library.Sort`, which only `list` needs to load.
SORTS = ("recent", "title", "author", "added", "updated", "words", "progress", "unread")

_ADD = """\
A file that has not changed since it was added is passed over. One that is named alone is looked at
again, as if it were new, where another text of its work is read."""

_TEXT = """\
The story alone, without summaries, notes and titles that do not stand in it: a block a line, an
empty line between blocks, a scene break as "* * *"."""


_IMPORT = """\
FILE is what `tuireader marks --format json` prints, or W3C Web Annotations, or the JSON of KOReader
or Foliate, or a table from Readwise (CSV). Works are known by their key or address, else by title
and authors. Marks are put where it says; where it gives the words and no place, or another text is
there, they are found by their words. Those that are not found are kept as having lost their place.
A mark that is here already is left as it is."""

_SAME = """\
OTHER becomes part of WORK: its files, its text and all that you made in it. The better or newer of
the two texts is read; marks are moved to it. `tuireader split WORK` undoes it."""

_SPLIT = """\
What `same-as` put together becomes two works again, each with its own text and marks. Where nothing
was put together, the text that is read now becomes a work of its own, and WORK is read in the text
before it."""

_CHANGES = """\
Chapters and paragraphs that are new, edited or gone since you last read WORK, or, if you have not,
since the text before this one."""


def run_command(arguments: list[str]) -> int:
    """Do what a command line that begins with a command or an option asks for."""
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as end:  # help or version, which have been printed
        return int(end.code or FINE)
    run: Callable[[argparse.Namespace], int] = options.run
    return run(options)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        "tuireader", description=_ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"tuireader {__version__}")
    commands = _Commands(parser)

    add = commands.new("add", _add, "add files and folders to the library", _ADD)
    add.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder of them")
    add.add_argument(
        "--replace",
        action="store_true",
        help="take a text also where it is much shorter or older than the one in the library",
    )
    add.add_argument(
        "--as-one",
        action="store_true",
        help="the files are the chapters of one work, in the order of their numbers or names",
    )
    _with_json(add)

    listing = commands.new("list", _list, "list the works of the library", _LIST)
    listing.add_argument("query", nargs="*", metavar="QUERY", help="all works without it")
    listing.add_argument(
        "--sort", choices=SORTS, default=SORTS[0], help="the order; last read first is usual"
    )
    listing.add_argument("--reverse", action="store_true", help="the other way round")
    _with_json(listing)

    show = commands.new("show", _show, "show all that is known of a work")
    show.add_argument("work", metavar="WORK|PATH", help=_WORK_OR_PATH)
    _with_json(show)

    text = commands.new("text", _text, "print the words of a work", _TEXT)
    text.add_argument("work", metavar="WORK|PATH", help=_WORK_OR_PATH)
    text.add_argument("--chapter", type=_positive, metavar="N", help="this chapter only")

    marks = commands.new("marks", _marks, "print bookmarks and highlights")
    marks.add_argument("work", nargs="?", metavar="WORK", help=f"of this work only: {_WORK}")
    forms = ("markdown", "json", "csv", "w3c", "koreader")
    marks.add_argument(
        "--format", choices=forms, default="markdown", help="for people, or for what program"
    )
    marks.add_argument(
        "--json", dest="format", action="store_const", const="json", help="as --format json"
    )

    imports = commands.new("import-marks", _import_marks, "take in marks from a file", _IMPORT)
    imports.add_argument("file", metavar="FILE", help="in whichever of these formats")
    _with_json(imports)

    changes = commands.new("changes", _changes, "show what is new in a work", _CHANGES)
    changes.add_argument("work", metavar="WORK", help=_WORK)
    _with_json(changes)

    same = commands.new("same-as", _same_as, "say that two works are one", _SAME)
    same.add_argument("work", metavar="WORK", help=_WORK)
    same.add_argument("other", metavar="OTHER", help=_WORK)
    _with_json(same)

    split = commands.new("split", _split, "make two works of one again", _SPLIT)
    split.add_argument("work", metavar="WORK", help=_WORK)
    _with_json(split)

    remove = commands.new("remove", _remove, "take a work off the shelf; your marks stay")
    remove.add_argument("work", metavar="WORK", help=_WORK)
    _with_json(remove)

    _with_json(commands.new("paths", _paths, "say where everything is kept"))
    _with_json(commands.new("doctor", _doctor, "check that everything is in order"))
    return parser


class _Parser(argparse.ArgumentParser):
    """Errors are one line, like all others."""

    def error(self, message: str) -> NoReturn:
        raise ProblemError("", f"{message} (see {self.prog} --help)", USAGE)


class _Commands:
    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._group = parser.add_subparsers(metavar="COMMAND", required=True)

    def new(
        self, name: str, run: Callable[[argparse.Namespace], int], help: str, more: str = ""
    ) -> argparse.ArgumentParser:
        parser = self._group.add_parser(
            name,
            help=help,
            description=f"{help[0].upper()}{help[1:]}." + (f"\n\n{more}" if more else ""),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        parser.set_defaults(run=run)
        return parser


def _with_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 < len(text) < 10 or int(text) == 0:
        raise argparse.ArgumentTypeError("chapters are numbered from 1")
    return int(text)


def _add(options: argparse.Namespace) -> int:
    from tuireader.cli.adding import add

    return add(find_paths(), options.paths, options.replace, options.as_one, options.json)


def _list(options: argparse.Namespace) -> int:
    from tuireader.cli.showing import list_works

    query = " ".join(options.query)
    return list_works(find_paths(), query, options.sort, options.reverse, options.json)


def _show(options: argparse.Namespace) -> int:
    from tuireader.cli.showing import show

    return show(find_paths(), options.work, options.json)


def _text(options: argparse.Namespace) -> int:
    from tuireader.cli.showing import text

    return text(find_paths(), options.work, options.chapter)


def _marks(options: argparse.Namespace) -> int:
    from tuireader.cli.marking import print_marks

    return print_marks(find_paths(), options.work, options.format)


def _import_marks(options: argparse.Namespace) -> int:
    from tuireader.cli.marking import import_marks

    return import_marks(find_paths(), options.file, options.json)


def _changes(options: argparse.Namespace) -> int:
    from tuireader.cli.changing import print_changes

    return print_changes(find_paths(), options.work, options.json)


def _same_as(options: argparse.Namespace) -> int:
    from tuireader.cli.joining import same_as

    return same_as(find_paths(), options.work, options.other, options.json)


def _split(options: argparse.Namespace) -> int:
    from tuireader.cli.joining import split

    return split(find_paths(), options.work, options.json)


def _remove(options: argparse.Namespace) -> int:
    from tuireader.cli.adding import remove

    return remove(find_paths(), options.work, options.json)


def _paths(options: argparse.Namespace) -> int:
    from tuireader.cli.checking import print_paths

    return print_paths(find_paths(), options.json)


def _doctor(options: argparse.Namespace) -> int:
    from tuireader.cli.checking import examine

    return examine(find_paths(), options.json)
