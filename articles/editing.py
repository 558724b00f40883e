"""Saving the working copy: who may, and never silently over somebody else's text."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from newsroom.reporters.reach import reach_of

from . import html
from .models.article import Article, Byline
from .workflow import FARTHEST, TOO_FAR, may_edit_text

FIELDS = (
    "desk",
    "kind",
    "section",
    "kicker",
    "headline",
    "standfirst",
    "dateline",
    "body",
    "source",
    "embargo_until",
    "shared",
)
TOPICS_AT_MOST, TOPIC_LENGTH = 20, 100
# The same new article sent again within this time is a button pressed twice.
PRESSED_TWICE = timedelta(minutes=1)


class Stale(Exception):
    """Somebody saved after the form was opened; `article` is what the database holds now."""

    def __init__(self, article):
        self.article = article
        super().__init__("The article was saved by somebody else in the meantime.")


@transaction.atomic
def save(article, *, by, at, edit, values, bylines, topics):
    """Save a working copy, or begin one where `article` is None; all of it or nothing.

    `edit` is the number of the save that the form was filled in over. `values` has the FIELDS,
    `bylines` is a list of (Reporter, role) in the printed order, `topics` a list of names.
    Returns the Article. A save that changes nothing counts as none, and a button pressed twice
    saves once. Raises Stale, PermissionDenied or ValidationError.
    """
    values = {name: values[name] for name in FIELDS if name in values}
    if "body" in values:
        values["body"] = _cleaned(values["body"])
    topics = _distinct(topics)
    if article is None:
        article = _begun_just_now(by, at, values)
        if article is not None:
            return article
        article = Article(created_by=by, created_at=at, changed_at=at, edit=0)
    else:
        article = Article.objects.select_for_update().get(pk=article.pk)
        if not _differs(article, values, bylines, topics):
            return article
        if not may_edit_text(by, article):
            raise PermissionDenied(_("This text is not yours to change as it stands."))
        if edit != article.edit:
            raise Stale(article)
    _check_desk(article, values, by)
    until = values.get("embargo_until")
    if until and until > at + FARTHEST:
        raise ValidationError({"embargo_until": TOO_FAR})
    for name, value in values.items():
        setattr(article, name, value)
    article.edit += 1
    article.changed_at = at
    article.full_clean(exclude=["created_by", "import_key", "topics"])
    article.save()
    if article.state == Article.State.DRAFT:
        article.written_by.add(by)
    article.bylines.all().delete()
    Byline.objects.bulk_create(
        Byline(article=article, reporter=reporter, role=role, position=position)
        for position, (reporter, role) in enumerate(bylines, start=1)
    )
    if not _has_topics(article, topics):
        # One by one: they are printed in the order in which they were typed.
        article.topics.clear()
        for name in topics:
            article.topics.add(name)
    return article


def _cleaned(body):
    """The body as it is stored; one without a word is empty."""
    body = html.clean(body)
    return body if html.text(body) else ""


def _distinct(topics):
    """The topics, each once whatever its case; ValidationError where they are too much."""
    found = {}
    for name in topics:
        found.setdefault(name.casefold(), name)
    topics = list(found.values())
    if len(topics) > TOPICS_AT_MOST:
        raise ValidationError(
            {"topics": _("At most %(number)s topics, please.") % {"number": TOPICS_AT_MOST}}
        )
    for name in topics:
        if len(name) > TOPIC_LENGTH:
            raise ValidationError(
                {
                    "topics": _(
                        "“%(topic)s…” is too long for a topic: %(most)s characters at most."
                    )
                    % {"topic": name[:40], "most": TOPIC_LENGTH}
                }
            )
    return topics


def _begun_just_now(by, at, values):
    """The article that the first press of the same button began, or None.

    The user's own row is locked, so that the second press waits for the first.
    """
    get_user_model().objects.select_for_update(no_key=True).get(pk=by.pk)
    return Article.objects.filter(
        created_by=by,
        created_at__gt=at - PRESSED_TWICE,
        edit=1,
        desk=values["desk"],
        headline=values["headline"],
        body=values.get("body", ""),
        standfirst=values.get("standfirst", ""),
    ).first()


def _check_desk(article, values, by):
    """The desk must be one where `by` writes; it stays once a version was issued there."""
    desk = values.get("desk")
    if desk is None or (article.pk and desk.pk == article.desk_id):
        return
    if not reach_of(by).has("reporter", desk.pk):
        raise PermissionDenied(_("You have no role at this desk."))
    if article.pk and article.versions.exists():
        raise ValidationError(
            {"desk": _("It was issued at its desk, which is its home from then on.")}
        )


def _differs(article, values, bylines, topics):
    """Whether a save would change anything."""
    if any(getattr(article, name) != value for name, value in values.items()):
        return True
    credited = [
        (byline.reporter_id, byline.role) for byline in article.bylines.order_by("position", "pk")
    ]
    if credited != [(reporter.pk, role) for reporter, role in bylines]:
        return True
    return not _has_topics(article, topics)


def _has_topics(article, topics):
    """Whether the article has these topics, in this order and whatever their case."""
    names = article.topic_items.order_by("pk").values_list("tag__name", flat=True)
    return [name.casefold() for name in names] == [name.casefold() for name in topics]
