"""Signing in with a second factor: until the code is given, nobody is signed in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom import clock
from newsroom.accounts.models import SecondFactor, User
from newsroom.reporters.models import Membership

from .factories import make_desk, make_user
from .two_steps import (
    CODE,
    LOGIN,
    OTHER_SECRET,
    SECRET,
    browser,
    first_step,
    protect,
    protected,
    rescued,
    second_step,
    shown,
    who,
    wrong_code,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


@pytest.fixture
def rahmi():
    return protected("rahmi")


def test_after_the_password_the_code_is_asked_for_and_then_one_is_in(visitor, rahmi):
    response = first_step(visitor, rahmi, fields={"next": "/admin/articles/article/"})

    assert response["Location"] == CODE
    assert who(visitor) is None
    page = visitor.get(CODE)
    assert page.status_code == 200
    assert 'autocomplete="one-time-code"' in page.text
    assert 'inputmode="numeric"' in page.text
    assert "no-store" in page["Cache-Control"]

    response = second_step(visitor, rahmi, shown())

    assert response["Location"] == "/admin/articles/article/"
    assert who(visitor) == rahmi
    assert visitor.get("/admin/").status_code == 200


def test_between_the_steps_one_is_nobody_at_all(visitor, rahmi):
    first_step(visitor, rahmi)

    assert visitor.get("/admin/")["Location"].startswith(LOGIN)
    assert visitor.post("/admin/profile/", {"language": "en"})["Location"].startswith(LOGIN)
    rahmi.refresh_from_db()
    assert rahmi.last_login is None
    assert "_auth_user_hash" not in visitor.session


def test_whoever_was_signed_in_in_this_browser_is_so_no_more_when_another_begins(visitor, rahmi):
    other = make_user("reporter", make_desk())
    visitor.force_login(other)

    first_step(visitor, rahmi)

    assert who(visitor) is None


def test_without_a_second_factor_the_password_is_enough(visitor):
    user = make_user("editor", make_desk())

    assert first_step(visitor, user)["Location"] == "/admin/"
    assert visitor.get(CODE)["Location"] == LOGIN


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_that_is_one_step_away_is_near_enough(visitor, rahmi, steps, monkeypatch):
    at = timezone.now()
    monkeypatch.setattr(clock, "now", lambda: at)
    first_step(visitor, rahmi)

    assert second_step(visitor, rahmi, shown(later=steps, at=at)).status_code == 302


@pytest.mark.parametrize("steps", [-3, -2, 2, 3])
def test_a_clock_that_is_further_away_is_not(visitor, rahmi, steps, monkeypatch):
    at = timezone.now()
    monkeypatch.setattr(clock, "now", lambda: at)
    first_step(visitor, rahmi)

    assert second_step(visitor, rahmi, shown(later=steps, at=at)).status_code == 422
    assert who(visitor) is None


def test_no_code_is_good_twice_nor_one_from_before_it(visitor, rahmi):
    at = timezone.now()
    newest, before = shown(later=1, at=at), shown(at=at)
    first_step(visitor, rahmi)
    second_step(visitor, rahmi, newest)
    assert who(visitor) == rahmi

    again = browser()
    first_step(again, rahmi)

    for code in (newest, before):
        response = second_step(again, rahmi, code)
        assert response.status_code == 422
        assert "was used already" in response.text
    assert who(again) is None


@pytest.mark.parametrize("dressed", ["{} {}", " {}{} ", "{}\u00a0{}", "{}-{}", "{}\t{}\n"])
def test_a_code_may_have_blanks_inside(visitor, rahmi, dressed):
    first_step(visitor, rahmi)
    code = shown()

    second_step(visitor, rahmi, dressed.format(code[:3], code[3:]))

    assert who(visitor) == rahmi


@pytest.mark.parametrize(
    "typed",
    [
        "", "12345", "1234567", "12345a", "x" * 100_000, "１２３４５６", "١٢٣٤٥٦", "1_2_3_4",
        "+12345", "-12345", "0x1234", "12\x003456", "1e5", "𝟏𝟐𝟑𝟒𝟓𝟔",
    ],
)  # fmt: skip
def test_what_is_no_code_is_refused_with_a_sentence_and_not_counted(visitor, rahmi, typed):
    first_step(visitor, rahmi)

    response = second_step(visitor, rahmi, typed)

    assert response.status_code == 422
    assert "errorlist" in response.text
    assert who(visitor) is None
    assert SecondFactor.objects.get(user=rahmi).wrong == 0


def test_the_digits_of_other_scripts_are_none_even_where_they_say_the_code(visitor, rahmi):
    first_step(visitor, rahmi)
    arabic = shown().translate({ord("0") + digit: 0x660 + digit for digit in range(10)})

    assert second_step(visitor, rahmi, arabic).status_code == 422


def test_the_code_of_another_person_is_wrong(visitor, rahmi):
    other = make_user("editor", make_desk())
    protect(other, OTHER_SECRET)
    first_step(visitor, rahmi)

    assert second_step(visitor, rahmi, shown(OTHER_SECRET)).status_code == 422
    assert who(visitor) is None


def test_a_code_alone_signs_nobody_in(visitor, rahmi):
    assert second_step(visitor, rahmi, shown())["Location"] == LOGIN
    assert who(visitor) is None


def test_a_session_that_the_newsroom_did_not_make_is_worth_nothing(visitor, rahmi):
    first_step(visitor, rahmi)
    visitor.cookies["newsroom_session"] = "x" * 32

    assert second_step(visitor, rahmi, shown())["Location"] == LOGIN
    assert who(visitor) is None


def test_the_session_has_another_key_after_each_step(visitor, rahmi):
    visitor.get(LOGIN)
    first_step(visitor, rahmi)
    half = visitor.cookies["newsroom_session"].value

    second_step(visitor, rahmi, shown())

    assert visitor.cookies["newsroom_session"].value != half
    stolen = browser()
    stolen.cookies["newsroom_session"] = half
    assert stolen.get("/admin/").status_code == 302


@pytest.mark.parametrize("minutes", [5, 600])
def test_half_a_sign_in_ends_after_a_few_minutes(visitor, rahmi, minutes, monkeypatch):
    first_step(visitor, rahmi, fields={"next": "/admin/photos/"})
    later = timezone.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: later)

    response = second_step(visitor, rahmi, shown(at=later))

    assert response["Location"] == f"{LOGIN}?next=%2Fadmin%2Fphotos%2F"
    assert "tidak selesai pada waktunya" in visitor.get(response["Location"]).text
    assert who(visitor) is None


def change_password(user):
    user.set_password("danau-kerinci-7")
    user.save()


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
        lambda user: Membership.objects.filter(user=user).delete(),
        lambda user: User.objects.filter(pk=user.pk).update(second_factor_since=timezone.now()),
        lambda user: User.objects.filter(pk=user.pk).delete(),
        change_password,
    ],
    ids=["deactivated", "without a role", "another second factor", "deleted", "new password"],
)
def test_what_changed_between_the_steps_ends_the_sign_in(visitor, rahmi, meanwhile):
    first_step(visitor, rahmi)
    meanwhile(rahmi)

    assert second_step(visitor, rahmi, shown())["Location"].startswith(LOGIN)
    assert who(visitor) is None


@pytest.mark.parametrize(
    "where",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", ""],
)
def test_nobody_is_led_to_another_site(visitor, rahmi, where):
    first_step(visitor, rahmi, fields={"next": where})

    response = second_step(visitor, rahmi, shown())

    assert response["Location"] == "/admin/"


def test_a_next_in_the_second_form_leads_nowhere(visitor, rahmi):
    first_step(visitor, rahmi, fields={"next": "/admin/photos/"})
    fields = {"username": "rahmi", "code": shown(), "next": "https://evil.example/"}

    response = visitor.post(f"{CODE}?next=//evil.example", fields)

    assert response["Location"] == "/admin/photos/"


def test_in_two_windows_a_code_counts_for_whom_it_was_typed(visitor, rahmi):
    other = make_user("editor", make_desk(), username="deri", language="en")
    protect(other, OTHER_SECRET)
    first_step(visitor, rahmi)
    first_step(visitor, other)

    response = second_step(visitor, rahmi, shown())

    assert response.status_code == 422
    assert "this one is for deri" in response.text
    assert SecondFactor.objects.get(user=other).wrong == 0
    second_step(visitor, other, shown(OTHER_SECRET))
    assert who(visitor) == other


def test_a_second_window_of_the_same_person_finds_them_signed_in(visitor, rahmi):
    first_step(visitor, rahmi)
    second_step(visitor, rahmi, shown())

    response = second_step(visitor, rahmi, shown(later=1))

    assert response["Location"] == LOGIN
    assert visitor.get(LOGIN)["Location"] == "/admin/"
    assert who(visitor) == rahmi


def test_neither_secret_nor_codes_are_logged(visitor, rahmi, caplog):
    caplog.set_level("DEBUG")
    first_step(visitor, rahmi)
    code, wrong = shown(), wrong_code()
    second_step(visitor, rahmi, wrong)
    rescued(visitor, rahmi, rahmi.codes[0].upper())
    said = caplog.text

    assert SECRET not in said
    # What the database was sent is logged at this level in tests alone.
    ours = "\n".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    assert code not in ours and wrong not in ours
    assert rahmi.codes[0] not in ours


def test_what_is_written_down_of_a_failure_has_no_code_in_it(visitor, rahmi):
    from axes.models import AccessAttempt

    first_step(visitor, rahmi)
    wrong = wrong_code()
    second_step(visitor, rahmi, wrong)

    for row in AccessAttempt.objects.all():
        assert wrong not in f"{row.get_data} {row.post_data} {row.path_info}"


def test_a_form_without_its_token_is_refused(rahmi):
    strict = browser()
    first_step(strict, rahmi)
    strict.handler.enforce_csrf_checks = True

    assert second_step(strict, rahmi, shown()).status_code == 403
    assert who(strict) is None
