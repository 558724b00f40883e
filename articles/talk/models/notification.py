"""What somebody is told; the rows are also what mail is made of."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import seen_by
from newsroom.reporters.reach import reach_of

from .note import read_by


class NotificationQuerySet(models.QuerySet):
    """Whose, and whether they may still read it."""

    def visible_to(self, user):
        """What `user` was told and may still see: a role that was lost takes it out of sight."""
        reach = reach_of(user)
        if not (reach.roles or (user.is_active and user.is_superuser)):
            return self.none()
        told = self.filter(
            Q(article=None) | seen_by(user, "article__"),
            Q(note=None) | read_by(user, "note__thread__"),
            to=user,
        )
        if user.is_superuser:
            return told
        return told.filter(Q(desk=None) | Q(desk__in=reach.desks("reporter")))

    def unread(self):
        """What was not opened yet."""
        return self.filter(read_at=None)

    def mark_read(self, at):
        """They were read at `at`.

        Two who mark some of the same take them in one order, so that none waits for ever.
        """
        held = self.order_by("pk").select_for_update(of=["self"]).values("pk")
        with transaction.atomic():
            Notification.objects.filter(pk__in=held).update(read_at=at)

    def newest_first(self):
        """In the order in which it was told, the last first."""
        return self.order_by("-pk")


class Notification(models.Model):
    """One thing that one user is told, in the transaction in which it happens.

    `mail_at` is the moment from which it may go by mail; None where it will not, or when it is
    part of a `mail` already. About a confidential note the row says nothing but that there is one,
    and only to those whom that note names: the database sees to it.
    """

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("Submitted for review")
        TAKEN_BACK = "taken_back", _("Taken back")
        RETURNED = "returned", _("Returned")
        APPROVED = "approved", _("Approved")
        ISSUED = "issued", _("Issued")
        RESCHEDULED = "rescheduled", _("Rescheduled")
        RECALLED = "recalled", _("Recalled")
        REOPENED = "reopened", _("Reopened")
        SPIKED = "spiked", _("Spiked")
        REVIVED = "revived", _("Revived")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        NOTICED = "noticed", _("Notice to readers")
        MENTIONED = "mentioned", _("Mentions you")
        REPLIED = "replied", _("Reply")
        NOTED = "noted", _("Note")
        PROPOSED = "proposed", _("Idea proposed")
        ASSIGNED = "assigned", _("Assignment for you")
        ACCEPTED = "accepted", _("Assignment accepted")
        DECLINED = "declined", _("Assignment declined")
        HANDED_IN = "handed_in", _("Assignment handed in")
        CALLED_OFF = "called_off", _("Assignment called off")
        MOVED = "moved", _("Assignment moved")
        DUE = "due", _("Due soon")
        ENDING = "ending", _("Term of a photo ends")
        ENDED = "ended", _("Term of a photo ended")
        TAKEN_DOWN = "taken_down", _("Photo taken down")
        LATE = "late", _("Not on time for readers")
        COMPLAINT = "complaint", _("Complaint of a reader")
        SIGN_IN = "sign_in", _("Your two-step sign-in was taken away")

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notifications",
        db_index=False,
    )
    kind = models.CharField(max_length=12, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    told_at = models.DateTimeField()
    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = models.ForeignKey("talk.Note", on_delete=models.PROTECT, null=True, related_name="+")
    # Where there is no article: shown for as long as the user has a role there.
    desk = models.ForeignKey("desks.Desk", on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(null=True)
    mail_at = models.DateTimeField(null=True)
    mail = models.ForeignKey(
        "talk.Mail", on_delete=models.SET_NULL, null=True, related_name="notifications"
    )

    objects = NotificationQuerySet.as_manager()

    counted = False

    class Meta:
        verbose_name = _("notes and notifications")
        verbose_name_plural = _("notes and notifications")
        indexes = [
            models.Index(fields=["to", "-id"], name="notification_of_user"),
            models.Index(
                fields=["to"], condition=Q(read_at=None), name="notification_unread_of_user"
            ),
            models.Index(
                fields=["mail_at"], condition=Q(mail_at__isnull=False), name="notification_to_mail"
            ),
            models.Index(
                fields=["read_at"], condition=Q(read_at__isnull=False), name="notification_read"
            ),
        ]

    def __str__(self):
        return f"{self.kind}: {self.to_id}"
