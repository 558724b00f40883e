"""The world outside: a hub and a mail server that can be dead, slow, and remember what they got."""

import re
import socket
import socketserver
import threading
from collections import Counter
from urllib.parse import parse_qsl

# As many may wait for somebody who says nothing.
WAITING = 128


class Outside:
    """One server at a port that stays the same while it is dead.

    `before_answer` is called once something was taken in and before the other side hears so.
    """

    def __init__(self, port, handler):
        self.port, self.handler = port, handler
        self.got, self.before_answer = Counter(), lambda: None
        self._server = self._silent = None

    def start(self):
        """Answer."""
        outside = self

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads = True, True
            world = outside

            def handle_error(self, request, client_address):
                """Whoever called was killed while calling."""

        self._server = Server(("127.0.0.1", self.port), self.handler)
        threading.Thread(target=self._server.serve_forever, args=[0.1], daemon=True).start()
        return self

    def die(self):
        """Listen no longer."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        if self._silent:
            self._silent.close()
            self._silent = None

    def hang(self):
        """Let everybody through, and say nothing."""
        self.die()
        self._silent = socket.create_server(("127.0.0.1", self.port), backlog=WAITING)

    def take(self, thing):
        """Remember, and wait where somebody wants that."""
        self.got[thing] += 1
        self.before_answer()


class HubCall(socketserver.StreamRequestHandler):
    """A WebSub hub's side of a call: what it got is the set of feeds that changed."""

    def handle(self):
        length = 0
        while (line := self.rfile.readline().strip()) != b"":
            name, _mark, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        pairs = parse_qsl(self.rfile.read(length).decode())
        self.server.world.take(frozenset(url for name, url in pairs if name == "hub.url"))
        self.wfile.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")


class MailCall(socketserver.StreamRequestHandler):
    """A mail server's side: what it got is the Message-ID."""

    def handle(self):
        self.say(b"220 drill")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.say(b"354 go on")
                text = b""
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    text += line
                found = re.search(rb"(?im)^message-id:\s*(<[^>]+>)", text)
                self.server.world.take(found[1].decode() if found else "")
            elif word == b"QUIT":
                self.say(b"221 bye")
                return
            self.say(b"250 ok")

    def say(self, words):
        self.wfile.write(words + b"\r\n")
