"""Who is told what happens to an article: those who wrote it, and those who follow it."""

import re
from datetime import timedelta

import pytest

from articles.models import Article
from articles.talk.following import follow
from articles.talk.models import Notification

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_issued,
    make_network,
    make_note,
    make_user,
    reissue,
)
from .notes import told
from .staff import ask, client_of, page_of
from .steps import LATER, perform, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_a_writer_is_told_of_another_moment_and_that_it_does_not_go_out():
    article = make_issued(live_from=LATER)
    writer, sooner = article.created_by, LATER - timedelta(minutes=30)
    zone = article.desk.zone

    perform("reschedule", article, live_from=sooner)
    perform("recall", article, note="Narasumber minta waktu.")

    rows = Notification.objects.filter(to=writer).order_by("pk")
    said = [(row.kind, row.text) for row in rows][-2:]
    clock = sooner.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
    assert said == [("rescheduled", clock), ("recalled", "Narasumber minta waktu.")]


def press(user, article, follows="1", **values):
    """Press the button on the article's page."""
    values = {"follows": follows} | values
    return client_of(user).post(f"/admin/articles/article/{article.pk}/follow/", values)


def test_whoever_follows_an_article_is_told_what_its_writers_are_and_that_it_is_submitted():
    article = make_article()
    follower = make_user("editor", article.desk, language="en")
    assert 'aria-pressed="false">Follow<' in client_of(follower).get(page_of(article)).text

    for _ in range(2):
        assert press(follower, article)["Location"] == page_of(article)
    perform("submit", article, article.created_by)
    make_note(article, by=article.created_by, text="Sudah saya cek.")
    perform("spike", article, note="Dobel.")
    perform("revive", article, follower)

    assert told(follower) == ["submitted", "noted", "spiked"], "and not of what they did"
    assert told(article.created_by) == ["spiked", "revived"]
    page = client_of(follower).get(page_of(article)).text
    assert 'name="follows" value="0" aria-pressed="true">Follow<' in page


def test_editors_are_told_what_waits_for_them_until_one_of_them_has_decided():
    article = make_article()
    first, second = (make_user("editor", article.desk) for _ in range(2))
    above = make_user("editor", make_network())

    perform("submit", article, article.created_by)
    assert (told(first), told(second), told(above)) == (["submitted"], ["submitted"], [])
    assert Notification.objects.filter(kind="submitted").unread().count() == 2

    perform("return", article, first, note="Tambah sumber.")

    assert not Notification.objects.filter(kind="submitted").unread().exists()
    perform("submit", article, article.created_by)
    assert Notification.objects.unread().visible_to(second).count() == 1


def test_whoever_may_no_longer_see_an_article_is_told_nothing_and_finds_it_in_no_list():
    article = make_article(shared=True, headline="Rahasia dapur")
    follower = make_user("reporter", article.desk)
    press(follower, article)
    article.shared = False
    article.save()

    perform("submit", article, article.created_by)

    assert told(follower) == []
    assert "Rahasia dapur" not in ask(follower, "notifications/followed/").text
    assert press(follower, article, "0").status_code == 404


def test_what_one_follows_is_listed_and_left_with_one_press(
    desks_read_once, django_assert_num_queries
):
    desk = make_desk("kerinci")
    follower = make_user("editor", desk, language="en")
    articles = [make_article(desk, headline=f"Kabar {number}") for number in range(52)]
    for article in articles:
        follow(article, by=follower, at=NOW)
    client = client_of(follower)
    client.get("/admin/notifications/followed/")

    with django_assert_num_queries(9):
        page = client.get("/admin/notifications/followed/").text
    assert "Kabar 51<" in page and "Kabar 1<" not in page
    older = re.search(r'href="(\?before=\d+)">Older ones', page)[1]
    assert "Kabar 1<" in client.get(f"/admin/notifications/followed/{older}").text
    gone = press(follower, articles[51], "0", **{"from": "list"})
    assert gone["Location"] == "/admin/notifications/followed/"
    assert "Kabar 51<" not in client.get("/admin/notifications/followed/").text


def test_writers_are_offered_no_button_they_are_told_anyway():
    article = make_article()

    assert "aria-pressed" not in client_of(article.created_by).get(page_of(article)).text
    press(article.created_by, article)
    perform("submit", article, article.created_by)
    perform("return", article, note="Tambah sumber.")
    assert told(article.created_by) == ["returned"], "once"


def test_desks_that_carry_a_story_are_told_what_its_readers_are_told():
    article, ambon = make_issued(headline="Danau surut"), make_desk("ambon")
    carrier = make_user("editor", ambon, language="en")
    perform("carry", article, carrier, desk=ambon)
    right = {"kind": "clarification", "text": "Yang dimaksud debit air."}
    article = reissue(Article.objects.get(pk=article.pk), headline="Surut lagi", live_from=LATER)
    assert told(carrier) == [], "neither of an update nor of what is ahead"

    perform("notice", article, notice=right)
    perform("withdraw", article, ground="inaccurate", reason="Data keliru.")

    rows = Notification.objects.filter(to=carrier).order_by("pk")
    assert [(row.kind, row.text) for row in rows] == [
        ("noticed", "Danau surut\nYang dimaksud debit air."),
        ("withdrawn", "Danau surut\nData keliru."),
    ]
    page = client_of(carrier).get("/admin/notifications/").text
    assert "Danau surut<" in page and "Data keliru." in page
    opened = client_of(carrier).get(f"/admin/notifications/{rows[1].pk}/")
    assert client_of(carrier).get(opened["Location"]).status_code == 200


def test_what_was_submitted_too_early_is_taken_back_and_cannot_be_approved_meanwhile():
    article = make_in_state("in_review")
    writer, editor = article.created_by, make_user("editor", article.desk)

    perform("take_back", article, writer)

    assert "This article is now “draft”" in refused("approve", article, editor)
    perform("submit", article, writer)
    perform("approve", article, editor)
    assert "This article is now “approved”" in refused("take_back", article, writer)
    assert told(writer) == ["approved"]
