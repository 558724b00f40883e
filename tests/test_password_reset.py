"""A forgotten password: a link by mail, once and for a while, and nobody learns who works here."""

import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from articles.talk import forgotten
from articles.talk.models import Mail
from newsroom.accounts.models import User
from newsroom.desks.hosts import host_map

from .factories import make_desk, make_network, make_user
from .letters import letters
from .staff import FAR_AWAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]
ASK = "/admin/password_reset/"
SENT = f"{ASK}sent/"
NEW = "danau-kerinci-7"


@pytest.fixture(autouse=True)
def _mails(settings):
    settings.MAILS = True


@pytest.fixture
def rahmi():
    return make_user("reporter", make_desk(), username="rahmi", language="en")


def ask(visitor, typed, **extra):
    return visitor.post(ASK, {"who": typed}, **extra)


def link_in(message):
    """The link of a mail, without its host."""
    return re.search(r"https?://[^/\s]+(/admin/password_reset/\S+)", message.body)[1]


def link_for(visitor, user):
    ask(visitor, user.username)
    [message] = letters()
    return link_in(message)


def choose(visitor, link, password=NEW, again=None):
    """Open `link` and send the form that it leads to."""
    form = visitor.get(link)
    to = form["Location"] if form.status_code == 302 else link
    fields = {"new_password1": password, "new_password2": again or password}
    return visitor.post(to, fields)


def sign_in(visitor, user, password, **extra):
    fields = {"username": user.username, "password": password, "next": "/admin/"}
    return visitor.post("/admin/login/", fields, **extra)


def test_whoever_forgot_their_password_gets_back_in_by_mail(visitor, rahmi):
    assert f'href="{ASK}"' in visitor.get("/admin/login/").text
    assert visitor.get(ASK).status_code == 200

    response = ask(visitor, "rahmi")
    assert response["Location"] == SENT
    assert visitor.get(SENT).status_code == 200

    [message] = letters()
    assert message.to == ['"rahmi" <rahmi@example.com>']
    assert message.subject == f"{make_network().masthead}: choose a new password"
    link = link_in(message)
    form = visitor.get(link, follow=True)
    assert form.status_code == 200
    assert link not in form.text
    assert "rahmi" in form.text

    done = choose(visitor, link)
    assert done["Location"] == "/admin/login/"
    assert "Your password is changed." in visitor.get("/admin/login/").text
    assert sign_in(visitor, rahmi, "rahasia").status_code == 200
    assert sign_in(visitor, rahmi, NEW).status_code == 302


@pytest.mark.parametrize("typed", ["rahmi", "RAHMI", "rahmi@example.com", "Rahmi@Example.COM"])
def test_one_is_known_by_name_and_by_address_whatever_the_capitals(visitor, rahmi, typed):
    ask(visitor, typed)

    assert len(letters()) == 1


@pytest.mark.parametrize(
    "gone",
    [
        {"is_active": False},
        {"email": ""},
        {"password": "!"},
    ],
    ids=str,
)
def test_who_is_inactive_or_has_no_password_or_address_gets_nothing(visitor, rahmi, gone):
    User.objects.filter(pk=rahmi.pk).update(**gone)

    assert ask(visitor, "rahmi")["Location"] == SENT
    assert not Mail.objects.exists()


@pytest.mark.parametrize("gone", [{"is_active": False}, {"password": "!"}], ids=str)
def test_who_lost_their_account_since_they_asked_gets_no_mail_and_no_form(visitor, rahmi, gone):
    link = link_for(visitor, rahmi)
    ask(visitor, "rahmi")
    User.objects.filter(pk=rahmi.pk).update(**gone)

    assert letters() == []
    assert visitor.get(link, follow=True).status_code == 410
    assert not Mail.objects.waiting().exists()


def test_everybody_is_answered_alike(visitor, rahmi):
    answers = [ask(visitor, typed) for typed in ("rahmi", "nobody", "rahmi@example.com", "x@y.zz")]

    assert {(each.status_code, each["Location"], each.content) for each in answers} == {
        (302, SENT, b"")
    }
    kept = [sorted(each.headers) for each in answers]
    assert kept == [kept[0]] * 4


def test_the_answer_takes_no_longer_where_there_is_somebody(visitor, rahmi, settings):
    settings.AXES_FAILURE_LIMIT = 1000
    taken = {"rahmi": [], "nobody": []}
    for _round in range(15):
        for typed, times in taken.items():
            begun = time.perf_counter()
            ask(visitor, typed)
            times.append(time.perf_counter() - begun)
            Mail.objects.all().delete()

    known, unknown = (min(times) for times in taken.values())
    # No mail is written and no hash reckoned while somebody waits: those take 50 ms and more.
    assert abs(known - unknown) < 0.01


def test_the_link_leads_to_the_staff_host_whatever_host_was_asked(visitor, rahmi, settings):
    settings.STAFF_HOST = "redaksi.kabartepian.example"
    host_map.forget()
    there = Client(HTTP_HOST="redaksi.kabartepian.example")

    ask(there, "rahmi", headers={"x-forwarded-host": "evil.example"})

    assert visitor.get(ASK).status_code == 404
    [message] = letters()
    assert "://redaksi.kabartepian.example/admin/password_reset/" in message.body
    assert "evil.example" not in message.body


def test_readers_hosts_have_no_such_page(rahmi):
    desk = make_desk("kerinci")

    response = Client(HTTP_HOST=desk.host).post(ASK, {"who": "rahmi"})

    assert response.status_code in (404, 405)
    assert not Mail.objects.exists()


def test_a_mail_speaks_its_readers_language_and_clock(visitor, settings):
    desk = make_desk()
    make_user("reporter", desk, username="ucok", language="id")

    ask(visitor, "ucok")
    [message] = letters()

    assert "pilih kata sandi baru" in message.subject
    assert "Pilih kata sandi itu di sini" in message.body
    assert "WIB" in message.body
    assert '<html lang="id">' in message.alternatives[0].content


def test_the_form_speaks_the_language_of_the_mail(visitor, rahmi):
    link = link_for(visitor, rahmi)

    form = visitor.get(link, follow=True)
    wrong = choose(visitor, link, "12345678")

    assert '<html lang="en"' in form.text and "Choose a new password" in form.text
    assert wrong.status_code == 200
    assert "This password is entirely numeric." in wrong.text


@pytest.mark.parametrize(
    ("password", "again"), [("12345678", None), ("rahmi", None), ("", None), (NEW, f"{NEW}x")]
)
def test_a_weak_or_mistyped_password_is_refused_and_the_link_still_holds(
    visitor, rahmi, password, again
):
    link = link_for(visitor, rahmi)

    assert choose(visitor, link, password, again).status_code == 200
    assert choose(visitor, link).status_code == 302


def test_a_link_works_once(visitor, rahmi):
    link = link_for(visitor, rahmi)
    choose(visitor, link)

    again = visitor.get(link, follow=True)

    assert again.status_code == 410
    assert "Tautan ini tidak berlaku lagi" in again.text
    assert f'href="{ASK}"' in again.text
    assert choose(visitor, link, "lain-sekali-9").status_code == 410
    rahmi.refresh_from_db()
    assert rahmi.check_password(NEW)


def test_a_link_is_too_old_after_the_time_in_the_settings(visitor, rahmi, settings):
    link = link_for(visitor, rahmi)
    assert visitor.get(link).status_code == 302

    settings.PASSWORD_RESET_TIMEOUT = -1

    assert visitor.get(link).status_code == 410
    assert choose(visitor, link).status_code == 410


def test_a_mail_that_waited_for_the_mail_server_longer_than_a_link_holds_is_not_sent(
    visitor, rahmi
):
    ask(visitor, "rahmi")

    assert letters(at=timezone.now() + forgotten.lasts() + timedelta(minutes=1)) == []
    assert not Mail.objects.waiting().exists()


def test_a_sign_in_or_another_address_ends_a_link(visitor, rahmi):
    link = link_for(visitor, rahmi)
    assert visitor.get(link).status_code == 302
    sign_in(Client(HTTP_HOST="localhost"), rahmi, "rahasia")
    assert visitor.get(link).status_code == 410

    link = link_for(visitor, rahmi)
    User.objects.filter(pk=rahmi.pk).update(email="lain@example.com")
    assert visitor.get(link).status_code == 410


@pytest.mark.parametrize(
    "link",
    ["MQ/none/", "MQ/set-password/", "~/x-y/", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5/a-b/", "_w/a-b/"],
)
def test_a_link_that_nobody_was_mailed_is_answered_like_one_that_is_used_up(visitor, link):
    assert visitor.get(ASK + link).status_code == 410
    assert choose(visitor, ASK + link).status_code == 410


def test_nobody_uses_the_link_of_another_for_themselves(visitor, rahmi):
    other = make_user("editor", make_desk(), username="other")
    link = link_for(visitor, rahmi)
    number = forgotten.link_path(other).split("/")[3]

    assert visitor.get(f"{ASK}{number}/{link.split('/')[4]}/").status_code == 410


def test_other_sessions_end_and_a_mail_says_that_the_password_was_changed(visitor, rahmi):
    signed_in = Client(HTTP_HOST="localhost")
    sign_in(signed_in, rahmi, "rahasia")
    assert signed_in.get("/admin/").status_code == 200

    choose(visitor, link_for(visitor, rahmi))

    assert signed_in.get("/admin/").status_code == 302
    [message] = letters()
    assert "your password was changed" in message.subject
    assert "tell a network administrator at once" in message.body
    assert "/password_reset/" not in message.body


def test_whoever_was_locked_out_signs_in_with_the_new_password(visitor, rahmi):
    for _attempt in range(10):
        locked = sign_in(visitor, rahmi, "salah")
    assert locked.status_code == 429
    assert f'href="{ASK}"' in locked.text

    choose(visitor, link_for(visitor, rahmi))

    assert sign_in(visitor, rahmi, NEW).status_code == 302


def test_asking_locks_nobody_out_of_the_sign_in(visitor, rahmi):
    for _attempt in range(20):
        ask(visitor, "rahmi")

    assert sign_in(visitor, rahmi, "rahasia").status_code == 302


def test_nobody_is_flooded_with_mail_by_whatever_name_and_from_wherever(visitor, rahmi):
    sent = 0
    for number in range(12):
        typed = ("rahmi", "rahmi@example.com", "RAHMI")[number % 3]
        answer = ask(visitor, typed, REMOTE_ADDR=f"203.0.113.{number}")
        assert answer["Location"] == SENT
        sent += len(letters())

    assert sent == forgotten.MAILS_AT_MOST


def test_a_form_sent_twice_mails_once(visitor, rahmi):
    ask(visitor, "rahmi")
    ask(visitor, "rahmi")

    assert len(letters()) == 1


def test_who_asks_for_many_from_one_address_is_told_to_wait(visitor):
    names = [make_user(username=f"user-{number}").username for number in range(11)]

    answers = [ask(visitor, name) for name in names]

    assert [each.status_code for each in answers] == [302] * 10 + [429]
    assert "seperempat jam" in answers[-1].text
    assert len(letters()) == 10
    assert ask(visitor, names[-1], REMOTE_ADDR=FAR_AWAY).status_code == 302


def test_two_users_of_one_address_get_a_link_each(visitor, rahmi):
    make_user("editor", make_desk(), username="redaksi")
    User.objects.filter(username="redaksi").update(email="rahmi@example.com")

    ask(visitor, "rahmi@example.com")

    said = "".join(message.body for message in letters())
    assert "username rahmi." in said and "nama pengguna redaksi." in said


@pytest.mark.parametrize("typed", ["", "   ", "x" * 255, "a\0b"])
def test_what_is_no_name_is_refused_with_a_sentence(visitor, typed):
    response = ask(visitor, typed)

    assert response.status_code == 200
    assert "errorlist" in response.text
    assert not Mail.objects.exists()


def test_without_a_mail_server_there_is_no_link_and_no_page(visitor, rahmi, settings):
    link = link_for(visitor, rahmi)
    settings.MAILS = False

    assert ASK not in visitor.get("/admin/login/").text
    assert "administrator jaringan" in sign_in(visitor, rahmi, "salah").text
    for path in (ASK, SENT, link):
        assert visitor.get(path).status_code == 404
        assert visitor.post(path, {"who": "rahmi"}).status_code == 404


def test_the_token_goes_to_no_other_site_and_is_kept_by_nobody(visitor, rahmi):
    link = link_for(visitor, rahmi)
    opened = visitor.get(link)

    for response in (visitor.get(ASK), opened, visitor.get(opened["Location"])):
        assert response["Referrer-Policy"] == "same-origin"
        assert "no-store" in response["Cache-Control"]
        assert "script-src 'self'" in response["Content-Security-Policy"]
    page = visitor.get(opened["Location"]).text
    assert not re.search(r'(src|href)="(https?:)?//(?!localhost)', page)
    assert page.count("<h1") == 1


def test_a_form_without_its_token_is_refused(rahmi):
    strict = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)

    assert ask(strict, "rahmi").status_code == 403
    assert not Mail.objects.exists()
