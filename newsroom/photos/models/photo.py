"""A photo in the library: its private original, what it says, and on which terms."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from newsroom.desks.hosts import host_map
from newsroom.photos import likeness, metadata
from newsroom.reporters.reach import reach_of

from .allowed_desk import AllowedDesk
from .terms import FOREVER, INCOMPLETE, AllowedUse, conditions, in_term, standing_of

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

    def usable(self, at, desk):
        """Those that may be shown on the pages of `desk` at the moment `at`.

        Whether they may be shown at all: by term, desk and take-down. What "once" and "this
        story" mean for other articles is checked where pictures are used.
        """
        return self.filter(in_term(at)).allowed_at(desk)

    def allowed_at(self, desk):
        """Those whose terms let the pages of `desk` show them."""
        allowed = AllowedDesk.objects.filter(photo=OuterRef("pk"))
        branch = [each.pk for each in host_map.branch(desk)]
        return self.filter(~Exists(allowed) | Exists(allowed.filter(desk__in=branch)))

    def standing(self, name, at):
        """Those that stand so at the moment `at`: `name` is one of Standing."""
        found = self
        for standing, condition in conditions(at).items():
            if standing == name:
                return found.filter(condition)
            found = found.exclude(condition)
        raise ValueError(name)

    def visible_to(self, user):
        """Those that a person of the newsroom sees: of their desks, and what others share."""
        grounds = grounds_to_see(user)
        return self if "administrator" in grounds else self.filter(any_of(grounds))

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

    def standing_up(self):
        """Those that were not taken down: the others have no public files any more."""
        return self.filter(taken_down_at=None)

    def in_batches(self, after=0, size=500):
        """Lists of photos in the order of their numbers, those up to `after` left out."""
        while photos := list(self.filter(pk__gt=after).order_by("pk")[:size]):
            yield photos
            after = photos[-1].pk

    def newest_first(self):
        """The last taken in first."""
        return self.order_by("-pk")


def grounds_to_see(user):
    """What lets `user` see a photo: conditions by name, of which one is enough.

    What was taken down is the home desk's alone. A network administrator sees everything.
    """
    reach = reach_of(user)
    if user.is_active and user.is_superuser:
        return {"administrator": Q()}
    if not reach.roles:
        return {"own": Q(pk__in=[])}
    return {
        "own": Q(desk_id__in=reach.desks("reporter")),
        "shared": Q(shared=True, taken_down_at=None),
    }


def any_of(grounds):
    """One condition of several, of which one is enough."""
    found = Q()
    for ground in grounds.values():
        found |= ground
    return found


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
        "desks.Desk",
        verbose_name=_("desk"),
        on_delete=models.PROTECT,
        related_name="photos",
        db_index=False,
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
        db_index=False,
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

    # The Press Council wants it where a program made the picture (1/Peraturan-DP/I/2025, 5).
    consent = models.TextField(
        _("consent"),
        max_length=2000,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Of a picture made with AI: who is shown and agreed, or their heirs, when, and where "
            "that is kept; or that it shows nobody real."
        ),
    )

    # What the file said of its rights beside these, kept for its public files as it came.
    copyright_owner = models.CharField(
        _("copyright owner"), max_length=250, default="", db_default="", editable=False
    )
    web_statement = models.CharField(
        _("statement of rights"), max_length=500, default="", db_default="", editable=False
    )
    data_mining = models.CharField(
        _("data mining"), max_length=100, default="", db_default="", editable=False
    )

    # Per mille of width and height, from the top left.
    focal_x = models.PositiveSmallIntegerField(default=WHOLE // 2)
    focal_y = models.PositiveSmallIntegerField(default=WHOLE // 2)
    focal_by = models.CharField(max_length=10, choices=FocalBy, default=FocalBy.SUGGESTED)
    # The terms. At which desks it may be shown is in AllowedDesk.
    usable_from = models.DateTimeField(
        _("usable from"), null=True, blank=True, help_text=_("Empty: from now on.")
    )
    usable_until = models.DateTimeField(_("usable until"), default=FOREVER)
    allowed_use = models.CharField(
        _("allowed use"), max_length=5, choices=AllowedUse, default=AllowedUse.ANY
    )
    # Written by the take-down's own trigger, and never taken back.
    taken_down_at = models.DateTimeField(null=True, editable=False)

    # Whether a story uses it or ever did: written by triggers, and never taken back.
    used = models.BooleanField(default=False, editable=False)
    # The end of its term that editors were told of, and how many days before it.
    end_told = models.DateTimeField(null=True, editable=False)
    end_told_days = models.PositiveSmallIntegerField(null=True, editable=False)

    # Counts the saved changes: a form that was filled in over an older one is refused.
    edit = models.PositiveIntegerField(default=1, editable=False)
    shape = models.GeneratedField(
        expression=Case(
            When(width__gt=F("height") * 11 / 10, then=Value("wide")),
            When(height__gt=F("width") * 11 / 10, then=Value("tall")),
            default=Value("square"),
        ),
        output_field=models.CharField(max_length=6),
        db_persist=True,
    )
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
            models.CheckConstraint(
                name="photo_term_has_a_length",
                condition=Q(usable_from=None) | Q(usable_until__gt=F("usable_from")),
                violation_error_message=_("The term ends before it begins."),
            ),
            models.CheckConstraint(
                name="photo_allowed_use_known",
                condition=Q(allowed_use__in=["any", "once", "story", "web"]),
            ),
            models.CheckConstraint(
                name="photo_handout_has_a_source",
                condition=~Q(origin="handout") | ~Q(source=""),
                violation_error_message=_("Of a handout, say where it came from."),
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
        indexes = [
            models.Index(fields=["desk", "-number"], name="photo_of_desk"),
            models.Index(fields=["uploaded_by", "-number"], name="photo_of_uploader"),
            models.Index(fields=["shape", "-number"], name="photo_of_shape"),
            models.Index(fields=["uploaded_at"], name="photo_by_arrival"),
            models.Index(fields=["-number"], condition=Q(shared=True), name="photo_shared"),
            models.Index(
                fields=["usable_until", "number"],
                condition=~Q(usable_until=FOREVER),
                name="photo_with_an_end",
            ),
            models.Index(
                fields=["-number"],
                condition=Q(usable_from__isnull=False),
                name="photo_with_a_start",
            ),
            models.Index(
                fields=["-number"],
                condition=Q(taken_down_at__isnull=False),
                name="photo_taken_down",
            ),
            models.Index(fields=["-number"], condition=INCOMPLETE, name="photo_incomplete"),
        ]

    def __str__(self):
        return self.headline or self.caption[:80] or _("Photo %(number)s") % {"number": self.pk}

    @property
    def is_ready(self):
        """Whether it may go public: the twin of `ready()`."""
        return bool(self.credit and self.source and self.alt)

    def standing(self, at):
        """Where it stands at the moment `at`, one of Standing: the twin of the queryset's."""
        return standing_of(self, at)

    @property
    def is_taken_down(self):
        """Whether it was taken down, for good."""
        return self.taken_down_at is not None

    @property
    def is_ai_made(self):
        """Whether readers are told that a model made it."""
        return self.origin == self.Origin.GENERATED or self.digital_source_type in AI_SOURCE_TYPES

    @property
    def lacks_consent(self):
        """Whether nobody said who agreed to a picture that a model made."""
        return self.is_ai_made and not self.consent.strip()

    @property
    def focal(self):
        """The focal point, per mille."""
        return (self.focal_x, self.focal_y)

    @property
    def rights(self):
        """What every public file says of it, as `marking.packet` takes it."""
        return {name: getattr(self, name) for name in RIGHTS}


RIGHTS = (
    "creator", "credit", "copyright_notice", "usage_terms", "digital_source_type",
    "copyright_owner", "web_statement", "data_mining",
)  # fmt: skip
