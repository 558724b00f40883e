"""What becomes of what readers ask: who is told of it, who closes it and how, what is kept."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from articles.complaints import answering, keeping
from articles.complaints.models import Complaint
from articles.talk.models import Notification

from .addresses import browser_of
from .at_once import at_once
from .factories import (
    NOW,
    make_complaint,
    make_desk,
    make_issued,
    make_user,
)
from .readers import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def desk():
    return make_desk("kerinci", language="en", masthead="Kabar Kerinci")


def test_the_editors_of_the_desk_are_told_once_and_nothing_of_the_person_is_in_it(desk):
    editor, other = make_user("editor", desk), make_user("editor", make_desk("ambon"))
    reporter = make_user("reporter", desk)
    complaint = make_complaint(desk)

    assert keeping.tell_of_new(at=NOW) == 1
    assert keeping.tell_of_new(at=NOW) == 0

    told = Notification.objects.get()
    assert (told.to, told.desk, told.kind) == (editor, desk, "complaint")
    assert complaint.receipt in told.text and complaint.who not in told.text
    assert told.url == f"/admin/complaints/{complaint.pk}/"
    assert not Notification.objects.visible_to(other).exists()
    assert list(Complaint.objects.visible_to(editor)) == [complaint]
    for user in (other, reporter):
        assert not Complaint.objects.visible_to(user).exists()


def test_an_editor_answers_with_a_notice_and_the_list_says_what_waits(desk):
    editor = make_user("editor", desk)
    story = make_issued(desk, at=NOW - timedelta(days=1))
    notice = story.notices.create(kind="clarification", text="Sebenarnya.", by=editor,
                                  published_at=NOW)  # fmt: skip
    waiting, other = make_complaint(desk, article=story), make_complaint(desk, who="Wahyu")
    client = browser_of(editor)

    listed = client.get("/admin/complaints/").text
    assert listed.index(waiting.receipt) < listed.index(other.receipt)
    one = f"/admin/complaints/{waiting.pk}/"
    assert waiting.wrong in client.get(one).text
    assert client.post(one, {"state": "answered"}).status_code == 422
    answer = {"state": "answered", "notice": notice.pk, "said": "Kami sudah meralatnya."}
    assert client.post(one, answer).status_code == 302

    waiting.refresh_from_db()
    assert (waiting.state, waiting.notice, waiting.closed_by) == ("answered", notice, editor)
    client.get("/admin/complaints/")  # Says once that it is closed.
    assert waiting.receipt not in client.get("/admin/complaints/").text
    assert waiting.receipt in client.get("/admin/complaints/?state=closed").text
    assert "Sebenarnya." in client.get(one).text


def test_who_decides_second_is_told_so_and_keeps_the_answer_that_they_wrote(desk):
    complaint = make_complaint(desk)
    first = make_user("editor", desk)
    second = make_user("chief", desk, language="en")
    close = {"state": "answered", "said": "Kami sudah meralatnya."}
    assert browser_of(first).post(f"/admin/complaints/{complaint.pk}/", close).status_code == 302

    late = close | {"said": "Kami menelepon <b>dua</b> kali."}
    answer = browser_of(second).post(f"/admin/complaints/{complaint.pk}/", late)

    assert answer.status_code == 422
    assert "decided about it meanwhile" in words(answer.text)
    assert "Kami menelepon &lt;b&gt;dua&lt;/b&gt; kali." in answer.text
    complaint.refresh_from_db()
    assert (complaint.said, complaint.closed_by) == ("Kami sudah meralatnya.", first)


def test_what_a_decision_lacks_is_said_above_what_the_reader_wrote(desk):
    complaint = make_complaint(desk, wrong="Panjang sekali.")

    answer = browser_of(make_user("editor", desk, language="en")).post(
        f"/admin/complaints/{complaint.pk}/", {"state": "answered", "said": ""}
    )

    said = words(answer.text)
    assert said.index("Write what you told the sender.") < said.index("Panjang sekali.")
    head, below = answer.text.split('<form method="post" class="nr-panel')
    assert '<a href="#id_said">What you told the sender</a>' in head
    assert '<ul class="errorlist" id="id_said_error">' in below
    assert 'aria-invalid="true"' in re.search(r'<textarea[^>]*id="id_said"[^>]*>', below)[0]


def test_a_list_of_complaints_goes_on_by_key_at_the_same_cost(
    desk, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr("articles.admin.complaints.SIZE", 2)
    sent = [make_complaint(desk) for _each in range(3)]
    client = browser_of(make_user("editor", desk))
    client.get("/admin/complaints/")

    with django_assert_max_num_queries(8):
        first = client.get("/admin/complaints/").text
    further = re.search(r'href="(\?from=\d+)"', first)[1]
    second = client.get(f"/admin/complaints/{further}").text

    found = [[each.receipt in html for each in sent] for html in (first, second)]
    assert found == [[True, True, False], [False, False, True]]
    assert client.get("/admin/complaints/?from=x").status_code == 404


def test_a_refusal_is_of_a_reply_and_has_a_ground_and_a_reason(desk):
    editor = make_user("editor", desk)
    correction, reply = make_complaint(desk), make_complaint(desk, kind="reply", reply="Kami.")

    for complaint, given in (
        (correction, {"ground": "law", "said": "Tidak."}),
        (reply, {"said": "Tidak."}),
        (reply, {"ground": "law"}),
    ):
        with pytest.raises(answering.NotAllowed):
            answering.close(complaint, state="refused", by=editor, at=NOW, **given)
    answering.close(reply, state="refused", ground="law", said="Melanggar.", by=editor, at=NOW)

    reply.refresh_from_db()
    assert (reply.state, reply.ground, reply.said) == ("refused", "law", "Melanggar.")


def test_only_editors_of_the_desk_decide_and_only_once(desk):
    editor, complaint = make_user("editor", desk), make_complaint(desk)
    ambon = make_desk("ambon")
    elsewhere = make_issued(ambon).notices.create(
        kind="update", text="Lain", by=editor, published_at=NOW
    )

    for by in (make_user("reporter", desk), make_user("chief", ambon)):
        with pytest.raises(answering.NotAllowed):
            answering.close(complaint, state="nothing", by=by, at=NOW)
    with pytest.raises(ValidationError, match="another story"):
        answering.close(
            complaint, state="answered", said="Ya.", notice=elsewhere, by=editor, at=NOW
        )
    answering.close(complaint, state="nothing", by=editor, at=NOW)
    with pytest.raises(answering.NotAllowed, match="meanwhile"):
        answering.close(complaint, state="answered", said="Ya.", by=editor, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_one_moment_decide_once(desk):
    editors, complaint = [make_user("editor", desk) for _each in range(2)], make_complaint(desk)

    came = at_once(*[
        lambda editor=editor: answering.close(complaint, state="nothing", by=editor, at=NOW)
        for editor in editors
    ])  # fmt: skip

    assert sum(isinstance(each, answering.NotAllowed) for each in came) == 1
    assert Complaint.objects.get().state == "nothing"


def test_a_year_after_it_was_closed_the_words_of_persons_go(desk):
    editor = make_user("editor", desk)
    closed, waiting = make_complaint(desk, kind="reply", reply="Kami."), make_complaint(desk)
    answering.close(closed, state="answered", said="Sudah dimuat.", by=editor, at=NOW)

    assert keeping.clear(at=NOW + timedelta(days=364)) == 0
    assert keeping.clear(at=NOW + timedelta(days=366)) == 1
    assert keeping.clear(at=NOW + timedelta(days=366)) == 0

    closed.refresh_from_db()
    assert [closed.story, closed.who, closed.contact, closed.wrong, closed.reply, closed.said] == [
        ""
    ] * 6
    assert (closed.state, closed.closed_by) == ("answered", editor)
    waiting.refresh_from_db()
    assert waiting.who


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE complaints_complaint SET wrong = 'Lain'",
        "UPDATE complaints_complaint SET desk_id = desk_id + 1",
        "UPDATE complaints_complaint SET received_at = now()",
        "UPDATE complaints_complaint SET said = 'Lain'",
        "UPDATE complaints_complaint SET state = 'open', closed_at = NULL, closed_by_id = NULL",
        "UPDATE complaints_complaint SET closed_at = now()",
        "UPDATE complaints_complaint SET cleared_at = now()",
        "DELETE FROM complaints_complaint",
    ],
)
def test_the_database_keeps_what_was_sent_and_decided(desk, change):
    closed = make_complaint(desk)
    answering.close(closed, state="answered", said="Ya.", by=make_user("editor", desk), at=NOW)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_an_open_complaint_is_neither_cleared_nor_closed_by_nobody(desk):
    make_complaint(desk)

    for change in (
        "cleared_at = now(), story = '', who = '', contact = '', wrong = '', reply = ''",
        "state = 'answered', said = 'Ya'",
        "state = 'refused', said = 'Tidak', closed_at = now()",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE complaints_complaint SET {change}")
