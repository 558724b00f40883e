"""A lost phone: a network administrator takes the second factor away, and the person is told."""

import re
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.talk.models import Notification
from newsroom.accounts import second_factor
from newsroom.accounts.models import RecoveryCode, SecondFactor, User

from .factories import make_desk, make_user
from .letters import letters
from .staff import administrator, client_of, keeping  # noqa: F401 (fixtures)
from .two_steps import PAGE, SECRET, browser, first_step, protect, who

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


@pytest.fixture(autouse=True)
def _mails(settings):
    settings.MAILS = True


@pytest.fixture
def rahmi():
    user = make_user("reporter", make_desk(), username="rahmi", language="en")
    protect(user)
    return user


def away(user):
    return f"/admin/accounts/user/{user.pk}/second-factor/"


def since(user):
    return {"since": User.objects.get(pk=user.pk).second_factor_since.isoformat()}


def test_an_administrator_takes_it_away_and_the_person_is_told(keeping, administrator, rahmi):  # noqa: F811
    there = client_of(rahmi)
    page = keeping.get(f"/admin/accounts/user/{rahmi.pk}/change/").text
    assert f'href="{away(rahmi)}"' in page
    assert "Be sure that it is rahmi who asks" in keeping.get(away(rahmi)).text
    assert SecondFactor.objects.exists()

    response = keeping.post(away(rahmi), since(rahmi), follow=True)

    assert "Two-step sign-in is taken away from rahmi" in response.text
    assert not SecondFactor.objects.exists() and not RecoveryCode.objects.exists()
    assert there.get("/admin/").status_code == 302
    assert first_step(there, rahmi)["Location"] == "/admin/"
    [message] = letters()
    assert message.to == ['"rahmi" <rahmi@example.com>']
    assert "your two-step sign-in was taken away" in message.subject
    told = there.get("/admin/notifications/").text
    assert "Your two-step sign-in was taken away" in told
    row = Notification.objects.get(to=rahmi)
    assert (row.by, row.mail_at) == (administrator, None)
    assert there.get(f"/admin/notifications/{row.pk}/")["Location"] == PAGE
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (administrator, str(rahmi.pk))
    history = keeping.get(f"/admin/accounts/user/{rahmi.pk}/history/").text
    assert "Two-step sign-in taken away." in history


def test_nothing_of_the_secret_is_on_any_page_of_the_user(keeping, rahmi):  # noqa: F811
    for path in ("", f"{rahmi.pk}/change/", f"{rahmi.pk}/history/", f"{rahmi.pk}/delete/"):
        assert SECRET not in keeping.get(f"/admin/accounts/user/{path}").text
    assert SECRET not in keeping.get(away(rahmi)).text


def test_what_was_set_up_anew_meanwhile_is_not_taken_away(keeping, rahmi):  # noqa: F811
    old = since(rahmi)
    second_factor.turn_off(rahmi)
    protect(rahmi)

    response = keeping.post(away(rahmi), old)

    assert response.status_code == 409
    assert "set up anew meanwhile" in response.text
    assert SecondFactor.objects.exists()
    assert keeping.post(away(rahmi), since(rahmi)).status_code == 302
    assert not SecondFactor.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"since": ""}, {"since": "x" * 10_000}, {"since": "a\0b"}])
def test_without_saying_which_nothing_is_taken_away(keeping, rahmi, sent):  # noqa: F811
    assert keeping.post(away(rahmi), sent).status_code == 409
    assert SecondFactor.objects.exists()


def test_two_administrators_take_it_away_once(keeping, rahmi):  # noqa: F811
    sent = since(rahmi)
    keeping.post(away(rahmi), sent)

    again = keeping.post(away(rahmi), sent, follow=True)

    assert "ahmi has no two-step sign-in." in again.text
    assert len(letters()) == 1


def test_nobody_else_takes_it_away(rahmi):
    desk = rahmi.memberships.get().desk
    for role in ("reporter", "editor", "chief"):
        client = client_of(make_user(role, desk))
        assert client.get(away(rahmi)).status_code == 403
        assert client.post(away(rahmi), since(rahmi)).status_code == 403
    assert browser().post(away(rahmi), since(rahmi)).status_code == 302
    assert SecondFactor.objects.exists()


def test_ones_own_is_turned_off_with_password_and_code_alone(administrator):  # noqa: F811
    protect(administrator)
    client = client_of(administrator)

    response = client.post(away(administrator), since(administrator))

    assert response["Location"] == f"{PAGE}off/"
    assert SecondFactor.objects.exists()


@pytest.mark.parametrize("number", [0, 10**30])
def test_of_nobody_there_is_nothing_to_take_away(keeping, number):  # noqa: F811
    assert keeping.get(f"/admin/accounts/user/{number}/second-factor/").status_code == 404


def test_a_form_without_its_token_is_refused(keeping, rahmi):  # noqa: F811
    keeping.handler.enforce_csrf_checks = True

    assert keeping.post(away(rahmi), since(rahmi)).status_code == 403


@pytest.mark.usefixtures("desks_read_once")
def test_the_list_of_users_says_who_has_it_for_no_question_more(keeping, rahmi):  # noqa: F811
    def questions():
        with CaptureQueriesContext(connection) as asked:
            text = keeping.get("/admin/accounts/user/").text
        return len(asked), len(re.findall('field-account">Two-step sign-in<', text))

    make_user("reporter", make_desk(), username="deri")
    keeping.get("/admin/accounts/user/")
    before, had = questions()
    for number in range(10):
        protect(
            make_user("reporter", rahmi.memberships.get().desk),
            f"{SECRET[:-1]}{'ABCDEFGHIJ'[number]}",
        )

    after, have = questions()
    assert (after, have - had) == (before, 10)


def test_the_form_of_a_user_changes_nothing_of_it(keeping, rahmi):  # noqa: F811
    form = {
        "username": "rahmi", "language": "en", "is_active": "on",
        "second_factor_since": "", "two_steps_since": "", "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }  # fmt: skip

    assert keeping.post(f"/admin/accounts/user/{rahmi.pk}/change/", form).status_code == 302

    rahmi.refresh_from_db()
    assert rahmi.second_factor_since is not None


def test_a_new_password_of_an_administrator_leaves_the_second_step(keeping, rahmi):  # noqa: F811
    new = {"password1": "danau-kerinci-7", "password2": "danau-kerinci-7"}
    keeping.post(f"/admin/accounts/user/{rahmi.pk}/password/", new)
    client = browser()

    assert first_step(client, rahmi, "danau-kerinci-7")["Location"] == "/admin/login/code/"
    assert who(client) is None


def test_a_user_who_is_deleted_takes_it_along(keeping, rahmi):  # noqa: F811
    assert (
        keeping.post(f"/admin/accounts/user/{rahmi.pk}/delete/", {"post": "yes"}).status_code == 302
    )

    assert not User.objects.filter(pk=rahmi.pk).exists()
    assert not SecondFactor.objects.exists() and not RecoveryCode.objects.exists()


def test_on_the_machine_a_command_takes_it_away(rahmi):
    there, told = client_of(rahmi), StringIO()

    call_command("forget_second_factor", "rahmi", stdout=told)

    assert "rahmi signs in with the password alone" in told.getvalue()
    assert not SecondFactor.objects.exists()
    assert there.get("/admin/").status_code == 302
    [message] = letters()
    assert "taken away" in message.subject
    assert Notification.objects.get(to=rahmi).by is None


def test_the_command_says_what_it_cannot_do(rahmi):
    with pytest.raises(CommandError, match="There is no user 'nobody'"):
        call_command("forget_second_factor", "nobody")
    second_factor.turn_off(rahmi)
    with pytest.raises(CommandError, match="rahmi has no second factor"):
        call_command("forget_second_factor", "rahmi")


def test_without_mail_the_person_reads_it_in_the_newsroom(keeping, rahmi, settings):  # noqa: F811
    settings.MAILS = False

    keeping.post(away(rahmi), since(rahmi))

    assert not letters()
    assert Notification.objects.filter(to=rahmi).count() == 1
    # It is no kind that the profile asks about.
    assert "sign_in" not in client_of(rahmi).get("/admin/profile/").text


def test_after_it_was_taken_away_one_sets_it_up_with_a_new_secret(keeping, rahmi):  # noqa: F811
    keeping.post(away(rahmi), since(rahmi))
    client = client_of(User.objects.get(pk=rahmi.pk))

    assert SECRET not in client.get(PAGE).text.replace(" ", "")
