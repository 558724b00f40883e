"""Saving while somebody types, on the server: what is kept, merged and answered."""

import json
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from articles import workflow
from articles.models import Article
from articles.models.revision import Revision

from .factories import NOW, make_article, make_desk, make_issued, make_user
from .staff import LIST, client_of, page_of, typed
from .writing import TWO, autosave, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


def history(article):
    return [
        (revision.origin, revision.content["headline"])
        for revision in article.revisions.order_by("pk")
    ]


# --- The history stays small, and whole where it matters -----------------------------------------


def test_of_many_autosaves_in_a_row_the_first_and_the_last_two_stay():
    article = make_article(headline="Asal", at=NOW - timedelta(hours=1))
    writer = article.created_by

    for number in range(6):
        autosave(
            article, writer, at=NOW + timedelta(seconds=5 * number), headline=f"Judul {number}"
        )

    assert history(article) == [
        ("save", "Asal"),
        ("autosave", "Judul 0"),
        ("autosave", "Judul 4"),
        ("autosave", "Judul 5"),
    ]


def test_a_long_evening_of_typing_leaves_about_one_autosave_in_ten_minutes():
    article = make_article(at=NOW - timedelta(hours=3))

    for minute in range(0, 60, 2):
        autosave(
            article, article.created_by, at=NOW + timedelta(minutes=minute), headline=f"{minute}"
        )

    assert 6 <= article.revisions.filter(origin="autosave").count() <= 10


def test_a_save_by_the_button_stays_though_an_autosave_had_the_same_text():
    article = make_article(headline="Asal", at=NOW - timedelta(hours=1))
    writer = article.created_by
    autosave(article, writer, headline="Setengah")
    autosave(article, writer, headline="Selesai")
    autosave(article, writer, origin=Revision.Origin.SAVE, headline="Selesai")

    for number in range(4):
        autosave(article, writer, at=NOW + timedelta(seconds=number), headline=f"Lagi {number}")

    assert ("save", "Selesai") in history(article)


def test_an_autosave_of_somebody_else_in_between_is_never_dropped():
    article = make_article(headline="Asal")
    editors = [make_user("editor", article.desk) for _ in range(2)]

    for number in range(6):
        autosave(article, editors[number % 2], headline=f"Judul {number}")

    assert len(history(article)) == 7


def test_the_autosave_that_a_form_was_opened_over_stays_as_its_base():
    article = make_article(body=TWO, at=NOW - timedelta(hours=1))
    writer, editor = article.created_by, make_user("editor", article.desk)
    autosave(article, writer, body="<p>Satu a.</p><p>Dua.</p>")
    autosave(article, writer, body="<p>Satu b.</p><p>Dua.</p>")
    opened = Article.objects.get(pk=article.pk)
    client_of(editor).get(page_of(article))
    for letter in "cdef":
        autosave(article, writer, body=f"<p>Satu {letter}.</p><p>Dua.</p>")

    answer = send(client_of(editor), opened, editor, body="<p>Satu b.</p><p>Dua, lagi.</p>")

    assert answer.status_code == 200
    article.refresh_from_db()
    assert article.body == "<p>Satu f.</p><p>Dua, lagi.</p>"


def test_the_database_lets_nothing_but_autosaves_go_and_never_changes_their_text():
    article = make_article()
    autosave(article, article.created_by, headline="Ganti")
    for sql in (
        "UPDATE articles_revision SET passages = '{}' WHERE origin = 'autosave'",
        "UPDATE articles_revision SET origin = 'autosave' WHERE origin = 'save'",
        "DELETE FROM articles_revision WHERE origin = 'save'",
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            connection.cursor().execute(sql)

    article.revisions.filter(origin="autosave").delete()
    assert [origin for origin, _ in history(article)] == ["save"]


# --- The address ---------------------------------------------------------------------------------


def test_what_was_typed_is_saved_and_the_next_save_is_told_its_number():
    article = make_article()
    writer = article.created_by

    answer = send(client_of(writer), article, writer, headline="Danau surut").json()

    article.refresh_from_db()
    assert article.headline == "Danau surut"
    assert (answer["edit"], answer["merged"]) == (2, False)
    assert re.fullmatch(r"\d\d:\d\d WIB", answer["saved_at"])
    assert article.revisions.get(edit=2).origin == "autosave"


def test_an_answer_that_was_lost_is_given_again_when_the_same_is_sent_again():
    article = make_article()
    client, writer = client_of(article.created_by), article.created_by
    send(client, article, writer, headline="Danau surut")

    again = send(client, article, writer, headline="Danau surut").json()

    assert (again["edit"], again["merged"]) == (2, False)


def test_a_save_sent_again_contradicts_nobody_who_wrote_on_in_it_and_brings_nothing_back():
    article = make_article(body=TWO)
    writer, editor = article.created_by, make_user("editor", article.desk)
    mine = {"body": "<p>Satu, air.</p><p>Dua.</p><p>Tiga.</p>", "key": "k1"}
    send(client_of(writer), article, writer, **mine)
    seen = Article.objects.get(pk=article.pk)
    theirs = "<p>Satu, air turun.</p><p>Dua.</p>"
    send(client_of(editor), seen, editor, body=theirs)

    again = send(client_of(writer), article, writer, **mine)

    assert again.status_code == 200
    assert (again.json()["edit"], again.json()["merged"]) == (3, True)
    assert Article.objects.get().body == theirs
    base = {f"base-{name}": value for name, value in typed(article, **mine).items()}
    article.edit = 3
    send(client_of(writer), article, writer, body=mine["body"].replace("Dua", "Kedua"), **base)
    assert Article.objects.get().body == theirs.replace("Dua", "Kedua")


def test_a_save_that_arrives_once_more_after_a_newer_one_changes_nothing():
    article = make_article(body=TWO)
    client, writer = client_of(article.created_by), article.created_by
    first = {"body": "<p>Satu, air.</p><p>Dua.</p><p>Tiga.</p>", "key": "k1"}
    send(client, article, writer, **first)
    opened = Article.objects.get(pk=article.pk)
    send(client, opened, writer, body="<p>Satu, air turun.</p><p>Dua.</p>", key="k2")

    late = send(client, article, writer, **first)

    assert late.status_code == 200
    assert Article.objects.get().body == "<p>Satu, air turun.</p><p>Dua.</p>"
    assert not article.revisions.filter(origin="aside").exists()


def test_one_name_of_a_save_is_another_for_somebody_else():
    article = make_article(body=TWO)
    writer, editor = article.created_by, make_user("editor", article.desk)
    send(client_of(writer), article, writer, body="<p>Satu, air.</p><p>Dua.</p>", key="k1")

    send(client_of(editor), article, editor, body="<p>Satu.</p><p>Dua, lagi.</p>", key="k1")

    assert Article.objects.get().body == "<p>Satu, air.</p><p>Dua, lagi.</p>"


def test_two_forms_that_stay_open_take_nothing_of_each_other_back():
    article = make_article(body=TWO)
    writer, editor = article.created_by, make_user("editor", article.desk)
    send(client_of(writer), article, writer, body="<p>Satu a.</p><p>Dua.</p>")
    mine = "<p>Satu.</p><p>Dua b.</p>"
    first = send(client_of(editor), article, editor, body=mine).json()
    assert first["merged"]

    base = {f"base-{name}": value for name, value in typed(article, body=mine).items()}
    article.edit = first["edit"]
    second = send(client_of(editor), article, editor, body="<p>Satu.</p><p>Dua b c.</p>", **base)

    assert second.json()["merged"]
    article.refresh_from_db()
    assert article.body == "<p>Satu a.</p><p>Dua b c.</p>"
    page = client_of(editor).post(
        page_of(article), typed(article, body="<p>Satu.</p><p>Dua b c d.</p>", **base)
    )
    assert page.status_code == 409, "the form held more than `base` says: a person decides"


def test_the_same_words_changed_by_two_are_for_a_person_to_judge():
    article = make_article(body=TWO)
    editor = make_user("editor", article.desk, language="en")
    send(client_of(article.created_by), article, article.created_by, body="<p>A.</p><p>Dua.</p>")

    answer = send(client_of(editor), article, editor, body="<p>B.</p><p>Dua.</p>")

    assert answer.status_code == 409
    assert answer.json()["sentence"].startswith("The same words were changed meanwhile")
    aside = article.revisions.get(origin="aside", by=editor)
    assert answer.json()["conflict"] == f"{LIST}{article.pk}/conflict/{aside.pk}/"
    assert aside.content_over["body"] == TWO
    assert article.revisions.filter(origin="aside", by=editor).exists()


def test_whoever_may_not_write_or_is_signed_out_is_told_so_in_a_sentence():
    article = make_article()
    writer = article.created_by
    writer.language = "en"
    writer.save()
    stranger = make_user("reporter", make_desk(), language="en")
    other = make_user("editor", article.desk, language="en")
    told = [
        (send(Client(HTTP_HOST="localhost"), article, writer), 403, ""),
        (send(client_of(stranger), article, stranger), 404, "no longer yours to see"),
        (send(client_of(other), article, writer), 403, "Somebody else is signed in"),
        (send(client_of(writer), article, writer, headline=""), 422, "Headline: This field"),
        (send(client_of(writer), article, writer, desk="x"), 422, "Desk: "),
    ]
    workflow.perform("submit", article, by=other, at=NOW)
    told.append(
        (
            send(client_of(writer), article, writer, headline="B"),
            403,
            "This article is now “in review”",
        )
    )

    for answer, status, words in told:
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
        assert words in json.loads(answer.content)["sentence"]
    assert client_of(writer).get(f"{LIST}{article.pk}/autosave/").status_code == 405
    article.refresh_from_db()
    assert article.edit == 1


def test_an_issued_text_is_not_saved_while_typing():
    article = make_issued()
    chief = make_user("chief", article.desk)

    assert send(client_of(chief), article, chief, headline="Diam-diam").status_code == 403


def test_the_browser_hears_by_a_cookie_which_text_it_may_forget():
    article = make_article()
    client = client_of(article.created_by)

    client.post(page_of(article), typed(article, headline="Baru", journal="abc123"))
    assert client.cookies["newsroom_saved"].value == "abc123"
    article.refresh_from_db()
    client.post(page_of(article), typed(article, headline="", journal="def456"))
    client.post(page_of(article), typed(article, headline="Lagi", journal="x; path=/"))

    assert client.cookies["newsroom_saved"].value == "abc123"
