"""A forgotten password while somebody else does the same."""

import pytest
from django.contrib.auth.tokens import default_token_generator

from articles.talk import forgotten
from articles.talk.models import Mail
from newsroom.accounts.models import User

from .at_once import at_once
from .factories import NOW, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_use_one_link_at_once_one_wins():
    user = make_user(username="rahmi")
    token = default_token_generator.make_token(user)
    passwords = ("danau-kerinci-7", "gunung-kerinci-8")

    outcomes = at_once(
        *(
            lambda password=password: forgotten.choose(
                User.objects.get(pk=user.pk), token, password, at=NOW
            )
            for password in passwords
        )
    )

    assert sorted(outcomes) == [False, True]
    user.refresh_from_db()
    assert user.check_password(passwords[outcomes.index(True)])
    assert Mail.objects.filter(kind=Mail.Kind.CHANGED).count() == 1


def test_who_asks_many_times_at_once_gets_one_mail():
    user = make_user(username="rahmi")

    outcomes = at_once(
        *(
            lambda place=f"203.0.113.{number}": forgotten.ask("rahmi", place=place, at=NOW)
            for number in range(6)
        )
    )

    assert outcomes == [True] * 6
    assert Mail.objects.filter(to=user, kind=Mail.Kind.LINK).count() == 1


def test_who_asks_at_once_from_one_address_is_limited_to_the_number_in_the_settings(settings):
    settings.AXES_FAILURE_LIMIT = 3

    outcomes = at_once(
        *(
            lambda name=f"nobody-{number}": forgotten.ask(name, place="203.0.113.9", at=NOW)
            for number in range(6)
        )
    )

    assert sorted(outcomes) == [False] * 3 + [True] * 3
