"""Small applications behind the newsroom's own kind of gunicorn worker, for its tests."""

import os
import socket
import subprocess
import sys
from contextlib import contextmanager

from .rig import ROOT, free_port, wait_until


@contextmanager
def served(module):
    """The port at which `module`.application is served by one process with one thread."""
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", f"{module}:application", "--threads", "1"),
            *("--worker-class", "newsroom.serving.patient.PatientWorker", "--no-control-socket"),
            *("--bind", f"127.0.0.1:{port}", "--log-level", "critical"),
        ],
        cwd=ROOT,
        env=os.environ,
    )

    def answers():
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    wait_until(answers, "The server does not start.")
    yield port
    process.terminate()
    process.wait(timeout=30)
