"""What is being looked for at the public addresses, and the ledger of what was found."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# Found out so long after its moment, a change was looked for by nobody when it came.
FOUND_LATE = timedelta(seconds=10)
# What was looked for is shown with its story for so long; the ledger stays.
KEPT = timedelta(days=30)


class Kind(models.TextChoices):
    """What changes for readers."""

    CAME = "came", _("story comes")
    NOTICED = "noticed", _("notice on a story")
    WITHDRAWN = "withdrawn", _("story is withdrawn")
    ENDED = "ended", _("story ends by the clock")
    PHOTO_ENDS = "photo_ends", _("term of a photo ends")
    CARRIED = "carried", _("story is carried")
    UNCARRIED = "uncarried", _("story is no longer carried")
    FRONT = "front", _("front changes")
    STRIP = "strip", _("breaking strip comes")
    STRIP_ENDS = "strip_ends", _("breaking strip ends")


class Surface(models.TextChoices):
    """A kind of public page on which a change is looked for, in the order in which it is."""

    STORY = "story", _("Story")
    FRONT = "front", _("Front")
    SECTION = "section", _("Section")
    TOPIC = "topic", _("Topic")
    REPORTER = "reporter", _("Reporter")
    SITEMAP = "sitemap", _("Sitemap")
    FEED = "feed", _("Feed")


class Outcome(models.TextChoices):
    """What came of looking."""

    SEEN = "seen", _("seen")
    EARLY = "early", _("too early")
    NEVER = "never", _("never seen")
    # When it was to be public nobody looked: the lateness says when somebody did, and no more.
    UNWATCHED = "unwatched", _("looked at later")
    # Nobody looked until it was too late to find out anything.
    MISSED = "missed", _("nobody looked")
    # Rescheduled, recalled or replaced by another change before it was seen.
    OVERTAKEN = "overtaken", _("overtaken")


class ChangeQuerySet(models.QuerySet):
    """Which changes are still being looked for."""

    def open(self):
        """Those of which some page is still awaited."""
        return self.filter(settled_at=None)

    def newest_first(self):
        """In the order of their moments, the last first."""
        return self.order_by("-planned_at", "-pk")


class Change(models.Model):
    """One change that readers are to have from `planned_at` on, and the pages that should show it.

    It is read off the newsroom's own tables (`due.py`), so that nothing is written while something
    is published. `source` and `number` say which row it was read off. A watcher holds it under a
    lease; the row goes some weeks after it is settled, what was found stays in the ledger.

    `pages` is a list of {"desk", "what", "path", "state", "ms", "stale", "said"}: `ms` after the
    planned moment its first byte was seen, and `stale` ms after it somebody last asked in vain.
    """

    source = models.CharField(max_length=10)
    number = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    # The story's home, or the desk whose front or strip it is.
    desk = models.ForeignKey("desks.Desk", on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    # Whether it was decided before its moment, or takes effect at once.
    ahead = models.BooleanField()
    found_at = models.DateTimeField()
    pages = models.JSONField(default=list)
    leased_until = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)

    objects = ChangeQuerySet.as_manager()

    counted = False

    class Meta:
        verbose_name = _("change that is looked for")
        verbose_name_plural = _("changes that are looked for")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number", "planned_at"], name="change_looked_for_once"
            ),
        ]
        indexes = [
            models.Index(fields=["article", "-planned_at"], name="change_of_article"),
            models.Index(
                fields=["leased_until"], condition=Q(settled_at=None), name="change_awaited"
            ),
            models.Index(
                fields=["settled_at"], condition=Q(settled_at__isnull=False), name="change_settled"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.planned_at:%Y-%m-%d %H:%M:%S}"

    @property
    def is_unwatched(self):
        """Whether nobody looked when it was due: it was found out too long after."""
        return self.found_at - self.planned_at > FOUND_LATE


class EntryQuerySet(models.QuerySet):
    """The ledger as it is read."""

    def newest_first(self):
        """By planned moment, the last first."""
        return self.order_by("-planned_at", "-pk")

    def before(self, key):
        """Only what comes after the key (planned moment, number) in `newest_first`."""
        moment, number = key
        return self.filter(
            Q(planned_at__lte=moment) & (Q(planned_at__lt=moment) | Q(pk__lt=number))
        )


class Entry(models.Model):
    """A line of the ledger: how punctual one change was on the pages of one desk. Append-only.

    `lateness_ms` is how long after the planned moment the first byte of the change was seen at
    `surface`; it was public then at the latest. `stale_ms` is how long after that moment somebody
    last asked in vain, 0 where nobody did: the truth lies between the two.
    """

    kind = models.CharField(max_length=10, choices=Kind)
    desk = models.ForeignKey(
        "desks.Desk", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, null=True, related_name="+"
    )
    planned_at = models.DateTimeField()
    ahead = models.BooleanField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    surface = models.CharField(max_length=10, choices=Surface)
    seen_at = models.DateTimeField(null=True)
    lateness_ms = models.BigIntegerField(null=True)
    stale_ms = models.BigIntegerField()
    # The page on which it was seen last, of how many, and when.
    slowest = models.CharField(max_length=10, choices=Surface, blank=True)
    slowest_ms = models.BigIntegerField(null=True)
    pages = models.PositiveSmallIntegerField()

    objects = EntryQuerySet.as_manager()

    counted = False

    class Meta:
        verbose_name = _("line of the punctuality ledger")
        verbose_name_plural = _("punctuality ledger")
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_at=None, lateness_ms=None)
                | Q(seen_at__isnull=False, lateness_ms__isnull=False),
                name="entry_seen_with_lateness",
            ),
        ]
        indexes = [models.Index(fields=["desk", "-planned_at", "-id"], name="entry_of_desk")]

    def __str__(self):
        return f"{self.kind} {self.planned_at:%Y-%m-%d %H:%M:%S}: {self.outcome}"
