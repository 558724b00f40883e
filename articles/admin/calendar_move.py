"""Moving an item of the calendar: a plain form, which dragging and the keyboard send as well."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import workflow
from articles.planning import moving, steps
from articles.planning.models import Assignment

from .moments import DeskTimeField


class MoveForm(forms.Form):
    """The new moment, in the active time zone; `was` is where it stood when the form was made."""

    to = DeskTimeField(label=gettext_lazy("New day and time"))
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_was(self):
        """The moment; None where the form never had one."""
        try:
            was = parse_datetime(self.cleaned_data["was"])
        except ValueError:
            was = None
        return was if was and timezone.is_aware(was) else None


def page(request, site):
    """Ask for the new moment, or move it there; in JSON for whoever asks for it."""
    item = request.POST.get("item") or request.GET.get("item") or ""
    found = moving.found(item, user=request.user, at=request.at)
    if found is None:
        if _wants_json(request):
            return _said(404, _("It is not there any more, or no longer yours to move."))
        raise Http404
    row, was = found
    with timezone.override(row.desk.zone):
        if request.method == "POST":
            return _move(request, site, item, row, was)
        form = MoveForm(initial={"to": was, "was": was.isoformat() if was else ""})
        refusals = moving.refusals(row, by=request.user, at=request.at)
        status = _refused_as(request, row) if refusals else 200
        return _ask(request, site, item, row, was, form, refusals, status)


def _move(request, site, item, row, was):
    form = MoveForm(request.POST)
    refusals = [str(each) for each in moving.refusals(row, by=request.user, at=request.at)]
    if refusals:
        status = _refused_as(request, row)
        if _wants_json(request):
            return _said(status, " ".join(refusals))
        return _ask(request, site, item, row, was, form, refusals, status)
    if not form.is_valid():
        sentences = [str(each) for errors in form.errors.values() for each in errors]
        if _wants_json(request):
            return _said(422, " ".join(sentences))
        return _ask(request, site, item, row, was, form, [], 422)
    to = form.cleaned_data["to"]
    try:
        moving.move(row, to=to, was=form.cleaned_data["was"], by=request.user, at=request.at)
    except ValidationError as refusal:
        status = _refused_as(request, row)
        if _wants_json(request):
            return _said(status, " ".join(refusal.messages))
        # What is refused may have been moved meanwhile: shown as it stands now.
        found = moving.found(item, user=request.user, at=request.at)
        row, was = found or (row, was)
        return _ask(request, site, item, row, was, form, refusal.messages, status)
    local = timezone.localtime(to)
    sentence = _("“%(title)s” is moved to %(moment)s.") % {
        "title": row,
        "moment": f"{formats.date_format(local, 'l, j F Y, H:i')} {local.tzname()}",
    }
    if _wants_json(request):
        return JsonResponse({"sentence": sentence, "moment": to.isoformat()})
    messages.success(request, sentence)
    return HttpResponseRedirect(_back(request))


def _refused_as(request, row):
    """403 where it is not this person's to decide, 409 where things stand otherwise."""
    if isinstance(row, Assignment):
        allowed = steps.role_allows(steps.STEPS["move"], request.user, row)
    else:
        allowed = workflow.role_allows(workflow.STEPS["reschedule"], request.user, row)
    return 409 if allowed else 403


def _wants_json(request):
    return request.headers.get("Accept", "").startswith("application/json")


def _said(status, sentence):
    return JsonResponse({"sentence": str(sentence)}, status=status)


def _back(request):
    """The calendar that one came from."""
    calendar = reverse("admin:calendar")
    back = request.POST.get("back") or request.GET.get("back") or ""
    ours = back.startswith(f"{calendar}?") and url_has_allowed_host_and_scheme(back, None)
    return back if ours else calendar


def _ask(request, site, item, row, was, form, refusals, status):
    context = site.each_context(request) | {
        "title": _("Move"),
        "item": item,
        "row": row,
        "was": was,
        "form": form,
        "refusals": refusals,
        "asking": not moving.refusals(row, by=request.user, at=request.at),
        "publishes": not isinstance(row, Assignment),
        "zone_name": timezone.localtime(request.at).tzname(),
        "back": _back(request),
    }
    return render(request, "admin/planning/move.html", context, status=status)
