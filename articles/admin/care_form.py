"""What the press rules want assured, on the page of the step that issues a story."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from articles.checklist.assuring import QUESTIONS, asked_of, key_of, open_questions
from articles.long_text import LongText
from articles.models.care import Care

PREFIX = "assured_"


def questions(article):
    """The form fields of what is to be assured of an article: pairs of name and field."""
    for care, asked in asked_of(article):
        for question in asked:
            # Not required here: whoever looks at a notice first need not have answered.
            known = {"label": question.sentence, "required": False}
            if question.sought:
                known["help_text"] = _("Looked for in every text of the story, and never kept.")
            if question.written or question.sought:
                text = forms.Textarea(attrs={"rows": 2})
                field = LongText(max_length=1000, widget=text, **known)
            else:
                field = forms.BooleanField(**known)
            yield PREFIX + key_of(care, question), field


def sentence_of(name):
    """The question that the field `name` asks; None where there is no such question."""
    asked = {
        PREFIX + key_of(care, question): question.sentence
        for care, questions in QUESTIONS.items()
        for question in questions
    }
    return asked.get(name)


def answers_of(cleaned):
    """What was answered, as `workflow.perform` takes it."""
    return {
        name.removeprefix(PREFIX): value
        for name, value in cleaned.items()
        if name.startswith(PREFIX)
    }


def mark(form, article):
    """Mark each question that is not answered yet, where it stands."""
    for care, question in open_questions(article, answers_of(form.cleaned_data)):
        sentence = _("Not answered yet.") if question.written else _("Not assured yet.")
        form.add_error(PREFIX + key_of(care, question), sentence)


@dataclass(frozen=True)
class Group:
    """What is asked because of one Care: its bound fields."""

    care: Care
    fields: list

    @property
    def wrong(self):
        """Those that are marked."""
        return [field for field in self.fields if field.errors]


def grouped(form, article):
    """The fields of a form with such questions, as Groups."""
    return [
        Group(care, [form[PREFIX + key_of(care, question)] for question in asked])
        for care, asked in asked_of(article)
        if PREFIX + key_of(care, asked[0]) in form.fields
    ]
