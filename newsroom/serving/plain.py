"""Plain requests, and their answers as bytes: what a server does without its general parser.

Only what every server reads the same way is read here: a GET or HEAD without a body and with plain
fields. Anything else is left to the server's own parser.
"""

import re
import time
from contextlib import suppress
from email.utils import formatdate

from gunicorn.util import unquote_to_wsgi_str

FIRST = re.compile(rb"(GET|HEAD) (/(?!/)[!\"$-~]*) HTTP/1\.1")
NAME = re.compile(rb"[A-Za-z0-9-]{1,64}")
# No field holds one of these; a tab may stand in its value.
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# These say that there is more to a request than its head, or what becomes of the connection.
LEFT = {
    "CONTENT_LENGTH", "CONTENT_TYPE", "TRANSFER_ENCODING", "UPGRADE", "EXPECT", "TE", "TRAILER",
    "HTTP2_SETTINGS", "KEEP_ALIVE",
}  # fmt: skip
# As many names of fields are remembered.
NAMES = 500
# No server refuses a head for its size that has no more lines and bytes than these.
LINES, BYTES = 60, 4000
# A longer answer, or one whose length nobody knows, is sent as it is made.
LONGEST = 1024 * 1024
_names = {}


def environ_of(head):
    """What WSGI calls the environment of a request, by its head without the empty line; or None."""
    lines = head.split(b"\r\n")
    first = FIRST.fullmatch(lines[0])
    if first is None or head.count(b"\n") != len(lines) - 1 or head.count(b"\r") != len(lines) - 1:
        return None
    if len(lines) > LINES or len(head) > BYTES or CONTROLS.search(head):
        return None
    path, _mark, query = first[2].decode("ascii").partition("?")
    found = {
        "REQUEST_METHOD": "GET" if first[1] == b"GET" else "HEAD",
        "PATH_INFO": unquote_to_wsgi_str(path) if "%" in path else path,
        "QUERY_STRING": query,
        "wsgi.url_scheme": "http",
    }
    for line in lines[1:]:
        name, colon, value = line.partition(b":")
        known = _names.get(name) or _known(name)
        if not colon or known is None or known in found:
            return None
        found[known] = value.strip(b" \t").decode("latin-1")
    if "HTTP_HOST" not in found:
        return None
    if found.get("HTTP_CONNECTION", "keep-alive").lower() != "keep-alive":
        return None
    return found


def _known(name):
    """What WSGI calls a field; None for one that is left to others."""
    if NAME.fullmatch(name) is None:
        return None
    plain = name.decode("ascii").upper().replace("-", "_")
    if plain in LEFT:
        return None
    if len(_names) < NAMES:
        _names[name] = f"HTTP_{plain}"
    return f"HTTP_{plain}"


class Date:
    """The field that says when an answer was sent: written once a second."""

    def __init__(self):
        self._second, self._said = 0, ""

    def now(self):
        """The moment as a field has it."""
        second = int(time.time())
        if second != self._second:
            self._said, self._second = formatdate(second, usegmt=True), second
        return self._said


date = Date()


class Answer:
    """What a WSGI `application` answers to a plain request; to be closed once it is sent."""

    def __init__(self, application, environ):
        self.status, self.headers = "", []
        self.parts = application(environ, self._start)
        # Not modified, or only the head was asked for.
        self.is_empty = environ["REQUEST_METHOD"] == "HEAD" or self.status[:3] == "304"

    def _start(self, status, headers, exc_info=None):
        self.status, self.headers = status, headers

    def is_page(self):
        """Whether it can be sent as one: nothing long, and nothing whose length nobody knows."""
        if self.is_empty:
            return True
        for name, value in self.headers:
            if name.lower() == "content-length":
                return int(value) <= LONGEST and self.status[:3] != "204"
        return False

    def as_bytes(self):
        """All of it, to be sent as one."""
        fields = "".join([f"{name}: {value}\r\n" for name, value in self.headers])
        kept = f"Date: {date.now()}\r\nConnection: keep-alive\r\n"
        head = f"HTTP/1.1 {self.status}\r\n{kept}{fields}\r\n".encode("latin-1")
        return head if self.is_empty else b"".join([head, *self.parts])

    def close(self):
        """Let go of what it was made of."""
        with suppress(AttributeError):
            self.parts.close()
