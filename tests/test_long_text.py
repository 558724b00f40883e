"""Texts that people write elsewhere and paste are refused whole where they are too long."""

import re

import pytest

from articles.admin.complaints import DecisionForm
from articles.admin.notes import NoteForm
from articles.admin.photo_forms import TakedownForm

from .addresses import browser_of
from .factories import make_assignment, make_complaint, make_desk, make_issued, make_user

pytestmark = pytest.mark.django_db
LIMITED = re.compile(r"<textarea[^>]*maxlength")


def test_no_browser_cuts_off_what_is_pasted_into_a_form_of_the_newsroom():
    desk = make_desk("kerinci")
    story = make_issued(desk)
    complaint = make_complaint(desk)
    assignment = make_assignment(desk)
    chief = browser_of(make_user("chief", desk))
    for address in (
        f"/admin/articles/article/{story.pk}/steps/notice/",
        f"/admin/articles/article/{story.pk}/steps/withdraw/",
        f"/admin/articles/article/{story.pk}/notes/",
        f"/admin/complaints/{complaint.pk}/",
        f"/admin/assignments/{assignment.pk}/",
    ):
        text = chief.get(address).text
        assert "<textarea" in text, address
        assert not LIMITED.search(text), address


@pytest.mark.parametrize("form", [NoteForm, TakedownForm])
def test_what_is_too_long_says_by_how_much(form):
    [name] = set(form.base_fields) & {"text", "reason"}
    most = form.base_fields[name].max_length

    errors = form({name: "a" * (most + 7)}).errors[name]

    assert str(most + 7) in errors[0]


def test_the_answer_to_a_complaint_that_is_too_long_says_by_how_much():
    complaint = make_complaint(make_desk("kerinci"))

    form = DecisionForm({"state": "answered", "said": "a" * 5010}, complaint=complaint)

    assert "5010" in form.errors["said"][0]
