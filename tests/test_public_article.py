"""The article's page: the printed form, on every desk that shows it, and what became of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from taggit.models import Tag

from articles import workflow
from articles.models import Byline, Version

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_issued,
    make_network,
    make_reporter,
    make_section,
    make_user,
    reissue,
)
from .readers import numbers, own_scripts, page, read, without_data, words

pytestmark = pytest.mark.django_db
PRINTED = datetime(2024, 11, 20, 6, 9, 31, 250_000, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=1)


def path_of(article):
    return Version.objects.filter(article=article).latest("number").path


def withdraw(article, *, at=NOW, reason="Angkanya keliru.\n\nKami minta maaf."):
    editor = make_user("editor", article.desk)
    workflow.perform("withdraw", article, by=editor, at=at, ground="inaccurate", reason=reason)


def test_an_article_shows_everything_that_the_printed_form_has():
    kerinci = make_desk("kerinci", host="kerinci.networks.example", masthead="Kabar Kerinci")
    soni = make_reporter(kerinci, name="Soni Yoner", slug="soni-yoner")
    foto = make_reporter(kerinci, name="Rara Lestari", slug="rara-lestari")
    article = make_in_state(
        "draft",
        kerinci,
        at=PRINTED,
        reporters=[soni, foto],
        kind="analysis",
        kicker="Danau",
        headline="Air Danau Surut",
        standfirst="Setengah meter dalam sebulan.",
        dateline="Jambi",
        source="Antara",
        topics=[Tag.objects.create(name="danau kerinci", slug="danau-kerinci")],
    )
    Byline.objects.filter(article=article, reporter=foto).update(role="photographer")
    editor = make_user("editor", kerinci)
    for step in ("submit", "approve", "issue"):
        article = workflow.perform(step, article, by=editor, at=PRINTED).article

    html = page(kerinci, path_of(article))
    text = words(html)

    assert "Kabar Kerinci" in text
    assert html.index("kind-analysis") < html.index("<h1>Air Danau Surut</h1>")
    assert re.search(r"Ekonomi\s+Danau Air Danau Surut Setengah meter dalam sebulan\.", text)
    assert re.search(r"Soni Yoner\s*Rara Lestari \(\w+\) — kerinci\.networks\.example", text)
    assert "Rabu, 20 November 2024, 13:09 WIB" in text
    assert '<time datetime="2024-11-20T13:09:31+07:00">' in html
    assert '<p><span class="dateline">Jambi</span> — Air Danau Kerinci turun' in html
    assert "Antara" in text
    assert '<a href="/topics/danau-kerinci/">danau kerinci</a>' in html
    assert '<a rel="author" href="/reporters/soni-yoner/">Soni Yoner</a>' in html
    assert (
        f'<link rel="canonical" href="http://kerinci.networks.example{path_of(article)}">' in html
    )


def test_plain_news_has_no_label_and_a_kicker_that_repeats_the_label_is_printed_once():
    kerinci = make_desk("kerinci")
    news = make_issued(kerinci, kicker="Danau")
    opinion = make_issued(kerinci, kind="opinion", kicker="OPINI")

    assert 'class="kind ' not in page(kerinci, path_of(news)).split("<aside")[0]
    story = words(page(kerinci, path_of(opinion)).split("<main")[1].split("</article>")[0])
    assert len(re.findall(r"\bopini\b", story, re.I)) == 1
    front = page(kerinci).split("<main")[1]
    assert len(re.findall(r"\bopini\b", words(front), re.I)) == 1


def test_a_later_version_shows_when_it_was_updated_and_keeps_the_first_date():
    kerinci = make_desk("kerinci")
    article = make_issued(kerinci, at=PRINTED)
    plain = page(kerinci, path_of(article))

    reissue(article, at=PRINTED + timedelta(hours=3), headline="Air naik lagi")
    updated = words(page(kerinci, path_of(article)))

    assert 'class="updated"' not in plain
    assert "13:09 WIB" in updated
    assert "16:09 WIB" in updated
    assert "Air naik lagi" in updated


def test_the_clock_is_in_the_zone_of_the_desk_that_shows_the_story():
    ambon = make_desk("ambon", time_zone="Asia/Jayapura")
    article = make_issued(ambon, at=PRINTED)

    assert "Rabu, 20 November 2024, 15:09 WIT" in words(page(ambon, path_of(article)))
    assert "Rabu, 20 November 2024, 13:09 WIB" in words(page(make_network(), path_of(article)))


def test_a_rolled_up_story_names_its_home_desk_and_its_canonical_address():
    kerinci = make_desk("kerinci")
    article = make_issued(kerinci)
    home = f"http://{kerinci.host}{path_of(article)}"

    html = page(make_network(), path_of(article))

    assert f'<link rel="canonical" href="{home}">' in html
    assert f'<a href="{home}">Kabar Kerinci</a>' in html
    assert f'<p class="meta printed">{home}</p>' in html
    assert 'class="carried"' not in page(kerinci, path_of(article))


def test_a_carrying_desk_shows_its_own_headline_and_the_home_desk_keeps_the_first():
    kerinci, ambon = make_desk("kerinci"), make_desk("ambon")
    article = make_issued(kerinci, headline="Air danau surut", at=EARLIER)
    workflow.perform(
        "carry",
        article,
        by=make_user("editor", ambon),
        at=EARLIER,
        desk=ambon,
        headline="Danau di barat surut",
    )

    html = page(ambon, path_of(article))

    assert "<h1>Danau di barat surut</h1>" in html
    assert f'<link rel="canonical" href="http://{kerinci.host}/' in html
    assert "<h1>Air danau surut</h1>" in page(kerinci, path_of(article))


def test_a_desk_that_does_not_show_the_story_sends_readers_to_its_home():
    article = make_issued(make_desk("kerinci"))

    response = read(make_desk("ambon"), path_of(article))

    assert response.status_code == 301
    assert response["Location"] == f"http://{article.desk.host}{path_of(article)}"


@pytest.mark.parametrize("tail", ["", "judul-lama/"])
def test_a_wrong_slug_and_a_bare_number_lead_to_the_right_address(tail):
    article = make_issued()

    response = read(article.desk, f"/articles/{article.pk}/{tail}")

    assert response.status_code == 301
    assert response["Location"] == path_of(article)
    # The next version may bring the old slug back: no browser may believe this for ever.
    assert response["Cache-Control"] == "max-age=300"


def test_a_scheduled_story_and_an_unknown_number_get_the_very_same_answer():
    kerinci = make_desk("kerinci")
    scheduled = make_issued(kerinci, live_from=NOW + timedelta(hours=5), headline="Rahasia besok")
    unknown = scheduled.pk + 1000

    ahead = page(kerinci, path_of(scheduled), status=404)
    never = page(kerinci, f"/articles/{unknown}/x/", status=404)

    assert ahead == never
    assert "Rahasia" not in ahead


def test_a_made_up_address_is_at_most_two_questions(django_assert_num_queries, desks_read_once):
    desk = make_issued().desk
    read(desk, "/articles/1/once/"), read(desk, "/topics/once/"), read(desk, "/reporters/once/")
    asked = {"/articles/9876543/x/": 2, "/topics/x/": 1, "/reporters/x/": 1, "/sections/x/": 0}
    for path, questions in (asked | {"/wp-login.php": 0, "/archive/2031/02/30/": 0}).items():
        with django_assert_num_queries(questions):
            assert read(desk, path).status_code == 404


def test_drafts_and_approved_articles_are_nowhere():
    for state in ("draft", "in_review", "approved", "spiked"):
        article = make_in_state(state, make_desk())
        assert read(article.desk, f"/articles/{article.pk}/").status_code == 404
        assert numbers(page(article.desk)) == []


def test_work_on_a_live_story_changes_nothing_for_readers():
    article = make_issued(headline="Air danau surut")
    chief = make_user("chief", article.desk)
    before = page(article.desk, path_of(article))
    article = workflow.perform("reopen", article, by=chief, at=NOW).article
    article.headline = "Belum diperiksa"
    article.save()

    assert page(article.desk, path_of(article)) == before


def test_a_withdrawn_story_is_gone_with_its_reason_on_every_desk_that_showed_it():
    kerinci, ambon = make_desk("kerinci", time_zone="Asia/Jakarta"), make_desk("ambon")
    article = make_issued(kerinci, headline="Tuduhan keliru", at=PRINTED)
    withdraw(article, at=PRINTED + timedelta(hours=1))

    for desk in (kerinci, make_network()):
        html = page(desk, path_of(article), status=410)
        text = words(html)
        assert "Angkanya keliru." in text
        assert "Kami minta maaf." in text
        assert "Rabu, 20 November 2024, 14:09 WIB" in text
        assert str(article.notices.get().get_ground_display()) in text
        assert "Kabar Kerinci" in text.split("Kami minta maaf.")[1]
        assert "Tuduhan keliru" not in html
        assert '<meta name="robots" content="noindex">' in html
    assert read(ambon, path_of(article)).status_code == 404


def test_a_desk_that_only_had_a_recalled_version_never_says_that_it_was_there(monkeypatch):
    article = make_issued(make_desk("kerinci"), at=EARLIER)
    reissue(article, live_from=NOW + timedelta(hours=2))
    ambon = make_desk("ambon")
    ahead = Version.objects.get(article=article, number=2)
    ahead.placements.create(
        article=article,
        desk=ambon,
        kind="carried",
        section=ahead.section,
        first_live_from=ahead.first_live_from,
        live_from=ahead.live_from,
        live_until=ahead.live_until,
    )
    withdraw(article)

    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=3))

    assert read(article.desk, path_of(article)).status_code == 410
    assert read(ambon, path_of(article)).status_code == 404


def test_a_withdrawn_story_that_is_issued_again_is_simply_live():
    article = make_issued(at=PRINTED)
    withdraw(article, at=PRINTED + timedelta(hours=1))
    article.refresh_from_db()

    reissue(article, at=PRINTED + timedelta(hours=2), headline="Sudah diperiksa")

    assert "<h1>Sudah diperiksa</h1>" in page(article.desk, path_of(article))


def test_other_stories_with_the_same_topics_come_before_those_of_the_section():
    kerinci, sport = make_desk("kerinci"), make_section("olahraga")
    lake = Tag.objects.create(name="danau", slug="danau")
    other = make_issued(kerinci, section=sport, at=EARLIER)
    same_section = make_issued(kerinci, at=EARLIER - timedelta(hours=1))
    same_topic = make_issued(kerinci, section=sport, topics=[lake], at=EARLIER - timedelta(hours=2))
    article = make_issued(kerinci, topics=[lake])

    _, related, more = page(kerinci, path_of(article)).split("<aside")

    assert numbers(related) == [same_topic.pk, same_section.pk]
    assert numbers(more) == [other.pk]


def test_nothing_that_was_typed_becomes_markup():
    kerinci = make_desk("kerinci", name="Kerinci <b>", masthead="Kabar <i>Kerinci")
    evil = "<script>alert(1)</script>"
    article = make_article(
        kerinci,
        headline=f"{evil} surut",
        kicker="<b>Danau",
        standfirst=f'"{evil}',
        dateline="<img src=x>",
        source="<u>Antara",
        reporters=[make_reporter(kerinci, name="<s>Soni")],
        topics=[Tag.objects.create(name="<q>danau", slug="danau")],
        body=f"<p>Air{evil}</p><p onclick='x()'>Hujan</p>",
    )
    editor = make_user("editor", kerinci)
    for step in ("submit", "approve", "issue"):
        article = workflow.perform(step, article, by=editor, at=NOW).article

    for html in (page(kerinci, path_of(article)), page(kerinci)):
        for script in own_scripts(html):
            html = html.replace(script, "")
        assert html.count("<script") == html.count("</script>") == 1
        html = without_data(html)
        assert "surut" in html
        for markup in ("<script", "<b>", "<i>", "<img", "<u>", "<s>", "<q>", "onclick", '""'):
            assert markup not in html, markup


def test_a_body_that_opens_with_a_heading_still_gets_its_dateline():
    article = make_issued(body="<h2>Surut</h2><p>Air turun.</p>", dateline="Jambi")

    html = page(article.desk, path_of(article))

    assert '<p><span class="dateline">Jambi</span> — </p><h2>Surut</h2>' in html
