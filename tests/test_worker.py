"""What the worker does beside sending mail: it tells what is due soon, and removes what is old."""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError

from articles.management.commands import deliver
from articles.models import Article
from articles.planning import reminding, steps, telling
from articles.planning.models import Assignment
from articles.planning.reminding import SOON, remind
from articles.talk import clearing
from articles.talk.clearing import MAIL_KEPT, READ_KEPT, clear
from articles.talk.models import Mail, Notification
from articles.talk.telling import tell

from .factories import NOW, make_assignment, make_desk, make_taker, make_user
from .waiting import PATIENCE, Person

pytestmark = pytest.mark.django_db
DUE = NOW + timedelta(hours=5)
NEAR = DUE - SOON + timedelta(minutes=1)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def rahmi():
    return make_taker(make_desk("kerinci", time_zone="Asia/Jakarta"), name="Rahmi Anggraini")


def has(rahmi, state, **values):
    return make_assignment(rahmi.desk, state=state, reporter=rahmi, due_at=DUE, **values)


def told(kind="due"):
    return list(Notification.objects.filter(kind=kind).order_by("pk"))


# --- Due soon -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["accepted", "begun"])
def test_whoever_took_it_is_told_once_that_it_is_due_soon(rahmi, state):
    assignment = has(rahmi, state, idea="Air danau")

    assert remind(at=DUE - SOON - MOMENT) == 0
    assert remind(at=NEAR) == 1
    assert remind(at=NEAR + timedelta(minutes=5)) == 0

    (row,) = told()
    assert (row.to, row.by, row.desk) == (rahmi.user, None, rahmi.desk)
    assert row.text.splitlines()[0] == "Air danau"
    assert row.text.endswith(" WIB")
    assert row.url == f"/admin/assignments/{assignment.pk}/"
    assert row.mail_at is not None
    assert Notification.objects.visible_to(rahmi.user).filter(pk=row.pk).exists()


@pytest.mark.parametrize("state", ["proposed", "assigned", "declined", "called_off"])
def test_what_nobody_took_reminds_nobody(rahmi, state):
    make_assignment(rahmi.desk, state=state, reporter=rahmi, due_at=DUE)

    assert remind(at=NEAR) == 0


def test_what_is_handed_in_or_late_already_is_not_due_soon(rahmi):
    assignment = has(rahmi, "begun")
    assert remind(at=DUE) == 0
    Article.objects.filter(pk=assignment.article_id).update(state="in_review")

    assert remind(at=NEAR) == 0


def test_what_is_moved_is_told_of_once_more_when_its_new_time_is_near(rahmi):
    assignment = has(rahmi, "accepted")
    remind(at=NEAR)
    editor, later = make_user("editor", rahmi.desk), DUE + timedelta(days=1)
    steps.perform("move", assignment, by=editor, at=NEAR, due_at=later)

    assert remind(at=NEAR) == 0
    assert remind(at=later - timedelta(minutes=30)) == 1
    assert len(told()) == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_of_it_once(rahmi, monkeypatch):
    has(rahmi, "accepted")
    told_of, go_on, tell_due = threading.Event(), threading.Event(), telling.tell_due

    def slowly(assignment, *, at):
        tell_due(assignment, at=at)
        told_of.set()
        assert go_on.wait(PATIENCE)

    monkeypatch.setattr(reminding.telling, "tell_due", slowly)
    first, second = (Person(lambda: remind(at=NEAR)) for _ in range(2))
    first.start()
    assert told_of.wait(PATIENCE)
    # The first has told and not finished: the second neither waits for it nor tells again.
    second.start()
    second.join(PATIENCE)
    go_on.set()
    first.join(PATIENCE)

    assert (first.result, second.result) == (1, 0)
    assert (first.error, second.error) == (None, None)
    assert len(told()) == 1
    assert Assignment.objects.get().reminded_of == DUE


# --- What is old --------------------------------------------------------------------------------


def tells(user, *, read_at=None, mail=None):
    (row,) = tell("returned", to=[user], by=None, at=NOW, text="Tambah narasumber.")
    Notification.objects.filter(pk=row.pk).update(read_at=read_at, mail=mail, mail_at=None)
    return row


def test_what_was_read_long_ago_goes_and_what_nobody_read_stays(rahmi):
    now = NOW + timedelta(days=400)
    unread = tells(rahmi.user)
    lately = tells(rahmi.user, read_at=now - READ_KEPT + MOMENT)
    tells(rahmi.user, read_at=now - READ_KEPT - MOMENT)

    assert clear(at=now) == 1
    assert clear(at=now) == 0
    assert list(Notification.objects.order_by("pk")) == [unread, lately]


def test_mails_that_are_settled_go_and_what_they_told_stays(rahmi):
    now = NOW + timedelta(days=400)
    old = now - MAIL_KEPT - MOMENT

    def mail(**values):
        return Mail.objects.create(to=rahmi.user, made_at=NOW, next_at=NOW, **values)

    stay = [mail(), mail(sent_at=now - MAIL_KEPT + MOMENT)]
    sent = mail(sent_at=old)
    mail(dropped_at=old, error="550")
    row = tells(rahmi.user, mail=sent)

    assert clear(at=now) == 2
    assert list(Mail.objects.order_by("pk")) == stay
    row.refresh_from_db()
    assert row.mail is None


def test_it_goes_in_batches_and_the_worker_comes_to_the_end(rahmi, monkeypatch):
    monkeypatch.setattr(clearing, "AT_ONCE", 2)
    for _ in range(5):
        tells(rahmi.user, read_at=NOW - READ_KEPT - timedelta(days=1))

    assert clear(at=NOW) == 2
    call_command("deliver", "--once")
    assert not Notification.objects.exists()


def test_without_a_mail_server_the_worker_tells_all_the_same(rahmi, settings, capsys):
    settings.MAILS = False
    assignment = has(rahmi, "accepted")
    Assignment.objects.filter(pk=assignment.pk).update(due_at=NOW + timedelta(minutes=50))
    Mail.objects.create(to=rahmi.user, made_at=NOW, next_at=NOW)

    call_command("deliver", "--once")

    assert capsys.readouterr().out == "0 sent.\n"
    assert len(told()) == 1
    assert Mail.objects.waiting().count() == 1


def test_a_worker_logs_that_the_database_is_away_like_everything_else_and_goes_on(
    db, counted, settings, monkeypatch, caplog
):
    stop, rounds = [], []

    def away(*, clock):
        rounds.append(clock())
        stop[0]()
        raise OperationalError("connection refused\n\tIs it running?\n")

    settings.PROBE_ADDRESS = ""
    monkeypatch.setattr(deliver.signal, "signal", lambda _number, handler: stop.append(handler))
    monkeypatch.setattr(deliver, "work", away)
    monkeypatch.setattr(deliver, "connections", SimpleNamespace(close_all=lambda: None))
    call_command("deliver")

    assert len(rounds) == 1
    (line,) = [each for each in caplog.records if each.name == deliver.log.name]
    assert line.levelname == "WARNING" and line.message.endswith("Is it running?")


def test_what_breaks_in_one_part_of_a_round_keeps_no_mail_and_no_reminder_back(
    rahmi, settings, monkeypatch, caplog
):
    def breaks(*, clock):
        raise KeyError("odd row")

    settings.MAILS = True
    assignment = has(rahmi, "accepted")
    Mail.objects.create(to=rahmi.user, made_at=NOW, next_at=NOW)
    tells(rahmi.user, read_at=NEAR - READ_KEPT - MOMENT)
    monkeypatch.setattr(deliver.calling, "deliver", breaks)

    with pytest.raises(KeyError, match="odd row"):
        deliver.work(clock=lambda: NEAR)

    assert [each.url for each in told()] == [f"/admin/assignments/{assignment.pk}/"]
    assert not Mail.objects.waiting().exists()
    assert not told("returned")
    (line,) = [each for each in caplog.records if each.name == deliver.log.name]
    assert line.levelname == "ERROR" and "odd row" in str(line.exc_info[1])


def test_without_the_database_no_part_of_a_round_is_tried(rahmi, monkeypatch):
    def away(*, clock):
        raise OperationalError("connection refused")

    has(rahmi, "accepted")
    monkeypatch.setattr(deliver.taking_down, "clear_all", away)

    with pytest.raises(OperationalError):
        deliver.work(clock=lambda: NEAR)

    assert not told()
