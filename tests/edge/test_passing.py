"""What shared caches do not keep but pass on, and what of a reader's words they let through."""

import time

import pytest

from .front import A_MOMENT, RealNginx, RealVarnish, kept
from .origin import SHARED


def test_what_may_not_be_kept_is_not(cache, origin):
    origin.shared = "no-store"
    texts = set()
    for _ in range(3):
        texts.add(cache.ask("/").text)
        time.sleep(A_MOMENT)

    assert len(texts) == 3


def test_an_error_is_not_kept(cache, origin):
    origin.status, origin.shared = 500, None
    assert cache.ask("/").status == 500
    origin.status, origin.shared = 200, SHARED
    time.sleep(A_MOMENT)

    assert cache.ask("/").status == 200


@pytest.mark.parametrize("path", ["/admin/", "/preview/secret/", "/search/?q=banjir"])
def test_the_newsroom_previews_and_searches_pass(cache, origin, path):
    for _ in range(2):
        cache.ask(path, Cookie="newsroom_session=1", host="kerinci.test:8080")

    assert len(origin.paths(path)) == 2
    if "search" not in path:
        assert origin.asked[-1][3]["Cookie"] == "newsroom_session=1"
        # Forms are compared with the host and port that they were shown at.
        assert origin.asked[-1][1] == "kerinci.test:8080"


def test_no_reader_s_cookie_comes_to_a_page_that_others_see(cache, origin):
    cache.ask("/", Cookie="newsroom_session=1", Authorization="Bearer 1")

    assert not {"cookie", "authorization"} & {name.lower() for name in origin.asked[0][3]}


def test_what_a_reader_says_of_their_address_is_not_believed(cache, origin):
    told = {"X_Forwarded_For": "6.6.6.6", "X_Forwarded_Proto": "https", "Forwarded": "for=6.6.6.6"}
    for path in ("/", "/admin/"):
        cache.ask(path, **told, X_Request_ID="forged-by-a-reader")
        headers = origin.asked[-1][3]
        assert headers["X-Forwarded-For"] == "127.0.0.1"
        assert headers["X-Forwarded-Proto"] == "http"
        assert headers["X-Request-ID"] != "forged-by-a-reader"
        assert "Forwarded" not in headers


@pytest.mark.parametrize("kind", [RealVarnish, RealNginx], ids=lambda kind: kind.name)
def test_a_proxy_that_is_trusted_says_who_asks_and_how(folder, origin, kind):
    if not kind.program:
        pytest.skip(f"{kind.name} is not installed: apt-get install nginx varnish varnish-modules")
    cache = kind(folder, origin.port, proxy="127.0.0.1")
    for path in ("/", "/admin/"):
        cache.ask(path, X_Forwarded_For="6.6.6.6, 198.51.100.7", X_Forwarded_Proto="https")
        assert origin.asked[-1][3]["X-Forwarded-For"] == "198.51.100.7"
        assert origin.asked[-1][3]["X-Forwarded-Proto"] == "https"
    assert cache.ask("/").text != kept(cache, X_Forwarded_Proto="https").text
    cache.stop()


def test_large_uploads_come_through(cache, origin):
    answer = cache.ask("/admin/photos/", method="POST", body=b"0" * 60_000_000)

    assert answer.text.endswith(" 60000000")


def test_a_reader_purges_nothing_and_speaks_no_other_protocol(cache, origin):
    before = kept(cache)

    for method in ("PURGE", "OUTDATE"):
        cache.ask("/", method=method, Surrogate_Key="all")
    cache.ask("/admin/", Upgrade="websocket", Connection="Upgrade")

    assert cache.ask("/").text == before.text
    assert "Upgrade" not in origin.asked[-1][3]
