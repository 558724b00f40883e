"""Who enters the newsroom, what every page shows, and what it says when it refuses."""

import re

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from newsroom.desks.hosts import host_map

from .factories import make_desk, make_network, make_user
from .staff import FAR_AWAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


def sign_in(visitor, user, password="rahasia", **extra):
    return visitor.post(
        "/admin/login/",
        {"username": user.username, "password": password, "next": "/admin/"},
        **extra,
    )


@pytest.mark.parametrize("role", ["reporter", "editor", "chief"])
def test_everybody_with_a_role_at_a_desk_enters(visitor, role):
    user = make_user(role, make_desk(), is_staff=False)

    response = sign_in(visitor, user)

    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert visitor.get("/admin/").status_code == 200


def test_a_network_administrator_enters_without_a_role(visitor):
    sign_in(visitor, make_user(is_superuser=True, is_staff=False))

    assert visitor.get("/admin/").status_code == 200


def test_whoever_has_no_role_is_told_so_and_stays_outside(visitor):
    response = sign_in(visitor, make_user(is_staff=True, language="en"))

    assert response.status_code == 200
    assert "errornote" in response.text
    assert not visitor.session.get("_auth_user_id")


def test_an_inactive_user_stays_outside(visitor):
    sign_in(visitor, make_user("chief", make_desk(), is_active=False))

    assert visitor.get("/admin/").status_code == 302


def test_whoever_loses_the_last_role_is_outside_at_the_next_click():
    user = make_user("editor", make_desk())
    client = client_of(user)
    user.memberships.all().delete()

    response = client.get("/admin/", follow=True)

    assert response.redirect_chain == [("/admin/login/?next=/admin/", 302)]
    assert "errornote" in response.text


def test_every_page_shows_the_masthead_and_who_one_is(network):
    desk = make_desk("kerinci", name="Kerinci")
    user = make_user("editor", desk, language="en", first_name="Rahmi", last_name="Anggraini")

    page = client_of(user).get("/admin/profile/").text

    for text in (network.masthead, "Rahmi Anggraini", "Editor, Kerinci"):
        assert text in page


def test_only_administrators_are_offered_the_administration():
    places = ["/admin/desks/desk/", "/admin/accounts/user/", "/admin/reporters/membership/"]
    places += ["/admin/articles/section/", "/admin/reporters/reporter/"]

    editors = client_of(make_user("editor", make_desk())).get("/admin/").text
    administrators = client_of(make_user(is_superuser=True)).get("/admin/").text

    for place in places:
        assert f'href="{place}"' not in editors
        assert f'href="{place}"' in administrators


@pytest.mark.parametrize(
    "place",
    [
        "/admin/desks/desk/",
        "/admin/desks/desk/add/",
        "/admin/accounts/user/",
        "/admin/accounts/user/add/",
        "/admin/reporters/membership/",
        "/admin/articles/section/",
    ],
)
def test_a_chief_editor_is_refused_the_administration_in_the_admins_own_look(place):
    response = client_of(make_user("chief", make_network(), language="en")).get(place)

    assert response.status_code == 403
    assert "Your role does not allow this page." in response.text
    assert 'id="nr-navigation"' in response.text


def test_permissions_of_django_give_nothing():
    from django.contrib.auth.models import Permission

    user = make_user("editor", make_desk())
    user.user_permissions.set(Permission.objects.all())

    assert client_of(user).get("/admin/desks/desk/").status_code == 403


def test_groups_and_tags_have_no_screens():
    client = client_of(make_user(is_superuser=True))

    assert client.get("/admin/auth/group/").status_code == 404
    assert client.get("/admin/taggit/tag/").status_code == 404


def test_an_unknown_page_is_answered_in_the_admins_own_look():
    response = client_of(make_user("reporter", make_desk(), language="en")).get("/admin/nowhere/")

    assert response.status_code == 404
    assert "There is no such page here, or it is not yours to see." in response.text
    assert 'id="nr-navigation"' in response.text


@pytest.mark.parametrize("path", ["/admin/?q=%00", "/admin/reporters/membership/?role__exact=%00"])
def test_an_address_that_no_database_can_hold_is_answered_in_the_admins_own_look(path):
    client = client_of(make_user(is_superuser=True))

    response = client.get(path)

    assert response.status_code == 400
    assert "nr-error" in response.text


def test_an_old_form_is_refused_with_a_sentence_and_not_with_djangos_page():
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    strict.force_login(make_user("reporter", make_desk(), language="en"))

    response = strict.post("/admin/profile/", {"language": "en"})

    assert response.status_code == 403
    assert "Go back, load the page again and repeat it." in response.text


def test_a_form_sent_to_a_readers_page_is_refused_in_the_readers_look():
    desk = make_desk("kerinci")

    response = Client(HTTP_HOST=desk.host, enforce_csrf_checks=True).post("/")

    assert response.status_code == 405
    assert desk.masthead in response.text
    assert "/admin/" not in response.text


@pytest.mark.usefixtures("desks_read_once")
def test_a_mistake_of_ours_is_told_without_the_database(monkeypatch, django_assert_num_queries):
    from articles.admin import errors

    request = client_of(make_user("reporter", make_desk())).get("/admin/profile/").wsgi_request
    with django_assert_num_queries(0):
        response = errors.server_error(request)

    assert response.status_code == 500
    assert make_network().masthead in response.text


@pytest.mark.usefixtures("desks_read_once")
def test_what_was_typed_is_shown_while_the_database_is_away(monkeypatch):
    reporter = make_user("reporter", make_desk())
    client = client_of(reporter)
    client.raise_request_exception = False
    client.get("/admin/")

    def away(self):
        raise OperationalError("connection refused")

    monkeypatch.setattr(SessionStore, "load", away)
    page = client.get("/admin/")
    typed = client.post(
        "/admin/articles/article/add/", {"headline": "Banjir", "body": "<p>Air</p>"}
    )

    assert (page.status_code, typed.status_code) == (503, 503)
    assert int(page["Retry-After"]) > 0
    # Whose language it is stands in the database.
    with translation.override("id"):
        assert gettext("The database does not answer") in page.text
        assert gettext("Not saved") in typed.text
    assert "Banjir" in typed.text
    assert "Air" in typed.text


def test_a_user_chooses_the_language_and_reads_the_admin_in_it():
    user = make_user("reporter", make_desk(), language="id")
    client = client_of(user)

    response = client.post(
        "/admin/profile/",
        {"first_name": "Deri", "last_name": "Saputra", "language": "en"},
        follow=True,
    )

    user.refresh_from_db()
    assert (user.language, str(user)) == ("en", "Deri Saputra")
    assert "Your profile is saved." in response.text
    assert '<html lang="en"' in response.text


def test_a_profile_cannot_make_an_administrator():
    user = make_user("reporter", make_desk())

    client_of(user).post("/admin/profile/", {"language": "id", "is_superuser": "on"})

    user.refresh_from_db()
    assert not user.is_superuser


def test_an_unknown_language_is_a_sentence():
    user = make_user("reporter", make_desk(), first_name="Deri", language="en")

    response = client_of(user).post("/admin/profile/", {"first_name": "X", "language": "zz"})

    assert response.status_code == 200
    assert "errorlist" in response.text
    user.refresh_from_db()
    assert user.first_name == "Deri"


def test_a_user_changes_the_password(visitor):
    user = make_user("reporter", make_desk())
    sign_in(visitor, user)
    new = {"new_password1": "danau-kerinci-7", "new_password2": "danau-kerinci-7"}

    response = visitor.post("/admin/password_change/", {"old_password": "rahasia"} | new)

    assert response["Location"] == "/admin/password_change/done/"
    assert visitor.get("/admin/password_change/done/").status_code == 200
    user.refresh_from_db()
    assert user.check_password("danau-kerinci-7")


def test_signing_out_ends_the_session(visitor):
    sign_in(visitor, make_user("reporter", make_desk()))

    response = visitor.post("/admin/logout/")

    assert response.status_code == 200
    assert 'id="nr-navigation"' not in response.text
    assert visitor.get("/admin/").status_code == 302


def test_whoever_mistyped_their_password_is_told_what_to_look_at_and_whom_to_ask(visitor):
    response = sign_in(visitor, make_user("editor", make_desk()), "Rahasia")

    # Until somebody is signed in, the newsroom speaks Indonesian.
    assert "Huruf besar dan huruf kecil dibedakan." in response.text


def test_guessing_is_stopped_for_that_name_and_address_alone(visitor):
    user = make_user("editor", make_desk())

    for _ in range(10):
        response = sign_in(visitor, user, "salah")

    assert response.status_code == 429
    assert make_network().masthead in response.text
    assert sign_in(visitor, user).status_code == 429
    assert sign_in(Client(HTTP_HOST="localhost"), user, REMOTE_ADDR=FAR_AWAY).status_code == 302


def test_behind_a_proxy_who_guesses_locks_nobody_else_out(visitor, settings):
    settings.BEHIND_PROXY = True
    user = make_user("editor", make_desk())

    for number in range(10):
        # What visitors say themselves stands before what the proxy says.
        said = f"203.0.113.{number}, 198.51.100.1"
        response = sign_in(visitor, user, "salah", HTTP_X_FORWARDED_FOR=said)

    assert response.status_code == 429
    elsewhere = Client(HTTP_HOST="localhost")
    assert sign_in(elsewhere, user, HTTP_X_FORWARDED_FOR=FAR_AWAY).status_code == 302


def test_who_guesses_from_ever_new_addresses_of_one_line_is_stopped_too(visitor):
    user = make_user("editor", make_desk())

    for number in range(10):
        response = sign_in(visitor, user, "salah", REMOTE_ADDR=f"2001:db8:1:2::{number + 1:x}")

    assert response.status_code == 429
    for elsewhere in ("2001:db8:1:3::1", "::ffff:203.0.113.9"):
        client = Client(HTTP_HOST="localhost")
        assert sign_in(client, user, REMOTE_ADDR=elsewhere).status_code == 302
    # Who speaks the older kind to a server of the newer is still one of many.
    for _ in range(10):
        sign_in(visitor, user, "salah", REMOTE_ADDR="::ffff:198.51.100.7")
    client = Client(HTTP_HOST="localhost")
    assert sign_in(client, user, REMOTE_ADDR="::ffff:198.51.100.8").status_code == 302


def test_with_a_staff_host_the_admin_answers_there_alone(settings):
    settings.STAFF_HOST = "redaksi.kabartepian.example"
    host_map.forget()

    there = Client(HTTP_HOST="redaksi.kabartepian.example").get("/admin/login/")
    here = Client(HTTP_HOST="localhost").get("/admin/login/")

    assert (there.status_code, here.status_code) == (200, 404)
    assert make_network().masthead in there.text


def test_no_page_carries_a_style_or_script_of_its_own():
    desk = make_desk()
    client = client_of(make_user("chief", desk, is_superuser=True))
    pages = ["/admin/", "/admin/profile/", "/admin/nowhere/", "/admin/password_change/"]
    pages += ["/admin/desks/desk/", f"/admin/desks/desk/{desk.pk}/change/", "/admin/login/"]
    pages += ["/admin/reporters/reporter/", "/admin/accounts/user/add/", "/admin/articles/section/"]

    for page in pages:
        response = client.get(page, follow=True)
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script>", response.text), page
        assert "unsafe" not in response["Content-Security-Policy"]


def test_the_admin_links_to_the_readers_site():
    user = make_user("reporter", make_desk())

    assert 'href="http://localhost/"' in client_of(user).get("/admin/profile/").text


@pytest.mark.django_db(transaction=True)
def test_a_real_browser_signs_in_searches_for_a_desk_and_has_no_complaint(browser, live_server):
    make_desk("kerinci", name="Kerinci")
    make_user(is_superuser=True, username="admin")
    base = live_server.url.replace("127.0.0.1", "localhost")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(f"{base}/admin/")
    page.fill("#id_username", "admin")
    page.fill("#id_password", "rahasia")
    with page.expect_navigation():
        page.click("[type=submit]")
    page.wait_for_load_state()
    page.click(".theme-toggle")
    page.goto(f"{base}/admin/desks/desk/add/")
    field = page.locator(".field-parent [role=combobox]")
    name = page.locator("label[for=id_parent]").inner_text()
    field.click()
    page.fill(".select2-search__field", "Kerin")
    page.click(".select2-results__option:has-text('Kerinci')")

    assert field.get_attribute("aria-label") == name
    assert field.inner_text().strip().endswith("Kerinci")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert complaints == []
    page.close()
