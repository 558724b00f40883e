"""A story that is read in a real browser, told to a server of its own, and found in the sums."""

import os
import signal

import pytest
from django.db import connection

from articles.readings.models import ReadInHour

from .factories import make_desk, make_issued
from .served import Served

pytestmark = pytest.mark.django_db(transaction=True)
# What a browser that a program drives says of itself, it shall not say here.
READER = "Object.defineProperty(navigator, 'webdriver', { get: () => false })"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def story():
    return make_issued(make_desk("kerinci"))


@pytest.fixture
def served(browser, story):
    """It knows the desk from the start: a map of hosts is believed for two seconds."""
    served = Served(connection.settings_dict["NAME"])
    served.start()
    yield served
    served.kill()


class Reader:
    """A browser with a clock that a test turns on, and what it tells the newsroom."""

    def __init__(self, browser, served, story, *, script=READER):
        self.context = browser.new_context(user_agent=PHONE)
        self.context.add_init_script(script)
        self.address = f"http://kerinci.localhost:{served.port}{story.versions.get().path}"
        self.told = []

    def open(self):
        page = self.context.new_page()
        page.clock.install(time="2026-03-04T10:00:00Z")
        page.clock.pause_at("2026-03-04T11:00:00Z")
        page.on("request", lambda asked: asked.method == "POST" and self.told.append(asked.url))
        page.goto(self.address)
        return page


@pytest.fixture
def reader(browser, served, story):
    reader = Reader(browser, served, story)
    yield reader
    reader.context.close()


def stop(served):
    """End the server in order: what it counted is written then at the latest."""
    os.killpg(served.process.pid, signal.SIGTERM)
    served.process.wait(30)
    served.process = None


def test_a_story_in_sight_for_five_seconds_is_counted_once_whatever_is_reloaded(
    reader, served, story
):
    page = reader.open()
    page.clock.run_for(4_900)
    assert reader.told == []
    with page.expect_request("**/read/*") as telling:
        page.clock.run_for(200)
    assert telling.value.headers.get("cookie") is None
    assert telling.value.post_data is None

    for again in (page, reader.open()):
        again.reload()
        again.clock.run_for(20_000)
    # The answer that came is the server's own.
    assert telling.value.response().status == 204
    stop(served)

    assert len(reader.told) == 1
    assert reader.context.cookies() == []
    sums = ReadInHour.objects.filter(article=story).values_list("desk__slug", "times")
    assert dict(sums) == {"kerinci": 1, "nusantara": 1}


def test_a_story_that_nobody_looks_at_is_not_counted(browser, served, story):
    hidden = READER + ";Object.defineProperty(document, 'visibilityState', { value: 'hidden' })"
    for script in (hidden, ""):
        reader = Reader(browser, served, story, script=script)
        page = reader.open()
        page.clock.run_for(60_000)
        reader.context.close()
        assert reader.told == []


def test_a_browser_without_a_memory_is_not_counted(browser, served, story):
    script = READER + ";Object.defineProperty(window, 'localStorage', { value: undefined })"
    reader = Reader(browser, served, story, script=script)
    page = reader.open()
    page.clock.run_for(60_000)
    reader.context.close()

    assert reader.told == []
