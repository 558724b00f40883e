"""A step that is no longer to be taken: whoever comes to its page reads what was decided."""

from datetime import timedelta

import pytest
from django.utils import timezone

from .factories import make_in_state, make_user
from .staff import LIST, client_of, editor_of, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


def test_who_goes_back_after_issuing_reads_that_they_did_so_and_when_it_goes_out():
    article = make_in_state("approved")
    editor = editor_of(article)
    moment = timezone.now() + timedelta(hours=2)
    local = timezone.localtime(moment, article.desk.zone)
    take(article, editor, "issue", when="later", live_from=f"{local:%Y-%m-%dT%H:%M}")

    again = client_of(editor).get(f"{LIST}{article.pk}/steps/issue/")

    assert again.status_code == 409
    said = again.text.split("The last step:")[1].split("</p>")[0]
    assert "<strong>Issue</strong> · you, " in said
    assert f"live from {local:%-d %B, %H:%M} {local.tzname()}" in said


def test_who_comes_second_reads_who_was_first():
    article = make_in_state("in_review")
    slow = editor_of(article)
    fast = make_user("editor", article.desk, language="en", first_name="Sari")
    take(article, fast, "return", note="Siapa saksinya?")

    told = take(article, slow, "return", note="Kutipannya dari mana?").text

    assert "<strong>Return to the reporter</strong> · Sari" in told
