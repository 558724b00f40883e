"""What `make bench` finds out of another site, and how it compares."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from .bench.load import Load
from .bench.peer import peer
from .bench.report import ratio, table
from .bench.shares import Shares

SITE = {
    "/": '<link rel="alternate" type="application/rss+xml" href="/feed/?full=1&amp;n=2">',
    "/sitemap.xml": "<sitemapindex><sitemap><loc>{base}/all.xml</loc></sitemap></sitemapindex>",
    "/all.xml": "<urlset><url><loc>{base}/jambi/sungai/</loc></url><url><loc>{base}/jambi/</loc>"
    "</url></urlset>",
}


@pytest.fixture
def site():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = SITE[self.path].replace("{base}", base).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            """Nothing of it is worth a line."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield base
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_site_is_asked_for_what_its_front_and_its_sitemap_lead_to(site):
    target, asked = peer(f"{site}/")
    host = site.removeprefix("http://")

    assert (target.name, target.host, f":{target.port}") == (host, "127.0.0.1", host[9:])
    assert asked == {
        "article": [(host, "/jambi/sungai/")],
        "front": [(host, "/")],
        "feed": [(host, "/feed/?full=1&n=2")],
    }


def test_a_site_that_does_not_answer_is_named(site):
    with pytest.raises(SystemExit, match="nowhere/ does not answer"):
        peer("http://127.0.0.1:1/nowhere/")


def load(rate, application=2.0):
    return Load(rate, p95=1.0, application=application, database=1.0, failed=0)


def test_rounds_are_compared_with_the_round_beside_them():
    ours, theirs = [load(100), load(10), load(90)], [load(50), load(5), load(10)]

    assert ratio(ours, theirs) == "2 (2 to 9)"


def test_the_report_has_a_table_for_each_other_site():
    alone = {"front": Shares(3, 4000, 5.0, 0.5, 0.2)}
    loads = {
        ("ours", "front"): [load(100)], ("nginx", "front"): [load(1000)],
        ("peer", "front"): [load(25, application=8.0)],
        ("ours, cached", "front"): [load(500, application=0.2)],
    }  # fmt: skip

    lines = list(table(alone, loads))

    assert "| front | 100 | 1 | 3 | 4000 | 5.0 | 50% | 20% | 2.00 | 1.00 | 1000 | 10.0% |" in lines
    assert "| front | 25 | 8.00 | 1.00 | 4 (4 to 4) | 3.0 |" in lines
    assert "| front | 500 | 1.0 | 0.20 | 0.5 (0.5 to 0.5) | 20 (20 to 20) |" in lines
