"""Cells of the library's tables that hold more than one plain value, read back.

Somebody else may have written to the file: reading ends with a value or with a `LibraryError`,
never with whatever a decoder makes of garbage. What the cells mean is their owners' business.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from tuireader.library.database import DAMAGED, LibraryError

if TYPE_CHECKING:
    from tuireader.work import Block, Entry, Metadata, Series

T = TypeVar("T")


def decoded(decode: Callable[[Any], T], cell: object) -> T:
    """What `decode` makes of a cell. Raises LibraryError where it is not as it was written."""
    try:
        return decode(cell)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise LibraryError(DAMAGED) from error


def strings(cell: object) -> tuple[str, ...]:
    """A list of names."""
    return decoded(_strings, cell)


def numbers(cell: object) -> tuple[int, ...]:
    """A list of whole numbers."""
    return decoded(_numbers, cell)


def series(cell: object) -> tuple[Series, ...]:
    return decoded(_series, cell)


def table(cell: object) -> dict[str, Any]:
    """Values by their names."""
    return decoded(_table, cell)


def metadata(cell: object) -> Metadata:
    from tuireader import codec

    return decoded(codec.decode_metadata, cell)


def contents(cell: object) -> tuple[Entry, ...]:
    from tuireader import codec

    return decoded(codec.decode_contents, cell)


def blocks(cell: object) -> tuple[Block, ...]:
    """The blocks of a packed chapter."""
    from tuireader.library.parcel import unpack_blocks

    return decoded(unpack_blocks, cell)


def row_of(types: tuple[Any, ...], row: tuple[Any, ...]) -> tuple[Any, ...]:
    """`row`, whose values are of these types. Raises LibraryError where one is not."""
    if not all(map(isinstance, row, types)):
        raise LibraryError(DAMAGED)
    return row


def _strings(cell: Any) -> tuple[str, ...]:
    return _list_of(str, json.loads(cell))


def _numbers(cell: Any) -> tuple[int, ...]:
    return _list_of(int, json.loads(cell))


def _table(cell: Any) -> dict[str, Any]:
    found = json.loads(cell)
    if not isinstance(found, dict):
        raise ValueError("a list was written here")
    return found


def _list_of(kind: type[T], found: Any) -> tuple[T, ...]:
    if not isinstance(found, list) or not all(isinstance(item, kind) for item in found):
        raise ValueError("another list was written here")
    return tuple(found)


def _series(cell: Any) -> tuple[Series, ...]:
    from tuireader.work import Series

    found = tuple(Series(*item) for item in json.loads(cell))
    _list_of(str, [item.name for item in found])
    return found
