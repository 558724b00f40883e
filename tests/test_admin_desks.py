"""Desks in the admin: a tree of hosts and mastheads, and what is refused how."""

import pytest
from django.test import Client

from newsroom.desks.admin import DeskForm
from newsroom.desks.models import Desk

from .factories import make_article, make_desk, make_network, make_user

pytestmark = pytest.mark.django_db


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
