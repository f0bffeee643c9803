"""What callers of the store have to expect."""

from __future__ import annotations


class StoreError(Exception):
    """Something was not saved, and what was there before is untouched. One line for the reader."""
