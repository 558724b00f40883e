"""A Varnish with docs/deploy/varnish.vcl: it is told by requests at a socket of its own."""

from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

# What it may take to tell it, in seconds; and characters of keys in one request.
PATIENCE = 2
LINE = 4_000
# A key that no page has.
NOBODYS = "nobodys:0"
# Seconds that nobody waits: it counts from 1970 where it was told nothing yet.
LONG = 10**9


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

    def heard(self):
        """How many seconds ago somebody told it anything; None: never."""
        said = self._say("GET").getheader("Heard")
        if said is None:
            raise Unwilling(f"{self.address} does not say when it heard: this is another VCL.")
        return None if float(said) > LONG else float(said)

    def try_out(self):
        """Purge a key that no page has; raises OSError where it does not answer as it must."""
        said = self._say("PURGE", NOBODYS).getheader("Purged")
        if said != "0":
            raise Unwilling(f"{self.address} does not say what it purged: this is another VCL.")

    def close(self):
        """Tell it nothing more."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _say(self, method, keys=""):
        was_open = self._connection is not None
        try:
            answer = self._ask(method, keys)
        except OSError:
            if not was_open:
                raise
            # It had closed a connection that was idle: once more on a new one.
            answer = self._ask(method, keys)
        if answer.status != 200:
            raise Unwilling(f"{self.address} answers {answer.status} {answer.reason}")
        return answer

    def _ask(self, method, keys):
        if self._connection is None:
            found = urlsplit(self.address)
            self._connection = HTTPConnection(found.hostname, found.port, timeout=PATIENCE)
        try:
            headers = {"Surrogate-Key": keys} if keys else {}
            self._connection.request(method, "/", headers=headers)
            answer = self._connection.getresponse()
            answer.read()
        except (OSError, HTTPException) as error:
            self.close()
            raise OSError(f"{type(error).__name__}: {error}") from error
        return answer


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
