"""gunicorn's worker with threads, in which a thread is not taken by whoever is slow.

`--worker-class newsroom.serving.patient.PatientWorker`. gunicorn's own gives a connection to one of
its few threads at the first byte: a handful of people who send a byte a second keep everybody else
waiting. Here a request waits in the worker's loop until its head has arrived, and with it a body of
a form's size; and an answer of a page's size leaves at once, however slowly it is read. What is
longer, or as long as nobody knows, two threads read that do nothing else.

What the application has at hand (`application.at_hand(environ)`) the loop sends itself: no thread
for what only has to be sent. Other plain requests (plain.py) a thread answers without gunicorn's
parser, and the loop hears of it only where something is left to do: mostly its connection is heard
as before. All that is not plain goes gunicorn's way.

Readers' pages have threads of their own: editors who wait for a lock, however many, keep no reader
waiting. The application says who is at work here (`application.is_at_work(environ)`).
"""

import errno
import resource
import selectors
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from ipaddress import ip_address
from types import SimpleNamespace

from gunicorn.http import get_parser
from gunicorn.http.wsgi import Response, base_environ
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER

from .arriving import ARRIVES_WITHIN, SteadyUnreader, arrival, awaited, whole
from .plain import Answer, environ_of
from .refusing import RefusingWorker

# What accept() says where this process, or the machine, may have no more connections.
FULL = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
STALLED = struct.pack("@ll", int(ARRIVES_WITHIN), 0)
# As many threads of a process read bodies that the loop does not wait for.
READERS = 2
# So many bytes of an answer wait for a slow reader in the kernel, as far as it allows.
ANSWER = 1024 * 1024
CHUNK = 16 * 1024
# Who sets one of these asks more of gunicorn than an answer: then everything goes its way.
ASKED = (
    "accesslog", "disable_redirect_access_to_syslog", "limit_request_field_size",
    "limit_request_fields", "limit_request_line", "logconfig", "logconfig_dict", "logconfig_json",
    "logger_class", "max_requests", "post_request", "pre_request", "proxy_protocol", "statsd_host",
    "syslog",
)  # fmt: skip
BROKEN = (
    b"HTTP/1.1 500 Internal Server Error\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"
)


def as_many_as_allowed():
    """Let this process open as many connections as the machine lets it; returns the number."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class PatientWorker(RefusingWorker):
    """Hears requests out in its loop before one of its threads answers them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Who is still speaking, or being sent something, the longest first.
        self.speaking = {}
        # Held for a moment where a thread gives a connection back while the loop looks at it.
        self.lock = threading.Lock()
        asked = (self.cfg.settings[name] for name in ASKED)
        self.is_plain = self.cfg.keepalive > 0 and all(each.get() == each.default for each in asked)
        # Proxies hand on what strangers say: that the newsroom has another root is not believed.
        self.cfg.set("forwarder_headers", "")
        self.environ = base_environ(self.cfg) | {
            "SCRIPT_NAME": "",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.multithread": True,
        }
        # Answers are sent by us, as they are made: no file is handed over.
        del self.environ["wsgi.file_wrapper"]
        schemes = self.cfg.secure_scheme_headers.items()
        self.secure = {f"HTTP_{name.replace('-', '_')}": value for name, value in schemes}
        self.stops_at = None
        # Beside the threads for readers' pages (`tpool`): those for all other requests, and those
        # that read on while they answer.
        self.working = self.reading = None

    def init_process(self):
        """Serve, with as many connections as the machine lets this process open."""
        # Half of them for others: files, and the database.
        self.worker_connections = min(self.worker_connections, as_many_as_allowed() // 2)
        self.working = self.get_thread_pool()
        self.reading = ThreadPoolExecutor(max_workers=READERS)
        super().init_process()

    # --- What arrives: in the loop ----------------------------------------------------------------

    def accept(self, listener):
        """A new connection; where this process may have no more, the slowest makes room."""
        try:
            super().accept(listener)
        except OSError as error:
            if error.errno not in FULL:
                raise
            self.hang_up_on_slowest()

    def enqueue_req(self, conn):
        """A new connection, or one that speaks again: heard out first."""
        if self.cfg.is_ssl or conn.is_http2:
            super().enqueue_req(conn)
            return
        if conn.parser is None:
            conn.parser = get_parser(self.cfg, conn.sock, conn.client)
            conn.parser.unreader = SteadyUnreader(conn.sock)
            conn.initialized = True
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ANSWER)
            # A thread waits no longer for the next bytes, in either direction.
            for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                conn.sock.setsockopt(socket.SOL_SOCKET, way, STALLED)
            conn.around, conn.is_trusted = self.around(conn), self.is_trusted(conn.client)
        conn.said, conn.rest = bytearray(conn.parser.unreader.take_buffered()), b""
        # Whether a thread answers it, and whether it is not heard for as long.
        conn.is_answered, conn.is_unheard = False, False
        conn.sock.setblocking(False)
        self.wait_for(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.hear, conn))
        # Mostly all of it is there.
        self.hear(conn, conn.sock)

    def around(self, conn):
        """What WSGI calls the environment of all requests of a connection."""
        client, server = conn.client, conn.server
        host, port = server[:2] if isinstance(server, tuple) else ("localhost", 80)
        return self.environ | {
            "REMOTE_ADDR": client[0] if isinstance(client, tuple) else "",
            "SERVER_NAME": host,
            "SERVER_PORT": str(port),
        }

    def is_trusted(self, client):
        """Whether gunicorn believes whoever calls that others asked it safely."""
        if not isinstance(client, tuple) or "*" in self.cfg.forwarded_allow_ips:
            return True
        address = ip_address(client[0])
        return any(address in network for network in self.cfg.forwarded_allow_networks())

    def wait_for(self, conn):
        """It goes to the end of those who are waited for."""
        self.speaking.pop(conn, None)
        self.speaking[conn] = True
        conn.timeout = time.monotonic() + ARRIVES_WITHIN

    def hear(self, conn, sock):
        """Take in what has arrived; a whole request is answered, and one that ends goes on."""
        if conn not in self.speaking:
            # Hung up on, or left to a thread, since the poller told of it and others beside it.
            return
        with self.lock:
            if conn.is_answered:
                # It speaks again, or hangs up, before it has its answer: that has time.
                self.poller.unregister(sock)
                conn.is_unheard = True
                return
        try:
            chunk = sock.recv(CHUNK)
        except (BlockingIOError, InterruptedError):
            chunk = None
        except OSError:
            self.hang_up(conn)
            return
        if chunk:
            conn.said += chunk
        elif chunk is not None:
            # It says nothing more: what it began to say gunicorn judges.
            (self.leave if conn.said else self.hang_up)(conn)
            return
        self.go_on(conn)

    def go_on(self, conn):
        """Answer what was asked for, one request after another, or leave it to gunicorn."""
        while whole(conn.said):
            end = conn.said.find(b"\r\n\r\n")
            environ = self.asked(conn, bytes(conn.said[:end])) if end > 0 else None
            if environ is None:
                self.leave(conn)
                return
            del conn.said[: end + 4]
            self.wait_for(conn)
            conn.rest = self.at_hand(environ)
            if conn.rest is None:
                conn.rest, conn.is_answered = b"", True
                pool = self.working if self.is_at_work(environ) else self.tpool
                pool.submit(self.timed, time.perf_counter(), self.answer, conn, environ)
                return
            if not self.send(conn):
                return

    def at_hand(self, environ):
        """An answer that only has to be sent; None where a thread is to make it.

        What breaks here would take the loop, and everybody whom it serves, with it.
        """
        at_hand = getattr(self.wsgi, "at_hand", None)
        try:
            if at_hand is None or not at_hand(environ):
                return None
            return Answer(self.wsgi, environ).as_bytes()
        except Exception:
            self.log.exception("Error handling request %s", environ["PATH_INFO"])
            return BROKEN

    def is_at_work(self, environ):
        """Whether whoever asks is at work here, and no reader."""
        is_at_work = getattr(self.wsgi, "is_at_work", None)
        return is_at_work is not None and is_at_work(environ)

    def asked(self, conn, head):
        """The environment of a plain request; None where gunicorn is to read it.

        A worker that stops has it say so to whoever asks.
        """
        environ = environ_of(head) if self.is_plain and self.alive else None
        if environ is None:
            return None
        if conn.is_trusted:
            said = [name for name in self.secure if name in environ]
            if len(said) > 1:
                return None
            if said and environ[said[0]] == self.secure[said[0]]:
                environ["wsgi.url_scheme"] = "https"
        environ.update(conn.around)
        environ["wsgi.input"] = BytesIO()
        return environ

    def leave(self, conn):
        """To gunicorn's parser, in a thread; what is to be read on, to one of those for it."""
        self.poller.unregister(conn.sock)
        del self.speaking[conn]
        end = conn.said.find(b"\r\n\r\n")
        is_heard = end >= 0 and awaited(conn.said, end) is not None
        pool, arrived = (self.working, time.perf_counter()) if is_heard else (self.reading, None)
        conn.parser.unreader.unread(bytes(conn.said))
        conn.parser.unreader.waited = conn.parser.unreader.got = 0
        conn.said = None
        done = pool.submit(self.timed, arrived, self.handle, conn)
        done.add_done_callback(partial(self.method_queue.defer, self.finish_request, conn))

    # --- Answers: in a thread ---------------------------------------------------------------------

    @staticmethod
    def timed(arrived, answer, *given):
        """What `answer` does, whose request waited for a thread since it had `arrived`."""
        arrival.at = arrived
        try:
            return answer(*given)
        finally:
            arrival.at = None

    def answer(self, conn, environ):
        """Make an answer, and send of it what the kernel takes; the loop does what is left."""
        found, has_begun, goes_on = None, False, True
        try:
            found = Answer(self.wsgi, environ)
            if found.is_page():
                conn.rest = found.as_bytes()
            else:
                has_begun = True
                self.send_as_made(conn, environ, found)
        except Exception as error:
            if not (has_begun and isinstance(error, OSError)):
                self.log.exception("Error handling request %s", environ["PATH_INFO"])
            conn.rest, goes_on = (b"", False) if has_begun else (BROKEN, True)
        if conn.rest:
            self.send_at_once(conn)
        self.give_back(conn, goes_on)
        try:
            if found is not None:
                found.close()
        except Exception:
            self.log.exception("Error after request %s", environ["PATH_INFO"])

    def send_as_made(self, conn, environ, found):
        """Part by part, in chunks where nobody knows the length: it may be longer than memory."""
        method = environ["REQUEST_METHOD"]
        asked = SimpleNamespace(version=(1, 1), method=method, should_close=lambda: False)
        response = Response(asked, conn.sock, self.cfg)
        response.start_response(found.status, found.headers)
        conn.sock.setblocking(True)
        for part in found.parts:
            response.write(part)
        response.close()
        conn.sock.setblocking(False)

    def send_at_once(self, conn):
        """Send what the kernel takes. Who hung up is for the loop, which hears of it."""
        try:
            conn.rest = conn.rest[conn.sock.send(conn.rest) :]
        except (BlockingIOError, InterruptedError):
            pass
        except OSError:
            conn.rest = b""

    def give_back(self, conn, goes_on):
        """To the loop, which is woken only where there is something to do."""
        if goes_on and not conn.rest and not conn.said and self.alive:
            with self.lock:
                if not conn.is_unheard:
                    conn.timeout = time.monotonic() + ARRIVES_WITHIN
                    conn.is_answered = False
                    return
        self.method_queue.defer(self.resume, conn, goes_on)

    # --- What is left of an answer: in the loop ---------------------------------------------------

    def resume(self, conn, goes_on):
        """A connection that a thread gives back: the rest of its answer, or the next request."""
        conn.is_answered = False
        if conn.is_unheard:
            conn.is_unheard = False
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.hear, conn))
        self.wait_for(conn)
        if not goes_on:
            self.hang_up(conn)
        elif self.send(conn):
            self.go_on(conn)

    def send(self, conn):
        """Send what is left for a reader; False where some still is, or nobody is there any more.

        What does not fit into the kernel's buffer is sent as it is read.
        """
        if conn.rest:
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
        if conn not in self.speaking:
            return
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

    def hang_up_on_slowest(self):
        """On whoever has been waited for the longest, if anybody is."""
        slowest = next((each for each in self.speaking if not each.is_answered), None)
        if slowest is not None:
            self.hang_up(slowest)

    def murder_pending(self):
        """Hang up on who has spoken too long; where all lines are taken, on the slowest.

        A worker that stops waits a little for those who say nothing: they may be about to, as who
        just called, or had an answer.
        """
        super().murder_pending()
        now = time.monotonic()
        if not self.alive:
            self.stops_at = self.stops_at or now + STOP_KEEPALIVE_LINGER
            for conn in list(self.speaking):
                is_silent = not (conn.said or conn.rest or conn.is_answered)
                if is_silent and now >= self.stops_at:
                    self.hang_up(conn)
        if self.nr_conns >= self.worker_connections:
            self.hang_up_on_slowest()
        while self.speaking:
            slowest = next(iter(self.speaking))
            if slowest.timeout > now:
                break
            if slowest.is_answered:
                self.wait_for(slowest)
            else:
                self.hang_up(slowest)
