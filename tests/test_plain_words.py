"""What strangers write reads as it was written: no sign turns or hides the words around it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import CharField, TextField

from articles import html, publishing, workflow
from articles.complaints.models import Complaint
from articles.models.notice import Notice
from articles.plain import PlainLineField, PlainTextField, line, text

from .factories import NOW, make_complaint, make_desk, make_issued, make_user
from .test_complaints import clock, send  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TURNED = "\u202eRosmini\u2066 \u200bHasan\ufeff"
NOTHING = ["\u200b", "\u202e\u2066", "\u2060\ufeff \u00ad", "\u3164", "\u2800", "\u200d", "\ufe0f"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (TURNED, "Rosmini Hasan"),
        ("Ani\u2028Lestari\n\tdan  kawan", "Ani Lestari dan kawan"),
        ("Renée O’Hara, S.Pt.", "Renée O’Hara, S.Pt."),
        # Joined letters and signs stay joined.
        ("می\u200cخواهم 👩\u200d🌾", "می\u200cخواهم 👩\u200d🌾"),
        *((each, "") for each in NOTHING),
    ],
)
def test_a_name_keeps_its_letters_and_nothing_that_is_not_seen(written, kept):
    assert line(written) == kept


def test_a_text_keeps_its_lines():
    assert text("Satu.\n\n\u202eDua.\u202c\nTiga.") == "Satu.\n\nDua.\nTiga."


def test_nobody_sees_anything_of_a_headline_of_fillers():
    assert all(html.is_blank(each) for each in NOTHING)


def test_what_a_reader_sends_is_kept_without_such_signs(clock):  # noqa: F811
    desk = make_desk("kerinci", language="en")

    send(desk, clock, who=TURNED, contact="\u202e0812", story="\u2067/articles/9/",
         wrong="Salah.\n\u202eBenar.", kind="reply", reply="\u200bKami.\u2069")  # fmt: skip

    sent = Complaint.objects.get()
    assert (sent.who, sent.contact, sent.story) == ("Rosmini Hasan", "0812", "/articles/9/")
    assert (sent.wrong, sent.reply) == ("Salah.\nBenar.", "Kami.")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("who", "Write your name."),
        ("contact", "Write how we reach you."),
        ("wrong", "Write what is wrong."),
        ("reply", "Write the reply that is to be published."),
    ],
)
@pytest.mark.parametrize("nothing", NOTHING)
def test_who_writes_nothing_that_is_seen_is_asked_for_it(clock, name, said, nothing):  # noqa: F811
    desk = make_desk("kerinci", language="en")

    answer = send(desk, clock, kind="reply", **({"reply": "Kami."} | {name: nothing}))

    assert (answer.status_code, Complaint.objects.count()) == (422, 0)
    assert said in answer.text


def test_whoever_writes_a_complaint_the_database_gets_plain_words():
    sent = make_complaint(make_desk("kerinci"), who=TURNED)
    sent.refresh_from_db()

    assert sent.who == "Rosmini Hasan"


def test_readers_are_told_of_a_correction_and_a_reply_in_plain_words():
    desk = make_desk("kerinci")
    story = make_issued(desk, at=NOW - timedelta(hours=2))
    parts = {"kind": "reply", "who": TURNED, "text": "Kami \u202ekeberatan.\n\nTerima kasih."}

    workflow.perform("notice", story, by=make_user("chief", desk), at=NOW, notice=parts)

    told = Notice.objects.get()
    assert (told.who, told.text) == ("Rosmini Hasan", "Kami keberatan.\n\nTerima kasih.")


def test_a_reply_of_nobody_who_is_seen_is_refused():
    desk = make_desk("kerinci")
    story = make_issued(desk, at=NOW - timedelta(hours=2))
    parts = {"kind": "reply", "who": "\u202e\u200b", "text": "Kami keberatan."}

    with pytest.raises(ValidationError, match="who replies"):
        publishing.drawn_up_notice(story, parts, by=make_user("chief", desk), at=NOW)


def test_migrations_see_plain_columns():
    assert (
        PlainLineField(max_length=9).deconstruct()[1:] == CharField(max_length=9).deconstruct()[1:]
    )
    assert PlainTextField().deconstruct()[1:] == TextField().deconstruct()[1:]
