"""Whoever sends what is no request is told so in the newsroom's words, in both languages."""

import socket
import struct
from html.parser import HTMLParser

import pytest
from django.utils.translation import gettext, override

from .patient import Reader, served
from .rig import ROOT

NGINX = ROOT / "docs" / "deploy" / "nginx.conf"
SECRET = b"kata-sandi-saya"
HOST = b" HTTP/1.1\r\nHost: a\r\n"
DAMAGED = (
    "This request makes no sense to us",
    "The address or the form arrived damaged. Go back and try it once more.",
)
ADDRESS = (
    "This address is too long for us",
    "Go back and shorten it: search for fewer words, or leave out what follows the “?”.",
)
FIELDS = (
    "Your browser sends more along than we take",
    "Delete the cookies of this site in your browser, and open the page once more.",
)
PROGRAM = (
    "Your program asks for what this server does not do",
    "Send the request without “Expect”, and with its length as “Content-Length”.",
)
REFUSED = {
    "no request": (400, b"\x16\x03\x01 " + SECRET + b"\r\n\r\n", DAMAGED),
    "no method": (400, b"ge{t /" + SECRET + HOST + b"\r\n", DAMAGED),
    "no field": (400, b"GET /" + HOST + b"<b>" + SECRET + b": x\r\n\r\n", DAMAGED),
    "long": (414, b"GET /?q=" + SECRET * 500 + HOST + b"\r\n", ADDRESS),
    "endless": (414, b"GET /?q=" + SECRET * 20_000 + HOST + b"\r\n", ADDRESS),
    "cookies": (431, b"GET /" + HOST + b"Cookie: " + SECRET * 1000 + b"\r\n\r\n", FIELDS),
    "fields": (431, b"GET /" + HOST + b"X: a\r\n" * 200 + b"\r\n", FIELDS),
    "expecting": (417, b"GET /" + HOST + b"Expect: " + SECRET + b"\r\n\r\n", PROGRAM),
    "coded": (501, b"GET /" + HOST + b"Transfer-Encoding: " + SECRET + b"\r\n\r\n", PROGRAM),
}


def application(environ, start_response):
    """Breaks, or sends a field that nobody may send."""
    if environ["PATH_INFO"] == "/broken":
        raise RuntimeError("broken")
    odd = [("X-Odd", "a\nb")] if environ["PATH_INFO"] == "/odd" else []
    start_response("200 OK", [("Content-Length", "4"), *odd])
    return [b"here"]


application.refusal = lambda status: b"our words"


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    """The port of the newsroom itself, and the file that its server logs to."""
    log = tmp_path_factory.mktemp("refusing") / "log"
    with served("newsroom.wsgi", "--log-level", "info", "--log-file", str(log)) as (port, _server):
        yield port, log


class Outline(HTMLParser):
    """The elements of a page, which are all closed, and the words in each language."""

    EMPTY = {"meta"}

    def __init__(self, page):
        super().__init__()
        self.open, self.seen, self.words = [], [], {}
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        """Begin an element."""
        self.seen.append(tag)
        if tag not in self.EMPTY:
            around = self.open[-1][1] if self.open else None
            self.open.append((tag, dict(attrs).get("lang") or around))

    def handle_endtag(self, tag):
        """End it."""
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        """What stands in it."""
        if data.strip():
            self.words.setdefault(self.open[-1][1], []).append(data.strip())


@pytest.mark.parametrize(("status", "sent", "words"), REFUSED.values(), ids=REFUSED)
def test_who_sends_what_is_no_request_is_told_what_is_wrong_and_what_to_do(
    newsroom, status, sent, words
):
    port, log = newsroom
    logged = log.read_text().count("Invalid request from ip=")
    reader = Reader(port)
    with reader.socket:
        reader.socket.sendall(sent)
        head, body = (part.decode() for part in reader.hears())
        # That was all of it, and the connection ends.
        assert reader.socket.recv(1) == b"" and not reader.got

    assert head.startswith(f"HTTP/1.1 {status} ")
    fields = dict(line.split(": ", 1) for line in head.splitlines()[1:])
    assert fields["Connection"] == "close" and fields["Cache-Control"] == "no-store"
    assert fields["Content-Type"] == "text/html; charset=utf-8"
    assert fields["X-Content-Type-Options"] == "nosniff"
    assert fields["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert SECRET.decode() not in head + body
    assert log.read_text().count("Invalid request from ip=") == logged + 1

    outline = Outline(body)
    assert outline.words["en"] == list(words)
    with override("id"):
        assert outline.words["id"][-2:] == [gettext(each) for each in words]
    # Its policy lets it load nothing.
    assert not {"link", "script", "style", "img"} & set(outline.seen)


@pytest.mark.parametrize("words", [DAMAGED, ADDRESS, FIELDS])
@pytest.mark.parametrize("language", ["id", "en"])
def test_nginx_in_front_is_configured_to_say_the_same(words, language):
    configured = NGINX.read_text()

    with override(language):
        assert all(f'"{gettext(each)}";' in configured for each in words)


@pytest.mark.parametrize("path", ["/broken", "/odd"])
def test_what_the_application_breaks_is_its_own_error(call, path):
    reader = call()
    # What names TE is read by gunicorn's parser.
    reader.asks(path, fields="TE: trailers\r\n")
    head, body = reader.hears()

    assert head.startswith(b"HTTP/1.1 500 ")
    assert b"our words" not in body


def test_who_is_refused_and_has_gone_is_no_trouble_for_others(call):
    gone = call()
    gone.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    gone.socket.sendall(b"ge{t / HTTP/1.1\r\n\r\n")
    gone.socket.close()

    reader = call()
    reader.socket.sendall(b"ge{t / HTTP/1.1\r\n\r\n")
    head, body = reader.hears()
    assert head.startswith(b"HTTP/1.1 400 Bad Request") and body == b"our words"
    reader = call()
    reader.asks("/")
    assert reader.reads() == [b"here"]
