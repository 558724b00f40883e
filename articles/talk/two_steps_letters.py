"""What the mails about two-step sign-in say, in the language and zone of who gets them.

None has a link: whoever reads them instead of the user should not be handed a way.
"""

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .letter import message
from .models.mail import Mail

Kind = Mail.Kind


def letter(mail, user, zone):
    """The message of `mail` to `user`. Raises ValueError where the address is none."""
    with translation.override(user.language), timezone.override(zone):
        moment = date_format(timezone.localtime(mail.made_at), "j M Y H:i T")
        subject, happened, otherwise = _said(mail.kind)
        happened %= {"name": user.username, "moment": moment}
        return message(
            mail, user, subject, "admin/mail/password", {"before": [happened, otherwise]}
        )


def _said(kind):
    """Of a kind: the subject, what happened, and what to do where it was not the user."""
    stranger = _("If it was not you, tell a network administrator at once.")
    return {
        Kind.ON: (
            _("two-step sign-in is on"),
            _(
                "Two-step sign-in was turned on for your username %(name)s on %(moment)s. From now "
                "on the code of your app is asked for after the password. Other devices were "
                "signed out."
            ),
            stranger,
        ),
        Kind.OFF: (
            _("two-step sign-in is off"),
            _(
                "Two-step sign-in was turned off for your username %(name)s on %(moment)s. From "
                "now on the password is enough."
            ),
            stranger,
        ),
        Kind.TAKEN: (
            _("your two-step sign-in was taken away"),
            _(
                "Two-step sign-in was taken away from your username %(name)s on %(moment)s by "
                "whoever keeps the newsroom, as is done for somebody whose phone is lost. From now "
                "on the password is enough, until you turn it on again in your profile."
            ),
            _("If you did not ask for it, tell a network administrator at once."),
        ),
        Kind.GUESSED: (
            _("somebody may have your password"),
            _(
                "On %(moment)s the last of many wrong codes was typed for your username %(name)s, "
                "by somebody who has your password, or a device on which you are signed in. No "
                "code is taken for a quarter of an hour; nobody got in by these."
            ),
            _("If it was not you, choose another password, and tell a network administrator."),
        ),
        Kind.RESCUED: (
            _("a recovery code was used"),
            _(
                "Somebody signed in with a recovery code of your username %(name)s on %(moment)s. "
                "That code is used up; the others still hold."
            ),
            stranger,
        ),
    }[kind]
