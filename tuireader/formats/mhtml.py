"""Pages that a browser saved as one file (MHTML): the page itself, out of the message it is in.

Pictures, frames and sheets beside it stay where they are. Nothing here knows HTML.
"""

from __future__ import annotations

import re

from tuireader.formats.errors import FormatError

# A message begins with lines of headers, of which long ones go on after a space.
_HEADERS = re.compile(
    rb"(?:[A-Za-z][\w-]{1,40}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,20}){1,40}"
)
_KIND = re.compile(rb"^content-type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_BOUNDARY = re.compile(rb"\bboundary=(?:\"([^\"\r\n]{1,200})\"|([^\s;]{1,200}))", re.IGNORECASE)
_PAGE = re.compile(
    rb"^content-type:\s*(?:text/html|application/xhtml\+xml)\b", re.IGNORECASE | re.MULTILINE
)
_ENCODING = re.compile(
    rb"^content-transfer-encoding:\s*([\w-]{1,40})", re.IGNORECASE | re.MULTILINE
)
_BODY = re.compile(rb"\r?\n\r?\n")
_LONGEST_HEADERS = 16 * 1024


def is_mhtml(head: bytes) -> bool:
    """Whether a file that begins so is a page in a message."""
    match = _HEADERS.match(head)
    return match is not None and bool(_KIND.search(match[0]))


def page(data: bytes) -> bytes:
    """The first page in the message. Raises FormatError where there is none."""
    headers = _HEADERS.match(data[:_LONGEST_HEADERS])
    found = _BOUNDARY.search(headers[0]) if headers else None
    if found:
        for part in data.split(b"--" + (found[1] or found[2]))[1:]:
            body = _BODY.search(part, 2, _LONGEST_HEADERS)
            if body and _PAGE.search(part, 0, body.start()):
                encoding = _ENCODING.search(part, 0, body.start())
                return _decoded(part[body.end() :], encoding[1].lower() if encoding else b"")
    raise FormatError("there is no page in it")


def _decoded(body: bytes, encoding: bytes) -> bytes:
    import binascii

    if encoding == b"quoted-printable":
        return binascii.a2b_qp(body)
    if encoding == b"base64":
        try:
            return binascii.a2b_base64(body)
        except binascii.Error as error:
            raise FormatError("the file is cut short or damaged") from error
    return body
