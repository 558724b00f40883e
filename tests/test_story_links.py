"""Links to other stories inside a text: what is stored, what readers get, how one is found."""

from datetime import timedelta

import pytest

from articles import html, workflow
from articles.models import Version
from articles.public.tags import body_with_dateline

from .factories import NOW, make_desk, make_issued, make_user, reissue
from .readers import page, words
from .staff import client_of, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
EARLIER = NOW - timedelta(hours=2)
SEARCH = "/admin/articles/article/stories/"


def link(number):
    return f'<p data-story="{number}"></p>'


def text_of(article, desk=None):
    path = article.versions.latest("number").path
    html = page(desk or article.desk, path)
    return html.split('<div class="text"')[1].split("</article>")[0]


@pytest.fixture
def desk():
    return make_desk("kerinci")


@pytest.fixture
def other():
    return make_issued(make_desk("ambon"), at=EARLIER, headline="Cakalang sedang murah")


@pytest.fixture
def article(desk, other):
    return make_issued(desk, at=EARLIER, body=f"<p>Satu.</p>{link(other.pk)}<p>Dua.</p>")


def test_a_link_is_stored_as_a_number_and_nothing_else():
    assert html.clean('<p data-story="12" class="x" id="y">Judul <b>lama</b></p>') == link(12)
    for strange in ("0", "-1", "x", "1 2", "1e3", "", "٣", "9" * 19):
        assert "data-story" not in html.clean(f'<p data-story="{strange}">Judul</p>')
    assert "data-story" not in html.clean('<h2 data-story="12">Judul</h2>')


def test_a_link_counts_as_no_word_of_the_text():
    assert html.word_count(f"<p>Satu dua.</p>{link(12)}") == 2
    assert html.stories(f"{link(12)}<p>Satu.</p>{link(7)}{link(12)}") == [12, 7]


def test_readers_find_the_story_by_the_headline_that_it_has_at_that_moment(article, other):
    home = f"http://{other.desk.host}{other.versions.get().path}"
    assert f'<b>Baca juga:</b> <a href="{home}">Cakalang sedang murah</a></p>' in text_of(article)

    reissue(other, headline="Cakalang naik lagi")

    shown = text_of(article)
    assert "Cakalang naik lagi" in shown
    assert "sedang murah" not in shown


def test_a_link_is_gone_as_soon_as_its_story_is(article, other):
    chief = make_user("chief", other.desk)

    workflow.perform("withdraw", other, by=chief, at=NOW, ground="child", reason="Seorang anak.")

    shown = text_of(article)
    assert "read-also" not in shown
    assert "data-story" not in shown
    assert "Cakalang" not in shown


def test_a_link_to_what_is_still_ahead_tells_nobody_of_it(desk):
    ahead = make_issued(desk, at=EARLIER, live_from=NOW + timedelta(days=1), headline="Rahasia")
    article = make_issued(desk, at=EARLIER, body=f"<p>Satu.</p>{link(ahead.pk)}")

    assert "Rahasia" not in text_of(article)


def test_a_link_to_another_desks_story_stays_inside_the_text(article, desk, other):
    everything = page(desk, article.versions.get().path)

    assert everything.count("Cakalang sedang murah") == 1


def test_a_dateline_opens_the_first_paragraph_below_a_link(desk, other):
    article = make_issued(desk, at=EARLIER, dateline="SIULAK", body=f"{link(other.pk)}<p>Satu.</p>")

    shown = text_of(article)

    assert shown.index("Cakalang") < shown.index("SIULAK") < shown.index("Satu.")
    assert "SIULAK</span> — Satu.</p>" in shown


@pytest.mark.parametrize(
    ("begins", "opened"),
    [("<p>Satu.</p>", " — Satu.</p>"), ("<h2>Satu</h2>", " — </p><h2>Satu</h2>")],
)
def test_a_dateline_opens_a_text_below_any_number_of_pictures(begins, opened):
    picture = '<figure data-photo="1"><figcaption>Danau</figcaption></figure>'
    version = Version(dateline="SIULAK", body=picture * 40 + begins)

    assert body_with_dateline(version) == f'<p><span class="dateline">SIULAK</span>{opened}'


def test_links_cost_the_page_no_query(article, desk, django_assert_num_queries, desks_read_once):
    path = article.versions.get().path
    page(desk, path)

    with django_assert_num_queries(2):
        page(desk, path)


def test_feeds_hold_the_text_without_its_links(article, desk):
    feed = page(desk, "/feed.json")

    assert "Dua." in feed
    assert "data-story" not in feed
    assert "Cakalang" not in feed


def test_a_story_is_found_by_words_or_number_among_what_readers_have(desk, other):
    make_issued(desk, live_from=NOW + timedelta(days=1), headline="Cakalang rahasia")
    client = client_of(make_user("reporter", desk))

    for query in ("cakalang", str(other.pk), ""):
        found = client.get(SEARCH, {"q": query}).json()["found"]
        assert [(each["number"], each["headline"]) for each in found] == [
            (other.pk, "Cakalang sedang murah")
        ]
        assert found[0]["said"].startswith("Ambon, ")
    for query in ("hiu", "9" * 18, "9" * 40, "%"):
        assert client.get(SEARCH, {"q": query}).json()["found"] == []


def test_whoever_reads_a_working_copy_sees_where_its_links_lead(article, other):
    editor = make_user("editor", article.desk)

    shown = client_of(editor).get(page_of(article)).text

    assert "Cakalang sedang murah" in words(shown)
