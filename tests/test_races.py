"""Several people at once, each on a connection of their own, on a real Postgres."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, connection, transaction

from articles import publishing, workflow
from articles.models import Article, Decision, Notice, Placement, Version
from newsroom.accounts.models import User
from newsroom.desks.models import Desk

from .factories import NOW, make_desk, make_in_state, make_issued, make_network, make_user, reissue
from .waiting import PATIENCE, Person, at_once, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(hours=2)


def step(name, article, **answers):
    """A deed: an editor of their own takes the step, having read what stands now."""
    user = make_user("editor", article.desk)
    at = datetime.now(UTC)
    return lambda: workflow.perform(
        name, article.pk, by=User.objects.get(pk=user.pk), at=at, **answers
    )


def decisions(article, name):
    return Decision.objects.filter(article=article, step=name).count()


@pytest.mark.parametrize(
    ("name", "state", "answers"),
    [
        ("submit", "draft", {}),
        ("approve", "in_review", {}),
        ("issue", "approved", {}),
        ("return", "in_review", {"note": "Tambah narasumber."}),
        ("reopen", "issued", {}),
        ("withdraw", "issued", {"ground": "inaccurate", "reason": "Angkanya keliru."}),
        ("spike", "draft", {"note": "Sudah basi."}),
        ("revive", "spiked", {}),
    ],
)
def test_of_two_editors_at_once_one_is_first_and_the_other_reads_why(name, state, answers):
    article = make_in_state(state)
    before = decisions(article, name)

    first, second = at_once(article, step(name, article, **answers), step(name, article, **answers))

    assert (first.result.step, first.error) == (name, None)
    assert isinstance(second.error, workflow.NotAllowed)
    assert second.sentence
    assert decisions(article, name) == before + 1
    assert Notice.objects.count() == (name == "withdraw")
    assert Version.objects.count() == (state == "issued" or name == "issue")


def test_two_editors_who_tell_readers_the_same_tell_it_once():
    article = make_in_state("issued")
    notice = {"kind": "clarification", "text": "Yang dimaksud muara utara."}

    first, second = at_once(
        article, step("notice", article, notice=notice), step("notice", article, notice=notice)
    )

    assert (first.result.step, first.error) == ("notice", None)
    assert second.sentence
    assert Notice.objects.count() == decisions(article, "notice") == 1


def test_nothing_is_told_of_a_story_that_is_withdrawn_at_the_same_moment():
    article = make_in_state("issued")
    notice = {"kind": "clarification", "text": "Yang dimaksud muara utara."}

    first, second = at_once(
        article,
        step("withdraw", article, ground="child", reason="Anak."),
        step("notice", article, notice=notice),
    )

    # Told and then withdrawn, or withdrawn and then nothing more to be told.
    told = decisions(article, "notice")
    assert decisions(article, "withdraw") == 1
    assert Notice.objects.count() == 1 + told
    assert (first.error, second.error is None) == (None, told == 1)


def test_of_four_editors_who_issue_at_once_one_makes_the_only_version():
    article = make_in_state("approved")

    first, *others = at_once(article, *(step("issue", article) for _ in range(4)))

    assert first.result.version == Version.objects.get()
    assert [type(other.error) for other in others] == [workflow.NotAllowed] * 3
    assert Placement.objects.count() == 2


def test_approving_and_returning_at_once_never_leaves_both():
    article = make_in_state("in_review")

    first, second = at_once(
        article, step("approve", article), step("return", article, note="Tambah narasumber.")
    )

    # An approved text may be returned as well; a returned one may not be approved.
    article.refresh_from_db()
    last = Decision.objects.order_by("-pk").first()
    assert article.state == last.to_state
    if second.error:
        assert article.state == first.result.to_state == "draft"
    else:
        assert article.state == "draft"
        assert (decisions(article, "approve"), decisions(article, "return")) == (1, 1)


def test_an_update_issued_while_the_story_is_withdrawn_never_puts_it_back():
    article = make_issued(at=NOW - timedelta(hours=1))
    chief = make_user("chief", article.desk)
    for name, answers in (("reopen", {}), ("submit", {}), ("approve", {"note": "Diperbarui."})):
        workflow.perform(name, article, by=chief, at=NOW, **answers)

    first, second = at_once(
        article,
        step("issue", article),
        step("withdraw", article, ground="inaccurate", reason="Angkanya keliru."),
    )

    # Whoever was first: issued and then withdrawn, or withdrawn and then no longer approved.
    assert Decision.objects.order_by("-pk").first().step == "withdraw"
    assert first.error is None
    if second.error:
        assert "withdrawn after it was approved" in second.sentence
    assert not Version.objects.live(datetime.now(UTC)).exists()
    assert Notice.objects.count() == 1


def test_rescheduling_and_recalling_at_once_ends_in_one_of_the_two():
    article = reissue(
        make_issued(at=NOW - timedelta(hours=1)), live_from=LATER, headline="Kabar baru"
    )
    moment = LATER + timedelta(hours=1)

    at_once(article, step("reschedule", article, live_from=moment), step("recall", article))

    # Whoever was first, the recall stands: a recalled version is not rescheduled.
    article.refresh_from_db()
    assert article.state == "approved"
    assert Version.objects.live(moment + timedelta(days=1)).get().number == 1
    assert decisions(article, "recall") == 1


def test_two_editors_who_reschedule_at_once_leave_no_gap():
    article = reissue(
        make_issued(at=NOW - timedelta(hours=1)), live_from=LATER, headline="Kabar baru"
    )
    moments = [LATER - timedelta(hours=1), LATER + timedelta(hours=1)]

    people = at_once(
        article, *(step("reschedule", article, live_from=moment) for moment in moments)
    )

    assert [person.error for person in people] == [None, None]
    first, second = Version.objects.order_by("number")
    assert first.live_until == second.live_from
    assert second.live_from == Decision.objects.order_by("-pk").first().live_from


def test_a_text_saved_while_an_editor_approves_is_not_approved_unread():
    article = make_in_state("in_review")

    def save():
        with transaction.atomic():
            saved = Article.objects.select_for_update().get(pk=article.pk)
            saved.headline, saved.edit = "Diam-diam diganti", saved.edit + 1
            saved.save()

    people = at_once(article, save, step("approve", article, edit=article.edit))

    article.refresh_from_db()
    if people[1].error:
        assert (article.state, article.headline) == ("in_review", "Diam-diam diganti")
        assert people[1].sentence
    else:
        assert Decision.objects.filter(step="approve").count() == 1


def test_two_desks_never_get_one_host_at_once():
    network = make_network()
    together = threading.Barrier(2)

    def found(slug, host):
        def deed():
            together.wait(PATIENCE)
            return Desk.objects.create(
                slug=slug, name=slug, masthead=slug, host=host, parent_id=network.pk
            )

        return deed

    people = [Person(found("ambon", "baru.example")), Person(found("kerinci", "BARU.example"))]
    for person in people:
        person.start()
    for person in people:
        person.join(PATIENCE)

    assert Desk.objects.filter(host__iexact="baru.example").count() == 1
    errors = [person.error for person in people if person.error]
    assert [type(error) for error in errors] == [IntegrityError]
    assert "desk_host_unique" in str(errors[0])


def test_two_moves_at_once_never_make_a_circle():
    ambon, kerinci = make_desk("ambon"), make_desk("kerinci")

    other = Person(lambda: Desk.objects.filter(pk=kerinci.pk).update(parent=ambon))
    with transaction.atomic():
        Desk.objects.filter(pk=ambon.pk).update(parent=kerinci)
        other.start()
        assert other.connected.wait(PATIENCE)
        wait_for([other])
    other.join(PATIENCE)

    assert isinstance(other.error, IntegrityError)
    assert "above itself" in str(other.error)
    parents = dict(Desk.objects.values_list("slug", "parent__slug"))
    assert (parents["ambon"], parents["kerinci"]) == ("kerinci", "nusantara")


@pytest.mark.parametrize(
    ("name", "state", "answers", "room"),
    [
        ("issue", "approved", {}, "placed"),
        ("withdraw", "issued", {"ground": "child", "reason": "Anak."}, "newest_version"),
    ],
)
def test_a_connection_that_dies_in_the_middle_leaves_nothing_half_done(
    monkeypatch, name, state, answers, room
):
    article = make_in_state(state)
    before = _everything(article)
    real = getattr(publishing, room)
    killed = []

    def die(*args):
        """Once something was written, the server ends this person's connection."""
        if threading.current_thread() is person and not killed and _wrote():
            killed.append(person.pid)
            end(person.pid)
        return real(*args)

    monkeypatch.setattr(publishing, room, die)
    person = Person(step(name, article, **answers))
    person.start()
    person.join(PATIENCE)

    assert killed == [person.pid]
    assert isinstance(person.error, (DatabaseError, InterfaceError))
    assert _everything(article) == before
    # And whoever tries again gets through: no lock was left behind.
    monkeypatch.undo()
    assert step(name, article, **answers)().step == name


def _wrote():
    """Whether this connection's transaction has written anything yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_notice")
        notices = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM articles_version")
        return notices > 0 or cursor.fetchone()[0] > 0


def end(pid):
    """End the connection `pid` from another one, and wait until it is gone."""

    def deed():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            return cursor.fetchone()[0]

    other = Person(deed)
    other.start()
    other.join(PATIENCE)
    assert other.result is True


def _everything(article):
    return (
        list(Article.objects.filter(pk=article.pk).values()),
        list(Version.objects.order_by("pk").values()),
        list(Placement.objects.order_by("pk").values()),
        list(Notice.objects.order_by("pk").values()),
        list(Decision.objects.order_by("pk").values()),
    )
