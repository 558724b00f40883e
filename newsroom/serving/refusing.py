"""What is said to whoever sends what is no request, or more than a request may have.

gunicorn refuses it before there is a request that the application could answer, and says so in a
page of its own. What it judges and logs stays; the page is the application's where it has one
(`application.refusal(status)`, HTML as bytes). Nothing of what was sent is repeated.

gunicorn loads this before the application: it knows nothing of Django.
"""

from http import HTTPStatus

from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from .plain import date

FIELDS = (
    "Connection: close\r\n"
    "Cache-Control: no-store\r\n"
    "Content-Type: text/html; charset=utf-8\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'\r\n"
)


class RefusingWorker(ThreadWorker):
    """gunicorn's, but that whoever is refused is told why in the application's words."""

    def handle_error(self, req, client, addr, exc):
        """Say what gunicorn makes of an error: where it is the client's, in our words."""
        refused = Overheard()
        super().handle_error(req, refused, addr, exc)
        status, refusal = refused.status(), getattr(self.wsgi, "refusal", None)
        is_gunicorns = refusal is None or status == HTTPStatus.INTERNAL_SERVER_ERROR
        said = refused.said if is_gunicorns else _answer(status, refusal(status))
        try:
            write_nonblock(client, said)
        except OSError:
            self.log.debug("Failed to send error message.")


class Overheard:
    """In the place of a connection: takes what gunicorn says."""

    def __init__(self):
        self.said = b""

    def gettimeout(self):
        """Nobody waits for it."""
        return 0.0

    def sendall(self, data):
        """Take all of it."""
        self.said += data

    def status(self):
        """The status of the answer."""
        return HTTPStatus(int(self.said.split(maxsplit=2)[1]))


def _answer(status, body):
    head = f"HTTP/1.1 {status.value} {status.phrase}\r\nDate: {date.now()}\r\n{FIELDS}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode("ascii") + body
