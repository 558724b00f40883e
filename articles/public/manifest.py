"""The manifest with which a telephone keeps a desk on its first screen."""

import json

from django.http import HttpResponse

from articles.freshness.noting import kept

from . import icons


def manifest(request):
    """A desk as a web app: its name, colour and icons."""
    kept(request)
    desk = request.desk
    found = {
        "id": "/",
        "name": desk.masthead,
        "short_name": desk.masthead if len(desk.masthead) <= 12 else desk.name[:12].strip(),
        "lang": desk.language,
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#fffefb",
        "theme_color": desk.accent,
        "icons": [
            {
                "src": icons.icon_path(desk, name),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose or "any",
            }
            for name in icons.ICONS
            for purpose, _dash, size in [name.rpartition("-")]
            if int(size) >= 192
        ],
    }
    body = json.dumps(found, ensure_ascii=False)
    return HttpResponse(body, content_type="application/manifest+json")
