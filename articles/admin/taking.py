"""Taking a step for the person at the screen: what is said afterwards, and where they go on."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import workflow
from articles.models import Article
from articles.planning import telling
from articles.planning.models import Assignment

from . import carrying

# The same step of the same person within this time is a button pressed twice.
PRESSED_TWICE = timedelta(minutes=1)


def change_url(article):
    """Where the article stands in the admin."""
    return reverse("admin:articles_article_change", args=[article.pk])


def step_url(article, step):
    """The page of one step, for the text as it was seen."""
    address = reverse("admin:articles_article_step", args=[article.pk, step.name])
    return f"{address}?edit={article.edit}"


def take(request, article, step, *, edit, **answers):
    """Take `step` for the signed-in user and lead on; ValidationError where it is refused.

    A button pressed twice takes the step once, and says the same both times. What was answered
    otherwise the second time is no second press: its refusal is said.
    """
    try:
        with transaction.atomic():
            decision = workflow.perform(
                step.name, article, by=request.user, at=request.at, edit=edit, **answers
            )
            if step.name == "submit":
                _hand_in(decision)
    except ValidationError as refusal:
        decision = _just_taken(request, article, step)
        if decision is None or not _is_the_same(decision, step, answers, refusal):
            raise
    messages.success(request, happened(request, step, decision, answers))
    return HttpResponseRedirect(_after(request, decision.article))


def _hand_in(decision):
    """Submitting the draft that an assignment became hands it in: whoever assigned it is told."""
    assignment = Assignment.objects.filter(article=decision.article)
    assignment = assignment.select_related("desk", "article__desk").first()
    if assignment is not None:
        telling.tell_handed_in(assignment, by=decision.by, at=decision.taken_at)


def _just_taken(request, article, step):
    """This very step, where it was the article's last and the same person took it just now."""
    last = article.decisions.select_related("article").order_by("-pk").first()
    if last is None or (last.step, last.by_id) != (step.name, request.user.pk):
        return None
    return last if request.at - last.taken_at < PRESSED_TWICE else None


def _is_the_same(decision, step, answers, refusal):
    """Whether `answers` are those that the step was taken with. A notice itself says so."""
    if "notice" in step.asks and "notice" not in step.optional:
        return getattr(refusal, "code", None) == "said_already"
    # Without a moment it was taken now.
    moment = answers.get("live_from") or decision.taken_at
    return workflow.noted(step, answers) == decision.note and (decision.live_from in (None, moment))


def happened(request, step, decision, answers):
    """What the step did, with the moment where it set one; of a carried story which, and where."""
    if step.who == "carrier":
        article, desk = decision.article, answers["desk"]
        version = carrying.readers_version(request.user, article, at=request.at)
        shown = answers.get("headline") or carrying.headline_of(version, article.pk)
        done = step.done % {"desk": desk.name, "headline": shown}
        # What is carried ahead stands there from its moment on.
        ahead = step.name == "carry" and version and version.is_scheduled(request.at)
        return f"{done} {_live_from(version.live_from)}" if ahead else done
    if decision.live_from is None:
        return step.done
    return f"{step.done} {_live_from(decision.live_from)}"


def _live_from(moment):
    """From when readers have it, in words."""
    local = timezone.localtime(moment)
    clock = f"{date_format(local, 'l, j F Y, H:i')} {local.tzname()}"
    return _("Live from %(moment)s.") % {"moment": clock}


def _after(request, article):
    """Back to the article, or to the list where this user sees it no longer."""
    if Article.objects.visible_to(request.user).filter(pk=article.pk).exists():
        return change_url(article)
    return reverse("admin:articles_article_changelist")
