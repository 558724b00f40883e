"""What people say about an article, who is told of it, and who never learns of it."""

import re
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.talk import notes, passages
from articles.talk.delivering import gather
from articles.talk.letter import letter, rows_of
from articles.talk.models import Mail, Note, Notification, Reader, Thread
from articles.talk.models.mail import GROUPED
from newsroom.accounts.models import User
from newsroom.desks import hosts

from .factories import (
    NOW,
    make_article,
    make_desk,
    make_network,
    make_note,
    make_reporter,
    make_user,
)

pytestmark = pytest.mark.django_db
SECRET = "Narasumbernya Pak Darmo dari kantor bupati"


@pytest.fixture
def desk():
    return make_desk("kerinci")


@pytest.fixture
def article(desk):
    return make_article(desk, by=make_user("reporter", desk, username="rahmi"))


def client_of(user):
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def at(article, name="notes", *rest):
    return reverse(f"admin:{name}", args=[article.pk, *rest], urlconf="newsroom.urls")


def page_of(article):
    return f"/admin/articles/article/{article.pk}/change/"


def told(user, article=None):
    rows = Notification.objects.filter(to=user).order_by("pk")
    return [row.kind for row in rows]


# --- Saying and answering -----------------------------------------------------------------------


def test_a_note_is_told_to_whom_it_names_and_to_who_wrote_the_text(article, desk):
    editor, sari = make_user("editor", desk), make_user("reporter", desk, username="sari")

    note = make_note(article, by=editor, text="@sari, tolong cek angka ini.")

    assert told(sari) == ["mentioned"]
    assert told(article.created_by) == ["noted"]
    assert told(editor) == []
    answer = notes.reply(note.thread, by=sari, at=NOW, text="Sudah, @rahmi.", key=uuid4())
    assert told(editor) == ["replied"]
    assert told(article.created_by) == ["noted", "mentioned"]
    assert answer.thread.notes.count() == 2


def test_a_form_that_is_sent_twice_writes_one_note(article):
    editor, key = make_user("editor", article.desk), uuid4()
    client = client_of(editor)

    for _ in range(2):
        client.post(at(article), {"key": key, "text": "Tolong dicek."})
    thread = Thread.objects.get()
    reply = {"key": uuid4(), "text": "Baik."}
    for _ in range(2):
        client.post(at(article, "notes_thread", thread.pk), reply)

    assert [note.text for note in Note.objects.order_by("pk")] == ["Tolong dicek.", "Baik."]
    assert told(article.created_by) == ["noted", "noted"]


def test_a_thread_is_settled_and_opened_again_and_remembers_both(article):
    note, chief = make_note(article), make_user("chief", article.desk)
    thread = note.thread

    for _ in range(2):
        notes.resolve(thread, by=chief, at=NOW, key=uuid4())
    thread.refresh_from_db()
    assert (thread.resolved_by, thread.resolved_at) == (chief, NOW)
    notes.reply(thread, by=note.by, at=NOW, text="Masih belum.", key=uuid4())
    thread.refresh_from_db()
    assert thread.resolved_by is None
    notes.resolve(thread, by=chief, at=NOW, key=uuid4())
    notes.reopen(thread, by=note.by, at=NOW, key=uuid4())
    thread.refresh_from_db()

    assert thread.resolved_at is None
    acts = list(thread.notes.order_by("pk").values_list("act", flat=True))
    assert acts == ["say", "resolve", "say", "resolve", "reopen"]


def test_a_note_is_struck_by_its_writer_alone_and_stays(article):
    note = make_note(article, text="Judulnya salah.")
    other = make_user("chief", article.desk)

    with pytest.raises(PermissionDenied):
        notes.strike(note, by=other, at=NOW)
    assert client_of(other).post(at(article, "notes_strike", note.pk)).status_code == 403
    notes.strike(note, by=note.by, at=NOW)

    note.refresh_from_db()
    assert (note.struck_at, note.text) == (NOW, "Judulnya salah.")
    page = client_of(other).get(page_of(article))
    assert "<del>Judulnya salah.</del>" in page.text
    # Nothing is left to be settled.
    assert Thread.objects.open().count() == 0


def test_people_are_shown_by_their_full_names_and_addresses_as_links(article, desk):
    make_user("reporter", desk, username="sari.u", first_name="Sari", last_name="<Utami>")
    make_note(article, text="@sari.u. Lihat https://example.com/a?b=1&c=2, ya.\n<script>")

    page = client_of(article.created_by).get(page_of(article)).text

    assert '<span class="nr-mention">@Sari &lt;Utami&gt;</span>.' in page
    assert 'href="https://example.com/a?b=1&amp;c=2"' in page
    assert "<br>&lt;script&gt;" in page


# --- Passages -----------------------------------------------------------------------------------

TEXT = "Air Danau Kerinci turun setengah meter. Nelayan menunggu hujan. Air itu dalam."


@pytest.mark.parametrize(
    ("quote", "before", "after", "place", "words"),
    [
        ("turun setengah meter", "Danau Kerinci ", ". Nelayan", "there", "turun setengah meter"),
        ("turun  setengah\nmeter", "", "", "there", "turun setengah meter"),
        ("turun seperempat meter", "Air Danau Kerinci ", ". Nelayan menunggu", "changed",
         "turun setengah meter"),
        ("Gunung Kerinci meletus", "Di Jambi, ", ". Warga mengungsi", "gone", ""),
        ("sesuatu yang lain sama sekali", "Air Danau Kerinci ", ". Nelayan menunggu", "gone", ""),
    ],
)  # fmt: skip
def test_a_passage_is_found_again_after_the_text_was_edited(quote, before, after, place, words):
    found = passages.find(TEXT, quote, before, after)

    assert (found.name, found.words) == (place, words)


def test_a_note_on_words_that_are_gone_says_so_and_keeps_them(article):
    make_note(article, part="body", quote="Nelayan menunggu hujan", before="meter. ", after=".")
    client = client_of(article.created_by)
    assert "These words are no longer" not in client.get(page_of(article)).text

    article.body = "<p>Danau itu kembali penuh.</p>"
    article.save()

    page = client.get(page_of(article), headers={"accept-language": "en"}).text
    assert "“Nelayan menunggu hujan”" in page
    assert "nr-thread-quote--gone" in page


def test_words_that_are_typed_without_a_selection_are_looked_for(article):
    client = client_of(article.created_by)
    form = {"key": uuid4(), "text": "Cek.", "quote": "Nelayan  menunggu"}

    assert client.post(at(article), form).status_code == 302
    assert Thread.objects.get().part == "body"
    refused = client.post(at(article), {"key": uuid4(), "text": "Cek.", "quote": "tidak ada"})
    assert refused.status_code == 422
    assert "tidak ada" in refused.text
    assert Thread.objects.count() == 1


# --- The screens --------------------------------------------------------------------------------


def test_what_was_typed_and_refused_is_shown_again(article):
    client = client_of(article.created_by)
    form = {"key": uuid4(), "text": "Rahasia.", "only_for": "tidak-ada"}

    refused = client.post(at(article), form)

    assert refused.status_code == 422
    assert "Rahasia." in refused.text
    assert "@tidak-ada" in refused.text
    too_long = client.post(at(article), {"key": "x", "text": "a" * 5001})
    assert too_long.status_code == 422
    assert client.post(at(article), {"text": "  "}).status_code == 422
    assert Note.objects.count() == 0


def test_a_script_gets_the_panel_alone(article):
    client, headers = client_of(article.created_by), {"X-Newsroom-Part": "notes"}

    answer = client.post(at(article), {"key": uuid4(), "text": "Cek."}, headers=headers)

    note = Note.objects.get()
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<section")
    assert f'data-focus="note-{note.pk}"' in answer.text
    gone = client_of(make_user("editor", make_desk())).post(at(article), {"text": "x"})
    assert gone.status_code == 404


def test_a_name_is_completed_for_those_alone_who_see_the_article(article, desk):
    editor = make_user("editor", desk, username="sari", first_name="Sari", last_name="Utami")
    make_user("editor", make_desk("ambon"), username="sarip")
    client = client_of(article.created_by)

    def names(**query):
        return [
            each["username"]
            for each in client.get(at(article, "notes_people"), query).json()["people"]
        ]

    assert names(q="sar") == names(q="@sar") == names(q="uta") == names(q="Sari Ut") == ["sari"]
    make_user("chief", desk, username="sarah")
    secret = make_note(article, by=article.created_by, only_for="sari")
    assert names(q="sar", thread=secret.thread_id) == ["sari"]
    other = client_of(make_user("editor", desk))
    query = {"q": "sar", "thread": secret.thread_id}
    assert other.get(at(article, "notes_people"), query).status_code == 404
    assert editor.pk


def test_a_page_costs_the_same_however_much_was_said(article, monkeypatch):
    monkeypatch.setattr(hosts, "MAX_AGE", 1000.0)
    client = client_of(article.created_by)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page_of(article)).status_code == 200
            assert client.get("/admin/notifications/").status_code == 200
        return len(captured)

    note = make_note(article, text="@rahmi cek", part="body", quote="Nelayan")
    make_note(article, by=article.created_by, only_for=note.by.username)
    client.get(page_of(article))
    before = cost()
    for number in range(8):
        each = make_note(article, text=f"@rahmi cek {number}")
        notes.reply(each.thread, by=note.by, at=NOW, text="@rahmi ya", key=uuid4())
        make_note(article, by=article.created_by, only_for=note.by.username)

    assert cost() == before


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
