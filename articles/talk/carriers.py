"""Desks that carry a story are told what its readers are told of it."""

from django.urls import reverse

from articles import publishing
from newsroom.desks.models import Desk

from .people import nearest_editors
from .telling import tell


def carriers_of(article, *, at):
    """The desks on whose pages `article` is live because they carry it."""
    live = publishing.carried(article, at=at).live(at)
    return list(Desk.objects.filter(pk__in=live.values("desk")).order_by("pk"))


def tell_carriers(kind, desks, *, version, by, at, text, but):
    """Tell the editors of `desks`, but for the users `but`, under the headline that readers knew.

    Nothing is said of the working copy, which is not theirs to see.
    """
    known = {user.pk for user in but}
    for desk in desks:
        tell(
            kind,
            to=[user for user in nearest_editors(desk) if user.pk not in known],
            by=by,
            at=at,
            desk=desk,
            text=f"{version.headline}\n{text}".strip(),
            url=f"{reverse('admin:articles_article_carry')}?desk={desk.slug}",
        )
