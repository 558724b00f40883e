"""The door: a working copy goes in, an immutable version and its placements come out.

Only `articles.workflow` calls these functions, inside its transaction and with the article's row
locked; who may do so is decided there.
"""

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, F, Func, Q
from django.utils.translation import gettext_lazy as _

from . import content, html, said
from .checklist.assuring import assure
from .models.kind import Kind
from .models.notice import Notice
from .models.placement import Placement
from .models.version import FOREVER, Version, VersionByline, VersionTopic, slug_of
from .outbox.announcing import announce
from .outbox.models import Delivery
from .pictures.allowed import name_of
from .pictures.models.version_picture import VersionPicture
from .pictures.using import ready_to_print

CAME, WENT = Delivery.Occasion.CAME, Delivery.Occasion.WENT


def standing_versions(article):
    """The versions that were, are or will be public, newest first: all but the recalled."""
    return article.versions.filter(live_until__gt=F("live_from")).order_by("-number")


def newest_version(article):
    """The newest version that was not recalled, or None; asked once for each article object."""
    if "_newest_version" not in article.__dict__:
        article.__dict__["_newest_version"] = standing_versions(article).first()
    return article.__dict__["_newest_version"]


def live_version(article, at):
    """The version of `article` that readers have at the moment `at`, or None."""
    newest = newest_version(article)
    if newest is None or newest.is_live(at):
        return newest
    return article.versions.live(at).first()


def issue(article, *, by, at, live_from, notice=None, assured=None):
    """Make the next version of `article`, live from `live_from`; the one before ends there.

    `notice` are the parts of a notice that goes out with it, or None; `assured` are the answers to
    what the press rules ask of it (articles/checklist/assuring.py), or None. Raises
    ValidationError where the embargo or a version still ahead forbids the moment, or where the
    notice lacks something.
    """
    before = newest_version(article)
    if notice and before is None:
        raise ValidationError(
            _("The first version has nothing before it to put right: issue it without a notice."),
            code="nothing_before",
        )
    if before and before.is_scheduled(at):
        raise ValidationError(
            _("Version %(number)s is still ahead: recall or reschedule it first."),
            code="version_ahead",
            params={"number": before.number},
        )
    version, credits, topics, pictures = drawn_up(article, by=by, at=at, live_from=live_from)
    if before and before.live_until > live_from:
        before.live_until = live_from
        before.save(update_fields=["live_until"])
    version.full_clean()
    version.save()
    VersionTopic.objects.bulk_create(VersionTopic(version=version, tag=tag) for tag in topics)
    VersionByline.objects.bulk_create(
        VersionByline(version=version, reporter_id=reporter)
        for reporter in dict.fromkeys(c.reporter_id for c in credits)
    )
    VersionPicture.objects.bulk_create(pictures)
    if version.care:
        assure(version, assured or {})
    places = placed(version, before)
    Placement.objects.bulk_create(places)
    announce(version, {place.desk_id for place in places}, CAME, at=live_from)
    article.__dict__["_newest_version"] = version
    if notice:
        _said(article, notice, by=by, at=live_from, version=version).save()
    return version


def drawn_up(article, *, by, at, live_from):
    """The next version as the working copy reads now, not saved.

    What `issue` saves, and a preview shows: (Version, its Bylines, its Tags, its VersionPictures).
    """
    before = newest_version(article)
    credits = list(article.bylines.select_related("reporter").order_by("position", "pk"))
    topics = [item.tag for item in article.topic_items.select_related("tag").order_by("pk")]
    numbers = article.versions.order_by("-number").values_list("number", flat=True)
    version = Version(
        article=article,
        number=(numbers.first() or 0) + 1,
        desk=article.desk,
        kind=article.kind,
        section=article.section,
        slug=slug_of(article.headline) or str(article.pk),
        # Of a story that is out already, a desk that changes its language changes nothing.
        language=article.language or (before or article.desk).language,
        kicker=article.kicker,
        headline=article.headline,
        standfirst=article.standfirst,
        dateline=article.dateline,
        body=html.clean(article.body),
        source=article.source,
        bylines=[
            {"name": c.reporter.name, "slug": c.reporter.slug, "role": c.role} for c in credits
        ],
        topic_list=[{"name": topic.name, "slug": topic.slug} for topic in topics],
        word_count=html.word_count(article.body),
        care=article.care,
        embargo_until=article.embargo_until,
        live_from=live_from,
        first_live_from=before.first_live_from if before else live_from,
        issued_by=by,
        issued_at=at,
    )
    return version, credits, topics, ready_to_print(article, version)


def printed(article, *, by, at):
    """Every text of the working copy that readers, or whoever copies a picture, would get.

    Pairs of where it stands, as people call it, and the text.
    """
    version, credits, topics, pictures = drawn_up(article, by=by, at=at, live_from=at)
    for part in ("kicker", "headline", "standfirst", "dateline", "source"):
        yield said.label_of(part), getattr(version, part)
    # The address is made of the headline.
    yield said.label_of("headline"), version.slug
    for number, block in enumerate(content.blocks(version.body), start=1):
        yield said.label_of_paragraph(number), html.text(block)
    for credit in credits:
        yield said.label_of("bylines"), credit.reporter.name
    for topic in topics:
        yield said.label_of("topics"), topic.name
    for each in pictures:
        for text in (each.caption, each.credit, each.alt):
            yield name_of(each), text


def placed(version, before):
    """Where a new version stands, not saved: its home desk, those above, those that carry it.

    `before` is the version before it, or None. What was carried ahead of a version that was
    recalled is carried in this one.
    """
    places = {version.desk_id: (Placement.Kind.HOME, "")}
    for desk in version.desk.ancestors():
        places.setdefault(desk.pk, (Placement.Kind.ROLLED_UP, ""))
    for old in _placed_before(version, before):
        if old.kind == Placement.Kind.CARRIED or old.kind != Placement.Kind.HOME and old.headline:
            # Where its desk is no longer above: it stays there because it was wanted there.
            kind = places.get(old.desk_id, (Placement.Kind.CARRIED, ""))[0]
            places[old.desk_id] = (kind, old.headline)
    return [
        _placement(version, desk_id, kind, headline) for desk_id, (kind, headline) in places.items()
    ]


def _placed_before(version, before):
    """The placements that a version takes over, one of each desk; a first one has none."""
    if version.number == 1:
        return []
    earlier = Version.objects.filter(article=version.article_id, number__lt=version.number)
    of = Q(version__in=recalled_last(earlier)) | Q(version=before)
    # Of the article named as well, or every placement there is would be asked which of both it is.
    standing = Placement.objects.standing().filter(of, article=version.article_id)
    # Of two the one of `before` comes last and holds: desks may have changed it since the recall.
    return list({each.desk_id: each for each in standing.order_by("-version__number")}.values())


def recalled_last(versions):
    """The newest of an article's `versions` where it was recalled; it never went out."""
    newest = versions.order_by("-number").values("pk")[:1]
    return Version.objects.filter(pk__in=newest, live_until=F("live_from")).values("pk")


def _placement(version, desk_id, kind, headline=""):
    return Placement(
        version=version,
        article_id=version.article_id,
        desk_id=desk_id,
        kind=kind,
        headline=headline,
        section_id=version.section_id,
        first_live_from=version.first_live_from,
        live_from=version.live_from,
        live_until=version.live_until,
    )


def carry(article, *, desk, headline, at):
    """Show the live version, and one that is ahead, on the pages of another desk as well.

    A desk that shows it already, because its home is below, gets its own headline this way.
    Raises ValidationError at the article's home and for a headline that is too long.
    """
    if desk.pk == article.desk_id:
        raise ValidationError(
            _("%(desk)s is the article's home: change its headline there."),
            code="carried_at_home",
            params={"desk": desk.name},
        )
    for version in standing_versions(article).filter(live_until__gt=at):
        placement = version.placements.standing().filter(desk=desk).first()
        if placement is None:
            placement = _placement(version, desk.pk, Placement.Kind.CARRIED)
        elif placement.headline == headline:
            continue
        placement.headline = headline
        placement.full_clean()
        placement.save()
        announce(version, {desk.pk}, CAME, at=max(at, version.live_from))


def carried(article, *, at):
    """The placements on desks that carry the article: the live version, or one ahead.

    After a recall they carry the next one, so that of the recalled version counts as well.
    """
    return Placement.objects.standing().filter(
        Q(live_until__gt=at) | Q(version__in=recalled_last(article.versions)),
        article=article,
        kind=Placement.Kind.CARRIED,
    )


def uncarry(article, *, desk, at):
    """Take the article off the pages of a desk that carries it; its home and the others keep it.

    Raises ValidationError where that desk does not carry it.
    """
    there = carried(article, at=at).filter(desk=desk)
    live = there.live(at).select_related("version").first()
    if not there.update(carried_until=at):
        raise ValidationError(
            _("%(desk)s does not carry this article."),
            code="not_carried",
            params={"desk": desk.name},
        )
    if live is not None:
        announce(live.version, {desk.pk}, WENT, at=at)


def recall(article, *, at):
    """Cancel the version that is ahead: its span becomes empty, and the one before stays."""
    version = _version_ahead(article, at)
    before = standing_versions(article).exclude(pk=version.pk).first()
    ended_for_it = before is not None and before.live_until == version.live_from
    version.live_until = version.live_from
    version.save(update_fields=["live_until"])
    if ended_for_it:
        before.live_until = FOREVER
        before.save(update_fields=["live_until"])
    article.__dict__.pop("_newest_version", None)
    return version


def reschedule(article, *, at, live_from):
    """Move the version that is ahead to another moment; the one before ends then."""
    version = _version_ahead(article, at)
    before = standing_versions(article).exclude(pk=version.pk).first()
    ended_for_it = before is not None and before.live_until == version.live_from
    if ended_for_it:
        # Shorten before moving, lengthen after: the two never overlap on the way.
        before.live_until = min(before.live_until, live_from)
        before.save(update_fields=["live_until"])
    if version.first_live_from == version.live_from:
        version.first_live_from = live_from
    version.live_from = live_from
    version.full_clean()
    version.save(update_fields=["live_from", "first_live_from"])
    if ended_for_it and before.live_until != live_from:
        before.live_until = live_from
        before.save(update_fields=["live_until"])
    announce(version, version.placements.values("desk"), CAME, at=live_from)
    return version


def withdraw(article, *, by, at, ground, reason):
    """End what is live, cancel what is ahead, and open a public notice with the reason."""
    for version in standing_versions(article).filter(live_until__gt=at):
        was_live = version.is_live(at)
        version.live_until = max(at, version.live_from)
        version.save(update_fields=["live_until"])
        if was_live:
            announce(version, version.placements.standing().values("desk"), WENT, at=at)
    article.__dict__.pop("_newest_version", None)
    notice = Notice(
        article=article,
        kind=Notice.Kind.WITHDRAWAL,
        ground=ground,
        text=reason,
        published_at=at,
        by=by,
    )
    notice.full_clean()
    notice.save()
    return newest_version(article)


def give_notice(article, *, by, at, notice):
    """Tell readers something about the live version at once; returns that version.

    `notice` are the parts of the notice. Raises ValidationError for one that lacks something, or
    that readers have already.
    """
    said = _said(article, notice, by=by, at=at)
    same = {name: getattr(said, name) for name in ("kind", "wrong", "text", "who", "reply")}
    if article.notices.filter(**same, version=None).exists():
        raise ValidationError(_("Readers have this very notice already."), code="said_already")
    said.save()
    version = live_version(article, at)
    announce(version, version.placements.standing().values("desk"), CAME, at=at)
    return version


def drawn_up_notice(article, parts, *, by, at):
    """The notice that `parts` make, not saved.

    ValidationError where it may not go out so, which says by their names what is wrong with which.
    """
    return _said(article, parts, by=by, at=at)


def _said(article, parts, *, by, at, version=None):
    parts = {
        name: value.strip() if isinstance(value, str) else value for name, value in parts.items()
    }
    if parts.get("kind") == Notice.Kind.WITHDRAWAL:
        raise ValidationError({"kind": _("To withdraw a story, take the step of that name.")})
    reply = parts.pop("reply", None)
    held = Version.objects.live(at).filter(article=reply)
    if reply and parts.get("kind") == Notice.Kind.UPDATE and not held.exists():
        sentence = _("No article with the number %(number)s is live then.")
        raise ValidationError({"reply": sentence % {"number": reply}})
    is_reply = parts.get("kind") == Notice.Kind.REPLY
    if reply and is_reply and not held.filter(kind=Kind.REPLY).exists():
        sentence = _("No article of the kind “%(kind)s” with the number %(number)s is live then.")
        raise ValidationError({"reply": sentence % {"kind": Kind.REPLY.label, "number": reply}})
    said = Notice(article=article, by=by, published_at=at, version=version, reply_id=reply, **parts)
    said.full_clean()
    return said


def _version_ahead(article, at):
    """The version still ahead, both at `at` and by the database's clock now.

    Between the two lies the wait for the row's lock: readers may have had the version since.
    """
    version = newest_version(article)
    now = Func(function="clock_timestamp", output_field=DateTimeField())
    if (
        version is None
        or not version.is_scheduled(at)
        or not article.versions.filter(pk=version.pk, live_from__gt=now).exists()
    ):
        raise ValidationError(
            _("There is no version ahead: it is already public."), code="no_version_ahead"
        )
    return version
