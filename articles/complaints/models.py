"""A complaint: what somebody outside asks of a desk, and what the desk did."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.plain import PlainLineField, PlainTextField
from newsroom.reporters.reach import reach_of


class ComplaintQuerySet(models.QuerySet):
    """Whose, and where they stand."""

    def visible_to(self, user):
        """What came to the desks where `user` is an editor, or to desks below them."""
        if user.is_active and user.is_superuser:
            return self
        return self.filter(desk__in=reach_of(user).desks("editor"))

    def open(self):
        """What nobody has decided about."""
        return self.filter(state=Complaint.State.OPEN)

    def closed(self):
        """What was answered, refused, or asked for nothing."""
        return self.exclude(state=Complaint.State.OPEN)


class Complaint(models.Model):
    """One form that somebody sent, and what became of it.

    What was sent is never changed. It is closed once, and a year later (clearing.py) all words of
    persons go: the database lets nothing else happen to a row. It is kept without the address of
    whoever sent it.
    """

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("correction")
        REPLY = "reply", _("right of reply")
        COMPLAINT = "complaint", _("another complaint")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        REFUSED = "refused", _("refused")
        NOTHING = "nothing", _("asks for nothing")

    class Ground(models.TextChoices):
        """On which a reply may be refused, and on no other (Press Council's guidelines on it)."""

        LONGER = "longer", _("the reply is longer than the story")
        UNRELATED = "unrelated", _("it tells of facts that the story does not")
        LAW = "law", _("publishing it would break the law")
        OTHERS = "others", _("it harms somebody else whom the law protects")

    # What the sender is told, and what they name when they ask again.
    receipt = models.CharField(_("number"), max_length=12, unique=True)
    # Made for one showing of the form: sent twice, it is one complaint.
    press = models.CharField(max_length=40, unique=True)
    desk = models.ForeignKey("desks.Desk", on_delete=models.PROTECT, related_name="+")
    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, null=True, related_name="complaints"
    )
    kind = models.CharField(_("what is asked for"), max_length=10, choices=Kind)
    story = PlainLineField(_("story"), max_length=500, blank=True)
    who = PlainLineField(_("who"), max_length=160, blank=True)
    contact = PlainLineField(_("how to reach them"), max_length=254, blank=True)
    wrong = PlainTextField(_("what is wrong"), blank=True)
    reply = PlainTextField(_("the reply"), blank=True)
    received_at = models.DateTimeField()
    # When its editors were told, by the worker.
    told_at = models.DateTimeField(null=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    ground = models.CharField(_("ground"), max_length=9, choices=Ground, blank=True)
    said = models.TextField(_("what the sender was told"), blank=True)
    # What readers were told, where they were.
    notice = models.ForeignKey(
        "articles.Notice", on_delete=models.PROTECT, null=True, related_name="complaints"
    )
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True)

    objects = ComplaintQuerySet.as_manager()

    counted = False

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.CheckConstraint(
                name="complaint_known",
                condition=Q(kind__in=["correction", "reply", "complaint"])
                & Q(state__in=["open", "answered", "refused", "nothing"])
                & Q(ground__in=["", "longer", "unrelated", "law", "others"]),
            ),
            models.CheckConstraint(
                name="complaint_says_something",
                condition=Q(cleared_at__isnull=False)
                | (Q(who__regex=r"\S") & Q(contact__regex=r"\S") & Q(wrong__regex=r"\S")),
            ),
            models.CheckConstraint(
                name="complaint_closed_says_by_whom",
                condition=Q(state="open", closed_at=None, closed_by=None, cleared_at=None, said="")
                | (~Q(state="open") & Q(closed_at__isnull=False, closed_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="complaint_refused_on_a_ground",
                condition=(Q(state="refused") & ~Q(ground=""))
                | (~Q(state="refused") & Q(ground="")),
            ),
            models.CheckConstraint(
                name="complaint_answer_is_told",
                condition=~Q(state__in=["answered", "refused"])
                | Q(said__regex=r"\S")
                | Q(cleared_at__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_notice_answers",
                condition=Q(notice=None) | Q(state="answered"),
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "-received_at", "-id"], name="complaint_of_desk"),
            models.Index(
                fields=["desk", "received_at"],
                condition=Q(state="open"),
                name="complaint_open_of_desk",
            ),
            models.Index(fields=["id"], condition=Q(told_at=None), name="complaint_to_tell"),
            models.Index(
                fields=["closed_at"],
                condition=Q(closed_at__isnull=False, cleared_at=None),
                name="complaint_to_clear",
            ),
        ]

    def __str__(self):
        return self.receipt
