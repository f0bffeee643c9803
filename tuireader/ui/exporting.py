"""Marks into a file: asks for a kind, writes what is listed, and says where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tuireader import exchanging
from tuireader.exchanging import Form
from tuireader.library import Library
from tuireader.marks import WorkRecord
from tuireader.paths import Paths
from tuireader.store import Store
from tuireader.ui import phrases
from tuireader.ui.mark_query import Kept
from tuireader.ui.widgets.dialog import Choice
from tuireader.ui.widgets.folders import full_path, home_words

if TYPE_CHECKING:
    from tuireader.ui.app import TuireaderApp

FORMS: tuple[tuple[Form, str, str], ...] = (
    (Form.MARKDOWN, "Markdown, for reading", "md"),
    (Form.JSON, "JSON, to take in again", "json"),
    (Form.CSV, "CSV, for Readwise and tables", "csv"),
    (Form.W3C, "Web Annotations (JSON)", "w3c.json"),
    (Form.KOREADER, "KOReader (JSON)", "koreader.json"),
)


class _Listed(Store):
    """The records with only the marks that are listed in them."""

    def __init__(self, folder: Path, ids: set[str]):
        super().__init__(folder)
        self._ids = ids

    def load(self, key: str) -> WorkRecord:
        record = super().load(key)
        return replace(record, marks=tuple(m for m in record.marks if m.id in self._ids))


def write(paths: Paths, kept: Sequence[Kept], form: Form, path: Path) -> None:
    """Write these marks to a new file at `path`. For a thread. Raises OSError, LibraryError."""
    ids = {one.mark.id for one in kept}
    keys = list(dict.fromkeys(one.key for one in kept))
    with Library(paths.library) as library:
        text = exchanging.give_out(library, _Listed(paths.records, ids), keys, form)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)


def free_path(folder: Path, name: str, ending: str) -> Path:
    """A path at which there is nothing yet."""
    path, number = folder / f"{name}.{ending}", 2
    while path.exists():
        path, number = folder / f"{name}-{number}.{ending}", number + 1
    return path


async def ask(app: TuireaderApp, kept: Sequence[Kept]) -> None:
    """Ask what to write these marks as and where to; then do so and say it."""
    from tuireader.ui.widgets.prompt import Prompt

    if not kept:
        app.say("There is nothing to export")
        return

    def chosen(index: int | None) -> None:
        if index is None:
            return
        form, _, ending = FORMS[index]
        name = f"marks-{datetime.now().astimezone().date().isoformat()}"
        path = free_path(Path.home(), name, ending)
        prompt = Prompt("Write them to", home_words(path))
        app.push_screen(prompt, lambda answer: named(form, answer))

    def named(form: Form, answer: str | None) -> None:
        if not answer or not answer.strip():
            return
        path = full_path(answer, Path.home())
        if path.exists():
            app.say(f"{home_words(path)} is there already: nothing was written")
            return
        said = f"{phrases.count(len(kept), 'mark')} written to {home_words(path)}"
        app.saver.do(lambda: write(app.paths, kept, form, path), lambda: app.say(said))

    choice = Choice("Export as", [name for _, name, _ in FORMS], -1)
    await app.push_screen(choice, chosen)
    choice.set_focus(choice.listing)
