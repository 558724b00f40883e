"""Signing in: the password first, then the code of those who have a second factor.

Between the two nobody is signed in: the session says who gave a right password and when, and has
no user. It is worth nothing once the password or the second factor is another one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, views
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from articles.talk import two_steps
from newsroom.accounts import limits, second_factor
from newsroom.accounts.models import User
from newsroom.accounts.second_factor import Outcome
from newsroom.serving.visitors import neighbourhood_of

from .sign_in import SignInForm, locked_out, may_enter

# Where the session keeps the half of a sign-in that is done, and how long it holds.
HALF = "half_signed_in"
LASTS = timedelta(minutes=5)
WRONG_CODE = gettext_lazy(
    "This code is wrong, or was used already. Type the next one that appears."
)
# From so few on, whoever used one is told to make new ones.
FEW_CODES = 3


class Code(forms.CharField):
    """A field for six digits, as phones and password managers know it."""

    def __init__(self, *, focused=False):
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        super().__init__(
            label=gettext_lazy("Code of your app"),
            max_length=20,
            widget=forms.TextInput(attrs | ({"autofocus": True} if focused else {})),
        )

    def clean(self, value):
        """The six digits, without the blank that apps show among them."""
        code = second_factor.plain(super().clean(value))
        if not (len(code) == 6 and code.isascii() and code.isdigit()):
            raise ValidationError(_("A code has six digits, from 0 to 9."), code="no_code")
        return code


class CodeForm(forms.Form):
    """The second step of a sign-in."""

    code = Code(focused=True)


class RecoveryForm(forms.Form):
    """The second step of somebody without their phone."""

    recovery = forms.CharField(
        label=gettext_lazy("Recovery code"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean_recovery(self):
        """The letters and digits, without their hyphens."""
        code = second_factor.plain(self.cleaned_data["recovery"])
        if len(code) != second_factor.GROUPS * second_factor.IN_A_GROUP:
            raise ValidationError(
                _("A recovery code has sixteen letters and digits, in four groups of four."),
                code="no_code",
            )
        return code


class SignIn(views.LoginView):
    """The first step: name and password."""

    authentication_form = SignInForm
    template_name = "admin/login.html"

    def form_valid(self, form):
        """In, or on to the second step."""
        user = form.get_user()
        if user.second_factor_since is None:
            return super().form_valid(form)
        # Whoever was signed in in this browser is so no more, and nobody is yet.
        self.request.session.flush()
        self.request.session[HALF] = {
            "user": user.pk,
            "backend": user.backend,
            "hash": user.get_session_auth_hash(),
            "at": self.request.at.timestamp(),
            "next": self.get_success_url(),
        }
        return HttpResponseRedirect(reverse("admin:second_step"))


def first_page(request, admin_site, more):
    """The page that asks for name and password, in Django's words for its template."""
    if request.method == "GET" and may_enter(request.user):
        return HttpResponseRedirect(reverse("admin:index"))
    context = admin_site.each_context(request) | {
        "title": _("Sign in"),
        "app_path": request.get_full_path(),
        "mails": settings.MAILS,
    }
    if "next" not in request.GET and "next" not in request.POST:
        context["next"] = reverse("admin:index")
    request.current_app = admin_site.name
    return SignIn.as_view(extra_context=context | more)(request)


@dataclass(frozen=True)
class Half:
    """A sign-in whose first step is done."""

    user: User
    backend: str
    next: str


def half_of(request):
    """The Half of this browser; None where there is none, or it does not hold any more."""
    said = request.session.get(HALF)
    if not said:
        return None
    begun = datetime.fromtimestamp(said["at"], UTC)
    user = User.objects.filter(pk=said["user"]).first()
    if (
        user is None
        or not begun <= request.at < begun + LASTS
        or not constant_time_compare(said["hash"], user.get_session_auth_hash())
        or not may_enter(user)
    ):
        return None
    return Half(user, said["backend"], said["next"])


@never_cache
@sensitive_post_parameters()
def page(request, admin_site):
    """The page that asks for the code, in the language of whoever gave the password."""
    half = half_of(request)
    if half is None:
        return _begin_again(request)
    with translation.override(half.user.language):
        if request.method == "POST":
            return _answered(request, admin_site, half)
        return _asked(request, admin_site, half)


def _begin_again(request):
    """Back to the first step."""
    said = request.session.pop(HALF, None)
    if said is None:
        return HttpResponseRedirect(reverse("admin:login"))
    messages.error(request, _("The sign-in was not finished in time. Please begin it again."))
    return HttpResponseRedirect(f"{reverse('admin:login')}?{urlencode({'next': said['next']})}")


def _answered(request, admin_site, half):
    """In, or what is wrong with what was typed."""
    user = half.user
    if request.POST.get("username") != user.username:
        # Typed in another window, for somebody else whose sign-in was begun before.
        sentence = _("Another sign-in was begun in this browser: this one is for %(name)s.")
        form = CodeForm()
        return _asked(request, admin_site, half, form, sentence % {"name": user.username})
    by_recovery = "recovery" in request.POST
    form = (RecoveryForm if by_recovery else CodeForm)(request.POST)
    if not form.is_valid():
        return _asked(request, admin_site, half, form)
    place = neighbourhood_of(request)
    if limits.rests(user, place=place):
        return _resting(request)
    if by_recovery:
        outcome = two_steps.try_recovery(user, form.cleaned_data["recovery"], at=request.at)
        sentence = _("This is none of your recovery codes, or it was used already.")
    else:
        outcome = two_steps.try_code(user, form.cleaned_data["code"], at=request.at)
        sentence = WRONG_CODE
    if outcome == Outcome.TAKEN:
        return _in(request, half, by_recovery)
    if limits.failed(user, place=place) or outcome != Outcome.WRONG:
        return _resting(request)
    form.add_error("recovery" if by_recovery else "code", sentence)
    return _asked(request, admin_site, half, form)


def _resting(request):
    """Too often wrong: the page of as many wrong passwords, in the language of all who see it."""
    request.session.pop(HALF, None)
    with translation.override(settings.LANGUAGE_CODE):
        return locked_out(request, None, None)


def _in(request, half, by_recovery):
    """Signed in, and on to where the first step was asked for."""
    del request.session[HALF]
    login(request, half.user, backend=half.backend)
    if by_recovery:
        left = half.user.recovery_codes.count()
        sentence = _("That recovery code is used up. You have %(number)s left.") % {"number": left}
        if left <= FEW_CODES:
            sentence += " " + _("Make new ones in your profile.")
        messages.warning(request, sentence)
    return HttpResponseRedirect(half.next)


def _asked(request, admin_site, half, form=None, sentence=""):
    """The page, with what was wrong."""
    by_recovery = isinstance(form, RecoveryForm)
    code_form = CodeForm() if form is None or by_recovery else form
    context = admin_site.each_context(request) | {
        "title": _("The second step"),
        "form": form or code_form,
        "code_form": code_form,
        "recovery_form": form if by_recovery else RecoveryForm(),
        "by_recovery": by_recovery,
        "sentence": sentence,
        "username": half.user.username,
    }
    status = 422 if sentence or (form and form.errors) else 200
    return render(request, "admin/second_step.html", context, status=status)
