"""Brings versions of one record together so that nothing a reader made is lost.

Of each mark, of the progress and of each other field the newest version wins; a deletion counts as
a version. `merge` is for equals, two devices' copies, in any order. `settle` is for a change made
to a record just read. `restore` is for a file that was overwritten with something older, or cut
short. This module knows values only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from tuireader.marks import Mark, Progress, WorkRecord, in_reading_order
from tuireader.store.decoding import just_after
from tuireader.store.encoding import mark_text, progress_text, value_text

# What became of a mark: how it is now, or when it was deleted.
_Fate = Mark | datetime

# `WorkRecord.changed` has their times.
_FIELDS = ("title", "authors", "status", "rating", "known_as", "apart_from", "absorbed")
_NEVER = datetime.min.replace(tzinfo=UTC)
# Clocks that count whole seconds are behind by up to one, and that is no reason to be refused.
_A_MOMENT = timedelta(seconds=2)


def merge(one: WorkRecord, other: WorkRecord) -> WorkRecord:
    """Both records in one: the same in whatever order and however often records are merged.

    Of two versions of the same time a deletion wins over a mark, and otherwise the one whose text
    sorts last.
    """
    fates = _fates(one)
    for id, fate in _fates(other).items():
        fates[id] = max(fate, fates[id], key=_rank) if fates.get(id, fate) != fate else fate
    progresses = [record.progress for record in (one, other) if record.progress]
    extra = {**one.extra, **other.extra}
    for name in one.extra.keys() & other.extra.keys():
        extra[name] = max(one.extra[name], other.extra[name], key=value_text)
    return _record(
        max(one.key, other.key),
        fates,
        max(progresses, key=_progress_rank, default=None),
        {name: max(_field(one, name), _field(other, name)) for name in _FIELDS},
        _later(one.changed, other.changed),
        extra,
    )


def settle(before: WorkRecord, after: WorkRecord, now: datetime) -> WorkRecord:
    """`after`, which somebody made of `before` at the time `now`, fit to replace it.

    What differs becomes the newest version, whatever the clocks of other devices say; what carries
    a plainly older time than `before` has comes from a reader who looked away, and `before` stays.
    A mark goes only by being in `removed`: where it is merely missing it is kept. So is progress.
    """
    fates = _fates(before)
    if after.marks is not before.marks or after.removed is not before.removed:
        _settle_fates(fates, after, now)
    progress = after.progress or before.progress
    old_progress = before.progress
    if progress and old_progress and progress != old_progress:
        if _is_stale(progress.at, old_progress.at, now):
            progress = old_progress
        else:
            progress = replace(progress, at=max(progress.at, just_after(old_progress.at)))
    changed = dict(before.changed)
    for name in _FIELDS:
        if getattr(before, name) != getattr(after, name):
            changed[name] = max(now, just_after(before.changed.get(name, _NEVER)))
    fields = {name: _field(after, name) for name in _FIELDS}
    extra = {**before.extra, **after.extra}
    return _record(before.key, fates, progress, fields, changed, extra)


def _settle_fates(fates: dict[str, _Fate], after: WorkRecord, now: datetime) -> None:
    """Bring into `fates` what became of marks in `after`, as `settle` says."""
    changed_fates = _fates(after)
    # Whoever adds a mark that was deleted wants it back, with or without its deletion forgotten.
    changed_fates |= {m.id: m for m in after.marks if not isinstance(fates.get(m.id), Mark)}
    for id, new in changed_fates.items():
        old = fates.get(id)
        if old is None:
            fates[id] = new
        elif old is not new and old != new:
            both_marks = isinstance(old, Mark) and isinstance(new, Mark)
            if not (both_marks and _is_stale(_time(new), _time(old), now)):
                fates[id] = _not_before(new, just_after(_time(old)))


def restore(known: WorkRecord, found: WorkRecord, cut: bool) -> WorkRecord:
    """`found`, which is in the file now, with what it lacks of `known`, which was there before.

    Another program may have written back what it had read earlier: then marks newer than all that
    is in `found` cannot have been deleted by hand, and return. Where the file was `cut` short,
    everything missing returns.
    """
    latest = _NEVER if cut else _latest(found)
    fates = _fates(found)
    for id, old in _fates(known).items():
        new = fates.get(id)
        if new is None:
            returns = _time(old) > latest or not isinstance(old, Mark)
        elif isinstance(old, Mark) or isinstance(new, datetime):
            returns = _time(old) > _time(new) or (cut and _time(old) == _time(new))
        else:  # it was deleted, and is back
            returns = _time(old) > max(latest, _time(new))
        if returns:
            fates[id] = old
    progress = found.progress or known.progress
    if known.progress and progress:
        older = known.progress.at < progress.at or (known.progress.at == progress.at and not cut)
        progress = progress if older else known.progress
    newer = {
        name
        for name in _FIELDS
        if known.changed.get(name, _NEVER) > found.changed.get(name, _NEVER)
        or (cut and not getattr(found, name))
    }
    fields = {name: _field(known if name in newer else found, name) for name in _FIELDS}
    changed = _later(known.changed, found.changed)
    extra = {**known.extra, **found.extra} if cut else found.extra
    return _record(found.key, fates, progress, fields, changed, extra)


class _Field(NamedTuple):
    """A field's value after what it is ranked by: its time, that it is not empty, its text."""

    at: datetime
    present: bool
    text: str
    value: Any


def _field(record: WorkRecord, name: str) -> _Field:
    value = getattr(record, name)
    present = value not in ("", (), None)
    return _Field(record.changed.get(name, _NEVER), present, repr(value), value)


def _fates(record: WorkRecord) -> dict[str, _Fate]:
    fates: dict[str, _Fate] = dict(record.removed)
    for mark in record.marks:
        other = fates.get(mark.id)
        if other is None or _time(other) < mark.modified:
            fates[mark.id] = mark
    return fates


def _time(fate: _Fate) -> datetime:
    return fate.modified if isinstance(fate, Mark) else fate


def _not_before(fate: _Fate, at: datetime) -> _Fate:
    if isinstance(fate, Mark):
        return fate if fate.modified >= at else replace(fate, modified=at)
    return max(fate, at)


def _rank(fate: _Fate) -> tuple[datetime, bool, str]:
    if isinstance(fate, Mark):
        return fate.modified, False, mark_text(fate)
    return fate, True, ""


def _progress_rank(progress: Progress) -> tuple[datetime, str, float]:
    return progress.at, progress_text(progress), progress.fraction


def _is_stale(new: datetime, old: datetime, now: datetime) -> bool:
    """Whether something is older than what is there, and not just by a clock set wrong."""
    return new + _A_MOMENT < old <= now + _A_MOMENT


def _later(one: Mapping[str, datetime], other: Mapping[str, datetime]) -> dict[str, datetime]:
    return {
        name: max(times.get(name, _NEVER) for times in (one, other))
        for name in one.keys() | other.keys()
    }


def _latest(record: WorkRecord) -> datetime:
    """The newest time in a record."""
    times = [*map(_time, _fates(record).values()), *record.changed.values()]
    if record.progress:
        times.append(record.progress.at)
    return max(times, default=_NEVER)


def _record(
    key: str,
    fates: Mapping[str, _Fate],
    progress: Progress | None,
    fields: Mapping[str, _Field],
    changed: Mapping[str, datetime],
    extra: Mapping[str, Any],
) -> WorkRecord:
    return WorkRecord(
        key=key,
        progress=progress,
        marks=in_reading_order(fate for fate in fates.values() if isinstance(fate, Mark)),
        removed={id: fate for id, fate in fates.items() if not isinstance(fate, Mark)},
        changed=changed,
        extra=extra,
        **{name: field.value for name, field in fields.items()},
    )
