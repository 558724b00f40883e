"""Public files at `/photos/…`: named by their bytes, so every cache may keep them for ever."""

from django.http import Http404, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from .models import Rendition
from .storing import renditions

ADDRESS = r"^photos/(?P<name>[0-9a-f]{2}/[0-9a-f]{62}\.(?:webp|jpg))\Z"
TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}
FOR_EVER = "public, max-age=31536000, immutable"


def public_file(request, name):
    """A rendition; 404 where there is none, 410 where its photo was taken down."""
    if Rendition.objects.is_taken_down(name):
        # From the moment of the take-down, whether the file is deleted yet or not.
        gone = HttpResponse(_("This photo was taken down."), content_type="text/plain", status=410)
        gone["Cache-Control"] = "no-store"
        return gone
    digest, _dot, suffix = name.replace("/", "").partition(".")
    try:
        with renditions().open(name) as file:
            response = HttpResponse(file.read(), content_type=TYPES[suffix])
    except FileNotFoundError:
        raise Http404(_("There is no such photo.")) from None
    response["ETag"] = f'"{digest}"'
    response["Cache-Control"] = FOR_EVER
    return get_conditional_response(request, etag=response["ETag"], response=response)


class CompressTexts(GZipMiddleware):
    """Django's own for everything but photos, which are compressed already."""

    def process_response(self, request, response):
        """Leave images as they are, with their length and their strong ETag."""
        if response.get("Content-Type") in TYPES.values():
            return response
        return super().process_response(request, response)
