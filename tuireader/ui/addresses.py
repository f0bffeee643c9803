"""What there is to know of an address before it is opened: where it leads, whatever it pretends.

Addresses come from books. They are taken apart as browsers do it, which forgive much: what stands
before an "@" is no place, "\\\\" is "/", letters of other alphabets are written as "xn--".
"""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import quote, unquote

from rich.cells import cell_len

_PORT = re.compile(r"(.*?)(:\d*)?", re.DOTALL)
_HOST = re.compile(r"[\w.~-]+|\[[0-9A-Fa-f:.]+\]", re.ASCII)
_IGNORED = re.compile("[\u00ad\u200b\u2060\ufe00-\ufe0f\ufeff]")  # in names of hosts, by browsers


class Address(NamedTuple):
    """An address taken apart. `host` is where it leads, in ASCII; of mail the one who gets it; ""
    where no browser would find it. `written` is the host as it is written, where that is
    different; `user` is what stands before it."""

    host: str
    written: str = ""
    user: str = ""
    is_mail: bool = False


def examined(address: str) -> Address:
    """What an http, https or mailto address says."""
    scheme, _, rest = address.partition(":")
    if scheme.lower() == "mailto":
        to = unquote(rest.partition("?")[0])
        name, _, host = to.rpartition("@")
        plain = f"{name}@{_in_ascii(host)}" if name and _in_ascii(host) else ""
        return Address(plain, to if plain != to else "", is_mail=True)
    authority = re.split(r"[/\\?#]", rest.lstrip("/\\"), maxsplit=1)[0]
    user, _, place = authority.rpartition("@")
    found = _PORT.fullmatch(place)
    written, port = (found[1], found[2] or "") if found else (place, "")
    host = _in_ascii(unquote(written))
    return Address(host and host + port, written if host != written.lower() else "", user)


def _in_ascii(host: str) -> str:
    """The name of a host as the network knows it, "" where it cannot be one."""
    host = _IGNORED.sub("", normalize("NFKC", host)).lower().replace("\u3002", ".")
    try:
        name = ".".join(
            label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
            for label in host.split(".")
        )
    except UnicodeError:
        return ""
    return name if _HOST.fullmatch(name) else ""


def visible(text: str) -> str:
    """`text` with everything in it to be seen: what takes no cell as browsers write it, "%E2…"."""
    return "".join(
        char if char.isprintable() and char != " " and cell_len(char) else _percent(char)
        for char in text
    )


def _percent(char: str) -> str:
    return quote(char.encode("utf-8", "replace"), safe="")


def cut(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken anywhere."""
    lines, line, used = list[str](), "", 0
    for char in text:
        size = cell_len(char)
        if line and used + size > width:
            lines.append(line)
            line, used = "", 0
        line += char
        used += size
    return [*lines, line]
