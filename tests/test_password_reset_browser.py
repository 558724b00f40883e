"""A forgotten password on a phone, in a browser that runs no script."""

import pytest
from django.core import mail as outbox

from articles.talk.delivering import deliver
from newsroom.clock import now

from .factories import make_desk, make_user
from .staff import PHONE, press
from .test_password_reset import NEW, link_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phone(browser, live_server, network, settings):
    """A phone without scripts: pages, and everything that they asked for."""
    settings.MAILS = True
    page = browser.new_page(viewport=PHONE, java_script_enabled=False)
    page.asked = []
    page.on("request", lambda request: page.asked.append((request.url, request.headers)))
    page.base = live_server.url.replace("127.0.0.1", "localhost")
    yield page
    page.close()


def fits(page):
    """The page is no wider than the phone, and what is on it can be pressed with a thumb."""
    boxes = [each.bounding_box() for each in page.query_selector_all("main button, main input")]
    visible = [box for box in boxes if box]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in visible)
    assert all(box["height"] >= 36 for box in visible)
    assert len(page.query_selector_all("h1")) == 1


def test_on_a_phone_without_scripts_one_gets_back_in_and_no_token_leaves_the_newsroom(phone):
    make_user("reporter", make_desk(), username="rahmi")
    phone.goto(f"{phone.base}/admin/login/")
    press(phone, "text=Lupa kata sandi?")
    fits(phone)
    phone.get_by_label("Nama pengguna atau alamat surel").fill("rahmi@example.com")
    press(phone, "button[type=submit]")
    assert "Periksa surel Anda" in phone.inner_text("h1")

    deliver(clock=now)
    link = link_in(outbox.outbox[-1])
    phone.goto(f"{phone.base}{link}")
    fits(phone)
    assert link.split("/")[-2] not in phone.url
    phone.fill("#id_new_password1", "12345678")
    phone.fill("#id_new_password2", "12345678")
    press(phone, "button[type=submit]")
    assert phone.query_selector(".errorlist")
    phone.fill("#id_new_password1", NEW)
    phone.fill("#id_new_password2", NEW)
    press(phone, "button[type=submit]")

    assert "Kata sandi Anda sudah diganti." in phone.inner_text("main")
    phone.fill("#id_username", "rahmi")
    phone.fill("#id_password", NEW)
    press(phone, "button[type=submit]")
    assert phone.url == f"{phone.base}/admin/"

    token = link.split("/")[-2]
    assert all(url.startswith(phone.base) for url, _headers in phone.asked)
    assert not any(token in headers.get("referer", "") for _url, headers in phone.asked)
    phone.goto(f"{phone.base}{link}")
    fits(phone)
    assert "tidak berlaku lagi" in phone.inner_text("h1")
