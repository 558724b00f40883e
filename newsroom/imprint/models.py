"""The imprint and the terms of a desk; what a desk leaves empty holds as at the desk above."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

phone_validator = RegexValidator(
    r"^\+?[0-9 ().-]{5,30}$", _("Write the telephone number, for example +62 741 123456.")
)


# What ads.txt 1.1 (IAB Tech Lab) knows of: who may sell, and variables. The rest of a line behind
# “#” is a note.
SELLER = re.compile(r"[^\s,]+\.[^\s,]+ *, *[^\s,]+ *, *(DIRECT|RESELLER)( *, *[^\s,]+)?", re.I)
VARIABLE = re.compile(
    r"(CONTACT|SUBDOMAIN|OWNERDOMAIN|MANAGERDOMAIN|INVENTORYPARTNERDOMAIN) *= *\S.*", re.I
)


def validate_sellers(text):
    """Refuse a line that buyers of advertising would not read."""
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.partition("#")[0].strip()
        if said and not SELLER.fullmatch(said) and not VARIABLE.fullmatch(said):
            raise ValidationError(
                _(
                    "Line %(number)s is none of ads.txt: “%(line)s”. Write the system, your "
                    "account and DIRECT or RESELLER with commas between them, or a variable as "
                    "SUBDOMAIN=…"
                ),
                code="sellers",
                params={"number": number, "line": said[:80]},
            )


HELP_EXPLAINED = _(
    "Shown with stories about a suicide: whom to call or write to, one on each line, with the "
    "number and the hours. Telephone numbers and addresses become links."
)


class Inherited(models.Model):
    """One row of a desk whose empty fields are filled from the desks above it."""

    desk = models.OneToOneField(
        "desks.Desk", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )

    counted = False

    class Meta:
        abstract = True

    @classmethod
    def own_fields(cls):
        """The names of the fields that are inherited."""
        return [field.name for field in cls._meta.concrete_fields if not field.primary_key]

    @classmethod
    def holding(cls, branch):
        """What holds at the last desk of `branch` (from the network down); one query."""
        return cls.put_together(branch, cls.objects.filter(desk__in=branch))

    @classmethod
    def put_together(cls, branch, said):
        """The same of the rows that desks of `branch` have.

        The answer is no row of the table. Its `origins` say from which desk each field comes.
        """
        rows = {row.desk_id: row for row in said}
        found = cls(desk=branch[-1])
        found.origins = {}
        for name in cls.own_fields():
            for desk in reversed(branch):
                value = getattr(rows[desk.pk], name) if desk.pk in rows else None
                if value not in (None, ""):
                    setattr(found, name, value)
                    found.origins[name] = desk
                    break
        return found


class Imprint(Inherited):
    """What the page /masthead/ names: law 40/1999, article 12, asks for it on every host."""

    company = models.CharField(
        _("company"), max_length=160, blank=True, help_text=_("The publisher, with its legal form.")
    )
    registration = models.CharField(
        _("registration"),
        max_length=160,
        blank=True,
        help_text=_("Deed, registry number, and the Press Council's verification if there is one."),
    )
    address = models.TextField(_("address"), max_length=500, blank=True)
    phone = models.CharField(
        _("telephone"), max_length=30, blank=True, validators=[phone_validator]
    )
    email = models.EmailField(_("e-mail"), blank=True)
    business_lead = models.CharField(_("responsible for the business"), max_length=120, blank=True)
    editorial_lead = models.CharField(
        _("responsible for the editorial part"),
        max_length=120,
        blank=True,
        help_text=_("The chief editor, by name."),
    )
    people = models.TextField(
        _("other people"),
        max_length=4000,
        blank=True,
        help_text=_("One line for each role: Managing editor: name, name"),
    )
    founded = models.PositiveSmallIntegerField(
        _("founded in"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1600), MaxValueValidator(2200)],
    )
    ownership = models.TextField(
        _("ownership and income"),
        max_length=4000,
        blank=True,
        help_text=_("Who owns the newsroom and what it lives on."),
    )
    profiles = models.TextField(
        _("own profiles elsewhere"),
        max_length=2000,
        blank=True,
        help_text=_("The addresses of the desk's accounts on other sites, one on each line."),
    )
    guidelines = models.TextField(
        _("guidelines"),
        max_length=60_000,
        blank=True,
        help_text=_(
            "What the newsroom holds itself to, in full. A line that begins with # is a heading; "
            "an empty line begins a paragraph."
        ),
    )
    corrections_policy = models.TextField(
        _("how you correct"),
        max_length=8000,
        blank=True,
        help_text=_("How readers report a mistake, and what becomes of it."),
    )
    # One for each language that desks speak (LANGUAGES), whatever this desk's own is.
    help_id = models.TextField(
        _("where to find help, in Indonesian"),
        max_length=1000,
        blank=True,
        default="",
        db_default="",
        help_text=HELP_EXPLAINED,
    )
    help_en = models.TextField(
        _("where to find help, in English"),
        max_length=1000,
        blank=True,
        default="",
        db_default="",
        help_text=HELP_EXPLAINED,
    )

    # Without these the law is not kept.
    REQUIRED = ("company", "address", "business_lead", "editorial_lead", "email")

    class Meta:
        verbose_name = _("imprint")
        verbose_name_plural = _("imprints")

    def __str__(self):
        return self.company

    def missing(self):
        """The labels of what the law asks for and this imprint does not say."""
        return [
            self._meta.get_field(name).verbose_name
            for name in self.REQUIRED
            if not getattr(self, name)
        ]

    def has_one_lead(self):
        """Whether one person answers for the business and for the editorial part.

        The Press Council's standard of press companies (03/Peraturan-DP/X/2019) wants two.
        """
        leads = [
            " ".join(name.casefold().split()) for name in (self.business_lead, self.editorial_lead)
        ]
        return leads[0] == leads[1] != ""

    def help_in(self, language):
        """Where readers find help, in that language; empty where nobody wrote it."""
        return getattr(self, f"help_{language}", "").strip()

    @property
    def roles(self):
        """The other people: pairs of a role ("" for a line without one) and names."""
        pairs = []
        for line in self.people.splitlines():
            role, colon, names = line.partition(":")
            if line.strip():
                pairs.append((role.strip(), names.strip()) if colon else ("", line.strip()))
        return pairs

    @property
    def profile_list(self):
        """The addresses of the desk's accounts elsewhere."""
        return [
            line.strip()
            for line in self.profiles.splitlines()
            if line.strip().startswith(("https://", "http://"))
        ]


class Terms(Inherited):
    """On which terms machines take a desk's stories."""

    class Feeds(models.TextChoices):
        FULL = "full", _("the whole text")
        SUMMARY = "summary", _("a summary")

    class Choice(models.TextChoices):
        ALLOW = "allow", _("allowed")
        REFUSE = "refuse", _("refused")

    feeds = models.CharField(_("feeds hold"), max_length=8, choices=Feeds, blank=True)
    ai_training = models.CharField(
        _("training of AI models"), max_length=8, choices=Choice, blank=True
    )
    ai_search = models.CharField(
        _("answers of AI search"), max_length=8, choices=Choice, blank=True
    )
    licence = models.URLField(
        _("licence"),
        blank=True,
        help_text=_("Where one reads, or asks, on which terms stories may be used."),
    )
    sellers = models.TextField(
        _("sellers of advertising"),
        blank=True,
        validators=[validate_sellers],
        help_text=_(
            "The file ads.txt, line by line, as your advertising partners give it to you. Buyers "
            "look for it at the main domain; there, SUBDOMAIN= names the desks with a file of "
            "their own."
        ),
    )

    # What holds where no desk of the branch has decided.
    CUSTOM = {"feeds": Feeds.FULL, "ai_training": Choice.REFUSE, "ai_search": Choice.ALLOW}

    class Meta:
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        constraints = [
            models.CheckConstraint(
                name="terms_known",
                condition=models.Q(feeds__in=["", "full", "summary"])
                & models.Q(ai_training__in=["", "allow", "refuse"])
                & models.Q(ai_search__in=["", "allow", "refuse"]),
            )
        ]

    def __str__(self):
        return str(self.desk)

    def says(self, name):
        """What holds for the field `name`, the house's own custom where nobody decided."""
        return getattr(self, name) or self.CUSTOM[name]

    @property
    def full_text(self):
        """Whether feeds hold the whole text."""
        return self.says("feeds") == self.Feeds.FULL

    @property
    def allows_training(self):
        """Whether models may be trained on the stories."""
        return self.says("ai_training") == self.Choice.ALLOW

    @property
    def allows_ai_search(self):
        """Whether AI search may answer with the stories."""
        return self.says("ai_search") == self.Choice.ALLOW
