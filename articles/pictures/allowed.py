"""Whether the pictures of an article may go out: what each lacks, and what to look at once more."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import html
from newsroom.photos.models import Photo
from newsroom.photos.models.terms import SOON, AllowedUse

from .models.version_picture import VersionPicture
from .using import Place, open_to, used

A_WEEK = timedelta(days=7)
# "Once" and "this story" both mean: the story that had it first.
ONE_STORY = (AllowedUse.ONCE, AllowedUse.STORY)
TAKEN_DOWN = gettext_lazy(
    "%(picture)s: it was taken down. Take it out of the story, or choose another."
)
NOT_OPEN = gettext_lazy(
    "%(picture)s: it is not in the library any more, or not open to you. Take it out of the story, "
    "or choose another."
)


def name_of(use):
    """How a sentence names a picture: its place, and the number of its photo."""
    return named(use.place, use.photo.pk)


def named(place, number):
    """The same of a place and a photo's number."""
    names = {
        Place.LEAD: _("Lead picture (photo %(number)s)"),
        Place.TEXT: _("Picture in the text (photo %(number)s)"),
        Place.GALLERY: _("Picture of the gallery (photo %(number)s)"),
    }
    return names[place] % {"number": number}


def closed_to(user, numbers, pictures, body):
    """Why `user` may not put these photos into a story: sentences by field, empty where they may.

    `pictures` are those of a content and `body` is clean: they say where each would stand.
    """
    shut = numbers - open_to(user, numbers)
    if not shut:
        return {}
    places = [("pictures", Place(each[1]), each[0]) for each in pictures]
    places += [("body", Place.TEXT, each.number) for each in html.pictures(body)]
    # Of another desk's photo that was never shared nothing is told.
    known = Photo.objects.filter(Q(shared=True) | Q(pk__in=Photo.objects.visible_to(user)))
    gone = set(known.filter(pk__in=shut).exclude(taken_down_at=None).values_list("pk", flat=True))
    found = {}
    for field, place, number in places:
        if number in shut:
            sentence = TAKEN_DOWN if number in gone else NOT_OPEN
            found.setdefault(field, []).append(sentence % {"picture": named(place, number)})
    return found


def lacking(article, *, at):
    """Why its pictures may not go out at the moment `at`: pairs of the field and a sentence.

    No query beyond `used` where it has no pictures, one or two more where it has.
    """
    uses = used(article)
    if not uses:
        return []
    numbers = {use.photo.pk for use in uses}
    usable = set(
        Photo.objects.usable(at, article.desk).filter(pk__in=numbers).values_list("pk", flat=True)
    )
    found = {}
    for use in uses:
        picture = {"picture": name_of(use)}
        if not use.credit:
            found[use.field, _("%(picture)s: write the credit.") % picture] = True
        if not use.photo.source:
            found[use.field, _("%(picture)s: name its source in the library.") % picture] = True
        if not use.alt:
            found[use.field, _("%(picture)s: write the alternative text.") % picture] = True
        if use.photo.lacks_consent:
            sentence = _(
                "%(picture)s: AI made it. Write in the library who agreed to it, or that it shows "
                "nobody real."
            )
            found[use.field, sentence % picture] = True
        if use.photo.pk not in usable:
            found[use.field, _against(name_of(use), use.photo, article.desk, at)] = True
    for use, number in _spent(article, uses):
        sentence = _("%(picture)s: its terms allow it in one story, and article %(number)s has it.")
        found[use.field, sentence % {"picture": name_of(use), "number": number}] = True
    return list(found)


def _against(name, photo, desk, at):
    """Why its terms keep a photo from the pages of `desk` at the moment `at`, and what to do."""
    told = {"picture": name, "desk": desk.name}
    if photo.is_taken_down:
        sentence = TAKEN_DOWN
    elif photo.usable_until <= at:
        told["moment"] = _clock(photo.usable_until, desk)
        sentence = _(
            "%(picture)s: readers may see it until %(moment)s. Choose another picture, or have "
            "its term renewed in the library."
        )
    elif photo.usable_from is not None and photo.usable_from > at:
        told["moment"] = _clock(photo.usable_from, desk)
        sentence = _(
            "%(picture)s: readers may see it from %(moment)s on. Choose a later moment, or another "
            "picture."
        )
    else:
        sentence = _(
            "%(picture)s: its terms do not allow it on %(desk)s. Choose another, or have its terms "
            "changed in the library."
        )
    return sentence % told


def _ending(name, photo, article, at):
    """That a picture's term ends soon, and whether it does before the story goes out."""
    told = {"picture": name, "moment": _clock(photo.usable_until, article.desk)}
    ahead = article.versions.scheduled(at).filter(live_from__gte=photo.usable_until).first()
    if ahead is None:
        sentence = _("%(picture)s: its term ends at %(moment)s; readers do not see it from then.")
        return sentence % told
    sentence = _(
        "%(picture)s: its term ends at %(moment)s, before the story goes out at %(ahead)s: readers "
        "will not see it. Have the term renewed, or recall the story and choose another picture."
    )
    return sentence % (told | {"ahead": _clock(ahead.live_from, article.desk)})


def _clock(moment, desk):
    """A moment on the desk's clock."""
    return f"{timezone.localtime(moment, desk.zone):%Y-%m-%d %H:%M %Z}"


def _spent(article, uses):
    """Uses of photos that another article had before: (use, its number). No query without any."""
    bound = {use.photo.pk for use in uses if use.photo.allowed_use in ONE_STORY}
    if not bound:
        return []
    # What was recalled never went out.
    others = VersionPicture.objects.filter(
        photo__in=bound, version__live_until__gt=F("version__live_from")
    ).exclude(version__article=article)
    first = dict(
        others.order_by("photo", "-version").values_list("photo", "version__article").distinct()
    )
    return [(use, first[use.photo.pk]) for use in uses if use.photo.pk in first]


def doubtful(article, *, at):
    """What looks wrong about its pictures: pairs of the field and a sentence.

    One query at most, and one more for each whose term ends soon.
    """
    uses = used(article)
    found = {}
    for use in uses:
        if use.caption and use.caption.casefold() == use.alt.casefold():
            sentence = _(
                "%(picture)s: the caption says the same as the alternative text, which is read "
                "aloud as well."
            )
            found[use.field, sentence % {"picture": name_of(use)}] = True
        if at < use.photo.usable_until <= at + SOON:
            found[use.field, _ending(name_of(use), use.photo, article, at)] = True
    lead = next((use for use in uses if use.place == Place.LEAD), None)
    if lead is not None:
        elsewhere = (
            VersionPicture.objects.leads()
            .filter(
                photo=lead.photo,
                version__first_live_from__gt=at - A_WEEK,
                version__live_from__lte=at,
                version__live_until__gt=at,
            )
            .exclude(version__article=article)
            .order_by("-version__first_live_from", "-version__article_id")
        )
        other = elsewhere.values_list("version__article_id", "version__desk__name").first()
        if other:
            sentence = _("%(picture)s: it leads article %(number)s of %(desk)s this week already.")
            number, desk = other
            found[
                lead.field,
                sentence % {"picture": name_of(lead), "number": number, "desk": desk},
            ] = True
    return list(found)
