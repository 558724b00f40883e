"""The screens on which chief editors keep what their desks require of an article."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models.kind import Kind
from articles.required.holding import strictest
from articles.required.keeping import keep, may_keep
from articles.required.models import COUNTED, EVERY_KIND, Part, Requirement
from newsroom.desks.hosts import host_map
from newsroom.reporters.reach import reach_of

# How the address says EVERY_KIND.
EVERY = "every"
BASICS = [
    gettext_lazy("headline"), gettext_lazy("body"), gettext_lazy("section"), gettext_lazy("byline"),
]  # fmt: skip


class AmountsForm(forms.Form):
    """What one desk itself requires of one kind; what holds from elsewhere is said beside it."""

    def __init__(self, *args, own, elsewhere, **kwargs):
        super().__init__(*args, **kwargs)
        self.elsewhere = elsewhere
        for part in Part:
            given = elsewhere.get(part)
            if part in COUNTED:
                self.fields[part] = forms.IntegerField(
                    label=part.label,
                    min_value=1,
                    max_value=COUNTED[part],
                    required=False,
                    initial=own.get(part),
                    widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                )
            else:
                self.fields[part] = forms.BooleanField(
                    label=part.label,
                    required=False,
                    # What holds anyway is shown ticked, and is not this form's to take away.
                    initial=part in own or given is not None,
                    disabled=given is not None and part not in own,
                )
            if given is not None:
                self.fields[part].help_text = said_from(given)

    def clean(self):
        """A number is only of use where it asks for more than holds already."""
        amounts = super().clean()
        for part, given in self.elsewhere.items():
            amount = amounts.get(part)
            weaker = part in COUNTED and amount and amount != given.amount
            if weaker and (amount > given.amount) == (part == Part.MOST):
                self.add_error(part, _("This would require less than what holds already."))
        return amounts

    def amounts(self):
        """What the desk itself requires: numbers by part."""
        found = {}
        for part in Part:
            amount = self.cleaned_data.get(part)
            if amount and not self.fields[part].disabled:
                found[part.value] = int(amount)
        return found


def said(requirement):
    """One requirement in words."""
    label = Part(requirement.part).label
    return f"{label} {requirement.amount}" if requirement.part in COUNTED else label


def said_from(requirement):
    """Where a requirement comes from, in words."""
    kind = Kind(requirement.kind).label if requirement.kind else _("every kind")
    sentence = _("Holds already: %(part)s, from %(desk)s (%(kind)s).")
    return sentence % {"part": said(requirement), "desk": requirement.desk.name, "kind": kind}


def desks_kept(user):
    """The active desks whose required parts `user` may look at, by name."""
    chief = reach_of(user).desks("chief")
    desks = [desk for desk in host_map.desks().values() if user.is_superuser or desk.pk in chief]
    return sorted(desks, key=lambda desk: (desk.name, desk.pk))


def _desk(user, slug):
    """The desk of that slug among those of `user`; the first where none is named."""
    desks = desks_kept(user)
    if not desks:
        raise PermissionDenied(_("The chief editors of a desk decide what it requires."))
    if not slug:
        members = set(user.memberships.values_list("desk", flat=True))
        return next((desk for desk in desks if desk.pk in members), desks[0])
    found = next((desk for desk in desks if desk.slug == slug), None)
    if found is None:
        raise Http404(_("There is no such desk where you are chief editor."))
    return found


def overview(request, admin_site):
    """What one desk requires, kind by kind: its own and what comes from above."""
    desk = _desk(request.user, request.GET.get("desk"))
    above = [each.pk for each in host_map.branch(desk)]
    rows = list(Requirement.objects.filter(desk__in=above).select_related("desk").order_by("pk"))
    kinds = []
    for kind, label in [(EVERY_KIND, _("Every kind")), *Kind.choices]:
        holds = strictest(each for each in rows if each.kind in (EVERY_KIND, kind))
        kinds.append(
            {
                "label": label,
                "parts": [
                    {
                        "said": said(each),
                        "desk": each.desk.name if each.desk_id != desk.pk else "",
                        "every": kind != EVERY_KIND and each.kind == EVERY_KIND,
                    }
                    for each in holds.values()
                ],
                "url": reverse("admin:required_of", args=[desk.slug, kind or EVERY]),
            }
        )
    context = admin_site.each_context(request) | {
        "title": _("Required parts"),
        "desk": desk,
        "desks": desks_kept(request.user),
        "basics": BASICS,
        "kinds": kinds,
        "may_keep": may_keep(request.user, desk.pk),
    }
    return render(request, "admin/required.html", context)


def of_kind(request, admin_site, slug, kind):
    """The form of one desk and one kind; its chief editors and those above change it."""
    desk = _desk(request.user, slug)
    if kind != EVERY and kind not in Kind.values:
        raise Http404(_("There is no such kind of article."))
    if not may_keep(request.user, desk.pk):
        raise PermissionDenied(_("The chief editors of a desk decide what it requires."))
    kind = EVERY_KIND if kind == EVERY else kind
    holding = Requirement.objects.holding(desk.pk, kind).select_related("desk").order_by("pk")
    own = {
        each.part: each.amount for each in holding if (each.desk_id, each.kind) == (desk.pk, kind)
    }
    elsewhere = strictest(each for each in holding if (each.desk_id, each.kind) != (desk.pk, kind))
    posted = request.POST if request.method == "POST" else None
    form = AmountsForm(posted, own=own, elsewhere=elsewhere)
    status = 200
    if posted is not None:
        if form.is_valid():
            try:
                keep(desk, kind, form.amounts(), by=request.user, at=request.at)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(request, _("Saved."))
                return HttpResponseRedirect(f"{reverse('admin:required')}?desk={desk.slug}")
        status = 422
    label = Kind(kind).label if kind else _("Every kind")
    context = admin_site.each_context(request) | {
        "title": _("Required parts: %(kind)s at %(desk)s") % {"kind": label, "desk": desk.name},
        "desk": desk,
        "kind": label,
        "form": form,
        "basics": BASICS,
        "back": f"{reverse('admin:required')}?desk={desk.slug}",
    }
    return render(request, "admin/required_of.html", context, status=status)
