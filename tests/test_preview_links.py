"""Secret preview links: who makes them, when they end, what they show, and who opened them."""

import logging
import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import preview_links, workflow
from articles.models import Article, Opening, PreviewLink
from newsroom.logs import Line
from newsroom.reporters.models import Membership

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_network,
    make_reporter,
    make_user,
)
from .staff import client_of

pytestmark = pytest.mark.django_db
HOLDER = {"HTTP_USER_AGENT": "Peramban Pak Budi", "REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture(autouse=True)
def network():
    return make_network(language="en")


@pytest.fixture
def desk(network):
    return make_desk("kerinci", name="Kerinci", language="en")


@pytest.fixture
def article(desk):
    return make_article(desk, headline="Danau surut", by=make_user("reporter", desk))


def make(article, *, by=None, lasts=timedelta(days=3), at=None, press="p" * 24, label="Pak Budi"):
    return preview_links.make(
        article,
        label=label,
        lasts=lasts,
        by=by or make_user("editor", article.desk),
        at=at or timezone.now(),
        press=press,
    )


def hold(token, rest="", **extra):
    """What somebody without an account gets; the newsroom is on the network's host."""
    return Client(HTTP_HOST="localhost").get(f"/preview/{token}/{rest}", **HOLDER | extra)


def page_of(article):
    return f"/admin/articles/article/{article.pk}/links/"


def test_whoever_holds_the_link_reads_the_saved_text_and_gets_no_cookie(article):
    link, token = make(article)

    cover, text = hold(token), hold(token, "text/")

    assert cover.status_code == text.status_code == 200
    assert "Danau surut" in text.text
    assert "Preview, not published." in text.text
    assert "Pak Budi" in text.text
    Article.objects.filter(pk=article.pk).update(headline="Danau kering")
    assert "Danau kering" in hold(token, "text/").text
    for answer in (cover, text):
        assert not answer.cookies
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]


def test_a_chat_program_that_fetches_the_link_learns_nothing_of_the_text(article):
    _link, token = make(article)

    cover = hold(token)

    assert "Danau" not in cover.text
    assert "setengah meter" not in cover.text


def test_the_token_is_kept_nowhere_and_leads_nowhere_but_on(article):
    _link, token = make(article)
    kept = PreviewLink.objects.values().get()

    assert token not in str(kept)
    assert kept["token_hash"] == preview_links.hashed(token)
    links = re.findall(r'<a\b[^>]*href="([^"]*)"', hold(token, "text/").text)
    assert links
    assert not [each for each in links if token in each]


@pytest.mark.parametrize("end", ["unknown", "expired", "revoked", "spiked", "access", "inactive"])
def test_every_link_that_has_ended_shows_the_same_and_nothing(article, desk, end):
    maker = make_user("editor", desk)
    before = timedelta(days=2) if end == "expired" else timedelta(0)
    link, token = make(article, by=maker, lasts=timedelta(days=1), at=timezone.now() - before)
    if end == "unknown":
        token = "x" * 43
    if end == "revoked":
        preview_links.revoke(link, by=make_user("editor", desk), at=timezone.now())
    if end == "spiked":
        workflow.perform("spike", article, by=maker, at=NOW, note="Batal.")
    if end == "access":
        Membership.objects.filter(user=maker).update(desk=make_desk("ambon"))
    if end == "inactive":
        maker.is_active = False
        maker.save()

    answers = [hold(token), hold(token, "text/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text
    assert "<h1>Tautan ini tidak menampilkan apa-apa</h1>" in answers[0].text
    assert "Danau" not in answers[1].text
    assert not Opening.objects.exists()


def test_a_withdrawal_ends_the_links_that_there_were(desk):
    article = make_in_state("issued", desk)
    editor = make_user("editor", desk)
    _link, token = make(article, at=timezone.now() - timedelta(minutes=5))
    assert hold(token, "text/").status_code == 200

    workflow.perform(
        "withdraw", article, by=editor, at=timezone.now(), ground="inaccurate", reason="Keliru."
    )

    assert hold(token, "text/").status_code == 404


def test_who_opened_it_is_logged_apart_from_programs_that_fetch_the_link(article):
    link, token = make(article)
    reader = client_of(make_user("reporter", make_desk("ambon"), username="yosef"))

    hold(token)
    hold(token, "text/")
    hold(token, "text/")
    reader.get(f"/preview/{token}/text/", **HOLDER)
    Client(HTTP_HOST="localhost").head(f"/preview/{token}/text/")

    openings = list(link.openings.order_by("pk"))
    assert [opening.read for opening in openings] == [False, True, True]
    assert (openings[1].ip_address, openings[1].browser) == ("203.0.113.7", "Peramban Pak Budi")
    assert [opening.user and opening.user.username for opening in openings] == [None, None, "yosef"]
    editor = client_of(make_user("editor", article.desk, language="en"))
    panel = editor.get(page_of(article)).text
    assert "Read 2 times" in panel
    assert "203.0.113.7" in panel
    assert "The link itself was opened once." in panel


def test_behind_a_proxy_the_log_has_the_visitors_address(article, settings):
    settings.BEHIND_PROXY = True
    link, token = make(article)

    hold(token, "text/", HTTP_X_FORWARDED_FOR="10.0.0.1, 198.51.100.9", REMOTE_ADDR="127.0.0.1")

    assert link.openings.get().ip_address == "198.51.100.9"


def test_the_token_is_in_no_line_of_the_log(article, caplog):
    _link, token = make(article)
    handler = next(
        each for each in logging.getLogger().handlers if isinstance(each.formatter, Line)
    )
    with caplog.at_level(logging.WARNING, logger="django.request"):
        hold(f"{token}x")

    lines = [record for record in caplog.records if "/preview/" in record.getMessage()]
    assert lines
    for record in lines:
        assert "/preview/…" in handler.format(record)
        assert token not in handler.format(record)


def test_nothing_is_posted_to_a_link(article):
    _link, token = make(article)

    assert Client(HTTP_HOST="localhost").post(f"/preview/{token}/text/").status_code == 405


def test_links_answer_where_the_newsroom_does_and_on_no_desks_host(article, desk, settings):
    _link, token = make(article)

    assert Client(HTTP_HOST=desk.host).get(f"/preview/{token}/").status_code == 404
    settings.STAFF_HOST = "redaksi.example"
    assert hold(token).status_code == 404
    assert Client(HTTP_HOST="redaksi.example").get(f"/preview/{token}/").status_code == 200


# --- Who makes them -------------------------------------------------------------------------------


def test_only_who_sees_the_article_and_has_a_role_makes_links(article, desk):
    administrator = make_user(is_superuser=True)
    elsewhere = make_user("chief", make_desk("ambon"))
    left = make_user("reporter", desk)
    reporter = make_reporter(desk, user=left)
    article.bylines.create(reporter=reporter, position=2)
    Membership.objects.filter(user=left).delete()

    for nobody in (administrator, elsewhere, left):
        with pytest.raises(PermissionDenied):
            make(article, by=nobody)
    assert make(article, by=article.created_by)


def test_a_button_pressed_twice_makes_one_link_and_shows_it_twice(article, desk):
    client = client_of(make_user("editor", desk, language="en"))
    typed = {"label": "Pak Budi", "lasts": "72", "press": "q" * 24}

    first, second = client.post(page_of(article), typed), client.post(page_of(article), typed)

    shown = [re.search(r'value="(http[^"]*)"', page.text)[1] for page in (first, second)]
    assert shown[0] == shown[1]
    assert PreviewLink.objects.count() == 1
    assert Client().get(shown[0], HTTP_HOST="localhost").status_code == 200
    assert "no-store" in first["Cache-Control"]
    assert shown[0] not in client.get(page_of(article)).text


@pytest.mark.parametrize(
    "wrong", [{"label": " "}, {"lasts": "999"}, {"lasts": "x"}, {"press": "short"}, {"press": ""}]
)
def test_a_link_is_for_somebody_and_ends_within_two_weeks(article, desk, wrong):
    client = client_of(make_user("editor", desk))
    typed = {"label": "Pak Budi", "lasts": "72", "press": "q" * 24} | wrong

    assert client.post(page_of(article), typed).status_code == 422
    assert not PreviewLink.objects.exists()


def test_links_are_revoked_by_their_maker_and_the_desks_editors_alone(article, desk):
    link, token = make(article, by=make_user("editor", desk))
    colleague = make_user("reporter", desk)

    assert client_of(colleague).post(page_of(article), {"revoke": link.pk}).status_code == 403
    assert hold(token).status_code == 200
    editor = make_user("editor", desk)
    for _ in range(2):
        response = client_of(editor).post(page_of(article), {"revoke": link.pk})
        assert response.status_code == 302
    assert hold(token).status_code == 404
    link.refresh_from_db()
    assert link.revoked_by == editor
    # Of another article, or of none.
    other = make_article(desk)
    assert client_of(editor).post(page_of(other), {"revoke": link.pk}).status_code == 404
    assert client_of(editor).post(page_of(other), {"revoke": "x"}).status_code == 404


def test_an_article_has_twenty_working_links_at_most(article, desk, monkeypatch):
    monkeypatch.setattr(preview_links, "WORKING_AT_MOST", 1)
    client = client_of(make_user("editor", desk, language="en"))
    make(article)

    refused = client.post(page_of(article), {"label": "B", "lasts": "1", "press": "r" * 24})

    assert refused.status_code == 422
    assert "revoke one first" in refused.text


@pytest.mark.usefixtures("desks_read_once")
def test_the_page_of_links_costs_the_same_for_many(article, desk):
    client = client_of(make_user("editor", desk))
    maker = make_user("editor", desk)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page_of(article)).status_code == 200
        return len(captured)

    _link, token = make(article, by=maker)
    hold(token, "text/")
    queries()
    before = queries()
    for number in range(5):
        _link, token = make(article, by=maker, press=f"{number}" * 24)
        hold(token, "text/")

    assert queries() == before
    assert before <= 20


# --- The database ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE articles_previewlink SET expires_at = expires_at - interval '1 hour'",
        "UPDATE articles_previewlink SET label = 'x'",
        "DELETE FROM articles_previewlink",
        "UPDATE articles_opening SET browser = 'x'",
        "DELETE FROM articles_opening",
    ],
)
def test_links_and_their_log_are_changed_by_nobody(article, change):
    _link, token = make(article)
    hold(token, "text/")

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_a_revoked_link_stays_revoked(article, desk):
    link, _token = make(article)
    preview_links.revoke(link, by=make_user("editor", desk), at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        PreviewLink.objects.update(revoked_at=None, revoked_by=None)


def test_no_link_lasts_longer_than_two_weeks(article, desk):
    with pytest.raises(IntegrityError), transaction.atomic():
        PreviewLink.objects.create(
            article=article,
            token_hash="0" * 64,
            label="x",
            made_by=article.created_by,
            made_at=NOW,
            expires_at=NOW + timedelta(days=14, seconds=1),
        )
