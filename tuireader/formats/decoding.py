"""Bytes to text, whatever encoding people's files really have.

The order is that of certainty: a byte order mark, zeros that only UTF-16 has, strict UTF-8, UTF-8
with a few bad bytes, and then what the statistics of letters say. Line ends become "\\n"; nothing
else is changed here, and nothing is known of what the text is.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from tuireader.formats.errors import FormatError


class Decoded(NamedTuple):
    """`bad` counts what could not be decoded and stands in `text` as U+FFFD."""

    text: str
    encoding: str
    bad: int = 0


_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# How much is looked at where looking at everything would take long.
_SAMPLE = 200_000
# Control characters that no text has many of. NUL is counted by itself, ESC belongs to logs.
_CONTROLS = bytes([*range(1, 9), *range(14, 26), *range(28, 32)])
# A file of other data has about a tenth; a text has next to none.
_BINARY_SHARE = 0.05
_BINARY_NULS = 0.2
_ABOVE_ASCII = re.compile(rb"[\x80-\xff]")
_WELL_FORMED = re.compile(r"[^\x00-\x7f\ufffd]")
_WESTERN = "cp1252"
_UNSURE = 0.15
# Windows' relatives of what statistics name. Those of the second table have other letters in some
# places, and are meant only where there is a character that the first lack.
_LARGER = {
    "ascii": "cp1252",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "iso8859-8": "cp1255",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "iso8859-13": "cp1257",
    "tis-620": "cp874",
}
_SIMILAR = {
    "iso8859-2": "cp1250",
    "iso8859-5": "cp1251",
    "iso8859-6": "cp1256",
    "iso8859-7": "cp1253",
}
_WINDOWS_ONLY = bytes(range(0x80, 0xA0))
_GREEK, _ACCENTED_ALPHA = "iso8859-7", b"\xb6"  # which is a pilcrow in Windows' Greek
_LINE_END = re.compile(r"\r\n?")


def decode(data: bytes) -> Decoded:
    """The text in `data`. Raises FormatError when it is no text."""
    decoded = _decode(data)
    if "\r" in decoded.text:
        return decoded._replace(text=_LINE_END.sub("\n", decoded.text))
    return decoded


def _decode(data: bytes) -> Decoded:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    if wide := _wide(data[:_SAMPLE]):
        return _lenient(data, wide)
    _refuse_binary(data[:_SAMPLE])
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(data)
    if "\x1b$" in text or "\x1b(J" in text:  # Japanese mail and news
        try:
            return Decoded(data.decode("iso2022_jp_ext"), "iso2022_jp_ext")
        except UnicodeDecodeError:
            pass
    return Decoded(text, "utf-8")


def _lenient(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    bad = text.count("\ufffd")
    if bad and encoding.startswith("utf"):  # the file itself may hold U+FFFD
        bad = max(bad - data.count("\ufffd".encode(encoding)), 0)
    return Decoded(text, encoding, bad)


def _wide(sample: bytes) -> str | None:
    """UTF-16 without a mark, told by its plain spaces and line ends."""
    zeros = sample.count(0)
    if not zeros or (zeros < 0.2 * len(sample) and _is_utf8(sample)):
        return None
    texts = {
        encoding: sample[: len(sample) & ~1].decode(encoding, errors="replace")
        for encoding in ("utf-16-le", "utf-16-be")
    }
    encoding, text = max(texts.items(), key=lambda item: item[1].count(" ") + item[1].count("\n"))
    readable = sum(character.isprintable() or character.isspace() for character in text)
    has_space = " " in text or "\n" in text
    return encoding if has_space and readable >= 0.95 * len(text) else None


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)  # the last character may be cut
    except UnicodeDecodeError:
        return False
    return True


def _refuse_binary(sample: bytes) -> None:
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    # A few lines may be odd; the share of a short file says little.
    if controls > _BINARY_SHARE * len(sample) + 20 or sample.count(0) > _BINARY_NULS * len(sample):
        raise FormatError("this is neither a text nor any kind of book")


def _decode_legacy(data: bytes) -> Decoded:
    utf8 = _lenient(data, "utf-8")
    # Another encoding forms UTF-8 sequences by chance only, fewer than it breaks.
    if len(_WELL_FORMED.findall(utf8.text)) > utf8.bad:
        return utf8
    decoded = _lenient(data, _guess(data))
    if decoded.bad * 50 > len(decoded.text):
        return min(decoded, _lenient(data, "cp1252"), key=lambda attempt: attempt.bad)
    return decoded


def _guess(data: bytes) -> str:
    """What the bytes above ASCII most likely are."""
    import chardet

    data = data.replace(b"\x00", b"")
    first = _ABOVE_ASCII.search(data)  # it may come late
    start = max(first.start() - 1000, 0) if first else 0
    sample = data[start : start + _SAMPLE]
    guess = chardet.detect(sample)
    name = guess["encoding"] or _WESTERN
    # A few accents in plain letters fit many encodings; most such files are Western European.
    if guess["confidence"] < _UNSURE and _share_above_ascii(data) < 0.1:
        name = _WESTERN
    try:
        name = codecs.lookup(name).name
    except LookupError:
        return _WESTERN
    if name in _SIMILAR and not _is_iso(data, name):
        return _SIMILAR[name]
    return _LARGER.get(name, name)


def _is_iso(data: bytes, name: str) -> bool:
    """Whether nothing in it is only Windows', where both are so alike that it may be either."""
    if len(data) != len(data.translate(None, _WINDOWS_ONLY)):
        return False
    return name != _GREEK or _ACCENTED_ALPHA in data


def _share_above_ascii(data: bytes) -> float:
    return len(data.translate(None, bytes(range(128)))) / max(len(data), 1)
