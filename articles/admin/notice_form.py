"""The questions of a notice to readers, inside the page of a step."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import publishing, workflow
from articles.long_text import LongText
from articles.models.notice import Notice
from articles.public import notices

PREFIX = "notice_"
KIND = PREFIX + "kind"
Kind = Notice.Kind
# What each kind asks for, in the form's order.
PARTS = {
    Kind.UPDATE: ["text", "reply"],
    Kind.CORRECTION: ["wrong", "text", "apology"],
    Kind.REQUESTED: ["who", "wrong", "text"],
    Kind.CLARIFICATION: ["text"],
    Kind.REPLY: ["who", "text", "reply"],
}
# What each part is called and explained with.
ASKED = {
    "who": (
        gettext_lazy("Who asked for it, or who replies"),
        gettext_lazy("The name, and what the person is in the story."),
    ),
    "wrong": (
        gettext_lazy("What was wrong"),
        gettext_lazy("A name that must not be read any more is not repeated here either."),
    ),
    "text": (
        gettext_lazy("Text"),
        gettext_lazy("What is right, what is new in one line, or the words of the reply."),
    ),
    "apology": (
        gettext_lazy("Apology to readers"),
        gettext_lazy("The code of ethics asks for one (article 10)."),
    ),
    "reply": (
        gettext_lazy("Number of the article that holds the reply or the update"),
        gettext_lazy(
            "Where the reply is an article of its own, of the kind right of reply, or where "
            "another story says what was found. Each then links to the other."
        ),
    ),
}


class Beforehand(LongText):
    """A text that stands there beforehand, as long as a form that does not ask for it is sent."""

    def bound_data(self, data, initial):
        """What was typed; of a form that had it switched off, what stood there."""
        return initial if data is None else data


def questions(article, *, required):
    """The form fields of a notice: pairs of name and field."""
    nothing = ("", "—" if required else gettext_lazy("without a notice"))
    yield (
        KIND,
        forms.ChoiceField(
            label=gettext_lazy("Kind of notice"),
            choices=[nothing, *((kind.value, kind.label) for kind in PARTS)],
            required=required,
            error_messages={"required": workflow.ASKED["notice"]},
        ),
    )
    with translation.override(article.desk.language):
        apology = _("We apologise to our readers for this mistake.")
    for name, (label, explained) in ASKED.items():
        known = {"label": label, "help_text": explained, "required": False}
        if name == "reply":
            field = forms.IntegerField(min_value=1, max_value=2**63 - 1, **known)
        elif name == "who":
            field = forms.CharField(max_length=160, **known)
        else:
            rows = forms.Textarea(attrs={"rows": 3})
            text = Beforehand if name == "apology" else LongText
            field = text(max_length=5000, widget=rows, **known)
        if name == "apology":
            field.initial = apology
        yield PREFIX + name, field


def is_begun(form):
    """Whether somebody chose a kind, or something of a notice is marked."""
    marked = any(field.errors for field in form.notice_fields())
    return marked or bool(form.data.get(KIND))


def parts_of(cleaned):
    """The notice that was typed, as `workflow.perform` takes it; None where there is none."""
    kind = cleaned.get(KIND)
    if not kind:
        return None
    found = {name: cleaned.get(PREFIX + name) for name in ASKED}
    # The apology is written beforehand; what else was typed for no use is refused, not dropped.
    found["apology"] = found["apology"] if kind == Kind.CORRECTION else ""
    return {"kind": kind, **found}


def drawn_up(form):
    """The notice that was typed, not saved; None where there is none, or none that may go out.

    What is wrong is marked in the form, where it stands.
    """
    if any(name.startswith(PREFIX) for name in form.errors):
        return None
    parts, at = parts_of(form.cleaned_data), form.cleaned_data.get("live_from") or form.at
    if parts is None:
        # The apology stands there beforehand.
        typed = [form.cleaned_data[PREFIX + name] for name in ASKED if name != "apology"]
        if "_look" in form.data or any(typed):
            form.add_error(KIND, workflow.ASKED["notice"])
        return None
    try:
        return publishing.drawn_up_notice(form.article, parts, by=form.user, at=at)
    except ValidationError as refusal:
        for part, errors in refusal.error_dict.items():
            form.add_error(PREFIX + part if part in ("kind", *ASKED) else None, errors)
    return None


def as_readers_see_it(drawn, request):
    """A notice that was drawn up, as readers will get it."""
    names = ("kind", "ground", "wrong", "text", "apology", "who", "published_at")
    row = {name: getattr(drawn, name) for name in names}
    row |= {"number": 0, "article": drawn.article_id, "version": None}
    with translation.override(drawn.article.desk.language):
        return notices.said(row, request)
