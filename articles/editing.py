"""Saving the working copy: who may, and never silently over somebody else's text."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from newsroom.reporters.models import Reporter
from newsroom.reporters.reach import reach_of

from . import content, html
from .content import FIELDS
from .models.article import Article, Byline
from .models.revision import Revision
from .models.section import Section
from .workflow import FARTHEST, TOO_FAR, may_edit_text

TOPICS_AT_MOST, TOPIC_LENGTH = 20, 100
# The same new article sent again within this time is a button pressed twice.
PRESSED_TWICE = timedelta(minutes=1)
# Of the autosaves of one user in a row, the history keeps about one in this time, and the last two.
THINNED = timedelta(minutes=10)


class Stale(Exception):
    """Two people changed the same part; `article` is what the database holds now.

    `clashes` names the parts (articles/content.py); what was `typed` is kept aside as a revision;
    `merged` has both changes, and of a part that clashes what was typed.
    """

    def __init__(self, article, clashes, typed, merged):
        self.article = article
        self.clashes = clashes
        self.typed = typed
        self.merged = merged
        super().__init__("The article was saved by somebody else in the meantime.")


def save(article, *, by, at, edit, values, bylines, topics, origin=Revision.Origin.SAVE, base=None):
    """Save a working copy, or begin one where `article` is None; all of it or nothing.

    `edit` is the number of the save that the form was filled in over. `values` has the FIELDS,
    `bylines` is a list of (Reporter, role) in the printed order, `topics` a list of names. Where
    somebody else saved in the meantime, both changes are kept as long as they are of different
    parts or paragraphs. A form that was saved and merged while it stayed open does not show what
    others wrote: `base` is then what it held: its values, bylines and topics.

    Returns the Article. A save that changes nothing counts as none, and a button pressed twice
    saves once; pressed over one's own autosave it keeps that in the history.
    Raises Stale, PermissionDenied or ValidationError.
    """
    try:
        return _save(article, by, at, edit, values, bylines, topics, origin, base)
    except Stale as stale:
        _keep_aside(stale, by, at)
        raise


@transaction.atomic
def _save(article, by, at, edit, values, bylines, topics, origin, base):
    values, topics = _given(values), _distinct(topics)
    if article is None:
        article = _begun_just_now(by, at, values)
        if article is not None:
            return article
        article = Article(created_by=by, created_at=at, changed_at=at, edit=0)
    else:
        article = Article.objects.select_for_update().get(pk=article.pk)
        if not _differs(article, values, bylines, topics):
            if origin != Revision.Origin.AUTOSAVE:
                keep(article)
            return article
        if not may_edit_text(by, article):
            raise PermissionDenied(_("This text is not yours to change as it stands."))
        _remember(article)
        if base is not None or edit != article.edit:
            values, bylines, topics = _merged(article, edit, values, bylines, topics, base)
            if edit != article.edit:
                origin = Revision.Origin.MERGE
            if not _differs(article, values, bylines, topics):
                return article
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
    Revision.objects.create(
        article=article,
        edit=article.edit,
        origin=origin,
        by=by,
        saved_at=at,
        content=content.of_article(article),
    )
    if origin == Revision.Origin.AUTOSAVE:
        _thin(article, by)
    return article


def differs(article, values, bylines, topics):
    """Whether the working copy says anything else than these, as `save` would store them."""
    return _differs(article, _given(values), bylines, _distinct(topics))


def keep(article):
    """Never drop the latest revision, though it was an autosave.

    For whoever saves by the button, and for every form that is filled in over it: its changes are
    told from those of others by that revision.
    """
    latest = article.revisions.filter(edit=article.edit, origin=Revision.Origin.AUTOSAVE)
    latest.update(origin=Revision.Origin.SAVE)


def restore(revision, *, by, at, edit):
    """Put the working copy back to `revision`, at the desk where it is now; a save like any other.

    Reporters who are credited no more by that name are looked up by their number. Raises what
    `save` raises.
    """
    kept = revision.content
    article = Article.objects.select_related("desk").get(pk=revision.article_id)
    reporters = Reporter.objects.in_bulk([pk for pk, _name, _role in kept["bylines"]])
    values = {name: kept[name] for name in FIELDS if name not in ("desk", "section")}
    values["section"] = Section.objects.filter(pk=kept["section"]).first()
    if kept["embargo_until"]:
        values["embargo_until"] = parse_datetime(kept["embargo_until"])
    return save(
        article,
        by=by,
        at=at,
        edit=edit,
        values=values,
        bylines=[(reporters[pk], role) for pk, _name, role in kept["bylines"] if pk in reporters],
        topics=kept["topics"],
        origin=Revision.Origin.RESTORE,
    )


def _remember(article):
    """Make sure that what is about to be changed is a revision, whoever wrote it."""
    if not article.revisions.filter(edit=article.edit).exists():
        Revision.objects.create(
            article=article,
            edit=article.edit,
            by=article.created_by,
            saved_at=article.changed_at,
            content=content.of_article(article),
        )


def _thin(article, by):
    """Drop the autosave before the last one, where the history keeps another of that time.

    The last one stays beside the new: a browser that never heard the answer still writes over it.
    """
    numbered = article.revisions.exclude(edit=None).order_by("-edit")
    found = list(numbered.only("origin", "by_id", "saved_at")[:4])
    if len(found) < 4:
        return
    *run, before = found
    alike = all(each.origin == Revision.Origin.AUTOSAVE and each.by_id == by.pk for each in run)
    if alike and run[-1].saved_at - before.saved_at < THINNED:
        run[-1].delete()


def _merged(article, edit, values, bylines, topics, base):
    """What was typed over save `edit`, merged with what was saved since. Raises Stale."""
    stored = content.of_article(article)
    typed = _content(article, values, bylines, topics)
    if base is not None:
        base = _content(article, *base)
    else:
        base = article.revisions.filter(edit=edit).values_list("content", flat=True).first()
    if base is None:
        merged = typed
        clashes = [name for name in content.PARTS if stored[name] != typed[name]]
    else:
        merged, clashes = content.merge(base, stored, typed)
    if clashes:
        raise Stale(article, clashes, typed, merged)
    for name in values:
        if merged[name] != typed[name]:
            values[name] = getattr(article, name) if merged[name] == stored[name] else merged[name]
    if merged["bylines"] != typed["bylines"]:
        credited = article.bylines.select_related("reporter").order_by("position", "pk")
        bylines = [(byline.reporter, byline.role) for byline in credited]
    return values, bylines, merged["topics"]


def _keep_aside(stale, by, at):
    """Keep what was refused, once."""
    aside = stale.article.revisions.filter(origin=Revision.Origin.ASIDE, by=by).order_by("-pk")
    latest = aside.first()
    if latest is None or latest.content != stale.typed:
        Revision.objects.create(
            article=stale.article,
            origin=Revision.Origin.ASIDE,
            by=by,
            saved_at=at,
            content=stale.typed,
        )


def _content(article, values, bylines, topics):
    """What was typed as a content; parts that the form did not have are those stored."""
    everything = {name: getattr(article, name) for name in FIELDS} | _given(values)
    return content.of(everything, bylines, _distinct(topics))


def _given(values):
    """Those of FIELDS that were given, the body as it is stored."""
    values = {name: values[name] for name in FIELDS if name in values}
    if "body" in values:
        values["body"] = _cleaned(values["body"])
    return values


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
