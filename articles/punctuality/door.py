"""The public door: how a page is fetched as readers get it, over HTTP, and from nowhere else.

There is one address to which anything is ever connected, the one in the settings. Which desk is
meant is said by the host that is asked for. No redirect is followed.
"""

import http.client
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

# Seconds: a page that takes longer has not answered.
PATIENCE = 5
# More than any page has: what is longer is none of ours.
LARGEST = 8_000_000
# Connections that one thread keeps: over TLS each host has its own.
KEPT = 32
AGENT = "Newsroom punctuality"


class NoAnswer(Exception):
    """Nobody answers at the door, or not in time, to what was asked `asked_at`."""

    def __init__(self, error, asked_at):
        super().__init__(f"{type(error).__name__}: {error}"[:200])
        self.asked_at = asked_at


@dataclass(frozen=True)
class Answer:
    """What a page answered, and between which moments: asked, and its first byte."""

    status: int
    body: bytes
    asked_at: datetime
    first_byte_at: datetime


class Door:
    """Keeps connections open, one for each thread (and, over TLS, for each host)."""

    def __init__(self, address, clock):
        parts = urlsplit(address)
        self.address = address
        self.secure = parts.scheme == "https"
        self.place = parts.hostname
        self.port = parts.port or (443 if self.secure else 80)
        self.clock = clock
        self._local, self._opened = threading.local(), []
        self._tls = ssl.create_default_context() if self.secure else None

    def get(self, host, path):
        """The Answer of `path` at the desk's `host`. Raises NoAnswer."""
        key = host if self.secure else ""
        kept = self._kept()
        while True:
            connection = kept.pop(key, None)
            was_kept = connection is not None
            connection = connection or _Connection(self, host)
            asked_at = self.clock()
            try:
                answer = self._ask(connection, host, path, asked_at)
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                if was_kept:
                    # It may have been closed meanwhile: once more, over a new one.
                    continue
                raise NoAnswer(error, asked_at) from error
            while len(kept) >= KEPT:
                kept.pop(next(iter(kept))).close()
            kept[key] = connection
            return answer

    def close(self):
        """Close what is kept open; no thread may be asking any more."""
        for kept in self._opened:
            while kept:
                kept.popitem()[1].close()

    def _kept(self):
        if not hasattr(self._local, "connections"):
            self._local.connections = {}
            self._opened.append(self._local.connections)
        return self._local.connections

    def _ask(self, connection, host, path, asked_at):
        headers = {"Host": host, "User-Agent": AGENT, "Accept-Encoding": "gzip"}
        if not self.secure and settings.HTTPS:
            # Behind a proxy that ends TLS: what it would say of a reader's request.
            headers["X-Forwarded-Proto"] = "https"
        began = time.monotonic()
        connection.request("GET", iri_to_uri(path), headers=headers)
        response = connection.getresponse()
        # The clock may be moved while one waits: how long it took is told by another.
        first_byte_at = asked_at + timedelta(seconds=time.monotonic() - began)
        body = response.read(LARGEST)
        if not response.isclosed():
            raise http.client.HTTPException("The page does not end.")
        if response.getheader("Content-Encoding") == "gzip":
            try:
                body = zlib.decompressobj(31).decompress(body, LARGEST)
            except zlib.error as error:
                raise http.client.HTTPException(f"The page is broken: {error}") from error
        return Answer(response.status, body, asked_at, first_byte_at)


class _Connection(http.client.HTTPConnection):
    """To the door's own address, whatever host is asked for there."""

    def __init__(self, door, host):
        super().__init__(door.place, door.port, timeout=PATIENCE)
        self.door, self.asked_for = door, host

    def connect(self):
        self.sock = socket.create_connection((self.door.place, self.door.port), PATIENCE)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.door.secure:
            self.sock = self.door._tls.wrap_socket(self.sock, server_hostname=self.asked_for)
