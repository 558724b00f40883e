"""Who never learns of a note, and what the database keeps of all of them."""

import re
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from articles.talk import notes
from articles.talk.delivering import gather
from articles.talk.letter import letter, rows_of
from articles.talk.models import Mail, Note, Notification, Reader, Thread
from articles.talk.models.mail import GROUPED
from newsroom.accounts.models import User

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_network,
    make_note,
    make_reporter,
    make_user,
)
from .notes import at, told
from .staff import client_of, page_of

pytestmark = pytest.mark.django_db
SECRET = "Narasumbernya Pak Darmo dari kantor bupati"


@pytest.fixture
def desk():
    return make_desk("kerinci")


@pytest.fixture
def article(desk):
    return make_article(desk, by=make_user("reporter", desk, username="rahmi"))


# --- What is confidential -----------------------------------------------------------------------

ROLES = ("reporter", "editor", "chief")


@pytest.fixture
def world(desk, article):
    """Everybody there is, about one article with an open and a confidential note."""
    people = {
        f"{where}-{role}": make_user(role, place, username=f"{where}-{role}")
        for where, place in (
            ("own", desk),
            ("other", make_desk("ambon")),
            ("above", make_network()),
        )
        for role in ROLES
    }
    people["administrator"] = User.objects.create_superuser(
        "administrator", "administrator@example.com", "rahasia"
    )
    people["writer"] = article.created_by
    people["named"] = make_user("editor", desk, username="named")
    people["credited"] = make_user("reporter", make_desk("maluku"), username="credited")
    article.bylines.create(reporter=make_reporter(user=people["credited"]), position=9)
    return people


SEE = {"own-reporter", "own-editor", "own-chief", "above-reporter", "above-editor", "above-chief",
       "administrator", "writer", "named", "credited"}  # fmt: skip


@pytest.mark.parametrize("confidential", [False, True])
def test_who_learns_of_a_note(world, article, confidential):
    """Every person, of an open and of a confidential note: on every page, list, count and mail."""
    pages = [page_of(article), at(article), "/admin/", "/admin/articles/article/",
             "/admin/notifications/?all=1"]  # fmt: skip
    clients = {person: client_of(user) for person, user in world.items()}
    read_by = {"own-editor", "named"} if confidential else SEE
    empty = {person: _shown(clients[person], pages) for person in set(world) - read_by}

    note = make_note(
        article,
        by=world["own-editor"],
        text=SECRET,
        part="body",
        quote="Nelayan menunggu",
        only_for="named" if confidential else "",
    )
    notes.reply(note.thread, by=note.by, at=NOW, text=f"{SECRET}!", key=uuid4())

    for person, client in clients.items():
        user = User.objects.get(pk=world[person].pk)
        reads = person in read_by
        shown = _shown(client, pages[:1] if reads else pages)
        assert (SECRET in shown[page_of(article)]) == reads, person
        assert Thread.objects.visible_to(user).exists() == reads, person
        assert Note.objects.visible_to(user).exists() == reads, person
        for name, pk in (("notes_thread", note.thread_id), ("notes_strike", note.pk)):
            status = client.post(at(article, name, pk), {"text": ""}).status_code
            assert (status == 404) == (not reads), (person, name, status)
        if not reads:
            # Not even that there is one: no page is different from what it was.
            assert shown == empty[person], person
            assert not Notification.objects.filter(to=user).exists(), person
            assert _mail_to(user) == "", person
        elif confidential:
            assert SECRET not in _mail_to(user), person
    told = {each.to.username for each in Notification.objects.select_related("to")}
    assert told == ({"named"} if confidential else {"rahmi", "credited"})


def _shown(client, pages):
    """Pages without what is new in each answer."""
    found = {}
    for page in pages:
        text = client.get(page).text
        text = re.sub(r'(csrfmiddlewaretoken" value|nonce|name="key" value)="[^"]*"', "", text)
        found[page] = text
    return found


def _mail_to(user):
    """Everything that a mail to `user` would say, headers and all."""
    later = NOW + GROUPED * 60
    while gather(at=later) is not None:
        pass
    said = ""
    for mail in Mail.objects.filter(to=user):
        rows = rows_of(mail, user)
        if rows:
            said += letter(mail, user, rows, make_network().zone).message().as_bytes().decode()
            said += "".join(row.text for row in rows)
    return said


def test_a_confidential_note_mentions_only_whom_it_names(article, desk):
    writer = article.created_by
    make_user("editor", desk, username="sari")
    make_user("editor", desk, username="budi")

    with pytest.raises(ValidationError, match="budi"):
        make_note(article, by=writer, text="@sari @budi", only_for="sari")
    note = make_note(article, by=writer, text="@sari", only_for="@sari; rahmi")
    with pytest.raises(ValidationError, match="budi"):
        notes.reply(note.thread, by=writer, at=NOW, text="@budi", key=uuid4())
    with pytest.raises(ValidationError):
        make_note(article, by=writer, only_for="rahmi")

    assert {reader.user.username for reader in Reader.objects.all()} == {"rahmi", "sari"}
    assert told(User.objects.get(username="sari")) == ["mentioned"]


def test_a_mail_about_a_confidential_note_asks_only_to_come_and_look(article, desk):
    sari = make_user("editor", desk, username="sari", language="en")
    make_note(article, by=article.created_by, text=SECRET, only_for="sari")

    mail = _mail_to(sari)

    assert "Something new waits for you" in mail
    for hidden in (SECRET, article.headline, str(article.created_by), "onfidential", "Note"):
        assert hidden not in mail


def test_whoever_is_named_reads_it_no_longer_than_the_article(article, desk):
    sari = make_user("editor", desk, username="sari")
    make_note(article, by=article.created_by, text=SECRET, only_for="sari")

    sari.memberships.update(desk=make_desk("ambon"))

    sari = User.objects.get(pk=sari.pk)
    assert not Note.objects.visible_to(sari).exists()
    assert not Notification.objects.visible_to(sari).exists()


def test_an_administrator_who_deletes_a_user_is_not_told_how_much_they_said(article, desk):
    sari = make_user("editor", desk, username="sari")
    make_note(article, by=sari, text=SECRET, only_for="rahmi")
    admin = User.objects.create_superuser("administrator", password="rahasia")

    page = client_of(admin).get(f"/admin/accounts/user/{sari.pk}/delete/").text

    assert "(1)" not in page.split("<main")[1].replace("memberships (1)", "")


# --- What the database keeps --------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE talk_note SET text = 'Lain'",
        "UPDATE talk_note SET struck_at = NULL",
        "UPDATE talk_thread SET quote = 'Lain', part = 'body'",
        "UPDATE talk_thread SET confidential = NOT confidential",
        "UPDATE talk_reader SET user_id = user_id",
        "DELETE FROM talk_note",
        "DELETE FROM talk_thread",
        "DELETE FROM talk_reader",
        "DELETE FROM talk_mention",
    ],
)
def test_what_was_said_is_neither_changed_nor_deleted(article, desk, statement):
    make_user("editor", desk, username="sari")
    note = make_note(article, by=article.created_by, text="@sari", only_for="sari")
    notes.strike(note, by=note.by, at=NOW)

    _refused(statement, "append-only")


def test_the_database_lets_nobody_else_into_a_confidential_note(article, desk):
    make_user("editor", desk, username="sari")
    chief = make_user("chief", desk)
    note = make_note(article, by=article.created_by, text="@sari", only_for="sari")
    named = f"(thread_id, user_id) VALUES ({note.thread_id}, {chief.pk})"

    _refused(f"INSERT INTO talk_reader {named}", "named when")
    _refused(
        f"INSERT INTO talk_mention (note_id, user_id) VALUES ({note.pk}, {chief.pk})", "confid"
    )
    _refused(
        "INSERT INTO talk_note (thread_id, act, by_id, written_at, text, key) VALUES "
        f"({note.thread_id}, 'say', {chief.pk}, now(), 'x', '{uuid4()}')",
        "confidential",
    )
    _refused(f"UPDATE talk_notification SET to_id = {chief.pk}", "confidential")
    _refused("UPDATE talk_notification SET text = 'Isinya'", "confidential")


def _refused(statement, match):
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        connection.cursor().execute(statement)
