"""What somebody has beside their password: an app that shows codes, and codes for when it is lost.

None of it is shown again once it is set up: no admin page, no export and no log has it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .user import User


class SecondFactor(models.Model):
    """The app of one user; `User.second_factor_since` says from when on it is asked for.

    Whoever tries a code holds the row: of two who send one code at once one is late, and of a
    thousand guesses at once as many are looked at as of those one after the other.
    """

    user = models.OneToOneField(
        User, primary_key=True, on_delete=models.CASCADE, related_name="second_factor"
    )
    # In base32, as apps take it. Codes are reckoned from it, so no hash would do.
    secret = models.CharField(max_length=32, editable=False)
    # The newest step of thirty seconds whose code was taken: neither it nor one before is again.
    last_step = models.BigIntegerField(editable=False)
    # How often something else was tried, from wherever, until it rested; and when last.
    wrong = models.PositiveSmallIntegerField(default=0, editable=False)
    wrong_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("two-step sign-in")
        verbose_name_plural = _("two-step sign-in")

    def __str__(self):
        return f"{self.user_id}"


class RecoveryCode(models.Model):
    """A code that is good once, when the app is lost; the row goes when it was.

    A code is as long as a key, so that a plain hash of it cannot be tried out.
    """

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="recovery_codes", db_index=False
    )
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_of_user"),
        ]

    def __str__(self):
        return f"{self.user_id}"
