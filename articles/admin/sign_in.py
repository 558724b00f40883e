"""Who may enter the newsroom, and what they may say about themselves."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from newsroom.accounts.models import User
from newsroom.desks.zones import zone_choices
from newsroom.reporters.reach import reach_of


def may_enter(user):
    """Whether `user` may open the admin: with a role at a desk, or as network administrator."""
    return user.is_active and (user.is_superuser or bool(reach_of(user).roles))


def lacks_second_factor(user):
    """Whether `user`, who may enter, has yet to set up the second factor that is asked of them.

    Asked of editors, it is asked of network administrators as well: they can take it from others.
    """
    if user.second_factor_since is not None or settings.SECOND_FACTOR == "optional":
        return False
    if settings.SECOND_FACTOR == "everyone":
        return True
    return user.is_superuser or bool(reach_of(user).desks("editor"))


class SignInForm(AuthenticationForm):
    """Refuses, with the reason, whoever has the right password but no role."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _(
            "This username and this password do not belong together. Capital and small letters "
            "are different ones."
        ),
    }

    def get_invalid_login_error(self):
        """Django's own, with where a new password comes from."""
        if settings.MAILS:
            where = _("Whoever forgot theirs follows the link below.")
        else:
            where = _("Whoever forgot theirs gets a new password from a network administrator.")
        sentence = f"{self.error_messages['invalid_login']} {where}"
        return ValidationError(sentence, code="invalid_login")

    def confirm_login_allowed(self, user):
        """Raise ValidationError unless `user` may enter."""
        super().confirm_login_allowed(user)
        if not may_enter(user):
            raise ValidationError(
                _(
                    "You have no role at any desk yet. Ask a network administrator for one, "
                    "then sign in again."
                ),
                code="no_role",
            )


def locked_out(request, response, credentials):
    """429: the password was wrong too often. What django-axes answers in place of `response`."""
    return render(request, "admin/lockout.html", {"mails": settings.MAILS}, status=429)


class ProfileForm(forms.ModelForm):
    """A user's own name, language and time zone."""

    time_zone = forms.ChoiceField(
        label=_("Your own time zone"),
        required=False,
        help_text=_("Where it differs from a desk's, times are shown on your clock as well."),
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "language", "time_zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [
            ("", _("the same as the desk's")),
            *zone_choices(self.instance.time_zone),
        ]
