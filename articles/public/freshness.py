"""How long an answer to a reader may be kept, and what it depends on.

A view says by `kept` what it shows, as keys of articles/freshness/keys.py. What of that changes by
the clock is on the agenda; what somebody changes, Postgres tells. Shared caches are told in headers
where they say that they understand them (Surrogate-Capability, Edge Architecture Specification).
What a view says nothing of is kept by nobody.
"""

from datetime import timedelta

from articles.freshness import keys
from articles.freshness.agenda import agenda
from articles.freshness.listening import listener
from articles.freshness.noting import note, surrogate
from newsroom.desks import rereading
from newsroom.desks.hosts import host_map
from newsroom.replicas import door

from .frame import section_map
from .most_read import rankings
from .reservation import reservation_map, reservation_of
from .strips import strip_map

# Kept for a while: pages, and what says that a story was withdrawn. 304 renews what is kept.
PAGES = {200, 304, 410}
# And what says that a page is elsewhere or nowhere, but not for long: addresses are made up.
NO_PAGES, NO_PAGE_FOR = {301, 302, 404}, timedelta(minutes=1)


def answered(request, view, args, kwargs):
    """What `view` answers, with what caches need to know of it."""
    note(request)
    return finished(request, view(request, *args, **kwargs))


def finished(request, response):
    """The answer with what caches need to know of it."""
    found = getattr(request, "freshness", None)
    if found is None:
        return response
    for name, value in reservation_of(request).as_fields().items():
        response[name] = value
    refused = "no-store" in response.get("Cache-Control", "")
    shared = "HTTP_SURROGATE_CAPABILITY" in request.META
    status = response.status_code
    holds = found.may_be_kept and status in PAGES | NO_PAGES and not refused
    if holds:
        if status in NO_PAGES:
            found.add((), request.at + NO_PAGE_FOR)
        around = [keys.ALL, keys.desk(request.desk)]
        found.add([*around, *map(keys.below, host_map.branch(request.desk))])
        found.add((), agenda.next(found.keys, request.at))
        if not response.has_header("Cache-Control"):
            # A browser asks each time, and mostly hears that it has the page.
            response["Cache-Control"] = "no-cache"
        # What an old replica said is shown where there is nothing else, and kept for nobody here.
        found.is_kept = door.knows_what_is_published()
    if shared and holds and not found.in_memory_alone:
        listener.start()
        # Where changes are not heard, what this process keeps in memory may be so much behind.
        # Shared caches get such a page all the same: it stands in where no node answers any more.
        most = None if found.is_kept and listener.is_listening else int(rereading.MAX_AGE)
        for name, value in surrogate(found.until, found.keys, most=most):
            response[name] = value
    elif shared:
        response["Surrogate-Control"] = "no-store"
    return response


def forget(changed):
    """Believe nothing any more that pages keep in memory of what changed; None for everything."""
    if changed is None or keys.ALL in changed:
        host_map.forget()
        section_map.forget()
    if changed is None or not changed.isdisjoint({keys.ALL, keys.AGENDA}):
        agenda.forget()
    if changed is None or any(key.startswith(keys.IMPRINT) for key in changed):
        reservation_map.forget()
    strip_map.forget()
    rankings.hear(changed)
