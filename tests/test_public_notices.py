"""What readers see of notices: at the story, in lists, in feeds, and among the corrections."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import workflow
from articles.public import about
from newsroom.desks.hosts import host_map
from newsroom.desks.models import Desk
from newsroom.imprint.models import Terms

from .factories import (
    NOW,
    make_desk,
    make_issued,
    make_network,
    make_section,
    make_user,
    reissue,
)
from .readers import card, link, linked, page, read, words
from .test_notices import (
    CLARIFICATION,
    CORRECTION,
    EARLIER,
    LATER,
    REPLY,
    REQUESTED,
    UPDATE,
    approved_again,
    give,
    issue,
)

pytestmark = pytest.mark.django_db
SAID = NOW - timedelta(hours=1)


@pytest.fixture
def desk():
    return make_desk("kerinci")


@pytest.fixture
def article(desk):
    return make_issued(desk, headline="Air danau surut", at=EARLIER)


def path_of(article):
    return article.versions.latest("number").path


def story(html):
    return html.split('<article class="story">')[1].split("</article>")[0]


def test_a_correction_stands_before_the_text_on_every_desk_at_once(desk, article):
    ambon = make_desk("ambon", time_zone="Asia/Jayapura")
    chief = make_user("chief", ambon)
    workflow.perform("carry", article, by=chief, at=EARLIER, desk=ambon)

    give(article, CORRECTION, at=SAID)

    for each, zone in ((desk, "WIB"), (ambon, "WIT"), (make_network(), "WIB")):
        html = story(page(each, path_of(article)))
        notice, text = html.index('id="notice-'), html.index('class="text"')
        assert notice < text
        said = words(html[notice:text])
        assert CORRECTION["wrong"] in said
        assert f"{CORRECTION['text']} {CORRECTION['apology']}" in said
        assert re.search(rf"\d{{2}}:\d{{2}} {zone} ", said)


@pytest.mark.parametrize("notice", [REQUESTED, CLARIFICATION, REPLY], ids=lambda each: each["kind"])
def test_what_others_asked_for_or_reply_is_told_with_who_they_are(desk, article, notice):
    give(article, notice, at=SAID)

    html = story(page(desk, path_of(article))).split('class="text"')[0]

    for part, told in notice.items():
        assert part == "kind" or told in words(html)


def test_the_words_of_a_notice_are_shown_as_words(desk, article):
    give(article, CLARIFICATION | {"text": "<script>x</script> & “ya”\nbaris dua"}, at=SAID)

    html = page(desk, path_of(article))

    assert "&lt;script&gt;x&lt;/script&gt; &amp; “ya”<br>baris dua" in html
    assert "<script>x" not in html


def test_what_changed_lists_each_time_with_its_line_and_no_older_text(desk, article):
    Desk.objects.filter(pk=desk.pk).update(language="en")
    host_map.forget()
    old = article.headline
    issue(approved_again(article, at=EARLIER, headline="Danau naik lagi"), UPDATE, at=SAID)
    give(article, CORRECTION, at=SAID + timedelta(minutes=5))

    html = story(page(desk, path_of(article)))
    changed = html.split('<details class="changes">')[1].split("</details>")[0]

    assert re.findall(r"Version \d|First published", words(changed)) == [
        "Version 2",
        "First published",
    ]
    assert changed.index(CORRECTION["wrong"]) < changed.index(UPDATE["text"])
    assert UPDATE["text"] not in html.split('class="text"')[0]
    assert old not in html


def test_a_story_that_never_changed_has_no_list_of_changes(desk, article):
    assert "changes" not in story(page(desk, path_of(article)))


def test_nobody_learns_of_a_notice_before_its_version_is_live(desk, article, settings):
    issue(approved_again(article), CORRECTION, live_from=LATER)

    for path in (path_of(article), "/", "/corrections/", "/rss.xml", "/atom.xml", "/feed.json"):
        assert CORRECTION["text"] not in page(desk, path)
        assert 'class="corrected"' not in page(desk, path)


def test_a_reply_and_its_story_lead_to_each_other_while_both_are_live(desk, article):
    answer = make_issued(
        make_desk("ambon"), kind="reply", headline="Kuota tidak ditahan", at=EARLIER
    )
    give(article, REPLY | {"text": "", "reply": answer.pk}, at=SAID)

    home = f"http://{answer.desk.host}{path_of(answer)}"
    assert f'<a href="{home}">Kuota tidak ditahan</a>' in story(page(desk, path_of(article)))
    back = story(page(answer.desk, path_of(answer)))
    assert f'<a href="http://{desk.host}{path_of(article)}">Air danau surut</a>' in back

    editor = make_user("editor", answer.desk)
    workflow.perform("withdraw", answer, by=editor, at=NOW, ground="decency", reason="Keliru.")
    assert "Kuota tidak ditahan" not in page(desk, path_of(article))


def test_lists_and_fronts_say_that_a_story_was_corrected_and_no_more(desk, article):
    clarified = make_issued(desk, headline="Muara utara", at=EARLIER)
    give(article, CORRECTION, at=SAID)
    give(clarified, CLARIFICATION, at=SAID)

    day = timezone.localtime(EARLIER, desk.zone)
    for path in ("/", f"/sections/{make_section().slug}/", f"/archive/{day:%Y/%m/%d}/"):
        html = page(desk, path)
        assert html.count('class="corrected"') == 1
        assert CORRECTION["text"] not in html


def test_corrections_lists_every_kind_with_its_story_and_an_address_of_its_own(desk, article):
    other = make_issued(make_desk("ambon"), at=EARLIER)
    give(other, CLARIFICATION | {"text": "Di Ambon."}, at=SAID)
    for number, notice in enumerate((UPDATE, CORRECTION, REQUESTED, CLARIFICATION, REPLY)):
        give(article, notice, at=SAID + timedelta(minutes=number))

    html = page(desk, "/corrections/")

    told = [html.index(n["text"]) for n in (REPLY, CLARIFICATION, REQUESTED, CORRECTION, UPDATE)]
    assert told == sorted(told)
    assert "Di Ambon." not in html
    for notice in article.notices.all():
        assert f'id="notice-{notice.pk}"' in html
        assert f'href="http://{desk.host}{path_of(article)}#notice-{notice.pk}"' in html
        assert f'id="notice-{notice.pk}"' in page(desk, path_of(article))


def test_what_was_said_beside_a_story_goes_with_it_when_it_is_withdrawn(desk, article):
    """A name that had to go is not read in an old correction either."""
    give(article, CORRECTION, at=SAID)
    chief = make_user("chief", desk)

    workflow.perform(
        "withdraw", article, by=chief, at=NOW, ground="child", reason="Menyangkut anak."
    )

    html = page(desk, "/corrections/")
    assert "Menyangkut anak." in html
    assert CORRECTION["text"] not in html
    assert CORRECTION["text"] not in page(desk, f"/articles/{article.pk}/", status=410)


def test_a_story_that_comes_back_says_when_and_why_it_had_been_withdrawn(desk, article):
    chief = make_user("chief", desk)
    reason = "Angkanya belum diperiksa."
    workflow.perform("withdraw", article, by=chief, at=SAID, ground="inaccurate", reason=reason)
    reissue(article, at=SAID + timedelta(minutes=1))

    changed = re.search(
        r'<details class="changes">.*?</details>', page(desk, path_of(article)), re.DOTALL
    )[0]

    assert reason in changed and "Pencabutan:" in changed
    assert page(desk, path_of(article)).count(reason) == 1, "it stands in the list alone"
    for feed in ("/feed.json", "/ninjs.json"):
        assert reason not in page(desk, feed)


def test_the_list_of_notices_goes_on_by_key(desk, article, monkeypatch):
    monkeypatch.setattr(about, "NOTICES", 2)
    for number in range(5):
        give(
            article, CLARIFICATION | {"text": f"Hal {number}."}, at=SAID + timedelta(minutes=number)
        )
    found, query = [], ""
    while query is not None:
        html = page(desk, f"/corrections/{query}")
        found += re.findall(r"Hal \d\.", html)
        query = link(html, "next")

    assert found == [f"Hal {number}." for number in (4, 3, 2, 1, 0)]


def test_feeds_say_it_at_the_head_of_the_same_entry(desk, article):
    before = json.loads(page(desk, "/feed.json"))["items"][0]
    give(article, CORRECTION, at=SAID)

    after = json.loads(page(desk, "/feed.json"))["items"][0]

    assert after["id"] == before["id"]
    assert after["date_published"] == before["date_published"]
    assert before["date_modified"] < after["date_modified"]
    head, _, text = after["content_html"].partition("</p>")
    assert CORRECTION["text"] in head
    assert CORRECTION["apology"] in head
    assert text == before["content_html"]
    for form in ("rss.xml", "atom.xml"):
        assert CORRECTION["text"] in page(desk, f"/{form}")


def test_a_feed_of_summaries_says_it_before_the_summary(desk, article):
    Terms.objects.create(desk=desk, feeds="summary")
    give(article, CORRECTION, at=SAID)

    item = json.loads(page(desk, "/feed.json"))["items"][0]

    assert CORRECTION["text"] in item["summary"]
    assert "content_html" not in item


def test_machines_read_the_correction_as_it_is_shown(desk, article):
    give(article, CORRECTION, at=SAID)
    html = page(desk, path_of(article))

    (comment,) = linked(html)["NewsArticle"]["correction"]

    assert comment["@type"] == "CorrectionComment"
    assert comment["text"] in words(html)
    assert comment["url"].partition("#")[2] in re.findall(r'id="([^"]+)"', html)
    assert f'<time datetime="{comment["datePublished"]}">' in html
    assert linked(html)["NewsArticle"]["dateModified"] == comment["datePublished"]
    assert card(html)["article:modified_time"] == [comment["datePublished"]]


@pytest.mark.parametrize("home", [make_network, make_desk])
def test_sitemaps_are_as_new_as_the_last_notice(home):
    desk = home()
    article = make_issued(desk, at=EARLIER)
    elsewhere = make_issued(make_desk(), at=EARLIER)

    def lastmods(path):
        answer = read(desk, path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return re.findall(r"<lastmod>([^<]*)</lastmod>", body.decode())

    month = f"/sitemap-{timezone.localtime(EARLIER, desk.zone):%Y-%m}.xml"
    before = lastmods("/sitemap.xml"), lastmods(month)

    give(elsewhere, CORRECTION, at=SAID)
    assert (lastmods("/sitemap.xml"), lastmods(month)) == before

    give(article, CORRECTION, at=SAID)
    after = lastmods("/sitemap.xml"), lastmods(month)
    assert [after[0][0] > before[0][0], after[1][0] > before[1][0]] == [True, True]


def test_notices_cost_a_page_no_query(desk, article, django_assert_num_queries, desks_read_once):
    issue(approved_again(article, at=EARLIER), UPDATE, at=SAID)
    for notice in (CORRECTION, REQUESTED, CLARIFICATION, REPLY):
        give(article, notice, at=SAID)
    path = path_of(article)
    page(desk, path)

    with django_assert_num_queries(2):
        page(desk, path)
    with django_assert_num_queries(2):
        page(desk, "/corrections/")


def test_a_corrected_story_stays_marked_in_its_later_versions(desk, article):
    give(article, CORRECTION, at=SAID)

    reissue(article, headline="Danau naik lagi")

    assert page(desk).count('class="corrected"') == 1
    assert CORRECTION["text"] in page(desk, path_of(article))


def test_a_front_has_the_newest_corrections_and_leads_to_all_of_them(desk, article):
    give(article, UPDATE, at=SAID)
    assert 'class="told"' not in page(desk)
    give(article, CORRECTION, at=SAID)

    box = page(desk).split('class="told"')[1].split("</section>")[0]

    assert 'href="/corrections/"' in box
    assert box.count("<li>") == 1
    said = article.notices.get(kind="correction")
    assert f'{path_of(article)}#notice-{said.pk}">{article.headline}</a>' in box


def test_a_front_names_no_withdrawn_story(desk, article):
    make_issued(desk, headline="Muara utara")
    workflow.perform(
        "withdraw",
        article,
        by=make_user("editor", desk),
        at=SAID,
        ground="inaccurate",
        reason="Sumbernya tidak ada.",
    )

    box = page(desk).split('class="told"')[1].split("</section>")[0]

    assert "akurat. Sumbernya tidak ada." in box
    assert article.headline not in box


def test_a_front_forgets_a_notice_after_a_month_and_the_page_of_corrections_does_not(desk):
    make_issued(desk)
    article = make_issued(desk, at=NOW - timedelta(days=41))
    give(article, CLARIFICATION, at=NOW - timedelta(days=40))

    assert 'class="told"' not in page(desk)
    assert CLARIFICATION["text"] in page(desk, "/corrections/")


def test_a_story_that_was_corrected_is_marked_where_it_is_found(desk, article):
    give(article, CORRECTION, at=SAID)

    html = page(desk, "/search/?q=danau")

    assert "danau" in words(html)
    assert html.count('class="corrected"') == 1
