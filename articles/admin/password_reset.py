"""A forgotten password: asking for a link by mail, and choosing a new one by it.

Django's own views, outside the sign-in. Where nothing can be mailed there are no such pages.
"""

from functools import wraps

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from articles.talk import forgotten
from newsroom.serving.visitors import neighbourhood_of


def urls(admin_site):
    """The addresses, for everybody."""

    def opened(view):
        @never_cache
        @wraps(view)
        def inner(request, **found):
            if not settings.MAILS:
                raise Http404
            context = admin_site.each_context(request) | {"hours": _hours()}
            response = view.as_view(extra_context=context)(request, **found)
            # A link's token is no other site's to see. With “no-referrer” browsers would send a
            # form's origin as “null”, which is refused.
            response["Referrer-Policy"] = "same-origin"
            return response

        return inner

    return [
        path("password_reset/", opened(Ask), name="password_reset"),
        path("password_reset/sent/", opened(Sent), name="password_reset_done"),
        path(
            "password_reset/<str:uidb64>/<str:token>/",
            opened(Choose),
            name="password_reset_confirm",
        ),
    ]


def _hours():
    """How many hours a link holds, as a number that reads well."""
    return f"{settings.PASSWORD_RESET_TIMEOUT / 3600:g}"


class AskForm(forms.Form):
    """Who somebody is: what they typed, whether there is anybody of that name or not."""

    who = forms.CharField(
        label=gettext_lazy("Username or e-mail address"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class Ask(views.PasswordResetView):
    """Asking for a link: the same answer for everybody."""

    form_class = AskForm
    template_name = "registration/password_reset_form.html"
    title = gettext_lazy("Forgot your password?")
    success_url = reverse_lazy("admin:password_reset_done")

    def form_valid(self, form):
        """On to the page that says what to do now, or 429."""
        place = neighbourhood_of(self.request)
        if not forgotten.ask(form.cleaned_data["who"], place=place, at=self.request.at):
            context = self.extra_context | {"title": _("Too many attempts")}
            return render(
                self.request, "registration/password_reset_too_often.html", context, status=429
            )
        return HttpResponseRedirect(self.get_success_url())


class Sent(views.PasswordResetDoneView):
    """What to do now."""

    template_name = "registration/password_reset_done.html"
    title = gettext_lazy("Look into your mail")


class Choose(views.PasswordResetConfirmView):
    """Choosing the new password by a link, in its user's language; 410 where it holds no more."""

    template_name = "registration/password_reset_confirm.html"
    title = gettext_lazy("Choose a new password")
    success_url = reverse_lazy("admin:login")

    def get_user(self, uidb64):
        """Whose link it is, or None; who lost their way in since has none any more."""
        user = super().get_user(uidb64)
        return user if user and forgotten.has_a_way_back(user) else None

    def get(self, *args, **kwargs):
        """The form of a link that holds."""
        with translation.override(self.user.language):
            return super().get(*args, **kwargs).render()

    def post(self, *args, **kwargs):
        """The new password, or what is wrong with it."""
        with translation.override(self.user.language):
            response = super().post(*args, **kwargs)
            return response if response.status_code == 302 else response.render()

    def form_valid(self, form):
        """To the sign-in; whoever came second with the same link is told that it is used up."""
        token = self.request.session.pop(views.INTERNAL_RESET_SESSION_TOKEN)
        password = form.cleaned_data["new_password1"]
        if not forgotten.choose(self.user, token, password, at=self.request.at):
            self.validlink = False
            return self.render_to_response(self.get_context_data())
        messages.success(self.request, _("Your password is changed. Sign in with the new one."))
        return HttpResponseRedirect(self.success_url)

    def render_to_response(self, context, **kwargs):
        """With the status that says whether the link holds."""
        if not self.validlink:
            context["title"] = _("This link does not work any more")
            kwargs["status"] = 410
        return super().render_to_response(context, **kwargs)
