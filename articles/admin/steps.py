"""The page of one step: asks what the step must know, takes it, and says what happened."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import workflow
from articles.models import Article, Notice
from newsroom.desks.models import Desk
from newsroom.reporters.reach import reach_of

from . import standing
from .article_form import DeskTimeInput
from .article_page import change_url

NOW, LATER = "now", "later"


class StepForm(forms.Form):
    """The questions of one step, in its own order."""

    edit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, step, article, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.step = step
        self.fields["edit"].initial = article.edit
        for name in step.asks:
            for key, field in _question(name, step, article, user):
                self.fields[key] = field

    def clean(self):
        """A chosen moment needs its clock."""
        answers = super().clean()
        if answers.get("when") == LATER and not answers.get("live_from") and not self.errors:
            self.add_error("live_from", workflow.ASKED["live_from"])
        return answers

    def answers(self):
        """What workflow.perform() is told."""
        answers = {name: self.cleaned_data.get(name) for name in self.step.asks}
        if self.cleaned_data.get("when") == NOW:
            answers["live_from"] = None
        return answers


def _question(name, step, article, user):
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
            forms.DateTimeField(
                label=_("Live from (%(zone)s)") % {"zone": zone},
                required=required,
                widget=DeskTimeInput(),
                help_text=_("In the time zone of %(desk)s: %(zone)s.")
                % {"desk": article.desk, "zone": zone},
            ),
        )
    elif name == "note":
        yield name, _long_text(gettext_lazy("Note"), required)
    elif name == "reason":
        yield name, _long_text(gettext_lazy("Public reason"), required)
    elif name == "ground":
        yield (
            name,
            forms.ChoiceField(
                label=gettext_lazy("Ground"), choices=[("", "—"), *Notice.Ground.choices]
            ),
        )
    elif name == "desk":
        mine = Desk.objects.filter(pk__in=reach_of(user).desks("editor"), active=True)
        yield (
            name,
            forms.ModelChoiceField(
                label=gettext_lazy("Desk"), queryset=mine.exclude(pk=article.desk_id).by_name()
            ),
        )
    elif name == "headline":
        yield (
            name,
            forms.CharField(
                label=gettext_lazy("Headline on that desk"),
                required=required,
                max_length=250,
                help_text=gettext_lazy("Empty: the article's own."),
            ),
        )


def _long_text(label, required):
    return forms.CharField(
        label=label, required=required, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )


def step(request, admin_site, article, name):
    """GET asks, POST takes the step; a refusal is a sentence and changes nothing."""
    wanted = workflow.STEPS.get(name)
    if wanted is None:
        raise Http404
    with timezone.override(article.desk.zone):
        return _asked_and_taken(request, admin_site, article, wanted)


def _asked_and_taken(request, admin_site, article, wanted):
    posted = request.POST if request.method == "POST" else None
    form = StepForm(posted, step=wanted, article=article, user=request.user)
    refusals = workflow.refusals(wanted, article, by=request.user, at=request.at)
    status = 409 if refusals else 200
    if posted is not None and not refusals:
        status = 422
        if form.is_valid():
            try:
                decision = workflow.perform(
                    wanted.name,
                    article,
                    by=request.user,
                    at=request.at,
                    edit=form.cleaned_data["edit"],
                    **form.answers(),
                )
            except ValidationError as refusal:
                refusals, status = refusal.messages, 409
            else:
                messages.success(request, _happened(wanted, decision))
                return HttpResponseRedirect(_after(request, decision.article))
    context = admin_site.each_context(request) | {
        "title": wanted.label,
        "subtitle": article.headline,
        "step": wanted,
        "article": article,
        "form": form,
        "refusals": refusals,
        "pills": standing.of(
            standing.with_spans(Article.objects.filter(pk=article.pk)).get(), request.at
        ),
        "credits": article.bylines.select_related("reporter").order_by("position", "pk"),
    }
    return render(request, "admin/articles/step.html", context, status=status)


def _happened(step, decision):
    """What the step did, with the moment where it set one."""
    if decision.live_from is None:
        return step.done
    local = timezone.localtime(decision.live_from)
    moment = f"{date_format(local, 'l, j F Y, H:i')} {local.tzname()}"
    return f"{step.done} " + _("Live from %(moment)s.") % {"moment": moment}


def _after(request, article):
    """Back to the article, or to the list where this user sees it no longer."""
    if Article.objects.visible_to(request.user).filter(pk=article.pk).exists():
        return change_url(article)
    return reverse("admin:articles_article_changelist")
