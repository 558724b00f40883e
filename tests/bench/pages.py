"""Which of our pages are asked for: the kinds that every news site has."""

from random import Random

PAGES = (
    "article", "front", "desk", "desk-50", "topic", "reporter", "search", "feed",
)  # fmt: skip


def addresses(answers):
    """What is asked for, by page: lists of (host, path) that `answers` says are there.

    `desk-50` is the list of the largest desk's commonest section, fifty pages on or the last full
    one: the front of a desk has no second page.
    """
    from django.db.models import Count
    from django.utils import timezone

    from articles.models import Placement, Section, Version, VersionByline, VersionTopic
    from articles.public.paging import SIZE, key_of
    from newsroom.desks.hosts import host_map

    at, root = timezone.now(), host_map.root()
    live = Version.objects.live(at).order_by("pk").values_list("pk", flat=True)
    some = Random(5).sample(list(live), min(200, len(live)))
    homes = Placement.objects.filter(version__in=some, kind=Placement.Kind.HOME)
    stories = homes.select_related("version", "desk").order_by("pk")

    def commonest(items, name):
        return items.values_list(name).annotate(number=Count("*")).order_by("-number", name)[0][0]

    home = Placement.objects.live(at).exclude(desk=root)
    desk = host_map.desks()[commonest(home, "desk")]
    here = Placement.objects.live(at).on(desk)
    section = Section.objects.get(pk=commonest(here, "section"))
    listed = here.filter(section=section).newest_first()
    last = listed[max(min(49, listed.count() // SIZE - 1) * SIZE - 1, 0)]
    topic = commonest(VersionTopic.objects.all(), "tag__slug")
    reporter = commonest(VersionByline.objects.all(), "reporter__slug")
    found = {
        "article": [(each.desk.host, each.version.path) for each in stories],
        "front": [(root.host, "/")],
        "desk": [(desk.host, "/")],
        "desk-50": [(desk.host, f"/sections/{section.slug}/?before={key_of(last)}")],
        "topic": [(root.host, f"/topics/{topic}/")],
        "reporter": [(root.host, f"/reporters/{reporter}/")],
        "search": [(root.host, "/search/?q=ekonomi")],
        "feed": [(root.host, "/rss.xml")],
    }
    return {name: lines for name, lines in found.items() if answers(*lines[0])}
