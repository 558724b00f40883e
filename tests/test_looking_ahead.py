"""A desk as it will be at a moment ahead, and who may look."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.utils import timezone

from articles import workflow
from newsroom.accounts.models import User

from .factories import NOW, make_desk, make_issued, make_network, make_user, reissue
from .readers import page, words
from .staff import ask
from .test_notices import CORRECTION, approved_again, issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
LATER = (NOW + timedelta(days=1)).replace(second=0)


@pytest.fixture
def kerinci():
    return make_desk("kerinci", parent=make_desk("jambi"))


def look(user, desk, *, at=LATER, **query):
    """What the frame of a moment shows."""
    local = timezone.localtime(at, desk.zone).strftime("%Y-%m-%dT%H:%M")
    response = ask(user, "preview/", desk=desk.slug, at=local, frame=1, **query)
    assert response.status_code in (200, 404)
    return response.text


def look_at(user, desk, **query):
    local = timezone.localtime(LATER, desk.zone).strftime("%Y-%m-%dT%H:%M")
    return ask(user, "preview/", desk=desk.slug, at=local, frame=1, **query)


def ways(html):
    """Where the links of a frame lead, unescaped."""
    return [unescape(each) for each in re.findall(r'<a\b[^>]*?href="([^"#][^"]*)"', html)]


def test_looking_ahead_shows_what_is_scheduled_and_no_longer_what_it_takes_over_from(kerinci):
    editor = make_user("editor", kerinci)
    make_issued(kerinci, live_from=LATER, headline="Besok pagi")
    reissue(make_issued(kerinci, headline="Lama"), live_from=LATER, headline="Baru")

    ahead = words(look(editor, kerinci))
    minute_before = words(look(editor, kerinci, at=LATER - timedelta(minutes=1)))

    assert "Besok pagi" in ahead and "Baru" in ahead and "Lama" not in ahead
    assert "Lama" in minute_before
    assert "Besok pagi" not in minute_before and "Baru" not in minute_before
    assert "Besok pagi" not in page(kerinci, "/")


def test_looking_ahead_is_what_readers_get_when_the_moment_has_come(kerinci, monkeypatch):
    editor = make_user("editor", kerinci)
    make_issued(kerinci, headline="Sekarang")
    make_issued(kerinci, live_from=LATER, headline="Besok pagi")

    ahead = look(editor, kerinci)

    monkeypatch.setattr(timezone, "now", lambda: LATER)
    assert words(page(kerinci, "/")) == words(ahead)


def test_a_section_and_a_topic_can_be_looked_at_ahead(kerinci):
    editor = make_user("editor", kerinci)
    make_issued(kerinci, live_from=LATER, headline="Besok pagi", topics=["danau"])

    assert "Besok pagi" in words(look(editor, kerinci, page="section:ekonomi"))
    assert "Besok pagi" in words(look(editor, kerinci, page="topic:danau"))
    bar = ask(editor, "preview/", desk="kerinci").text
    assert '<option value="section:ekonomi">' in bar and '<option value="topic:danau">' in bar


def test_what_is_clicked_ahead_of_time_stays_ahead_of_time(kerinci):
    editor = make_user("editor", kerinci.parent)
    coming = make_issued(kerinci, live_from=LATER, headline="Besok pagi", topics=["danau"])
    path = coming.versions.get().path

    way = next(each for each in ways(look(editor, kerinci)) if quote(path, safe="") in each)
    story_page = ask(editor, f"preview/{way}&frame=1")

    assert "<h1>Besok pagi</h1>" in story_page.text
    assert any("page=path%3A%2Ftopics%2Fdanau%2F" in each for each in ways(story_page.text))
    # The number alone, or an old slug, leads on inside of the frame too.
    moved = look_at(editor, kerinci, page=f"path:/articles/{coming.pk}/")
    assert moved.status_code == 302
    assert quote(path, safe="") in moved["Location"] and "frame=1" in moved["Location"]


def test_a_way_to_another_desk_keeps_the_moment_in_that_desks_zone(kerinci):
    ambon = make_desk("ambon", parent=kerinci.parent, time_zone="Asia/Jayapura")
    make_issued(ambon, live_from=LATER, headline="Kabar timur")
    editor = make_user("editor", kerinci.parent)

    local = timezone.localtime(LATER, ambon.zone).strftime("%Y-%m-%dT%H:%M")
    found = [each for each in ways(look(editor, kerinci.parent)) if "desk=ambon" in each]

    assert found
    assert all(f"at={quote(local, safe='')}" in each for each in found)
    # A desk that one does not see ahead of time is the real one.
    only_kerinci = ways(look(make_user("editor", kerinci), kerinci))
    assert not [each for each in only_kerinci if "desk=jambi" in each]
    assert any(each.startswith("http://jambi.localhost") for each in only_kerinci)


def test_no_address_tells_of_what_another_desk_has_scheduled(kerinci):
    ambon = make_desk("ambon")
    secret = make_issued(ambon, live_from=LATER - timedelta(hours=2), headline="Gubernur mundur")
    editor = make_user("editor", kerinci)

    there = look_at(editor, kerinci, page=f"path:/articles/{secret.pk}/")
    nowhere = look_at(editor, kerinci, page="path:/articles/999999/")

    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert "mundur" not in there.text.lower()
    assert words(there.text) == words(nowhere.text)


@pytest.mark.parametrize("path", ["", "x", "//evil.example/", "/desk-ffffff.css", "/admin/"])
def test_only_readers_pages_are_looked_at_ahead(kerinci, path):
    response = look_at(make_user("editor", kerinci), kerinci, page=f"path:{path}")

    assert response.status_code == 422


def test_a_topic_without_stories_is_the_readers_own_page_that_says_so(kerinci):
    shown = ask(make_user("editor", kerinci), "preview/", page="topic:tiada", frame=1)

    assert shown.status_code == 404
    assert "Kabar Kerinci" in shown.text


def test_an_editor_does_not_learn_what_another_desk_has_scheduled(network, kerinci):
    ambon = make_desk("ambon")
    editor = make_user("editor", ambon)
    coming = make_issued(kerinci, headline="Berita lama", topics=["danau"])
    workflow.perform("carry", coming, by=editor, at=NOW, desk=ambon)
    reissue(coming, live_from=LATER, headline="Rahasia Kerinci", topics=["rahasia"])
    make_issued(ambon, live_from=LATER, headline="Kabar Ambon sendiri")

    ahead = words(look(editor, ambon))
    bar = ask(editor, "preview/", desk="ambon").text

    assert "Kabar Ambon sendiri" in ahead
    assert "Rahasia Kerinci" not in ahead
    assert "Berita lama" in ahead, "a story that vanishes would tell that an update is ahead"
    assert "topic:danau" in bar and "rahasia" not in bar.casefold()
    assert "Rahasia Kerinci" in words(look(make_user("editor", network), ambon))


def test_an_administrator_sees_every_desk_at_every_moment(kerinci):
    administrator = User.objects.create_superuser("admin", password="rahasia")
    make_issued(kerinci, live_from=LATER, headline="Besok pagi")

    assert "Besok pagi" in words(look(administrator, kerinci))


def test_nobody_but_its_editors_looks_ahead_at_a_desk(kerinci):
    make_issued(kerinci, live_from=LATER, headline="Besok pagi")

    assert (
        ask(make_user("chief", make_desk("ambon")), "preview/", desk="kerinci").status_code == 404
    )
    assert ask(make_user("editor", kerinci), "preview/", desk="jambi").status_code == 404
    refused = ask(make_user("reporter", kerinci), "preview/", desk="kerinci", frame=1)
    assert refused.status_code == 403 and "Besok pagi" not in refused.text
    assert ask(None, "preview/", desk="kerinci", frame=1).status_code == 302


def test_the_moment_is_in_the_desks_zone_and_the_bar_says_which():
    ambon = make_desk("ambon", time_zone="Asia/Jayapura")
    make_issued(ambon, live_from=LATER, headline="Besok pagi")
    editor = make_user("editor", ambon)

    bar = ask(editor, "preview/", at=f"{timezone.localtime(LATER, ambon.zone):%Y-%m-%dT%H:%M}").text

    assert "(WIT)" in bar
    assert f"{timezone.localtime(LATER, ambon.zone):%H:%M} WIT" in bar
    assert "Besok pagi" in words(look(editor, ambon))


@pytest.mark.parametrize(
    "query",
    [
        {"at": "2020-01-01T06:00"},
        {"at": "0001-01-01T00:00"},
        {"at": "9999-12-31T23:59"},
        {"at": "besok"},
        {"page": "section:tiada"},
        {"page": "topic:a/b"},
        {"page": "topic:"},
        {"page": "admin:index"},
    ],
    ids=str,
)
def test_a_moment_or_page_that_is_none_is_answered_with_a_sentence(kerinci, query):
    response = ask(make_user("editor", kerinci), "preview/", frame=1, **query)

    assert response.status_code == 422
    assert 'class="errorlist"' in response.text
    assert "<iframe" not in response.text


def test_the_minute_that_it_is_means_now(kerinci):
    make_issued(kerinci, headline="Sekarang")
    now = datetime.now(UTC)

    assert "Sekarang" in look(make_user("editor", kerinci), kerinci, at=now)


def test_looking_ahead_is_offered_to_editors_where_the_next_are_listed(kerinci):
    way = 'href="/admin/preview/"'

    assert ask(make_user("editor", kerinci), "").text.count(way) == 2
    assert way not in ask(make_user("reporter", kerinci), "").text


# --- Notices ------------------------------------------------------------------------------------


def test_notices_of_other_desks_are_not_seen_ahead_of_time(kerinci):
    editor = make_user("editor", kerinci)
    for desk in (kerinci, make_desk("ambon")):
        article = make_issued(desk, at=NOW - timedelta(hours=1))
        issue(approved_again(article), CORRECTION, live_from=LATER)
    make_user("editor", make_network(), username="pusat")

    assert look(editor, kerinci).count('class="corrected"') == 1
    everybody = make_network()
    assert look(User.objects.get(username="pusat"), everybody).count('class="corrected"') == 2


def test_an_editor_above_sees_ahead_what_their_own_desks_correct_alone(kerinci):
    jambi, ambon = kerinci.parent, make_desk("ambon")
    article = make_issued(ambon, headline="Dari timur", at=NOW - timedelta(hours=1))
    chief = make_user("chief", jambi)
    workflow.perform("carry", article, by=chief, at=NOW, desk=jambi)
    issue(approved_again(article), CORRECTION, live_from=LATER)

    html = look(chief, jambi)

    assert "Dari timur" in html
    assert 'class="corrected"' not in html
