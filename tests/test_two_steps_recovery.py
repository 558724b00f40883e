"""Signing in without the phone: a recovery code, each of which is good once."""

import pytest

from articles.talk.models import Mail
from newsroom.accounts.models import User

from .factories import make_desk, make_user
from .letters import letters
from .two_steps import (
    OTHER_SECRET,
    browser,
    first_step,
    protect,
    protected,
    rescued,
    who,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


@pytest.fixture
def rahmi():
    return protected("rahmi")


def test_a_recovery_code_is_good_in_the_place_of_a_code_once(visitor, rahmi, settings):
    settings.MAILS = True
    first_step(visitor, rahmi)

    response = rescued(visitor, rahmi, rahmi.codes[3])

    assert who(visitor) == rahmi
    assert "You have 9 left" in visitor.get(response["Location"]).text
    [message] = letters()
    assert "a recovery code was used" in message.subject
    again = browser()
    first_step(again, rahmi)
    response = rescued(again, rahmi, rahmi.codes[3])
    assert response.status_code == 422
    assert "was used already" in response.text
    assert who(again) is None


def test_a_recovery_code_is_known_in_capitals_and_without_hyphens(visitor, rahmi):
    first_step(visitor, rahmi)

    rescued(visitor, rahmi, f" {rahmi.codes[0].replace('-', '  ').upper()}")

    assert who(visitor) == rahmi


def test_who_has_few_recovery_codes_left_is_told_to_make_new_ones(visitor, rahmi):
    for code in rahmi.codes[:7]:
        client = browser()
        first_step(client, rahmi)
        response = rescued(client, rahmi, code)

    assert (
        "You have 3 left. Make new ones in your profile." in client.get(response["Location"]).text
    )


@pytest.mark.parametrize("typed", ["", "abcd", "x" * 100_000, "ab\0cd", "ａｂｃｄ-efgh-jkmn-pqrs"])
def test_what_is_no_recovery_code_is_a_sentence(visitor, rahmi, typed):
    first_step(visitor, rahmi)

    response = rescued(visitor, rahmi, typed)

    assert response.status_code == 422
    assert "<details" in response.text and " open>" in response.text


def test_a_recovery_code_of_another_person_is_wrong(visitor, rahmi):
    other = make_user("editor", make_desk())
    codes = protect(other, OTHER_SECRET)
    first_step(visitor, rahmi)

    assert rescued(visitor, rahmi, codes[0]).status_code == 422
    assert other.recovery_codes.count() == 10


def test_a_user_without_an_address_is_mailed_nothing(visitor, rahmi, settings):
    settings.MAILS = True
    User.objects.filter(pk=rahmi.pk).update(email="")
    first_step(visitor, rahmi)

    rescued(visitor, rahmi, rahmi.codes[0])

    assert not Mail.objects.exists()
