"""Fronts: what stands on them, once each, and in whose words."""

import re
from datetime import timedelta

import pytest
from django.utils import translation

from articles import workflow
from articles.models import Placement, Version

from .factories import (
    NOW,
    make_desk,
    make_issued,
    make_many_live,
    make_network,
    make_section,
    make_user,
)
from .readers import numbers, page, without_data, words

pytestmark = pytest.mark.django_db


def test_the_newest_story_leads():
    kerinci = make_desk("kerinci")
    older = make_issued(kerinci, at=NOW - timedelta(hours=2))
    newest = make_issued(kerinci, at=NOW - timedelta(hours=1), standfirst="Sejak awal bulan.")

    html = page(kerinci)

    lead = html.split('class="lead"')[1].split("</section>")[0]
    assert newest.headline in lead
    assert "Sejak awal bulan." in lead
    assert numbers(html) == [newest.pk, older.pk]


def test_a_scheduled_story_is_absent_from_every_front():
    kerinci = make_desk("kerinci")
    live = make_issued(kerinci)
    make_issued(kerinci, live_from=NOW + timedelta(hours=5), headline="Rahasia besok")

    for desk in (kerinci, make_network()):
        html = page(desk)
        assert numbers(html) == [live.pk]
        assert "Rahasia" not in html


def test_a_front_names_the_desk_that_a_story_is_from_and_has_its_own_headline():
    kerinci, ambon = make_desk("kerinci"), make_desk("ambon")
    article = make_issued(kerinci, headline="Air surut", at=NOW - timedelta(hours=1))
    workflow.perform(
        "carry",
        article,
        by=make_user("editor", ambon),
        at=NOW,
        desk=ambon,
        headline="Danau di barat surut",
    )

    carried, home = page(ambon), page(kerinci)

    assert "Danau di barat surut" in carried
    assert re.search(r'<span class="from">\w+ Kerinci</span>', carried)
    assert "Air surut" not in carried
    assert 'class="from"' not in home
    assert re.search(r'<span class="from">\w+ Kerinci</span>', page(make_network()))


def test_no_story_stands_on_a_front_twice_and_every_section_and_desk_has_its_newest():
    network, jambi, maluku = make_network(), make_desk("jambi"), make_desk("maluku")
    economy, sport = make_section("ekonomi"), make_section("olahraga")
    make_many_live(jambi, 40, section=economy)
    sporty = make_many_live(jambi, 9, section=sport, at=NOW - timedelta(days=2))
    far = make_many_live(maluku, 2, section=economy, at=NOW - timedelta(days=3))

    html = page(network)

    links = Placement.objects.live(NOW).on(network)
    shown = re.findall(r'href="[^"]*/articles/(\d+)/', html)
    assert len(set(shown)) == len(shown)
    assert set(numbers(html)) <= set(links.values_list("article_id", flat=True))
    desks, sections = html.split('class="daughters"')[1].split('class="columns blocks"')
    assert "section-ekonomi" in sections
    assert [article.pk for article in sporty[:3]] == numbers(
        sections.split('id="section-olahraga"')[1]
    )
    there = re.findall(rf'href="http://{maluku.host}/articles/(\d+)/', desks)
    assert [int(number) for number in there] == [article.pk for article in far]
    assert desks.count(f'href="http://{jambi.host}/articles/') == 3


def test_of_very_many_daughter_desks_a_front_has_those_with_the_newest_and_leads_to_all():
    network, politics = make_network(), make_section("politik")
    desks = [make_desk(f"daerah-{number:02}") for number in range(14)]
    # The head of the front has stories of the network itself.
    make_many_live(network, 20, section=make_section("ekonomi"))
    for number, desk in enumerate(desks):
        make_many_live(desk, 1, at=NOW - timedelta(hours=1, minutes=number), section=politics)

    below, sections = page(network).split('class="daughters"')[1].split('class="columns blocks"')

    assert re.findall(r'id="desk-(daerah-\d+)"', below) == [desk.slug for desk in desks[:12]]
    assert 'href="/desks/"' in below
    # What is left out of it may stand in its section.
    politics_block = sections.split('id="section-politik"')[1].split("</section>")[0]
    assert len(numbers(politics_block)) == 2


def test_the_only_story_of_a_desk_has_the_front_for_itself():
    kerinci = make_desk("kerinci")
    make_many_live(kerinci, 1)

    assert 'class="lead"' in page(kerinci) and 'class="rail"' not in page(kerinci)


def test_a_desk_without_stories_says_so_and_leads_to_the_one_above():
    with translation.override("id"):
        sentence = translation.gettext(
            "There is nothing to read here yet. The first story is on its way."
        )

    jambi = make_desk("jambi", masthead="Kabar Jambi")
    html = page(make_desk("kerinci", parent=jambi))

    assert sentence in words(html)
    assert f'<a href="http://{jambi.host}/">Kabar Jambi</a>' in html.split("<main")[1]
    # Nothing stands above the network.
    assert "<a" not in page(make_network()).split("<main")[1].split("</main>")[0]


def test_kinds_other_than_news_are_labelled_on_fronts():
    kerinci = make_desk("kerinci")
    make_issued(kerinci, kind="paid")
    make_issued(kerinci, kind="news")

    html = page(kerinci)

    assert html.count('class="kind kind-paid"') == 1
    assert "kind-news" not in html


def test_the_menu_of_regions_leads_to_every_desk_without_javascript():
    jambi = make_desk("jambi")
    kerinci, closed = make_desk("kerinci", parent=jambi), make_desk("tutup", active=False)

    for path in ("/", "/desks/"):
        html = page(kerinci, path)
        for desk in (make_network(), jambi, kerinci):
            assert f'<a href="http://{desk.host}/"' in html
        assert closed.host not in html
    assert "<details" in html
    assert "<script" not in without_data(html)


def test_a_large_network_keeps_its_menu_short_and_lists_every_desk_on_a_page():
    jambi = make_desk("jambi")
    for number in range(61):
        make_desk(f"kota-{number}", parent=jambi)
    maluku = make_desk("maluku")

    menu = page(maluku).split("</details>")[0]

    assert jambi.host in menu
    assert "kota-7." not in menu
    assert "kota-7." in page(make_desk("ambon", parent=maluku), "/desks/")


def test_a_desk_in_english_speaks_english_and_the_others_indonesian():
    bali, kerinci = make_desk("bali", language="en"), make_desk("kerinci")
    make_issued(bali, kind="opinion")
    make_issued(kerinci, kind="opinion")

    english, indonesian = page(bali), page(kerinci)

    assert '<html lang="en">' in english
    assert '<html lang="id">' in indonesian
    assert ">opinion<" in english
    assert ">opini<" in indonesian
    assert "Skip to the stories" in english


def test_a_story_from_a_desk_of_another_language_says_so_wherever_its_own_words_stand():
    bali = make_desk("bali", language="en", masthead="Bali Brief")
    kerinci = make_desk("kerinci")
    own = make_issued(kerinci, headline="Air surut")
    article = make_issued(
        bali, headline="Ferry queues grow", standfirst="Trucks wait for days.", kicker="Ports"
    )
    workflow.perform("carry", article, by=make_user("editor", kerinci), at=NOW, desk=kerinci)
    path = Version.objects.get(article=article).path

    front, story = page(kerinci), page(kerinci, path)

    assert f'<a href="{path}" lang="en">Ferry queues grow</a>' in front
    assert '<p class="standfirst" lang="en">Trucks' in front
    assert '<span class="kicker" lang="en">Ports' in front
    assert '<h1 lang="en">Ferry' in story and '<div class="text" lang="en">' in story
    assert f'<a href="{Version.objects.get(article=own).path}">Air surut</a>' in front
    assert 'lang="en"' not in page(bali).split("<body>")[1]


def test_an_own_headline_for_a_carried_story_is_in_the_language_of_the_page():
    bali, kerinci = make_desk("bali", language="en"), make_desk("kerinci")
    article = make_issued(bali, headline="Ferry queues grow")
    workflow.perform(
        "carry", article, by=make_user("editor", kerinci), at=NOW, desk=kerinci, headline="Antrean"
    )

    path = Version.objects.get(article=article).path

    assert f'<a href="{path}">Antrean</a>' in page(kerinci)
    assert "<h1>Antrean</h1>" in page(kerinci, path)


def test_dates_are_written_in_the_language_of_the_desk():
    august = NOW.replace(year=NOW.year - 1, month=8, day=17, hour=3)
    english, indonesian = make_desk("bali", language="en"), make_desk("kerinci")
    for desk in (english, indonesian):
        make_issued(desk, at=august)

    assert "17 Aug" in words(page(english))
    assert re.search(r"17 (Agu|Agt)", words(page(indonesian)))
