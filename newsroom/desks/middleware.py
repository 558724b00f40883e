"""Host to desk: who answers a request, in which language and time zone, and at what moment."""

from django.conf import settings
from django.http import HttpResponseNotFound
from django.http.request import split_domain_port
from django.template import loader
from django.utils import timezone, translation

from newsroom import clock
from newsroom.replicas import door

from .hosts import host_map, spelt

# Beside the admin the newsroom shows a preview to whoever has a secret link.
STAFF_PREFIXES = ("/admin/", "/preview/")


def is_at_work(environ):
    """Whether a WSGI request is for the staff site, as far as one sees before any desk is known."""
    if settings.STAFF_HOST:
        return split_domain_port(environ.get("HTTP_HOST", ""))[0] == settings.STAFF_HOST
    return environ["PATH_INFO"].startswith(STAFF_PREFIXES)


class DeskMiddleware:
    """Sets `request.desk`, `request.at` and `request.is_staff_site`; an unknown host gets 404.

    This is the edge that reads the clock: everything below it takes `request.at`. It also opens the
    door to the readers' databases, for readers alone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.at = clock.now()
        door.open_to_readers()
        # Django would look through the hosts of all desks for it, which the map knows by name.
        asked_at = request._get_raw_host()
        request.get_host = lambda: asked_at
        host, _ = split_domain_port(asked_at)
        desk = door.ask(lambda: host_map.desk_at(host)) if host else None
        staff_host = settings.STAFF_HOST
        request.is_staff_site = False
        if staff_host and host == staff_host:
            desk, request.is_staff_site = host_map.root(), True
        elif desk is not None and not staff_host and desk.parent_id is None:
            request.is_staff_site = f"{request.path_info}/".startswith(STAFF_PREFIXES)
        if desk is None:
            return unknown_host(request)
        request.desk = desk
        if request.is_staff_site:
            door.close()
        else:
            request.urlconf = settings.PUBLIC_URLCONF
            here = spelt(asked_at)
            request.get_host = lambda: here
        language = "id" if request.is_staff_site else desk.language
        with translation.override(language), timezone.override(desk.zone):
            return self.get_response(request)

    def process_exception(self, request, exception):
        """A reader's page that its database did not answer is asked of the next one."""
        view = request.resolver_match
        if door.is_unanswered(exception) and not request.is_staff_site and door.go_on():
            return door.ask(lambda: view.func(request, *view.args, **view.kwargs))
        return None


def unknown_host(request):
    """404 for a host that is no desk's: never another desk's pages."""
    return HttpResponseNotFound(loader.render_to_string("public/unknown_host.html"))
