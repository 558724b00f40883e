"""Codes that are guessed by whoever has the password: counted, and told to its owner."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom import clock
from newsroom.accounts.models import SecondFactor

from .factories import make_desk, make_user
from .letters import letters
from .staff import FAR_AWAY
from .test_password_reset import choose, link_for
from .two_steps import (
    CODE,
    LOGIN,
    browser,
    first_step,
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


def test_wrong_codes_count_with_wrong_passwords_and_end_in_the_same_lockout(visitor, rahmi):
    for _attempt in range(5):
        first_step(visitor, rahmi, "salah")
    first_step(visitor, rahmi)
    for _attempt in range(4):
        assert second_step(visitor, rahmi, wrong_code()).status_code == 422

    locked = second_step(visitor, rahmi, wrong_code())

    assert locked.status_code == 429
    assert "Terlalu banyak percobaan" in locked.text
    assert second_step(visitor, rahmi, shown())["Location"] == LOGIN
    assert first_step(visitor, rahmi).status_code == 429
    assert first_step(browser(), rahmi, REMOTE_ADDR=FAR_AWAY).status_code == 302


def test_the_lockout_page_is_the_same_for_a_wrong_password_and_a_wrong_code(visitor, rahmi):
    other = make_user("editor", make_desk())
    for _attempt in range(10):
        by_password = first_step(visitor, other, "salah")
    first_step(visitor, rahmi)
    for _attempt in range(10):
        by_code = second_step(visitor, rahmi, wrong_code())

    assert (by_password.status_code, by_password.content) == (by_code.status_code, by_code.content)


def test_a_right_password_does_not_forgive_wrong_codes(visitor, rahmi):
    for attempt in range(10):
        response = first_step(visitor, rahmi)
        assert response["Location"] == CODE, attempt
        response = second_step(visitor, rahmi, wrong_code())

    assert response.status_code == 429


def test_wrong_codes_are_counted_from_wherever_they_come(visitor, rahmi):
    for number in range(10):
        client, place = browser(), f"203.0.113.{number}"
        first_step(client, rahmi, REMOTE_ADDR=place)
        response = second_step(client, rahmi, wrong_code(), REMOTE_ADDR=place)

    assert response.status_code == 429
    # Not even the right one is looked at, and no recovery code is used up.
    first_step(visitor, rahmi)
    assert second_step(visitor, rahmi, shown()).status_code == 429
    first_step(visitor, rahmi)
    assert rescued(visitor, rahmi, rahmi.codes[0]).status_code == 429
    assert rahmi.recovery_codes.count() == 10


def test_after_a_quarter_of_an_hour_the_right_code_is_good_again(visitor, rahmi, monkeypatch):
    SecondFactor.objects.filter(user=rahmi).update(wrong=10, wrong_at=timezone.now())
    later = timezone.now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)
    first_step(visitor, rahmi)

    second_step(visitor, rahmi, shown(at=later))

    assert who(visitor) == rahmi
    assert SecondFactor.objects.get(user=rahmi).wrong == 0


def test_whose_password_is_known_to_somebody_is_told_once(rahmi, settings):
    settings.MAILS = True
    for number in range(14):
        client, place = browser(), f"203.0.113.{number}"
        first_step(client, rahmi, REMOTE_ADDR=place)
        second_step(client, rahmi, wrong_code(), REMOTE_ADDR=place)

    [message] = letters()
    assert "somebody may have your password" in message.subject
    assert "rahmi" in message.body
    assert "http" not in message.body


def test_whoever_gives_the_right_code_is_forgiven_what_was_wrong(visitor, rahmi):
    for _attempt in range(8):
        first_step(visitor, rahmi, "salah")
    first_step(visitor, rahmi)
    second_step(visitor, rahmi, wrong_code())
    second_step(visitor, rahmi, shown())

    again = browser()
    for _attempt in range(8):
        first_step(again, rahmi, "salah")
    assert first_step(again, rahmi)["Location"] == CODE


def test_with_a_new_password_by_mail_the_code_is_still_asked_for(visitor, rahmi, settings):
    settings.MAILS = True
    SecondFactor.objects.filter(user=rahmi).update(wrong=9, wrong_at=timezone.now())

    choose(visitor, link_for(visitor, rahmi))

    assert who(visitor) is None
    assert first_step(visitor, rahmi, "danau-kerinci-7")["Location"] == CODE
    assert visitor.get("/admin/").status_code == 302
    # Nor is it forgiven how often codes were guessed.
    assert second_step(visitor, rahmi, wrong_code()).status_code == 429
