"""Whoever is slow takes nobody's place: requests are heard out before a thread answers them."""

import logging
import os
import resource
import selectors
import socket
import struct
import threading
import time
from concurrent.futures import Future
from types import SimpleNamespace

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import TConn

from newsroom.serving import arriving
from newsroom.serving.arriving import LONGEST_BODY, LONGEST_HEAD, SteadyUnreader, whole
from newsroom.serving.patient import PatientWorker

from .patient import served
from .rig import children

HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\n"


@pytest.mark.parametrize(
    ("said", "is_whole"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", True),
        (HEAD + b"Content-Length: 4\r\n\r\nkat", False),
        (HEAD + b"content-length:4\r\n\r\nkata", True),
        # Too long to wait for: the parser refuses the one, a thread reads the other.
        (b"x" * (LONGEST_HEAD + 1), True),
        (HEAD + f"Content-Length: {LONGEST_BODY + 1}\r\n\r\n".encode(), True),
        (HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", True),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", True),
        # Whoever waits to be told to send it would wait for us.
        (HEAD + b"Expect: 100-continue\r\nContent-Length: 4\r\n\r\n", True),
    ],
)
def test_a_request_is_whole_once_nothing_is_left_to_wait_for(said, is_whole):
    assert whole(said) is is_whole


LET_GO = threading.Event()


def application(environ, start_response):
    """Says what it was sent, or a page of 150 kB; whoever wants that waits until all are let go."""
    path = environ["PATH_INFO"]
    if path.endswith("/wait") and not LET_GO.wait(15):
        raise TimeoutError
    if path == "/go":
        LET_GO.set()
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length) if length else b"x" * 150_000
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def is_at_work(environ):
    """As the newsroom says it of the staff's pages."""
    return environ["PATH_INFO"].startswith("/staff/")


application.is_at_work = is_at_work


@pytest.fixture
def port():
    """Where a server with one process and one thread listens."""
    with served(__name__) as (port, _server):
        yield port


def call(port, said=b""):
    line = socket.create_connection(("127.0.0.1", port), timeout=20)
    line.sendall(said)
    return line


def heard(line, length):
    """The body of the next answer."""
    got = b""
    while b"\r\n\r\n" not in got or len(got.partition(b"\r\n\r\n")[2]) < length:
        more = line.recv(65536)
        assert more, got
        got += more
    return got.partition(b"\r\n\r\n")[2]


def test_whoever_waits_at_work_keeps_no_reader_waiting(port):
    ask = "GET {} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    body = HEAD.replace(b"/", b"/wait", 1) + b"Content-Length: 4\r\n\r\nkata"
    waiting = [(call(port, ask.format("/staff/wait").encode()), 150_000), (call(port, body), 4)]

    # One thread for readers: this would wait behind the others for fifteen seconds.
    waiting.append((call(port, ask.format("/go").encode()), 150_000))
    for line, length in reversed(waiting):
        assert len(heard(line, length)) == length
        line.close()


def test_one_thread_answers_while_fifty_others_are_slow(port):
    slow = [call(port, HEAD[:number]) for number in range(1, 30)]
    slow += [call(port, HEAD + b"Content-Length: 9\r\n\r\n" + b"x" * n) for n in range(9)]
    # These read nothing of the page that they asked for.
    slow += [call(port, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") for _ in range(12)]

    began = time.monotonic()
    line = call(port, HEAD + b"Content-Length: 4\r\n\r\nkata")
    assert heard(line, 4) == b"kata"
    # The same connection, and two requests in one breath.
    line.sendall((HEAD + b"Content-Length: 4\r\n\r\nsatu") * 2)
    assert heard(line, 4).startswith(b"satu")
    # Sooner than anybody slow was given up.
    assert time.monotonic() - began < 8

    # Nobody slow is refused who speaks to the end in time.
    slow[34].sendall(b"x" * 9)
    assert heard(slow[34], 9) == b"x" * 9
    for each in [*slow, line]:
        each.close()


def test_bodies_that_never_come_take_no_threads_place(port):
    slow = [
        call(port, HEAD + kind + b"\r\n\r\nx")
        for kind in (b"Content-Length: 70000", b"Transfer-Encoding: chunked") * 3
    ]
    slow += [call(port, b"POST / HTTP/1.1\r\nX: " + b"x" * (LONGEST_HEAD + 1))]

    line = call(port)
    for _ in range(3):
        line.sendall(HEAD + b"Content-Length: 4\r\n\r\nkata")
        assert heard(line, 4) == b"kata"
    for each in [*slow, line]:
        each.close()


def test_where_no_more_connections_may_be_open_the_slowest_make_room():
    with served(__name__) as (port, server):
        (worker,) = children(server)
        resource.prlimit(worker, resource.RLIMIT_NOFILE, (40, 40))
        slow = [call(port, HEAD[:number]) for number in range(1, 60)]
        line = call(port, HEAD + b"Content-Length: 4\r\n\r\nkata")
        assert heard(line, 4) == b"kata"
        assert children(server) == {worker}
        for each in [*slow, line]:
            each.close()


def test_what_is_read_on_may_be_long_and_not_slow(monkeypatch):
    monkeypatch.setattr(arriving, "ARRIVES_WITHIN", 0.05)
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("@ll", 0, 60_000))
    unreader = SteadyUnreader(ours)
    # Whoever sends takes no blame for the time that we take between.
    for _ in range(2):
        theirs.sendall(b"x" * 1000)
        assert unreader.chunk() == b"x" * 1000
        time.sleep(0.06)
    with pytest.raises(ConnectionResetError):
        unreader.chunk()
    theirs.close()
    ours.close()


@pytest.fixture
def loop():
    """A worker of which a test itself is the loop, and the threads that it left somebody to."""
    worker = PatientWorker(1, os.getppid(), [], None, 30, Config(), logging.getLogger(__name__))
    worker.poller, worker.left = selectors.DefaultSelector(), []
    worker.working = worker.reading = worker.tpool = SimpleNamespace(
        submit=lambda *given: worker.left.append(given) or Future()
    )
    worker.wsgi = application
    yield worker
    worker.poller.close()
    worker.tmp.close()


def connected(worker):
    """Somebody who is heard by the worker: (the connection, the other end)."""
    ours, theirs = socket.socketpair()
    conn = TConn(worker.cfg, ours, ("127.0.0.1", 1), ("127.0.0.1", 2))
    worker.nr_conns += 1
    worker.enqueue_req(conn)
    return conn, theirs


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda worker, conn: worker.hang_up_on_slowest(),
        lambda worker, conn: worker.resume(conn, goes_on=False),
        lambda worker, conn: worker.leave(conn),
    ],
    ids=["made room for another", "an answer that broke off", "left to the parser"],
)
@pytest.mark.parametrize("waits", [False, True], ids=["who speaks", "who reads"])
def test_of_who_went_while_others_were_served_nobody_hears_in_the_same_round(
    loop, meanwhile, waits
):
    conn, theirs = connected(loop)
    if waits:
        conn.rest = b"x" * 3_000_000
        assert not loop.send(conn)
        theirs.recv(2_000_000)
    else:
        theirs.sendall(b"GET / HT")

    told = loop.poller.select(0)
    assert [key.fileobj for key, _events in told] == [conn.sock]
    meanwhile(loop, conn)
    for key, _events in told:
        key.data(key.fileobj)

    assert not loop.speaking and loop.nr_conns == len(loop.left)
    theirs.close()
    conn.close()
