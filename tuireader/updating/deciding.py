"""What the reader decides about works: two or one, this text or the one before; and the way back.

That two works are two is kept in both records, so that it is not asked again when the library was
deleted. How works are put together and parted is for `joining`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from tuireader.library import Added, Doubt, Library, LibraryError, News
from tuireader.marks import WorkRecord
from tuireader.store import Store
from tuireader.updating import adding, joining, update
from tuireader.work import Metadata


class Decided(NamedTuple):
    """What was done: the key of the work it is about now, a sentence, and what undoes it, if
    anything does."""

    key: str
    said: str
    undo: Decision | None = None


Decision = Callable[[Library, Store], Decided]
"""Raises KeyError where a work is not on the shelf, LibraryError and StoreError where it cannot be
done; then nothing is lost, and it may be tried again."""


def keep_two(library: Library, store: Store, doubt: Doubt) -> Decided:
    """The works are two, and it is not asked again."""
    _keep_apart(library, store, doubt)
    said = _of_both(library, doubt, "stays two works", "stay two works")
    return Decided(doubt.key, said, partial(_doubt_again, doubt=doubt))


def make_one(library: Library, store: Store, doubt: Doubt) -> Decided:
    """The works are one: that which came becomes part of the one that was on the shelf."""
    return put_together(library, store, doubt.other, doubt.key)


def put_together(
    library: Library, store: Store, key: str, other: str, edition: str = ""
) -> Decided:
    """The work `other` becomes part of `key`; see `joining.join`."""
    name, into = _name(library, other), _name(library, key)
    joining.join(library, store, key, other, _now(), edition)
    same = name == into
    said = f"{into} is one work now." if same else f"{name} is part of {into} now."
    return Decided(key, said, partial(_take_out, key=key, other=other))


def gather(library: Library, store: Store, chapters: Sequence[Added]) -> Decided:
    """Files that were added as works of their own become the chapters of one."""
    paths = [added.path for added in chapters]
    *failed, whole = adding.add(library, store, paths, together=True)
    if whole.status == "failed" or failed:
        raise LibraryError(f"{whole.path}: {(failed or [whole])[0].error}")
    here = set(library.keys())
    taken = [added.key for added in chapters if added.key not in here]
    said = f"{_name(library, whole.key)} is one work of {len(paths)} chapters now."
    return Decided(whole.key, said, partial(_scatter, key=whole.key, taken=taken))


def _scatter(library: Library, store: Store, key: str, taken: Sequence[str]) -> Decided:
    for one in taken:
        library.restore(one)
    library.remove(key)
    return Decided(taken[0] if taken else "", "They are works of their own again.")


def split_off(library: Library, store: Store, key: str) -> Decided:
    """Undo the last joining, or make the present text a work of its own; see `joining.part`.

    The two are not taken for one again without the reader.
    """
    present = library.edition(key)
    parted = joining.part(library, store, key, _now())
    if not parted.present:
        said = f"“{parted.title}” is no part of it now. To read it, add its file again."
        return Decided(key, said)
    _keep_apart(library, store, Doubt(parted.key, key))
    undo = partial(put_together, key=key, other=parted.key, edition=present)
    return Decided(parted.key, f"“{parted.title}” is a work of its own now.", undo)


def read_text(library: Library, store: Store, key: str, edition: str) -> Decided:
    """Read another text of a work that is kept; all that was made of it moves there."""
    present = library.edition(key)
    library.read_edition(key, edition)
    update(library, store, key)
    news = library.news(key)
    if news is None or news.edition != edition or news.since == present:
        library.note_news(key, News(edition, edition))  # it was here before: nothing in it is new
    said = f"{_name(library, key)} has the text again that it had."
    return Decided(key, said, partial(read_text, key=key, edition=present))


def _take_out(library: Library, store: Store, key: str, other: str) -> Decided:
    parted = joining.part(library, store, key, _now(), other)
    if not parted.present:
        return Decided(key, f"“{parted.title}” is no part of it now. Add its file again.")
    both = Doubt(other, key)
    return Decided(other, _of_both(library, both, "is two works again", "are two works again"))


def _doubt_again(library: Library, store: Store, doubt: Doubt) -> Decided:
    for one, other in (doubt, doubt[::-1]):
        store.update(one, partial(_without_apart, other=other))
    library.reopen(doubt)
    said = _of_both(library, doubt, "may be one work again", "may be one work again")
    return Decided(doubt.key, said)


def _keep_apart(library: Library, store: Store, doubt: Doubt) -> None:
    for one, other in (doubt, doubt[::-1]):
        about, names = library.metadata(one), library.names(one)
        store.update(one, partial(_with_apart, other=other, about=about, names=names))
    library.settle(doubt)


def _with_apart(
    record: WorkRecord, other: str, about: Metadata, names: Collection[str]
) -> WorkRecord:
    return replace(
        record,
        title=record.title or about.title,
        authors=record.authors or about.authors,
        known_as=tuple(sorted({*record.known_as, *names})),
        apart_from=tuple(sorted({*record.apart_from, other})),
    )


def _without_apart(record: WorkRecord, other: str) -> WorkRecord:
    return replace(record, apart_from=tuple(key for key in record.apart_from if key != other))


def _of_both(library: Library, doubt: Doubt, one: str, two: str) -> str:
    """A sentence about two works: `one` is said of those of one name, `two` of others."""
    name, other = (_name(library, key) for key in doubt)
    return f"{name} {one}." if name == other else f"{name} and {other} {two}."


def _name(library: Library, key: str) -> str:
    return f"“{library.metadata(key).title or 'Untitled'}”"


def _now() -> datetime:
    return datetime.now(UTC)
