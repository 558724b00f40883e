"""A stand-in for a reader: how the newsroom asks for the readers' pages before they are theirs.

The pages do not know that they are a preview; what is not public yet is handed to them.
"""

from contextlib import contextmanager

from django.conf import settings
from django.http import Http404, HttpRequest, QueryDict
from django.urls import get_urlconf, resolve, reverse, set_urlconf
from django.utils import timezone, translation

from . import article, errors

# What of a request says at which host and port it was made: addresses follow from that.
WHERE = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT")


class Standin(HttpRequest):
    """A reader's GET of `path` at the host of `desk`, at the moment `at`; it carries no cookie.

    `path` may end with a query, as of a list's later page. `placements` is the PlacementQuerySet
    of what it may see, `strips` the list of breaking strips; None for what is public at `at`.
    """

    def __init__(self, request, desk, path, *, at, placements=None, strips=None):
        super().__init__()
        path, _mark, query = path.partition("?")
        self.method = "GET"
        self.path = self.path_info = path
        self.GET = QueryDict(query)
        self.META = {name: request.META[name] for name in WHERE if name in request.META}
        self.desk, self.at, self.placements, self.strips = desk, at, placements, strips
        self.urlconf, self.is_staff_site = settings.PUBLIC_URLCONF, False


@contextmanager
def _reading(reader):
    """The addresses, the language and the time zone of the reader's desk."""
    before = get_urlconf()
    set_urlconf(reader.urlconf)
    try:
        with translation.override(reader.desk.language), timezone.override(reader.desk.zone):
            yield
    finally:
        set_urlconf(before)


def path_of(name, *args):
    """The readers' address of that name."""
    return reverse(name, settings.PUBLIC_URLCONF, args)


def answer(reader):
    """What the readers' pages answer to `reader`; a 404 is a page too."""
    with _reading(reader):
        view, args, kwargs = resolve(reader.path, reader.urlconf)
        try:
            return view(reader, *args, **kwargs)
        except Http404 as missing:
            return errors.not_found(reader, missing)


def show(reader, placement):
    """The page of a placement that need not be saved, as `reader` gets it."""
    with _reading(reader):
        return article.show(reader, placement)
