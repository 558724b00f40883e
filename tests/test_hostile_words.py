"""Names and words that a stranger would choose to break what programs read of a desk."""

import json
from datetime import timedelta
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from taggit.models import Tag

from articles import html

from . import pictures
from .factories import NOW, make_article, make_desk, make_reporter, make_section
from .readers import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
# What XML cannot hold, what turns lines or ends them for some, and what ends other languages.
HOSTILE = "\x01\x0b\x1f\ufffe\u2028\u202e]]>--></script><script>alert(1)</script>\"'&"


@pytest.fixture
def paths(monkeypatch):
    """The addresses of one story that has such words wherever words may stand."""
    # As it was stored before such characters were left out.
    monkeypatch.setattr(html, "seen", str)
    desk = make_desk("kerinci", name=f"K{HOSTILE}", masthead=f"M{HOSTILE}", time_zone="UTC")
    article = make_article(
        desk,
        reporters=[make_reporter(desk, name=f"R{HOSTILE}", slug="soni")],
        headline=f"H{HOSTILE}",
        kicker=HOSTILE[:60],
        standfirst=f"S{HOSTILE}",
        dateline=f"D{HOSTILE}"[:80],
        source=f"Q{HOSTILE}",
        topics=[f"danau{HOSTILE}"],
        section=make_section("ekonomi", name=HOSTILE[:60]),
        at=NOW - timedelta(hours=1),
    )
    photo = pictures.make_photo(desk, credit=HOSTILE, alt=HOSTILE)
    body = f"<p>T{HOSTILE}</p>"
    number = pictures.issue(article, [pictures.lead(photo, f"C{HOSTILE}")], body=body).pk
    topic = f"/topics/{quote(Tag.objects.get().slug)}/"
    return desk, f"/articles/{number}/", ["/", "/sections/ekonomi/", topic, "/reporters/soni/"]


def test_no_word_breaks_what_programs_read(paths):
    desk, story, lists = paths
    month = f"/sitemap-{NOW:%Y-%m}.xml"
    feeds = [
        f"{each}{form}"
        for each in lists
        for form in ("rss.xml", "atom.xml", "newsml.xml", "feed.json", "ninjs.json")
    ]
    alone = [f"{story}newsml.xml", f"{story}ninjs.json", "/manifest.webmanifest"]
    others = ["/sitemap-news.xml", "/sitemap-pages.xml", month, "/opensearch.xml", "/license.xml"]

    for path in [*feeds, *alone, *others]:
        text = b"".join(read(desk, path))

        assert (ElementTree.fromstring if path.endswith("xml") else json.loads)(text)


def test_no_word_becomes_a_script(paths):
    desk, story, lists = paths
    story = read(desk, story).headers["Location"]

    for path in [*lists, story, "/search/?q=danau", "/masthead/", "/desks/"]:
        assert b"<script>alert" not in read(desk, path).content
