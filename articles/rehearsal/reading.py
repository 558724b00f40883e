"""How long every page of readers takes, over whatever the database holds.

Each address is asked for as a reader's browser would, through all of Django, at the network and at
its largest desk: the same kinds of pages, and as full ones, at every size of the archive. Lists
are also asked for far back, at page 50 and 5,000 or the last full one before it.
"""

from random import Random

from django.db.models import Count
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from articles.models import Placement, Section, VersionByline, VersionTopic
from articles.public.paging import SIZE, key_of
from articles.public.urls import urlpatterns
from newsroom.desks.hosts import host_map
from newsroom.reporters.models import Reporter

from . import searching
from .rounds import Page

# What is asked of a page: at a hundred times the articles it takes so many times as long at most.
GROWTH = 1.5
# Milliseconds below which a page's growth says nothing.
LITTLE = 2
PAGES = (50, 5000)


def pages(desk, *, at):
    """Every kind of page of a desk, by name: addresses, or a function that lists them."""
    here = Placement.objects.live(at).on(desk)
    found = {name: [path] for name, path in _fixed()}
    home = here.filter(kind=Placement.Kind.HOME).select_related("version").newest_first()
    paths = [each.version.path for each in home[:2000]]
    if paths:
        found["article"] = Random(1).sample(paths, min(len(paths), 200))
    section = max(Section.objects.all(), key=lambda each: here.filter(section=each).count())
    lists = {"section": (f"/sections/{section.slug}/", here.filter(section=section))}
    topic = _commonest(VersionTopic.objects, "tag")
    if topic:
        on_topic = here.filter(version__topic_items__tag=topic["tag"])
        lists["commonest topic"] = (f"/topics/{topic['tag__slug']}/", on_topic)
    slug = _busiest(desk)
    if slug:
        by_them = here.filter(version__byline_items__reporter__slug=slug)
        lists["busiest reporter"] = (f"/reporters/{slug}/", by_them)
    for name, (path, stories) in lists.items():
        found[name] = [path]
        for form in ("rss.xml", "atom.xml", "feed.json"):
            found[f"{name}: {form}"] = [path + form]
        for number in PAGES:
            page = min(number, stories.count() // SIZE)
            if page > 1:
                last = stories.newest_first()[(page - 1) * SIZE - 1]
                label = f"{name}, page {number:,} or the last"
                found[label] = [f"{path}?before={key_of(last)}"]
    for form in ("rss.xml", "atom.xml", "feed.json"):
        found[form] = [f"/{form}"]
    for path, stories in (("/archive/{:%Y/%m/%d}/", here), ("/sitemap-{:%Y-%m}.xml", home)):
        kind = "archive, the {} day" if stories is here else "sitemap, the {} month"
        ends = stories.order_by("first_live_from").first(), stories.newest_first().first()
        for name, story in zip(("oldest", "newest"), ends, strict=True):
            if story:
                day = timezone.localtime(story.first_live_from, desk.zone)
                found[kind.format(name)] = [path.format(day)]
    for name, addresses in searching.questions(desk, at=at).items():
        found[f"search: {name}"] = addresses
    return found


def _fixed():
    """Readers' addresses that ask for nothing."""
    for pattern in urlpatterns:
        try:
            yield pattern.name, reverse(pattern.name, urlconf="articles.public.urls")
        except NoReverseMatch:
            continue


def _commonest(items, name):
    """What most versions have, or None."""
    return items.values(name, f"{name}__slug").annotate(number=Count("*")).order_by(
        "-number", name
    ).first()  # fmt: skip


def _busiest(desk):
    """The slug of the reporter with the most stories: of all, or of the desk's own."""
    items = VersionByline.objects.all()
    if desk != host_map.root():
        items = items.filter(reporter__in=Reporter.objects.filter(desk=desk))
    found = _commonest(items, "reporter")
    return found and found["reporter__slug"]


def pages_of_all(*, at):
    """Every kind of page of the network and its largest desk (rounds.Page), as it is at `at`."""
    return [
        Page(name, place.name, place.client, addresses)
        for place in searching.places()[:2]
        for name, addresses in pages(place.desk, at=at).items()
    ]


def grown(measures, of="clock"):
    """Those that take over GROWTH times as long as there, `of` clock or processor, for their size.

    A page that is longer than there may take longer by as much: an index of sitemaps has a line for
    each month, and the corrections of a young archive do not fill their page.
    """
    return [
        each
        for each in measures
        if each.there
        and each.median(of) > max(each.there.median(of) * each.longer * GROWTH, LITTLE)
    ]
