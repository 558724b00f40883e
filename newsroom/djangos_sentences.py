"""Django's own sentences that the newsroom says in Indonesian of its own.

Its forms and lists show them wherever nothing of ours stands in their place, and there Django's
Indonesian is wrong, clumsy, or calls a thing by another name than the rest of the newsroom does.
Naming them here puts them into the newsroom's catalogue, which is asked before Django's.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

OF_PASSWORDS = [
    _("Password"),
    _("Old password"),
    _("New password confirmation"),
    _("Password confirmation"),
    _("Enter the same password as before, for verification."),
    _("The two password fields didn’t match."),
    _("Your old password was entered incorrectly. Please enter it again."),
    _("Raw passwords are not stored, so there is no way to see the user’s password."),
    _("Reset password"),
    _("Set password"),
    _("Enable password-based authentication for this user by setting a password."),
    _("Enable password-based authentication"),
    _("Your password can’t be too similar to your other personal information."),
    _("The password is too similar to the %(verbose_name)s."),
    _("Your password can’t be a commonly used password."),
    _("This password is too common."),
    _("Your password can’t be entirely numeric."),
    _("This password is entirely numeric."),
]
OF_USERS = [
    _("Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only."),
    _(
        "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ "
        "characters."
    ),
    _("A user with that username already exists."),
    _("email address"),
]
OF_FORMS = [
    _("Enter a valid email address."),
    _("Enter a whole number."),
    _("You may edit it again below."),
    _("Remove from sorting"),
]
OF_HISTORIES = [
    _("Change history: %s"),
    _("This object doesn’t have a change history. It probably wasn’t added via this admin site."),
]
# Each with its plural.
COUNTING = [
    ngettext_lazy("Please correct the error below.", "Please correct the errors below."),
    ngettext_lazy("entry", "entries"),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
]
