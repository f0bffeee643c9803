"""What goes wrong with a file, in words for its reader."""

from __future__ import annotations


class FormatError(Exception):
    """A file cannot be read as a work.

    `str(error)` is the reason in plain words, one line, without the file's name, and already
    sanitised: "the file is empty", "protected by DRM (Adobe ADEPT)".
    """
