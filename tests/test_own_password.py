"""A password that its user changes: other sessions end, and a mail says so."""

import pytest
from django.test import Client

from articles.talk.models import Mail

from .factories import make_desk, make_user
from .letters import letters
from .test_password_reset import NEW, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


@pytest.fixture
def rahmi():
    return make_user("reporter", make_desk(), username="rahmi", language="en")


def test_a_mail_says_that_a_password_was_changed_by_whoever_knew_the_old_one(
    visitor, rahmi, settings
):
    settings.MAILS = True
    elsewhere = Client(HTTP_HOST="localhost")
    sign_in(visitor, rahmi, "rahasia")
    sign_in(elsewhere, rahmi, "rahasia")

    def change(old, new):
        fields = {"old_password": old, "new_password1": new, "new_password2": new}
        return visitor.post("/admin/password_change/", fields)

    assert change("salah", NEW).status_code == 200
    assert letters() == []
    assert change("rahasia", NEW).status_code == 302
    [message] = letters()
    assert rahmi.email in message.to[0]
    assert "your password was changed" in message.subject
    assert "who was signed in and knew the old one" in message.body
    assert "/password_reset/" not in message.body
    assert visitor.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302

    settings.MAILS = False
    assert change(NEW, "rahasia-lain-9").status_code == 302
    assert not Mail.objects.waiting().exists()
