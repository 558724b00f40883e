"""Two thousand readers who send a byte a second, or hardly read, while others want their pages."""

import contextlib
import socket
import threading
import time

from tests.rig import wait_until

from .counting import close
from .row import Impossible, Row

SLOW, LASTS = 2000, 40
# Some are just calling again.
HELD = SLOW * 9 // 10
EDITORS = 3


class Slow(threading.Thread):
    """All of them: half send their question a byte a second, half read their answer so.

    Whoever is hung up on comes again.
    """

    def __init__(self, port, path, over):
        super().__init__(daemon=True)
        self.port, self.over, self.again = port, over, 0
        head = f"GET {path} HTTP/1.1\r\nHost: kerinci.localhost\r\n"
        self.question = f"{head}X-Slow: {'x' * 400}\r\n\r\n".encode()
        self.lines = {}

    def run(self):
        """A byte from each, every second."""
        for number in range(SLOW):
            self.call(number)
        while not self.over.is_set():
            began = time.monotonic()
            for number in list(self.lines):
                self.a_byte(number)
            self.over.wait(max(0, 1 - (time.monotonic() - began)))
        for line, _left in self.lines.values():
            line.close()

    def call(self, number):
        line = socket.socket()
        if number % 2:
            # Whoever reads slowly has no room for what comes.
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        line.settimeout(1)
        try:
            line.connect(("127.0.0.1", self.port))
            if number % 2:
                line.sendall(self.question)
            line.setblocking(False)
        except OSError:
            line.close()
            return
        self.lines[number] = (line, list(reversed(self.question)))

    def a_byte(self, number):
        line, left = self.lines[number]
        try:
            if number % 2:
                over = line.recv(1) == b""
            else:
                line.send(bytes([left.pop()]) if left else b"")
                over = False
        except BlockingIOError:
            return
        except OSError:
            over = True
        if over:
            self.again += 1
            with contextlib.suppress(OSError):
                line.close()
            del self.lines[number]
            self.call(number)


def readers(house):
    """Others get their pages all the same."""
    import resource

    row = Row(f"{SLOW} slow readers for {LASTS} s")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < SLOW * 2:
        raise Impossible(f"a process may open {hard} connections here, {SLOW * 2} are needed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    over = threading.Event()
    with house.opened():
        site = house.site().start()
        slow = Slow(site.port, house.pages[0][1], over)
        slow.start()
        wait_until(lambda: len(slow.lines) >= HELD, "The slow readers do not get through.")
        with house.readers(site) as readers, house.editors(site, EDITORS) as ledger:
            time.sleep(LASTS)
            lines = len(slow.lines)
            assert lines >= HELD, f"Only {lines} slow readers were there at the end."
        over.set()
        slow.join(20)
        row = close(house, row, site, ledger, readers)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    row.notes = f"{lines} lines held at the end, {slow.again} called again. {row.notes}"
    return row
