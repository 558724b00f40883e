"""Taking the second factor from somebody whose phone is lost: for whoever may change that user."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from articles.talk import two_steps
from newsroom.accounts.models import User


def urls(site):
    """The address, below the user's own."""
    view = site.admin_view(lambda request, number: page(request, site, number))
    return [
        path(
            "accounts/user/<int:number>/second-factor/",
            never_cache(view),
            name="second_factor_away",
        )
    ]


def page(request, admin_site, number):
    """GET asks once more; POST takes away the one that was shown, and no other."""
    if not admin_site.get_model_admin(User).has_change_permission(request):
        raise PermissionDenied
    user = User.objects.filter(pk=number).first() if number < 2**63 else None
    if user is None:
        raise Http404
    if user == request.user:
        # One's own is turned off with password and code: an open session alone is not enough.
        return HttpResponseRedirect(reverse("admin:two_steps_off"))
    place = reverse("admin:accounts_user_change", args=[user.pk])
    since, refusal = user.second_factor_since, ""
    if since and request.method == "POST":
        shown = request.POST.get("since") == since.isoformat()
        if shown and two_steps.take_away(user, by=request.user, at=request.at, since=since):
            sentence = _("Two-step sign-in is taken away from %(name)s, who is told so.")
            messages.success(request, sentence % {"name": user})
            return HttpResponseRedirect(place)
        since = user.second_factor_since
        refusal = _("It was set up anew meanwhile. Please look once more.")
    if since is None:
        messages.info(request, _("%(name)s has no two-step sign-in.") % {"name": user})
        return HttpResponseRedirect(place)
    context = admin_site.each_context(request) | {
        "title": _("Take away two-step sign-in"),
        "person": user,
        "place": place,
        "since": since.isoformat(),
        "refusal": refusal,
    }
    return render(request, "admin/second_factor_away.html", context, status=409 if refusal else 200)
