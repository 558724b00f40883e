"""Feeds: what programs read of a desk, and how they know that nothing is new."""

import json
import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from taggit.models import Tag

from articles import workflow
from newsroom.desks import hosts
from newsroom.imprint.models import Terms
from newsroom.photos.models import Photo

from . import pictures
from .factories import (
    NOW,
    make_article,
    make_desk,
    make_issued,
    make_many_live,
    make_network,
    make_reporter,
    make_section,
    make_user,
    reissue,
)
from .feeds_read import FORMS, NAMES, atom, headlines, jsonfeed, rss
from .readers import page, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def desk(desks_read_once, settings):
    settings.HTTPS = True
    return make_desk("kerinci", time_zone="Asia/Makassar")


def test_every_format_tells_the_same_newest_stories_of_a_desk_and_of_those_above(desk):
    first = make_issued(desk, headline="Air Danau Surut", at=NOW - timedelta(hours=2))
    second = make_issued(desk, headline="Jalan “Lama” & Baru", at=NOW - timedelta(hours=1))
    make_issued(make_desk("ambon"), headline="Kabar Ambon", at=NOW - timedelta(minutes=9))

    assert headlines(desk) == [second.headline, first.headline]
    assert headlines(make_network()) == ["Kabar Ambon", second.headline, first.headline]


def test_rss_says_what_a_validator_asks_for(desk):
    desk.language = "en"
    desk.save()
    hosts.host_map.forget()
    soni = make_reporter(desk, name="Soni Yoner, S.Pt., M.Si.", slug="soni-yoner")
    article = make_issued(
        desk,
        reporters=[soni],
        headline="Air surut",
        standfirst="Setengah <meter> & lebih.",
        dateline="SUNGAI PENUH",
        topics=["danau"],
        section=make_section("ekonomi"),
    )

    channel = rss(desk)
    item = channel.find("item")

    assert channel.findtext("title") == "Kabar Kerinci"
    assert channel.findtext("link") == "https://kerinci.kabartepian.example/"
    assert channel.findtext("language") == "en"
    links = {each.get("rel"): each.get("href") for each in channel.findall("atom:link", NAMES)}
    assert links == {"self": "https://kerinci.kabartepian.example/rss.xml"}
    pubdate = parsedate_to_datetime(item.findtext("pubDate"))
    assert pubdate == NOW
    assert pubdate.utcoffset() == timedelta(hours=8)
    assert item.find("guid").get("isPermaLink") == "false"
    assert item.findtext("guid").startswith("urn:uuid:")
    assert item.findtext("link") == (
        f"https://kerinci.kabartepian.example/articles/{article.pk}/air-surut/"
    )
    assert item.findtext("description") == "Setengah &lt;meter&gt; &amp; lebih."
    assert item.findtext("dc:creator", namespaces=NAMES) == "Soni Yoner, S.Pt., M.Si."
    assert item.find("author") is None
    assert [each.text for each in item.findall("category")] == ["Ekonomi", "danau"]
    body = item.findtext("content:encoded", namespaces=NAMES)
    assert body.startswith('<p><span class="dateline">SUNGAI PENUH</span> — Air Danau')


def test_atom_says_what_the_standard_asks_for(desk):
    article = make_issued(
        desk,
        at=NOW - timedelta(days=1),
        reporters=[make_reporter(desk, slug="soni"), make_reporter(desk, slug="rahmi")],
    )
    reissue(article, at=NOW - timedelta(hours=1), headline="Air naik lagi")

    feed = atom(desk)
    entry = feed.find("atom:entry", NAMES)
    links = {each.get("rel"): each.get("href") for each in feed.findall("atom:link", NAMES)}

    assert feed.findtext("atom:id", namespaces=NAMES).startswith("urn:uuid:")
    assert links["self"] == "https://kerinci.kabartepian.example/atom.xml"
    for each, moment in (
        (feed.findtext("atom:updated", namespaces=NAMES), NOW - timedelta(hours=1)),
        (entry.findtext("atom:updated", namespaces=NAMES), NOW - timedelta(hours=1)),
        (entry.findtext("atom:published", namespaces=NAMES), NOW - timedelta(days=1)),
    ):
        assert datetime.fromisoformat(each) == moment
    assert [each.text for each in entry.findall("atom:author/atom:uri", NAMES)] == [
        "https://kerinci.kabartepian.example/reporters/soni/",
        "https://kerinci.kabartepian.example/reporters/rahmi/",
    ]
    assert entry.find("atom:summary", NAMES) is None
    assert entry.find("atom:content", NAMES).get("type") == "html"
    assert len(entry.findall("atom:link[@rel='alternate']", NAMES)) == 1


def test_json_feed_says_what_the_standard_asks_for(desk):
    make_issued(desk, standfirst="Setengah <meter>.")

    feed = jsonfeed(desk)
    item = feed["items"][0]

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://kerinci.kabartepian.example/feed.json"
    assert feed["home_page_url"] == "https://kerinci.kabartepian.example/"
    assert item["summary"] == "Setengah <meter>."
    assert "<p>" in item["content_html"]
    assert "content_text" not in item
    assert datetime.fromisoformat(item["date_published"]).utcoffset() is not None
    assert set(item["authors"][0]) == {"name", "url"}
    assert "hubs" not in feed


def test_a_summary_is_all_there_is_where_the_desk_or_one_above_wants_it_so(desk):
    make_issued(desk, standfirst="Setengah meter.")
    Terms.objects.create(desk=make_network(), feeds="summary")

    assert "Nelayan" not in page(desk, "/rss.xml") + page(desk, "/atom.xml")
    item = jsonfeed(desk)["items"][0]
    assert item["content_text"] == "Setengah meter."
    assert "content_html" not in item

    Terms.objects.create(desk=desk, feeds="full")
    for form in FORMS:
        assert "Nelayan" in page(desk, f"/{form}")


def test_an_entry_keeps_its_name_whatever_changes_and_wherever_it_stands(desk):
    article = make_issued(desk, at=NOW - timedelta(days=1))
    before, feed = jsonfeed(desk)["items"][0], atom(desk).findtext("atom:id", namespaces=NAMES)
    section = atom(desk, f"{article.section.path}atom.xml").findtext("atom:id", namespaces=NAMES)
    reissue(article, headline="Judul lain", at=NOW - timedelta(hours=1))
    desk.host = "kerinci.lain.example"
    desk.save()
    hosts.host_map.forget()

    after = jsonfeed(desk)["items"][0]

    assert after["title"] == "Judul lain"
    assert after["url"] != before["url"]
    assert after["id"] == before["id"] == jsonfeed(make_network())["items"][0]["id"]
    assert after["date_published"] == before["date_published"]
    assert after["date_modified"] > before["date_modified"]
    # And so does the feed itself, which is no other feed.
    assert atom(desk).findtext("atom:id", namespaces=NAMES) == feed
    assert len({feed, section, atom(make_network()).findtext("atom:id", namespaces=NAMES)}) == 3


def test_what_is_not_live_is_in_no_feed(desk):
    withdrawn = make_issued(desk, headline="Dicabut", at=NOW - timedelta(hours=2))
    make_issued(desk, headline="Besok", live_from=NOW + timedelta(days=1))
    stays = make_issued(desk, headline="Tetap", at=NOW - timedelta(hours=3))
    updated = make_issued(desk, headline="Lama", at=NOW - timedelta(hours=4))
    reissue(updated, headline="Baru", at=NOW, live_from=NOW + timedelta(days=1))
    assert headlines(desk) == ["Dicabut", "Tetap", "Lama"]

    chief = make_user("chief", desk)
    workflow.perform(
        "withdraw", withdrawn, by=chief, at=NOW, ground="inaccurate", reason="Keliru sama sekali."
    )

    assert headlines(desk) == headlines(make_network()) == [stays.headline, "Lama"]


def test_paid_stories_say_so_before_their_headline(desk):
    make_issued(desk, headline="Rumah murah", kind="paid")

    label = headlines(desk)[0].removesuffix(": Rumah murah")

    assert label in ("Advertorial", "Pariwara")


@pytest.mark.parametrize(("kind", "rel"), [("paid", "sponsored noopener"), ("news", "noopener")])
def test_links_of_paid_stories_say_that_somebody_paid_for_them(desk, kind, rel):
    body = '<p>Rumah di <a href="https://rumah.example/">sini</a>, kata rel="noopener".</p>'
    story = make_issued(desk, kind=kind, body=body, headline="Rumah murah")

    said = f'<a href="https://rumah.example/" rel="{rel}">sini</a>, kata rel="noopener".'
    assert said in page(desk, story.versions.get().path)
    assert said in json.loads(page(desk, "/feed.json"))["items"][0]["content_html"]


@pytest.mark.parametrize("form", FORMS)
def test_who_has_the_feed_is_told_so_until_anything_changes(desk, form):
    article = make_issued(desk, at=NOW - timedelta(hours=1))
    make_issued(desk, at=NOW - timedelta(hours=2))
    first = read(desk, f"/{form}")
    known = {"HTTP_IF_NONE_MATCH": first["ETag"]}

    assert first["Cache-Control"] == "no-cache"
    assert parsedate_to_datetime(first["Last-Modified"]) == NOW - timedelta(hours=1)
    again = read(desk, f"/{form}", **known)
    assert again.status_code == 304
    assert again.content == b""

    workflow.perform(
        "withdraw",
        article,
        by=make_user("chief", desk),
        at=NOW,
        ground="decency",
        reason="Tidak patut.",
    )
    # The newest date is older than before: it must not answer for what is gone.
    since = {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]}
    assert read(desk, f"/{form}", **known).status_code == 200
    assert read(desk, f"/{form}", **since).status_code == 200


@pytest.mark.parametrize("path", ["/sections/ekonomi/", "/topics/danau/", "/reporters/soni-yoner/"])
def test_lists_have_feeds_of_their_own_and_name_them_first(desk, path):
    topic = Tag.objects.create(name="danau", slug="danau")
    soni = make_reporter(desk, name="Soni", slug="soni-yoner")
    make_many_live(desk, 40, section=make_section("ekonomi"), topic=topic, reporter=soni)
    make_issued(desk, headline="Lain sama sekali", section=make_section("hukum"))
    html = page(desk, path)

    named = re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)"', html)

    assert [kind for kind, _ in named[:3]] == [
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
    ]
    assert [address for _, address in named] == [
        *(path + form for form in FORMS),
        *(f"/{form}" for form in FORMS),
    ]
    for kind, address in named:
        answer = read(desk, address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == f"{kind}; charset=utf-8"
    assert len(jsonfeed(desk, path + "feed.json")["items"]) == 30
    for form in FORMS:
        assert "Lain sama sekali" not in page(desk, path + form)


@pytest.mark.parametrize("path", ["/topics/danau/", "/reporters/soni-yoner/", "/sections/nix/"])
def test_there_is_no_feed_of_what_the_desk_never_showed(desk, path):
    make_issued(make_desk("ambon"), topics=["danau"], reporters=[make_reporter(slug="soni-yoner")])

    for form in FORMS:
        page(desk, path + form, status=404)


def test_an_empty_feed_is_a_feed(desk):
    assert headlines(desk) == []
    assert read(desk, "/atom.xml")["ETag"] == read(desk, "/atom.xml")["ETag"]


def test_characters_that_xml_cannot_hold_break_no_feed(desk):
    make_issued(desk, headline="Air\x0b surut", body="<p>Air\x01 surut.</p>")

    assert headlines(desk) == ["Air surut"]


def test_links_in_the_text_work_from_anywhere(desk):
    make_issued(desk, body='<p><a href="/articles/7/">Baca juga</a></p>')

    assert (
        'href="https://kerinci.kabartepian.example/articles/7/"'
        in (jsonfeed(desk)["items"][0]["content_html"])
    )


def test_the_hub_is_named_where_there_is_one(desk, settings):
    settings.WEBSUB_HUB = "https://hub.example/"
    make_issued(desk)

    answer = read(desk, "/rss.xml")

    assert answer["Link"] == (
        '<https://hub.example/>; rel="hub", '
        '<https://kerinci.kabartepian.example/rss.xml>; rel="self"'
    )
    for feed in (rss(desk), atom(desk)):
        hubs = [
            each.get("href")
            for each in feed.iter(f"{{{NAMES['atom']}}}link")
            if each.get("rel") == "hub"
        ]
        assert hubs == ["https://hub.example/"]
    assert jsonfeed(desk)["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_pictures_go_along_as_far_as_they_may_be_shown(desk):
    head, inside = pictures.make_photo(desk), pictures.make_photo(desk)
    figure = pictures.figure(inside, "Nelayan <em>menunggu</em>", "Foto: Ani", "Dermaga")
    body = f"<p>Air surut.</p>{figure}<p>Hujan.</p>"
    article = make_article(desk, at=NOW - timedelta(hours=1))
    pictures.issue(article, [pictures.lead(head, "Perahu kandas.")], body=body)

    item = jsonfeed(desk)["items"][0]
    assert item["image"].startswith("https://kerinci.kabartepian.example/photos/")
    content = item["content_html"]
    assert content.index("Perahu kandas.") < content.index("Air surut.")
    assert "<figcaption>Nelayan <em>menunggu</em> Foto: Ani" in content
    assert 'alt="Dermaga"' in content
    assert len(re.findall(r'<img src="https://[^"]+\.jpg" width="\d+" height="\d+"', content)) == 2
    assert "srcset" not in content
    media = rss(desk).find("item/media:content", NAMES)
    assert media.get("url") == item["image"]
    assert (media.get("width"), media.get("height")) == ("1200", "630")
    assert media.findtext("media:credit", namespaces=NAMES) == "Foto: Rara Lestari"
    (enclosure,) = atom(desk).findall("atom:entry/atom:link[@rel='enclosure']", NAMES)
    assert enclosure.get("href") == item["image"]

    Photo.objects.update(usable_until=NOW)

    for form in FORMS:
        told = page(desk, f"/{form}")
        assert "/photos/" not in told
        assert "Perahu" not in told
        assert "menunggu" not in told.replace("Nelayan menunggu hujan", "")
