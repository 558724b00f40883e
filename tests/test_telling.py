"""Who is told what happened to an article, and who is shown it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from articles import workflow
from articles.models import Article
from articles.talk.models import MailWishes, Notification
from articles.talk.people import mentioned, names_in, who_see
from articles.talk.telling import tell
from newsroom.accounts.models import User

from .addresses import browser_of
from .factories import (
    NOW,
    make_article,
    make_desk,
    make_in_state,
    make_network,
    make_reporter,
    make_user,
)

pytestmark = pytest.mark.django_db


def told(user):
    """What the user is shown, as (kind, text)."""
    rows = Notification.objects.visible_to(User.objects.get(pk=user.pk)).order_by("pk")
    return [(row.kind, row.text) for row in rows]


def test_an_administrator_is_shown_what_they_are_told_of_an_article():
    administrator = User.objects.create_superuser("ayu")
    editor = make_user("editor", make_desk("kerinci"))
    tell("mentioned", to=[administrator], by=editor, at=NOW, article=make_article(by=editor))

    assert [kind for kind, _text in told(administrator)] == ["mentioned"]


def test_a_returned_article_is_told_to_its_writers_and_to_whom_the_note_names():
    desk = make_desk("kerinci")
    writer, credited = make_user("reporter", desk), make_user("reporter", desk)
    helper = make_user("reporter", desk, username="sari.utami")
    outsider = make_user("editor", make_desk("ambon"), username="orang-luar")
    editor = make_user("editor", desk)
    article = make_article(desk, by=writer, reporters=[make_reporter(desk, user=credited)])
    article.written_by.add(helper)
    workflow.perform("submit", article, by=writer, at=NOW)
    note = "Tambah narasumber, @sari.utami. Cc @orang-luar"

    workflow.perform("return", article, by=editor, at=NOW, note=note)

    for person in (writer, credited, helper):
        assert told(person) == [("returned", note)]
    # The desk's editor was told that it came in, and knows that it goes back.
    assert told(outsider) == [] and told(editor) == [("submitted", "")]
    assert Notification.objects.filter(to=outsider).count() == 0


@pytest.mark.parametrize(
    ("name", "state", "answers", "kind"),
    [
        ("approve", "in_review", {}, "approved"),
        ("issue", "approved", {}, "issued"),
        ("reopen", "issued", {}, "reopened"),
        ("spike", "draft", {"note": "Sudah basi."}, "spiked"),
        (
            "notice",
            "issued",
            {"notice": {"kind": "update", "text": "Hujan turun malam ini."}},
            "noticed",
        ),
        ("withdraw", "issued", {"ground": "inaccurate", "reason": "Keliru."}, "withdrawn"),
    ],
)
def test_a_decision_about_a_text_is_told_to_who_wrote_it(name, state, answers, kind):
    article = make_in_state(state)
    Notification.objects.all().delete()
    saved_it = make_user("reporter", article.desk)
    article.written_by.add(saved_it)

    workflow.perform(name, article, by=make_user("chief", article.desk), at=NOW, **answers)

    assert [kind for kind, _ in told(article.created_by)] == [kind]
    assert [kind for kind, _ in told(saved_it)] == [kind]


def test_what_goes_out_later_is_told_with_its_moment_in_the_desks_zone():
    article = make_in_state("approved", make_desk("ambon", time_zone="Asia/Jayapura"))
    later = NOW + timedelta(hours=5)

    workflow.perform(
        "issue", article, by=make_user("editor", article.desk), at=NOW, live_from=later
    )

    clock = later.astimezone(ZoneInfo("Asia/Jayapura")).strftime("%Y-%m-%d %H:%M WIT")
    assert told(article.created_by)[-1] == ("issued", clock)


def test_a_step_that_is_refused_tells_nobody():
    article = make_in_state("in_review")

    with pytest.raises(workflow.NotAllowed):
        workflow.perform("approve", article, by=article.created_by, at=NOW)

    assert Notification.objects.count() == 0


def test_whoever_loses_the_role_is_shown_nothing_of_before():
    desk = make_desk("kerinci")
    editor = make_user("editor", desk)
    article = make_article(desk)
    tell("mentioned", to=[editor], by=None, at=NOW, article=article, text="Rahasia.")
    tell("assigned", to=[editor], by=None, at=NOW, desk=desk, text="Ide rahasia.", url="/admin/x/")
    assert len(told(editor)) == 2

    editor.memberships.update(desk=make_desk("ambon"))
    assert told(editor) == []
    editor.memberships.all().delete()
    assert told(editor) == []


def test_nobody_is_told_what_they_did_themselves_nor_twice_nor_when_they_have_left():
    one, gone = make_user("reporter", make_network()), make_user(is_active=False)

    rows = tell("due", to=[one, None, one, gone], by=gone, at=NOW)
    assert [row.to for row in rows] == [one]
    assert tell("due", to=[one], by=one, at=NOW) == []
    with pytest.raises(ValueError, match="staff site"):
        tell("due", to=[one], by=None, at=NOW, url="//example.com/")


def test_who_sees_an_article_is_the_same_asked_either_way():
    network = make_network()
    desk, other = make_desk("kerinci"), make_desk("ambon")
    below = make_desk("sungai-penuh", parent=desk)
    people = [
        make_user(role, place) for role in ("reporter", "editor", "chief")
        for place in (network, desk, other, below)
    ]  # fmt: skip
    people += [make_user(), make_user("editor", desk, is_active=False)]
    people += [User.objects.create_superuser("administrator", password="rahasia")]
    credited = make_user("reporter", other)
    reporter = make_reporter(other, user=credited)
    for shared in (True, False):
        article = make_article(desk, shared=shared, reporters=[reporter])
        people.append(article.created_by)
        for person in [*people, credited]:
            sees = Article.objects.visible_to(person).filter(pk=article.pk).exists()
            assert who_see(article).filter(pk=person.pk).exists() == sees, (person, shared)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tolong @sari.utami, cek.", ["sari.utami"]),
        ("Tanya @SARI.UTAMI.", ["sari.utami"]),
        ("(@sari.utami)", ["sari.utami"]),
        ("surat ke x@sari.utami dan sari@example.com", []),
        ("@sari.utami @budi-karya @sari.utami", ["sari.utami", "budi-karya"]),
        ("@tidak.ada", []),
    ],
)
def test_a_typed_name_is_understood(text, names):
    for name in ("sari.utami", "budi-karya"):
        make_user(username=name)

    assert [user.username for user in mentioned(text, among=User.objects.all())] == names
    assert len(names_in("@a " * 100)) == 20


def test_mail_goes_at_once_by_the_hour_or_at_the_hour_of_the_persons_own_clock():
    zone = ZoneInfo("Asia/Jayapura")
    at = datetime(2026, 11, 24, 6, 59, 30, 5, tzinfo=zone)
    wishes = MailWishes(
        paces={"noted": "hourly", "issued": "daily", "approved": "never"},
        hour=7,
        time_zone="Asia/Jayapura",
    )

    assert wishes.moment("returned", at) == at + timedelta(minutes=2)
    assert wishes.moment("noted", at) == datetime(2026, 11, 24, 7, 0, tzinfo=zone)
    assert wishes.moment("issued", at) == datetime(2026, 11, 24, 7, 0, tzinfo=zone)
    late = at + timedelta(minutes=5)
    assert wishes.moment("issued", late) == datetime(2026, 11, 25, 7, 0, tzinfo=zone)
    assert wishes.moment("approved", at) is None


def test_mail_is_meant_for_whoever_has_an_address_in_their_desks_zone():
    desk = make_desk("ambon", time_zone="Asia/Jayapura")
    with_address, without = make_user("reporter", desk), make_user("reporter", desk)
    without.email = ""

    rows = {row.to: row for row in tell("returned", to=[with_address, without], by=None, at=NOW)}

    assert rows[with_address].mail_at == NOW + timedelta(minutes=2)
    assert rows[without].mail_at is None
    MailWishes.objects.create(user=with_address, paces={"returned": "never"})
    assert tell("returned", to=[with_address], by=None, at=NOW)[0].mail_at is None


def test_an_hour_that_no_clock_has_is_refused_by_the_database():
    with pytest.raises(IntegrityError, match="mail_wishes_hour"), transaction.atomic():
        MailWishes.objects.create(user=make_user(), hour=24)


def test_a_moment_that_was_told_is_read_in_the_readers_language(network):
    desk = make_desk("kerinci")
    rahmi, ani = (make_user("reporter", desk, language=each) for each in ("en", "id"))
    text = "Cabai di Siulak\n2026-11-30 16:00 WIB\nNaskah 2026-99-99 12:00 WIB tetap"
    tell("assigned", to=[rahmi, ani], by=None, at=NOW, desk=desk, text=text, url="/admin/")

    english, indonesian = (
        browser_of(each).get("/admin/notifications/").text for each in (rahmi, ani)
    )

    assert "Mon 30 Nov 2026, 16:00 WIB" in english and "Sen 30 Nov 2026, 16:00 WIB" in indonesian
    assert "Naskah 2026-99-99 12:00 WIB tetap" in english
