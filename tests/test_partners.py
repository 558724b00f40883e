"""Stories for programs of other newsrooms: ninjs and NewsML-G2, of one story and of a desk."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from articles import workflow
from articles.freshness import keys
from articles.models import Placement, Section
from articles.public import freshness
from articles.public.partner_formats import as_xml
from newsroom.imprint.models import Terms

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
from .ninjs import faults
from .readers import page, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
G2 = {"g2": "http://iptc.org/std/nar/2006-10-01/", "html": "http://www.w3.org/1999/xhtml"}


@pytest.fixture
def desk(desks_read_once, settings):
    settings.HTTPS = True
    return make_desk("kerinci", time_zone="Asia/Makassar")


def ninjs(desk, path="/ninjs.json", *, status=200):
    found = json.loads(page(desk, path, status=status))
    assert faults(found) == []
    return found


def newsml(desk, path="/newsml.xml", *, status=200):
    return ElementTree.fromstring(page(desk, path, status=status))


def text_of(item, path):
    return item.findtext(path, namespaces=G2)


def make_full(desk, **values):
    """A story that says everything that a story can say."""
    soni = make_reporter(desk, name="Soni Yoner, S.Pt.", slug="soni-yoner")
    article = make_article(
        desk,
        reporters=[soni],
        headline="Air <danau> & sawah",
        kicker="Danau Kerinci",
        standfirst="Setengah meter.",
        dateline="SUNGAI PENUH",
        source="Antara",
        topics=["danau"],
        section=make_section("ekonomi"),
        at=NOW - timedelta(hours=1),
        **values,
    )
    ani = make_reporter(desk, name="Ani", slug="ani")
    article.bylines.create(reporter=ani, role="photographer", position=2)
    photo = pictures.make_photo(desk)
    body = "<p>Air surut<br>lagi.</p><p>A &amp; B &lt; C.</p>"
    return pictures.issue(article, [pictures.lead(photo, "Perahu kandas.")], body=body)


def test_ninjs_says_all_of_a_story_in_the_words_of_the_standard(desk):
    article = make_full(desk)
    home = "https://kerinci.kabartepian.example"

    item = ninjs(desk, f"/articles/{article.pk}/ninjs.json")

    (part,) = ninjs(desk)["associations"]
    assert part.pop("name") == "Air <danau> & sawah"
    assert part == item
    feed = json.loads(page(desk, "/feed.json"))["items"][0]
    assert item["uri"] == feed["id"]
    assert item["standard"]["version"] == "3.0"
    assert (item["type"], item["pubStatus"], item["version"]) == ("text", "usable", "1")
    assert item["firstCreated"] == feed["date_published"]
    assert item["versionCreated"] == feed["date_modified"]
    assert [each["value"] for each in item["headlines"]] == ["Air <danau> & sawah", "Danau Kerinci"]
    assert item["descriptions"][0]["value"] == "Setengah meter."
    assert item["by"] == "Soni Yoner, S.Pt."
    assert item["located"] == "SUNGAI PENUH"
    assert item["infoSources"] == [{"name": "Antara"}]
    assert item["bodies"][0]["value"] == feed["content_html"]
    assert item["bodies"][0]["wordCount"] == 8
    assert [(each["rel"], each["name"], each["uri"]) for each in item["subjects"]] == [
        ("section", "Ekonomi", f"{home}/sections/ekonomi/"),
        ("topic", "danau", f"{home}/topics/danau/"),
    ]
    assert item["copyrightNotice"] == f"© {NOW.astimezone(desk.zone).year} Kabar Kerinci"
    assert item["rightsInfo"]["linkedRights"] == f"{home}/license.xml"
    path = article.versions.get().path
    assert item["renditions"] == [{"name": "web", "href": home + path, "contentType": "text/html"}]
    (picture,) = item["associations"]
    assert (picture["name"], picture["type"]) == ("lead", "picture")
    assert picture["by"] == "Foto: Rara Lestari"
    assert [each["value"] for each in picture["descriptions"]] == [
        "Perahu kandas.", "Sebuah perahu kayu di atas lumpur kering.",
    ]  # fmt: skip
    shapes = {each["name"]: (each["width"], each["height"]) for each in picture["renditions"]}
    assert shapes.keys() >= {"full", "16x9", "4x3", "1x1"}
    assert all(each["href"].startswith(f"{home}/photos/") for each in picture["renditions"])


def test_newsml_says_the_same_in_the_order_of_its_schema(desk):
    article = make_full(desk)

    answer = read(desk, f"/articles/{article.pk}/newsml.xml")
    item = ElementTree.fromstring(answer.content)

    assert answer["Content-Type"].startswith("application/vnd.iptc.g2.newsitem+xml")
    message = newsml(desk)
    assert message.tag == f"{{{G2['g2']}}}newsMessage"
    assert ElementTree.tostring(message.find("g2:itemSet/g2:newsItem", G2)) == (
        ElementTree.tostring(item)
    )
    data = ninjs(desk, f"/articles/{article.pk}/ninjs.json")
    said = dict(item.attrib)
    assert said.pop("{http://www.w3.org/XML/1998/namespace}lang") == "id"
    assert said == {
        "guid": data["uri"], "version": "1", "standard": "NewsML-G2",
        "standardversion": "2.35", "conformance": "power",
    }  # fmt: skip
    assert [each.tag.partition("}")[2] for each in item] == [
        "catalogRef", "rightsInfo", "itemMeta", "contentMeta", "contentSet",
    ]  # fmt: skip
    assert [each.tag.partition("}")[2] for each in item.find("g2:itemMeta", G2)] == [
        "itemClass", "provider", "versionCreated", "firstCreated", "pubStatus", "title", "link",
    ]  # fmt: skip
    assert [each.tag.partition("}")[2] for each in item.find("g2:contentMeta", G2)] == [
        "contentCreated", "located", "infoSource", "creator", "contributor", "language", "genre",
        "subject", "subject", "slugline", "headline", "dateline", "by", "description",
    ]  # fmt: skip
    meta = item.find("g2:itemMeta", G2)
    assert text_of(meta, "g2:versionCreated") == data["versionCreated"]
    assert meta.find("g2:pubStatus", G2).get("qcode") == "stat:usable"
    content = item.find("g2:contentMeta", G2)
    assert text_of(content, "g2:headline") == "Air <danau> & sawah"
    assert text_of(content, "g2:located/g2:name") == "SUNGAI PENUH"
    assert text_of(content, "g2:creator/g2:name") == text_of(content, "g2:by")
    assert text_of(content, "g2:creator/g2:name") == "Soni Yoner, S.Pt."
    assert text_of(content, "g2:contributor/g2:name") == "Ani"
    assert text_of(content, "g2:slugline") == "Danau Kerinci"
    body = item.find("g2:contentSet/g2:inlineXML/html:html/html:body", G2)
    assert "".join(body.itertext()).endswith(
        "SUNGAI PENUH — Air surutlagi.A & B < C.Sumber: Antara"
    )
    assert body.find("html:figure/html:img", G2).get("src").startswith("https://")


def test_partners_get_whole_texts_only_where_feeds_hold_them(desk):
    article = make_issued(desk, standfirst="Setengah meter.")
    Terms.objects.create(desk=make_network(), feeds="summary")

    for path in ("/ninjs.json", f"/articles/{article.pk}/ninjs.json"):
        assert "Nelayan" not in page(desk, path)
    item = ninjs(desk, f"/articles/{article.pk}/ninjs.json")
    assert item["representationType"] == "partial"
    assert item["descriptions"][0]["value"] == "Setengah meter."
    assert "bodies" not in item
    assert newsml(desk, f"/articles/{article.pk}/newsml.xml").find("g2:contentSet", G2) is None


def test_the_page_of_a_story_leads_programs_to_its_home(desk):
    article = make_issued(desk)
    path = article.versions.get().path

    for shown in (page(desk, path), page(make_network(), path)):
        for form in ("newsml.xml", "ninjs.json"):
            assert f'href="https://{desk.host}/articles/{article.pk}/{form}">' in shown


@pytest.mark.parametrize("form", ["ninjs.json", "newsml.xml"])
def test_a_story_is_at_its_home_alone_and_once_it_is_live(desk, form):
    story, ahead = make_issued(desk), make_issued(desk, live_from=NOW + timedelta(days=1))

    answer = read(make_network(), f"/articles/{story.pk}/{form}")

    assert answer.status_code == 301
    assert answer["Location"] == f"https://{desk.host}/articles/{story.pk}/{form}"
    assert read(make_desk("ambon"), f"/articles/{story.pk}/{form}").status_code == 301
    for number in (ahead.pk, story.pk + 1_000_000, 2**64):
        assert read(desk, f"/articles/{number}/{form}").status_code == 404
        assert read(desk, f"/{form}").status_code == 200
    assert ahead.headline not in page(desk, f"/{form}") or ahead.headline == story.headline


def test_a_withdrawn_story_tells_partners_that_nobody_may_use_it_any_more(desk):
    article = make_issued(desk, headline="Dicabut", at=NOW - timedelta(hours=2))
    reissue(article, headline="Dicabut juga", at=NOW - timedelta(hours=1))
    before = ninjs(desk, f"/articles/{article.pk}/ninjs.json")
    chief = make_user("chief", desk)
    workflow.perform(
        "withdraw", article, by=chief, at=NOW, ground="inaccurate", reason="Keliru sama sekali."
    )

    gone = ninjs(desk, f"/articles/{article.pk}/ninjs.json", status=410)

    assert gone["uri"] == before["uri"]
    assert gone["pubStatus"] == "canceled"
    assert gone["version"] == before["version"] == "2"
    item = newsml(desk, f"/articles/{article.pk}/newsml.xml", status=410)
    assert item.get("guid") == before["uri"]
    assert item.find("g2:itemMeta/g2:pubStatus", G2).get("qcode") == "stat:canceled"
    assert text_of(item, "g2:itemMeta/g2:provider/g2:name") == gone["copyrightHolder"]
    assert gone["copyrightHolder"] == "Kabar Kerinci"
    assert "Dicabut" not in json.dumps(gone) + ElementTree.tostring(item, "unicode")
    assert ninjs(desk)["associations"] == []


def test_a_message_of_a_desk_without_stories_holds_an_item_that_nobody_may_use(desk):
    (item,) = newsml(desk).findall("g2:itemSet/g2:newsItem", G2)

    assert item.get("guid") == ninjs(desk)["uri"]
    assert item.find("g2:itemMeta/g2:pubStatus", G2).get("qcode") == "stat:withheld"
    assert item.find("g2:contentSet", G2) is None


def test_paid_stories_and_opinions_say_so_to_partners_too(desk):
    make_issued(desk, headline="Rumah murah", kind="paid")

    (item,) = ninjs(desk)["associations"]

    assert item["genres"] == [{"name": "Advertorial", "literal": "paid"}]
    assert item["title"] == "Advertorial: Rumah murah"


def test_characters_that_no_partner_can_read_break_nothing(desk):
    make_issued(desk, headline="Danau \x0b“surut” \x01", standfirst="Se\x02tengah]]>")

    assert newsml(desk).findtext(".//g2:headline", namespaces=G2) == "Danau “surut” "
    assert ninjs(desk)["associations"][0]["descriptions"][0]["value"] == "Setengah]]>"
    assert as_xml('<p>a&nbsp;b<br>c<img src="x" alt=""></p>') == (
        '<p>a\xa0b<br/>c<img src="x" alt=""/></p>'
    )


@pytest.mark.parametrize("number", [3, 60])
def test_partners_cost_the_same_few_queries_whatever_the_archive(
    desk, number, django_assert_num_queries
):
    make_many_live(desk, number, section=make_section("ekonomi"))
    newest = Placement.objects.filter(desk=desk).newest_first()[0]
    story = f"/articles/{newest.article_id}/"
    page(desk, "/desks/")

    for path in ("/ninjs.json", "/newsml.xml", f"{story}ninjs.json", f"{story}newsml.xml"):
        whole = page(desk, path)
        with django_assert_num_queries(2):
            assert page(desk, path) == whole


def test_a_section_s_new_address_is_in_what_partners_get_from_a_process_that_gave_the_old_one(desk):
    article = make_full(desk)
    assert "/sections/ekonomi/" in page(desk, "/ninjs.json")

    Section.objects.filter(slug="ekonomi").update(slug="niaga")
    freshness.forget({keys.ALL})

    for path in ("/ninjs.json", f"/articles/{article.pk}/newsml.xml"):
        said = page(desk, path)
        assert "/sections/niaga/" in said
        assert "/sections/ekonomi/" not in said
