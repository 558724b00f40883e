"""What is counted, in Prometheus' text format, for whoever may see it."""

import hmac
import math
from ipaddress import ip_address

from django.conf import settings

ADDRESS = "/metrics"
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
QUERIES = (0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 10.0, 20.0, 40.0)

REQUESTS = "newsroom_request_seconds"
ASKED = "newsroom_request_queries"
CACHE = "newsroom_cache_answers_total"
DELIVERIES = "newsroom_deliveries_total"
PHOTOS = "newsroom_photos_arrived_total"
CHANGES = "newsroom_changes_total"
LATENESS = "newsroom_change_late_seconds"
HEARING = "newsroom_hearing_processes"
FOUND = {
    REQUESTS: (
        "histogram",
        "Seconds from a request, with its wait for a thread, until its answer, by site, page and "
        "status.",
    ),
    ASKED: ("histogram", "Questions to the database for one answer, by site and page."),
    CACHE: ("counter", "Answers by what the page cache had."),
    DELIVERIES: ("counter", "Attempts at mails and calls, by channel and outcome."),
    CHANGES: ("counter", "Changes for readers that were looked for, by what came of it."),
    LATENESS: ("histogram", "Seconds after its moment that a change was first seen by readers."),
    PHOTOS: ("counter", "Photos that arrived, by outcome."),
    HEARING: ("gauge", "Processes of this machine that hear what changes, by what they are."),
}
PROCESSES = ("newsroom_processes", "Processes of this machine that count, by what they are.")
# Whoever passes a request on says so in one of these.
PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def is_allowed(environ):
    """Whether whoever asks may see metrics: with the token, or from this machine itself.

    A proxy on this machine passes on what strangers ask: what names one, or another host, is
    theirs.
    """
    token = settings.METRICS_TOKEN
    given = environ.get("HTTP_AUTHORIZATION", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    if any(name in environ for name in PASSED_ON):
        return False
    host = environ.get("HTTP_HOST", "").rpartition(":")
    name = (host[0] if host[2].isdigit() else environ.get("HTTP_HOST", "")).strip("[]")
    return _is_loopback(environ.get("REMOTE_ADDR", "")) and (
        name == "localhost" or _is_loopback(name)
    )


def _is_loopback(address):
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def text(sums, processes, gauges=()):
    """The page: `sums` and `processes` as counters.read() gives them; of each gauge a Gauge."""
    lines = []
    of_name = {}
    for (name, labels, bounds), numbers in sorted(sums.items()):
        # Code of after an upgrade that was taken back may have counted more than this one knows.
        if name in FOUND:
            of_name.setdefault(name, []).append((labels, bounds, numbers))
    for name, found in of_name.items():
        kind, told = FOUND[name]
        lines += _head(name, kind, told)
        for labels, bounds, numbers in found:
            if bounds:
                lines += _histogram(name, labels, bounds, numbers)
            else:
                lines.append(_line(name, labels, numbers[0]))
    name, told = PROCESSES
    lines += _head(name, "gauge", told)
    lines += [_line(name, (("what", what),), count) for what, count in sorted(processes.items())]
    for name, told, values in gauges:
        lines += _head(name, "gauge", told)
        lines += [_line(name, labels, value) for labels, value in values]
    return "\n".join(lines) + "\n"


def _head(name, kind, told):
    return [f"# HELP {name} {told}", f"# TYPE {name} {kind}"]


def _histogram(name, labels, bounds, numbers):
    lines, below = [], 0
    for bound, number in zip((*bounds, "+Inf"), numbers[:-1], strict=True):
        below += number
        at = bound if bound == "+Inf" else f"{bound:g}"
        lines.append(_line(f"{name}_bucket", (*labels, ("le", at)), below))
    lines.append(_line(f"{name}_sum", labels, numbers[-1]))
    lines.append(_line(f"{name}_count", labels, below))
    return lines


def _line(name, labels, value):
    said = ",".join(f'{label}="{_escaped(of)}"' for label, of in labels)
    number = f"{value:.17g}" if isinstance(value, float) else value
    number = "+Inf" if value == math.inf else number
    return f"{name}{{{said}}} {number}" if said else f"{name} {number}"


def _escaped(value):
    return str(value).replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
