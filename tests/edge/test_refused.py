"""What nginx itself refuses is answered in the newsroom's words, as the newsroom itself would."""

import socket

import pytest

from newsroom.serving import refused

from .front import RealNginx

HOST = b" HTTP/1.1\r\nHost: kerinci.test\r\n"
SECRET = b"kata-sandi-saya"


@pytest.fixture
def nginx(folder, origin):
    """An nginx in front of the newsroom."""
    if not RealNginx.program:
        pytest.skip("nginx is not installed: apt-get install nginx")
    found = RealNginx(folder, origin.port)
    yield found
    found.stop()


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (400, b"\x16\x03\x01 " + SECRET + b"\r\n\r\n"),
        (400, b"GET /" + SECRET + b" HTTP/1.1\r\n\r\n"),
        (400, b"GET /../" + SECRET + HOST + b"\r\n"),
        (414, b"GET /?q=" + SECRET * 1000 + HOST + b"\r\n"),
        (431, b"GET /" + HOST + b"Cookie: " + SECRET * 1000 + b"\r\n\r\n"),
        (431, b"GET /" + HOST + (b"X: " + SECRET * 400 + b"\r\n") * 8 + b"\r\n"),
    ],
)
def test_what_nginx_refuses_is_said_in_the_newsrooms_words(nginx, origin, status, sent):
    with socket.create_connection(("127.0.0.1", nginx.port), 10) as connection:
        connection.sendall(sent)
        told = b"".join(iter(lambda: connection.recv(65536), b""))

    head, body = told.split(b"\r\n\r\n", 1)
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert body.split() == refused.page(status).split()
    fields = dict(line.split(": ", 1) for line in head.decode().lower().split("\r\n")[1:])
    assert fields["content-type"] == "text/html; charset=utf-8"
    assert fields["cache-control"] == "no-store" and "set-cookie" not in fields
    assert fields["content-security-policy"].startswith("default-src 'none'")
    assert fields["content-length"] == str(len(body)) and fields["connection"] == "close"
    assert SECRET not in told and origin.asked == []


def test_what_the_newsroom_itself_answers_stays_and_nobody_asks_for_that_page(nginx, origin):
    origin.status = 400
    assert "kerinci.test/" in nginx.ask("/").text
    origin.status = 404

    answer = nginx.ask("/refused.newsroom")

    assert answer.status == 404 and "kami" not in answer.text
