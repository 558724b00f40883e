"""gunicorn's worker with threads, in which a thread is not taken by whoever is slow.

`--worker-class newsroom.serving.patient.PatientWorker`. gunicorn's own gives a connection to one of
its few threads at the first byte: a handful of people who send a byte a second keep everybody else
waiting. Here a request waits in the worker's loop until its head has arrived, and with it a body of
a form's size; and an answer of a page's size leaves at once, however slowly it is read.

What the application has at hand (`application.at_hand(environ)`) the loop sends itself: no thread,
and no parser, for what only has to be sent.
"""

import re
import resource
import selectors
import socket
import time
from functools import partial

from gunicorn.http import get_parser
from gunicorn.workers.gthread import ThreadWorker

from .at_hand import answer_of, environ_of

# Seconds in which the head of a request, and a small body, have to arrive.
ARRIVES_WITHIN = 10.0
# A longer head is refused by gunicorn's parser; a longer body is read by the thread that wants it.
LONGEST_HEAD, LONGEST_BODY = 64 * 1024, 64 * 1024
# So many bytes of an answer wait for a slow reader in the kernel, as far as it allows.
ANSWER = 1024 * 1024
CHUNK = 16 * 1024
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.I)


def whole(said):
    """Whether `said` is a request of which nothing is left to wait for."""
    end = said.find(b"\r\n\r\n")
    if end < 0:
        return len(said) > LONGEST_HEAD
    length = LENGTH.search(said, 0, end + 2)
    wanted = int(length[1]) if length else 0
    return wanted > LONGEST_BODY or len(said) >= end + 4 + wanted


def as_many_as_allowed():
    """Let this process open as many connections as the machine lets it; returns the number."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class PatientWorker(ThreadWorker):
    """Hears requests out in its loop before one of its threads answers them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Who is still speaking, or being sent something, the longest first.
        self.speaking = {}

    def enqueue_req(self, conn):
        """A new connection, or one that speaks again: heard out first."""
        if self.cfg.is_ssl or conn.is_http2:
            super().enqueue_req(conn)
            return
        if conn.parser is None:
            conn.parser = get_parser(self.cfg, conn.sock, conn.client)
            conn.initialized = True
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ANSWER)
        conn.said, conn.rest = bytearray(conn.parser.unreader.take_buffered()), b""
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + ARRIVES_WITHIN
        self.speaking[conn] = True
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.hear, conn))
        # Mostly all of it is there.
        self.hear(conn, conn.sock)

    def hear(self, conn, sock):
        """Take in what has arrived; a whole request goes to a thread, as does one that ends."""
        try:
            chunk = sock.recv(CHUNK)
        except (BlockingIOError, InterruptedError):
            if not whole(conn.said):
                return
            chunk = b""
        except OSError:
            self.hang_up(conn)
            return
        else:
            if not chunk and not conn.said:
                self.hang_up(conn)
                return
        conn.said += chunk
        if chunk and not whole(conn.said):
            return
        if self.answers(conn):
            return
        self.poller.unregister(sock)
        del self.speaking[conn]
        conn.parser.unreader.unread(bytes(conn.said))
        conn.said = None
        super().enqueue_req(conn)

    def answers(self, conn):
        """Send what is at hand. Whether that was all that was asked for."""
        at_hand = getattr(self.wsgi, "at_hand", None)
        while at_hand is not None and self.alive and not conn.rest:
            end = conn.said.find(b"\r\n\r\n")
            environ = environ_of(bytes(conn.said[:end])) if end > 0 else None
            if environ is None or not at_hand(environ):
                break
            environ["REMOTE_ADDR"] = conn.client[0] if isinstance(conn.client, tuple) else ""
            del conn.said[: end + 4]
            # It goes to the end of those who are waited for.
            del self.speaking[conn]
            self.speaking[conn] = True
            conn.timeout = time.monotonic() + ARRIVES_WITHIN
            conn.rest = answer_of(self.wsgi, environ)
            if not self.send(conn):
                return True
            if not whole(conn.said):
                return True
        return False

    def send(self, conn):
        """Send what is left for a reader; False where some still is, or nobody is there any more.

        What does not fit into the kernel's buffer is sent as it is read.
        """
        try:
            sent = conn.sock.send(conn.rest)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError:
            self.hang_up(conn)
            return False
        conn.rest = conn.rest[sent:]
        if conn.rest:
            send_on = partial(self.send_on, conn)
            self.poller.modify(conn.sock, selectors.EVENT_WRITE, send_on)
        return not conn.rest

    def send_on(self, conn, sock):
        """A slow reader takes more; who has it all is heard again."""
        conn.timeout = time.monotonic() + ARRIVES_WITHIN
        if self.send(conn):
            self.poller.modify(sock, selectors.EVENT_READ, partial(self.hear, conn))
            self.hear(conn, sock)

    def hang_up(self, conn):
        """Whoever hung up first, or speaks or reads too slowly."""
        del self.speaking[conn]
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self):
        """Hang up on who has spoken too long; where all lines are taken, on the slowest.

        A worker that stops waits for nobody who has not said a word.
        """
        super().murder_pending()
        now = time.monotonic()
        if not self.alive:
            for conn in [each for each in self.speaking if not each.said and not each.rest]:
                self.hang_up(conn)
        full = self.nr_conns >= self.worker_connections
        while self.speaking:
            slowest = next(iter(self.speaking))
            if slowest.timeout > now and not full:
                break
            self.hang_up(slowest)
            full = False
