"""Readers' addresses, the same on every desk's host."""

from functools import wraps

from django.urls import path, re_path, register_converter
from django.views.decorators.csrf import csrf_exempt

from . import (
    about,
    archive,
    article,
    complaints,
    crawlers,
    errors,
    feeds,
    files,
    freshness,
    fronts,
    icons,
    lists,
    look,
    manifest,
    most_read,
    offline,
    search,
    share,
    sitemaps,
)

register_converter(archive.DayConverter, "day")
register_converter(lists.TopicConverter, "topic")
register_converter(feeds.FormatConverter, "feed")
register_converter(feeds.PartnerConverter, "partner")
register_converter(sitemaps.MonthConverter, "month")


def read_only(view):
    """Answer anything but GET and HEAD with 405, before a cookie or a token is looked at."""

    @csrf_exempt
    @wraps(view)
    def reading(request, *args, **kwargs):
        if request.method not in ("GET", "HEAD"):
            return errors.not_allowed(request)
        return freshness.answered(request, view, args, kwargs)

    return reading


urlpatterns = [
    path("", read_only(fronts.front), name="front"),
    path("articles/<int:number>/", read_only(article.article), name="article-number"),
    path("articles/<int:number>/<str:slug>/", read_only(article.article), name="article"),
    path("articles/<int:number>/<partner:form>", read_only(feeds.of_story), name="story-data"),
    path("sections/<slug:slug>/", read_only(lists.section), name="section"),
    path("topics/<topic:slug>/", read_only(lists.topic), name="topic"),
    path("reporters/<slug:slug>/", read_only(lists.reporter), name="reporter"),
    path("archive/", read_only(archive.today), name="archive"),
    path("archive/<day:day>/", read_only(archive.day), name="archive-day"),
    path("most-read/", read_only(most_read.page_of_desk), name="most-read"),
    path("search/", read_only(search.search), name="search"),
    path("opensearch.xml", read_only(search.description), name="opensearch"),
    path("offline.js", read_only(offline.worker), name="offline-worker"),
    path("offline/", read_only(offline.offline), name="offline"),
    path("offline/gone.json", read_only(offline.gone), name="gone"),
    path("saved/", read_only(offline.saved), name="saved"),
    path("desks/", read_only(fronts.desks), name="desks"),
    path("masthead/", read_only(about.masthead), name="masthead"),
    path("guidelines/", read_only(about.guidelines), name="guidelines"),
    path("corrections/", read_only(about.corrections), name="corrections"),
    path("corrections/ask/", complaints.complain, name="complaint"),
    path("<feed:form>", read_only(feeds.of_desk), name="desk-feed"),
    path("sections/<slug:slug>/<feed:form>", read_only(feeds.of_section), name="section-feed"),
    path("topics/<topic:slug>/<feed:form>", read_only(feeds.of_topic), name="topic-feed"),
    path("reporters/<slug:slug>/<feed:form>", read_only(feeds.of_reporter), name="reporter-feed"),
    path("sitemap.xml", read_only(sitemaps.index), name="sitemap"),
    path("sitemap-pages.xml", read_only(sitemaps.pages), name="sitemap-pages"),
    path("sitemap-news.xml", read_only(sitemaps.news), name="sitemap-news"),
    path("sitemap-<month:span>.xml", read_only(sitemaps.stories), name="sitemap-stories"),
    path("robots.txt", read_only(crawlers.robots), name="robots"),
    path("llms.txt", read_only(crawlers.guide), name="guide"),
    path("ads.txt", read_only(crawlers.sellers), name="sellers"),
    path("license.xml", read_only(crawlers.licence), name="licence"),
    path(".well-known/tdmrep.json", read_only(crawlers.tdmrep), name="tdmrep"),
    path(".well-known/security.txt", read_only(crawlers.security), name="security"),
    re_path(
        r"^(?P<key>[A-Za-z0-9-]{8,128})\.txt\Z", read_only(crawlers.indexnow_key), name="indexnow"
    ),
    path("manifest.webmanifest", read_only(manifest.manifest), name="manifest"),
    path("favicon.ico", read_only(icons.favicon), name="favicon"),
    re_path(
        r"^icons/(?P<key>[0-9a-f]{16})/(?P<name>[a-z0-9-]{2,12})\.png\Z",
        read_only(icons.icon),
        name="icon",
    ),
    re_path(
        r"^share/(?P<number>[0-9]{1,19})/(?P<key>[0-9a-f]{16})\.png\Z",
        read_only(share.share),
        name="share",
    ),
    re_path(files.ADDRESS, read_only(files.photo), name="photo-file"),
    re_path(
        r"^desk-(?P<colour>[0-9a-f]{6})-(?P<pattern>[0-9]{1,3})\.css\Z",
        read_only(look.stylesheet),
        name="desk-stylesheet",
    ),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
