"""Mail: one for each person and period, never twice, and nothing lost where the server is down."""

import smtplib
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail as outbox
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.test import Client

from articles.outbox.leased import LEASE
from articles.talk import delivering
from articles.talk.delivering import deliver, gather, send
from articles.talk.models import Mail, MailWishes, Notification
from articles.talk.telling import tell
from newsroom.accounts.models import User
from newsroom.environment import mail_server

from .factories import NOW, make_article, make_desk, make_network, make_note, make_user
from .staff import client_of

SOON = NOW + timedelta(minutes=3)


@pytest.fixture
def desk():
    return make_desk("kerinci", time_zone="Asia/Jakarta")


@pytest.fixture
def reporter(desk):
    return make_user("reporter", desk, username="rahmi", first_name="Rahmi", language="en")


def at(moment):
    """Deliver what is due at `moment`."""
    return deliver(clock=lambda: moment)


def server_says(monkeypatch, error):
    def send_messages(self, messages):
        raise error

    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages", send_messages
    )


pytestmark = pytest.mark.django_db


def test_what_happens_within_moments_is_one_mail(desk, reporter):
    article = make_article(desk, by=reporter, headline="Air Danau Surut")
    tell("returned", to=[reporter], by=None, at=NOW, article=article, text="Tambah narasumber.")
    later = NOW + timedelta(minutes=1)
    tell("returned", to=[reporter], by=None, at=later, article=article, text="Dan foto.")
    make_note(article, by=make_user("editor", desk, first_name="Mulyadi"), text="@rahmi, cek.")

    assert at(NOW + timedelta(minutes=1)) == 0
    assert at(SOON) == 1
    assert at(SOON) == 0

    message = outbox.outbox[0]
    assert len(outbox.outbox) == 1
    assert message.to == ['"Rahmi" <rahmi@example.com>']
    for words in ("Air Danau Surut", "Tambah narasumber.", "Dan foto.", "Mulyadi", "@rahmi, cek.",
                  "WIB", "http://localhost:8000/admin/notifications/"):  # fmt: skip
        assert words in message.body
        assert words in message.alternatives[0].content or words == "@rahmi, cek."
    assert "3 new things for you" in message.subject
    assert message.extra_headers["Message-ID"] == f"<{Mail.objects.get().key}@localhost>"
    assert (
        message.extra_headers["List-Unsubscribe"] == "<http://localhost:8000/admin/profile/#mail>"
    )


def test_each_kind_waits_as_its_reader_wishes(desk, reporter):
    MailWishes.objects.create(
        user=reporter, paces={"noted": "never", "issued": "hourly"}, time_zone="Asia/Jakarta"
    )
    for kind in ("noted", "issued", "returned"):
        tell(kind, to=[reporter], by=None, at=NOW, desk=desk, text=kind)

    hour = Notification.objects.get(kind="issued").mail_at
    assert at(SOON) == 1
    assert at(hour) == (0 if hour <= NOW + timedelta(minutes=5) else 1)
    said = " ".join(message.body for message in outbox.outbox)
    assert "returned" in said
    assert "issued" in said
    assert "noted" not in said


def test_nothing_is_mailed_that_was_read_or_may_be_seen_no_more(desk, reporter):
    article = make_article(desk)
    (read,) = tell("returned", to=[reporter], by=None, at=NOW, article=article)
    other = make_user("editor", desk)
    tell("returned", to=[other], by=None, at=NOW, article=article)
    Notification.objects.filter(pk=read.pk).update(read_at=NOW)
    other.memberships.update(desk=make_desk("ambon"))

    assert at(SOON) == 0
    assert outbox.outbox == []
    assert Mail.objects.filter(sent_at=None, dropped_at=SOON, error="").count() == 2


def test_a_struck_note_is_not_mailed_any_more(desk, reporter):
    from articles.talk import notes

    note = make_note(make_article(desk, by=reporter), text="Maaf, salah artikel.")
    notes.strike(note, by=note.by, at=NOW)

    assert at(NOW + timedelta(hours=2)) == 0


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError("refused"), smtplib.SMTPAuthenticationError(535, b"no")]
)
def test_a_server_that_is_down_loses_nothing_and_delays_nothing_else(
    desk, reporter, monkeypatch, error
):
    article = make_article(desk)
    people = [reporter, make_user("editor", desk), make_user("editor", desk)]
    tell("returned", to=people, by=None, at=NOW, article=article)
    moment = SOON
    with monkeypatch.context() as down:
        server_says(down, error)
        for _ in range(8):
            assert at(moment) == 0
            moment += timedelta(hours=1)
        waiting = Mail.objects.waiting()
        assert waiting.count() == 3
        # One at a time learns that it is down.
        assert type(error).__name__ in waiting.exclude(error="").first().error
        assert sum(waiting.values_list("attempts", flat=True)) == 8

    assert at(moment) == 3
    assert len(outbox.outbox) == 3
    assert not Mail.objects.waiting().exists()


def test_an_address_that_is_refused_is_given_up_after_some_attempts(desk, reporter, monkeypatch):
    tell("returned", to=[reporter], by=None, at=NOW, desk=desk)
    server_says(monkeypatch, smtplib.SMTPRecipientsRefused({"rahmi@example.com": (550, b"who?")}))

    moment = SOON
    for _ in range(10):
        at(moment)
        moment += timedelta(hours=1)

    mail = Mail.objects.get()
    assert (mail.attempts, mail.sent_at) == (delivering.REFUSED_AT_MOST, None)
    assert mail.dropped_at is not None
    administrator = User.objects.create_superuser("administrator", password="rahasia")
    client = Client(HTTP_HOST="localhost")
    client.force_login(administrator)
    page = client.get("/admin/mail/").text
    assert "who?" in page
    assert "rahmi@example.com" in page


def test_administrators_see_what_the_server_said_and_try_again(desk, reporter, monkeypatch):
    tell("returned", to=[reporter], by=None, at=NOW, desk=desk, text="Rahasia desk.")
    with monkeypatch.context() as down:
        server_says(down, ConnectionRefusedError("nobody listens"))
        at(SOON)
    administrator = User.objects.create_superuser(
        "administrator", password="rahasia", language="en"
    )
    client = Client(HTTP_HOST="localhost")
    client.force_login(administrator)

    page = client.get("/admin/mail/").text
    assert "nobody listens" in page
    assert "Rahasia" not in page
    client.post("/admin/mail/")

    assert Mail.objects.get().next_at <= datetime.now(UTC)
    call_command("deliver", "--once")
    assert len(outbox.outbox) == 1


def test_due_mail_without_a_worker_is_noticed(desk, reporter):
    tell("returned", to=[reporter], by=None, at=NOW - timedelta(hours=1), desk=desk)
    administrator = User.objects.create_superuser(
        "administrator", password="rahasia", language="en"
    )
    client = Client(HTTP_HOST="localhost")
    client.force_login(administrator)

    assert "Does the worker run?" in client.get("/admin/mail/").text
    call_command("deliver", "--once")
    assert "Does the worker run?" not in client.get("/admin/mail/").text


def test_whoever_dies_while_sending_is_followed_by_another_with_the_same_message(desk, reporter):
    tell("returned", to=[reporter], by=None, at=NOW, desk=desk)
    gather(at=SOON)
    dead = Mail.objects.lease(SOON)

    assert send(at=SOON) is None
    after = SOON + LEASE
    assert send(at=after) == 1
    assert outbox.outbox[0].extra_headers["Message-ID"].startswith(f"<{dead.key}@")
    # The one that was thought dead comes too late to change anything.
    dead.put_off(OSError("late"), after)
    mail = Mail.objects.get()
    assert (mail.sent_at, mail.error) == (after, "")


def test_no_words_of_anybody_become_a_header(desk):
    user = make_user("reporter", desk, first_name="Rahmi\r\nBcc: x@example.com", last_name='"<a@b>')
    article = make_article(desk, by=user, headline="Judul\r\nBcc: y@example.com")
    tell("returned", to=[user], by=None, at=NOW, article=article, text="Isi.\r\nBcc: z@example.com")
    broken = make_user("reporter", desk)
    User.objects.filter(pk=broken.pk).update(email="x@example.com\nBcc: y@example.com")
    tell("returned", to=[User.objects.get(pk=broken.pk)], by=None, at=NOW, article=article)

    assert at(SOON) == 1

    message = message_from_bytes(outbox.outbox[0].message().as_bytes(), policy=policy.default)
    assert message["Bcc"] is None
    assert [address.addr_spec for address in message["To"].addresses] == [user.email]
    assert Mail.objects.get(to=broken).dropped_at == SOON


def test_mail_is_in_the_language_and_zone_of_its_reader(desk):
    reader = make_user("reporter", desk, language="id")
    MailWishes.objects.create(user=reader, time_zone="Asia/Jayapura")
    tell("returned", to=[reader], by=None, at=NOW, desk=desk, text="Ide.")

    at(SOON)

    assert "WIT" in outbox.outbox[0].body


def test_links_lead_to_the_staff_host(desk, reporter, settings):
    settings.STAFF_HOST, settings.HTTPS = "redaksi.kabartepian.example", True
    tell("returned", to=[reporter], by=None, at=NOW, desk=desk, text="Ide.")

    at(SOON)

    assert "https://redaksi.kabartepian.example/admin/notifications/" in outbox.outbox[0].body


def test_without_a_mail_server_nothing_is_meant_for_mail(desk, reporter, settings):
    settings.MAILS = False

    (row,) = tell("returned", to=[reporter], by=None, at=NOW, desk=desk)

    assert row.mail_at is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("console:", ("console", "", 25, "", "", False, False)),
        ("smtp://mail.example:26", ("smtp", "mail.example", 26, "", "", False, False)),
        ("smtp+tls://a%40b:p%2F@mail.id", ("smtp", "mail.id", 587, "a@b", "p/", True, False)),
        ("smtps://a:b@mail.example", ("smtp", "mail.example", 465, "a", "b", False, True)),
    ],
)  # fmt: skip
def test_the_mail_server_is_one_address_in_the_environment(url, expected):
    backend, *rest = mail_server(url)

    assert (backend.split(".")[-2], *rest) == expected


@pytest.mark.parametrize("url", ["mail.example:25", "http://x", "smtp://", "smtp://x:port"])
def test_an_address_that_is_no_mail_server_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="NEWSROOM_MAIL_URL"):
        mail_server(url)


# --- Two workers --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_no_mail_is_made_or_sent_twice():
    from .waiting import Person

    desk = make_desk("kerinci")
    people = [make_user("reporter", desk) for _ in range(12)]
    for minute in range(3):
        tell(
            "returned",
            to=people,
            by=None,
            at=NOW + timedelta(seconds=minute),
            desk=desk,
            text="Ide.",
        )

    workers = [Person(lambda: at(SOON)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert [worker.error for worker in workers] == [None] * 4
    # A person whose rows another worker held may be left for its next look.
    sent = sum(worker.result for worker in workers) + at(SOON)
    assert sent == len(outbox.outbox) == len(people)
    assert len({message.to[0] for message in outbox.outbox}) == len(people)
    assert Mail.objects.exclude(sent_at=None).count() == len(people)
    assert connection.connection is not None


# --- Reading in the newsroom --------------------------------------------------------------------


def test_what_is_new_is_counted_at_the_head_and_opened_at_the_note(desk, reporter):
    article = make_article(desk, by=reporter)
    note = make_note(article, text="@rahmi, cek.")
    client = client_of(reporter)
    assert '<b class="nr-bell-count">1<' in client.get("/admin/").text

    row = Notification.objects.get()
    opened = client.get(f"/admin/notifications/{row.pk}/")

    assert opened["Location"] == f"/admin/articles/article/{article.pk}/change/#note-{note.pk}"
    assert "nr-bell-count" not in client.get("/admin/").text
    assert "nr-told-unread" not in client.get("/admin/notifications/?all=1").text


def test_one_or_all_are_marked_as_read_and_those_of_nobody_else(desk, reporter):
    article = make_article(desk)
    other = make_user("editor", desk)
    for _ in range(3):
        tell("returned", to=[reporter, other], by=None, at=NOW, article=article)
    client = client_of(reporter)
    mine = Notification.objects.filter(to=reporter).unread()
    theirs = Notification.objects.filter(to=other).unread()

    client.post(
        "/admin/notifications/", {"one": [mine.first().pk, theirs.first().pk, "x", "9" * 30]}
    )
    assert (mine.count(), theirs.count()) == (2, 3)
    client.post("/admin/notifications/", {"all": "1"})
    assert (mine.count(), theirs.count()) == (0, 3)


def test_a_long_list_is_paged_by_key_and_counted_no_further_than_is_read(desk, reporter):
    for _ in range(120):
        tell("issued", to=[reporter], by=None, at=NOW, desk=desk, text="Ide.")
    client = client_of(reporter)

    first = client.get("/admin/notifications/").text
    assert '<b class="nr-bell-count">99+<' in first
    oldest = Notification.objects.order_by("-pk")[49].pk
    assert f"before={oldest}" in first
    second = client.get(f"/admin/notifications/?before={oldest}").text
    assert second.count("nr-told-unread") == 50
    assert client.get("/admin/notifications/?before=x&all=1").status_code == 200


def test_wishes_are_kept_and_what_waits_follows_them(desk, reporter):
    (row,) = tell("returned", to=[reporter], by=None, at=NOW, desk=desk)
    client = client_of(reporter)
    page = client.get("/admin/profile/").text
    assert "rahmi@example.com" in page
    given = dict.fromkeys(Notification.Kind.values, "never")

    wrong = client.post("/admin/profile/mail/", given | {"hour": "25", "time_zone": "Mars/Base"})
    assert wrong.status_code == 422
    assert not MailWishes.objects.exists()
    right = {"hour": "6", "time_zone": "Asia/Jakarta"}
    assert client.post("/admin/profile/mail/", given | right).status_code == 302

    row.refresh_from_db()
    assert row.mail_at is None
    assert MailWishes.objects.get().hour == 6
    User.objects.filter(pk=reporter.pk).update(email="")
    assert "No mail address of yours" in client.get("/admin/profile/").text
    assert make_network().pk
