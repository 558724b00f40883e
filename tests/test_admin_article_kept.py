"""Nothing typed is lost: whatever keeps a text from being saved, its writer sees it again."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from articles import workflow
from articles.models import Article
from newsroom.reporters.models import Reporter

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_network,
    make_reporter,
    make_section,
    make_user,
)
from .pictures import lead, make_photo
from .staff import LIST, client_of, page_of, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
TEXT = "<p>Tiga halaman <strong>hasil</strong> semalam.</p>"


def test_a_text_submitted_by_somebody_else_meanwhile_is_shown_again():
    article = make_article()
    reporter, editor = article.created_by, make_user("editor", article.desk)
    reporter.language = "en"
    reporter.save()
    client = client_of(reporter)
    workflow.perform("submit", article, by=editor, at=NOW)

    page = client.post(page_of(article), typed(article, headline="Judul semalam", body=TEXT))

    assert page.status_code == 403
    assert "This article is now “in review”" in page.text
    assert "Judul semalam" in page.text
    assert TEXT in page.text
    article.refresh_from_db()
    assert article.headline != "Judul semalam"


def test_what_was_typed_beside_a_picture_is_shown_again_as_well():
    article = make_in_state("in_review")
    reporter, photo = article.created_by, make_photo(article.desk)
    reporter.language = "en"
    reporter.save()
    rows = [lead(photo, "Antrean di TPS 4", alt="Warga berdiri berderet.")]

    page = client_of(reporter).post(page_of(article), typed(article, pictures=json.dumps(rows)))

    assert page.status_code == 403
    assert f"Lead picture (photo {photo.pk}): caption" in page.text
    assert "Antrean di TPS 4" in page.text and "Warga berdiri berderet." in page.text
    # What is no picture at all hinders nothing.
    damaged = typed(article, pictures="[[1", headline="Judul yang diketik")
    assert "Judul yang diketik" in client_of(reporter).post(page_of(article), damaged).text


def test_what_was_typed_incompletely_is_shown_again_as_well():
    article = make_in_state("in_review")

    page = client_of(article.created_by).post(
        page_of(article), typed(article, headline="", section="", body=TEXT)
    )

    assert page.status_code == 403
    assert TEXT in page.text


def test_a_text_whose_article_was_closed_to_its_writer_is_shown_again():
    desk = make_desk()
    article = make_article(desk, by=make_user("reporter", desk), headline="Rahasia")
    colleague = client_of(make_user("reporter", desk, language="en"))
    Article.objects.filter(pk=article.pk).update(shared=False)

    page = colleague.post(page_of(article), typed(article, headline="Punya saya", body=TEXT))

    assert page.status_code == 404
    assert "no longer yours to see" in page.text
    assert TEXT in page.text
    assert "Rahasia" not in page.text


@pytest.mark.parametrize("address", ["add/", "{}/change/"])
def test_whoever_is_signed_out_meanwhile_still_finds_the_text(address):
    article = make_article(body="<p>Yang lama.</p>")
    client = client_of(article.created_by)
    client.logout()

    page = client.post(LIST + address.format(article.pk), typed(article, body=TEXT))

    assert page.status_code == 403
    assert TEXT in page.text
    assert "Yang lama." not in page.text
    article.refresh_from_db()
    assert article.body == "<p>Yang lama.</p>"


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (f"{LIST}{{}}/steps/return/", "note"),
        (f"{LIST}{{}}/steps/withdraw/", "reason"),
        ("/admin/articles/article/{}/notes/", "text"),
        ("/admin/assignments/add/", "brief"),
    ],
)
def test_whoever_is_signed_out_meanwhile_finds_every_word_on_every_page(address, field):
    article = make_article()
    client = client_of(article.created_by)
    client.logout()
    address = address.format(article.pk)

    page = client.post(address, {field: TEXT, "password": "kata sandi rahasia"})

    assert page.status_code == 403
    assert escape(TEXT) in page.text
    assert "kata sandi" not in page.text, "a secret is never shown"
    assert "no-store" in page["Cache-Control"]
    assert client.post(address, {"edit": "1"}).status_code == 302, "nothing was typed: sign in"


@pytest.mark.parametrize(
    ("address", "field", "label"),
    [
        (f"{LIST}{{}}/steps/notice/", "notice_wrong", "Yang keliru"),
        (f"{LIST}{{}}/steps/notice/", "notice_text", "Teks pemberitahuan"),
        (f"{LIST}{{}}/steps/issue/", "assured_unverified_interest", "Kepentingan publik mendesak"),
        (f"{LIST}{{}}/notes/", "text", "Catatan"),
        (f"{LIST}{{}}/notes/", "quote", "Tentang"),
        (f"{LIST}{{}}/change/", "guest", "Wartawan desk lain"),
        ("/admin/fronts/kerinci/breaking/", "text", "Pita kabar terkini"),
        ("/admin/fronts/kerinci/", "headline-3", "Judul 3"),
        ("/admin/masthead/", "guidelines", "Pedoman"),
        ("/admin/photos/12/", "caption", "Keterangan"),
        ("/admin/story-templates/add/", "lines-0-text", "Yang harus diperiksa 1"),
    ],
)
def test_every_text_that_is_shown_again_says_what_it_was(address, field, label):
    page = Client(HTTP_HOST="localhost").post(address.format(7), {field: "dua kata"})

    assert page.status_code == 403
    said = re.search(f'<label for="kept-{field}">([^<]*)</label>', page.text)[1]
    assert said.startswith(label)


def test_signing_in_again_leads_back_to_where_it_was_typed():
    page = Client(HTTP_HOST="localhost").post(f"{LIST}7/steps/return/?edit=2", {"note": TEXT})

    assert f'?next={LIST}7/steps/return/%3Fedit%3D2"' in page.text


@pytest.mark.parametrize(
    ("address", "field", "status"),
    [
        ("/admin/articles/article/{}/notes/", "text", 404),
        (f"{LIST}{{}}/steps/return/", "note", 404),
        ("/admin/assignments/add/", "brief", 403),
        (f"{LIST}add/", "body", 403),
    ],
)
def test_whoever_lost_the_desk_while_they_wrote_finds_every_word(address, field, status):
    article = make_article(desk := make_desk())
    user = make_user("reporter", desk, language="en")
    client = client_of(user)
    user.memberships.update(desk=make_desk(active=False))

    page = client.post(address.format(article.pk), {field: TEXT})

    assert page.status_code == status
    assert "copy what you need before you leave" in page.text
    assert TEXT in page.text if field == "body" else escape(TEXT) in page.text
    assert client.post(address.format(article.pk), {"edit": "1"}).status_code == status


def test_what_another_site_sends_to_an_address_that_there_is_not_is_shown_without_its_markup():
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    form = {"body": '<p><a href="https://jahat.example/">Masuk di sini</a></p>'}

    page = client.post("/preview/a/b/c/d/", form)

    assert page.status_code == 404
    assert "Masuk di sini" in page.text and "jahat.example" not in page.text


def test_what_breaks_on_our_side_takes_no_word_with_it(monkeypatch):
    article = make_article()
    client = client_of(article.created_by)
    client.raise_request_exception = False
    monkeypatch.setattr("articles.editing.save", lambda *args, **kwargs: 1 / 0)

    page = client.post(page_of(article), typed(article, headline="Judul semalam", body=TEXT))

    assert page.status_code == 500
    assert "Judul semalam" in page.text and "Tiga halaman hasil semalam." in page.text


def test_whoever_signed_in_again_in_another_window_still_finds_the_text():
    article = make_article()
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    client.force_login(article.created_by)

    page = client.post(page_of(article), typed(article, headline="Judul semalam", body=TEXT))

    assert page.status_code == 403
    assert "Judul semalam" in page.text
    assert "Tiga halaman hasil semalam." in page.text
    assert "<strong>hasil" not in page.text


def test_hostile_words_do_no_harm_when_they_are_shown_again():
    client = client_of(make_user("reporter", make_desk()))
    client.logout()

    page = client.post(
        f"{LIST}add/",
        {
            "headline": "</textarea><script>a()</script>",
            "body": "<p onclick=x>A<script>b()</script>",
        },
    )

    assert "<script>a()" not in page.text
    assert "b()" not in page.text
    assert "onclick=x" not in page.text


def test_a_new_article_that_is_sent_twice_begins_once():
    desk = make_desk()
    reporter = make_user("reporter", desk)
    client = client_of(reporter)
    sent = typed(desk=desk.pk, headline="Danau surut", body=TEXT, section=make_section().pk)

    first, second = (client.post(f"{LIST}add/", sent) for _ in range(2))

    article = Article.objects.get()
    assert first["Location"] == second["Location"] == page_of(article)


def test_a_text_whose_answer_was_lost_for_an_hour_is_sent_again_and_begins_nothing_more():
    desk = make_desk()
    client = client_of(make_user("reporter", desk))
    sent = typed(desk=desk.pk, headline="Danau surut", body=TEXT, section=make_section().pk)
    client.post(f"{LIST}add/", sent)
    Article.objects.update(created_at=timezone.now() - timedelta(hours=1))

    again = client.post(f"{LIST}add/", sent)

    assert again["Location"] == page_of(Article.objects.get())


def test_save_and_submit_that_is_pressed_twice_is_said_once_and_alike():
    article = make_article()
    client = client_of(article.created_by)
    sent = typed(article, headline="Danau surut", _step="submit")

    client.post(page_of(article), sent)
    again = client.post(page_of(article), sent, follow=True)

    assert again.status_code == 200
    assert 'class="warning"' not in again.text
    article.refresh_from_db()
    assert (article.state, article.edit) == ("in_review", 2)
    assert article.decisions.count() == 1


def test_a_credit_that_both_added_survives_the_second_save():
    article = make_article()
    first = article.bylines.get()
    added = make_reporter(article.desk)
    client = client_of(make_user("editor", article.desk))
    rows = {
        "bylines-TOTAL_FORMS": "3", "bylines-INITIAL_FORMS": "1",
        "bylines-0-reporter": first.reporter_id, "bylines-0-role": "writer",
        "bylines-0-position": "1", "bylines-1-reporter": added.pk,
        "bylines-1-role": "writer", "bylines-1-position": "2", "bylines-2-role": "writer",
    }  # fmt: skip
    client.post(page_of(article), typed(article) | rows)
    article.refresh_from_db()

    client.post(page_of(article), typed(article, kicker="Danau") | rows)

    assert list(article.bylines.order_by("position").values_list("reporter", flat=True)) == [
        first.reporter_id,
        added.pk,
    ]


@pytest.mark.parametrize(
    ("topics", "sentence"),
    [
        ("x" * 101, "is too long for a topic"),
        (", ".join(f"topik {n}" for n in range(21)), "At most 20 topics"),
    ],
)
def test_topics_that_do_not_fit_are_refused_with_a_sentence(topics, sentence):
    article = make_article()
    editor = make_user("editor", article.desk, language="en")

    page = client_of(editor).post(page_of(article), typed(article, topics=topics, body=TEXT))

    assert page.status_code == 422
    assert sentence in page.text
    assert "semalam" in page.text


def test_an_embargo_is_in_the_zone_whose_name_stood_beside_it_even_when_the_desk_changes():
    jambi, ambon = make_desk("jambi"), make_desk("ambon", time_zone="Asia/Jayapura")
    article = make_article(jambi)
    editor, year = make_user("editor", make_network()), NOW.year + 1

    client_of(editor).post(
        page_of(article),
        typed(article, desk=ambon.pk, zone="Asia/Jakarta", embargo_until=f"{year}-12-01T06:00"),
    )

    article.refresh_from_db()
    assert article.desk == ambon
    assert article.embargo_until.isoformat() == f"{year}-11-30T23:00:00+00:00"
    assert f'value="{year}-12-01T08:00"' in client_of(editor).get(page_of(article)).text


def test_an_embargo_that_has_passed_is_refused_but_one_that_passed_meanwhile_is_kept():
    article = make_article()
    editor = make_user("editor", article.desk, language="en")
    client = client_of(editor)

    refused = client.post(page_of(article), typed(article, embargo_until="2001-01-01T06:00"))
    assert refused.status_code == 422
    assert "This moment has passed" in refused.text

    passed = NOW.replace(second=30)
    Article.objects.filter(pk=article.pk).update(embargo_until=passed)
    local = passed.astimezone(article.desk.zone)
    client.post(
        page_of(article),
        typed(article, headline="Tetap", embargo_until=f"{local:%Y-%m-%dT%H:%M}"),
    )
    article.refresh_from_db()
    assert (article.headline, article.embargo_until) == ("Tetap", passed)


def test_a_new_article_begins_with_its_reporters_own_byline_at_their_own_desk():
    make_desk("ambon")
    kerinci = make_desk("kerinci")
    reporter = make_user("reporter", kerinci)
    person = make_reporter(kerinci, user=reporter, name="Rahmi Anggraini")

    page = client_of(reporter).get(f"{LIST}add/").text

    assert f'<option value="{person.pk}" selected>Rahmi Anggraini</option>' in page
    assert f'<option value="{kerinci.pk}" selected>' in page


def test_a_reporter_from_another_island_is_credited_by_name():
    article = make_article()
    guest = make_reporter(make_desk("ambon"), name="Elsye Manuputty")
    make_reporter(make_desk("maluku"), name="Nama Kembar", slug="kembar-satu")
    twin = make_reporter(make_desk("maros"), name="Nama Kembar", slug="kembar-dua")
    client = client_of(make_user("editor", article.desk, language="en"))

    nobody = client.post(page_of(article), typed(article, guest="Tidak Ada"))
    assert nobody.status_code == 422
    assert "No active reporter is called “Tidak Ada”." in nobody.text
    several = client.post(page_of(article), typed(article, guest="nama kembar"))
    assert "kembar-satu (Maluku), kembar-dua (Maros)" in several.text

    client.post(page_of(article), typed(article, guest="elsye  manuputty"))
    article.refresh_from_db()
    client.post(page_of(article), typed(article, guest="kembar-dua"))

    assert list(article.bylines.order_by("position").values_list("reporter", flat=True))[1:] == [
        guest.pk,
        twin.pk,
    ]


def test_a_network_of_many_reporters_keeps_the_form_light():
    desk = make_desk()
    article = make_article(desk)
    Reporter.objects.bulk_create(
        Reporter(desk=desk, name=f"Koresponden {n}", slug=f"koresponden-{n}") for n in range(500)
    )

    page = client_of(make_user("editor", desk)).get(page_of(article)).text

    assert page.count("Koresponden") < 1000
    assert f'<option value="{article.bylines.get().reporter_id}" selected>' in page
