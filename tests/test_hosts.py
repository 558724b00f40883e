"""Which desk answers at which host, and who gets 404."""

from types import SimpleNamespace

import pytest
from django.http import HttpRequest
from django.test import Client

from newsroom.desks import rereading
from newsroom.desks.hosts import address, host_map, spelt
from newsroom.desks.middleware import is_at_work
from newsroom.desks.models import Desk

from .factories import make_desk, make_issued, make_network, make_user

pytestmark = pytest.mark.django_db
KERINCI = "kerinci.kabartepian.example"
ROOT = "nusantara.kabartepian.example"


@pytest.fixture
def production(settings):
    """Hosts as they are past one machine: no local names."""
    settings.LOCAL_HOSTS = False
    host_map.forget()


def front(host, path="/", **extra):
    return Client().get(path, HTTP_HOST=host, **extra)


@pytest.mark.parametrize(
    "host",
    [
        KERINCI,
        KERINCI.upper(),
        f"{KERINCI}.",
        f"{KERINCI}:8000",
        f"{KERINCI}.:8000",
        "kerinci.localhost",
        "KERINCI.localhost:8000",
    ],
)
def test_a_desk_answers_at_its_host_however_it_is_spelt(kerinci, host):
    page = front(host)

    assert page.status_code == 200
    assert "Kabar Kerinci" in page.content.decode()


@pytest.mark.parametrize("host", [ROOT, "localhost", "127.0.0.1:8000", "nusantara.localhost"])
def test_the_network_answers_at_its_host_and_on_the_loopback(kerinci, host):
    page = front(host)

    assert page.status_code == 200
    assert "Kabar Tepian" in page.content.decode()


@pytest.mark.parametrize(
    "host",
    [
        "",
        " ",
        ".",
        "..",
        "-",
        "*",
        "testserver",
        "kabartepian.example",
        ".kabartepian.example",
        f"www.{KERINCI}",
        f"{KERINCI}..",
        f"{KERINCI}:80:80",
        f"{KERINCI}:port",
        f"{KERINCI}@evil.example",
        f"evil.example@{KERINCI}",
        f"{KERINCI}/../evil",
        f"{KERINCI}, evil.example",
        f"{KERINCI}#evil",
        f"{KERINCI} ",
        "evil.example",
        "[::1]",
        "[::1]:8000",
        "[::1",
        "::1",
        "[fe80::1%25eth0]:80",
        "10.0.0.1",
        "2130706433",
        "кабар.example",
        "xn--80aa0cbo65f.example",
        "a" * 64 + ".example",
        "a." * 5000,
        "\x00",
        "kerinci\r\nX-Evil: 1",
        "<script>alert(1)</script>",
        "%s{0}",
    ],
)
def test_an_unknown_or_hostile_host_gets_404_and_nobodys_pages(kerinci, host):
    make_issued(kerinci, headline="Danau surut")

    for path in ("/", "/admin/", "/admin/login/", "/articles/1/", "/nowhere/"):
        page = front(host, path)

        assert page.status_code == 404
        text = page.content.decode()
        assert "Danau surut" not in text
        assert "Kabar Kerinci" not in text
        if len(host) > 4:
            assert host not in text


def test_a_forwarded_host_is_not_believed(kerinci):
    page = front("evil.example", HTTP_X_FORWARDED_HOST=KERINCI)

    assert page.status_code == 404


def test_another_hosts_port_or_path_never_changes_whose_pages_are_shown(kerinci):
    make_desk("ambon")

    page = front("ambon.kabartepian.example:443", "//kerinci.kabartepian.example/")

    assert "Kabar Kerinci" not in page.content.decode()


def test_a_newsroom_without_a_network_answers_nobody():
    for host in ("localhost", "127.0.0.1", KERINCI):
        assert front(host).status_code == 404


@pytest.mark.parametrize(
    ("asked_at", "is_local", "known_as"),
    [
        (KERINCI, False, KERINCI),
        (f"{KERINCI.upper()}.:8000", True, KERINCI),
        ("Kerinci.localhost.:8000", True, "kerinci.localhost:8000"),
        ("127.0.0.1:8000", True, "127.0.0.1:8000"),
        ("localhost:8000", False, "localhost"),
        *((host, True, host) for host in ("", ".", "A..", "[::1]:80", "a:b", "A@b", "a, B")),
    ],
)
def test_a_host_has_one_spelling(settings, asked_at, is_local, known_as):
    settings.LOCAL_HOSTS = is_local

    assert spelt(asked_at) == known_as


def test_an_inactive_desk_answers_nobody(kerinci):
    Desk.objects.filter(pk=kerinci.pk).update(active=False)
    host_map.forget()

    assert front(KERINCI).status_code == 404
    assert front("kerinci.localhost").status_code == 404


def test_stories_of_an_inactive_desk_stay_with_the_desks_that_have_them(kerinci):
    story = make_issued(kerinci, headline="Danau surut")
    path = story.versions.get().path
    Desk.objects.filter(pk=kerinci.pk).update(active=False)
    host_map.forget()

    assert front(KERINCI, path).status_code == 404
    assert "Danau surut" in front(ROOT, path).text
    assert "Danau surut" in front(ROOT).text


def test_a_change_made_by_another_process_is_seen_within_two_seconds(kerinci, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(rereading, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    host_map.forget()
    assert rereading.MAX_AGE <= 2.0
    assert front(KERINCI).status_code == 200

    # No word to this process.
    Desk.objects.filter(pk=kerinci.pk).update(host="baru.example")

    clock[0] += rereading.MAX_AGE - 0.001
    assert (front(KERINCI).status_code, front("baru.example").status_code) == (200, 404)
    clock[0] += 0.002
    assert (front(KERINCI).status_code, front("baru.example").status_code) == (404, 200)


def test_between_two_readings_the_map_costs_no_query(kerinci, django_assert_num_queries):
    host_map.forget()
    with django_assert_num_queries(1):
        for _ in range(3):
            assert host_map.desk_at(KERINCI) == kerinci
            assert host_map.root() == kerinci.parent
            assert [desk.pk for desk in host_map.branch(host_map.desk_at(KERINCI))] == [
                kerinci.parent_id,
                kerinci.pk,
            ]


def test_local_names_are_for_one_machine_alone(kerinci, production):
    for host in ("kerinci.localhost", "localhost", "127.0.0.1", "[::1]"):
        assert front(host).status_code == 404
    assert front(KERINCI).status_code == 200


def test_the_allowed_hosts_are_those_of_the_active_desks(kerinci, production, settings):
    settings.STAFF_HOST = "redaksi.example"
    make_desk("ambon", active=False)

    assert sorted(settings.ALLOWED_HOSTS) == [KERINCI, ROOT, "redaksi.example"]


def test_a_host_given_to_a_desk_wins_over_the_local_name_of_another(kerinci):
    thief = make_desk("ambon", host="kerinci.localhost")

    assert host_map.desk_at("kerinci.localhost") == thief
    assert host_map.desk_at(KERINCI) == kerinci
    # Links to the desk that lost its local name go to its own host.
    request = HttpRequest()
    request.META["HTTP_HOST"] = "localhost:8000"
    assert address(kerinci, "/x/", request=request) == f"http://{KERINCI}/x/"


def test_links_keep_to_the_machine_they_were_asked_on(kerinci):
    request = HttpRequest()
    request.META["HTTP_HOST"] = "kerinci.localhost:8000"

    assert address(kerinci, "/x/", request=request) == "http://kerinci.localhost:8000/x/"
    assert address(make_network(), request=request) == "http://localhost:8000/"
    request = HttpRequest()
    request.META["HTTP_HOST"] = KERINCI
    assert address(kerinci, "/x/", request=request) == f"http://{KERINCI}/x/"


def test_a_slug_in_capitals_has_a_local_name_too():
    desk = make_desk("Sungai-Penuh", host="sungaipenuh.example")

    assert host_map.desk_at("sungai-penuh.localhost") == desk


# --- The staff's own host -----------------------------------------------------------------------


def test_without_a_staff_host_the_admin_is_on_the_networks_host_alone(kerinci):
    assert front(ROOT, "/admin/").status_code == 302
    assert front(ROOT, "/admin/")["Location"].startswith("/admin/login/")
    assert front("localhost:8000", "/admin/").status_code == 302
    assert front(KERINCI, "/admin/").status_code == 404
    assert front(KERINCI, "/admin/login/").status_code == 404


@pytest.mark.parametrize(
    "host", ["redaksi.example", "REDAKSI.example", "redaksi.example.", "redaksi.example:443"]
)
def test_with_a_staff_host_the_admin_is_there_and_nowhere_else(kerinci, settings, host):
    settings.STAFF_HOST = "redaksi.example"

    assert front(host, "/admin/").status_code == 302
    assert front(host, "/admin/login/").status_code == 200
    for other in (ROOT, KERINCI, "localhost", "127.0.0.1"):
        assert front(other, "/admin/").status_code == 404
        assert front(other, "/admin/login/").status_code == 404


@pytest.mark.parametrize("path", ["/", "/admin"])
def test_the_staff_host_leads_to_the_newsroom_and_has_no_readers_pages(kerinci, settings, path):
    settings.STAFF_HOST = "redaksi.example"
    article = make_issued(kerinci)

    assert front("redaksi.example", path)["Location"] == "/admin/"
    for page in ("/archive/", "/desks/", f"/articles/{article.pk}/", "/nowhere"):
        assert front("redaksi.example", page).status_code == 404


def test_the_address_of_the_admin_without_its_last_stroke_leads_there(kerinci):
    assert front(ROOT, "/admin")["Location"] == "/admin/"
    assert front(ROOT, "/administrator").status_code == 404
    assert front(KERINCI, "/admin").status_code == 404


def test_a_session_of_the_newsroom_opens_nothing_on_a_desks_host(kerinci, settings):
    settings.STAFF_HOST = "redaksi.example"
    client = Client()
    client.force_login(make_user("chief", kerinci))

    assert client.get("/admin/", HTTP_HOST="redaksi.example").status_code == 200
    assert client.get("/admin/", HTTP_HOST=KERINCI).status_code == 404


# --- Readers get no cookies ---------------------------------------------------------------------


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("path", ["/", "/archive/", "/desks/", "/nowhere/", "/articles/{number}/"])
def test_readers_get_no_cookie_and_nothing_that_depends_on_one(kerinci, signed_in, path):
    article = make_issued(kerinci)
    client = Client()
    if signed_in:
        client.force_login(make_user("chief", kerinci))

    page = client.get(path.format(number=article.pk), HTTP_HOST=KERINCI)

    assert page.status_code in (200, 301, 302, 404)
    assert not page.cookies
    assert "Cookie" not in page.get("Vary", "")


@pytest.mark.parametrize(
    ("staff_host", "host", "path", "works"),
    [
        ("", "localhost", "/admin/articles/", True),
        ("", "localhost", "/preview/x", True),
        ("", "localhost", "/articles/1/", False),
        ("redaksi.example", "redaksi.example:8000", "/", True),
        ("redaksi.example", "REDAKSI.example", "/", True),
        ("redaksi.example", "kabar.example", "/admin/", False),
    ],
)
def test_whoever_asks_for_the_staff_site_is_at_work(settings, staff_host, host, path, works):
    settings.STAFF_HOST = staff_host

    assert is_at_work({"HTTP_HOST": host, "PATH_INFO": path}) is works
