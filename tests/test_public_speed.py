"""How soon a page is there, and that it stays where it is: tried in a real browser."""

import gzip
import re
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from django.conf import settings as configured

from articles.models import Version
from newsroom.desks.hosts import DeskHosts, host_map
from newsroom.serving.stylesheets import COMMENT

from .chromium import ARGUMENTS, PATH
from .factories import (
    NOW,
    make_article,
    make_desk,
    make_many_live,
    make_network,
    make_section,
    make_user,
)
from .photos import encoded, make_picture, taken_in
from .pictures import gallery, issue, lead
from .readers import page

STATIC = Path(configured.BASE_DIR, "static")
PATIENCE = 20
# What a server may send before the first answer of the browser: ten packets of 1,460 bytes.
FIRST_PACKETS = 14_600
# A telephone at the edge of a village: bytes a second, and milliseconds for a question.
SLOW = {"offline": False, "latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
# A browser paints sixty times a second.
PAINTED = 0.02
# A line that only ends elements changes nothing of what is painted.
ENDS = re.compile(rb"\s*(?:</\w+>\s*)*")
# What moved (a text has no HTML, and what is gone is nothing), from where and to where.
SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const shift of list.getEntries())
    shifts.push([shift.value, ...shift.sources.map(({ node, previousRect, currentRect }) =>
      [node && (node.outerHTML || node.data), previousRect, currentRect])]);
}).observe({type: "layout-shift", buffered: true});
"""


def make_site():
    """The network's front with pictures, and the paths of a story, a section and the desks."""
    kerinci = make_desk("kerinci")
    by = make_user("reporter", kerinci)
    words = {"alt": "Danau", "caption": "Nelayan di danau.", "credit": "Foto: Ani", "source": "Ani"}
    photo = taken_in(encoded(make_picture(1600, 1067)), desk=kerinci, by=by, **words)
    pictured = [
        issue(make_article(kerinci), [lead(photo), *gallery(photo)], at=NOW) for _ in range(7)
    ]
    for slug in ("ekonomi", "olahraga", "hukum"):
        make_many_live(kerinci, 9, section=make_section(slug), at=NOW - timedelta(days=1))
    host_map.forget()
    story = Version.objects.get(article=pictured[0]).path
    return make_network(), ["/", story, "/sections/ekonomi/", "/desks/"]


def sent(data):
    """How many bytes a browser gets of it."""
    return len(gzip.compress(data if isinstance(data, bytes) else data.encode()))


@pytest.mark.django_db
def test_the_first_screen_of_a_front_with_pictures_is_in_the_first_packets():
    network, paths = make_site()
    styles = sent(re.sub(COMMENT, "", (STATIC / "public/news.css").read_text()))

    for path in paths:
        html = page(network, path)
        looks = [
            sent(page(network, each)) for each in re.findall(r'href="(/desk-[^"]+\.css)"', html)
        ]
        # Of a front, what stands above the blocks: more than any window shows at first.
        first = re.split('class="(?:daughters|columns blocks)"', html)[0]
        assert sent(first) + styles + sum(looks) < FIRST_PACKETS, path
        assert sent(html) + styles + sum(looks) < 60_000, path


@pytest.mark.django_db
def test_the_scripts_of_a_page_wait_for_it_and_are_few():
    network, paths = make_site()

    for path in paths:
        found = re.findall(r"<script ([^>]*)>", page(network, path))
        scripts = [each for each in found if "src=" in each]
        assert all(" defer" in each for each in scripts)
        files = [
            re.sub(r"\.[0-9a-f]{12}\.js$", ".js", re.search(r'src="/static/([^"]+)"', each)[1])
            for each in scripts
        ]
        assert sum(sent((STATIC / file).read_bytes()) for file in files) < 5_000, path


def reader_of_kerinci(browser, address, width):
    """A page of a browser that notes what moves, of a reader who chose that region."""
    context = browser.new_context(viewport={"width": width, "height": 844})
    context.add_init_script(SHIFTS)
    reader = context.new_page()
    reader.goto(f"{address}/desks/")
    reader.locator("#desk-kerinci .star").click()
    return reader


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.django_db(transaction=True)
def test_nothing_moves_while_a_page_comes_over_a_slow_network(
    browser, live_server, settings, width
):
    settings.ALLOWED_HOSTS = DeskHosts()
    _, paths = make_site()
    reader = reader_of_kerinci(browser, live_server.url, width)
    reader.context.new_cdp_session(reader).send("Network.emulateNetworkConditions", SLOW)

    for path in paths:
        reader.goto(live_server.url + path, wait_until="networkidle")
        assert reader.evaluate("shifts") == [], path
    reader.context.close()


class Trickling(BaseHTTPRequestHandler):
    """Gives what a newsroom answers, and of what a page shows one line after the other."""

    newsroom = None
    is_slow = False

    def do_GET(self):
        asked = Request(self.newsroom + self.path, headers={"Host": urlsplit(self.newsroom).netloc})
        with urlopen(asked) as answer:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.end_headers()
            if not self.is_slow or answer.headers.get_content_type() != "text/html":
                self.wfile.write(answer.read())
                return
            head, body = answer.read().split(b"<body>\n")
            self.wfile.write(head + b"<body>\n")
            for line in body.splitlines(keepends=True):
                self.wfile.write(line)
                self.wfile.flush()
                if not ENDS.fullmatch(line):
                    time.sleep(PAINTED)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def trickling(live_server):
    handler = type("Handler", (Trickling,), {"newsroom": live_server.url})
    server = ThreadingHTTPServer((live_server.thread.host, 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield handler, f"http://{live_server.thread.host}:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.django_db(transaction=True)
def test_nothing_moves_when_a_page_comes_line_by_line(browser, trickling, settings, width):
    settings.ALLOWED_HOSTS = DeskHosts()
    handler, address = trickling
    _, paths = make_site()
    reader = reader_of_kerinci(browser, address, width)
    handler.is_slow = True

    for path in [*paths[:2], "/archive/", "/search/?q=kabar"]:
        reader.goto(address + path, wait_until="networkidle")
        assert reader.evaluate("shifts") == [], path
    reader.context.close()


@pytest.mark.django_db(transaction=True)
def test_back_and_forward_show_a_page_as_it_was_left(browser, live_server, settings):
    settings.ALLOWED_HOSTS = DeskHosts()
    _, paths = make_site()
    keeping = browser.browser_type.launch(
        executable_path=PATH,
        args=ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    reader = keeping.new_page()
    reader.add_init_script("addEventListener('pageshow', (e) => { window.kept = e.persisted; });")

    for path in paths:
        # A browser keeps no page that it is still asking something for.
        reader.goto(live_server.url + path, wait_until="networkidle")
        reader.goto(f"{live_server.url}/archive/")
        reader.evaluate("history.back()")
        reader.wait_for_url(live_server.url + path, wait_until="commit")
        end = time.monotonic() + PATIENCE
        while not reader.evaluate("kept"):
            assert time.monotonic() < end, path
            reader.wait_for_timeout(50)
    keeping.close()
