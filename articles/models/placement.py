"""Where a version is shown: desk by desk, for the version's own span."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .version import FOREVER


class InOrder(models.QuerySet):
    """The order of every list of readers, and where a page of one begins."""

    def newest_first(self):
        """By the article's first publication; the article's number breaks ties."""
        return self.order_by("-first_live_from", "-article_id")

    def oldest_first(self):
        """The other way round."""
        return self.order_by("first_live_from", "article_id")

    def before(self, key):
        """Only what comes after the key (first_live_from, article number) in `newest_first`."""
        moment, number = key
        return self.filter(
            Q(first_live_from__lte=moment)
            & (Q(first_live_from__lt=moment) | Q(article_id__lt=number))
        )

    def after(self, key):
        """Only what comes before the key in `newest_first`: the way back."""
        moment, number = key
        return self.filter(
            Q(first_live_from__gte=moment)
            & (Q(first_live_from__gt=moment) | Q(article_id__gt=number))
        )


class PlacementQuerySet(InOrder):
    """The lists that readers see."""

    def live(self, at):
        """Placements that the public may see at the moment `at`."""
        return self.filter(live_from__lte=at, live_until__gt=at)

    def on(self, desk):
        """Placements on the pages of `desk`."""
        return self.filter(desk=desk)

    def newest_on(self, desk, many):
        """The newest `many` of these on `desk`, in no order.

        Walked along the list of all desks from this one on, whatever Postgres thinks how many a
        desk has: it plans once for all of them, as for one in the middle, and would sort all that
        the network has where the middle one has fewer than `many`.
        """
        walked = self.filter(desk_id__gte=desk.pk)
        walked = walked.order_by("desk_id", "-first_live_from", "-article_id")
        # Those of the desks behind it, where it has fewer, are left out.
        found = self.model.objects.filter(pk__in=walked.values("pk")[:many])
        return found.filter(desk_id__lte=desk.pk)

    def standing(self):
        """Without those that a desk ended because it stopped carrying the story."""
        return self.filter(carried_until=None)

    def ready_to_print(self):
        """With the version, its home desk and section, in one query and without the body."""
        return self.select_related("version__desk", "version__section").defer("version__body")

    def for_cards(self):
        """Ready to print without what no card shows: each moment costs more than a headline."""
        return self.ready_to_print().defer(
            "carried_until",
            *(
                f"version__{name}"
                for name in (
                    "number", "body", "source", "word_count", "care", "embargo_until",
                    "live_from", "live_until", "issued_by", "issued_at",
                )
            ),
        )  # fmt: skip


class Placement(models.Model):
    """A version on the pages of one desk.

    The span, section and order are the version's own, repeated here so that one index serves a
    desk's lists; a trigger keeps the span equal to the version's, or ends it earlier, at
    `carried_until`, where the desk stopped carrying the story.
    """

    class Kind(models.TextChoices):
        HOME = "home", _("home")
        CARRIED = "carried", _("carried")
        ROLLED_UP = "rolled_up", _("rolled up")

    version = models.ForeignKey(
        "articles.Version", on_delete=models.PROTECT, related_name="placements"
    )
    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="placements", db_index=False
    )
    desk = models.ForeignKey(
        "desks.Desk", on_delete=models.PROTECT, related_name="placements", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind)
    # The desk's own headline, where it wants one.
    headline = models.CharField(max_length=250, blank=True)
    # Its stories are asked for at a desk. What is left is whether a section may be deleted, which
    # versions say too.
    section = models.ForeignKey(
        "articles.Section", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    first_live_from = models.DateTimeField()
    live_from = models.DateTimeField()
    live_until = models.DateTimeField()
    # When the desk stopped carrying it; empty while it does. Set once (a trigger).
    carried_until = models.DateTimeField(null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "desk"],
                condition=Q(carried_until=None),
                name="placement_once_per_desk",
            ),
            models.CheckConstraint(
                condition=Q(carried_until=None) | Q(kind="carried"),
                name="placement_ends_where_carried",
            ),
            models.UniqueConstraint(
                fields=["version"], condition=Q(kind="home"), name="placement_one_home"
            ),
            models.CheckConstraint(
                condition=Q(live_until__gte=F("live_from")), name="placement_span_forward"
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "-first_live_from", "-article"], name="placement_list"),
            models.Index(
                fields=["desk", "section", "-first_live_from", "-article"],
                name="placement_section_list",
            ),
            models.Index(fields=["article", "desk"], name="placement_of_article"),
            # Sitemaps list what is at home on a desk, and count it without looking at the rows.
            models.Index(
                fields=["desk", "first_live_from", "article"],
                include=["live_from", "live_until"],
                condition=Q(kind="home"),
                name="placement_home_list",
            ),
            # What a desk carries is little beside what stands there.
            models.Index(
                fields=["desk", "-first_live_from", "-article"],
                condition=Q(kind="carried"),
                name="placement_carried_list",
            ),
            # What ends soon is found among what ends at all.
            models.Index(
                fields=["live_until"],
                condition=Q(live_until__lt=FOREVER),
                name="placement_with_an_end",
            ),
            # And what ended lately on one desk.
            models.Index(
                fields=["desk", "live_until"],
                condition=Q(live_until__lt=FOREVER),
                name="placement_ended_on_desk",
            ),
        ]

    def __str__(self):
        return f"{self.version} @ {self.desk}"

    @property
    def shown_headline(self):
        """The headline on this desk's pages."""
        return self.headline or self.version.headline
