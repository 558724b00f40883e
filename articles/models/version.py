"""What an editor let through the door: numbered, immutable, public for a span of time."""

import re
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from newsroom.desks.models import LANGUAGES

from .kind import Kind

# The last parts of the addresses of feeds: every list of stories has these.
FEEDS = ("rss.xml", "atom.xml", "feed.json")
# The end of a span that has no end: comparisons stay plain, and indexes usable.
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
# Dashes, slashes and the like: they part two words, without a blank beside them as well.
BETWEEN_WORDS = re.compile(r"[\u2010-\u2015\u2212\u2026\u00b7/\\]")


def slug_of(headline):
    """The slug that a version of this headline has; empty where no letter of it can be in one."""
    return slugify(BETWEEN_WORDS.sub(" ", headline))[:120].strip("-")


class Span(Func):
    """The range from `live_from` up to, not including, `live_until`; empty where they are equal."""

    function = "TSTZRANGE"

    def __init__(self, *expressions, **extra):
        super().__init__(*(expressions or (F("live_from"), F("live_until"))), **extra)


class VersionQuerySet(models.QuerySet):
    """What the clock says of spans."""

    def live(self, at):
        """Versions that the public may read at the moment `at`."""
        return self.filter(live_from__lte=at, live_until__gt=at)

    def scheduled(self, at):
        """Versions that will be live, but are not yet at `at`."""
        return self.filter(live_from__gt=at, live_until__gt=F("live_from"))


class Version(models.Model):
    """A flat snapshot, ready to print, of an article as an editor let it out.

    Its text never changes (a trigger refuses it); its span may be cut short, and moved while it
    is still ahead. A recalled version has an empty span.
    """

    # Found by the index that begins with the article, as elsewhere where a key has none of its own.
    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.PositiveIntegerField(_("version"))
    desk = models.ForeignKey("desks.Desk", on_delete=models.PROTECT, related_name="versions")
    kind = models.CharField(max_length=10, choices=Kind)
    section = models.ForeignKey(
        "articles.Section", on_delete=models.PROTECT, related_name="versions"
    )
    # The number finds a story; the slug is compared, and finds a headline that is there already.
    slug = models.SlugField(max_length=120, db_index=False)
    # Of its words, whatever its desk speaks by now. Where a writer says none, a trigger takes the
    # desk's.
    language = models.CharField(max_length=2, choices=LANGUAGES)
    kicker = models.CharField(max_length=60, blank=True)
    headline = models.CharField(max_length=250)
    standfirst = models.TextField(blank=True)
    dateline = models.CharField(max_length=80, blank=True)
    body = models.TextField()
    source = models.CharField(max_length=160, blank=True)
    # [{"name", "slug", "role"}] in the printed order.
    bylines = models.JSONField()
    # [{"name", "slug"}] in the printed order.
    topic_list = models.JSONField(blank=True)
    word_count = models.PositiveIntegerField()
    # What the press rules ask care for: whoever issued it answered for each (a trigger).
    care = ArrayField(models.CharField(max_length=12), blank=True, default=list, db_default=[])
    embargo_until = models.DateTimeField(null=True, blank=True)
    live_from = models.DateTimeField(_("live from"))
    live_until = models.DateTimeField(_("live until"), default=FOREVER)
    # When the article's first version went live: the date printed, and the order of every list.
    first_live_from = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number_unique"),
            models.CheckConstraint(
                condition=Q(live_until__gte=F("live_from")), name="version_span_forward"
            ),
            models.CheckConstraint(
                name="version_respects_embargo",
                condition=Q(embargo_until=None) | Q(live_from__gte=F("embargo_until")),
                violation_error_message=_("The time is before the embargo lifts."),
            ),
            ExclusionConstraint(
                name="version_one_live_at_a_time",
                expressions=[("article", RangeOperators.EQUAL), (Span(), RangeOperators.OVERLAPS)],
                violation_error_message=_("Two versions would be live at the same moment."),
            ),
        ]

        indexes = [
            models.Index(fields=["live_from"], name="version_by_time"),
            models.Index(fields=["slug"], name="version_slug"),
            # Few at any time: the newsroom's first page asks for them.
            models.Index(
                fields=["first_live_from"],
                condition=Q(care__contains=["unverified"]),
                name="version_unverified",
            ),
        ]

    def __str__(self):
        return f"{self.headline} ({self.number})"

    def is_live(self, at):
        """Whether the public may read this version at the moment `at`."""
        return self.live_from <= at < self.live_until

    def is_scheduled(self, at):
        """Whether this version will be live, but is not yet at `at`."""
        return at < self.live_from < self.live_until

    @property
    def updated_at(self):
        """When this text went live, where that is later than the first; else None."""
        return self.live_from if self.live_from > self.first_live_from else None

    @property
    def list_paths(self):
        """The addresses below a host of the lists that a desk shows it in."""
        topics = (f"/topics/{topic['slug']}/" for topic in self.topic_list)
        people = (f"/reporters/{credit['slug']}/" for credit in self.bylines)
        return list(dict.fromkeys(["/", self.section.path, *topics, *people]))

    @property
    def path(self):
        """The address below the host."""
        return f"/articles/{self.article_id}/{self.slug}/"


class VersionByline(models.Model):
    """A credit of a version, kept for reporters' pages."""

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="byline_items", db_index=False
    )
    reporter = models.ForeignKey(
        "reporters.Reporter",
        on_delete=models.PROTECT,
        related_name="version_bylines",
        db_index=False,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "reporter"], name="version_byline_once")
        ]
        indexes = [models.Index(fields=["reporter", "-version"], name="version_byline_newest")]


class VersionTopic(models.Model):
    """A topic of a version, kept for topics' pages."""

    version = models.ForeignKey(
        Version, on_delete=models.CASCADE, related_name="topic_items", db_index=False
    )
    tag = models.ForeignKey(
        "taggit.Tag", on_delete=models.PROTECT, related_name="version_topics", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "tag"], name="version_topic_once")
        ]
        indexes = [models.Index(fields=["tag", "-version"], name="version_topic_newest")]
