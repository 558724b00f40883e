"""Sitemaps of a desk's host: only stories that are at home there, never paid ones.

Stories are listed by the month in which they first became public, so an old month's file does not
change when something new is issued. A file is sent while it is read, in constant memory.
"""

from datetime import MAXYEAR, date, datetime, timedelta
from urllib.parse import urljoin

from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Greatest
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.freshness import keys
from articles.freshness.noting import kept, limited
from articles.models.kind import Kind
from articles.models.notice import Notice
from articles.models.placement import Placement
from newsroom.desks.hosts import address
from newsroom.replicas import door

from .asked import Question
from .frame import all_sections, page_paths, placed
from .pictures import share_image, with_leads
from .tags import printable

# What the protocol allows in one file, and the news protocol in one of its own.
IN_FILE = 50_000
IN_NEWS = 1_000
NEWS_FOR = timedelta(days=2)
AT_ONCE = 5_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
XML = "application/xml; charset=utf-8"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'

# Steps from month to month by the index alone, and counts each from the index alone. Of a month it
# then looks for one story that its file may list: mostly the first is one.
MONTHS = """
WITH RECURSIVE story AS NOT MATERIALIZED ({stories}),
listed AS NOT MATERIALIZED ({listed}),
month (begins) AS (
    SELECT date_trunc('month', (
        SELECT first_live_from FROM story ORDER BY first_live_from LIMIT 1
    ) AT TIME ZONE %s)
    UNION ALL
    SELECT date_trunc('month', (
        SELECT first_live_from FROM story
        WHERE first_live_from >= (month.begins + interval '1 month') AT TIME ZONE %s
        ORDER BY first_live_from LIMIT 1
    ) AT TIME ZONE %s)
    FROM month WHERE month.begins IS NOT NULL
)
SELECT begins::date, found.number, found.changed
FROM month, LATERAL (
    SELECT count(*) AS number, max(live_from) AS changed FROM story
    WHERE first_live_from >= begins AT TIME ZONE %s
      AND first_live_from < (begins + interval '1 month') AT TIME ZONE %s
) found
WHERE begins IS NOT NULL AND (
    SELECT true FROM listed
    WHERE first_live_from >= begins AT TIME ZONE %s
      AND first_live_from < (begins + interval '1 month') AT TIME ZONE %s
    ORDER BY first_live_from LIMIT 1
) ORDER BY begins
"""


class MonthConverter:
    """A month in an address, 2024-11, or one of its days, 2024-11-20."""

    regex = r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?"

    def to_python(self, value):
        """(first day, first day after it); ValueError, answered with 404, where there is none."""
        begins = date.fromisoformat(f"{value}-01"[:10])
        if begins.year == MAXYEAR:
            raise ValueError(value)
        return begins, begins + timedelta(days=1) if len(value) == 10 else _following(begins)

    def to_url(self, value):
        """The month or day as it stands in an address."""
        return value


def index(request):
    """The index: the fixed pages, the news of two days, and each month that has stories."""
    kept(request, keys.stories(request.desk))
    entries = [("sitemap-pages.xml", None), ("sitemap-news.xml", None)]
    told = _told(request)
    for begins, number, changed in _months(request):
        changed = max(changed, told.get(begins, changed))
        if number <= IN_FILE:
            entries.append((f"sitemap-{begins:%Y-%m}.xml", changed))
            continue
        # More than a file may hold: a file for each day.
        for day in range((_following(begins) - begins).days):
            entries.append((f"sitemap-{begins + timedelta(days=day):%Y-%m-%d}.xml", changed))
    top = address(request.desk, "/", request=request)
    body = "".join(
        f"<sitemap><loc>{top}{name}</loc>{_lastmod(changed, request)}</sitemap>\n"
        for name, changed in entries
    )
    return _xml(f'<sitemapindex xmlns="{NAMESPACE}">\n{body}</sitemapindex>\n')


def pages(request):
    """The pages that are always there."""
    kept(request)
    paths = [*page_paths(), *(f"/sections/{section.slug}/" for section in all_sections())]
    body = "".join(
        f"<url><loc>{escape(address(request.desk, path, request=request))}</loc></url>\n"
        for path in paths
    )
    return _xml(f'<urlset xmlns="{NAMESPACE}">\n{body}</urlset>\n')


def news(request):
    """The stories of the last two days, the newest first."""
    kept(request, keys.stories(request.desk))
    stories = list(
        _at_home(request)
        .filter(first_live_from__gte=request.at - NEWS_FOR)
        .exclude(version__kind=Kind.PAID)
        .select_related("version")
        .only("first_live_from", "article_id", "headline", "version__headline", "version__slug")
        .newest_first()[:IN_NEWS]
    )
    for each in stories[-1:]:
        limited(request, until=each.first_live_from + NEWS_FOR)
    name, language = escape(printable(request.desk.masthead)), request.desk.language
    body = "".join(
        f"<url><loc>{escape(_address(request, each.article_id, each.version.slug))}</loc>"
        f"<news:news><news:publication><news:name>{name}</news:name>"
        f"<news:language>{language}</news:language></news:publication>"
        f"<news:publication_date>{_moment(each.first_live_from, request)}</news:publication_date>"
        f"<news:title>{escape(printable(each.shown_headline))}</news:title></news:news></url>\n"
        for each in stories
    )
    return _xml(f'<urlset xmlns="{NAMESPACE}" xmlns:news="{NEWS}">\n{body}</urlset>\n')


def stories(request, span):
    """The stories of a month, or of a day of a month too full for one file; 404 where none is."""
    kept(request, keys.month(request.desk, span[0]))
    begins, ends = (_midnight(day, request.desk.zone) for day in span)
    here = _at_home(request).filter(first_live_from__gte=begins, first_live_from__lt=ends)
    rows = (
        with_leads(here, at=request.at, desk=request.desk, crops=("share",))
        .exclude(version__kind=Kind.PAID)
        .order_by("first_live_from", "article_id")
        .annotate(changed=Greatest("live_from", Subquery(_notices(request).values("last"))))
        .values_list("first_live_from", "article_id", "version__slug", "changed", "pictures")
    )
    first = list(rows[:AT_ONCE])
    if not first:
        raise Http404(_("There is no such page of this list."))
    return StreamingHttpResponse(_written(request, rows, first), content_type=XML)


def _written(request, rows, some):
    """The file piece by piece; each piece asks for what follows the one before, by key."""
    yield f'{HEAD}<urlset xmlns="{NAMESPACE}" xmlns:image="{IMAGE}">\n'
    written = 0
    while some and written < IN_FILE:
        yield "".join(
            f"<url><loc>{escape(_address(request, number, slug))}</loc>"
            f"{_lastmod(changed, request)}{_image(leads, request)}</url>\n"
            for _first, number, slug, changed, leads in some
        )
        written += len(some)
        more = len(some) == AT_ONCE
        key = some[-1][:2]
        some = door.ask(lambda key=key: list(rows.after(key)[:AT_ONCE])) if more else []
    yield "</urlset>\n"


def _at_home(request):
    """What is live and at home on this desk: other desks' stories are in their own sitemaps."""
    return placed(request, request.desk).filter(kind=Placement.Kind.HOME)


def _months(request):
    """(first day, how many stories at most, when one last changed) of each month with stories."""
    with door.database().cursor() as cursor:
        cursor.execute(*_asked(request))
        return cursor.fetchall()


def _asked(request):
    """The question for the months, as SQL and its parameters."""
    here = _at_home(request)
    every, params = here.values("first_live_from", "live_from").query.sql_with_params()
    unpaid = here.exclude(version__kind=Kind.PAID).values("first_live_from")
    listed, more = unpaid.query.sql_with_params()
    sql = MONTHS.format(stories=every, listed=listed)
    return sql, [*params, *more, *[request.desk.time_zone] * 7]


def _notices(request):
    """When readers were last told something of a story apart from its versions, as `last`."""
    told = Notice.objects.public(request.at).beside_a_text().filter(version=None)
    return (
        told.filter(article=OuterRef("article"))
        .order_by()
        .values("article")
        .values(last=Max("published_at"))
    )


def _told_of(visible, desk, *, at):
    """(first publication, moment) of each notice on a story that is at home, the oldest first."""
    here = visible.on(desk).filter(kind=Placement.Kind.HOME, article=OuterRef("article"))
    if desk.parent_id is None:
        # Nearly all notices are in the network's list: those without a version are found at once.
        told, moment = Notice.objects.public(at), "published_at"
    else:
        told, moment = Notice.objects.of_desk(desk, at), "listed__published_at"
    told = told.beside_a_text().filter(version=None)
    found = told.annotate(first=Subquery(here.values("first_live_from")[:1])).exclude(first=None)
    return found.order_by(moment).values_list("first", moment)


TOLD = Question(_told_of)


def _told(request):
    """By month of first publication: when readers were last told something of one of its stories.

    Notices are few: looked at one by one they cost less than the months themselves.
    """
    found = {}
    for first, moment in TOLD(request, request.desk):
        month = timezone.localtime(first, request.desk.zone).date().replace(day=1)
        found[month] = moment
    return found


def _following(begins):
    """The first day of the month after."""
    return (begins + timedelta(days=31)).replace(day=1)


def _midnight(day, zone):
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _moment(moment, request):
    return timezone.localtime(moment, request.desk.zone).isoformat(timespec="seconds")


def _lastmod(moment, request):
    return f"<lastmod>{_moment(moment, request)}</lastmod>" if moment else ""


def _image(leads, request):
    """The picture at the head of a story, where it has one that may be shown."""
    found = share_image(leads)
    if found is None:
        return ""
    src = urljoin(address(request.desk, request=request), found["src"])
    return f"<image:image><image:loc>{escape(src)}</image:loc></image:image>"


def _address(request, number, slug):
    return address(request.desk, f"/articles/{number}/{slug}/", request=request)


def _xml(body):
    return HttpResponse(HEAD + body, content_type=XML)
