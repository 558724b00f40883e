"""What stands behind a shared cache in a test: answers as it is told, and remembers who asked."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

SHARED = "max-age=3600, stale-while-revalidate=1, stale-if-error=86400"


class Origin:
    """A server of pages that say how often they were made.

    `asked` has (method, host, path, headers) of each request. What it answers may be set: `status`,
    `headers`, `body`, what it says to shared caches (`shared`, `keys`), and the `seconds` it takes.
    """

    def __init__(self):
        self.asked, self.made = [], count(1)
        self.status, self.seconds, self.headers, self.body = 200, 0.0, {}, None
        self.shared, self.keys = SHARED, "all"
        self.is_closed = False
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        """Stop answering: who comes now is refused, also on a connection that is open."""
        self.is_closed = True
        self._server.shutdown()
        self._server.server_close()

    def paths(self, path):
        """The requests for `path` so far."""
        return [each for each in self.asked if each[2] == path]

    def _handler(origin):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30

            def answer(self):
                taken = left = int(self.headers.get("Content-Length") or 0)
                while left:
                    left -= len(self.rfile.read(min(left, 1 << 20)))
                if origin.is_closed:
                    self.close_connection = True
                    return None
                if self.path == "/health/live":
                    return self.say(200, {}, b"alive")
                asked = (self.command, self.headers["Host"], self.path, self.headers)
                origin.asked.append(asked)
                status, headers = origin.status, {"Cache-Control": "no-cache"} | origin.headers
                if origin.shared and self.headers.get("Surrogate-Capability"):
                    headers |= {"Surrogate-Control": origin.shared, "Surrogate-Key": origin.keys}
                said = f"{self.headers['Host']}{self.path} {next(origin.made)} {taken}"
                body = origin.body or said.encode()
                # What it says is as it was when it was asked.
                time.sleep(origin.seconds)
                return self.say(status, headers, body)

            def say(self, status, headers, body):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_GET = do_HEAD = do_POST = do_PUT = answer

            def log_message(self, *arguments):
                pass

        return Handler


class _Server(ThreadingHTTPServer):
    request_queue_size = 2048
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A cache that hangs up is no error of ours."""
