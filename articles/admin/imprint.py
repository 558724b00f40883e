"""The screen on which chief editors keep what a desk says of itself, and its terms for machines."""

import hashlib

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from newsroom.desks.hosts import address, host_map
from newsroom.desks.models import Desk
from newsroom.imprint.models import Imprint, Terms
from newsroom.reporters.reach import reach_of

LONG = {
    "address": 3, "people": 5, "ownership": 4, "profiles": 3, "guidelines": 14, "help_id": 4,
    "help_en": 4,
}  # fmt: skip


class InheritedForm(forms.ModelForm):
    """What one desk says itself; what holds from above is said beside an empty field."""

    def __init__(self, *args, above, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self._told(name, field, above)

    def _told(self, name, field, above):
        value = getattr(above, name) if above else None
        if value in (None, ""):
            return
        if isinstance(self._meta.model._meta.get_field(name).choices, list):
            value = getattr(above, f"get_{name}_display")()
        said = str(value) if len(str(value)) <= 120 else f"{str(value)[:120]}…"
        source = above.origins[name].name
        here = _("While this is empty, as at %(desk)s: %(said)s") % {"desk": source, "said": said}
        field.help_text = (
            format_html("{}<br>{}", field.help_text, here) if field.help_text else here
        )


class ImprintForm(InheritedForm):
    """What the masthead names."""

    class Meta:
        model = Imprint
        fields = [
            "company",
            "registration",
            "editorial_lead",
            "business_lead",
            "people",
            "address",
            "phone",
            "email",
            "founded",
            "ownership",
            "profiles",
            "guidelines",
            "corrections_policy",
            "help_id",
            "help_en",
        ]
        widgets = {name: forms.Textarea(attrs={"rows": rows}) for name, rows in LONG.items()}


class TermsForm(InheritedForm):
    """What machines may do."""

    licence = forms.URLField(
        label=Terms._meta.get_field("licence").verbose_name,
        help_text=Terms._meta.get_field("licence").help_text,
        required=False,
        assume_scheme="https",
    )

    class Meta:
        model = Terms
        fields = ["feeds", "ai_training", "ai_search", "licence", "sellers"]
        widgets = {"sellers": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, above, **kwargs):
        super().__init__(*args, above=above, **kwargs)
        for name in ("feeds", "ai_training", "ai_search"):
            field = self.fields[name]
            held = dict(field.choices)[(above or Terms()).says(name)]
            asked = _("not decided here: %(choice)s") % {"choice": held}
            field.choices = [("", asked), *(each for each in field.choices if each[0])]
            field.help_text = ""


def desks_kept(user):
    """The active desks whose imprint `user` keeps, by name."""
    chief = reach_of(user).desks("chief")
    desks = [desk for desk in host_map.desks().values() if user.is_superuser or desk.pk in chief]
    return sorted(desks, key=lambda desk: (desk.name, desk.pk))


def page(request, admin_site):
    """The form of one desk. What somebody else saved meanwhile is not written over."""
    desks = desks_kept(request.user)
    if not desks:
        raise PermissionDenied(_("The chief editors of a desk keep its masthead."))
    desk = _chosen(desks, request)
    with transaction.atomic():
        if request.method == "POST":
            # Two people's saves follow one another.
            Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
        imprint = Imprint.objects.filter(desk=desk).first() or Imprint(desk=desk)
        terms = Terms.objects.filter(desk=desk).first() or Terms(desk=desk)
        seen = _digest(imprint, terms)
        above = host_map.branch(desk)[:-1]
        posted = request.POST if request.method == "POST" else None
        forms_ = [
            ImprintForm(posted, instance=imprint, above=above and Imprint.holding(above)),
            TermsForm(posted, instance=terms, above=above and Terms.holding(above)),
        ]
        # Both are asked, so that both say what is wrong.
        valid = [form.is_valid() for form in forms_]
        if all(valid):
            if posted.get("seen") == seen:
                for form in forms_:
                    form.save()
                messages.success(request, _("Saved."))
                return HttpResponseRedirect(f"{reverse('admin:imprint')}?desk={desk.slug}")
            forms_[0].add_error(
                None,
                _(
                    "Somebody else saved this page meanwhile: open it once more beside this one, "
                    "and bring both together."
                ),
            )
    held = Imprint.holding(host_map.branch(desk))
    context = admin_site.each_context(request) | {
        "title": _("Masthead: %(desk)s") % {"desk": desk.name},
        "desk": desk,
        "desks": desks,
        "imprint_form": forms_[0],
        "terms_form": forms_[1],
        "seen": seen,
        "missing": held.missing(),
        "has_one_lead": held.has_one_lead(),
        "masthead_address": address(desk, "/masthead/", request=request),
    }
    return render(request, "admin/imprint.html", context, status=422 if posted else 200)


def _chosen(desks, request):
    """The desk that the address names; without one, the first where the user has a role."""
    slug = request.GET.get("desk")
    if not slug:
        members = set(request.user.memberships.values_list("desk", flat=True))
        return next((desk for desk in desks if desk.pk in members), desks[0])
    found = next((desk for desk in desks if desk.slug == slug), None)
    if found is None:
        raise Http404(_("There is no such desk where you are chief editor."))
    return found


def _digest(*rows):
    """What the rows say, as a form remembers it."""
    told = [str(getattr(row, name)) for row in rows for name in row.own_fields()]
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:32]
