"""The whole line in a real browser: from a reporter's draft to a reader's page."""

import http.client
import time
from datetime import UTC, datetime, timedelta

import pytest

from articles.models import Article
from newsroom.desks.hosts import DeskHosts

from .factories import make_desk, make_network, make_reporter, make_section, make_user
from .staff import text_is_ready

pytestmark = pytest.mark.django_db(transaction=True)
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# Seconds ahead: as short as a browser and a test on a slow machine can still look before.
AHEAD = 4
NEAR = 0.5
HEADLINE = "Air Danau Kerinci Surut Setengah Meter"


@pytest.fixture
def people(live_server, settings):
    """A desk, its reporter and its editor, with everything they need to choose from."""
    # The live server has frozen the hosts; the desks decide, as in production.
    settings.ALLOWED_HOSTS = DeskHosts()
    make_network()
    desk = make_desk("kerinci", masthead="Kabar Kerinci", time_zone="Asia/Jakarta")
    make_section("lingkungan", "Lingkungan")
    reporter = make_user("reporter", desk, username="rahmi", language="en")
    make_reporter(desk, user=reporter, name="Rahmi Anggraini")
    make_user("editor", desk, username="mulyadi", language="en")
    return desk


class Person:
    """Somebody at a browser of their own, who notes every complaint of the browser."""

    def __init__(self, browser, base, size):
        self.context = browser.new_context(viewport=size)
        self.page = self.context.new_page()
        self.base = base
        self.complaints = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message):
        # A 404 is part of the story told here.
        if message.type in ("error", "warning") and "404" not in message.text:
            self.complaints.append(message.text)

    def sign_in(self, username):
        self.page.goto(f"{self.base}/admin/")
        self.page.fill("#id_username", username)
        self.page.fill("#id_password", "rahasia")
        with self.page.expect_navigation():
            self.page.click("[type=submit]")

    def presses(self, name, **how):
        """Press a button, and wait for the page that answers, and for the text on it."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, **how).click()
        text_is_ready(self.page)

    def fits(self):
        """No page is wider than its screen from the first moment that a person sees it.

        Before its stylesheets are there a browser shows nothing, but would answer.
        """
        self.page.wait_for_load_state("domcontentloaded")
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"], self.page.url


def watch(port, article, live_from):
    """Ask for the story, again and again, until a while after its moment.

    Returns (when it was asked, status) for every answer that came on one side of the moment.
    """
    probes = []
    while datetime.now(UTC) < live_from + timedelta(seconds=1):
        connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=20)
        asked_at = datetime.now(UTC)
        path = f"/articles/{article.pk}/air-danau-kerinci-surut-setengah-meter/"
        connection.request("GET", path, headers={"Host": f"kerinci.localhost:{port}"})
        status = connection.getresponse().status
        connection.close()
        if (asked_at < live_from) == (datetime.now(UTC) < live_from):
            probes.append((asked_at, status))
        # Closely around the moment, seldom while it is far: the machine has other work.
        is_near = abs((live_from - datetime.now(UTC)).total_seconds()) < NEAR
        time.sleep(0.02 if is_near else 0.2)
    return probes


@pytest.fixture
def port(live_server):
    return live_server.url.rsplit(":", 1)[1]


@pytest.fixture
def sit_down(browser, port):
    """Makes a Person; in the end everybody closes their browser, and with it its connections."""
    people = []

    def sit_down(size):
        people.append(Person(browser, f"http://localhost:{port}", size))
        return people[-1]

    yield sit_down
    for person in people:
        person.context.close()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_from_a_reporters_draft_to_a_readers_page(sit_down, port, people, size):
    writer = sit_down(size)
    base = writer.base
    writer.sign_in("rahmi")
    writer.fits()
    writer.page.goto(f"{base}/admin/articles/article/add/")
    writer.fits()
    writer.page.fill("#id_headline", HEADLINE)
    writer.page.fill("#id_kicker", "Danau")
    writer.page.fill("#id_standfirst", "Nelayan menunggu hujan.")
    writer.page.fill("#id_dateline", "KERINCI")
    writer.page.select_option("#id_section", label="Lingkungan")
    writer.page.fill("#id_topics", "danau, nelayan")
    writer.page.select_option("#id_bylines-0-reporter", label="Rahmi Anggraini")
    surface = writer.page.locator(".ProseMirror[contenteditable]")
    surface.click()
    writer.page.keyboard.type("Air surut sejak bulan lalu.")
    writer.page.keyboard.press("Enter")
    writer.page.keyboard.type("Nelayan menambatkan perahu.")
    writer.presses("Save", exact=True)
    writer.page.get_by_text("Saved.", exact=True).wait_for()
    writer.presses("Submit for review")
    writer.page.get_by_text("Submitted for review.").wait_for()

    article = Article.objects.get()
    assert article.body == "<p>Air surut sejak bulan lalu.</p><p>Nelayan menambatkan perahu.</p>"
    assert article.state == "in_review"

    editor = sit_down(size)
    editor.sign_in("mulyadi")
    with editor.page.expect_navigation(wait_until="commit"):
        editor.page.get_by_role("link", name=HEADLINE).click()
    editor.fits()
    text_is_ready(editor.page)
    editor.presses("Approve")
    editor.presses("Approve")
    editor.page.get_by_text("Approved. It waits").wait_for()
    clicked = time.monotonic()
    with editor.page.expect_navigation(wait_until="commit"):
        editor.page.get_by_role("button", name="Issue").click()
    editor.fits()
    took = time.monotonic() - clicked
    editor.page.check("input[name=when][value=later]")
    # Before its moment somebody still has to look: on a busy machine later than elsewhere.
    ahead = timedelta(seconds=AHEAD + 4 * took)
    moment = (datetime.now(UTC) + ahead).astimezone(people.zone)
    # A clock with seconds is typed too: the calendar of the browser allows it.
    editor.page.evaluate(
        "moment => { document.querySelector('#id_live_from').step = 1;"
        "document.querySelector('#id_live_from').value = moment; }",
        f"{moment:%Y-%m-%dT%H:%M:%S}",
    )
    editor.page.get_by_role("button", name="Issue", exact=True).click()
    editor.page.get_by_text("Issued. Live from").wait_for()

    version = article.versions.get()
    probes = watch(port, article, version.live_from)
    assert probes and probes[0][1] == 404, "the machine was too slow to look before the moment"
    for asked_at, status in probes:
        assert status == (404 if asked_at < version.live_from else 200)

    reader = sit_down(size)
    reader.page.goto(f"http://kerinci.localhost:{port}/articles/{article.pk}/")
    reader.fits()

    assert reader.page.locator("h1").inner_text() == HEADLINE
    assert reader.page.locator(".masthead").inner_text() == "Kabar Kerinci"
    text = reader.page.locator(".story").inner_text()
    for words in ("Rahmi Anggraini", people.host, "Nelayan menunggu hujan.", "KERINCI", "WIB"):
        assert words in text
    assert reader.page.goto(f"http://kerinci.localhost:{port}/").status == 200
    assert reader.page.get_by_role("link", name=HEADLINE).count() == 1
    assert reader.context.cookies() == []
    assert writer.complaints + editor.complaints + reader.complaints == []
