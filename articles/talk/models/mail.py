"""Mail: what each user wishes, and what goes out to them."""

import uuid
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.outbox.leased import Leased, LeasedQuerySet
from newsroom.desks.models import validate_time_zone

# What happens within this time of the first event goes in the same mail.
GROUPED = timedelta(minutes=2)


class Pace(models.TextChoices):
    """How soon a kind of notification goes by mail."""

    AT_ONCE = "at_once", _("at once")
    HOURLY = "hourly", _("every hour")
    DAILY = "daily", _("once a day")
    NEVER = "never", _("never")


# What waits for the person goes at once; the rest may wait for the hour.
AT_ONCE = {
    "returned", "mentioned", "replied", "assigned", "due", "rescheduled", "recalled", "withdrawn",
    "noticed", "called_off", "ended", "taken_down", "late", "complaint",
}  # fmt: skip


class MailWishes(models.Model):
    """How soon one user wants mail about what; without a row, the house's own custom."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="mail_wishes",
    )
    # Kind of notification to Pace; kinds that are not there have the custom.
    paces = models.JSONField(default=dict)
    hour = models.PositiveSmallIntegerField(
        _("hour of the daily mail"), default=7, validators=[MaxValueValidator(23)]
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Asia/Jakarta", validators=[validate_time_zone]
    )

    counted = False

    class Meta:
        verbose_name = _("notes and notifications")
        verbose_name_plural = _("notes and notifications")
        constraints = [
            models.CheckConstraint(condition=Q(hour__lte=23), name="mail_wishes_hour"),
        ]

    def __str__(self):
        return f"{self.user_id}"

    @property
    def zone(self):
        """The zone of the user, in which `hour` is."""
        return ZoneInfo(self.time_zone)

    def pace(self, kind):
        """How soon `kind` goes."""
        custom = Pace.AT_ONCE if kind in AT_ONCE else Pace.HOURLY
        return self.paces.get(kind, custom)

    def moment(self, kind, at):
        """From when on something of `kind` that was told `at` may go by mail; None for never."""
        pace = self.pace(kind)
        if pace == Pace.NEVER:
            return None
        if pace == Pace.AT_ONCE:
            return at + GROUPED
        local = at.astimezone(self.zone)
        if pace == Pace.HOURLY:
            # Of the person's own clock: some zones are half an hour off.
            return at + timedelta(
                minutes=60 - local.minute, seconds=-local.second, microseconds=-local.microsecond
            )
        day = local.date()
        moment = datetime.combine(day, time(self.hour), tzinfo=self.zone)
        if moment <= at:
            moment = datetime.combine(day + timedelta(days=1), time(self.hour), tzinfo=self.zone)
        return moment


class Mail(Leased):
    """One mail to one user: what it is made of stays with the notifications.

    Those about signing in have none: what they say is made when they are sent.
    Sent once more it has the same `key` in its Message-ID, by which mail programs know it again.
    Dropped without an error, nothing of it was for the user's eyes any more.
    """

    class Kind(models.TextChoices):
        """What a mail is about."""

        NEWS = "news"
        LINK = "link"  # to choose a new password
        CHANGED = "changed"  # the password was, with a link
        OWN = "own"  # the password was, by who knew the old one
        # Of two-step sign-in: turned on, turned off, taken away by somebody else; codes were
        # guessed by whoever has the password; a recovery code was used.
        ON = "on"
        OFF = "off"
        TAKEN = "taken"
        GUESSED = "guessed"
        RESCUED = "rescued"

    kind = models.CharField(
        max_length=7, choices=Kind.choices, default=Kind.NEWS, db_default=Kind.NEWS
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    # Of the attempts, how often the server took the mail's own address or text for wrong.
    refusals = models.PositiveSmallIntegerField(default=0)

    objects = LeasedQuerySet.as_manager()

    counted = False

    class Meta:
        verbose_name = _("notes and notifications")
        verbose_name_plural = _("notes and notifications")
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(dropped_at=None), name="mail_sent_or_dropped"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(sent_at=None, dropped_at=None),
                name="mail_waiting",
            ),
            models.Index(fields=["sent_at"], condition=Q(sent_at__isnull=False), name="mail_sent"),
            models.Index(
                fields=["dropped_at"], condition=Q(dropped_at__isnull=False), name="mail_dropped"
            ),
        ]

    def __str__(self):
        return str(self.key)
