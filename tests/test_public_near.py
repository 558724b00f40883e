"""The menu over hundreds of desks, and the reader's own desk, which only their browser knows."""

import re

import pytest

from articles.models import Placement
from newsroom.desks.hosts import DeskHosts, host_map

from .factories import NOW, make_desk, make_many_live, make_network
from .readers import page, words

HUNDREDS = 120


def make_large_network():
    """Provinces with their regencies, as many as a network of the country has."""
    network = make_network()
    provinces = [make_desk(f"{letter}-prov", name=f"{letter} Prov") for letter in "ABCDEFGHIJKLM"]
    for number in range(HUNDREDS):
        make_desk(f"kota-{number}", parent=provinces[number % len(provinces)])
    host_map.forget()
    return network


def most_stories_of_a_desk(html):
    """How many stories the longest block of a daughter desk on a front has."""
    blocks = html.split('class="daughters"')[1].split('class="columns blocks"')[0]
    return max(each.count("<li") for each in blocks.split("<h3")[1:])


@pytest.mark.django_db
def test_the_newest_of_a_desk_are_its_own_however_few_they_are():
    first, second = make_desk("agam"), make_desk("bima")
    mine = make_many_live(first, 3)
    make_many_live(second, 3)

    def newest(many):
        found = Placement.objects.live(NOW).newest_on(first, many)
        return sorted(found.values_list("article_id", flat=True))

    assert newest(9) == sorted(article.pk for article in mine)
    assert newest(2) == sorted(article.pk for article in mine[:2])


@pytest.mark.django_db
def test_the_page_of_all_desks_groups_them_by_province_with_letters_to_jump_to():
    html = page(make_large_network(), "/desks/")

    letters = re.search(r'<nav class="letters".*?</nav>', html, re.S)[0]
    assert re.findall(r'href="#letter-(\w)"', letters) == list("ABCDEFGHIJKLM")
    for letter in "ABCDEFGHIJKLM":
        section = html.split(f'<section id="letter-{letter}">')[1].split("</section>")[0]
        assert f"{letter} Prov" in words(section)
        assert section.count("<li") == len(range("ABCDEFGHIJKLM".index(letter), HUNDREDS, 13))


@pytest.mark.django_db
def test_a_front_above_many_desks_shows_one_story_of_each_and_above_a_few_three():
    network = make_network()
    for number in range(8):
        make_many_live(make_desk(f"kota-{number}"), 6)
    few = page(network)
    make_many_live(make_desk("kota-8"), 6)
    many = page(network)

    assert most_stories_of_a_desk(few) == 3
    assert most_stories_of_a_desk(many) == 1


@pytest.mark.django_db
def test_the_desks_page_and_the_choice_are_links_without_a_script():
    network, kerinci = make_network(), make_desk("kerinci")

    front, menu = page(network), page(kerinci).split("</details>")[0]

    assert re.search(r'<a href="/desks/" data-near="none">[^<]+</a>', front)
    assert f'href="http://{network.host}/desks/#desk-kerinci"' in menu
    assert 'id="desk-kerinci"' in page(network, "/desks/")
    assert 'data-near="none"' not in page(kerinci)


@pytest.mark.django_db(transaction=True)
def test_a_reader_chooses_a_desk_once_and_nobody_is_told(browser, live_server, settings):
    settings.ALLOWED_HOSTS = DeskHosts()
    make_network()
    kerinci = make_desk("kerinci")
    make_desk("ambon")
    host_map.forget()
    context = browser.new_context()
    reader, asked, said = context.new_page(), [], []
    reader.on("request", lambda request: asked.append((request.method, request.url)))
    reader.on("console", lambda message: said.append(message.text))

    reader.goto(f"{live_server.url}/desks/", wait_until="networkidle")
    star = reader.locator("#desk-kerinci .star")
    before = len(asked)
    star.focus()
    reader.keyboard.press("Enter")
    assert star.get_attribute("aria-pressed") == "true"
    assert kerinci.name in star.get_attribute("aria-label")
    assert reader.locator("#desk-ambon .star").get_attribute("aria-pressed") == "false"
    assert len(asked) == before

    reader.goto(live_server.url)
    chosen = reader.locator("[data-near=desk]")
    assert chosen.inner_text() == kerinci.name
    assert chosen.get_attribute("href").startswith("http://kerinci.localhost:")
    assert not reader.locator("[data-near=none]").is_visible()
    assert context.cookies() == []
    assert {method for method, _url in asked} == {"GET"}

    reader.goto(f"{live_server.url}/desks/")
    reader.locator("#desk-kerinci .star").click()
    reader.goto(live_server.url)
    assert reader.locator("[data-near=none]").is_visible()
    assert not chosen.is_visible()
    context.close()
    assert said == []
