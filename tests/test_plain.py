"""What only has to be sent is sent by the server's loop, and read as every server reads it."""

import random

import pytest
from gunicorn.config import Config
from gunicorn.http import wsgi
from gunicorn.http.errors import ParseException
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader

from newsroom.serving.plain import environ_of

PAGE = b"x" * 3_000_000


def application(environ, start_response):
    """Says whether the loop asked; `/large` is more than a kernel takes at once."""
    body = PAGE if environ["PATH_INFO"] == "/large" else b"ready" if "ready" in environ else b"made"
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def at_hand(environ):
    """Whether it is one of those that only have to be sent."""
    if environ["PATH_INFO"] == "/broken":
        raise RuntimeError("broken")
    if environ["PATH_INFO"] in ("/", "/large", "/topics/\u00c3\u00a9/"):
        environ["ready"] = True
        return True
    return False


application.at_hand = at_hand


def test_one_connection_gets_what_is_ready_and_what_is_made_in_the_order_of_its_questions(call):
    reader = call()
    reader.asks("/", "/topics/%C3%A9/", "/made", "/", "/made")
    assert reader.reads(5) == [b"ready", b"ready", b"made", b"ready", b"made"]
    reader.asks("/")
    reader.asks("/")
    assert len(reader.reads(2)) == 2
    # What a thread answered once is the loop's again, where it asks for what is ready.
    reader.asks("/")
    assert reader.reads() == [b"ready"]


def test_a_slow_reader_gets_all_of_it_and_holds_up_nobody(call):
    slow, quick = call(), call()
    slow.asks("/large")
    for _ in range(3):
        quick.asks("/", "/made")
        assert quick.reads(2) == [b"ready", b"made"]
    assert slow.reads() == [PAGE]
    slow.asks("/")
    assert slow.reads() == [b"ready"]


def test_who_hangs_up_in_the_midst_harms_nobody(call):
    for path in ("/large", "/"):
        gone = call()
        gone.asks(path)
        gone.socket.close()
    reader = call()
    reader.asks("/")
    assert reader.reads() == [b"ready"]


def test_what_breaks_in_the_loop_is_said_and_the_loop_goes_on(call):
    other, reader = call(), call()
    other.asks("/")
    assert other.reads() == [b"ready"]
    reader.asks("/broken")
    reader.asks("/")
    assert reader.hears()[0].startswith(b"HTTP/1.1 500 ")
    assert reader.reads() == [b"ready"]
    other.asks("/")
    assert other.reads() == [b"ready"]


def test_a_plain_head_is_read_as_wsgi_has_it():
    found = environ_of(
        b"GET /topics/%C3%A9/?before=1-2 HTTP/1.1\r\nHost: a.example:80\r\n"
        b"Accept-Encoding:gzip, br \r\nConnection: keep-alive\r\nX-Forwarded-Proto: https"
    )
    assert found == {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/topics/\u00c3\u00a9/",
        "QUERY_STRING": "before=1-2",
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "a.example:80",
        "HTTP_ACCEPT_ENCODING": "gzip, br",
        "HTTP_CONNECTION": "keep-alive",
        "HTTP_X_FORWARDED_PROTO": "https",
    }


@pytest.mark.parametrize(
    "head",
    [
        b"POST / HTTP/1.1\r\nHost: a",
        b"GET / HTTP/1.0\r\nHost: a",
        b"GET / HTTP/1.1",
        b"GET http://b/ HTTP/1.1\r\nHost: a",
        b"GET //b/ HTTP/1.1\r\nHost: a",
        b"GET /# HTTP/1.1\r\nHost: a",
        b"GET / / HTTP/1.1\r\nHost: a",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b",
        b"GET / HTTP/1.1\r\nHost : a",
        b"GET / HTTP/1.1\r\nHost: a\r\n folded",
        b"GET / HTTP/1.1\r\nHost: a\nX: b",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: b\rc",
        b"GET / HTTP/1.1\r\nHost: a\0",
        b"GET / HTTP/1.1\r\nHost: a\x0b",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: b\x7f",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0",
        b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked",
        b"GET / HTTP/1.1\r\nHost: a\r\nX_Forwarded_Proto: https",
        b"GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue",
        b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close",
        b"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c",
    ],
)
def test_whatever_servers_might_read_differently_is_left_to_the_parser(head):
    assert environ_of(head) is None


# What heads are made of that servers read differently, or refuse.
PIECES = [
    *(
        "GET",
        "HEAD",
        "POST",
        "/",
        "//",
        "%2f",
        "%00",
        "%0a",
        "%ff",
        "%zz",
        "?",
        "#",
        "[",
        ";",
        "\\",
    ),
    *(
        "@",
        "http://b/",
        "HTTP/1.0",
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\x0b",
        "\x1f",
        "\x7f",
        "\x85",
        "\xa0",
    ),
    *("\xff", " ", "\t", ":", "Host: b", "host:", "X-A: 1", "X_A: 2", "X-A : 3", "TE: a"),
    *("Content-Length: 5", "Transfer-Encoding: chunked", "Connection: close", "Content-Type: a"),
    *("Connection: Keep-Alive", "Connection: a, close", "Upgrade: h2c", "Expect: 100-continue"),
    *("Script-Name: /a", "SCRIPT_NAME: /a", "Path-Info: /x", "Cookie: a", "Cookie: b"),
    "X-Forwarded-Proto: https",
]
CALLER = ("127.0.0.1", 1)


def odd_heads(many):
    """Heads of requests with something odd in most of them; the same ones each time."""
    dice = random.Random(4711)
    for _ in range(many):
        target = "/" + "".join(dice.choices(PIECES, k=dice.randrange(3)))
        lines = ["Host: a", "Accept: b", *dice.choices(PIECES, k=dice.randrange(3))]
        head = "\r\n".join([f"{dice.choice(PIECES[:2])} {target} HTTP/1.1", *lines])
        for _ in range(dice.randrange(3)):
            place = dice.randrange(len(head))
            head = head[:place] + dice.choice(PIECES) + head[place + dice.randrange(2) :]
        yield head.encode("latin-1").partition(b"\r\n\r\n")[0]


def read_by_gunicorn(head):
    """(what its parser tells, whether the line is kept and nothing was taken for a body)."""
    rest = b"GET /next HTTP/1.1\r\n"
    unreader = IterUnreader(iter([head + b"\r\n\r\n" + rest]))
    try:
        request = Request(Config(), unreader, CALLER)
    except ParseException:
        return None, False
    told = wsgi.create(request, None, CALLER, ("127.0.0.1", 80), Config())[1]
    names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING")
    told = {name: each for name, each in told.items() if name[:5] == "HTTP_" or name in names}
    return told, not request.should_close() and unreader.take_buffered() == rest


def test_what_is_read_here_gunicorn_reads_the_same_and_never_refuses():
    plain = 0
    for head in odd_heads(3000):
        found = environ_of(head)
        if found is not None:
            plain += 1
            told, is_kept = read_by_gunicorn(head)
            del found["wsgi.url_scheme"]
            assert found == told, head
            assert is_kept, head
    # Neither all of them nor none.
    assert 100 < plain < 2500
