"""Desks, people, roles and sections in the admin: who keeps them, and what is refused how."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Section
from newsroom.accounts.models import User
from newsroom.desks.admin import DeskForm
from newsroom.desks.models import Desk
from newsroom.reporters.models import Membership, Reporter

from .factories import make_article, make_desk, make_network, make_reporter, make_section, make_user

pytestmark = pytest.mark.django_db
NO_MEMBERSHIPS = {
    "memberships-TOTAL_FORMS": "0",
    "memberships-INITIAL_FORMS": "0",
}


@pytest.fixture
def administrator():
    make_network()
    return make_user(is_superuser=True, language="en")


@pytest.fixture
def keeping(administrator):
    """A browser in which a network administrator is signed in."""
    return signed_in(administrator)


def signed_in(user):
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def desk_form(**values):
    return {
        "name": "Kerinci",
        "slug": "kerinci",
        "parent": make_network().pk,
        "masthead": "Kabar Kerinci",
        "host": "kerinci.example.com",
        "time_zone": "Asia/Jakarta",
        "language": "id",
        "accent": "#2f5d8a",
        "active": "on",
    } | values


def change(client, desk, **values):
    """Post the desk's own form with some values changed."""
    own = {
        "name": desk.name,
        "slug": desk.slug,
        "parent": desk.parent_id or "",
        "masthead": desk.masthead,
        "host": desk.host,
        "accent": desk.accent,
    }
    return client.post(f"/admin/desks/desk/{desk.pk}/change/", desk_form(**own | values))


# Desks


def test_a_new_desk_answers_at_its_host_at_once(keeping, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        keeping.post("/admin/desks/desk/add/", desk_form(host="Kerinci.Example.COM"))

    assert Desk.objects.get(slug="kerinci").host == "kerinci.example.com"
    assert Client(HTTP_HOST="kerinci.example.com").get("/").status_code == 200


def test_desks_are_listed_as_the_tree_that_they_are(keeping):
    jambi = make_desk("jambi", name="Jambi")
    make_desk("ambon", name="Ambon")
    make_desk("kerinci", name="Kerinci", parent=jambi)

    text = keeping.get("/admin/desks/desk/").text

    names = ["depth--0", "Nusantara", "depth--1", "Ambon", "Jambi", "depth--2", "Kerinci"]
    places = [text.index(f"{name}<" if name[0].isupper() else name) for name in names]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"host": "AMBON.kabartepian.example"}, "Another desk already answers at this host."),
        ({"host": "https://x.example"}, "Write the host name alone"),
        ({"host": "10.0.0.1:80"}, "Write the host name alone"),
        ({"parent": ""}, "There is a network already: choose the desk above."),
        ({"accent": "red"}, "Write the colour as # and six hexadecimal digits"),
        ({"time_zone": "Asia/Atlantis"}, "Asia/Atlantis"),
        ({"slug": "ambon"}, "already exists"),
        ({"name": "", "masthead": ""}, "This field is required."),
        ({"parent": "x" * 40}, "Select a valid choice."),
        ({"parent": "9" * 40}, "Select a valid choice."),
        ({"name": "a\x00b"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_a_desk_is_refused_with_a_sentence(keeping, values, sentence):
    make_desk("ambon")

    response = keeping.post("/admin/desks/desk/add/", desk_form(**values))

    assert response.status_code == 200
    assert sentence in response.text
    assert not Desk.objects.filter(slug="kerinci").exists()


def test_a_colour_in_capitals_is_the_same_colour(keeping):
    keeping.post("/admin/desks/desk/add/", desk_form(accent="#2F5D8A"))

    assert Desk.objects.get(slug="kerinci").accent == "#2f5d8a"


def test_no_desk_takes_the_newsrooms_own_host(settings, administrator):
    settings.STAFF_HOST = "redaksi.example.com"
    client = Client(HTTP_HOST="redaksi.example.com")
    client.force_login(administrator)

    response = client.post("/admin/desks/desk/add/", desk_form(host="Redaksi.example.com"))

    assert "The newsroom itself answers at this host." in response.text


def test_a_desk_is_never_above_itself(keeping):
    jambi = make_desk("jambi", name="Jambi")
    kerinci = make_desk("kerinci", name="Kerinci", parent=jambi)

    for desk, above in ((jambi, jambi), (jambi, kerinci), (make_network(), kerinci)):
        response = change(keeping, desk, parent=above.pk)
        assert f"{above} is this desk or below it: choose a desk that is not." in response.text
        assert Desk.objects.get(pk=desk.pk).parent_id == desk.parent_id


def test_a_circle_that_only_the_database_sees_is_a_sentence_too(keeping, monkeypatch):
    monkeypatch.setattr(DeskForm, "clean_parent", lambda form: form.cleaned_data["parent"])
    jambi = make_desk("jambi")
    kerinci = make_desk("kerinci", parent=jambi)

    response = change(keeping, jambi, parent=kerinci.pk)

    assert response.status_code == 302
    assert "or the desk would be above itself" in keeping.get(response["Location"]).text
    assert Desk.objects.get(pk=jambi.pk).parent_id == make_network().pk


def test_the_network_itself_stays_active(keeping):
    response = change(keeping, make_network(), active="")

    assert "The network itself always answers: it stays active." in response.text
    assert Desk.objects.get(parent=None).active


def test_when_the_networks_host_moves_the_administrator_moves_along(administrator, settings):
    settings.LOCAL_HOSTS = False
    network = make_network()
    client = Client(HTTP_HOST=network.host)
    client.force_login(administrator)

    response = change(client, network, host="www.example.com")

    assert response["Location"].endswith("://www.example.com/admin/desks/desk/")


def test_indonesias_zones_are_offered_first_and_an_unusual_one_is_kept(keeping):
    desk = make_desk("lama", time_zone="Etc/GMT-7")

    text = keeping.get(f"/admin/desks/desk/{desk.pk}/change/").text

    assert text.index("WIT (Asia/Jayapura)") < text.index("Africa/Abidjan")
    assert '<option value="Etc/GMT-7" selected>' in text


def test_a_desk_with_stories_is_kept_and_says_why(keeping):
    desk = make_desk("kerinci", name="Kerinci")
    make_article(desk)

    response = keeping.post(f"/admin/desks/desk/{desk.pk}/delete/", {"post": "yes"})

    assert "“Kerinci” cannot be deleted: it is in use:" in response.text
    assert "articles (1)" in response.text
    assert Desk.objects.filter(pk=desk.pk).exists()


def test_a_desk_that_nobody_used_can_be_deleted(keeping):
    desk = make_desk("percobaan", name="Percobaan")
    make_user("editor", desk)

    question = keeping.get(f"/admin/desks/desk/{desk.pk}/delete/").text
    keeping.post(f"/admin/desks/desk/{desk.pk}/delete/", {"post": "yes"})

    assert "memberships (1)" in question
    assert not Desk.objects.filter(pk=desk.pk).exists()


def test_what_came_into_use_while_the_question_stood_is_a_sentence(keeping, monkeypatch):
    from newsroom.accounts import admin

    desk = make_desk("kerinci")
    make_article(desk)
    monkeypatch.setattr(admin, "_uses", lambda obj: [])

    response = keeping.post(f"/admin/desks/desk/{desk.pk}/delete/", {"post": "yes"}, follow=True)

    assert "It is in use by now, and was not deleted." in response.text
    assert Desk.objects.filter(pk=desk.pk).exists()


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
    client = signed_in(make_user("chief", jambi, language="en"))

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
    client = signed_in(make_user("chief", desk))
    form = {"name": "Nama", "desk": desk.pk, "active": "on", "user": user.pk}

    client.post(f"/admin/reporters/reporter/{reporter.pk}/change/", form)

    reporter.refresh_from_db()
    assert (reporter.name, reporter.user) == ("Nama", None)


@pytest.mark.parametrize("role", ["reporter", "editor"])
def test_reporters_and_editors_keep_no_reporters(role):
    desk = make_desk()
    client = signed_in(make_user(role, desk))

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
    client = signed_in(make_user("editor", make_desk()))

    for field in ("desk", "user"):
        query = {"term": "", "app_label": "reporters", "model_name": "reporter"}
        assert client.get("/admin/autocomplete/", query | {"field_name": field}).status_code == 403


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
