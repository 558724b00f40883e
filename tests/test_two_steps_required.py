"""A second factor that the operator asks for: without one nothing else opens."""

import os
import subprocess
import sys

import pytest
from django.urls import get_resolver

from newsroom.accounts.models import SecondFactor

from .addresses import path_of, patterns
from .expected import PLANNED, SECRET
from .factories import make_article, make_desk, make_user
from .staff import client_of, page_of, typed
from .test_access import world as access_world  # noqa: F401 (a fixture)
from .two_steps import LOGIN, PAGE, browser, codes_on, first_step, protect, secret_on, shown, who

pytestmark = pytest.mark.django_db
# What opens without it: signing in and out, a new password, setting it up, what needs no sign-in.
OPEN = {
    "way-in": (302, "/admin/"),
    "admin:login": (302, "/admin/"),
    "admin:second_step": (302, LOGIN),
    "admin:logout": (405, None),
    "admin:password_reset": (200, None),
    "admin:password_reset_done": (200, None),
    "admin:password_reset_confirm": (302, None),
    "admin:two_steps": (200, None),
    "admin:two_steps_off": (302, PAGE),
    "admin:two_steps_codes": (302, PAGE),
    # Says that somebody answers.
    "admin:articles_article_here": (200, None),
    # Questions of scripts, refused in JSON.
    "admin:articles_article_autosave": (405, None),
    "admin:articles_article_presence": (405, None),
    # By a secret link, whoever one is.
    "preview-link": (200, None),
    "preview-link-text": (200, None),
    "photo-file": (200, None),
}


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = "everyone"


def staff_addresses(world):
    for name, text in patterns(get_resolver("newsroom.urls")):
        yield name, path_of(name, text, world)


@pytest.mark.parametrize("person", ["own-reporter", "own-chief", "administrator"])
def test_whoever_lacks_it_is_led_to_it_from_every_address(access_world, required, person):  # noqa: F811
    client, wrong = access_world["browsers"][person], []
    for name, path in staff_addresses(access_world):
        response = client.get(path)
        status, leads = OPEN.get(name, (302, PAGE))
        if response.status_code != status:
            wrong.append(f"{path}: {response.status_code}")
        if leads and not response.get("Location", "").startswith(leads):
            wrong.append(f"{path} leads to {response.get('Location')}")
        text = response.content.decode(errors="replace")
        if name != "preview-link-text" and (SECRET[:50] in text or PLANNED in text):
            wrong.append(f"{path} tells")
    assert not wrong, "\n".join(wrong)


def test_nobody_changes_anything_without_it(access_world, required):  # noqa: F811
    client, wrong = access_world["browsers"]["own-chief"], []
    for name, path in staff_addresses(access_world):
        if name in OPEN and "article" not in name:
            continue
        response = client.post(path, {"post": "yes"})
        led = response.status_code == 302 and response["Location"] == PAGE
        if not led and response.status_code not in (403, 405):
            wrong.append(f"{path}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


def test_it_is_set_up_after_the_password_and_leads_on(network, required):
    user = make_user("reporter", make_desk(), language="en")
    client = browser()
    wanted = "/admin/articles/article/?q=danau"
    assert client.get(wanted).status_code == 302
    first_step(client, user, fields={"next": wanted})

    page = client.get(wanted, follow=True)

    assert page.redirect_chain[-1][0] == f"{PAGE}?next=%2Fadmin%2Farticles%2Farticle%2F%3Fq%3Ddanau"
    assert "This newsroom asks you for a second step" in page.text
    assert "nr-gate" in page.text and "/admin/notifications/" not in page.text
    fields = {"code": shown(secret_on(page)), "password": "rahasia"}
    done = client.post(page.redirect_chain[-1][0], fields)
    assert len(codes_on(done)) == 10
    assert f'href="{wanted}"' in done.text
    assert client.get(wanted).status_code == 200


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_it_leads_to_no_other_site(network, required, where):
    client = client_of(make_user("reporter", make_desk()))
    secret = secret_on(client.get(PAGE))

    done = client.post(f"{PAGE}?next={where}", {"code": shown(secret), "password": "rahasia"})

    assert len(codes_on(done)) == 10
    assert where not in done.text


def test_whoever_lacks_it_may_sign_out(network, required):
    client = client_of(make_user("reporter", make_desk()))
    assert 'action="/admin/logout/"' in client.get(PAGE).text

    assert client.post("/admin/logout/").status_code == 200

    assert who(client) is None


def test_whoever_has_it_notices_nothing(network, required):
    user = make_user("reporter", make_desk())
    protect(user)

    assert client_of(user).get("/admin/").status_code == 200


def test_what_somebody_had_typed_when_it_was_asked_for_is_shown_again(network, settings):
    article = make_article(make_desk())
    client = client_of(article.created_by)
    settings.SECOND_FACTOR = "everyone"

    response = client.post(page_of(article), typed(article, headline="Air danau turun lagi"))

    assert response.status_code == 403
    assert "Air danau turun lagi" in response.text
    saved = client.post(f"/admin/articles/article/{article.pk}/autosave/", typed(article))
    assert saved.status_code == 403
    article.refresh_from_db()
    assert article.headline != "Air danau turun lagi"


def test_asked_of_editors_reporters_may_do_without(network, settings):
    settings.SECOND_FACTOR = "editors"
    desk = make_desk()
    people = {role: make_user(role, desk) for role in ("reporter", "editor", "chief")}
    people["administrator"] = make_user(is_superuser=True)

    answers = {name: client_of(user).get("/admin/").status_code for name, user in people.items()}

    assert answers == {"reporter": 200, "editor": 302, "chief": 302, "administrator": 302}


def test_whoever_turns_it_off_sets_it_up_anew(network, required):
    user = make_user("reporter", make_desk())
    protect(user)
    client = client_of(user)

    client.post(f"{PAGE}off/", {"code": shown(), "password": "rahasia"})

    assert not SecondFactor.objects.exists()
    assert client.get("/admin/")["Location"].startswith(PAGE)


def test_a_stranger_is_led_to_the_sign_in_as_ever(network, required):
    assert browser().get(PAGE)["Location"].startswith(LOGIN)
    assert client_of(make_user()).get(PAGE)["Location"].startswith(LOGIN)


@pytest.mark.parametrize(
    ("said", "refused"), [("everybody", True), ("EDITORS", False), ("", False)]
)
def test_the_setting_says_what_it_may_hold(said, refused):
    asked = subprocess.run(
        [sys.executable, "-c", "import newsroom.settings as s; print(s.SECOND_FACTOR)"],
        env=os.environ | {"NEWSROOM_SECOND_FACTOR": said, "SECRET_KEY": "x" * 60},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (asked.returncode != 0) == refused
    if refused:
        assert "NEWSROOM_SECOND_FACTOR is “everyone”, “editors” or “optional”" in asked.stderr
    else:
        assert asked.stdout.strip() == (said.lower() or "optional")
