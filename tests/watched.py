"""A watcher of the public pages, and a cache in front of them that may keep a page too long."""

import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from articles.punctuality.door import Door
from articles.punctuality.models import Change
from articles.punctuality.watching import Watcher
from articles.talk.models import Notification
from newsroom.desks.hosts import DeskHosts

PATIENCE = 60.0
CROWD = 4
OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
AN_HOUR = 3_500_000  # ms, nearly
MOMENT = timedelta(seconds=1)


def now():
    """The clock on the wall."""
    return datetime.now(UTC)


@contextmanager
def watching(address, clock=now):
    """A watcher that looks at `address`."""
    watcher = Watcher(Door(address, clock), clock=clock)
    try:
        yield watcher
    finally:
        watcher.close()


def until(watcher, holds):
    """Let it look until `holds()`."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, [change.pages for change in Change.objects.all()]
        watcher.step()


def awaited():
    """Desk and path of the pages on which the only change is still looked for."""
    pages = Change.objects.get().pages
    return {(page["desk"], page["path"]) for page in pages if page["state"] == "awaited"}


def wait_for(holds):
    """Wait until somebody else has seen to it that `holds()`."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def settled():
    """Whether something was looked for, and all of it is settled."""
    return Change.objects.exists() and not Change.objects.open().exists()


class Kept(dict):
    """The answers of a cache, and how often they were dropped."""

    drops = 0

    def clear(self):
        self.drops += 1
        super().clear()


class Cache(ThreadingHTTPServer):
    """A cache in front of `door` that keeps a page until it is told to drop everything."""

    daemon_threads = True

    def __init__(self, door):
        super().__init__(("127.0.0.1", 0), Handler)
        self.door, self.kept, self.asked = door, Kept(), []
        self.url = f"http://127.0.0.1:{self.server_port}"

    def fetched(self, host, path):
        """The answer behind it."""
        connection = HTTPConnection(urlsplit(self.door).netloc)
        connection.request("GET", path, headers={"Host": host, "Connection": "close"})
        answer = connection.getresponse()
        found = (answer.status, answer.read())
        connection.close()
        return found


class Handler(BaseHTTPRequestHandler):
    """Answers out of the cache."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        key = (self.headers["Host"], self.path)
        self.server.asked.append(key)
        kept = self.server.kept
        found, drops = kept.get(key), kept.drops
        if found is None:
            found = self.server.fetched(*key)
            # What was under way when all was dropped is of before.
            if kept.drops == drops:
                kept[key] = found
        status, body = found
        self.send_response(status)
        self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Nothing."""


@contextmanager
def cache_before(door, kind=Cache):
    """A cache that is served for as long as it is needed."""
    with kind(door) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def states(change):
    """The states of the pages of a change."""
    return {page["state"] for page in change.pages}


def late():
    """Who was told that something is late, or too early."""
    return list(Notification.objects.filter(kind="late").order_by("to"))


@pytest.fixture
def door(live_server, settings):
    """Where the newsroom is served, for the hosts of its desks."""
    settings.ALLOWED_HOSTS = DeskHosts()
    return live_server.url
