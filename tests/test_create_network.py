"""The command that makes the first desk, and what it says where it cannot."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from newsroom.desks.models import Desk

pytestmark = pytest.mark.django_db


def create(**options):
    words = {"name": "Nusantara", "masthead": "Kabar Nusantara", "host": "www.koran.example"}
    call_command("create_network", **(words | options), stdout=StringIO())


def test_the_network_is_made_once_and_the_second_time_it_says_which_there_is():
    create()

    with pytest.raises(CommandError) as error:
        create(name="Lain", host="lain.example")

    assert str(error.value) == (
        "There is a network already: Nusantara, at www.koran.example. "
        "Make the desks below it in the admin."
    )
    assert Desk.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"host": "https://www.koran.example/"}, "--host: Write the host name alone"),
        ({"time_zone": "WIB"}, "--time-zone: WIB is not a time zone."),
        ({"name": ""}, "--name: This field cannot be blank."),
    ],
)
def test_what_is_wrong_is_said_in_english_with_the_option(wrong, sentence):
    with pytest.raises(CommandError, match=sentence):
        create(**wrong)


def test_a_network_may_have_a_name_without_a_latin_letter():
    create(name="ꦏꦧꦂ")

    assert Desk.objects.get().slug == "network"
