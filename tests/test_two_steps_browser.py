"""Two-step sign-in in a real browser: on a phone without scripts, and by keyboard alone."""

import os

import pytest

from newsroom.accounts.models import User

from .factories import make_desk, make_user
from .staff import DESKTOP, PHONE, press
from .two_steps import PAGE, protect, shown

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def screen(browser, live_server, network):
    """Opens a page as nobody; in the end the browser had nothing to complain of."""
    base, complaints, opened = live_server.url.replace("127.0.0.1", "localhost"), [], []

    def open_(path, **options):
        page = browser.new_page(**options)
        opened.append(page)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.base = base
        page.goto(f"{base}{path}")
        return page

    yield open_
    for page in opened:
        page.close()
    # A form that is shown again with its faults is answered with 422.
    assert [each for each in complaints if "status of 422" not in each] == []


def picture(page, name):
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def fits(page):
    """Nothing is wider than the window, and what is pressed can be pressed with a thumb."""
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for each in page.query_selector_all(
        "main button, main input:not([type=hidden]), main .nr-button"
    ):
        box = each.bounding_box()
        if box:
            assert box["height"] >= 36
            assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert len(page.query_selector_all("h1")) == 1


def sign_in(page, username):
    page.fill("#id_username", username)
    page.fill("#id_password", "rahasia")
    press(page, "main button[type=submit]")


@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "dark"), (PHONE, "light"), (DESKTOP, "light"), (DESKTOP, "dark")]
)
def test_without_scripts_one_turns_it_on_and_signs_in_with_it(screen, size, scheme):
    make_user("reporter", make_desk(), username="rahmi")
    name = f"{size['width']}-{scheme}"
    page = screen("/admin/login/", viewport=size, color_scheme=scheme, java_script_enabled=False)
    sign_in(page, "rahmi")
    page.goto(f"{page.base}/admin/profile/")
    picture(page, f"{name}-profile")
    press(page, "text=Nyalakan verifikasi dua langkah")
    fits(page)
    picture(page, f"{name}-on")
    secret = page.inner_text(".nr-secret").replace(" ", "")
    page.get_by_label("Kode dari aplikasi Anda").fill("12 34")
    press(page, "main button[type=submit]")
    fits(page)
    picture(page, f"{name}-on-wrong")
    code = shown(secret)
    page.get_by_label("Kode dari aplikasi Anda").fill(f"{code[:3]} {code[3:]}")
    page.get_by_label("Kata sandi Anda").fill("rahasia")
    press(page, "main button[type=submit]")
    fits(page)
    picture(page, f"{name}-codes")
    assert not page.is_visible("main button:has-text('Cetak')")
    codes = page.locator("main li code").all_inner_texts()
    press(page, "text=Sudah saya simpan")
    assert page.url == f"{page.base}/admin/"
    page.goto(f"{page.base}{PAGE}")
    fits(page)
    picture(page, f"{name}-is-on")
    press(page, "text=Matikan")
    fits(page)
    picture(page, f"{name}-off")

    page.context.clear_cookies()
    page.goto(f"{page.base}/admin/login/?next=/admin/photos/")
    sign_in(page, "rahmi")
    fits(page)
    picture(page, f"{name}-second-step")
    page.fill("#id_code", "000000" if code != "000000" else "111111")
    press(page, "main button[type=submit] >> nth=0")
    fits(page)
    picture(page, f"{name}-second-step-wrong")
    page.click("summary")
    fits(page)
    page.fill("#id_recovery", codes[0])
    picture(page, f"{name}-recovery")
    press(page, "details button")

    assert page.url == f"{page.base}/admin/photos/"
    picture(page, f"{name}-in")


def test_by_keyboard_the_code_is_the_first_thing_to_type(screen):
    protect(make_user("reporter", make_desk(), username="rahmi"))
    page = screen("/admin/login/", viewport=DESKTOP)
    sign_in(page, "rahmi")
    page.wait_for_url("**/admin/login/code/")

    page.keyboard.type(shown())
    page.keyboard.press("Enter")

    page.wait_for_url(f"{page.base}/admin/")


def test_recovery_codes_are_copied_with_a_button(screen):
    make_user("reporter", make_desk(), username="rahmi", language="en")
    page = screen("/admin/login/", viewport=DESKTOP)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, "rahmi")
    page.goto(f"{page.base}{PAGE}")
    secret = page.inner_text(".nr-secret").replace(" ", "")
    page.fill("#id_code", shown(secret))
    page.fill("#id_password", "rahasia")
    press(page, "main button[type=submit]")

    page.click("button:has-text('Copy')")
    page.wait_for_selector("#recovery-told:has-text('Copied')")
    picture(page, "codes-with-scripts")

    codes = page.locator("main li code").all_inner_texts()
    assert page.evaluate("navigator.clipboard.readText()") == "\n".join(codes)
    assert page.is_visible("button:has-text('Print')")
    assert User.objects.get().second_factor_since
