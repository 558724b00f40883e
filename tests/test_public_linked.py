"""What pages say of themselves to machines and other sites: JSON-LD, cards, icons, the manifest."""

import io
import json
import re
from datetime import datetime, timedelta

import pytest
from django.core.files.storage import storages
from PIL import Image
from taggit.models import Tag

from articles import workflow
from articles.public import icons, look, share
from articles.public.emblem import pattern_of
from newsroom.desks.hosts import DeskHosts, host_map

from .factories import (
    NOW,
    make_desk,
    make_issued,
    make_network,
    make_reporter,
    make_section,
    make_user,
    reissue,
)
from .readers import card, linked, own_scripts, page, read, words

pytestmark = pytest.mark.usefixtures("in_english")

HOME = "https://kerinci.kabartepian.example"


@pytest.fixture
def desk(db, settings, tmp_path):
    settings.HTTPS = True
    settings.STORAGES = settings.STORAGES | {
        "drawings": {
            "BACKEND": "newsroom.photos.storing.LocalFolder",
            "OPTIONS": {"location": tmp_path},
        }
    }
    make_network(language="en")
    return make_desk("kerinci", name="Kerinci", language="en", time_zone="Asia/Makassar")


def issued(desk, **values):
    article = make_issued(desk, **values)
    return article, article.versions.get().path


def test_a_story_says_of_itself_what_its_page_shows(desk):
    soni = make_reporter(desk, name="Soni Yoner, S.Pt.", slug="soni")
    article, path = issued(
        desk,
        at=NOW - timedelta(days=2),
        headline="Air danau “surut”",
        standfirst="Setengah meter.",
        dateline="Jambi",
        reporters=[soni],
        topics=[Tag.objects.create(name="danau", slug="danau")],
        section=make_section("ekonomi"),
    )
    reissue(article, at=NOW)
    html = page(desk, path)
    told = linked(html)
    story = told["NewsArticle"]

    assert story["headline"] == "Air danau “surut”"
    assert story["description"] == "Setengah meter."
    assert story["author"] == [
        {"@type": "Person", "name": "Soni Yoner, S.Pt.", "url": f"{HOME}/reporters/soni/"}
    ]
    assert story["mainEntityOfPage"] == story["url"] == HOME + path
    for name, moment in (("datePublished", NOW - timedelta(days=2)), ("dateModified", NOW)):
        assert datetime.fromisoformat(story[name]) == moment
        assert datetime.fromisoformat(story[name]).utcoffset() == timedelta(hours=8)
        assert f'datetime="{story[name]}"' in html
    shown = words(html)
    assert story["locationCreated"] == {"@type": "Place", "name": story["dateline"]}
    assert story["publishingPrinciples"] == f"{HOME}/guidelines/"
    assert 'href="/guidelines/"' in html
    for name in ("headline", "description", "dateline", "articleSection"):
        assert story[name] in shown, name
    for each in (*story["keywords"], story["author"][0]["name"], story["publisher"]["name"]):
        assert each in shown
    assert story["publisher"]["@type"] == "NewsMediaOrganization"
    crumbs = told["BreadcrumbList"]["itemListElement"]
    assert [each["name"] for each in crumbs] == ["Kabar Kerinci", "Ekonomi", "Air danau “surut”"]
    assert [each["position"] for each in crumbs] == [1, 2, 3]
    for each in crumbs[:2]:
        assert f'href="{each["item"].removeprefix(HOME)}"' in html


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("news", "NewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("editorial", "OpinionNewsArticle"),
        ("paid", "AdvertiserContentArticle"),
        ("reply", "NewsArticle"),
    ],
)
def test_every_kind_has_its_type(desk, kind, type_):
    _, path = issued(desk, kind=kind, headline="Rumah murah")
    html = page(desk, path)

    assert type_ in linked(html)
    if kind == "paid":
        assert card(html)["og:title"] == ["Advertorial: Rumah murah"]


def test_a_story_on_another_desk_is_its_homes_under_the_headline_shown_there(desk):
    article, path = issued(desk, headline="Judul asal")
    chief = make_user("chief", make_network())
    ambon = make_desk("ambon", language="en")
    workflow.perform("carry", article, by=chief, at=NOW, desk=ambon, headline="Judul Ambon")

    html = page(ambon, path)
    story = linked(html)["NewsArticle"]

    assert story["headline"] == "Judul Ambon"
    assert story["alternativeHeadline"] == "Judul asal"
    assert story["url"] == HOME + path
    assert story["publisher"]["@id"] == f"{HOME}/#newsroom"
    assert card(html)["og:url"] == [HOME + path]
    assert card(html)["og:site_name"] == ["Kabar Ambon"]


def test_nobody_ends_the_data_and_begins_a_script(desk):
    _, path = issued(desk, headline="</script><script>alert(1)</script> & surut")
    html = page(desk, path)

    assert html.count("</script>") == 1 + len(own_scripts(html))
    assert linked(html)["NewsArticle"]["headline"].startswith("</script><script>")


def test_fronts_lists_and_reporters_say_who_they_are(desk):
    soni = make_reporter(desk, name="Soni", slug="soni", biography="Since 2009.")
    issued(desk, reporters=[soni], section=make_section("ekonomi"), topics=["danau"])

    front = linked(page(desk))
    assert front["NewsMediaOrganization"]["parentOrganization"]["name"] == "Kabar Tepian"
    assert front["NewsMediaOrganization"]["areaServed"] == "Kerinci"
    assert front["NewsMediaOrganization"]["actionableFeedbackPolicy"] == f"{HOME}/corrections/"
    assert front["WebSite"]["url"] == f"{HOME}/"
    assert "parentOrganization" not in linked(page(make_network()))["NewsMediaOrganization"]
    for path in ("/sections/ekonomi/", "/topics/danau/"):
        html = page(desk, path)
        assert linked(html)["BreadcrumbList"]["itemListElement"][1]["item"] == HOME + path
        assert card(html)["og:url"] == [HOME + path]
    person = linked(page(desk, "/reporters/soni/"))["ProfilePage"]["mainEntity"]
    assert (person["name"], person["description"]) == ("Soni", "Since 2009.")
    assert person["worksFor"]["name"] == "Kabar Kerinci"


def test_the_card_of_a_story_is_complete(desk):
    _, path = issued(
        desk,
        at=NOW - timedelta(days=1),
        headline="Air & danau",
        reporters=[make_reporter(desk, slug="soni"), make_reporter(desk, slug="rahmi")],
        topics=["danau"],
    )
    told = card(page(desk, path))

    assert told["og:type"] == ["article"]
    assert told["og:title"] == ["Air & danau"]
    assert told["og:locale"] == ["en_US"]
    assert told["article:author"] == [f"{HOME}/reporters/soni/", f"{HOME}/reporters/rahmi/"]
    assert told["article:tag"] == ["danau"]
    published = datetime.fromisoformat(told["article:published_time"][0])
    assert published == NOW - timedelta(days=1)
    assert told["twitter:card"] == ["summary_large_image"]
    assert told["og:image:width"] + told["og:image:height"] == ["1200", "630"]
    assert told["og:image:alt"] == ["Air & danau"]
    picture = read(desk, told["og:image"][0].removeprefix(HOME))
    assert picture["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(picture.content)).size == (1200, 630)


def picture_of(desk, path):
    return card(page(desk, path))["og:image"][0].removeprefix(f"https://{desk.host}")


def test_a_picture_is_drawn_once_and_again_where_its_words_change(desk, monkeypatch):
    article, path = issued(desk, at=NOW - timedelta(days=1), headline="Air surut")
    drawn = []
    real = share.draw_share
    monkeypatch.setattr(share, "draw_share", lambda *w: drawn.append(w) or real(*w))
    first = picture_of(desk, path)

    one, other = read(desk, first), read(desk, first)
    reissue(article, headline="Air naik", at=NOW)
    second = picture_of(desk, article.versions.get(number=2).path)

    assert one.content == other.content
    assert len(drawn) == 1
    assert storages["drawings"].exists(f"{first[-20:-18]}/{first[-18:]}")
    assert second != first
    assert read(desk, first).status_code == 404
    assert read(desk, second).status_code == 200


def test_nobody_sees_the_picture_of_what_is_not_live_here(desk):
    article, path = issued(desk, at=NOW - timedelta(hours=1))
    picture = picture_of(desk, path)
    assert read(desk, picture).status_code == 200
    assert read(make_desk("ambon"), picture).status_code == 404
    assert read(desk, re.sub(r"[0-9a-f]{16}", "0" * 16, picture)).status_code == 404
    assert read(desk, f"/share/{'9' * 19}/{'0' * 16}.png").status_code == 404

    workflow.perform(
        "withdraw", article, by=make_user("chief", desk), at=NOW, ground="decency", reason="Salah."
    )

    assert read(desk, picture).status_code == 404


@pytest.mark.parametrize("headline", ["A", "kata " * 50, "x" * 250, "Pj. Bupati “Asraf” – é", "汉"])
def test_every_headline_can_be_drawn(headline):
    data = share.draw_share("#ffee00", "Kabar <Tepian>" * 5, "a" * 99, "Ekonomi", headline)

    image = Image.open(io.BytesIO(data)).convert("RGB")
    assert image.size == (1200, 630)
    ground = image.getpixel((3, 3))
    assert look.contrast(ground, (255, 255, 255)) >= 4.5
    # Nothing runs over the edge.
    for x in (20, 1180):
        assert {image.getpixel((x, y)) for y in range(630)} == {ground}


def test_each_desk_has_icons_of_its_own(desk, settings):
    html = page(desk)
    icon = re.search(r'rel="icon" href="([^"]+)"', html)[1]
    touch = re.search(r'rel="apple-touch-icon" href="([^"]+)"', html)[1]
    manifest = json.loads(page(desk, re.search(r'rel="manifest" href="([^"]+)"', html)[1]))
    purposes = [(each["purpose"], each["sizes"]) for each in manifest["icons"]]

    assert manifest["name"] == "Kabar Kerinci"
    assert len(manifest["short_name"]) <= 12
    assert manifest["start_url"] == manifest["scope"] == "/"
    assert purposes == [
        ("any", "192x192"),
        ("any", "512x512"),
        ("maskable", "192x192"),
        ("maskable", "512x512"),
    ]
    sizes = [
        (icon, 32),
        (touch, 180),
        *((e["src"], int(e["sizes"][:3])) for e in manifest["icons"]),
    ]
    for path, size in sizes:
        answer = read(desk, path)
        assert Image.open(io.BytesIO(answer.content)).size == (size, size)
        assert "immutable" in answer["Cache-Control"]
        assert read(make_network(), path).status_code == 404
    assert read(desk, "/favicon.ico")["Content-Type"] == "image/png"


def test_a_maskable_icon_keeps_its_emblem_inside_the_circle_that_is_never_cut():
    image = Image.open(
        io.BytesIO(icons.draw_icon("#2f5d8a", pattern_of("kerinci"), "maskable-512"))
    )
    image = image.convert("RGB")
    ground = image.getpixel((0, 0))

    for x in range(0, 512, 4):
        for y in range(0, 512, 4):
            if (x - 256) ** 2 + (y - 256) ** 2 > (512 * 0.4) ** 2:
                assert image.getpixel((x, y)) == ground


def test_a_browser_takes_the_data_under_the_policy_and_asks_nobody_else(
    browser, live_server, settings
):
    settings.ALLOWED_HOSTS = DeskHosts()
    make_network(language="en")
    desk = make_desk("kerinci", language="en")
    _, path = issued(desk)
    host_map.forget()
    base = live_server.url.replace("localhost", "kerinci.localhost")
    tab, said, asked = browser.new_page(), [], []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("request", lambda request: asked.append(request.url))
    tab.add_init_script(
        "window.refused = [];"
        "document.addEventListener('securitypolicyviolation', e => refused.push(e.blockedURI));"
    )
    tab.goto(base + path)

    data = tab.evaluate("JSON.parse(document.querySelector('script').textContent)['@graph'][0]")
    assert data["headline"] == tab.inner_text("h1")
    assert tab.evaluate("refused") == said == []
    assert all(url.startswith(base) for url in asked)
    tab.close()
