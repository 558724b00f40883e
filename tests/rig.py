"""A whole newsroom to be harmed: its own Postgres, its processes as in `make run`, its readers.

For what runs beside the tests (tests/drills/): all of it are real processes that can be killed.
"""

import contextlib
import http.client
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from itertools import cycle
from pathlib import Path

from newsroom.embedded import Cluster

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90
# How each page, feed and sitemap ends.
ENDS = (b"</html>", b"</rss>", b"</urlset>", b"</sitemapindex>")
# Those that were not given to anybody here yet: not everybody listens at once.
PORTS = list(range(20_000, 32_000))
LAST_LINES = 15
# A reader waits no longer for a page; how long the slowest took is said. Where twenty others use
# the processors everything takes ten times as long, and that is none of the harm that is done.
READER_PATIENCE = 30


def has_varnish_modules():
    """Whether Varnish finds what docs/deploy/varnish.vcl imports, which is a package of its own."""
    return any(Path("/usr/lib").glob("**/varnish/vmods/libvmod_var.so"))


def free_port():
    """A port of the loopback that nobody has, and that nobody gets for a connection of theirs.

    Whoever connects gets a port of a range that begins above these (ip(7)): on a busy machine one
    of those may be taken before it is listened at, or while its server is dead.
    """
    while PORTS:
        port = PORTS.pop(random.randrange(len(PORTS)))
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("No port is free.")


def wait_until(holds, sentence, seconds=PATIENCE):
    """Wait until `holds()` is true; returns what it said, or raises with the sentence."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        if time.monotonic() > end:
            raise AssertionError(sentence)
        time.sleep(0.02)
    return found


def children(pid):
    """The processes right below `pid`."""
    found = set()
    for task in Path(f"/proc/{pid}/task").glob("*"):
        with contextlib.suppress(OSError):
            found |= {int(child) for child in (task / "children").read_text().split()}
    return found


def command_of(pid):
    """The words of the command that `pid` runs; none where it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def kill(*pids):
    """SIGKILL to each that still runs."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def last_words(folder):
    """The ends of all logs below `folder`, line by line: what failed says there why."""
    for log in sorted(folder.rglob("*.log")):
        yield f"The end of {log.relative_to(folder)}:"
        yield from log.read_text(errors="replace").splitlines()[-LAST_LINES:]


class Postgres(Cluster):
    """A durable server of its own in `folder`, with what may be done to one.

    `environment` is added to that of the server, `settings` are lines of its configuration.
    """

    def __init__(self, folder, *, settings=(), **environment):
        super().__init__(folder, os.environ.get("NEWSROOM_POSTGRES", ""))
        self.settings, self.environment = settings, environment

    @classmethod
    def copied(cls, original, folder, **options):
        """A server with the data of `original`, which does not run."""
        shutil.copytree(original, folder, symlinks=True, ignore=shutil.ignore_patterns("socket"))
        return cls(folder, **options)

    @property
    def pid(self):
        """The number of its first process."""
        return int((self.data / "postmaster.pid").read_text().split()[0])

    @property
    def socket_file(self):
        """Where it listens."""
        return self.sockets / ".s.PGSQL.5432"

    def start(self):
        """Start it, or start it again after it was killed."""
        if self._use is None:
            return self.ensure()
        with self._starting() as lock:
            self._start(lock)
        return self

    def kill(self):
        """SIGKILL to all of its processes at one moment."""
        first = self.pid
        kill(first, *children(first))
        if self._process is not None:
            self._process.wait()

    def stop(self):
        """Stop it in order."""
        self.release()
        if self.folder not in self.sockets.parents:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def answers(self):
        """Whether one may connect."""
        return self._answers()

    def has_ended(self):
        """Whether its first process ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def _configure(self):
        super()._configure()
        with open(self.data / "newsroom.conf", "a") as conf:
            conf.writelines(f"{line}\n" for line in self.settings)

    def _run(self, command):
        before = {name: os.environ.get(name) for name in self.environment}
        os.environ.update(self.environment)
        try:
            return super()._run(command)
        finally:
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})


class Site:
    """The application as `make run` serves it: several processes, and the worker beside them.

    `data` is its data folder; `environment` is added to ours. The log lies in the folder.
    """

    def __init__(self, data, database_url, *, port=None, workers=2, **environment):
        self.data, self.port = Path(data), port or free_port()
        self.log = self.data / f"site-{self.port}.log"
        self.environment = os.environ | {
            "NEWSROOM_DATA": str(data),
            "DATABASE_URL": database_url,
            "PORT": str(self.port),
            "NEWSROOM_WORKERS": str(workers),
            "NEWSROOM_LOCAL_HOSTS": "1",
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            **environment,
        }
        self.process = None

    def start(self, host="localhost"):
        """Start it, and wait until it answers readers of `host`."""
        self.data.mkdir(parents=True, exist_ok=True)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "newsroom.run"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(lambda: self.serves(host), f"The newsroom does not start: see {self.log}")
        return self

    def stop(self):
        """Ctrl-C."""
        # Of one that has ended somebody else may have the number by now.
        if self.process is None or self.process.poll() is not None:
            self.process = None
            return
        os.killpg(self.process.pid, signal.SIGINT)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None

    def kill(self):
        """SIGKILL to all of it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def worker(self):
        """The number of the process that delivers, or None while there is none."""
        for pid in children(self.process.pid):
            if "deliver" in command_of(pid):
                return pid
        return None

    def processes(self):
        """The numbers of the processes that answer requests."""
        return {pid for pid in children(self.process.pid) if "deliver" not in command_of(pid)}

    def serves(self, host="localhost"):
        """Whether a reader gets the front of `host` now."""
        assert self.process.poll() is None, f"The newsroom ended: see {self.log}"
        try:
            return get(self.port, host, "/")[0] == 200
        except (OSError, http.client.HTTPException):
            return False


def get(port, host, path, *, headers=(), timeout=READER_PATIENCE):
    """What the server at `port` answers: (status, headers, body)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Host": host, **dict(headers)})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


class Readers:
    """People who ask for pages, one after the other, as long as the `with` block runs.

    `pages` are pairs of host and path that are there. What is asked once more, as browsers and
    proxies do, when the connection broke before any answer, is counted apart.
    """

    def __init__(self, port, pages, *, number=3, pause=0.05):
        self.port, self.pages, self.number, self.pause = port, list(pages), number, pause
        self.asked = self.again = self.stale = 0
        self.unserved, self.read_pages, self.longest = Counter(), Counter(), 0.0
        self._lock, self._over, self._threads = threading.Lock(), threading.Event(), []

    def __enter__(self):
        for number in range(self.number):
            thread = threading.Thread(target=self._read, args=[number], daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, *error):
        self._over.set()
        for thread in self._threads:
            thread.join(READER_PATIENCE * 3)

    def until_all_read(self, times=2):
        """Wait until every page was read so often from now on: a newsroom that runs was read."""
        with self._lock:
            self.read_pages.clear()
        wait_until(
            lambda: all(self.read_pages[page] >= times for page in self.pages),
            f"Readers do not get every page: {self.unserved}",
            4 * PATIENCE,
        )

    def _read(self, number):
        pages = self.pages[number % len(self.pages) :] + self.pages[: number % len(self.pages)]
        for host, path in cycle(pages):
            if self._over.wait(self.pause):
                return
            self.read(host, path)

    def read(self, host, path):
        """Ask for one page, and count how it went."""
        began, again, headers = time.monotonic(), False, {}
        try:
            try:
                status, headers, body = get(self.port, host, path)
            except (ConnectionError, http.client.HTTPException):
                again = True
                status, headers, body = get(self.port, host, path)
            outcome = None if status == 200 else str(status)
            marked_up = "ml" in headers.get("Content-Type", "")
            if outcome is None and marked_up and not body.rstrip().endswith(ENDS):
                outcome = "half a page"
        except (OSError, http.client.HTTPException) as error:
            outcome = type(error).__name__
        with self._lock:
            self.asked += 1
            self.again += again
            self.stale += "stale" in headers.get("Cache-Status", "") if headers else 0
            self.longest = max(self.longest, time.monotonic() - began)
            if outcome is None:
                self.read_pages[host, path] += 1
            else:
                self.unserved[f"{outcome} {host}{path}"] += 1
