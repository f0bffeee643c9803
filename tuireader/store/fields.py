"""The values of a record's tables, taken with sense: whoever wrote them.

A value that makes no sense costs that value only, and is reported. Readers turn one TOML value into
one of ours and raise ValueError, OverflowError or OSError where that cannot be done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from datetime import time as clock_time
from typing import Any, TypeVar

from tuireader.marks import MarkKind
from tuireader.place import Place
from tuireader.store.encoding import clean

PARTS = ("chapter", "block", "offset")

_T = TypeVar("_T")


class Fields:
    """The values of one table, taken one by one; `left` is what nobody asked for."""

    def __init__(self, table: Mapping[str, Any], where: str, problems: list[str]):
        self.left = dict(table)
        self._where = where
        self._problems = problems

    def take(self, name: str, read: Callable[[Any], _T], default: _T) -> _T:
        """The value of `name` as `read` understands it; the default, reported, if it does not."""
        if name not in self.left:
            return default
        value = self.left.pop(name)
        try:
            return read(value)
        except (ValueError, OverflowError, OSError):
            self.report(f"{name} = {shown(value)} is not understood")
            return default

    def inner(self, name: str, table: Mapping[str, Any]) -> Fields:
        """The fields of a table inside this one."""
        return Fields(table, f"{self._where}{name}: ", self._problems)

    def report(self, problem: str) -> None:
        self._problems.append(f"{self._where}{problem}")


def shown(value: object) -> str:
    """A value as it is spoken of, on one line."""
    from tuireader.formats.sanitise import clean_line

    return clean_line(repr(value) if isinstance(value, str) else str(value), 60)


def place(value: Any) -> Place:
    """ "3.17.42", or a table of chapter (from 1), block and offset."""
    if isinstance(value, dict) and value.keys() <= set(PARTS):
        chapter, *rest = (count(value.get(name, 0)) for name in PARTS)
        return Place.parse(".".join(map(str, (chapter, *rest))))
    return Place.parse(text(value))


def time(value: Any) -> datetime:
    """A time in UTC. One without an offset is this machine's; a date is its first moment."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, clock_time())
    if not isinstance(value, datetime):
        raise ValueError(value)
    return value.astimezone(UTC)


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return clean(value)


def texts(value: Any) -> tuple[str, ...]:
    return tuple(map(text, value if isinstance(value, list) else [value]))


def number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(value)
    return value


def count(value: Any) -> int:
    if number(value) < 0:
        raise ValueError(value)
    return int(value)


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def fraction(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(value)
    return float(value)


def kind(value: Any) -> MarkKind:
    return MarkKind(text(value).strip().lower())


def table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(value)
    return value


def items(value: Any) -> list[Any]:
    """The tables of `[[mark]]`; of a single `[mark]` too."""
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list):
        raise ValueError(value)
    return value
