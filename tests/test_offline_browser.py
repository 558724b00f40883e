"""Reading without a connection, in a real browser, with a server that really goes away."""

import time

import pytest
from django.db import connection

from articles import workflow

from .factories import NOW, make_desk, make_issued, make_user, reissue
from .served import Served

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20
KEPT = """async () => {
  const paths = [];
  for (const name of await caches.keys())
    for (const each of await (await caches.open(name)).keys())
      paths.push(new URL(each.url).pathname);
  return paths;
}"""
KEEPS = """async path => (await caches.match(path)) !== undefined"""


@pytest.fixture
def kerinci():
    return make_desk("kerinci", language="en")


@pytest.fixture
def served(browser, kerinci):
    """It knows the desk from the start: a map of hosts is believed for two seconds."""
    served = Served(connection.settings_dict["NAME"])
    served.start()
    yield served
    served.kill()


@pytest.fixture
def reader(browser, served, kerinci):
    context = browser.new_context(base_url=f"http://kerinci.localhost:{served.port}")
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    yield page
    context.close()


def until(ask, expected):
    """Wait until `ask()` answers `expected`: what the browser does beside its pages."""
    end = time.monotonic() + PATIENCE
    while (found := ask()) != expected:
        assert time.monotonic() < end, found
        time.sleep(0.05)


def path_of(article):
    return article.versions.latest("number").path


def read(reader, *articles):
    """Read them online, until the browser keeps each."""
    for article in articles:
        path = path_of(article)
        reader.goto(path)
        until(lambda path=path: reader.evaluate(KEEPS, path), True)


def listed(reader, place):
    reader.wait_for_selector(f"[data-kept={place}]:not([hidden])")
    return reader.locator(f"[data-kept={place}] li a").all_inner_texts()


def test_what_was_read_is_read_without_a_connection_and_nothing_else(reader, served, kerinci):
    one, other, unread = (make_issued(kerinci) for _ in range(3))
    read(reader, one, other)
    reader.goto("/")
    until(lambda: reader.evaluate(KEEPS, "/"), True)
    assert reader.said == []

    served.kill()

    reader.goto(f"{path_of(one)}?utm_source=wa")
    assert reader.inner_text("h1") == one.headline
    # In its own look.
    assert reader.evaluate("getComputedStyle(document.body).marginTop") == "0px"
    reader.goto("/")
    assert other.headline in reader.inner_text("main")
    reader.goto(path_of(unread))
    assert reader.inner_text("h1") == "No connection"
    assert listed(reader, "read") == [other.headline, one.headline]
    assert listed(reader, "saved") == []
    reader.click(f"text={one.headline}")
    reader.wait_for_url(f"**{path_of(one)}")
    assert reader.inner_text("h1") == one.headline


def test_online_a_reader_gets_what_is_live_and_never_what_is_kept(reader, kerinci):
    article = make_issued(kerinci)
    read(reader, article)

    reissue(article, headline="Air naik lagi")

    reader.goto(path_of(article))
    assert reader.inner_text("h1") == "Air naik lagi"


def test_a_saved_story_stays_until_it_is_removed(reader, served, kerinci):
    article = make_issued(kerinci)
    read(reader, article)
    button = reader.get_by_role("button", name="Save for later")
    button.click()
    reader.wait_for_selector("[data-save][aria-pressed=true]")
    reader.evaluate("caches.delete('read')")

    served.kill()

    reader.goto("/saved/")
    assert listed(reader, "saved") == [article.headline]
    reader.goto(path_of(article))
    assert reader.inner_text("h1") == article.headline
    reader.goto("/saved/")
    listed(reader, "saved")
    reader.get_by_role("button", name=f"Remove “{article.headline}”").click()
    reader.wait_for_selector("[data-kept=saved] [data-none]:not([hidden])")
    assert reader.evaluate("document.activeElement.id") == "kept-saved"
    reader.goto(path_of(article))
    assert reader.inner_text("h1") == "No connection"


def test_a_withdrawn_story_is_forgotten_when_the_browser_is_next_online(reader, served, kerinci):
    article, other = make_issued(kerinci), make_issued(kerinci)
    read(reader, article, other)
    reader.goto(path_of(article))
    reader.get_by_role("button", name="Save for later").click()
    reader.wait_for_selector("[data-save][aria-pressed=true]")
    devtools = reader.context.new_cdp_session(reader)
    workflow.perform(
        "withdraw", article, by=make_user("editor", kerinci), at=NOW, ground="inaccurate",
        reason="Angkanya keliru.",
    )  # fmt: skip

    def keeps_it_once_online():
        # What it was told is gone it believes for a minute: also what came a moment ago.
        devtools.send("Network.clearBrowserCache")
        reader.goto("/")
        return reader.evaluate(KEEPS, path_of(article))

    until(keeps_it_once_online, False)
    assert reader.evaluate(KEEPS, path_of(other))
    assert [name for name in reader.evaluate("caches.keys()") if "saved" in name] == []


def test_switched_off_it_forgets_everything_and_is_gone(reader, served, kerinci):
    article = make_issued(kerinci)
    read(reader, article)
    served.kill()
    served.environment["NEWSROOM_OFFLINE"] = "0"
    served.start()
    reader.context.new_cdp_session(reader).send("Network.clearBrowserCache")

    reader.goto(path_of(article))
    reader.evaluate("navigator.serviceWorker.ready.then(found => found.update())")

    until(lambda: reader.evaluate("caches.keys()"), [])
    until(
        lambda: reader.evaluate("navigator.serviceWorker.getRegistrations().then(f => f.length)"), 0
    )


def test_the_newsroom_itself_is_never_kept(reader, served, kerinci):
    article = make_issued(kerinci)
    address = f"http://localhost:{served.port}"
    reader.goto(f"{address}{path_of(article)}")
    until(lambda: reader.evaluate(KEEPS, path_of(article)), True)
    reader.goto(f"{address}/admin/login/")

    kept = reader.evaluate(KEPT)
    assert [path for path in kept if path.startswith(("/admin", "/static/newsroom"))] == []
