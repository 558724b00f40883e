"""One reader at a time, in this process: what a page is made of, and where its time goes."""

import io
import sys
import time
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.public import frame
from newsroom.desks import rereading


@dataclass(frozen=True)
class Shares:
    """Queries, bytes, and which parts of the time templates and the database took."""

    queries: int
    size: int
    milliseconds: float
    template: float
    database: float


def answer(application, host, path):
    """(status, body) of a GET, through all of the application."""
    path, _mark, query = path.partition("?")
    told = []
    response = application(
        {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
            "SERVER_NAME": host, "SERVER_PORT": "80", "HTTP_HOST": host,
            "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.multithread": False,
            "wsgi.multiprocess": True, "wsgi.run_once": False,
        },
        lambda status, headers, error=None: told.append(status),
    )  # fmt: skip
    body = b"".join(response)
    response.close()
    return int(told[0][:3]), body


def measured(application, asked, *, rounds):
    """The Shares of `asked`, a list of (host, path), asked for in turn `rounds` times each."""
    rereading.MAX_AGE = 3600
    spent = {"template": 0.0, "database": 0.0}
    for host, path in asked:
        status, body = answer(application, host, path)
        if status != 200:
            raise SystemExit(f"{host}{path} answers {status}.")
    with CaptureQueriesContext(connection) as queries:
        answer(application, *asked[0])
    count = len(queries)
    render = frame.render_to_string
    frame.render_to_string = _timed(render, spent, "template")
    try:
        with connection.execute_wrapper(_timed_query(spent)):
            begun = time.perf_counter()
            for _round in range(rounds):
                for host, path in asked:
                    answer(application, host, path)
            whole = time.perf_counter() - begun
    finally:
        frame.render_to_string = render
    number = rounds * len(asked)
    return Shares(
        count,
        len(body),
        whole * 1000 / number,
        spent["template"] / whole,
        spent["database"] / whole,
    )


def _timed(call, spent, name):
    def timed(*args, **kwargs):
        begun = time.perf_counter()
        try:
            return call(*args, **kwargs)
        finally:
            spent[name] += time.perf_counter() - begun

    return timed


def _timed_query(spent):
    def wrapper(execute, sql, params, many, context):
        return _timed(execute, spent, "database")(sql, params, many, context)

    return wrapper
