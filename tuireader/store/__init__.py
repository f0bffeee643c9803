"""The reader's own record: one TOML file for each work, atomic, merged, backed up.

It must not know the library, works or screens. Nothing here is lost by a crash, a full disk,
another instance, another device or an editor; `Store` says how.
"""

from __future__ import annotations

from tuireader.store.decoding import decode
from tuireader.store.encoding import SCHEMA, encode
from tuireader.store.errors import StoreError
from tuireader.store.merging import merge
from tuireader.store.store import Store

__all__ = ["SCHEMA", "Store", "StoreError", "decode", "encode", "merge"]
