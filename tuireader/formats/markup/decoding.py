"""Bytes of markup to text: what the document declares, where the bytes do not say otherwise."""

from __future__ import annotations

import codecs
import re

from tuireader.formats.decoding import decode

_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)|<meta[^>]{0,400}?charset\s*=\s*["']?([\w.:-]+)""",
    re.IGNORECASE,
)
# The families a document may declare. Not UTF-7 and what else is no character encoding of books;
# UTF-8 and UTF-16 show in the bytes themselves.
_ALLOWED = re.compile(
    r"iso-?8859-?\d+|latin-?\d|windows-?\d+|cp\d+|x-sjis|shift[_-]?jis|sjis|ms_?kanji|euc[_-]?(?:jp|kr)"
    r"|iso-2022-(?:jp|kr)|gb2312|gbk|gb18030|big5(?:-hkscs)?|ks_c_5601-1987|koi8-?[ru]|mac\w{0,12}"
    r"|tis-?620"
)
# What browsers read these as: the names are used for their larger relatives.
_MEANT = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "macintosh": "mac_roman",
}
_HEAD = 4096


def decode_markup(data: bytes) -> str:
    """The text of an XML or HTML document. Raises FormatError when it is no text at all."""
    encoding = _declared(data[:_HEAD])
    if encoding and (encoding.startswith("iso2022") or not _is_utf8(data)):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    return decode(data).text


def _declared(head: bytes) -> str:
    match = _DECLARED.search(head)
    if not match:
        return ""
    name = (match[1] or match[2]).decode("ascii").lower()
    if not _ALLOWED.fullmatch(name):
        return ""
    try:
        return codecs.lookup(_MEANT.get(name, name)).name
    except LookupError:
        return ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
