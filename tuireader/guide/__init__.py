"""The guide that waits on a new reader's shelf: a work like any other, and ours."""

from __future__ import annotations

from pathlib import Path

PATH = Path(__file__).with_name("guide.html")
KEY = "a-short-guide-to-reading-here-"
"""How the keys of all its editions begin."""
