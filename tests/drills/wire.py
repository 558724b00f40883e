"""The way between the application and its database: it can be watched, held and cut."""

import contextlib
import os
import re
import socket
import struct
import threading
from pathlib import Path

from tests.rig import free_port

LISTEN = 512
# What the server says when it is done with a question and waits for the next.
READY = b"Z\x00\x00\x00\x05"
# The number of the request, in front of each question.
NUMBER = re.compile(r"^\s*/\*.*?\*/\s*")


class Wire:
    """Passes on what is said to the Postgres at a Unix socket, at a port of the loopback.

    `watch(connection, sql)` is asked before each statement goes through and answers None (it
    passes), "before" (it is held and never sent) or "after" (it is sent, and its answer held).
    What is held there is then in `caught`: the connection, until `let_go`.
    """

    def __init__(self, socket_file):
        self.socket_file = str(socket_file)
        self.watch = None
        self.caught = None
        self.is_caught = threading.Event()
        self._open = threading.Event()
        self._open.set()
        self._connections = set()
        self.port = free_port()
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=LISTEN)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self):
        """What DATABASE_URL says of a database behind this wire."""
        return f"postgres://newsroom@127.0.0.1:{self.port}/newsroom?sslmode=disable"

    def cut(self):
        """Break every connection, and take no new one."""
        port, listener = self.port, self._listener
        self._listener = None
        # Somebody waits in accept(): this wakes them.
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        self.break_connections()
        return port

    def mend(self):
        """Take connections again after a cut."""
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=LISTEN)
        threading.Thread(target=self._accept, daemon=True).start()

    def break_connections(self):
        """Break those that there are; new ones are taken."""
        for connection in list(self._connections):
            connection.close()

    def hold(self):
        """Nothing passes any more, in neither direction, and nobody is told."""
        self._open.clear()

    def release(self):
        """What was held passes."""
        self._open.set()

    def let_go(self):
        """Break the connection that was caught, and catch the next."""
        caught, self.caught = self.caught, None
        self.is_caught.clear()
        if caught:
            caught.close()

    def close(self):
        """The end of it."""
        self.watch = None
        self.release()
        if self._listener:
            self.cut()

    def _accept(self):
        listener = self._listener
        while True:
            try:
                client, address = listener.accept()
            except OSError:
                return
            connection = Connection(self, client, address[1])
            self._connections.add(connection)
            threading.Thread(target=connection.run, daemon=True).start()

    def _catch(self, connection):
        """True for the first alone."""
        if self.caught is not None:
            return False
        self.caught = connection
        return True


class Connection:
    """One connection of the application."""

    def __init__(self, wire, client, port):
        self.wire, self.client, self.port = wire, client, port
        self.server = socket.socket(socket.AF_UNIX)
        self.statement, self._held = "", threading.Event()
        # What somebody who watches remembers of it.
        self.notes = {}

    def run(self):
        """Pass on until one side hangs up."""
        try:
            self.server.connect(self.wire.socket_file)
        except OSError:
            self.close()
            return
        threading.Thread(target=self._answers, daemon=True).start()
        with contextlib.suppress(OSError):
            for message in self._messages():
                if not self._passes(message):
                    return
                self.wire._open.wait()
                self.server.sendall(message)
        self.close()

    def pid(self, among):
        """Which of the processes `among` is at the other end."""
        here = f"0100007F:{self.port:04X}"
        there = f"0100007F:{self.wire.port:04X}"
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            words = line.split()
            if words[1:3] == [here, there]:
                name = f"socket:[{words[9]}]"
                for pid in among:
                    with contextlib.suppress(OSError):
                        for number in os.listdir(f"/proc/{pid}/fd"):
                            if os.readlink(f"/proc/{pid}/fd/{number}") == name:
                                return pid
        return None

    def close(self):
        """Hang up on both sides."""
        self.wire._connections.discard(self)
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _messages(self):
        """What the application says, message by message; the first has no letter in front."""
        buffer, head = b"", 0
        while data := self.client.recv(65536):
            buffer += data
            while len(buffer) >= head + 4:
                length = head + struct.unpack("!I", buffer[head : head + 4])[0]
                if len(buffer) < length:
                    break
                yield buffer[:length]
                buffer, head = buffer[length:], 1

    def _passes(self, message):
        """False where the message is to be held for ever."""
        if message[:1] != b"Q" or self.wire.watch is None:
            return True
        self.statement = NUMBER.sub("", message[5:-1].decode(errors="replace"))
        moment = self.wire.watch(self, self.statement)
        if moment is None or not self.wire._catch(self):
            return True
        if moment == "after":
            self._held.set()
            return True
        self.wire.is_caught.set()
        return False

    def _answers(self):
        with contextlib.suppress(OSError):
            while data := self.server.recv(65536):
                self.wire._open.wait()
                if self._held.is_set():
                    if data[-6:-1] == READY:
                        self.wire.is_caught.set()
                    continue
                self.client.sendall(data)
        self.close()
