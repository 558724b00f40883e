"""What people say about an article, and who is told of it."""

import re
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.admin import notes as panels
from articles.talk import notes, passages
from articles.talk.models import Note, Thread

from .factories import NOW, make_article, make_desk, make_note, make_user
from .notes import at, told
from .staff import client_of, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make_desk("kerinci")


@pytest.fixture
def article(desk):
    return make_article(desk, by=make_user("reporter", desk, username="rahmi"))


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


def test_what_was_typed_beside_the_button_that_settles_is_said_too(article):
    editor = make_user("editor", article.desk)
    client, thread = client_of(editor), make_note(article, by=editor).thread
    form = {"key": uuid4(), "text": "Angkanya dari BPS, sudah benar.", "do": "resolve"}

    for _ in range(2):
        client.post(at(article, "notes_thread", thread.pk), form)

    thread.refresh_from_db()
    assert thread.resolved_by == editor
    said = list(thread.notes.order_by("pk").values_list("act", "text"))[1:]
    assert said == [("say", form["text"]), ("resolve", "")]
    # Opened again with a word, the word is enough.
    client.post(at(article, "notes_thread", thread.pk), form | {"text": "Belum.", "do": "reopen"})
    thread.refresh_from_db()
    assert thread.resolved_at is None and thread.notes.last().text == "Belum."


def test_a_form_that_one_went_back_to_says_what_it_says_now(article):
    editor = make_user("editor", article.desk)
    client, key = client_of(editor), uuid4()
    client.post(at(article), {"key": key, "text": "Tolong dicek."})
    thread = Thread.objects.get()
    reply = at(article, "notes_thread", thread.pk)

    client.post(reply, {"key": key, "text": "Juga namanya."})
    client.post(reply, {"key": key, "text": "", "do": "resolve"})
    client_of(make_user("editor", article.desk)).post(reply, {"key": key, "text": "Nama siapa?"})

    said = list(thread.notes.order_by("pk").values_list("act", "text"))
    assert said == [
        ("say", "Tolong dicek."), ("say", "Juga namanya."), ("resolve", ""), ("say", "Nama siapa?"),
    ]  # fmt: skip


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


def test_a_long_passage_is_known_again_by_its_words_and_not_by_its_letters():
    old, new, other = (
        " ".join(f"warga-{first + n} pindah" for n in range(40)) for first in (100, 110, 500)
    )

    for now, place in ((new, "changed"), (other.replace("pindah", "diapnh"), "gone")):
        text = f"Di tepi danau {now} sejak tadi malam."
        assert passages.find(text, old, "Di tepi danau ", " sejak tadi").name == place


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


def test_a_page_costs_the_same_however_much_was_said(article, desks_read_once):
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


def test_many_notes_are_paged_the_open_ones_first_and_what_is_done_on_a_page_stays_there(
    article, desk, monkeypatch
):
    monkeypatch.setattr(panels, "SHOWN", 3)
    editor = make_user("editor", desk, language="en")
    threads = [make_note(article, by=editor, text=f"Catatan {n}").thread for n in range(9)]
    for thread in threads[::2]:
        notes.resolve(thread, by=editor, at=NOW, key=uuid4())
    client, first = client_of(editor), f"{page_of(article).removesuffix('change/')}notes/"
    expected = [t.pk for t in [*threads[1::2][::-1], *threads[::2][::-1]]]

    def walk(address, way):
        while address:
            text = client.get(address, follow=True).text
            yield address, [int(n) for n in re.findall(r'id="thread-(\d+)"', text)], text
            link = re.search(rf'rel="{way}" href="([^"]+)"', text)
            address = link and link[1]

    pages = list(walk(first, "next"))
    assert sum((numbers for _, numbers, _ in pages), []) == expected
    assert [len(numbers) for _, numbers, _ in pages] == [3, 3, 3]
    assert "3+<span" in pages[0][2]
    back = list(walk(pages[-1][0], "prev"))
    assert [numbers for _, numbers, _ in back] == [numbers for _, numbers, _ in pages][::-1]
    # Nothing typed leads away from the page on which the thread stands.
    thread, resolved = pages[1][1][0], pages[1][1][-1]
    action = re.search(rf'action="([^"]+/{thread}/[^"]*)"', pages[1][2])[1]
    answer = client.post(action, {"text": "Jawaban", "key": uuid4()}, HTTP_X_NEWSROOM_PART="notes")
    assert "Jawaban" in answer.text and f'id="thread-{thread}"' in answer.text
    answer = client.post(action, {"text": "Satu lagi", "key": uuid4()})
    assert answer["Location"].startswith(f"{pages[1][0]}#note-")
    # What is answered on a page of resolved ones is open again, and is shown where it now stands.
    action = action.replace(f"/{thread}/", f"/{resolved}/")
    answer = client.post(action, {"text": "Lagi", "key": uuid4()}, HTTP_X_NEWSROOM_PART="notes")
    assert f'id="thread-{resolved}"' in answer.text
    assert client.get(f"{first}?before=x1").status_code == 404
    assert client.get(f"{first}?after=o{'9' * 30}").status_code == 404
