"""Who made a text, and who may change it as it stands."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Q

from newsroom.reporters.reach import reach_of

from .models.article import Article


def _credited(article):
    """Ids of the users whose reporters are credited on the article; asked once for each object."""
    if "_credited" not in article.__dict__:
        article.__dict__["_credited"] = set(
            article.bylines.exclude(reporter__user=None).values_list("reporter__user", flat=True)
        )
    return article.__dict__["_credited"]


def has_saved(user, article):
    """Whether `user` saved the text as a draft since it last went out; asked once an object."""
    if "_saved_drafts" not in article.__dict__:
        article.__dict__["_saved_drafts"] = set(article.written_by.values_list("pk", flat=True))
    return user.pk in article.__dict__["_saved_drafts"]


def is_own(user, article):
    """Whether `user` created the article or is credited on it."""
    return article.created_by_id == user.pk or user.pk in _credited(article)


def is_writer(user, article):
    """Whether `user` made this text: it is their own, or they saved it as a draft."""
    return is_own(user, article) or has_saved(user, article)


def writers_of(article):
    """The users who made this text, as `is_writer` says it of one."""
    return get_user_model().objects.filter(
        Q(pk=article.created_by_id)
        | Q(pk__in=article.bylines.values("reporter__user"))
        | Q(pk__in=article.written_by.values("pk"))
    )


@dataclass(frozen=True)
class Ground:
    """Whether somebody may change a text, and the name of the reason."""

    allows: bool
    name: str


def ground_to_write(user, article):
    """Why `user` may, or may not, change the working copy as it stands.

    A draft is open to its writers and the desk's editors, and to its reporters where it is
    shared; once submitted, to editors who may also approve it; once issued or spiked, to nobody
    until it is reopened or revived.
    """
    reach = reach_of(user)
    editor = reach.has("editor", article.desk_id)
    if article.state == Article.State.DRAFT:
        return _ground_in_draft(user, article, reach, editor)
    if article.state in (Article.State.IN_REVIEW, Article.State.APPROVED):
        if not editor:
            return Ground(False, "submitted")
        if reach.has("chief", article.desk_id):
            return Ground(True, "chief")
        return Ground(False, "wrote") if is_writer(user, article) else Ground(True, "corrects")
    return Ground(False, article.state)


def _ground_in_draft(user, article, reach, editor):
    if not reach.roles:
        return Ground(False, "roleless")
    if editor:
        return Ground(True, "editor")
    if is_own(user, article):
        return Ground(True, "own")
    if not reach.has("reporter", article.desk_id):
        return Ground(False, "elsewhere")
    return Ground(True, "shared") if article.shared else Ground(False, "kept")
