"""The look: legible in every colour, at every width, without a script."""

import re
from pathlib import Path

import pytest
from django.conf import settings as configured

from articles.models.version import Version
from articles.public import emblem, look
from articles.public.emblem import pattern_of
from newsroom.desks.hosts import DeskHosts

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_issued,
    make_many_live,
    make_network,
)
from .pictures import issue, lead, make_photo
from .readers import page, read

CSS = Path(configured.BASE_DIR, "static/public/news.css").read_text()
SCHEMES = re.findall(r":root \{(.*?)\}", CSS, re.S)[:2]
ACCENTS = "#000000 #ffffff #ffff00 #00ff00 #0000ff #ff0000 #9d2235 #777777 #808080 #2f5d8a #fefefe"


def colours(scheme):
    """The custom properties of a scheme: {name: (r, g, b)}."""
    found = {}
    for name, value in re.findall(r"--(\w+): #([0-9a-f]{3,6});", scheme):
        value = value if len(value) == 6 else "".join(digit * 2 for digit in value)
        found[name] = tuple(int(value[i : i + 2], 16) for i in (0, 2, 4))
    return found


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
def test_the_text_is_legible_on_every_paper(scheme):
    known = colours(scheme)

    for ink in ("ink", "soft", "accent"):
        for paper in ("paper", "tint"):
            assert look.contrast(known[ink], known[paper]) >= 4.5, (ink, paper)


def test_the_papers_that_colours_are_made_for_are_those_of_the_stylesheet():
    assert [colours(scheme)["tint"] for scheme in SCHEMES] == [look.LIGHT, look.DARK]


@pytest.mark.django_db
@pytest.mark.parametrize("accent", ACCENTS.split())
def test_a_desks_colour_is_legible_in_light_and_dark_whatever_was_chosen(accent):
    kerinci = make_desk("kerinci", accent=accent)
    address = re.search(r'href="(/desk-[^"]+\.css)"', page(kerinci))[1]

    response = read(kerinci, address)
    light, dark = re.findall(r"--accent:#([0-9a-f]{6})", response.content.decode())

    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response["Cache-Control"]
    for value, scheme in ((light, SCHEMES[0]), (dark, SCHEMES[1])):
        colour = tuple(int(value[i : i + 2], 16) for i in (0, 2, 4))
        for paper in ("paper", "tint"):
            assert look.contrast(colour, colours(scheme)[paper]) >= 4.5


def test_a_legible_colour_is_kept_as_it_was_chosen():
    assert look.legible((0x9D, 0x22, 0x35), look.LIGHT) == (0x9D, 0x22, 0x35)


@pytest.mark.django_db
def test_a_desk_that_changes_its_colour_changes_the_address_of_its_stylesheet():
    one, other = make_desk("kerinci", accent="#9d2235"), make_desk("ambon", accent="#2F5D8A")

    assert f"/desk-9d2235-{pattern_of('kerinci')}.css" in page(one)
    assert f"/desk-2f5d8a-{pattern_of('ambon')}.css" in page(other)


@pytest.mark.django_db
def test_a_desk_is_known_by_the_same_emblem_on_its_pages_and_on_the_front_above_it():
    kerinci, ambon = make_desk("kerinci"), make_desk("ambon")
    for desk in (kerinci, ambon):
        make_many_live(desk, 20)

    mine, other = (emblem.path(pattern_of(desk.slug)) for desk in (kerinci, ambon))

    assert mine != other
    assert mine in page(kerinci) and other not in page(kerinci)
    daughters = page(make_network()).split('class="daughters"')[1]
    assert mine in daughters and other in daughters


@pytest.mark.django_db
def test_the_weave_of_a_desk_is_in_its_stylesheet_and_no_other_is():
    kerinci = make_desk("kerinci", accent="#9d2235")
    number = pattern_of("kerinci")

    css = read(kerinci, f"/desk-9d2235-{number}.css").content.decode()

    assert "--weave:url(" in css and emblem.path(number) in css
    assert read(kerinci, "/desk-9d2235-0.css").status_code == 404
    assert read(kerinci, "/desk-9d2235-999.css").status_code == 404


def test_every_emblem_is_the_same_from_all_sides_within_one_outline():
    for pattern in emblem.PATTERNS:
        cells = {
            (column + step, row)
            for column, row, length in emblem.runs(pattern)
            for step in range(length)
        }
        assert {(row, column) for column, row in cells} == cells
        assert {(emblem.SIDE - 1 - column, row) for column, row in cells} == cells
        assert all(abs(column - 5) + abs(row - 5) <= 5 for column, row in cells)


@pytest.mark.django_db
def test_the_masthead_tells_the_networks_name_from_the_desks_own():
    network = make_network(masthead="Kabar Tepian")
    kerinci = make_desk("kerinci", masthead="Kabar Tepian Kerinci")
    radar = make_desk("radar", masthead="Radar Jambi")

    assert "<span>Kabar Tepian <b>Kerinci</b></span>" in page(kerinci)
    assert "<span>Radar Jambi</span>" in page(radar)
    assert "<span>Kabar Tepian</span>" in page(network)


@pytest.mark.django_db(transaction=True)
def test_a_story_with_a_picture_begins_in_the_first_screen(browser, live_server, settings):
    jambi = make_desk("jambi", masthead="Kabar Tepian Jambi")
    settings.ALLOWED_HOSTS = DeskHosts()
    story = make_article(
        jambi,
        headline="Koperasi di lereng hanya membeli ceri merah, petani mulai memetik tiga kali",
        standfirst="Selisih harga membuat petani mau menunggu buah matang. Uangnya tunai.",
    )
    issue(story, [lead(make_photo(jambi), "Ceri kopi yang merah penuh di lereng gunung.")], at=NOW)
    path = Version.objects.get(article=story).path

    for width, height in ((390, 844), (1440, 900)):
        reader = browser.new_page(viewport={"width": width, "height": height})
        reader.goto(live_server.url.replace("localhost", "jambi.localhost") + path)
        assert reader.locator(".text p").first.bounding_box()["y"] < height - 30, width
        reader.close()


@pytest.mark.django_db(transaction=True)
def test_a_phone_without_scripts_reads_every_page(browser, live_server, settings):
    jambi = make_desk("jambi", masthead="Kabar Tepian Jambi Bersaudara")
    kerinci = make_desk("kerinci", parent=jambi)
    make_many_live(kerinci, 30)
    make_issued(
        kerinci, at=NOW, headline="Pertanggungjawabannya " * 6, kicker="Kesejahteraan masyarakat",
        topics=["PemilihanKepalaDesaSerentakKabupatenKerinci"],
    )  # fmt: skip
    settings.ALLOWED_HOSTS = DeskHosts()  # The live server froze a list of its own.
    base = live_server.url.replace("localhost", "jambi.localhost")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    reader = context.new_page()
    problems = []
    reader.on("console", lambda message: problems.append(message.text))
    reader.on("response", lambda found: found.status >= 400 and problems.append(found.url))

    reader.goto(base)
    story = reader.locator(".lead a").first.get_attribute("href")
    for path in ("/", story, "/sections/ekonomi/", "/archive/", "/desks/"):
        reader.goto(base + path)
        assert reader.evaluate("document.documentElement.scrollWidth") == 320, path
    reader.keyboard.press("Tab")
    assert reader.locator(".skip").bounding_box()["width"] > 100
    menu = reader.locator(".regions nav")
    assert not menu.is_visible()
    reader.click(".regions summary")
    assert menu.is_visible()
    menu.get_by_text("Kerinci").click()
    reader.wait_for_url("http://kerinci.localhost:**")
    context.close()
    assert problems == []
