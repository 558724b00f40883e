"""Feeds of a desk, a section, a topic and a reporter: RSS, Atom and JSON Feed of the same stories.

The same for programs of other newsrooms (ninjs, NewsML-G2), which may ask for one story as well.

The house's one question, `placed`, is asked: what was withdrawn, ended or is still ahead is in no
feed. Whether an entry holds the whole text is a matter of the desk's terms.

An entry is written once of the same rows, as cards are (made.py): only of stories whose entries are
not known the texts are read.
"""

import hashlib
import re
import uuid
from datetime import UTC, datetime
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.encoding import iri_to_uri
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.freshness import keys
from articles.freshness.noting import kept
from articles.models.entry import ReporterEntry, TopicEntry
from articles.models.placement import Placement
from articles.models.version import FEEDS, Version
from newsroom.desks.hosts import address, host_map, host_of

from . import lists, notices, pictures
from .article import moved, whereabouts
from .asked import Question
from .care import as_unverified, helps_of, unverified
from .feed_formats import READERS
from .imprint import terms_of
from .made import Parts, key_of
from .paging import LARGEST_NUMBER, placed
from .partner_formats import PARTNERS
from .partners import wire_of
from .tags import body_with_dateline, printable, titled

SIZE = 30
# Feeds and entries are known by names that contain no host and no headline: either may change.
NAMES = uuid.UUID("5c9a1d0e-7f0b-4d55-9d0a-5f1f3d1f5a11")
# A picture in a text: feeds have no choice of files.
FIGURE = "public/_feed_figure.html"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# Entries that were written, by the characters that they have.
entries = Parts()
FORMATS = READERS | PARTNERS


class FormatConverter:
    """The last part of a feed's address, which says the format."""

    regex = "|".join(re.escape(name) for name in FORMATS)

    def to_python(self, value):
        """The name as it stands."""
        return value

    def to_url(self, value):
        """The name as it stands."""
        return value


class PartnerConverter(FormatConverter):
    """The last part of the address of one story, for programs of other newsrooms."""

    regex = "|".join(re.escape(name) for name in PARTNERS)


def _newest(visible, desk, *, at, whole, section, topic, reporter):
    """The newest of a desk, or of what is named, without their texts."""
    found = visible.on(desk)
    if section is not None:
        found = lists.in_section(visible, desk, section=section)
    if topic is not None:
        found = placed(lists.on_topic(visible, desk, topic=topic).newest_first()[:SIZE])
    if reporter is not None:
        found = placed(lists.by_reporter(visible, desk, reporter=reporter).newest_first()[:SIZE])
    found = notices.with_told(found.ready_to_print(), visible, at=at)
    pictured = pictures.with_leads if whole is None else pictures.with_all
    return pictured(found, at=at, desk=desk).newest_first()[:SIZE]


def _story(visible, desk, *, at, number):
    """One story that is at home on a desk, as `_newest` has it."""
    found = visible.on(desk).filter(article_id=number, kind=Placement.Kind.HOME)
    found = notices.with_told(found.ready_to_print(), visible, at=at)
    return pictures.with_all(found, at=at, desk=desk).order_by("pk")[:1]


NEWEST, STORY = Question(_newest), Question(_story)


def of_desk(request, form):
    """The newest stories of a desk; of the network, those of all its desks."""
    about = _("%(masthead)s: the newest stories.") % {"masthead": request.desk.masthead}
    kept(request, keys.stories(request.desk))
    return _feed(request, form, title=request.desk.masthead, about=about, path="/")


def of_section(request, slug, form):
    """The newest stories of a section on this desk."""
    section = lists.section_called(request, slug)
    path = f"/sections/{slug}/"
    return _feed_of(request, form, section.name, path, section=section.pk)


def of_topic(request, slug, form):
    """The newest stories of a topic; 404 where this desk has shown none."""
    topic = lists.topic_called(request, slug)
    path = request.path.removesuffix(form)
    return _feed_of(
        request, form, capfirst(topic.name), path, must_have=lists.NO_TOPIC, topic=topic.pk
    )


def of_reporter(request, slug, form):
    """The newest stories by a reporter; 404 where this desk has shown none."""
    reporter = lists.reporter_called(request, slug)
    path = f"/reporters/{slug}/"
    return _feed_of(
        request, form, reporter.name, path, must_have=lists.NO_REPORTER, reporter=reporter.pk
    )


def of_story(request, number, form):
    """One story for programs of other newsrooms, at its home desk's address alone.

    410 with its name and that nobody may use it any more, where it was withdrawn.
    """
    kept(request, keys.article(number))
    if number > LARGEST_NUMBER:
        raise Http404(_("There is no such article."))
    feed, found = PARTNERS[form], STORY(request, request.desk, number=number)
    if found:
        (text,) = _entries(request, form, found, whole=terms_of(request).full_text)
        return HttpResponse(feed.alone(text), content_type=feed.story_type)
    home, shown, notice = whereabouts(request, number)
    if home is not None:
        path = f"/articles/{number}/{form}"
        return moved(address(home.version.desk, path, request=request))
    last = shown.version
    text = feed.gone(
        unique_id=name_of(last),
        number=last.number,
        updateddate=timezone.localtime(notice.published_at),
        language=last.language,
        desk=printable(last.desk.masthead),
        site=address(last.desk, request=request),
    )
    return HttpResponse(text, content_type=feed.story_type, status=410)


def name_of(version):
    """What an entry is known by, in every feed of every desk and for ever.

    Of the article's number and the moment it first became public, neither of which ever changes.
    """
    return uuid.uuid5(NAMES, f"{version.article_id} {version.first_live_from.isoformat()}").urn


def _feed_of(request, form, name, path, *, must_have="", **of):
    known = {"name": name, "masthead": request.desk.masthead}
    about = _("%(name)s: the newest stories of %(masthead)s.") % known
    title = f"{name} – {request.desk.masthead}"
    return _feed(request, form, title=title, about=about, path=path, must_have=must_have, **of)


def _feed(request, form, *, title, about, path, must_have="", section=None, topic=None,
          reporter=None):  # fmt: skip
    whole = terms_of(request).full_text
    found = NEWEST(
        request,
        request.desk,
        whole=1 if whole else None,
        section=section,
        topic=topic,
        reporter=reporter,
    )
    if must_have and not found and not _showed(request, topic=topic, reporter=reporter):
        raise Http404(str(must_have))
    here = address(request.desk, iri_to_uri(request.path), request=request)
    feed = FORMATS[form](
        title=printable(title),
        link=address(request.desk, iri_to_uri(path), request=request),
        description=printable(about),
        language=get_language(),
        feed_url=here,
        feed_guid=uuid.uuid5(NAMES, f"{request.desk.pk} {path}").urn,
        author_name=printable(request.desk.masthead),
        # Whoever wants other formats asks for them when they want them: no hub is told of those.
        hub=settings.WEBSUB_HUB if form in FEEDS else "",
    )
    return _answer(request, feed, here, found, _entries(request, form, found, whole=whole))


def _showed(request, *, topic, reporter):
    """Whether the desk ever showed such a story: who follows the feed is told that none is left."""
    entries = (
        TopicEntry.objects.filter(tag_id=topic)
        if reporter is None
        else ReporterEntry.objects.filter(reporter_id=reporter)
    )
    shown = placed(entries.filter(desk_id=request.desk.pk))
    return shown.filter(live_from__lte=request.at, live_from__lt=F("live_until")).exists()


def _entries(request, form, found, *, whole):
    """The entries of these placements as texts; those that are not known are written now."""
    about = (form, whole, host_map.tree(), host_of(request), request.desk.pk, get_language())
    helps = helps_of(request, [each.version for each in found])
    names = [
        (
            *about,
            *_around(each.version.section),
            key_of(each),
            key_of(helps.get(each.version_id)),
        )
        for each in found
    ]
    known = [entries.get(name) for name in names]
    missing = [each for each, text in zip(found, known, strict=True) if text is None]
    if whole and missing:
        texts = Version.objects.filter(pk__in={each.version_id for each in missing})
        texts = dict(texts.values_list("pk", "body"))
        for placement in missing:
            placement.version.body = texts[placement.version_id]
    return [
        text
        or _kept(
            key,
            _entry(
                placement,
                request,
                FORMATS[form],
                whole=whole,
                help_given=helps.get(placement.version_id),
            ),
        )
        for placement, key, text in zip(found, names, known, strict=True)
    ]


def _around(section):
    """What entries say of a section: partners get its address too."""
    return section.name, section.slug


def _kept(key, text):
    return entries.keep(key, text, len(text))


def _entry(placement, request, form, *, whole, help_given):
    version = placement.version
    told = notices.of(placement, request)
    lines = "" if whole else "\n".join(each.line for each in told)
    ending = "" if whole else f"{unverified(version)}\n{help_given.line if help_given else ''}"
    # Of one person once, whatever they did.
    people = {credit["slug"]: credit["name"] for credit in version.bylines}
    said = {
        "title": titled(placement),
        "link": address(request.desk, version.path, request=request),
        "description": f"{lines}\n{version.standfirst}\n{ending}".strip() or None,
        "unique_id": name_of(version),
        "unique_id_is_permalink": False,
        "pubdate": timezone.localtime(version.first_live_from),
        "updateddate": timezone.localtime(notices.changed_at(placement)),
        "authors": [
            (name, address(request.desk, f"/reporters/{slug}/", request=request))
            for slug, name in people.items()
        ],
        "categories": [version.section.name, *(topic["name"] for topic in version.topic_list)],
        "language": version.language,
        "content": _text(placement, told, request, help_given) if whole else "",
        "picture": _picture(placement, request),
    }
    wire = wire_of(placement, request) if form in PARTNERS.values() else None
    return form.entry(**printable(said), wire=wire)


def _text(placement, told, request, help_given):
    """The whole text, as it stands on the page, with addresses that work from anywhere.

    At its head stands what readers were `told` of it since, at its end where they find help.
    """
    version, lead = placement.version, pictures.lead_of(placement)
    said = "".join(each.as_html for each in told)
    head = render_to_string(FIGURE, {"picture": lead, "caption": lead["caption"]}) if lead else ""
    body = body_with_dateline(version, placement.pictures, FIGURE)
    end = f"<p>{escape(_('Source:'))} {escape(version.source)}</p>" if version.source else ""
    end += as_unverified(version) + (help_given.as_html if help_given else "")
    base = address(request.desk, "", request=request)
    return re.sub(r'(href|src)="/(?!/)', rf'\1="{base}/', said + head.strip() + body + end)


def _picture(placement, request):
    """The lead picture as one file: {src, width, height, alt, credit}, or None."""
    lead = pictures.lead_of(placement)
    found = pictures.share_image([lead]) if lead else None
    if found is None:
        return None
    src = urljoin(address(request.desk, request=request), found["src"])
    return found | {"src": src, "credit": lead["credit"]}


def _answer(request, feed, here, found, texts):
    """The feed, or 304 where the reader has it.

    The ETag decides alone. Last-Modified is what entries say of themselves: a story that left the
    feed leaves no date behind, so a date must not answer for it.
    """
    feed.at = max((notices.changed_at(placement) for placement in found), default=NEVER)
    body = feed.with_entries(texts).encode()
    response = HttpResponse(body, content_type=feed.content_type)
    response["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response["Last-Modified"] = http_date(feed.at.timestamp())
    response["Cache-Control"] = "no-cache"
    if hub := feed.feed["hub"]:
        response["Link"] = f'<{hub}>; rel="hub", <{here}>; rel="self"'
    return get_conditional_response(request, etag=response["ETag"], response=response)
