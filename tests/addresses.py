"""Every address that there is, and a browser that reads what it answers."""

from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver

ADDRESSES = ("newsroom.urls", "articles.public.urls")


def every_pattern():
    """Every pattern of the newsroom's and the readers' addresses: (name, its text)."""
    for urlconf in ADDRESSES:
        yield from patterns(get_resolver(urlconf))


def patterns(resolver, namespace="", prefix=""):
    """Every pattern of one list of addresses: (name, its text)."""
    for pattern in resolver.url_patterns:
        text = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from patterns(pattern, inner, text)
        elif pattern.name:
            yield namespace + pattern.name, text
        elif "<path:object_id>/" in text:
            _, app, model, _ = text.split("/", 3)
            yield f"{namespace}{app}_{model}", text
        else:
            yield f"{namespace}catch_all", text


def path_of(name, text, world):
    """A real address for a pattern: an example of the world, or with one of its objects."""
    if name in world["paths"]:
        return world["paths"][name]
    for model, pk in world["objects"].items():
        if name.startswith(f"admin:{model}"):
            text = text.replace("<path:object_id>", str(pk))
    assert "<" not in text, f"no example for {name}: {text}"
    return f"/{text}"


class Browser(Client):
    """Reads a file that is sent piece by piece to its end, as browsers do."""

    def request(self, **request):
        response = super().request(**request)
        if not response.streaming:
            return response
        whole = HttpResponse(response.getvalue(), status=response.status_code)
        whole.headers = response.headers
        return whole


def browser_of(user):
    """The browser of `user`, or of nobody who signed in."""
    client = Browser(HTTP_HOST="localhost")
    if user:
        client.force_login(user)
    return client
