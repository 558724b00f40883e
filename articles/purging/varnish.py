"""A Varnish with docs/deploy/varnish.vcl: it is told by requests at a socket of its own."""

from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

# What it may take to tell it, in seconds; and characters of keys in one request.
PATIENCE = 2
LINE = 4_000


class Unwilling(OSError):
    """It answers, but does not do what it is told."""


class Varnish:
    """The Varnish that takes purges at `address` (http://host:port)."""

    def __init__(self, address):
        self.address = address
        self._connection = None

    def outdate(self, keys):
        """Show what depends on the keys for a second at most, while it is asked for again."""
        for line in lines(keys):
            self._say("OUTDATE", line)

    def drop(self, keys):
        """Do not show again what depends on the keys."""
        for line in lines(keys):
            self._say("PURGE", line)

    def beat(self, *, hears):
        """Say that all that changed was told until now; silence is told by nothing."""
        if hears:
            self._say("OUTDATE")

    def close(self):
        """Tell it nothing more."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _say(self, method, keys=""):
        for fresh in (False, True):
            if self._connection is None:
                found = urlsplit(self.address)
                self._connection = HTTPConnection(found.hostname, found.port, timeout=PATIENCE)
                fresh = True
            try:
                headers = {"Surrogate-Key": keys} if keys else {}
                self._connection.request(method, "/", headers=headers)
                answer = self._connection.getresponse()
                answer.read()
            except (OSError, HTTPException) as error:
                self.close()
                if fresh:
                    raise OSError(f"{type(error).__name__}: {error}") from error
                continue  # It had closed a connection that was idle: once more on a new one.
            if answer.status != 200:
                raise Unwilling(f"{self.address} answers {answer.status} {answer.reason}")
            return


def lines(keys):
    """The keys in lines of bounded length."""
    line = ""
    for key in sorted(keys):
        if line and len(line) + len(key) >= LINE:
            yield line
            line = ""
        line = f"{line} {key}".lstrip()
    if line:
        yield line
