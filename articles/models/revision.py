"""Saved states of the working copy: what it said, who saved it, and when."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles import content

from .passage import Passage, digest_of


class RevisionQuerySet(models.QuerySet):
    """Keeping a text, and keeping it for good."""

    def record(self, article, parts, *, by, at, origin, edit=None, name="", over=None, key=""):
        """Keep the content `parts` as a revision of `article`, whose row the caller has locked.

        `over` is the content that a text kept aside was written over, or None; `key` is what the
        browser calls this save.
        """
        made_of = _passages(article, content.passages(parts), by)
        written_over = None if over is None else _passages(article, content.passages(over), by)
        return self.create(
            article=article,
            edit=edit,
            origin=origin,
            by=by,
            saved_at=at,
            name=name[:NAME_LENGTH],
            passages=made_of,
            over=written_over,
            key=key,
        )

    def keep_latest(self, article):
        """Never thin out the revision of how `article` stands now, though it was an autosave.

        For whoever saves by the button or decides about the text, and for every form that is
        filled in over it: its changes are told from those of others by that revision.
        """
        origins = Revision.Origin
        self.filter(article=article, edit=article.edit, origin__in=AUTOMATIC).update(
            origin=Case(
                When(origin=origins.AUTOMERGE, then=Value(origins.MERGE)),
                When(origin=origins.AUTOSAVE, then=Value(origins.SAVE)),
                default=F("origin"),
            )
        )


class Revision(models.Model):
    """The whole working copy as one save left it; a trigger refuses any change of its text.

    `edit` is the number of that save. A text that was typed over somebody else's and refused has
    none: it is kept aside with what it was written `over`, so that nothing typed is lost whatever
    is chosen then, and gets its `name` by that choice. An autosave is dropped when later ones
    make it one of too many (articles/thinning.py); nothing else ever is.
    """

    class Origin(models.TextChoices):
        SAVE = "save", _("saved")
        MERGE = "merge", _("merged with another's changes")
        RESTORE = "restore", _("restored")
        ASIDE = "aside", _("kept aside, not saved")
        AUTOSAVE = "autosave", _("saved while typing")
        AUTOMERGE = "automerge", _("merged while typing")

    # Found by the index that begins with the article.
    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="revisions", db_index=False
    )
    edit = models.PositiveIntegerField(null=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.SAVE)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    name = models.CharField(max_length=200, blank=True, default="")
    # Numbers of passages, in the order of articles/content.py.
    passages = ArrayField(models.BigIntegerField())
    over = ArrayField(models.BigIntegerField(), null=True)
    # What a browser that saves while somebody types calls this save: sent again, it is known by it.
    key = models.CharField(max_length=40, default="", db_default="", blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(fields=["article", "edit"], name="revision_once_per_save"),
            models.CheckConstraint(
                condition=Q(edit=None, origin="aside") | (Q(edit__gt=0) & ~Q(origin="aside")),
                name="revision_aside_has_no_number",
            ),
        ]
        indexes = [models.Index(fields=["article", "-id"], name="revision_of_article")]

    def __str__(self):
        return self.name or f"{self.article_id}, {self.edit or self.get_origin_display()}"

    @cached_property
    def content(self):
        """What it said, as articles/content.py describes; one query, asked once."""
        return self._said(self.passages)

    @cached_property
    def content_over(self):
        """What a text kept aside was written over; None where nobody knows."""
        return None if self.over is None else self._said(self.over)

    def _said(self, numbers):
        found = Passage.objects.filter(article_id=self.article_id, pk__in=numbers)
        texts = dict(found.values_list("pk", "text"))
        return content.of_passages([texts[number] for number in numbers])


NAME_LENGTH = Revision._meta.get_field("name").max_length
# Saved by the browser and not by a person's decision: may be thinned out.
AUTOMATIC = (Revision.Origin.AUTOSAVE, Revision.Origin.AUTOMERGE)


def _passages(article, texts, by):
    """The numbers of the passages of `article` with these texts; new ones are kept."""
    wanted = {digest_of(text): text for text in texts}
    numbers = _numbers(article, wanted)
    new = [
        Passage(article=article, digest=digest, by=by, text=wanted[digest])
        for digest in wanted
        if digest not in numbers
    ]
    if new:
        numbers |= {each.digest: each.pk for each in Passage.objects.bulk_create(new)}
    return [numbers[digest_of(text)] for text in texts]


def _numbers(article, digests):
    found = Passage.objects.filter(article=article, digest__in=list(digests))
    return {bytes(digest): pk for digest, pk in found.values_list("digest", "pk")}
