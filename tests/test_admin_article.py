"""Writing in the admin: the list and the form."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import workflow
from articles.models import Article

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_issued,
    make_reporter,
    make_section,
    make_user,
)
from .staff import LIST, client_of, page_of, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


def test_a_reporter_writes_saves_and_submits():
    desk = make_desk("kerinci")
    reporter = make_user("reporter", desk)
    person = make_reporter(desk, user=reporter, name="Rahmi Anggraini")
    client = client_of(reporter)

    response = client.post(
        f"{LIST}add/",
        typed(
            desk=desk.pk, section=make_section().pk, headline="Danau  surut\nlagi",
            kicker="Danau", standfirst="Setengah meter.", dateline="KERINCI",
            body="<p>Air surut.</p><h2>Sebab</h2><ul><li>Hujan</li></ul>", topics="danau, air",
            **{"bylines-TOTAL_FORMS": "1", "bylines-0-reporter": person.pk,
               "bylines-0-role": "writer", "bylines-0-position": "1"},
        ),
    )  # fmt: skip

    article = Article.objects.get()
    assert response.status_code == 302
    assert response["Location"] == page_of(article)
    assert article.headline == "Danau surut lagi"
    assert article.body == "<p>Air surut.</p><h2>Sebab</h2><ul><li>Hujan</li></ul>"

    client.post(page_of(article), typed(article, kicker="Danau Kerinci", _step="submit"))
    article.refresh_from_db()
    assert (article.state, article.kicker) == ("in_review", "Danau Kerinci")


def test_a_new_article_has_no_topic_and_is_offered_none_of_a_draft_that_is_not_shared():
    desk = make_desk("kerinci")
    make_article(desk, topics=["danau"])
    make_article(desk, topics=["sumber rahasia"], shared=False)

    page = client_of(make_user("reporter", desk)).get("/admin/articles/article/add/").text

    assert 'name="topics" maxlength' in page
    assert 'data-topic="danau"' in page
    assert "sumber rahasia" not in page


def test_a_draft_that_lacks_something_is_saved_but_not_submitted_and_the_page_says_what():
    reporter = make_user("reporter", make_desk(), language="en")
    article = make_article(reporter.memberships.get().desk, by=reporter, reporters=[])
    article.bylines.all().delete()

    response = client_of(reporter).post(
        page_of(article), typed(article, headline="Baru", _step="submit"), follow=True
    )

    article.refresh_from_db()
    assert (article.headline, article.state) == ("Baru", "draft")
    assert "Saved, but not taken further: Add at least one byline." in response.text


def test_a_new_article_is_saved_and_submitted_with_one_button():
    desk = make_desk("kerinci")
    reporter = make_user("reporter", desk)
    person = make_reporter(desk, user=reporter)
    client = client_of(reporter)
    assert 'value="submit"' in client.get(f"{LIST}add/").text

    client.post(
        f"{LIST}add/",
        typed(
            desk=desk.pk, section=make_section().pk, headline="Danau surut", body="<p>Air.</p>",
            _step="submit",
            **{"bylines-TOTAL_FORMS": "1", "bylines-0-reporter": person.pk,
               "bylines-0-role": "writer", "bylines-0-position": "1"},
        ),
    )  # fmt: skip

    assert Article.objects.get().state == "in_review"


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("danau kerinci", ["danau kerinci"]),
        ("sawah,  danau kerinci , adat,", ["sawah", "danau kerinci", "adat"]),
        ('"rapat, tertutup", harga "naik"', ["rapat, tertutup", 'harga "naik"']),
        (" , ", []),
        ('"belum tertutup, apa', ["belum tertutup, apa"]),
    ],
)
def test_topics_are_what_stands_between_the_commas_in_its_order(words, topics):
    article = make_article()
    client = client_of(make_user("editor", article.desk))

    client.post(page_of(article), typed(article, topics=words))
    article.refresh_from_db()
    client.post(page_of(article), typed(article, topics=shown_topics(client, article), kicker="x"))

    stored = article.topic_items.order_by("pk").values_list("tag__name", flat=True)
    assert list(stored) == topics


def shown_topics(client, article):
    """What the form shows in the field of topics."""
    return client.get(page_of(article)).context["form"]["topics"].value()


def test_what_cannot_be_saved_is_told_and_stays_in_the_form():
    article = make_article()
    editor = make_user("editor", article.desk, language="en")
    nonsense = {
        "headline": "",
        "standfirst": "Yang saya tulis.",
        "embargo_until": "2026-13-45T99:00",
        "desk": "999999999999999999999999",
        "bylines-TOTAL_FORMS": "many",
    }

    response = client_of(editor).post(page_of(article), typed(article, **nonsense))

    assert response.status_code == 422
    assert "Yang saya tulis." in response.text
    assert "Not saved yet" in response.text
    # On a phone the field itself lies far below.
    assert '<a href="#id_headline">Headline</a>: This field is required.' in response.text


def test_what_is_written_is_in_its_own_language_and_not_in_the_newsrooms():
    article = make_article(make_desk("jambi", language="id"), language="en")

    page = client_of(article.created_by).get(page_of(article)).text

    assert '<html lang="id"' in page
    for name in ("headline", "standfirst", "body"):
        assert re.search(rf'<textarea name="{name}"[^>]* lang="en"', page)


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999999"])
def test_an_article_that_is_not_there_is_not_found(number):
    client = client_of(make_user("editor", make_desk()))

    assert client.get(f"{LIST}{number}/change/").status_code == 404


def test_an_embargo_is_typed_and_shown_in_the_desks_own_zone():
    ambon = make_desk("ambon", time_zone="Asia/Jayapura")
    article = make_article(ambon)
    editor = make_user("editor", ambon)
    until = f"{NOW.year + 1}-12-01T06:00"

    client_of(editor).post(page_of(article), typed(article, embargo_until=until))

    article.refresh_from_db()
    local = article.embargo_until.astimezone(ZoneInfo("Asia/Jayapura"))
    assert f"{local:%Y-%m-%dT%H:%M}" == until
    page = client_of(editor).get(page_of(article)).text
    assert f'value="{until}"' in page
    assert "(WIT)" in page


def test_a_time_that_the_desks_clock_never_shows_is_refused():
    desk = make_desk(time_zone="Europe/Amsterdam")
    article = make_article(desk)
    editor = make_user("editor", desk)

    response = client_of(editor).post(
        page_of(article), typed(article, embargo_until="2027-03-28T02:30")
    )

    assert response.status_code == 422
    article.refresh_from_db()
    assert article.embargo_until is None


def test_another_desks_text_is_nowhere_to_be_seen():
    article = make_article(headline="Rahasia Ambon", body="<p>Kata sandi laut.</p>")
    stranger = client_of(make_user("chief", make_desk()))

    assert "Rahasia Ambon" not in stranger.get(LIST).text
    assert "Rahasia Ambon" not in stranger.get(f"{LIST}?q=Rahasia").text
    for address in (page_of(article), f"{LIST}{article.pk}/steps/approve/"):
        guess = typed(article, headline="Tebakan", body="<p>Tebakan.</p>")
        for response in (stranger.get(address), stranger.post(address, guess)):
            assert response.status_code == 404
            assert "Rahasia" not in response.text
            assert "Kata sandi" not in response.text
    by_desk = stranger.get(f"{LIST}?desk={article.desk_id}")
    assert "Rahasia Ambon" not in by_desk.text


def test_a_text_in_review_is_read_by_its_reporter_and_not_written():
    article = make_in_state("in_review", body="<p>Isi berita.</p>")
    reporter = make_user("reporter", article.desk, language="en")
    client = client_of(reporter)

    page = client.get(page_of(article))

    assert '<html lang="en"' in page.text
    assert 'data-passage="body" lang="id"><p>Isi berita.</p>' in page.text
    assert 'name="headline"' not in page.text
    refused = client.post(page_of(article), typed(article, headline="Diam-diam"))
    assert refused.status_code == 403
    article.refresh_from_db()
    assert article.headline != "Diam-diam"


def test_the_note_of_a_returned_article_stands_at_the_top():
    article = make_in_state("in_review")
    editor = make_user("editor", article.desk)
    workflow.perform("return", article, by=editor, at=NOW, note="Siapa saksinya?")

    page = client_of(make_user("reporter", article.desk)).get(page_of(article)).text

    assert page.index("Siapa saksinya?") < page.index('name="headline"')


def test_a_live_article_in_progress_says_what_readers_see():
    article = make_issued()
    chief = make_user("chief", article.desk, language="en")
    workflow.perform("reopen", article, by=chief, at=NOW)

    page = client_of(chief).get(page_of(article)).text

    assert "version 1</a>. What you change here reaches them" in page


def test_the_queue_of_what_waits_is_oldest_first():
    desk = make_desk()
    new = make_in_state("in_review", desk, headline="Yang baru")
    old = make_in_state("in_review", desk, headline="Yang lama", at=NOW - timedelta(hours=3))

    page = client_of(make_user("editor", desk)).get(f"{LIST}?state=in_review").text

    assert page.index(old.headline) < page.index(new.headline)


def test_hostile_words_in_a_headline_do_no_harm_in_the_list():
    article = make_article(headline='<script>alert("x")</script>', kicker="<b>")

    page = client_of(make_user("editor", article.desk)).get(LIST).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    "query",
    ["q=" + "x" * 5000, "q=%22", "q=-", "q=-air", "q=yang", "q=%27%3A*%26%21", "q=a*",
     "q=topic%3A1", "q=%28%29%7C", "before=x", "before=1-x", "after=9-99999999999999999999",
     "before=99999999999999999999-1", "order=begun&before=1-1", "order=x", "desk=x&desk=y",
     "reporter=%27", "topic=%25", "section=x", "state=live", "kind=%27", "from=2024-13-01",
     "from=x&to=0001-01-01", "to=9999-12-31", "from=2024-02-02&to=2024-01-01", "o=1.2.3", "p=zzz",
     "created_by__password=x"],
)  # fmt: skip
def test_no_question_to_the_list_is_too_odd_for_an_answer(query):
    desk = make_desk()
    make_article(desk)

    response = client_of(make_user("editor", desk)).get(f"{LIST}?{query}", follow=True)

    assert response.status_code == (404 if re.search("(before|after)=", query) else 200)


@pytest.mark.parametrize("what", ["history/", "delete/", ""])
def test_there_is_no_other_way_to_an_article(what):
    article = make_article()
    client = client_of(make_user("chief", article.desk, is_superuser=True))

    for response in (
        client.get(f"{LIST}{article.pk}/{what}"),
        client.post(f"{LIST}{article.pk}/{what}", {"post": "yes"}),
        client.post(LIST, {"action": "delete_selected", "_selected_action": article.pk}),
    ):
        assert response.status_code in (200, 404)
    assert Article.objects.filter(pk=article.pk).exists()


def test_search_fields_tell_nothing_of_other_desks_texts():
    make_article(headline="Rahasia Ambon")
    client = client_of(make_user("chief", make_desk()))

    response = client.get(
        "/admin/autocomplete/?app_label=articles&model_name=byline&field_name=article&term=Rah"
    )

    assert "Rahasia" not in response.text


def test_a_network_administrator_reads_everything_and_decides_about_nothing():
    article = make_in_state("in_review", body="<p>Isi berita.</p>")
    client = client_of(make_user(is_superuser=True, language="en"))

    page = client.get(page_of(article)).text

    assert "<p>Isi berita.</p>" in page
    assert "There is nothing for you to decide here now." in page
    assert "/steps/" not in page
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(page_of(article), typed(article, headline="Diam-diam")).status_code == 403


def test_the_page_of_an_article_costs_the_same_with_much_history(desks_read_once):
    article = make_in_state("in_review")
    chief = make_user("chief", article.desk)
    client = client_of(chief)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page_of(article)).status_code == 200
        return len(captured)

    queries()
    before = queries()
    for _ in range(10):
        workflow.perform("return", article, by=chief, at=NOW, note="Lagi.")
        workflow.perform("submit", article, by=chief, at=NOW)

    assert queries() == before
    assert before <= 41


def test_who_is_no_reporter_is_told_so_where_the_credits_are_empty():
    desk = make_desk("kerinci")
    told = "No reporter is linked with your account"
    unknown = make_user("reporter", desk, language="en")
    known = make_user("reporter", desk, language="en")
    make_reporter(desk, user=known)

    assert told in client_of(unknown).get(f"{LIST}add/").text
    assert told not in client_of(known).get(f"{LIST}add/").text


def test_whoever_works_at_two_desks_begins_at_the_one_where_they_are_credited():
    first, own = make_desk("ambon"), make_desk("kerinci")
    user = make_user("reporter", own)
    user.memberships.create(desk=first, role="reporter")
    make_reporter(own, user=user)

    page = client_of(user).get(f"{LIST}add/").text

    assert re.search(f'<option value="{own.pk}" selected', page)
