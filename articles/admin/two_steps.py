"""Two-step sign-in on one's own profile: turning it on and off, and recovery codes.

The secret waits in the session until a code of it was typed; afterwards nothing shows it again.
"""

from functools import wraps

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from articles.talk import two_steps
from newsroom.accounts import limits, second_factor
from newsroom.accounts.second_factor import Outcome
from newsroom.desks.hosts import host_map
from newsroom.serving.visitors import neighbourhood_of

from .second_step import WRONG_CODE, Code
from .sign_in import lacks_second_factor, locked_out, may_enter

# Where the session keeps the secret of an app that is not confirmed yet.
SECRET = "second_factor_secret"


def urls(admin_site):
    """The addresses, each for the person themselves: whoever may enter, or could with a code."""

    def own(view):
        protected = admin_site.admin_view(view)

        @never_cache
        @sensitive_post_parameters()
        @wraps(view)
        def inner(request):
            seen = view if may_enter(request.user) else protected
            return seen(request, admin_site)

        return inner

    return [
        path("profile/two-steps/", own(page), name="two_steps"),
        path("profile/two-steps/off/", own(off), name="two_steps_off"),
        path("profile/two-steps/codes/", own(codes), name="two_steps_codes"),
    ]


class ConfirmForm(forms.Form):
    """That it is really them: their password, and a code of their app."""

    code = Code()
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def page(request, admin_site):
    """Whether it is on, and turning it on."""
    user = request.user
    if user.second_factor_since:
        context = _context(request, admin_site) | {"left": user.recovery_codes.count()}
        return render(request, "admin/two_steps.html", context)
    secret = request.session.get(SECRET)
    if not secret:
        secret = request.session[SECRET] = second_factor.new_secret()
        if request.method == "POST":
            messages.error(request, _("Please begin again: this page had been open for too long."))
            return HttpResponseRedirect(request.path)
    form = ConfirmForm(request.POST or None)
    made = []

    def takes(code):
        made.extend(two_steps.turn_on(user, secret, code, at=request.at) or [])
        return Outcome.TAKEN if made else Outcome.WRONG

    if request.method == "POST":
        resting = _confirmed(request, form, takes)
        if resting:
            return resting
        if made:
            del request.session[SECRET]
            # All other sessions ended with this; the one at hand goes on, under a new key.
            update_session_auth_hash(request, user)
            return _shown(request, admin_site, made, is_new=True)
    issuer, is_required = host_map.root().masthead, lacks_second_factor(user)
    address = second_factor.address_of(secret, username=user.username, issuer=issuer)
    context = _context(request, admin_site) | {
        "form": form,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "address": address,
        "is_required": is_required,
        "frame": "admin/gate.html" if is_required else "admin/base_site.html",
        "drawing": mark_safe(second_factor.drawing_of(address)),
    }
    status = 422 if form.errors else 200
    return render(request, "admin/two_steps_on.html", context, status=status)


def led_here(request):
    """To setting it up, and from there on to where somebody wanted to go."""
    address = reverse("admin:two_steps")
    if request.method == "GET":
        address += f"?{urlencode({'next': request.get_full_path()})}"
    return HttpResponseRedirect(address)


def off(request, admin_site):
    """Turning it off, with password and code."""

    def turn_off(user):
        two_steps.turn_off(user, at=request.at)
        update_session_auth_hash(request, user)
        messages.success(request, _("Two-step sign-in is off: your password is enough now."))
        return HttpResponseRedirect(reverse("admin:two_steps"))

    said = {
        "title": _("Turn off two-step sign-in"),
        "lead": _("From then on whoever has your password signs in as you."),
        "button": _("Turn it off"),
    }
    return _with_password_and_code(request, admin_site, turn_off, said)


def codes(request, admin_site):
    """New recovery codes, with password and code."""

    def make(user):
        return _shown(request, admin_site, second_factor.new_recovery_codes(user), is_new=False)

    said = {
        "title": _("New recovery codes"),
        "lead": _("The recovery codes that you have now are good no more then."),
        "button": _("Make new codes"),
    }
    return _with_password_and_code(request, admin_site, make, said)


def _with_password_and_code(request, admin_site, deed, said):
    """The page that asks for both; `deed` is done with whoever gives them."""
    user = request.user
    if not user.second_factor_since:
        return HttpResponseRedirect(reverse("admin:two_steps"))
    form = ConfirmForm(request.POST or None)
    if request.method == "POST":

        def takes(code):
            return two_steps.try_code(user, code, at=request.at)

        resting = _confirmed(request, form, takes)
        if resting:
            return resting
        if not form.errors:
            return deed(user)
    context = _context(request, admin_site) | said | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "admin/two_steps_confirm.html", context, status=status)


def _confirmed(request, form, takes):
    """None with a form that is valid or says what is wrong; or the page that says that it rests.

    What is wrong is counted as at the sign-in. A code is used up only beside the right password.
    """
    if not form.is_valid():
        return None
    user, place = request.user, neighbourhood_of(request)
    if limits.rests(user, place=place):
        return locked_out(request, None, None)
    if not user.check_password(form.cleaned_data["password"]):
        outcome = Outcome.WRONG
        form.add_error("password", _("This is not your password."))
    else:
        outcome = takes(form.cleaned_data["code"])
        if outcome == Outcome.TAKEN:
            return None
        form.add_error("code", WRONG_CODE)
    rests = limits.failed(user, place=place) or outcome != Outcome.WRONG
    return locked_out(request, None, None) if rests else None


def _shown(request, admin_site, made, *, is_new):
    """The recovery codes, this once."""
    context = _context(request, admin_site) | {
        "title": _("Your recovery codes"),
        "codes": made,
        "is_new": is_new,
        "next": _next(request) if is_new else reverse("admin:two_steps"),
        "masthead": host_map.root().masthead,
    }
    return render(request, "admin/recovery_codes.html", context)


def _next(request):
    """Where somebody wanted to go who was led here, on this site; else the first page."""
    wanted = request.GET.get("next", "")
    hosts, secure = {request.get_host()}, request.is_secure()
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts, require_https=secure):
        return wanted
    return reverse("admin:index")


def _context(request, admin_site):
    request.current_app = admin_site.name
    return admin_site.each_context(request) | {"title": _("Two-step sign-in")}
