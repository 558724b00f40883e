"""What a desk says to machines: robots.txt, reservations and licences, security.txt.

Crawlers are named in classes, and a desk's terms decide about each class. Search engines are not
among them: they follow the group for all.
"""

import json
from datetime import UTC, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.freshness.noting import kept, limited
from newsroom.desks.hosts import address

from .imprint import imprint_of, terms_of

# They collect texts to train models on, or sell them for it; a name that ends with -Extended
# crawls nothing itself and is asked about what its search engine brought.
TRAINING = [
    "AI2Bot", "Ai2Bot-Dolma", "Amazonbot", "anthropic-ai", "Applebot-Extended", "Bytespider",
    "CCBot", "ChatGLM-Spider", "ClaudeBot", "CloudVertexBot", "cohere-ai",
    "cohere-training-data-crawler", "Cotoyogi", "DeepSeekBot", "Diffbot", "FacebookBot",
    "Google-CloudVertexBot", "Google-Extended", "GPTBot", "ICC-Crawler", "ImagesiftBot",
    "img2dataset", "Kangaroo Bot", "laion-huggingface-processor", "LAIONDownloader",
    "Meta-ExternalAgent", "omgili", "omgilibot", "PanguBot", "PetalBot", "SBIntuitionsBot",
    "TikTokSpider", "Timpibot", "VelenPublicWebCrawler", "Webzio-Extended", "YandexAdditional",
]  # fmt: skip
# They fetch a text to answer one question with it, at once or later.
SEARCH = [
    "Amzn-SearchBot", "Amzn-User", "Andibot", "AzureAI-SearchBot", "Bravebot", "ChatGPT-User",
    "Claude-SearchBot", "Claude-User", "Claude-Web", "DuckAssistBot", "Gemini-Deep-Research",
    "Google-NotebookLM", "iAskBot", "kagi-fetcher", "LinerBot", "LinkupBot", "Manus-User",
    "Meta-ExternalFetcher", "meta-webindexer", "MistralAI-User", "OAI-SearchBot",
    "Perplexity-User", "PerplexityBot", "PhindBot", "TavilyBot", "YouBot",
]  # fmt: skip
SECURITY_FOR = timedelta(days=180)


def robots(request):
    """robots.txt (RFC 9309), with the refused classes of crawlers and the way to the sitemaps."""
    terms = terms_of(request)
    refused = [
        *(() if terms.allows_training else TRAINING),
        *(() if terms.allows_ai_search else SEARCH),
    ]
    lines = ["User-agent: *", "Allow: /", ""]
    if refused:
        lines += [*(f"User-agent: {name}" for name in refused), "Disallow: /", ""]
    own = [("Sitemap", "/sitemap.xml"), ("Sitemap", "/sitemap-news.xml")]
    if terms.licence:
        # Pages link to what they may be used for. Here it stands only where there is a licence to
        # take: RFC 9309 knows no such line, and checkers of its grammar call it a mistake.
        own.insert(0, ("License", "/license.xml"))
    lines += [f"{name}: {address(request.desk, path, request=request)}" for name, path in own]
    return _text("\n".join(lines))


def tdmrep(request):
    """Whether the right of text and data mining is reserved (TDMRep, W3C community group)."""
    reserved = 0 if terms_of(request).allows_training else 1
    body = json.dumps([{"location": "/", "tdm-reservation": reserved}])
    return HttpResponse(body, content_type="application/json")


def licence(request):
    """What machines may use stories for (Really Simple Licensing 1.0)."""
    terms = terms_of(request)
    company = imprint_of(request).company or request.desk.masthead
    asked = {"ai-train": terms.allows_training, "ai-input ai-index": terms.allows_ai_search}
    permits = ["search", *(use for use, allowed in asked.items() if allowed)]
    prohibits = [use for use, allowed in asked.items() if not allowed]
    body = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<rsl xmlns="https://rslstandard.org/rsl">',
        f'<content url="{escape(address(request.desk, "/", request=request))}">',
        "<license>",
        f'<permits type="usage">{" ".join(permits)}</permits>',
    ]
    if prohibits:
        body.append(f'<prohibits type="usage">{" ".join(prohibits)}</prohibits>')
    body += ["</license>", f'<copyright type="organization">{escape(company)}</copyright>']
    if terms.licence:
        body.append(f"<terms>{escape(terms.licence)}</terms>")
    body += ["</content>", "</rsl>", ""]
    return HttpResponse("\n".join(body), content_type="application/rsl+xml; charset=utf-8")


def sellers(request):
    """Who may sell the desk's advertising space (ads.txt 1.1); 404 where nobody said."""
    said = terms_of(request).sellers
    if not said:
        raise Http404(_("There is no such file."))
    return _text("\n".join(line.rstrip() for line in said.splitlines()))


def security(request):
    """Where to report security problems (RFC 9116); 404 where the operator names no contact."""
    kept(request)
    if not settings.SECURITY_CONTACT:
        raise Http404(_("There is no such file."))
    today = request.at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    limited(request, until=today + timedelta(days=1))
    until = today + SECURITY_FOR
    here = address(request.desk, "/.well-known/security.txt", request=request)
    return _text(
        f"Contact: {settings.SECURITY_CONTACT}\nExpires: {until:%Y-%m-%dT%H:%M:%SZ}\n"
        f"Preferred-Languages: id, en\nCanonical: {here}"
    )


def indexnow_key(request, key):
    """The file that proves to search engines that this host's own newsroom calls them."""
    kept(request)
    if not settings.INDEXNOW_KEY or key != settings.INDEXNOW_KEY:
        raise Http404(_("There is no such file."))
    return _text(key)


def _text(body):
    return HttpResponse(f"{body}\n", content_type="text/plain; charset=utf-8")
