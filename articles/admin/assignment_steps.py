"""The steps of an assignment: the page of each asks what it must know, and takes it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from articles.planning import standing, steps

from .assignment_form import StepForm
from .assignments import address, seen

LEADS_TO = {
    "assign": gettext_lazy(
        "The reporter finds it on the first page and says whether they take it."
    ),
    "accept": gettext_lazy("The desk's editors see that you take it."),
    "begin": gettext_lazy("It becomes a draft with this headline, credited to the reporter."),
    "decline": gettext_lazy("The desk's editors read your note and look for somebody else."),
    "move": gettext_lazy("It is due at another moment."),
    "take_up": gettext_lazy("It is an idea again that can be assigned."),
    "call_off": gettext_lazy("Nobody works on it any more. Your note says why."),
}


def urls(site):
    """The address, below that of the assignment."""
    view = site.admin_view(lambda request, number, name: step(request, site, number, name))
    where = "assignments/<int:number>/<slug:name>/"
    return [path(where, never_cache(view), name="assignment_step")]


def step(request, site, number, name):
    """The page of one step: asks what it must know, and takes it."""
    assignment, wanted = seen(request, number), steps.STEPS.get(name)
    if wanted is None:
        raise Http404
    with timezone.override(assignment.desk.zone):
        if request.method == "POST":
            return _take(request, site, assignment, wanted)
        form = StepForm(step=wanted, assignment=assignment, initial={"edit": assignment.edit})
        refusals = steps.refusals(wanted, assignment, by=request.user, at=request.at)
        status = _refused_as(request, assignment, wanted) if refusals else 200
        return _ask(request, site, assignment, wanted, form, refusals, status)


def _refused_as(request, assignment, wanted):
    """403 where it is not this person's to decide, 409 where things stand otherwise."""
    return 409 if steps.role_allows(wanted, request.user, assignment) else 403


def _take(request, site, assignment, wanted):
    form = StepForm(request.POST, step=wanted, assignment=assignment)
    refusals = steps.refusals(wanted, assignment, by=request.user, at=request.at)
    if not form.is_valid() and not refusals:
        return _ask(request, site, assignment, wanted, form, [], 422)
    try:
        if refusals:
            raise ValidationError([str(each) for each in refusals])
        taken = steps.perform(
            wanted.name,
            assignment,
            by=request.user,
            at=request.at,
            edit=form.cleaned_data["edit"],
            **form.answers(),
        )
    except ValidationError as refusal:
        taken = _just_taken(request, assignment, wanted, form)
        if taken is None:
            status = _refused_as(request, assignment, wanted)
            return _ask(request, site, assignment, wanted, form, refusal.messages, status)
    messages.success(request, wanted.done)
    if wanted.name == "begin":
        article = taken.assignment.article_id
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article]))
    return HttpResponseRedirect(address(assignment))


def _just_taken(request, assignment, wanted, form):
    """This very step, where it was the last and the same person took it so just now."""
    last = assignment.steps_taken.select_related("assignment").order_by("-pk").first()
    if last is None or (last.step, last.by_id) != (wanted.name, request.user.pk):
        return None
    if not form.is_valid() or not _is_the_same(last, form.answers()):
        return None
    return last if request.at - last.taken_at < steps.PRESSED_TWICE else None


def _is_the_same(taken, answers):
    """Whether the step was taken with these answers."""
    said = (answers.get("note", ""), answers.get("reporter"), answers.get("due_at"))
    return said == (taken.note, taken.reporter, taken.due_at)


def _ask(request, site, assignment, wanted, form, refusals, status):
    # From the database once more: what is refused may have changed meanwhile.
    assignment = seen(request, assignment.pk)
    known = steps.refusals(wanted, assignment, by=request.user, at=request.at)
    context = site.each_context(request) | {
        "title": wanted.label,
        "step": wanted,
        "leads_to": LEADS_TO[wanted.name],
        "assignment": assignment,
        "standing": standing.of(assignment, request.at),
        "form": form,
        "refusals": refusals,
        "asking": not known,
        "back": address(assignment),
        "zone_name": timezone.localtime(request.at).tzname(),
    }
    return render(request, "admin/planning/assignment_step.html", context, status=status)
