"""The preview of an article before it is issued, and who may look."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import get_urlconf
from django.utils import timezone, translation

from articles import workflow
from articles.models import Article, Placement, Version

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_issued,
    make_reporter,
    make_section,
    make_user,
)
from .readers import page, words
from .staff import ask
from .test_notices import CLARIFICATION, CORRECTION, approved_again, give, issue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
LATER = (NOW + timedelta(days=1)).replace(second=0)


@pytest.fixture
def kerinci():
    return make_desk("kerinci", parent=make_desk("jambi"))


def preview(user, article, **query):
    return ask(user, f"articles/article/{article.pk}/preview/", **query)


def frame(user, article, desk):
    response = preview(user, article, desk=desk.slug, frame=1)
    assert response.status_code == 200
    return response.text


def story(html):
    """The story of a page, wherever its links lead."""
    found = re.search(r'<article class="story">.*?</article>', html, re.S)[0]
    return re.sub(r' target="_blank"| href="[^"]*"|https?://[^/<]+(?=/articles/)', "", found)


def test_a_preview_is_what_every_desk_gets_once_the_article_is_issued(kerinci, monkeypatch):
    moment = datetime.now(UTC)
    article = make_in_state(
        "approved",
        kerinci,
        kicker="Danau",
        standfirst="Setengah meter dalam sebulan.",
        dateline="Jambi",
        source="Antara",
        kind="analysis",
        topics=["danau kerinci"],
        reporters=[make_reporter(kerinci, name="Soni Yoner"), make_reporter(kerinci)],
    )
    editor = make_user("editor", kerinci)
    with monkeypatch.context() as clock:
        clock.setattr(timezone, "now", lambda: moment)
        desks = [kerinci, kerinci.parent, kerinci.parent.parent]
        before = [story(frame(editor, article, desk)) for desk in desks]

    workflow.perform("issue", article, by=editor, at=moment)

    path = Version.objects.get().path
    assert before == [story(page(desk, path)) for desk in desks]
    assert "Soni Yoner" in before[0] and "Antara" in before[0]
    assert "Kabar Kerinci" in before[1]


def test_a_preview_of_a_live_storys_next_text_keeps_its_first_clock_and_saves_nothing(kerinci):
    article = make_issued(kerinci, headline="Danau surut")
    chief = make_user("chief", kerinci)
    workflow.perform("reopen", article, by=chief, at=NOW)
    Article.objects.filter(pk=article.pk).update(headline="Danau surut lagi")

    shown = frame(chief, article, kerinci)

    assert "Danau surut lagi" in words(shown)
    assert 'class="updated"' in shown
    assert [version.headline for version in Version.objects.all()] == ["Danau surut"]
    assert Placement.objects.count() == 3
    assert "Danau surut lagi" not in page(kerinci, "/")


def test_a_desk_that_carries_it_sees_its_own_headline_in_the_preview(kerinci):
    ambon = make_desk("ambon")
    article = make_issued(kerinci)
    workflow.perform(
        "carry", article, by=make_user("editor", ambon), at=NOW, desk=ambon, headline="Dari barat"
    )
    chief = make_user("chief", kerinci)
    workflow.perform("reopen", article, by=chief, at=NOW)

    assert "<h1>Dari barat</h1>" in frame(chief, article, ambon)
    assert "<h1>Dari barat</h1>" not in frame(chief, article, kerinci)


def test_a_preview_under_embargo_shows_the_moment_that_it_lifts(kerinci):
    article = make_article(kerinci, embargo_until=LATER)

    shown = frame(article.created_by, article, kerinci)

    assert f'<time datetime="{timezone.localtime(LATER, kerinci.zone).isoformat()}">' in shown


def test_an_unfinished_article_can_be_previewed():
    ambon = make_desk("ambon", language="en")
    article = make_article(ambon, section=None, body="", headline="!?")
    article.section = None
    article.save()
    article.bylines.all().delete()

    shown = words(frame(article.created_by, article, ambon))

    assert "no section yet" in shown and "!?" in shown
    assert preview(article.created_by, article).status_code == 200


def test_a_preview_speaks_the_language_and_tells_the_time_of_its_desk():
    ambon = make_desk("ambon", time_zone="Asia/Jayapura", language="en")
    article = make_article(ambon)

    shown = frame(article.created_by, article, ambon)

    assert '<html lang="en">' in shown
    assert "WIT<" in shown
    assert get_urlconf() is None
    assert translation.get_language() == "id"


def test_links_in_a_preview_lead_to_the_real_site(kerinci):
    section = make_section("ekonomi")
    other = make_issued(kerinci, section=section)
    article = make_article(
        kerinci, section=section, body='<p>Lihat <a href="/archive/">arsip</a>.</p>'
    )

    shown = frame(article.created_by, article, kerinci)

    links = re.findall(r'<a\b[^>]*?href="([^"]*)"', shown)
    assert {link for link in links if not link.startswith(("http://", "https://"))} == {"#main"}
    assert "http://kerinci.localhost/archive/" in links
    assert f"http://kerinci.localhost{other.versions.get().path}" in links
    assert 'rel="stylesheet" href="http://kerinci.localhost/desk-' in shown


def test_a_preview_names_no_feed_icon_or_manifest_of_the_newsrooms_host(kerinci):
    article = make_in_state("approved", kerinci)

    html = frame(make_user("editor", kerinci), article, kerinci)

    assert re.findall(r'<link rel="([^"]+)"', html).count("stylesheet") >= 2
    assert not re.search(r'rel="(?:icon|apple-touch-icon|manifest|license|alternate)"', html)


def test_a_preview_is_framed_by_the_newsroom_alone_and_kept_by_nobody(kerinci):
    article = make_article(kerinci)

    bar = preview(article.created_by, article)
    framed = preview(article.created_by, article, frame=1)

    assert "frame-ancestors 'none'" in bar["Content-Security-Policy"]
    assert bar["X-Frame-Options"] == "DENY"
    policy = framed["Content-Security-Policy"]
    assert "frame-ancestors 'self';" in f"{policy};"
    assert "style-src 'self' http://kerinci.localhost;" in f"{policy};"
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    for response in (bar, framed):
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "newsroom_csrf" not in framed.cookies


def test_the_bar_offers_each_desk_that_will_show_it_and_both_sizes(kerinci):
    make_desk("ambon")
    article = make_article(kerinci)

    bar = preview(article.created_by, article, size="phone").text

    assert re.findall(r'<option value="([^"]*)"', bar) == ["kerinci", "jambi", "nusantara"]
    assert 'src="?desk=kerinci&amp;frame=1"' in bar
    assert "nr-preview--phone" in bar
    assert '<a class="nr-button" href="?desk=kerinci&amp;size=desktop"' in bar


@pytest.mark.parametrize("desk", ["ambon", "nowhere", "1"])
def test_there_is_no_preview_on_a_desk_that_will_not_show_it(kerinci, desk):
    make_desk("ambon")
    article = make_article(kerinci)

    assert preview(article.created_by, article, desk=desk).status_code == 404


@pytest.mark.parametrize("query", [{}, {"frame": "1"}], ids=["bar", "frame"])
def test_who_does_not_see_the_article_is_not_told_that_there_is_one(kerinci, query):
    ambon = make_desk("ambon")
    article = make_article(kerinci, headline="Rahasia dapur", shared=False)

    for user in (
        make_user("reporter", kerinci),
        make_user("chief", ambon),
        make_user("editor", make_desk("sungai-penuh", parent=kerinci)),
    ):
        response = preview(user, article, **query)
        assert response.status_code == 404
        assert "Rahasia dapur" not in response.text
    assert preview(None, article, **query).status_code == 302
    assert preview(make_user("editor", kerinci), article, **query).status_code == 200


def test_the_page_of_an_article_leads_to_its_preview(kerinci):
    article = make_article(kerinci)

    shown = ask(make_user("editor", kerinci), f"articles/article/{article.pk}/change/").text

    assert f'href="/admin/articles/article/{article.pk}/preview/"' in shown


# --- Notices ------------------------------------------------------------------------------------


def test_a_preview_shows_what_readers_are_told_and_will_be_told(kerinci):
    article, editor = (
        make_issued(kerinci, at=NOW - timedelta(hours=1)),
        make_user("editor", kerinci),
    )
    give(article, CORRECTION)
    issue(approved_again(article), CLARIFICATION, live_from=LATER)

    html = story(frame(editor, article, kerinci))

    assert CORRECTION["text"] in html
    assert CLARIFICATION["text"] in html
