"""What a thread answers without gunicorn's parser is what readers had with it."""

import json
import os
import re
import signal
import time
from pathlib import Path

import pytest

from .patient import Reader, served
from .rig import children, wait_until

LARGE, HUGE = b"x" * 900_000, b"x" * 3_000_000
TOLD = (
    "REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "SCRIPT_NAME", "SERVER_NAME", "SERVER_PORT",
    "SERVER_PROTOCOL", "REMOTE_ADDR", "HTTP_HOST", "HTTP_ACCEPT", "HTTP_X_FORWARDED_PROTO",
    "wsgi.url_scheme", "wsgi.multithread", "wsgi.multiprocess", "wsgi.version",
)  # fmt: skip


def application(environ, start_response):
    """Says what it was told; or something that is long, endless, late or broken."""
    path, headers, length = environ["PATH_INFO"], [("X-By", "us")], True
    parts = [json.dumps({name: environ.get(name) for name in TOLD}).encode()]
    if path == "/broken":
        raise RuntimeError("broken")
    if path == "/late":
        Path(environ["QUERY_STRING"]).touch()
        time.sleep(0.4)
    elif path in ("/large", "/huge"):
        parts = [LARGE if path == "/large" else HUGE]
    elif path == "/parts":
        parts, length = [b"one ", b"", b"two"], False
    elif path == "/endless":
        parts, length = endless(), False
    elif path == "/half":
        parts, length = half(), False
    status = {"/had": "304 Not Modified", "/nothing": "204 No Content"}.get(path, "200 OK")
    if length:
        headers.append(("Content-Length", str(sum(map(len, parts)))))
    start_response(status, headers)
    return parts


def endless():
    while True:
        yield b"x" * 10_000


def half():
    yield b"half"
    raise RuntimeError("broken")


@pytest.mark.parametrize(
    "fields",
    [
        "Accept: text/html\r\n",
        "X-Forwarded-Proto: https\r\n",
        "X-Forwarded-Proto: http\r\n",
        "X-Forwarded-Proto: https, http\r\n",
        "X-Forwarded-Ssl: on\r\n",
    ],
)
def test_the_application_is_told_what_gunicorn_would_tell(call, fields):
    ours, theirs = call(), call()
    ours.asks("/%C3%A9/?q=a%20b", fields=fields)
    theirs.asks("/%C3%A9/?q=a%20b", fields=fields + "TE: trailers\r\n")
    (head, told), (their_head, they_told) = ours.hears(), theirs.hears()

    assert json.loads(told) == json.loads(they_told)
    assert b"Server: gunicorn" not in head and b"Server: gunicorn" in their_head


def test_who_says_two_things_of_how_it_was_asked_is_refused(call):
    reader = call()
    reader.asks("/", fields="X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: off\r\n")

    assert reader.hears()[0].startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("root", ["/topics", "/elsewhere"])
def test_nobody_says_below_which_address_the_newsroom_stands(call, root):
    reader = call()
    reader.asks("/topics/danau/", fields=f"SCRIPT_NAME: {root}\r\n")
    head, told = reader.hears()

    assert head.startswith(b"HTTP/1.1 200 ")
    assert json.loads(told)["SCRIPT_NAME"] == ""
    assert json.loads(told)["PATH_INFO"] == "/topics/danau/"


def test_what_breaks_is_said_and_the_next_question_is_answered(call):
    reader = call()
    reader.asks("/broken")
    reader.asks("/broken", method="HEAD")
    reader.asks("/")

    assert reader.hears()[0].startswith(b"HTTP/1.1 500 ")
    assert reader.hears(empty=True)[0].startswith(b"HTTP/1.1 500 ")
    assert reader.hears()[0].startswith(b"HTTP/1.1 200 ")


def test_only_the_head_is_sent_to_who_asks_for_it_and_of_what_they_have(call):
    reader = call()
    reader.asks("/large", "/parts", method="HEAD")
    reader.asks("/had", "/nothing")

    for status, says_length in ((200, True), (200, False), (304, True), (204, False)):
        head, _body = reader.hears(empty=True)
        assert head.startswith(f"HTTP/1.1 {status} ".encode())
        assert (b"Content-Length" in head) is says_length
    reader.asks("/")
    assert reader.hears()[1].startswith(b"{")


def test_what_has_no_length_comes_in_chunks(call):
    reader = call()
    reader.asks("/parts")
    head, _body = reader.hears(empty=True)
    while not reader.got.endswith(b"0\r\n\r\n"):
        reader.got += reader.socket.recv(100)

    assert b"Transfer-Encoding: chunked" in head
    assert reader.got == b"4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n"


def test_what_never_ends_is_sent_as_it_is_made_until_its_reader_is_gone(call):
    for path in ("/endless", "/half"):
        reader = call()
        reader.asks(path)
        assert reader.hears(empty=True)
        reader.socket.close()
    reader = call()
    reader.asks("/")
    assert reader.hears()


def test_who_reads_slowly_gets_all_of_it_and_takes_no_thread(call):
    slow = [call() for _ in range(4)]
    for each in slow:
        each.asks("/large")
    quick = call()
    quick.asks("/", "/huge", "/")
    assert [len(body) > 1000 for body in quick.reads(3)] == [False, True, False]
    for each in slow:
        assert each.reads() == [LARGE]
        each.asks("/")
        assert each.hears()


def late(reader, begun):
    """Ask for what comes late, and wait until it is being made."""
    reader.asks(f"/late?{begun}")
    wait_until(begun.exists, "Nobody makes it.")


def test_who_speaks_again_or_hangs_up_before_the_answer_is_no_trouble(call, tmp_path):
    gone, hasty = call(), call()
    late(gone, tmp_path / "gone")
    gone.socket.close()
    late(hasty, tmp_path / "hasty")
    hasty.asks("/", "/")

    assert len(hasty.reads(3)) == 3


@pytest.mark.parametrize(("version", "fields"), [("1.0", ""), ("1.1", "Connection: close\r\n")])
def test_who_wants_no_more_is_hung_up_on(call, version, fields):
    reader = call()
    reader.asks("/", version=version, fields=fields)

    head, _body = reader.hears()
    assert re.search(rb"(?i)connection: close", head)
    assert reader.socket.recv(1) == b""


def test_a_server_that_stops_answers_what_it_was_asked(tmp_path):
    with served(__name__) as (port, server):
        reader, idle = Reader(port), Reader(port)
        late(reader, tmp_path / "begun")
        for worker in children(server):
            os.kill(worker, signal.SIGTERM)
        # Who asks again meanwhile is told that it was the last time.
        reader.asks("/")
        assert reader.hears()[0].startswith(b"HTTP/1.1 200 ")
        assert re.search(rb"(?i)connection: close", reader.hears()[0])
        for each in (reader, idle):
            assert each.socket.recv(1) == b""
            each.socket.close()


def test_a_server_that_stops_answers_who_had_called_and_not_spoken_yet():
    with served(__name__) as (port, server):
        reader = Reader(port)
        first = Reader(port)
        first.asks("/")
        first.hears()  # So both were taken in.
        for worker in children(server):
            os.kill(worker, signal.SIGTERM)
        time.sleep(0.5)
        reader.asks("/")
        assert re.search(rb"(?i)connection: close", reader.hears()[0])
        for each in (reader, first):
            assert each.socket.recv(1) == b""
            each.socket.close()


def test_who_wants_a_log_of_all_requests_has_gunicorns(tmp_path):
    log = tmp_path / "access.log"
    with served(__name__, "--access-logfile", str(log)) as (port, _server):
        reader = Reader(port)
        reader.asks("/?q=1")
        assert b"Server: gunicorn" in reader.hears()[0]
        reader.socket.close()
    assert '"GET /?q=1 HTTP/1.1" 200' in log.read_text()
