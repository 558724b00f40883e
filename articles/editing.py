"""Saving the working copy: who may, and never silently over somebody else's text."""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter
from newsroom.reporters.reach import reach_of

from . import content, html, merging, thinning
from .content import FIELDS
from .models.article import Article, Byline
from .models.revision import AUTOMATIC, Revision
from .models.section import Section
from .needs import FARTHEST, TOO_FAR
from .pictures import allowed, using
from .pictures.models.picture import Picture
from .workflow import may_edit_text

TOPICS_AT_MOST, TOPIC_LENGTH = 20, 100
PICTURES_AT_MOST = 60
# The same new article sent again within this time is a button pressed twice; one with a text, which
# nobody types twice, is sent again because its answer was lost: by a browser that was offline, or
# while the database was away.
PRESSED_TWICE, SENT_AGAIN = timedelta(minutes=1), timedelta(hours=12)
# What a save is called that turned out to be a merge.
MERGED = {Revision.Origin.AUTOSAVE: Revision.Origin.AUTOMERGE}


class Stale(Exception):
    """Two people changed the same part; `article` is what the database holds now.

    `clashes` names the parts (articles/content.py). `aside` is the revision in which what was
    typed is kept: articles/settling.py shows both texts and saves what is decided.
    """

    def __init__(self, article, clashes, typed, base):
        self.article = article
        self.clashes = clashes
        self.typed = typed
        self.base = base
        self.aside = None
        super().__init__("The article was saved by somebody else in the meantime.")


def closed(article):
    """Why the text of an article may not be changed by somebody who just wrote in it."""
    return _(
        "This article is now “%(state)s”, and its text is not yours to change as it stands."
    ) % {"state": article.get_state_display()}


def save(
    article, *, by, at, edit, values, bylines, topics, pictures=None,
    origin=Revision.Origin.SAVE, base=None, key="", anew=False,
):  # fmt: skip
    """Save a working copy, or begin one where `article` is None; all of it or nothing.

    `edit` is the number of the save that the form was filled in over. `values` has the FIELDS,
    `bylines` is a list of (Reporter, role) in the printed order, `topics` a list of names,
    `pictures` those of a content, or None where they stay as they are. Where somebody else saved
    in the meantime, both changes are kept as long as they are of different parts or paragraphs. A
    form that was saved and merged while it stayed open does not show what others wrote: `base` is
    then what it held: its values, bylines, topics and pictures. `key` is the same where the very
    same is sent again because its answer was lost: it is saved once, whatever others wrote since.
    `anew` begins an article though one was begun with the very same just now.

    Returns the Article. A save that changes nothing counts as none, and a button pressed twice
    saves once; pressed over one's own autosave it keeps that in the history.
    Raises Stale, PermissionDenied or ValidationError.
    """
    try:
        return _save(
            article, by, at, edit, values, bylines, topics, pictures, origin, base, key, anew
        )
    except Stale as stale:
        if origin != Revision.Origin.RESTORE:
            # What is put back is a revision already.
            stale.aside = _keep_aside(stale, by, at)
        raise


@transaction.atomic
def _save(article, by, at, edit, values, bylines, topics, pictures, origin, base, key, anew):
    values, topics = _given(values), _distinct(topics)
    pictures = None if pictures is None else _once(pictures)
    if article is None:
        article = None if anew else _begun_just_now(by, at, values)
        if article is not None:
            return article
        article = Article(created_by=by, created_at=at, changed_at=at, edit=0)
        check_photos(article, values, pictures, by)
    else:
        article = Article.objects.select_for_update().get(pk=article.pk)
        if key and edit != article.edit and article.revisions.filter(by=by, key=key).exists():
            return article
        if not _differs(article, values, bylines, topics, pictures):
            if origin != Revision.Origin.AUTOSAVE:
                Revision.objects.keep_latest(article)
            return article
        if not may_edit_text(by, article):
            raise PermissionDenied(closed(article))
        if origin != Revision.Origin.RESTORE:
            check_photos(article, values, pictures, by)
        remember(article)
        if base is not None or edit != article.edit:
            values, bylines, topics, pictures = _merged(
                article, edit, (values, bylines, topics, pictures), base
            )
            if edit != article.edit:
                origin = MERGED.get(origin, Revision.Origin.MERGE)
            if not _differs(article, values, bylines, topics, pictures):
                return article
    return write(
        article, by=by, at=at, values=values, bylines=bylines, topics=topics, pictures=pictures,
        origin=origin, key=key,
    )  # fmt: skip


def write(article, *, by, at, values, bylines, topics, pictures, origin, key=""):
    """Put these parts into `article`, whose row is locked or new, and keep the revision."""
    _check_desk(article, values, by)
    # Those of two people may be too many together.
    pictures = None if pictures is None else _once(pictures)
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
    if pictures is not None and pictures != content.pictures_of(article):
        using.rewrite(article, pictures)
    if not _has_topics(article, topics):
        _give_topics(article, topics)
    Revision.objects.record(
        article, content.of_article(article), by=by, at=at, origin=origin, edit=article.edit,
        key=key,
    )  # fmt: skip
    if origin in AUTOMATIC:
        thinning.thin(article)
    return article


def _give_topics(article, names):
    """Give the article these topics, in the order in which they were typed.

    New ones are made by one person after the other: two who type the same ones in two orders would
    wait for each other, and of one that they type in two cases there would be two.
    """
    called = reduce(or_, (Q(name__iexact=name) for name in names), Q(pk=None))
    known = {name.casefold() for name in Tag.objects.filter(called).values_list("name", flat=True)}
    if not known.issuperset(name.casefold() for name in names):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [0x746F7069])
    article.topics.clear()
    for name in names:
        article.topics.add(name)


def differs(article, values, bylines, topics, pictures):
    """Whether the working copy says anything else than these, as `save` would store them."""
    return _differs(article, _given(values), bylines, _distinct(topics), pictures)


def restore(revision, *, by, at, edit):
    """Put the working copy back to `revision`, at the desk where it is now; a save like any other.

    Reporters who are credited no more by that name are looked up by their number. Raises what
    `save` raises.
    """
    article = Article.objects.select_related("desk").get(pk=revision.article_id)
    values, bylines, topics, pictures = rows_of(revision.content)
    # It stays at the desk where it is now.
    values.pop("desk", None)
    return save(
        article,
        by=by,
        at=at,
        edit=edit,
        values=values,
        bylines=bylines,
        topics=topics,
        pictures=pictures,
        origin=Revision.Origin.RESTORE,
    )


def rows_of(parts):
    """The values, bylines, topics and pictures of a content, as `save` takes them.

    Reporters, photos and a section that are there no longer are left out.
    """
    values = {name: parts[name] for name in FIELDS if name in parts}
    for name, model in (("desk", Desk), ("section", Section)):
        if name in values:
            values[name] = model.objects.filter(pk=values[name]).first()
    if values.get("embargo_until"):
        values["embargo_until"] = parse_datetime(values["embargo_until"])
    reporters = Reporter.objects.in_bulk([pk for pk, _name, _role in parts["bylines"]])
    bylines = [(reporters[pk], role) for pk, _name, role in parts["bylines"] if pk in reporters]
    pictures, values["body"] = using.still_there(parts["pictures"], parts["body"])
    return values, bylines, parts["topics"], pictures


def remember(article):
    """Make sure that what is about to be changed is a revision, whoever wrote it."""
    if not article.revisions.filter(edit=article.edit).exists():
        Revision.objects.record(
            article,
            content.of_article(article),
            by=article.created_by,
            at=article.changed_at,
            origin=Revision.Origin.SAVE,
            edit=article.edit,
        )


def _merged(article, edit, given, base):
    """What was `given` over save `edit`, merged with what was saved since. Raises Stale."""
    values, bylines, _topics, _pictures = given
    stored = content.of_article(article)
    typed = _content(article, *given)
    if base is not None:
        base = _content(article, *base)
    else:
        before = article.revisions.filter(edit=edit).first()
        base = before.content if before else None
    merge = merging.merge(base, stored, typed)
    if merge.clashes:
        raise Stale(article, merge.names, typed, base)
    merged = merge.decided({})
    for name in values:
        if merged[name] != typed[name]:
            values[name] = getattr(article, name) if merged[name] == stored[name] else merged[name]
    if merged["bylines"] != typed["bylines"]:
        credited = article.bylines.select_related("reporter").order_by("position", "pk")
        bylines = [(byline.reporter, byline.role) for byline in credited]
    return values, bylines, merged["topics"], merged["pictures"]


@transaction.atomic
def _keep_aside(stale, by, at):
    """Keep what was refused, once; returns the revision."""
    article = Article.objects.select_for_update().get(pk=stale.article.pk)
    aside = article.revisions.filter(origin=Revision.Origin.ASIDE, by=by, name="").order_by("-pk")
    latest = aside.first()
    if latest and (latest.content, latest.content_over) == (stale.typed, stale.base):
        return latest
    return Revision.objects.record(
        article, stale.typed, by=by, at=at, origin=Revision.Origin.ASIDE, over=stale.base
    )


def _content(article, values, bylines, topics, pictures):
    """What was typed as a content; parts that the form did not have are those stored."""
    everything = {name: getattr(article, name) for name in FIELDS} | _given(values)
    if pictures is None:
        pictures = content.pictures_of(article)
    return content.of(everything, bylines, _distinct(topics), pictures)


def _given(values):
    """Those of FIELDS that were given, the texts as they are stored."""
    values = {name: _seen(values[name]) for name in FIELDS if name in values}
    if "body" in values:
        values["body"] = _cleaned(values["body"])
    return values


def _seen(value):
    """A text without what no page may hold; any other value as it is."""
    return html.seen(value).strip() if isinstance(value, str) else value


def _cleaned(body):
    """The body as it is stored; one without a word or a picture is empty."""
    body = html.clean(body)
    return body if html.text(body) or html.pictures(body) else ""


def _distinct(topics):
    """The topics, each once whatever its case; ValidationError where they are too much."""
    found = {}
    for name in map(_seen, topics):
        found.setdefault(name.casefold(), name)
    topics = [name for name in found.values() if name]
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
        created_at__gt=at - (SENT_AGAIN if values.get("body") else PRESSED_TWICE),
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


def _once(pictures):
    """The pictures of a content, the lead first: one lead, and no photo twice in the gallery.

    ValidationError where they are too many.
    """
    pictures = [list(map(_seen, each)) for each in pictures]
    lead = [each for each in pictures if each[1] == Picture.Place.LEAD][:1]
    gallery = {each[0]: each for each in pictures if each[1] == Picture.Place.GALLERY}
    if len(gallery) > PICTURES_AT_MOST:
        sentence = _("At most %(number)s pictures in a gallery, please.")
        raise ValidationError({"pictures": sentence % {"number": PICTURES_AT_MOST}})
    return [*lead, *gallery.values()]


def check_photos(article, values, pictures, by):
    """Photos that the article does not use yet must be open to `by`."""
    wanted = using.numbers_in(pictures or (), values.get("body", ""))
    if not wanted:
        return
    stored = content.pictures_of(article)
    new = wanted - using.numbers_in(stored, article.body)
    if not new:
        return
    using.hold(new)
    if closed := allowed.closed_to(by, new, pictures or (), values.get("body", "")):
        raise ValidationError(closed)


def _differs(article, values, bylines, topics, pictures):
    """Whether a save would change anything."""
    if any(getattr(article, name) != value for name, value in values.items()):
        return True
    if pictures is not None and content.pictures_of(article) != _once(pictures):
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
