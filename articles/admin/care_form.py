"""What the press rules want assured, on the page of the step that issues a story."""

from django import forms
from django.utils.translation import gettext as _

from articles.checklist.assuring import QUESTIONS, asked_of, key_of

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
                field = forms.CharField(max_length=1000, widget=text, **known)
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


def grouped(form, article):
    """The fields of a form with such questions: pairs of a Care and its bound fields."""
    return [
        (care, [form[PREFIX + key_of(care, question)] for question in asked])
        for care, asked in asked_of(article)
        if PREFIX + key_of(care, asked[0]) in form.fields
    ]
