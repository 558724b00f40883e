"""Public, dated notices on an article."""

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext_lazy as _

from articles.plain import PlainLineField, PlainTextField

# One character that is no blank.
WORDS = r"\S"
# The part of a notice that each rule below is about: whoever breaks it is told so there.
ABOUT = {
    "notice_kind_known": "kind",
    "notice_ground_of_a_withdrawal": "ground",
    "notice_says_what_was_wrong": "wrong",
    "notice_has_a_text": "text",
    "notice_correction_apologises": "apology",
    "notice_says_who": "who",
    "notice_reply_elsewhere": "reply",
}


class NoticeQuerySet(models.QuerySet):
    """What readers are told."""

    def public(self, at):
        """Notices that readers have at the moment `at`."""
        return self.filter(published_at__lte=at)

    def of_desk(self, desk, at):
        """Those that readers have at `at` on stories that `desk` has, had or will have.

        Their place in the desk's list is `listed`, by which they are ordered and found.
        """
        entry = FilteredRelation("entries", condition=Q(entries__desk_id=desk.pk))
        return self.alias(listed=entry).filter(listed__published_at__lte=at)

    def newest_first(self):
        """The order of a desk's list (`of_desk`)."""
        return self.order_by("-listed__published_at", "-listed__notice_id")

    def withdrawals(self):
        """Those that took a story away."""
        return self.filter(kind=Notice.Kind.WITHDRAWAL)

    def beside_a_text(self):
        """Those that stand with a story: all but its withdrawal, which takes its place."""
        return self.exclude(kind=Notice.Kind.WITHDRAWAL)

    def of_a_mistake(self):
        """Those that say that something had been wrong."""
        return self.filter(kind__in=Notice.MISTAKES)


class Notice(models.Model):
    """Something the newsroom says publicly about an article. Never changed, never removed.

    A mistake in a notice is put right by another. With a `version` it goes out with it: a trigger
    keeps `published_at` the moment at which that version goes live, and empty where it was
    recalled. Without one it was published by itself.

    The grounds of a withdrawal are those of the Press Council's guidelines for online media
    (PPMS 2012, point 5) and of article 10 of the code of ethics; an outsider's wish is none. The
    other kinds are those of point 4 of the guidelines and of law 40/1999 on the press.
    """

    class Kind(models.TextChoices):
        UPDATE = "update", _("update")
        CORRECTION = "correction", _("correction")
        REQUESTED = "requested", _("correction on request")
        CLARIFICATION = "clarification", _("clarification")
        REPLY = "reply", _("right of reply")
        WITHDRAWAL = "withdrawal", _("withdrawal")

    class Ground(models.TextChoices):
        INACCURATE = "inaccurate", _("false or inaccurate")
        DISCRIMINATION = "discrimination", _("ethnic, religious, racial or group hatred")
        DECENCY = "decency", _("decency")
        CHILD = "child", _("a child's future")
        TRAUMA = "trauma", _("a victim's trauma")
        PRESS_COUNCIL = "press_council", _("a consideration of the Press Council")

    # Something had been wrong: these say what.
    MISTAKES = (Kind.CORRECTION, Kind.REQUESTED)

    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="notices", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    ground = models.CharField(_("ground"), max_length=16, choices=Ground, blank=True)
    wrong = PlainTextField(_("what was wrong"), blank=True)
    # What is right, what is new, what somebody replies, or why it was withdrawn.
    text = PlainTextField(_("text"), blank=True)
    apology = PlainTextField(_("apology"), blank=True)
    who = PlainLineField(_("who asked for it or replies"), max_length=160, blank=True)
    # The article that holds a reply, or tells on what this one began.
    reply = models.ForeignKey(
        "articles.Article",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replies_to",
        verbose_name=_("article that holds the reply or the update"),
    )
    version = models.ForeignKey(
        "articles.Version",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="notices",
    )
    published_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.CheckConstraint(
                name="notice_kind_known",
                condition=Q(
                    kind__in=[
                        "update",
                        "correction",
                        "requested",
                        "clarification",
                        "reply",
                        "withdrawal",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="notice_ground_of_a_withdrawal",
                condition=Q(kind="withdrawal", ground__regex=WORDS)
                | (~Q(kind="withdrawal") & Q(ground="")),
                violation_error_message=_("A withdrawal has a ground, and nothing else has one."),
            ),
            models.CheckConstraint(
                name="notice_says_what_was_wrong",
                condition=Q(kind__in=["correction", "requested"], wrong__regex=WORDS)
                | (~Q(kind__in=["correction", "requested"]) & Q(wrong="")),
                violation_error_message=_("Write what was wrong in a correction, and only there."),
            ),
            models.CheckConstraint(
                name="notice_has_a_text",
                condition=Q(text__regex=WORDS) | Q(kind="reply", reply__isnull=False),
                violation_error_message=_("Write the text that readers will see."),
            ),
            models.CheckConstraint(
                name="notice_correction_apologises",
                condition=Q(kind="correction", apology__regex=WORDS)
                | (~Q(kind="correction") & Q(apology="")),
                violation_error_message=_(
                    "A correction, and only a correction, has an apology to readers (code of "
                    "ethics, article 10): write it."
                ),
            ),
            models.CheckConstraint(
                name="notice_says_who",
                condition=Q(kind__in=["requested", "reply"], who__regex=WORDS)
                | (~Q(kind__in=["requested", "reply"]) & Q(who="")),
                violation_error_message=_(
                    "Write who asked for the correction or who replies, and only there."
                ),
            ),
            models.CheckConstraint(
                name="notice_reply_elsewhere",
                condition=Q(reply=None)
                | (Q(kind__in=["reply", "update"]) & ~Q(reply=F("article"))),
                violation_error_message=_(
                    "Only a right of reply or an update names an article, and it is another one."
                ),
            ),
            models.CheckConstraint(
                name="notice_withdrawal_goes_alone",
                condition=~Q(kind="withdrawal") | Q(version=None),
            ),
            models.CheckConstraint(
                name="notice_has_its_moment",
                condition=Q(version__isnull=False) | Q(published_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["article", "-published_at"], name="notice_of_article"),
            models.Index(fields=["-published_at", "-id"], name="notice_newest"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text[:60]}"

    def validate_constraints(self, exclude=None):
        """Each rule that is broken is named at the part that it is about."""
        found = {}
        for rule in self._meta.constraints:
            try:
                rule.validate(Notice, self, exclude=exclude)
            except ValidationError as refusal:
                found.setdefault(ABOUT.get(rule.name, NON_FIELD_ERRORS), []).append(refusal)
        if found:
            raise ValidationError(found)
