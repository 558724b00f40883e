"""How a log line reads: for people or for machines, with its request's number, without secrets."""

import json
import logging
import re
import time

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError

from newsroom.serving.numbers import NUMBER

# The token of a preview link or of one for a new password, wherever an address is written, and the
# password in one.
SECRETS = re.compile(
    r"((?<=/preview/)[^/\s\"'?]+|(?<=/password_reset/)[^/\s\"'?]+/[^/\s\"'?]+"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@))"
)
# What would begin a line of its own, or give a terminal orders.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def hidden(text):
    """The text with … in the place of what no log may hold."""
    return SECRETS.sub("…", text)


def is_away(error):
    """Whether it says that the database could not be reached: it has no code of Postgres' own."""
    return isinstance(error, OperationalError) and not getattr(error.__cause__, "pgcode", None)


class Short(logging.Formatter):
    """While the database is away, each request that needs it says so in a line, and not where.

    So does one that is refused for what it sends: anybody may send that, as often as they like.
    """

    def formatException(self, told):
        """The traceback, or the error alone."""
        if is_away(told[1]) or isinstance(told[1], SuspiciousOperation):
            return f"{type(told[1]).__name__}: {' '.join(str(told[1]).split())}"
        return super().formatException(told)


class Line(Short):
    """A line for people."""

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record):
        """The line, with the request's number at its end where there is one.

        It is one line, whatever somebody wrote into an address.
        """
        number = NUMBER.get()
        line = CONTROLS.sub(lambda found: repr(found[0])[1:-1], super().formatMessage(record))
        return f"{line} [{number}]" if number else line

    def format(self, record):
        """All of it, without secrets."""
        return hidden(super().format(record))


class JsonLine(Short):
    """One JSON object on a line, for whoever collects logs."""

    # Machines are told times in UTC.
    converter = time.gmtime

    def format(self, record):
        """All of it, without secrets."""
        said = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S") + f".{int(record.msecs):03d}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := NUMBER.get():
            said["request"] = number
        said |= getattr(record, "told", {})
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return hidden(json.dumps(said, ensure_ascii=False, default=str))
