"""Complaints of readers: the list of a user's desks, and the page on which one is decided about."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from articles.complaints import answering
from articles.complaints.models import Complaint
from articles.long_text import LongText
from newsroom.reporters.reach import reach_of

SIZE = 50
State = Complaint.State


class DecisionForm(forms.Form):
    """What became of a complaint."""

    state = forms.ChoiceField(
        label=gettext_lazy("What became of it"),
        choices=[
            (State.ANSWERED, gettext_lazy("Answered")),
            (State.REFUSED, gettext_lazy("Refused")),
            (State.NOTHING, gettext_lazy("It asks for nothing (advertising, an empty message)")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what became of it.")},
    )
    notice = forms.ModelChoiceField(
        label=gettext_lazy("Notice to readers"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("none"),
        help_text=gettext_lazy("The correction or the reply that was published on the story."),
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground of the refusal"),
        choices=[("", "—"), *((each.value, capfirst(each.label)) for each in Complaint.Ground)],
        required=False,
        help_text=gettext_lazy("A right of reply may be refused on these four grounds alone."),
    )
    said = LongText(
        label=gettext_lazy("What you told the sender"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("The answer or the reason, as it was sent. It is kept for a year."),
    )

    def __init__(self, *args, complaint, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["notice"].queryset = answering.notices_for(complaint)
        self.fields["notice"].label_from_instance = _named
        if complaint.kind not in answering.REFUSABLE:
            del self.fields["ground"]
            self.fields["state"].choices = [
                choice for choice in self.fields["state"].choices if choice[0] != State.REFUSED
            ]
        if complaint.article_id is None:
            del self.fields["notice"]


def _named(notice):
    """A notice in a list of choices."""
    return f"{capfirst(notice.get_kind_display())}: {(notice.text or notice.who)[:80]}"


def urls(site):
    """The addresses, below the admin's."""

    def wrap(view):
        return site.admin_view(never_cache(lambda request, **found: view(request, site, **found)))

    return [
        path("complaints/", wrap(listed), name="complaints"),
        path("complaints/<int:number>/", wrap(one), name="complaint"),
    ]


def may_open(user):
    """Whether `user` has any desk whose complaints they read."""
    return user.is_superuser or bool(reach_of(user).desks("editor"))


def count(user, *, most):
    """How many are open for `user`, counted up to `most`."""
    return Complaint.objects.open().visible_to(user)[:most].count() if may_open(user) else 0


def listed(request, admin_site):
    """The open ones, the oldest first; or those that were decided about, the newest first."""
    if not may_open(request.user):
        raise PermissionDenied(_("Editors read what readers complain about at their desks."))
    mine = Complaint.objects.visible_to(request.user).select_related("desk")
    are_closed = request.GET.get("state") == "closed"
    rows = mine.closed().order_by("-pk") if are_closed else mine.open().order_by("pk")
    key = request.GET.get("from", "")
    if key:
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            raise Http404(_("There is no such page of this list."))
        rows = rows.filter(Q(pk__lt=int(key)) if are_closed else Q(pk__gt=int(key)))
    rows = list(rows[: SIZE + 1])
    more, rows = len(rows) > SIZE, rows[:SIZE]
    for row in rows:
        row.age = timesince(row.received_at, request.at, depth=1)
    context = admin_site.each_context(request) | {
        "title": _("Complaints of readers"),
        "rows": rows,
        "are_closed": are_closed,
        "further": f"?{'state=closed&' if are_closed else ''}from={rows[-1].pk}" if more else "",
    }
    return render(request, "admin/complaints/list.html", context)


def one(request, admin_site, number):
    """One complaint, and the form that closes it."""
    mine = Complaint.objects.visible_to(request.user)
    complaint = get_object_or_404(
        mine.select_related("desk", "article", "notice", "closed_by"), pk=number
    )
    may_close = answering.may_close(request.user, complaint)
    form, status = DecisionForm(complaint=complaint), 200
    if request.method == "POST":
        form, status = DecisionForm(request.POST, complaint=complaint), 422
        if form.is_valid():
            try:
                answering.close(complaint, by=request.user, at=request.at, **form.cleaned_data)
            except ValidationError as refusal:
                # Its code is the name of the answer that it is about, where it is about one.
                form.add_error(refusal.code if refusal.code in form.fields else None, refusal)
            else:
                said = _("Complaint %(number)s is closed.") % {"number": complaint.receipt}
                messages.success(request, said)
                return HttpResponseRedirect(reverse("admin:complaints"))
    context = admin_site.each_context(request) | {
        "title": _("Complaint %(number)s") % {"number": complaint.receipt},
        "complaint": complaint,
        "age": timesince(complaint.received_at, request.at, depth=1),
        "form": form,
        "may_close": may_close,
    }
    return render(request, "admin/complaints/one.html", context, status=status)
