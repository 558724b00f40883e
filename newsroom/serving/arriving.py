"""How a request arrives: when it is whole, and how slowly a thread lets it come.

A head, and with it a body of a form's size, the loop waits for (patient.py). What is longer, or as
long as nobody knows, a thread reads.
"""

import errno
import re
import threading
import time

from gunicorn.http.unreader import SocketUnreader

# Seconds in which the head of a request, and a small body, have to arrive.
ARRIVES_WITHIN = 10.0
# A longer head is refused by gunicorn's parser; a longer body is read by a thread.
LONGEST_HEAD, LONGEST_BODY = 64 * 1024, 64 * 1024
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)[ \t]*\r\n", re.I)
# Says that nobody knows how long the body is, or that whoever sends it waits to be told to.
UNKNOWN = re.compile(rb"\r\n(?:transfer-encoding|expect):", re.I)

# Bytes a second that arrive at least, in the long run, of what a thread waits for.
SLOWEST = 1000


class Arrival(threading.local):
    """When the request was whole that this thread answers, by perf_counter; None: nobody knows."""

    at = None


arrival = Arrival()


def awaited(said, end):
    """How long the body is that the loop waits for; None for one that a thread is to read."""
    if UNKNOWN.search(said, 0, end + 2):
        return None
    length = LENGTH.search(said, 0, end + 2)
    if length is None:
        return 0
    return int(length[1]) if len(length[1]) < 18 and int(length[1]) <= LONGEST_BODY else None


def whole(said):
    """Whether `said` is a request of which nothing is left for the loop to wait for."""
    end = said.find(b"\r\n\r\n")
    if end < 0:
        return len(said) > LONGEST_HEAD
    wanted = awaited(said, end)
    return wanted is None or len(said) >= end + 4 + wanted


class SteadyUnreader(SocketUnreader):
    """What a thread reads of a request: whoever sends it too slowly hung up, as far as we know."""

    def __init__(self, sock):
        super().__init__(sock)
        self.waited, self.got = 0.0, 0

    def chunk(self, size_hint=None):
        """The next bytes. Only the time in which nothing came is counted."""
        began = time.monotonic()
        try:
            chunk = super().chunk(size_hint)
        except BlockingIOError:
            chunk = None
        self.waited += time.monotonic() - began
        self.got += len(chunk or b"")
        if chunk is None or self.waited > ARRIVES_WITHIN + self.got / SLOWEST:
            raise ConnectionResetError(errno.ECONNRESET, "A body came too slowly.")
        return chunk
