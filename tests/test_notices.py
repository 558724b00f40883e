"""Notices to readers: what each kind needs, when it is public, and that it stays as it was said."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from articles import workflow
from articles.models import Article, Decision, Notice
from articles.outbox.models import Delivery

from .factories import NOW, make_desk, make_in_state, make_issued, make_user, reissue

pytestmark = pytest.mark.django_db
EARLIER = NOW - timedelta(hours=2)
LATER = NOW + timedelta(hours=2)
CORRECTION = {
    "kind": "correction",
    "wrong": "Kami menulis satu meter.",
    "text": "Air danau turun setengah meter.",
    "apology": "Kami meminta maaf kepada pembaca.",
}
UPDATE = {"kind": "update", "text": "Ditambah keterangan dinas."}
REQUESTED = {
    "kind": "requested",
    "who": "Dinas Perairan Kerinci",
    "wrong": "Kami menulis tiga pos.",
    "text": "Ada empat pos.",
}
CLARIFICATION = {"kind": "clarification", "text": "Yang dimaksud muara utara."}
REPLY = {"kind": "reply", "who": "Koperasi Danau", "text": "Kami tidak pernah menahan kuota."}
EVERY = [UPDATE, CORRECTION, REQUESTED, CLARIFICATION, REPLY]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def give(article, notice, *, at=NOW, by=None):
    by = by or make_user("editor", article.desk)
    return workflow.perform("notice", article, by=by, at=at, notice=notice)


def approved_again(article, *, at=NOW, **changes):
    """The next text of a live article, approved and held."""
    chief = make_user("chief", article.desk)
    article = workflow.perform("reopen", article, by=chief, at=at).article
    Article.objects.filter(pk=article.pk).update(**changes)
    workflow.perform("submit", article, by=chief, at=at)
    return workflow.perform("approve", article, by=chief, at=at, note="Diperbaiki.").article


def issue(article, notice, *, at=NOW, live_from=None):
    editor = make_user("editor", article.desk)
    return workflow.perform(
        "issue", article, by=editor, at=at, live_from=live_from, notice=notice
    ).article


# --- What a kind needs --------------------------------------------------------------------------


@pytest.mark.parametrize("notice", EVERY, ids=lambda notice: notice["kind"])
def test_an_editor_tells_readers_something_without_touching_the_text(notice):
    article = make_issued(at=EARLIER)
    before = Article.objects.filter(pk=article.pk).values("headline", "body", "edit", "state").get()
    editor = make_user("editor", article.desk)

    decision = give(article, notice, by=editor)

    stored = Notice.objects.get()
    assert {name: getattr(stored, name) for name in notice} == notice
    assert (stored.by, stored.published_at, stored.version) == (editor, NOW, None)
    assert (decision.step, decision.note) == ("notice", notice["text"])
    assert decision.version == article.versions.get()
    after = Article.objects.filter(pk=article.pk).values("headline", "body", "edit", "state").get()
    assert after == before


@pytest.mark.parametrize(
    ("notice", "sentence"),
    [
        (None, "Choose the kind of the notice."),
        (CORRECTION | {"wrong": " \n"}, "Write what was wrong in a correction, and only there."),
        (CORRECTION | {"apology": ""}, "A correction, and only a correction, has an apology"),
        (CORRECTION | {"text": " "}, "Write the text that readers will see."),
        (UPDATE | {"wrong": "Satu meter."}, "Write what was wrong in a correction"),
        (UPDATE | {"apology": "Maaf."}, "only a correction, has an apology"),
        (UPDATE | {"text": ""}, "Write the text that readers will see."),
        (REQUESTED | {"who": " "}, "Write who asked for the correction or who replies"),
        (REQUESTED | {"wrong": ""}, "Write what was wrong in a correction"),
        (CLARIFICATION | {"who": "Dinas"}, "Write who asked for the correction or who replies"),
        (REPLY | {"who": ""}, "Write who asked for the correction or who replies"),
        (REPLY | {"text": ""}, "Write the text that readers will see."),
        (REPLY | {"reply": 4711}, "No article of the kind “right of reply” with the number 4711"),
        (UPDATE | {"kind": "withdrawal"}, "To withdraw a story, take the step of that name."),
        (UPDATE | {"kind": "rumour"}, "rumour"),
    ],
)
def test_a_notice_that_lacks_something_is_refused_with_what_it_lacks(notice, sentence):
    article = make_issued(at=EARLIER)
    count = Decision.objects.count()

    with pytest.raises(ValidationError) as refusal:
        give(article, notice)

    assert sentence in " ".join(refusal.value.messages)
    assert (Notice.objects.count(), Decision.objects.count()) == (0, count)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("kind = 'rumour', wrong = '', apology = ''", "notice_kind_known"),
        ("ground = 'decency'", "notice_ground_of_a_withdrawal"),
        ("kind = 'withdrawal', wrong = '', apology = ''", "notice_ground_of_a_withdrawal"),
        ("wrong = ' '", "notice_says_what_was_wrong"),
        ("kind = 'update', apology = ''", "notice_says_what_was_wrong"),
        ("text = E'\\n'", "notice_has_a_text"),
        ("apology = ''", "notice_correction_apologises"),
        ("kind = 'requested', who = 'Dinas'", "notice_correction_apologises"),
        ("kind = 'requested', apology = ''", "notice_says_who"),
        ("who = 'Dinas'", "notice_says_who"),
        ("published_at = NULL", "notice_has_its_moment"),
    ],
)
def test_postgres_refuses_what_a_kind_must_not_be(change, rule):
    """The trigger that refuses every change is away for the test: each row is as if it were new."""
    article = make_issued(at=EARLIER)
    give(article, CORRECTION)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE articles_notice DISABLE TRIGGER notice_guard")

    with (
        pytest.raises(IntegrityError, match=rule),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE articles_notice SET {change}")


def test_a_reply_may_be_an_article_of_its_own_kind_that_is_live():
    article = make_issued(at=EARLIER)
    answer = make_issued(article.desk, kind="reply", at=EARLIER)
    news = make_issued(article.desk, at=EARLIER)
    waiting = make_issued(article.desk, kind="reply", at=EARLIER, live_from=LATER)

    for other in (news, waiting):
        with pytest.raises(ValidationError):
            give(article, REPLY | {"text": "", "reply": other.pk})
    give(article, REPLY | {"text": "", "reply": answer.pk})

    assert Notice.objects.get().reply == answer
    with pytest.raises(ValidationError, match="it is another one"):
        give(answer, REPLY | {"reply": answer.pk})


def test_the_same_notice_is_not_given_twice():
    article = make_issued(at=EARLIER)
    give(article, CLARIFICATION)

    with pytest.raises(ValidationError, match="already"):
        give(article, CLARIFICATION)
    give(article, CLARIFICATION | {"text": "Bukan muara selatan."})

    assert Notice.objects.count() == 2


@pytest.mark.parametrize("state", ["draft", "approved"])
def test_nothing_is_told_of_a_story_that_readers_do_not_have(state):
    with pytest.raises(workflow.NotAllowed, match="No version of this article is live"):
        give(make_in_state(state), CLARIFICATION)


# --- With a version -----------------------------------------------------------------------------


def test_a_notice_goes_out_with_its_version_at_its_moment():
    article = issue(approved_again(make_issued(at=EARLIER)), CORRECTION, live_from=LATER)

    notice = Notice.objects.get()
    assert (notice.version.number, notice.published_at) == (2, LATER)
    assert not Notice.objects.public(LATER - timedelta(microseconds=1)).exists()
    assert Notice.objects.public(LATER).exists()

    even_later = LATER + timedelta(hours=1)
    editor = make_user("editor", article.desk)
    workflow.perform("reschedule", article, by=editor, at=NOW, live_from=even_later)
    assert Notice.objects.get().published_at == even_later


def test_a_recalled_version_takes_its_notice_with_it():
    article = issue(approved_again(make_issued(at=EARLIER)), CORRECTION, live_from=LATER)
    editor = make_user("editor", article.desk)

    workflow.perform("recall", article, by=editor, at=NOW)
    assert Notice.objects.get().published_at is None

    article = issue(article, CORRECTION | {"text": "Turun setengah meter lebih."})
    assert Notice.objects.public(NOW).get().version.number == 3


def test_a_withdrawal_cancels_the_notice_of_the_version_that_was_ahead():
    article = issue(approved_again(make_issued(at=EARLIER)), CORRECTION, live_from=LATER)
    chief = make_user("chief", article.desk)

    workflow.perform("withdraw", article, by=chief, at=NOW, ground="inaccurate", reason="Keliru.")

    assert [notice.kind for notice in Notice.objects.public(LATER)] == ["withdrawal"]


def test_the_first_version_has_nothing_to_put_right():
    with pytest.raises(ValidationError, match="nothing before it to put right"):
        issue(make_in_state("approved"), CORRECTION)


def test_a_version_whose_notice_lacks_something_is_not_issued():
    article = approved_again(make_issued(at=EARLIER))

    with pytest.raises(ValidationError, match="apology"):
        issue(article, CORRECTION | {"apology": ""})

    article.refresh_from_db()
    assert (article.state, article.versions.count()) == ("approved", 1)


# --- Said for good ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "text = 'Lain'",
        "apology = 'Lain'",
        "kind = 'update'",
        "published_at = now()",
        "by_id = by_id",
    ],
)
def test_a_notice_is_never_changed(change):
    give(make_issued(at=EARLIER), CORRECTION)

    _refused(f"UPDATE articles_notice SET {change}", match="append-only")


@pytest.mark.parametrize(
    "change",
    ["text = 'Lain'", "published_at = now()", "published_at = NULL", "version_id = NULL",
     "version_id = version_id - 1"],
)  # fmt: skip
def test_a_notice_that_goes_out_with_a_version_is_moved_by_that_version_alone(change):
    issue(approved_again(make_issued(at=EARLIER)), CORRECTION, live_from=LATER)

    _refused(f"UPDATE articles_notice SET {change}", match="append-only")
    _refused("DELETE FROM articles_notice", match="append-only")


def test_a_notice_goes_out_with_a_version_of_its_own_article():
    issue(approved_again(make_issued(at=EARLIER)), CORRECTION, live_from=LATER)
    other = make_issued(at=EARLIER)

    _refused(
        "INSERT INTO articles_notice (article_id, kind, ground, wrong, text, apology, who, "
        "version_id, by_id) SELECT %s, 'update', '', '', 'Baru', '', '', version_id, by_id "
        "FROM articles_notice",
        other.pk,
        match="its own article",
    )


def test_a_reply_is_held_by_no_article_of_another_kind():
    article, news = make_issued(at=EARLIER), make_issued(at=EARLIER)
    give(article, REPLY)

    _refused(
        "INSERT INTO articles_notice (article_id, kind, ground, wrong, text, apology, who, "
        "reply_id, published_at, by_id) SELECT article_id, kind, '', '', '', '', who, %s, now(), "
        "by_id FROM articles_notice",
        news.pk,
        match="holds no right of reply",
    )


def _refused(statement, *values, match):
    with (
        pytest.raises(DatabaseError, match=match),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)


# --- Outside ------------------------------------------------------------------------------------


def test_the_world_outside_is_told_of_a_notice_as_of_a_version(settings):
    settings.WEBSUB_HUB, settings.INDEXNOW_KEY = "https://hub.example/", "kunci-rahasia-1"
    desk = make_desk("kerinci")
    article = make_issued(desk, at=EARLIER)
    Delivery.objects.update(sent_at=EARLIER, next_at=EARLIER)

    give(article, CORRECTION)

    due = Delivery.objects.waiting().filter(next_at=NOW)
    assert {(each.desk.slug, each.channel) for each in due} == {
        ("kerinci", "websub"), ("kerinci", "indexnow"), ("nusantara", "websub"),
    }  # fmt: skip


def test_a_notice_stays_with_the_story_in_every_later_version():
    article = make_issued(at=EARLIER)
    give(article, CORRECTION, at=EARLIER + timedelta(minutes=5))

    reissue(article, headline="Kabar baru")

    assert Notice.objects.public(NOW).get().kind == "correction"
