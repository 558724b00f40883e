"""People, roles and sections in the admin: who keeps them, and what is refused how."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Section
from newsroom.accounts.models import User
from newsroom.reporters.models import Membership, Reporter

from .factories import make_article, make_desk, make_reporter, make_section, make_user
from .staff import client_of
from .two_steps import protect

pytestmark = pytest.mark.django_db
NO_MEMBERSHIPS = {
    "memberships-TOTAL_FORMS": "0",
    "memberships-INITIAL_FORMS": "0",
}


# Users


def test_the_list_of_users_says_in_words_what_is_special_about_an_account(keeping):
    gone = make_user(username="gone", is_active=False)
    protect(make_user(username="rahmi"))
    User.objects.filter(pk=gone.pk).update(last_login=datetime(2026, 11, 20, 3, tzinfo=UTC))

    def accounts(**narrowed):
        text = keeping.get("/admin/accounts/user/", narrowed).text
        names = re.findall(r'<th class="field-username"><a [^>]*>(.*?)</a>', text)
        return dict(zip(names, re.findall(r'field-account">(.*?)<', text), strict=True))

    assert accounts()["gone"] == "Not active"
    assert accounts()["rahmi"] == "Two-step sign-in"
    everybody = set(accounts())
    assert [*accounts(account="two-steps")] == ["rahmi"]
    assert [*accounts(account="inactive")] == ["gone"]
    assert {*accounts(account="active")} == everybody - {"gone"}
    assert {*accounts(account="one-step")} == everybody - {"gone", "rahmi"}
    assert {*accounts(account="administrator")} == everybody - {"gone", "rahmi"}
    assert {*accounts(account="nonsense")} == everybody
    page = keeping.get(f"/admin/accounts/user/{gone.pk}/change/").text
    assert "20 Nov 2026 10:00 WIB" in page
    never = User.objects.get(username="rahmi")
    assert "never signed in" in keeping.get(f"/admin/accounts/user/{never.pk}/change/").text


def test_the_history_of_what_is_kept_here_says_who_when_and_in_which_zone(keeping):
    desk = make_desk("kerinci")
    page = f"/admin/desks/desk/{desk.pk}/"
    assert "<table" not in keeping.get(f"{page}history/").text
    form = {
        each.name: each.value() for each in keeping.get(f"{page}change/").context["adminform"].form
    }
    form = {name: "" if value is None else value for name, value in form.items()}
    saved = keeping.post(f"{page}change/", form | {"masthead": "Kabar Kerinci"})

    assert saved.status_code == 302
    assert re.search(r"\d{4} \d\d:\d\d WIB</th>", keeping.get(f"{page}history/").text)


# Reporters


def test_an_administrator_keeps_reporters_and_their_logins(keeping):
    user, desk = make_user(), make_desk()
    form = {"name": "Deri Saputra", "slug": "deri-saputra", "desk": desk.pk, "user": user.pk}

    keeping.post("/admin/reporters/reporter/add/", form | {"active": "on"})

    assert Reporter.objects.get(slug="deri-saputra").user == user


def test_a_chief_editor_keeps_the_reporters_of_the_own_desks_alone():
    jambi, ambon = make_desk("jambi"), make_desk("ambon")
    own = make_reporter(make_desk("kerinci", parent=jambi), name="Rahmi di Kerinci")
    other = make_reporter(ambon, name="Elsye di Ambon")
    client = client_of(make_user("chief", jambi, language="en"))

    text = client.get("/admin/reporters/reporter/").text
    assert own.name in text
    assert other.name not in text

    form = {"name": "Nama Baru", "desk": own.desk_id, "biography": "", "active": "on"}
    client.post(f"/admin/reporters/reporter/{own.pk}/change/", form)
    own.refresh_from_db()
    assert own.name == "Nama Baru"

    response = client.post(f"/admin/reporters/reporter/{other.pk}/change/", form, follow=True)
    other.refresh_from_db()
    assert other.name == "Elsye di Ambon"
    assert "Elsye di Ambon" not in response.text

    response = client.post(f"/admin/reporters/reporter/{own.pk}/change/", form | {"desk": ambon.pk})
    assert "Select a valid choice." in response.text


def test_a_chief_editor_gives_nobody_a_login():
    desk = make_desk()
    reporter, user = make_reporter(desk), make_user()
    client = client_of(make_user("chief", desk))
    form = {"name": "Nama", "desk": desk.pk, "active": "on", "user": user.pk}

    client.post(f"/admin/reporters/reporter/{reporter.pk}/change/", form)

    reporter.refresh_from_db()
    assert (reporter.name, reporter.user) == ("Nama", None)


def test_a_chief_editor_reads_whose_login_it_is_without_a_link_that_refuses_them():
    desk = make_desk()
    user = make_user(username="sari")
    reporter = make_reporter(desk, user=user)
    page = client_of(make_user("chief", desk)).get(
        f"/admin/reporters/reporter/{reporter.pk}/change/"
    )

    assert '<div class="readonly">sari</div>' in page.text
    assert "/accounts/user/" not in page.text


@pytest.mark.parametrize("role", ["reporter", "editor"])
def test_reporters_and_editors_keep_no_reporters(role):
    desk = make_desk()
    client = client_of(make_user(role, desk))

    assert client.get("/admin/reporters/reporter/").status_code == 403
    assert client.get("/admin/reporters/reporter/add/").status_code == 403


def test_the_public_address_of_a_reporter_and_of_a_section_stays(keeping):
    reporter, section = make_reporter(slug="deri-saputra"), make_section("ekonomi", "Ekonomi")
    form = {"name": "Deri", "slug": "lain", "desk": reporter.desk_id, "active": "on"}

    keeping.post(f"/admin/reporters/reporter/{reporter.pk}/change/", form)
    keeping.post(
        f"/admin/articles/section/{section.pk}/change/",
        {"name": "Bisnis", "slug": "lain", "position": 1},
    )

    assert Reporter.objects.get(name="Deri").slug == "deri-saputra"
    assert Section.objects.get(name="Bisnis").slug == "ekonomi"


def test_a_credited_reporter_is_kept_and_says_why(keeping):
    reporter = make_reporter(name="Deri Saputra")
    make_article(reporters=[reporter])

    response = keeping.post(f"/admin/reporters/reporter/{reporter.pk}/delete/", {"post": "yes"})

    assert "“Deri Saputra” cannot be deleted: it is in use: bylines (1)." in response.text
    assert Reporter.objects.filter(pk=reporter.pk).exists()


# Users and roles


def test_an_administrator_makes_a_user_with_a_role_who_can_sign_in(keeping):
    desk = make_desk()
    form = {
        "username": "deri",
        "password1": "danau-kerinci-7",
        "password2": "danau-kerinci-7",
        "first_name": "Deri",
        "last_name": "Saputra",
        "email": "",
        "language": "id",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-desk": desk.pk,
        "memberships-0-role": "editor",
    }

    assert keeping.post("/admin/accounts/user/add/", form).status_code == 302

    user = User.objects.get(username="deri")
    assert (user.is_superuser, user.memberships.get().role) == (False, "editor")
    visitor = Client(HTTP_HOST="localhost")
    visitor.post("/admin/login/", {"username": "deri", "password": "danau-kerinci-7"})
    assert visitor.get("/admin/profile/").status_code == 200
    # Of how the password is kept nothing is shown, and not a part of it.
    html = keeping.get(f"/admin/accounts/user/{user.pk}/change/").text
    assert "There is a password." in html
    salt, digest = user.password.split("$")[-2:]
    assert salt not in html and digest[:6] not in html


def test_whoever_makes_a_user_is_led_on_to_enter_them_as_a_reporter(keeping):
    desk = make_desk()
    form = NO_MEMBERSHIPS | {
        "username": "siti.nuraini", "password1": "danau-kerinci-7", "password2": "danau-kerinci-7",
        "first_name": "Siti", "last_name": "Nur'aini", "email": "", "language": "id",
        "memberships-TOTAL_FORMS": "1", "memberships-0-desk": desk.pk,
        "memberships-0-role": "reporter",
    }  # fmt: skip

    page = keeping.post("/admin/accounts/user/add/", form, follow=True).text
    (way,) = re.findall(r'href="(/admin/reporters/reporter/add/[^"]+)"', page)
    offered = keeping.get(unescape(way)).context["adminform"].form

    assert "They can sign in, but not be credited yet." in page
    user = User.objects.get(username="siti.nuraini")
    assert {name: str(offered[name].value()) for name in ("name", "slug", "desk", "user")} == {
        "name": "Siti Nur'aini", "slug": "siti-nuraini", "desk": str(desk.pk), "user": str(user.pk),
    }  # fmt: skip


def test_a_second_role_at_the_same_desk_is_a_sentence(keeping):
    desk = make_desk()
    user = make_user("reporter", desk)

    response = keeping.post(
        "/admin/reporters/membership/add/", {"user": user.pk, "desk": desk.pk, "role": "editor"}
    )

    assert "This user already has a role at this desk." in response.text
    assert Membership.objects.get(user=user).role == "reporter"


def test_a_weak_password_is_refused_with_a_sentence(keeping):
    form = {"username": "deri", "password1": "12345", "password2": "12345", "language": "id"}

    response = keeping.post("/admin/accounts/user/add/", form | NO_MEMBERSHIPS)

    assert "This password is too short." in response.text
    assert not User.objects.filter(username="deri").exists()


def test_an_administrator_hands_over_a_new_password(keeping):
    user = make_user("reporter", make_desk(), first_name="Deri")
    assert "New password for Deri" in keeping.get(f"/admin/accounts/user/{user.pk}/password/").text
    new = {"password1": "danau-kerinci-7", "password2": "danau-kerinci-7"}

    keeping.post(f"/admin/accounts/user/{user.pk}/password/", new)

    user.refresh_from_db()
    assert user.check_password("danau-kerinci-7")


def test_administrators_cannot_shut_themselves_out(keeping, administrator):
    place = f"/admin/accounts/user/{administrator.pk}"

    keeping.post(
        f"{place}/change/", {"username": administrator.username, "language": "en"} | NO_MEMBERSHIPS
    )
    refused = keeping.post(f"{place}/delete/", {"post": "yes"})

    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.is_superuser
    assert refused.status_code == 403


def test_a_user_who_wrote_is_kept_and_says_why(keeping):
    user = make_user("reporter", make_desk(), first_name="Deri")
    make_article(by=user)

    response = keeping.post(f"/admin/accounts/user/{user.pk}/delete/", {"post": "yes"})

    assert "“Deri” cannot be deleted: it is in use: articles (1)." in response.text
    assert User.objects.filter(pk=user.pk).exists()


def test_desks_and_users_are_searched_for_and_never_listed_in_a_form(keeping):
    for number in range(30):
        make_desk(f"banyak-{number}", name=f"Banyak {number}")

    form = keeping.get("/admin/reporters/reporter/add/").text
    found = keeping.get(
        "/admin/autocomplete/",
        {
            "term": "Banyak 29",
            "app_label": "reporters",
            "model_name": "reporter",
            "field_name": "desk",
        },
    )

    assert "Banyak 29" not in form
    assert [desk["text"] for desk in found.json()["results"]] == ["Banyak 29"]


def test_an_editor_searches_neither_desks_nor_users():
    client = client_of(make_user("editor", make_desk()))

    for field in ("desk", "user"):
        query = {"term": "", "app_label": "reporters", "model_name": "reporter"}
        assert client.get("/admin/autocomplete/", query | {"field_name": field}).status_code == 403


@pytest.mark.usefixtures("desks_read_once")
@pytest.mark.parametrize(
    "place",
    [
        "/admin/desks/desk/",
        "/admin/reporters/reporter/",
        "/admin/reporters/membership/",
        "/admin/accounts/user/",
    ],
)
def test_a_list_of_people_or_places_costs_the_same_whatever_its_length(keeping, place):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert keeping.get(place).status_code == 200
        return len(queries)

    make_reporter(make_desk(), user=make_user("editor", make_desk()))
    keeping.get(place)
    before = cost()
    for _ in range(30):
        desk = make_desk()
        make_reporter(desk, user=make_user("editor", desk))
    keeping.get(place)

    assert cost() == before
    assert before <= 12
