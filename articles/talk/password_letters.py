"""What the mails about passwords say, in the language and zone of who gets them."""

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from newsroom.desks.hosts import staff_address

from .forgotten import has_a_way_back, lasts, link_path
from .letter import message
from .models.mail import Mail


def letter(mail, user, zone, *, at):
    """The message of `mail` to `user`; None where nothing is to be said any more.

    Raises ValueError where the address is none.
    """
    with translation.override(user.language), timezone.override(zone):
        if mail.kind in (Mail.Kind.CHANGED, Mail.Kind.OWN):
            return _changed(mail, user)
        # Whoever asked so long ago has asked again, or remembered.
        if not has_a_way_back(user) or mail.made_at + lasts() <= at:
            return None
        return _link(mail, user, at)


def _link(mail, user, at):
    return message(
        mail,
        user,
        _("choose a new password"),
        "admin/mail/password",
        {
            "before": [
                _("Somebody, most likely you, asked for a new password for the username %(name)s.")
                % {"name": user.username},
                _("Choose it here, until %(moment)s. The link works once:")
                % {"moment": _moment(at + lasts())},
            ],
            "link": staff_address(link_path(user)),
            "after": [_("If it was not you, do nothing: your password stays as it is.")],
        },
    )


def _changed(mail, user):
    if mail.kind == Mail.Kind.OWN:
        happened = _(
            "The password of your username %(name)s was changed on %(moment)s, by somebody "
            "who was signed in and knew the old one. All other devices were signed out."
        )
        otherwise = _("If it was not you, tell a network administrator at once.")
    else:
        happened = _(
            "The password of your username %(name)s was changed on %(moment)s, with a link "
            "that was mailed to you. Whoever was signed in with the old one is signed out."
        )
        otherwise = _(
            "If it was not you, somebody else reads your mail: tell a network "
            "administrator at once."
        )
    happened %= {"name": user.username, "moment": _moment(mail.made_at)}
    return message(
        mail,
        user,
        _("your password was changed"),
        "admin/mail/password",
        {"before": [happened, otherwise]},
    )


def _moment(at):
    return date_format(timezone.localtime(at), "j M Y H:i T")
