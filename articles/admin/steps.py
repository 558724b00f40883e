"""The page of one step: asks what the step must know, takes it, and says what happened."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import checks, publishing, workflow
from articles.checklist.assuring import asked_of
from articles.long_text import LongText
from articles.models import Article, Notice
from articles.needs import clock
from articles.plain import PlainText

from . import care_form, carry_form, carrying, notice_form, standing
from .moments import DeskTimeField, clocks_differ
from .taking import change_url, take

NOW, LATER = "now", "later"
# What each step leads to, said before it is taken.
LEADS_TO = {
    "submit": gettext_lazy(
        "An editor of the desk reads it next. Until it comes back you cannot change it."
    ),
    "approve": gettext_lazy("It then waits, approved, until an editor issues it."),
    "issue": gettext_lazy("Readers then have this text, on this desk and on the desks above it."),
    "return": gettext_lazy("It becomes a draft again, with your note at the top."),
    "take_back": gettext_lazy(
        "It is a draft again: you write on, and submit it anew. Editors find it no more among what "
        "waits for them."
    ),
    "reopen": gettext_lazy(
        "It becomes a draft again. Readers keep what they have until the next version is issued."
    ),
    "reschedule": gettext_lazy("The version that is ahead moves to another moment."),
    "recall": gettext_lazy(
        "The version that is ahead does not go out. The text stays approved. Desks that were to "
        "carry it carry the next one."
    ),
    "carry": gettext_lazy("Readers of that desk have it too, and every later version of it."),
    "uncarry": gettext_lazy(
        "Readers of that desk lose it; its home and every other desk keep it. It can be carried "
        "again."
    ),
    "revive": gettext_lazy("It becomes a draft again."),
    "spike": gettext_lazy("It is dropped. It never went out, and it can be revived."),
    "notice": gettext_lazy(
        "Readers have it at once, at the story on every desk and among the corrections, for good. "
        "The text stays as it is."
    ),
    "withdraw": gettext_lazy(
        "Readers lose the text at once, on every desk, and a version that is ahead is cancelled. "
        "Its address stays and shows the reason for good."
    ),
}
# Before these one also reads what looks wrong.
CHECKED_FIRST = {"approve", "issue"}
# Before these one reads the text once more.
READ_FIRST = {"submit", "approve", "issue", "return"}


class StepForm(forms.Form):
    """The questions of one step, in its own order."""

    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)
    # What was typed for readers, as articles/admin/notice_form.py draws it up.
    notice = None

    def __init__(self, *args, step, article, user, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.step, self.article, self.user, self.at = step, article, user, at
        for name in step.asks:
            for key, field in _question(name, step, article, user, at):
                self.fields[key] = field
        if step.name == "carry":
            self.fields["stands"] = carry_form.stands(article, user, at=at)

    def clean(self):
        """A chosen moment needs its clock, and “now” has none: nobody issues now by oversight.

        Whoever only looks at a notice first need not have answered what is to be assured.
        """
        answers = super().clean()
        when, moment = answers.get("when"), self["live_from"].data if "when" in self.fields else ""
        if when == LATER and not moment:
            self.add_error("live_from", workflow.ASKED["live_from"])
        if when == NOW and moment:
            self.add_error("when", _("You chose “now” and typed a moment: choose one of them."))
        if "assured" in self.step.asks and "_look" not in self.data:
            care_form.mark(self, self.article)
        if notice_form.KIND in self.fields:
            self.notice = notice_form.drawn_up(self)
        if "stands" in self.fields:
            carry_form.look_for_colleagues(self, answers)
        return answers

    def answers(self):
        """What workflow.perform() is told."""
        answers = {name: self.cleaned_data.get(name) for name in self.step.asks}
        if "notice" in answers:
            answers["notice"] = notice_form.parts_of(self.cleaned_data)
        if "assured" in answers:
            answers["assured"] = care_form.answers_of(self.cleaned_data)
        if self.cleaned_data.get("when") == NOW:
            answers["live_from"] = None
        return answers

    def plain_fields(self):
        """The questions but for those of a notice and of the press rules."""
        return [
            field
            for field in self.visible_fields()
            if not field.name.startswith((notice_form.PREFIX, care_form.PREFIX))
        ]

    def notice_fields(self):
        """The questions of a notice."""
        return [
            field for field in self.visible_fields() if field.name.startswith(notice_form.PREFIX)
        ]


def _moment_of(step, article, at):
    """The moment that holds as things stand, for the form: that of the version which is ahead, or
    the end of the embargo, before which nothing goes out.
    """
    newest = publishing.newest_version(article) if step.name == "reschedule" else None
    if newest is not None and newest.is_scheduled(at):
        return {"live_from": newest.live_from}
    until = article.embargo_until
    if step.name != "issue" or until is None or until <= at:
        return {}
    # The form types no seconds: a minute that began before the end would be refused.
    whole = until.replace(second=0, microsecond=0)
    return {"when": LATER, "live_from": whole if whole == until else whole + timedelta(minutes=1)}


def _stands(step, article, at):
    """The same in a sentence, or nothing."""
    moment = _moment_of(step, article, at).get("live_from")
    if moment is None:
        return ""
    shown = {"moment": clock(moment, article.desk.zone)}
    if step.name == "issue":
        return _("It is under embargo until %(moment)s.") % shown
    return _("As things stand it goes out at %(moment)s.") % shown


def _question(name, step, article, user, at):
    """The form fields that ask for `name`: pairs of name and field."""
    required = name not in step.optional
    if name == "live_from":
        zone = timezone.localtime().tzname()
        if not required:
            choices = [(NOW, gettext_lazy("now")), (LATER, gettext_lazy("at a moment"))]
            yield (
                "when",
                forms.ChoiceField(
                    label=gettext_lazy("When"),
                    choices=choices,
                    initial=NOW,
                    widget=forms.RadioSelect,
                ),
            )
        yield (
            name,
            DeskTimeField(
                label=_("Live from (%(zone)s)") % {"zone": zone},
                required=required,
                help_text=" ".join(
                    [
                        _stands(step, article, at),
                        _("In the time zone of %(desk)s: %(zone)s.")
                        % {"desk": article.desk, "zone": zone},
                        clocks_differ(user, at),
                    ]
                ).strip(),
            ),
        )
    elif name == "note":
        yield name, _long_text(gettext_lazy("Note"), required)
    elif name == "reason":
        yield name, _long_text(gettext_lazy("Public reason"), required, PlainText)
    elif name == "notice":
        # Before the first version there is nothing to be put right.
        if required or publishing.newest_version(article) is not None:
            yield from notice_form.questions(article, required=required)
    elif name == "assured":
        yield from care_form.questions(article)
    elif name == "ground":
        yield (
            name,
            forms.ChoiceField(
                label=gettext_lazy("Ground"), choices=[("", "—"), *Notice.Ground.choices]
            ),
        )
    elif name == "desk":
        yield (
            name,
            forms.ModelChoiceField(
                label=gettext_lazy("Desk"), queryset=carry_form.desks(step, article, user)
            ),
        )
    elif name == "headline":
        yield (
            name,
            forms.CharField(
                label=gettext_lazy("Headline on that desk"),
                required=required,
                max_length=250,
                help_text=carry_form.headline_help(article, user, at=at),
            ),
        )


def _long_text(label, required, kind=LongText):
    return kind(
        label=label, required=required, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )


def step(request, admin_site, article, name):
    """GET asks, POST takes the step; a refusal is a sentence and changes nothing."""
    wanted = workflow.STEPS.get(name)
    if wanted is None:
        raise Http404
    with timezone.override(article.desk.zone):
        if request.method == "POST":
            return _take(request, admin_site, article, wanted)
        seen = request.GET.get("edit", "")
        form = StepForm(
            step=wanted,
            article=article,
            user=request.user,
            at=request.at,
            initial={
                "edit": seen if seen.isdecimal() else article.edit,
                **_moment_of(wanted, article, request.at),
            },
        )
        refusals = _known(request, article, wanted, form)
        status = _refused_as(request, article, wanted) if refusals else 200
        return _page(request, admin_site, article, wanted, form, refusals, status=status)


def _refused_as(request, article, wanted):
    """403 where it is not this person's to decide, 409 where things stand otherwise."""
    return 409 if workflow.role_allows(wanted, request.user, article) else 403


def _known(request, article, wanted, form):
    """Why the step is not even asked about: sentences."""
    found = workflow.refusals(wanted, article, by=request.user, at=request.at)
    if not found and _was_changed(form, article):
        return [_("The text was changed after you opened it. Load it again and look once more.")]
    return found


def _was_changed(form, article):
    """Whether the form is about an older text than the one that is stored."""
    return str(form["edit"].value()) != str(article.edit)


def _take(request, admin_site, article, wanted):
    if wanted.name != "carry":
        return _answer(request, admin_site, article, wanted)
    with transaction.atomic():
        # Two editors of a desk come one after the other: the form says what the first one did.
        Article.objects.select_for_update().get(pk=article.pk)
        return _answer(request, admin_site, article, wanted)


def _answer(request, admin_site, article, wanted):
    form = StepForm(request.POST, step=wanted, article=article, user=request.user, at=request.at)
    if not form.is_valid():
        refusals = _known(request, article, wanted, form)
        status = _refused_as(request, article, wanted) if refusals else 422
        return _page(request, admin_site, article, wanted, form, refusals, status=status)
    if "_look" in request.POST:
        return _looked(request, admin_site, article, wanted, form)
    try:
        return take(request, article, wanted, edit=form.cleaned_data["edit"] or 0, **form.answers())
    except ValidationError as refusal:
        status = _refused_as(request, article, wanted)
        return _page(request, admin_site, article, wanted, form, refusal.messages, status=status)


def _looked(request, admin_site, article, wanted, form):
    """The same question with the notice as readers will see it; nothing is published."""
    if form.notice is None:
        return _page(
            request, admin_site, article, wanted, form, [workflow.ASKED["notice"]], status=422
        )
    look = notice_form.as_readers_see_it(form.notice, request)
    return _page(request, admin_site, article, wanted, form, [], status=200, look=look)


def _page(request, admin_site, article, wanted, form, refusals, *, status, look=None):
    """The question; after a refusal with what had been answered, as long as it may be asked."""
    # From the database once more: what is refused may have changed meanwhile.
    article = standing.with_spans(Article.objects.select_related("desk")).get(pk=article.pk)
    known = workflow.refusals(wanted, article, by=request.user, at=request.at)
    moved_on = _was_changed(form, article) or article.state not in wanted.states
    may_see = Article.objects.visible_to(request.user).filter(pk=article.pk).exists()
    care = care_form.grouped(form, article)
    context = admin_site.each_context(request) | {
        "title": wanted.label,
        "step": wanted,
        "leads_to": LEADS_TO[wanted.name],
        "article": article,
        "form": form,
        "refusals": refusals,
        "asking": not known and not moved_on,
        "moved_on": moved_on,
        "last": _last(article) if _is_overtaken(request, article, wanted, known) else None,
        # Where it is not asked any more, what was written is shown to be copied.
        "written": _written(form) if known or moved_on else [],
        "back": change_url(article) if may_see else reverse("admin:articles_article_changelist"),
        "reading": wanted.name in READ_FIRST,
        "look": look,
        "care": care,
        "marked": _marked(form, care),
        "notice_parts": notice_form.PARTS if form.notice_fields() else None,
        "notice_open": look or notice_form.is_begun(form),
    }
    if wanted.who == "carrier":
        version = carrying.readers_version(request.user, article, at=request.at)
        context |= _public_text(version, article, request.at)
    else:
        context |= {
            "headline": article.headline,
            "pills": standing.of(article, request.at),
            "credits": [
                byline.reporter.name
                for byline in article.bylines.select_related("reporter").order_by("position", "pk")
            ],
            "asked_of": asked_of(article) if wanted.name in READ_FIRST else [],
        }
    if wanted.name in CHECKED_FIRST and context["asking"]:
        found = checks.warnings(article, by=request.user, at=request.at)
        may_edit = workflow.may_edit_text(request.user, article)
        context |= {
            "checks": checks.by_level(found) if found else [],
            "fields_at": context["back"] if may_edit else None,
        }
    return render(request, "admin/articles/step.html", context, status=status)


def _marked(form, care):
    """What keeps a step from readers, for its head: where it is asked, its name, what is wrong."""
    if "notice" not in form.step.asks:
        return []
    plain, told = (
        [(field.auto_id, field.label, field.errors[0]) for field in fields if field.errors]
        for fields in (form.plain_fields(), form.notice_fields())
    )
    careful = [group for group in care if group.wrong]
    asked = [(group.wrong[0].auto_id, group.care.label, len(group.wrong)) for group in careful]
    return [*plain, *asked, *told]


def _is_overtaken(request, article, wanted, known):
    """Whether what was decided last is why the step is not to be taken any more."""
    of_what_readers_have = {"live", "ahead"} & set(wanted.needs)
    is_theirs = workflow.role_allows(wanted, request.user, article)
    return article.state not in wanted.states or bool(known and of_what_readers_have and is_theirs)


def _last(article):
    """What was decided last, where that is why a step is not to be taken any more."""
    last = article.decisions.select_related("by").order_by("-pk").first()
    if last is not None:
        taken = workflow.STEPS.get(last.step)
        last.label = taken.label if taken else last.step
    return last


def _written(form):
    """The fields of a form into which somebody wrote a text."""
    texts = [field for field in form.visible_fields() if isinstance(field.field, forms.CharField)]
    return [field for field in texts if field.value() and field.value() != field.initial]


def _public_text(version, article, at):
    """What is carried, as readers have or will have it: never the words of the working copy."""
    told = {"headline": carrying.headline_of(version, article.pk)}
    if version is None:
        return told
    return told | {
        "pills": [standing.of_version(version, article.withdrawals, at)],
        "credits": [credit["name"] for credit in version.bylines],
    }
