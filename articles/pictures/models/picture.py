"""A picture of the working copy beside its text: the lead, or one of the gallery."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.html import ALT, CREDIT

# Long enough for a paragraph below a picture; what is longer is part of the text.
CAPTION = 2000


class Picture(models.Model):
    """The use of a photo in one article. Empty texts are the photo's own.

    Pictures inside the text are blocks of the body (articles/html.py), so that they move, merge
    and are compared with its paragraphs.
    """

    class Place(models.TextChoices):
        LEAD = "lead", _("lead picture")
        GALLERY = "gallery", _("gallery")

    # Found by its unique key, which begins with the article.
    article = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="pictures", db_index=False
    )
    photo = models.ForeignKey(
        "photos.Photo", verbose_name=_("photo"), on_delete=models.PROTECT, related_name="uses"
    )
    place = models.CharField(_("place"), max_length=7, choices=Place)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    caption = models.TextField(_("caption"), max_length=CAPTION, blank=True)
    credit = models.CharField(_("credit"), max_length=CREDIT, blank=True)
    alt = models.TextField(_("alternative text"), max_length=ALT, blank=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "place", "photo"],
                name="picture_once_in_a_place",
                violation_error_message=_("A photo stands in the gallery once."),
            ),
            models.UniqueConstraint(
                fields=["article"], condition=Q(place="lead"), name="picture_one_lead"
            ),
            models.CheckConstraint(
                condition=Q(place__in=["lead", "gallery"]), name="picture_place_known"
            ),
        ]

    def __str__(self):
        return f"{self.article_id}, {self.place}: {self.photo_id}"
