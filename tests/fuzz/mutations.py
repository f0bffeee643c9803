"""Ways to spoil a file: its bytes, the numbers in it, its markup, the archive around it.

All take a source of random numbers and return new bytes; the same numbers give the same bytes.
"""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from random import Random

MOST_BYTES = 400_000

Mutation = Callable[[Random, bytes], bytes]

_BYTES = (
    b"\x00",
    b"\xff",
    b"\x1b[31m",
    b"\x9b1m",
    b"\r",
    b"\n\n\n\n",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\t",
)
_TEXTS = (
    *("&#27;[2J", "&#x9b;1m", "&#x202e;", "&#0;", "&#xD800;", "&#x110000;", "&nbsp;" * 40, "&x;"),
    *("\x1b]0;x\x07", "\x9d8;;x\x9c", "\u202e", "\u2066", "\u2028", "\ufeff", "\x85", "\x00"),
    *("\ud800", "\U000e0041", "\u0300" * 300, "👩‍👩‍👧", "漢" * 200, "a" * 3000, "—", "\xa0\xa0"),
)
_MARKUP = (
    *("<p>", "</p>", "<div>", "</div>", "<b>", "</i>", "<a href='#x'>", "<a href='javascript:x'>"),
    *("<a href='file:///etc/passwd'>", "<img src='../../x' alt='&#27;'>", "<table><tr><td>"),
    *("</table>", "<td colspan='999999999' rowspan='-1'>", "<ol start='99999999999999999999'>"),
    *("<li value='x'>", "<pre>\t\t", "<ruby>漢<rt>かん", "<sup>1</sup>", "<hr/>", "<br/>" * 9),
    *("<!--", "-->", "<![CDATA[", "]]>", "<?x", "<!DOCTYPE x [<!ENTITY x '&x;'>]>", "<script>"),
    *("<style>p{font-style:italic}</style>", "<details><summary>", "<svg><title>", "<math><mi>"),
    *(
        "<section epub:type='footnote' id='x'>",
        "<body>",
        "</html>",
        "<title/>",
        "<h1>",
        "<h6>x</h6>",
    ),
    *("<p style='text-align:right;margin-left:99em;text-indent:-9px'>", "<blockquote>" * 30),
    *("<dl><dt>", "<dd>", "<q>", "<!-- calibre -->", "<span lang='ar' dir='rtl'>", "</span>"),
)
_NUMBERS = (0, 1, 2, 7, 127, 128, 255, 256, 32767, 65535, 65536, 2**24, 2**31 - 1, 2**31, 2**32 - 1)
_TAG = re.compile(rb"<[^<>]{1,200}>")
_PACKINGS = (*(zipfile.ZIP_DEFLATED,) * 30, *(zipfile.ZIP_STORED,) * 10, zipfile.ZIP_BZIP2)


def mutate(random: Random, data: bytes, mutations: Sequence[Mutation]) -> bytes:
    """One to eight mutations, mostly few."""
    for _ in range(min(8, int(random.expovariate(0.6)) + 1)):
        data = random.choice(mutations)(random, data)[:MOST_BYTES]
    return data


def _at(random: Random, data: bytes) -> int:
    """A place in the data: anywhere, or in the headers that formats begin with."""
    end = min(len(data), 600) if random.random() < 0.3 else len(data)
    return random.randint(0, end)


def flip(random: Random, data: bytes) -> bytes:
    changed = bytearray(data or b"x")
    for _ in range(random.choice((1, 1, 2, 10))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def insert(random: Random, data: bytes) -> bytes:
    at = _at(random, data)
    new = (
        random.choice(_BYTES) if random.random() < 0.7 else random.randbytes(random.randint(1, 30))
    )
    return data[:at] + new + data[at:]


def overwrite(random: Random, data: bytes) -> bytes:
    at = _at(random, data)
    new = random.choice((*_BYTES, random.randbytes(random.randint(1, 20))))
    return data[:at] + new + data[at + len(new) :]


def delete(random: Random, data: bytes) -> bytes:
    at = _at(random, data)
    return data[:at] + data[at + int(random.paretovariate(0.6)) :]


def truncate(random: Random, data: bytes) -> bytes:
    return data[: random.randint(0, len(data))] if random.random() < 0.3 else data


def repeat(random: Random, data: bytes) -> bytes:
    at = _at(random, data)
    piece = data[at : at + random.randint(1, 2000)]
    return data[:at] + piece * random.choice((2, 2, 3, 50)) + data[at:]


def move(random: Random, data: bytes) -> bytes:
    first, second = sorted((_at(random, data), _at(random, data)))
    length = random.randint(1, 500)
    return data[:first] + data[second : second + length] + data[first:]


def renumber(random: Random, data: bytes) -> bytes:
    """Another number where one may be: a count, an offset or a length, in either byte order."""
    order, size = random.choice("<>"), random.choice("BHHIIQ")
    width = struct.calcsize(size)
    if len(data) < width:
        return data
    at = min(_at(random, data), len(data) - width)
    (value,) = struct.unpack_from(order + size, data, at)
    near = (value + 1, value - 1, value * 2, value // 2, len(data))
    new = random.choice(near if random.random() < 0.5 else _NUMBERS) % (1 << 8 * width)
    return data[:at] + struct.pack(order + size, new) + data[at + width :]


def write(random: Random, data: bytes) -> bytes:
    """Characters that text should not have, or has too many of."""
    at = _at(random, data)
    encoding = random.choice(("utf-8", "utf-8", "utf-8", "utf-16-le", "latin-1"))
    errors = "surrogatepass" if encoding != "latin-1" else "ignore"
    return data[:at] + random.choice(_TEXTS).encode(encoding, errors) + data[at:]


def tag(random: Random, data: bytes) -> bytes:
    """A tag that does not belong there."""
    at = _at(random, data)
    if random.random() < 0.6 and (near := data.find(b"<", at)) >= 0:
        at = near
    many = random.choice((1, 1, 1, 1, 300))
    return data[:at] + random.choice(_MARKUP).encode() * many + data[at:]


def untag(random: Random, data: bytes) -> bytes:
    """One tag less, twice, or in the place of another."""
    found = list(_TAG.finditer(data))
    if not found:
        return data
    match, other = random.choice(found), random.choice(found)
    new = random.choice((b"", match[0] * 2, other[0], match[0][:-1], match[0].upper()))
    return data[: match.start()] + new + data[match.end() :]


def change_number(random: Random, data: bytes) -> bytes:
    """Another number where digits are."""
    found = list(re.finditer(rb"\d{1,12}", data[: 1 << 16]))
    if not found:
        return data
    match = random.choice(found)
    new = random.choice(
        (*map(str, _NUMBERS), "-1", "1e9", "٣", "9" * 5000, "0" * 30, "1.5", "")
    ).encode()
    return data[: match.start()] + new + data[match.end() :]


IN_PLACE = (flip, overwrite, renumber)
BYTES = (*IN_PLACE, insert, delete, truncate, repeat, move)
TEXT = (flip, overwrite, insert, delete, truncate, repeat, move, write, write, change_number)
MARKUP = (*TEXT, tag, tag, untag, untag)


def archive(random: Random, data: bytes) -> bytes:
    """Another zip archive of spoiled members, or the same one spoiled from outside."""
    if random.random() < 0.2:
        return mutate(random, data, BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            members = [(entry.filename, opened.read(entry)) for entry in opened.infolist()]
    except Exception:
        return mutate(random, data, BYTES)
    if not members:
        return data
    for _ in range(random.choice((1, 1, 2, 3))):
        _spoil(random, members)
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as written:
        warnings.simplefilter("ignore")  # of two members of one name
        for name, content in members:
            # A name alone would be written with the time of day, and the case differ each time.
            written.writestr(zipfile.ZipInfo(name), content, random.choice(_PACKINGS))
    return made.getvalue()


def _spoil(random: Random, members: list[tuple[str, bytes]]) -> None:
    """Spoil one member, or the list of them."""
    index = random.randrange(len(members))
    name, content = members[index]
    match random.randrange(10):
        case 0:
            del members[index]
            members.append((name, content))
        case 1 if len(members) > 1:
            del members[index]
        case 2:
            odd = (
                "../" * 9 + "x",
                name.upper(),
                "/" + name,
                name + "\x1b[2J",
                "漢\u202e",
                "x/" * 200,
            )
            members[index] = (random.choice(odd), content)
        case 3:
            members.append((name, random.choice(members)[1]))
        case 4:
            members[index] = (name, b"" if random.random() < 0.3 else bytes(random.randbytes(50)))
        case 5:
            members[index] = (name, content * random.choice((2, 20)))
        case _:
            text = not name.lower().endswith((".jpg", ".png", ".ttf", ".otf"))
            members[index] = (name, mutate(random, content, MARKUP if text else BYTES))


def records(random: Random, data: bytes) -> bytes:
    """A Palm database with spoiled records, and a header that says where they are now."""
    header = 78
    count = int.from_bytes(data[76:78], "big")
    table = data[header : header + 8 * count]
    starts = [int.from_bytes(table[at : at + 4], "big") for at in range(0, len(table), 8)]
    whole = starts and starts == sorted(starts) and starts[0] >= header + len(table)
    if not whole or random.random() < 0.2:
        return mutate(random, data, IN_PLACE)
    pieces = [data[start:end] for start, end in pairwise([*starts, len(data)])]
    for _ in range(random.choice((1, 1, 2, 3))):
        # The first records say what the others are.
        index = random.randrange(min(2, count) if random.random() < 0.3 else count)
        spoiled = IN_PLACE if random.random() < 0.5 else MARKUP
        pieces[index] = mutate(random, pieces[index], spoiled)
    made = bytearray(data[: starts[0]])
    offset = len(made)
    for index, piece in enumerate(pieces):
        struct.pack_into(">I", made, header + 8 * index, offset)
        offset += len(piece)
    return bytes(made) + b"".join(pieces)


OF_FORMAT: dict[str, Mutation] = {
    "text": partial(mutate, mutations=TEXT),
    "markdown": partial(mutate, mutations=(*TEXT, tag)),
    "html": partial(mutate, mutations=MARKUP),
    "fb2": partial(mutate, mutations=MARKUP),
    "epub": archive,
    "azw3": records,
    "mobi": records,
    "pdf": partial(mutate, mutations=(*IN_PLACE, *BYTES, change_number, change_number, write)),
}
