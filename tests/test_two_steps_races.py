"""Two who use one code, or guess many, at the same moment: each on a connection of their own."""

import pytest
from django.utils import timezone

from articles.talk import two_steps
from newsroom.accounts import second_factor
from newsroom.accounts.models import SecondFactor, User
from newsroom.accounts.second_factor import Outcome

from .at_once import at_once
from .factories import make_desk, make_network, make_user
from .two_steps import (
    SECRET,
    browser,
    first_step,
    protect,
    rescued,
    second_step,
    shown,
    who,
    wrong_code,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rahmi():
    make_network()
    user = make_user("editor", make_desk(), username="rahmi")
    user.codes = protect(user)
    return user


def two_browsers(user):
    """Two in which the first step is done."""
    clients = [browser(), browser()]
    for client in clients:
        first_step(client, user)
    return clients


def test_of_two_who_send_one_code_at_once_one_is_in(rahmi):
    clients, code = two_browsers(rahmi), shown()

    answers = at_once(
        *(lambda client=client: second_step(client, rahmi, code) for client in clients)
    )

    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert sorted(who(client) is not None for client in clients) == [False, True]


def test_of_two_who_send_one_recovery_code_at_once_one_is_in(rahmi):
    clients = two_browsers(rahmi)

    answers = at_once(
        *(lambda client=client: rescued(client, rahmi, rahmi.codes[0]) for client in clients)
    )

    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert sorted(who(client) is not None for client in clients) == [False, True]
    assert rahmi.recovery_codes.count() == 9


def test_of_many_guesses_at_once_no_more_are_looked_at_than_one_after_the_other(rahmi):
    wrong, at = wrong_code(), timezone.now()

    outcomes = at_once(
        *(lambda: two_steps.try_code(User(pk=rahmi.pk), wrong, at=at) for _each in range(16))
    )

    assert outcomes.count(Outcome.WRONG) == 9
    assert outcomes.count(Outcome.LAST) == 1
    assert outcomes.count(Outcome.RESTS) == 6


def test_of_two_who_turn_it_on_at_once_one_does_and_the_codes_hold(rahmi):
    second_factor.turn_off(rahmi)
    at = timezone.now()
    code = shown(at=at)

    outcomes = at_once(
        *(
            lambda: two_steps.turn_on(User.objects.get(pk=rahmi.pk), SECRET, code, at=at)
            for _each in range(2)
        )
    )

    [codes] = [outcome for outcome in outcomes if outcome]
    assert outcomes.count(None) == 1
    assert SecondFactor.objects.filter(user=rahmi).count() == 1
    tried = second_factor.try_recovery(rahmi, second_factor.plain(codes[0]), at=at)
    assert tried == Outcome.TAKEN


def test_of_two_who_make_new_recovery_codes_at_once_ten_codes_remain(rahmi):
    made = at_once(*(lambda: second_factor.new_recovery_codes(rahmi) for _each in range(2)))

    assert [len(codes) for codes in made] == [10, 10]
    assert rahmi.recovery_codes.count() == 10
