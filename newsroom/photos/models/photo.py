"""A photo in the library: its private original, what it says, and on which terms."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from newsroom.photos import likeness, metadata

WHOLE = 1000
# The terms of the IPTC for pictures that a model made, wholly or in part. Readers are told.
AI_SOURCE_TYPES = [
    metadata.SOURCE_TYPES + name
    for name in (
        "trainedAlgorithmicMedia",
        "compositeWithTrainedAlgorithmicMedia",
        "compositeSynthetic",
    )
]
# The private original's name in its storage, and what readers' files are called.
DIGEST = r"^[0-9a-f]{64}$"


class Bands(Func):
    """The likeness cut into bands, as the index holds them."""

    function = "photos_bands"
    output_field = ArrayField(models.IntegerField())


class Difference(Func):
    """How many bits of two likenesses differ."""

    function = "bit_count"
    template = "%(function)s((%(expressions)s)::bit(64))"
    arg_joiner = " # "
    output_field = models.BigIntegerField()


class PhotoQuerySet(models.QuerySet):
    """Queries over the library."""

    def ready(self):
        """Those that may go public: with credit, source and alternative text."""
        return self.exclude(credit="").exclude(source="").exclude(alt="")

    def open_to(self, desks):
        """Those of these desks (ids), and those that are shared."""
        return self.filter(Q(desk__in=desks) | Q(shared=True))

    def alike(self, number):
        """Those that look nearly the same as a likeness does, the nearest first."""
        if number is None:
            return self.none()
        return (
            self.annotate(
                bands=Bands(F("likeness")),
                difference=Difference(
                    F("likeness"), Value(number, output_field=models.BigIntegerField())
                ),
            )
            .filter(bands__overlap=likeness.near_bands(number), difference__lte=likeness.NEAR)
            .order_by("difference", "-pk")
        )

    def in_batches(self, after=0, size=500):
        """Lists of photos in the order of their numbers, those up to `after` left out."""
        while photos := list(self.filter(pk__gt=after).order_by("pk")[:size]):
            yield photos
            after = photos[-1].pk

    def newest_first(self):
        """The last taken in first."""
        return self.order_by("-pk")


class Photo(models.Model):
    """One photo, once in the whole network. Triggers keep what says which file it is.

    Whatever a text field holds is plain text of a stranger: never HTML.
    """

    class Origin(models.TextChoices):
        OWN = "own", _("own photo")
        AGENCY = "agency", _("agency")
        HANDOUT = "handout", _("handout")
        ARCHIVE = "archive", _("archive")
        READER = "reader", _("reader")
        GENERATED = "generated", _("made by a program")

    class FocalBy(models.TextChoices):
        SUGGESTED = "suggested", _("suggested")
        PERSON = "person", _("set by a person")

    number = models.BigAutoField(primary_key=True)
    desk = models.ForeignKey(
        "desks.Desk", verbose_name=_("desk"), on_delete=models.PROTECT, related_name="photos"
    )
    shared = models.BooleanField(
        _("shared"), default=False, help_text=_("Other desks may use the photo too.")
    )

    # SHA-256 of the original, which is its name in the private storage too.
    original = models.CharField(max_length=64, unique=True, editable=False)
    media_type = models.CharField(max_length=20, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    size = models.PositiveBigIntegerField(editable=False)
    likeness = models.BigIntegerField(null=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    uploaded_at = models.DateTimeField(_("uploaded"), editable=False)

    headline = models.CharField(_("headline"), max_length=250, blank=True)
    caption = models.TextField(_("caption"), max_length=4000, blank=True)
    alt = models.TextField(
        _("alternative text"),
        max_length=1000,
        blank=True,
        help_text=_("What is to be seen, for those who do not see it."),
    )
    credit = models.CharField(
        _("credit"), max_length=250, blank=True, help_text=_("As it stands under the photo.")
    )
    creator = models.CharField(_("creator"), max_length=250, blank=True)
    copyright_notice = models.CharField(_("copyright notice"), max_length=500, blank=True)
    usage_terms = models.TextField(_("usage terms"), max_length=2000, blank=True)
    source = models.CharField(
        _("source"),
        max_length=250,
        blank=True,
        help_text=_("Where the newsroom has it from: a person, an agency, an office."),
    )
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, blank=True)
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=250, blank=True)
    keywords = ArrayField(
        models.CharField(max_length=metadata.KEYWORD_LENGTH),
        verbose_name=_("keywords"),
        size=metadata.KEYWORDS,
        default=list,
        blank=True,
    )
    digital_source_type = models.CharField(
        _("digital source type"),
        max_length=200,
        blank=True,
        help_text=_("An address of the IPTC's list; pictures made by a model are labelled."),
    )

    # Per mille of width and height, from the top left.
    focal_x = models.PositiveSmallIntegerField(default=WHOLE // 2)
    focal_y = models.PositiveSmallIntegerField(default=WHOLE // 2)
    focal_by = models.CharField(max_length=10, choices=FocalBy, default=FocalBy.SUGGESTED)
    # Which of its renditions count; each change of rights, crop or sizes makes a new generation.
    generation = models.PositiveIntegerField(default=1, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints = [
            models.CheckConstraint(
                name="photo_original_is_digest", condition=Q(original__regex=DIGEST)
            ),
            models.CheckConstraint(
                name="photo_has_a_size", condition=Q(width__gte=1, height__gte=1, size__gte=1)
            ),
            models.CheckConstraint(
                name="photo_focal_point_inside",
                condition=Q(focal_x__lte=WHOLE, focal_y__lte=WHOLE),
            ),
            models.CheckConstraint(
                name="photo_focal_by_known", condition=Q(focal_by__in=["suggested", "person"])
            ),
            models.CheckConstraint(
                name="photo_origin_known",
                condition=Q(
                    origin__in=["", "own", "agency", "handout", "archive", "reader", "generated"]
                ),
            ),
            models.CheckConstraint(
                name="photo_source_type_of_the_iptc",
                condition=Q(digital_source_type="")
                | Q(digital_source_type__regex=rf"^{metadata.SOURCE_TYPES}[A-Za-z]+$"),
                violation_error_message=_("The digital source type is none of the IPTC's list."),
            ),
            # Blanks are no credit.
            *(
                models.CheckConstraint(
                    name=f"photo_{name}_not_blank",
                    condition=Q(**{name: ""}) | Q(**{f"{name}__regex": r"\S"}),
                )
                for name in ("credit", "source", "alt")
            ),
        ]
        indexes = [models.Index(fields=["desk", "-number"], name="photo_of_desk")]

    def __str__(self):
        return self.headline or self.caption[:80] or _("Photo %(number)s") % {"number": self.pk}

    @property
    def is_ready(self):
        """Whether it may go public: the twin of `ready()`."""
        return bool(self.credit and self.source and self.alt)

    @property
    def is_ai_made(self):
        """Whether readers are told that a model made it."""
        return self.origin == self.Origin.GENERATED or self.digital_source_type in AI_SOURCE_TYPES

    @property
    def focal(self):
        """The focal point, per mille."""
        return (self.focal_x, self.focal_y)

    @property
    def rights(self):
        """What every public file says of it, as `marking.packet` takes it."""
        return {name: getattr(self, name) for name in RIGHTS}


RIGHTS = ("creator", "credit", "copyright_notice", "usage_terms", "digital_source_type")
