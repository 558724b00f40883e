"""Asking a WSGI application as a server does, without one."""

import io
import logging

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from newsroom.serving import counters
from newsroom.serving.door import Pages, door
from newsroom.serving.numbers import NUMBER


@pytest.fixture
def counted(tmp_path, monkeypatch):
    """Counts of this test alone."""
    own = counters.Counters(tmp_path / "counters")
    monkeypatch.setattr(counters, "_shared", own)
    yield own.folder
    NUMBER.set("")


def ask(application, path, *, method="GET", **environ):
    """(status, headers as a dict, body as text) of one request."""
    told = []

    def start(status, headers, exc_info=None):
        told[:] = int(status[:3]), dict(headers)

    given = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
    }
    # As Django's own test client does: a test's connection stays open.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        answer = application(given | environ, start)
        body = b"".join(answer).decode()
        if hasattr(answer, "close"):
            answer.close()
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
    return (*told, body)


def counts(folder, name, **labels):
    """The numbers of the series of `folder` that has these labels, added up; [] without one."""
    found = []
    for (named, of, _bounds), numbers in counters.read(folder)[0].items():
        if named == name and labels.items() <= dict(of).items():
            found = [a + b for a, b in zip(found, numbers, strict=True)] if found else numbers
    return list(found)


def site(application=None, **options):
    """The newsroom behind its door."""
    return door(application or Pages(), ready=options.pop("ready", lambda: ""), **options)


def hello(environ, start_response):
    """Any application."""
    logging.getLogger("hello").warning("said hello")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


def broken(environ, start_response):
    """An application that fails."""
    raise RuntimeError("broken")
