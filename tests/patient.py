"""Small applications behind the newsroom's own kind of gunicorn worker, for its tests."""

import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest

from .rig import ROOT, children, free_port, wait_until


class Reader:
    """A connection that stays open."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.got = b""

    def asks(self, *paths, method="GET", fields="", version="1.1"):
        """Ask for all of them at once."""
        self.socket.sendall(
            "".join(
                f"{method} {path} HTTP/{version}\r\nHost: a\r\n{fields}\r\n" for path in paths
            ).encode()
        )

    def hears(self, *, empty=False):
        """(head, body) of the next answer, which says how long it is, or is `empty`."""
        while b"\r\n\r\n" not in self.got:
            self._receive()
        head, _end, self.got = self.got.partition(b"\r\n\r\n")
        length = 0 if empty else int(re.search(rb"(?i)content-length: (\d+)", head)[1])
        while len(self.got) < length:
            self._receive()
        body, self.got = self.got[:length], self.got[length:]
        return head, body

    def reads(self, many=1):
        """The next bodies."""
        return [self.hears()[1] for _ in range(many)]

    def _receive(self):
        chunk = self.socket.recv(1 << 16)
        assert chunk, "hung up"
        self.got += chunk


@contextmanager
def served(module, *more):
    """The port at which `module`.application is served, and the number of the server.

    By one process with one thread.
    """
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", f"{module}:application", "--threads", "1"),
            *("--worker-class", "newsroom.serving.patient.PatientWorker", "--no-control-socket"),
            *("--bind", f"127.0.0.1:{port}", "--log-level", "critical"),
            *more,
        ],
        cwd=ROOT,
        # As gunicorn is started: where its settings are the application says itself.
        env={name: told for name, told in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
    )

    def answers():
        # Connections are taken before there is a process that answers them.
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0 and children(process.pid)

    try:
        wait_until(answers, "The server does not start.")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def patient_port(request):
    """Where the application of the test's module is served by one process with one thread."""
    with served(request.module.__name__) as (port, _server):
        yield port


@pytest.fixture
def call(patient_port):
    """Opens connections, and closes them at the end."""
    opened = []

    def called():
        opened.append(Reader(patient_port))
        return opened[-1]

    yield called
    for each in opened:
        each.socket.close()
