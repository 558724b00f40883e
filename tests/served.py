"""The newsroom as a server of its own on the tests' database, for tests that kill it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
# What the server runs: the newsroom as it is served in production, quickened as the tests are.
APPLICATION = "tests.served:application()"
PATIENCE = 40


def application():
    """The WSGI application, for gunicorn."""
    from .quick import quicken

    # Before the middleware reads them.
    quicken(settings)
    from newsroom import wsgi

    return wsgi.application


class Served:
    """A gunicorn on a port that stays the same when it is killed and started again."""

    def __init__(self, database):
        address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}")
        self.environment = os.environ | {"DATABASE_URL": address.geturl()}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.process = None

    def start(self):
        """Start it, and wait until it answers."""
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", APPLICATION, "--workers", "1"),
                *("--threads", "8", "--worker-class", "gthread", "--log-level", "critical"),
                *("--bind", f"127.0.0.1:{self.port}", "--no-control-socket"),
            ],
            cwd=ROOT,
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"},
            start_new_session=True,
        )
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None and time.monotonic() < end, "It does not start."
            time.sleep(0.05)

    def kill(self):
        """SIGKILL to all of it, in whatever it is doing."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as asking:
                asking.settimeout(PATIENCE)
                asking.sendall(b"GET /admin/login/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return asking.recv(12).startswith(b"HTTP/1.")
        except OSError:
            return False
