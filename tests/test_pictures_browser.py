"""What pictures cost a phone, in a real browser: bytes, and nothing that jumps."""

import pytest

from articles.demo.drawing import printing, scenes
from newsroom.desks.hosts import DeskHosts

from .factories import make_article, make_desk, make_section, make_user
from .photos import taken_in
from .pictures import gallery, issue, lead

pytestmark = pytest.mark.django_db(transaction=True)
# The lead, the top stories, and the first of a section's block.
SHOWN = 1 + 6 + 1
# A front asks for no other: a picture that was to be shown as another would be missing.
SHOWN_AS = ("16x9", "4x3")
SHIFTS = """new Promise((done) => {
    new PerformanceObserver((found) => done(
        found.getEntries().reduce((sum, each) => sum + each.value, 0)
    )).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(0), 500);
})"""


@pytest.fixture
def kerinci():
    desk = make_desk("kerinci")
    reporter = make_user("reporter", desk)
    photos = [
        taken_in(printing.jpeg(scene), desk=desk, by=reporter, crops=SHOWN_AS)
        for scene in list(scenes.SCENES.values())[:SHOWN]
    ]
    for number in range(SHOWN + 8):
        # The newest stories last: only those that stand with a picture need one of their own.
        photo = photos[number % SHOWN]
        section = make_section(f"rubrik-{number % 2}")
        pictures = [lead(photo), *gallery(photo)] if number else [lead(photo)]
        issue(make_article(desk, section=section, standfirst="Sejak awal bulan."), pictures)
    return desk


def visit(browser, url, density):
    """Read a page to its end; returns (bytes over the network, how much jumped, pictures)."""
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, device_scale_factor=density, is_mobile=True
    )
    page = context.new_page()
    session, sizes = context.new_cdp_session(page), []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda each: sizes.append(each["encodedDataLength"]))
    page.goto(url)
    for _ in range(40):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(30)
    page.wait_for_load_state("networkidle")
    shown = page.evaluate("[...document.images].filter((i) => i.complete && i.naturalWidth).length")
    jumped = page.evaluate(SHIFTS)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    context.close()
    return sum(sizes), jumped, shown


def test_a_front_with_its_pictures_is_light_on_a_phone_and_does_not_jump(
    browser, live_server, settings, kerinci
):
    settings.ALLOWED_HOSTS = DeskHosts()  # The live server froze a list of its own.
    base = live_server.url.replace("localhost", "kerinci.localhost")

    for density in (2, 3):
        size, jumped, shown = visit(browser, f"{base}/", density)

        assert shown == SHOWN
        assert size < 250_000
        assert jumped < 0.01
