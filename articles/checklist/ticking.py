"""Giving an article its checklist, and ticking its lines."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.writers import ground_to_write

from .models import Line


def give(article, lines):
    """Give `article` its `lines`, a list of (text, required); the first checklist stays."""
    Line.objects.bulk_create(
        (
            Line(article=article, position=position, text=text, required=required)
            for position, (text, required) in enumerate(lines, start=1)
        ),
        # The second press of the same button finds them there.
        ignore_conflicts=True,
    )


@transaction.atomic
def tick(article, number, *, ticked, by, at):
    """Tick the line `number` (its id), or take the tick away; returns the Line.

    The article's row is locked: a required line is not taken back while the text goes on.
    Raises Line.DoesNotExist, and PermissionDenied for whoever may not write in it as it stands.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    line = article.checklist.select_related("ticked_by").get(pk=number)
    if not ground_to_write(by, article).allows:
        raise PermissionDenied(_("This text is not yours to change as it stands."))
    if bool(line.ticked_at) != ticked:
        line.ticked_by, line.ticked_at = (by, at) if ticked else (None, None)
        line.save(update_fields=["ticked_by", "ticked_at"])
    return line


def required_open(article):
    """The words of the required lines that nobody has ticked."""
    lines = article.checklist.filter(required=True, ticked_at=None)
    return list(lines.order_by("position").values_list("text", flat=True))
