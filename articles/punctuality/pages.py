"""On which public pages a change is to be seen: for each desk the story, and the lists it is in."""

from articles.fronts.models import Strip
from articles.models import Placement, Version
from articles.models.version import FEEDS
from articles.pictures.models import VersionPicture
from newsroom.desks.hosts import host_map

from .models import Kind, Surface

# While as many changes as this are looked for at once, each is looked for on its own page and on
# fronts: the rest would come too late to tell anything.
CROWD = 20
# The fronts of so many desks below are looked at for a strip that they show too.
BELOW = 20
# The states of a page: looked for, found, found before its time, given up, and not to be found
# there any more.
AWAITED, SEEN, EARLY, NEVER, OFF = "awaited", "seen", "early", "never", "off"


def pages_of(change, *, crowd=False):
    """The pages of `change`, as its `pages` are kept, the most telling first."""
    if change.kind == Kind.FRONT:
        found = [_page(change.desk_id, Surface.FRONT, "/")]
    elif change.kind in (Kind.STRIP, Kind.STRIP_ENDS):
        found = [_page(desk, Surface.FRONT, "/") for desk in _desks_of_strip(change)]
    else:
        found = _pages_of_story(change, crowd)
    active = host_map.desks()
    order = list(Surface)
    found = [page for page in found if page["desk"] in active]
    return sorted(found, key=lambda page: order.index(page["what"]))


def files_of(numbers):
    """The public files of these pictures of versions: {number: names}."""
    pictures = VersionPicture.objects.filter(pk__in=numbers).values_list("pk", "files")
    return {
        number: [file[-1] for crop in files.values() for file in crop] for number, files in pictures
    }


def _page(desk, what, path):
    return {
        "desk": desk, "what": str(what), "path": path,
        "state": AWAITED, "ms": None, "stale": 0, "said": "",
    }  # fmt: skip


def _desks_of_strip(change):
    strip = Strip.objects.get(pk=change.number)
    desk = host_map.desks().get(strip.desk_id)
    if desk is None:
        return []
    below = host_map.daughters(desk)[:BELOW] if strip.below else []
    return [desk.pk, *(each.pk for each in below)]


def _pages_of_story(change, crowd):
    """Of every desk that has the story just before or from that moment on."""
    touching = Placement.objects.filter(
        article=change.article_id,
        live_from__lte=change.planned_at,
        live_until__gte=change.planned_at,
    )
    homes = {}
    for desk, kind in touching.order_by("pk").values_list("desk", "kind"):
        homes[desk] = homes.get(desk, False) or kind == Placement.Kind.HOME
    versions = list(
        Version.objects.filter(
            article=change.article_id,
            live_from__lte=change.planned_at,
            live_until__gte=change.planned_at,
        )
        .select_related("section")
        .order_by("-number")
    )
    if not versions:
        return []
    lists = list(dict.fromkeys(path for version in versions for path in version.list_paths))
    found = []
    for desk, home in sorted(homes.items(), key=lambda each: not each[1]):
        found.append(_page(desk, Surface.STORY, versions[0].path))
        found.append(_page(desk, Surface.FRONT, "/"))
        if crowd:
            continue
        found += [_page(desk, _surface(path), path) for path in lists if path != "/"]
        found += [_page(desk, Surface.FEED, path + form) for path in lists for form in FEEDS]
        if home:
            found.append(_page(desk, Surface.SITEMAP, "/sitemap-news.xml"))
    return found


def _surface(path):
    """The kind of list at `path`."""
    first = path.split("/")[1]
    return {"topics": Surface.TOPIC, "reporters": Surface.REPORTER}.get(first, Surface.SECTION)
