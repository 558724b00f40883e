"""Assignments: what is to be written, by whom and by when; and the steps that were taken."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.reporters.reach import reach_of


class AssignmentQuerySet(models.QuerySet):
    """Who sees which, and which are still to be done."""

    def visible_to(self, user):
        """Those of the user's desks and of the desks below, and those that are the user's own.

        A network administrator sees every desk's, and decides about none.
        """
        if user.is_active and user.is_superuser:
            return self
        desks = reach_of(user).desks("reporter")
        return self.filter(Q(desk_id__in=desks) | Q(reporter__user=user))

    def at_desks(self, desks, user):
        """Those of `desks` (ids) that `user` sees; where they see all of them, none is asked."""
        rows = self.filter(desk_id__in=desks)
        return rows if reach_of(user).desks("reporter").issuperset(desks) else rows.visible_to(user)

    def open(self):
        """Planned, or begun and not handed in yet."""
        begun = Q(state="begun", article__state="draft")
        return self.filter(begun | Q(state__in=["proposed", "assigned", "accepted", "declined"]))

    def to_be_assigned(self):
        """Ideas, refusals, and what is with somebody who left before it was begun."""
        left = Q(reporter__active=False) | Q(reporter__user__is_active=False)
        return self.filter(
            Q(state__in=["proposed", "declined"]) | Q(left, state__in=["assigned", "accepted"])
        )

    def to_be_done_by(self, user):
        """Open ones that are with `user`: theirs to accept, begin or hand in."""
        return self.open().filter(reporter__user=user, state__in=["assigned", "accepted", "begun"])


class Assignment(models.Model):
    """A piece of work that a desk wants, from the idea to the draft that it becomes.

    `state` says how far the planning is. Once begun, its article says everything further
    (planning/standing.py): handed in means that the article was submitted. `edit` counts the
    changes: a form that was filled in over an older one is refused.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("idea")
        ASSIGNED = "assigned", _("assigned")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        BEGUN = "begun", _("begun")
        CALLED_OFF = "called_off", _("called off")

    desk = models.ForeignKey(
        "desks.Desk",
        verbose_name=_("desk"),
        on_delete=models.PROTECT,
        related_name="assignments",
        db_index=False,
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.PROPOSED, editable=False
    )
    idea = models.CharField(
        _("idea"), max_length=250, help_text=_("In a few words; it becomes the draft's headline.")
    )
    brief = models.TextField(
        _("brief"),
        max_length=4000,
        blank=True,
        help_text=_("What is wanted: the question, the people to ask, what is known already."),
    )
    reporter = models.ForeignKey(
        "reporters.Reporter",
        verbose_name=_("reporter"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        db_index=False,
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    event_at = models.DateTimeField(
        _("event begins"), null=True, blank=True, help_text=_("Where it is about an event.")
    )
    place = models.CharField(_("place"), max_length=120, blank=True)
    words = models.PositiveIntegerField(
        _("wanted length (words)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20000)],
    )
    photos = models.CharField(
        _("photos to come"),
        max_length=120,
        blank=True,
        help_text=_("For example: 2 photos, 1 map."),
    )
    section = models.ForeignKey(
        "articles.Section",
        verbose_name=_("section"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    template = models.ForeignKey(
        "planning.StoryTemplate",
        verbose_name=_("story template"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    article = models.OneToOneField(
        "articles.Article", on_delete=models.PROTECT, null=True, related_name="assignment"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    # The due time of which the reporter was told that it is near.
    reminded_of = models.DateTimeField(null=True, blank=True, editable=False)
    edit = models.PositiveIntegerField(default=1)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "proposed",
                        "assigned",
                        "accepted",
                        "declined",
                        "begun",
                        "called_off",
                    ]
                ),
                name="assignment_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="begun", article__isnull=False)
                | (~Q(state="begun") & Q(article=None)),
                name="assignment_begun_has_its_article",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["assigned", "accepted", "begun"])
                | Q(reporter__isnull=False, due_at__isnull=False),
                name="assignment_says_who_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="assignment_by_due"),
            models.Index(fields=["desk", "-id"], name="assignment_by_desk"),
            models.Index(fields=["reporter", "due_at"], name="assignment_of_reporter"),
        ]  # fmt: skip

    def __str__(self):
        return self.idea


class AssignmentStep(models.Model):
    """One step of an assignment, as it was taken. The database refuses any change."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="steps_taken", db_index=False
    )
    step = models.CharField(_("step"), max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(_("taken at"))
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    note = models.TextField(_("note"), blank=True)
    # Who got it and by when, where the step says so.
    reporter = models.ForeignKey(
        "reporters.Reporter", on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("step of an assignment")
        verbose_name_plural = _("steps of assignments")
        indexes = [models.Index(fields=["assignment", "-id"], name="step_of_assignment")]

    def __str__(self):
        return f"{self.step}: {self.by}, {self.taken_at:%Y-%m-%d %H:%M}"
