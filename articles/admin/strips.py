"""The breaking strip of a desk on the screen: put up, changed, taken down, and what it had said."""

import re
from datetime import timedelta
from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.fronts import breaking
from articles.fronts.models import Strip
from articles.fronts.models.strip import LENGTH
from articles.models import Placement
from newsroom.desks.hosts import host_map

from .fronts import clock, desk_of
from .moments import DeskTimeField

USUAL = timedelta(hours=2)
NEWEST = 12
KEPT = 10
NUMBER = re.compile(r"(?:^|/articles/)(\d{1,18})(?:/|\b)")


class StripForm(forms.Form):
    """What the strip says, where it leads and until when; times in the active zone, the desk's."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=LENGTH,
        help_text=gettext_lazy("One line, at most 140 characters."),
        error_messages={"required": gettext_lazy("Write what has happened, in one line.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    article = forms.CharField(
        label=gettext_lazy("Leads to the article"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Its number or address; empty where there is no article yet."),
        widget=forms.TextInput(attrs={"list": "nr-strip-articles", "autocomplete": "off"}),
    )
    starts_at = DeskTimeField(
        label=gettext_lazy("From"),
        required=False,
        help_text=gettext_lazy("Empty: now."),
    )
    ends_at = DeskTimeField(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("It ends by itself, after 24 hours at most."),
        error_messages={"required": gettext_lazy("Choose when it ends.")},
    )
    below = forms.BooleanField(
        label=gettext_lazy("On the pages of the desks below too"), required=False
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput, max_value=2**63 - 1)

    def clean_article(self):
        """The number, out of a number, an address or an offered line; None where it is empty."""
        typed = self.cleaned_data["article"].strip()
        if not typed:
            return None
        found = NUMBER.search(typed)
        if found is None:
            raise forms.ValidationError(_("Write the article's number or its address."))
        return int(found[1])


def urls(site):
    """The address of a desk's strip, below the admin's."""
    view = site.admin_view(partial(page, admin_site=site))
    return [path("fronts/<slug:slug>/breaking/", view, name="breaking")]


def page(request, admin_site, slug):
    """GET shows what is up; POST puts up, changes or takes down."""
    desk = desk_of(request, slug)
    with timezone.override(desk.zone):
        standing = breaking.standing_strip(desk, at=request.at)
        if request.method != "POST":
            return _page(request, admin_site, desk, standing, _form(standing, request.at))
        form = StripForm(request.POST)
        try:
            if request.POST.get("do") == "down":
                seen = request.POST.get("seen", "")
                seen = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else 0
                breaking.take_down(desk, by=request.user, at=request.at, seen=seen)
                messages.success(request, _("The strip is taken down."))
                return HttpResponseRedirect(request.path)
            if form.is_valid():
                breaking.put_up(desk, by=request.user, at=request.at, **form.cleaned_data)
                messages.success(
                    request, _("The strip is on the pages within two seconds of its time.")
                )
                return HttpResponseRedirect(request.path)
            return _page(request, admin_site, desk, standing, form, status=422)
        except breaking.Overtaken as overtaken:
            data = request.POST.copy()
            data["seen"] = overtaken.standing.pk if overtaken.standing else ""
            return _page(
                request,
                admin_site,
                desk,
                overtaken.standing,
                StripForm(data),
                refusals=overtaken.messages,
                status=409,
            )
        except ValidationError as error:
            form.add_error(None, error)
            return _page(request, admin_site, desk, standing, form, status=422)


def _form(standing, at):
    """The form as it is offered: what is up, to be changed, or an empty one."""
    if standing is None:
        ends_at = (at + USUAL).replace(second=0, microsecond=0)
        return StripForm(initial={"ends_at": ends_at})
    return StripForm(
        initial={
            "text": standing.text,
            "article": standing.article_id or "",
            "starts_at": standing.starts_at if standing.starts_at > at else None,
            "ends_at": standing.ends_at,
            "below": standing.below,
            "seen": standing.pk,
        }
    )


def _page(request, admin_site, desk, standing, form, *, refusals=(), status=200):
    newest = Placement.objects.live(request.at).on(desk).ready_to_print().newest_first()[:NEWEST]
    kept = Strip.objects.filter(desk=desk).select_related("put_up_by", "taken_down_by")
    above = [each for each in host_map.branch(desk) if each.pk != desk.pk]
    showing = Strip.objects.showing(request.at).filter(desk__in=above, below=True)
    context = admin_site.each_context(request) | {
        "title": _("Breaking strip"),
        "desk": desk,
        "standing": standing,
        "is_ahead": standing is not None and standing.starts_at > request.at,
        "form": form,
        "refusals": refusals,
        "newest": newest,
        "kept": kept.order_by("-put_up_at", "-pk")[:KEPT],
        "above": showing.select_related("desk"),
        "has_below": bool(host_map.daughters(desk)),
        "zone_name": timezone.localtime(request.at).tzname(),
        "until": clock(standing.ends_at) if standing else "",
    }
    return render(request, "admin/fronts/breaking.html", context, status=status)
