"""Story templates: with what a desk's recurring texts are begun."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from articles.models.body import CleanHTMLField
from articles.models.kind import Kind


class StoryTemplateQuerySet(models.QuerySet):
    """Whose templates."""

    def offered_at(self, desk):
        """The active templates of `desk` and of the desks above it, the desk's own first."""
        desks = [desk.pk, *(above.pk for above in desk.ancestors())]
        nearest = models.Case(
            *(models.When(desk_id=pk, then=place) for place, pk in enumerate(desks))
        )
        found = self.filter(desk_id__in=desks, active=True)
        return found.order_by(nearest, Lower("name"), "pk")


class StoryTemplate(models.Model):
    """A text to begin with, kept by the chief editors of its desk, for it and the desks below.

    An article takes a copy: what is changed here later does not change it. `checklist` is a list
    of [text, required].
    """

    desk = models.ForeignKey(
        "desks.Desk", verbose_name=_("desk"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NEWS)
    section = models.ForeignKey(
        "articles.Section",
        verbose_name=_("section"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    kicker = models.CharField(_("kicker"), max_length=60, blank=True)
    headline = models.CharField(_("headline"), max_length=250, blank=True)
    body = CleanHTMLField(_("body"), blank=True)
    topics = ArrayField(
        models.CharField(max_length=100), verbose_name=_("topics"), default=list, blank=True
    )
    checklist = models.JSONField(_("checklist"), default=list, blank=True)
    active = models.BooleanField(
        _("active"), default=True, help_text=_("Only active templates are offered.")
    )
    edit = models.PositiveIntegerField(default=1, editable=False)

    objects = StoryTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("story template")
        verbose_name_plural = _("story templates")
        constraints = [
            models.UniqueConstraint(
                "desk",
                Lower("name"),
                name="story_template_named_once",
                violation_error_message=_("This desk has a template of that name already."),
            ),
        ]

    def __str__(self):
        return self.name
