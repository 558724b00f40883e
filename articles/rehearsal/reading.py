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
from newsroom.serving.garbage import settle

from . import bench, searching
from .bench import measured, one_of

# What is asked of a page: at a hundred times the articles it takes so many times as long at most.
GROWTH = 1.5
# Milliseconds below which a page's growth says nothing.
LITTLE = 2
PAGES = (50, 5000)


def pages(desk, random, *, at):
    """Every kind of page of a desk, by name: functions that make an address."""
    here = Placement.objects.live(at).on(desk)
    found = {name: one_of(random, [path]) for name, path in _fixed()}
    home = here.filter(kind=Placement.Kind.HOME).select_related("version").newest_first()
    paths = [each.version.path for each in home[:2000]]
    if paths:
        found["article"] = one_of(random, random.sample(paths, min(len(paths), 200)))
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
        found[name] = one_of(random, [path])
        for form in ("rss.xml", "atom.xml", "feed.json"):
            found[f"{name}: {form}"] = one_of(random, [path + form])
        for number in PAGES:
            page = min(number, stories.count() // SIZE)
            if page > 1:
                last = stories.newest_first()[(page - 1) * SIZE - 1]
                label = f"{name}, page {number:,} or the last"
                found[label] = one_of(random, [f"{path}?before={key_of(last)}"])
    for form in ("rss.xml", "atom.xml", "feed.json"):
        found[form] = one_of(random, [f"/{form}"])
    ends = [here.order_by("first_live_from").first(), here.newest_first().first()]
    for name, story in zip(("oldest", "newest"), ends, strict=True):
        if story:
            day = timezone.localtime(story.first_live_from, desk.zone)
            found[f"archive, the {name} day"] = one_of(random, [f"/archive/{day:%Y/%m/%d}/"])
            found[f"sitemap, the {name} month"] = one_of(random, [f"/sitemap-{day:%Y-%m}.xml"])
    for name, address in searching.questions(random, desk, at=at).items():
        found[f"search: {name}"] = address
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


def measure(rounds, *, only="", seed=1, at, clock):
    """Ask for every page `rounds` times: a list of Measures. `at` chooses what is asked for."""
    found = []
    settle()
    for place in searching.places()[:2]:
        for name, address in pages(place.desk, Random(seed), at=at).items():
            if only in name:
                found.append(measured(place, name, address, rounds, clock))
    return [each for each in found if each]


def grown(measures, before):
    """Those of the measures that take over GROWTH times as long as then, for what they hold.

    A page that is longer than then may take longer by as much: an index of sitemaps has a line for
    each month, and the corrections of a young archive do not fill their page.
    """
    return [
        each
        for each in measures
        if (then := before.get(f"{each.page} | {each.person}"))
        and each.median > max(then["median"] * bench.longer(each, then) * GROWTH, LITTLE)
    ]
