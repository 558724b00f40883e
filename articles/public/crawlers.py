"""What a desk says to machines: robots.txt, reservations and licences, security.txt.

Crawlers are named in classes, and a desk's terms decide about each class. Search engines are not
among them: they follow the group for all.
"""

import json
import re
from datetime import UTC, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.freshness.noting import kept, limited
from newsroom.desks.hosts import address

from .frame import all_sections
from .imprint import imprint_of, terms_of
from .reservation import reservation_by
from .tags import printable

# They collect texts to train models on, or sell them for it; a name that ends with -Extended
# crawls nothing itself and is asked about what its search engine brought.
TRAINING = [
    "AI2Bot", "AI2Bot-DeepResearchEval", "Ai2Bot-Dolma", "aiHitBot", "Amazonbot", "anthropic-ai",
    "ApifyWebsiteContentCrawler", "Applebot-Extended", "bedrockbot", "Brightbot", "Bytespider",
    "CCBot", "ChatGLM-Spider", "ClaudeBot", "CloudVertexBot", "cohere-ai",
    "cohere-training-data-crawler", "Cotoyogi", "Crawl4AI", "Crawlspace", "Datenbank Crawler",
    "DeepSeekBot", "Diffbot", "FacebookBot", "FirecrawlAgent", "FriendlyCrawler",
    "Google-CloudVertexBot", "Google-Extended", "GPTBot", "ICC-Crawler", "ImagesiftBot",
    "imageSpider", "img2dataset", "ISSCyberRiskCrawler", "Kangaroo Bot", "KunatoCrawler",
    "laion-huggingface-processor", "LAIONDownloader", "LCC", "Meta-ExternalAgent",
    "MyCentralAIScraperBot", "netEstate Imprint Crawler", "newsai", "omgili", "omgilibot",
    "PanguBot", "Panscient", "PetalBot", "Poseidon Research Crawler", "SBIntuitionsBot",
    "Sidetrade indexer bot", "Terra Cotta", "TerraCotta", "TikTokSpider", "Timpibot",
    "VelenPublicWebCrawler", "WARDBot", "Webzio-Extended", "YandexAdditional",
    "YandexAdditionalBot",
]  # fmt: skip
# They fetch a text to answer one question with it, at once or later.
SEARCH = [
    "AddSearchBot", "amazon-kendra", "AmazonBuyForMe", "Amzn-SearchBot", "Amzn-User", "Andibot",
    "Aranet-SearchBot", "AzureAI-SearchBot", "bigsur.ai", "Bravebot", "Channel3Bot",
    "ChatGPT Agent", "ChatGPT-User", "Claude-Code", "Claude-SearchBot", "Claude-User", "Claude-Web",
    "Cloudflare-AutoRAG", "Devin", "DuckAssistBot", "Gemini-Deep-Research", "Google-Agent",
    "Google-Firebase", "Google-Gemini-CLI", "Google-NotebookLM", "GoogleAgent-Mariner", "iAskBot",
    "iaskspider", "kagi-fetcher", "LinerBot", "LinkupBot", "Manus-User", "Meta-ExternalFetcher",
    "meta-webindexer", "MistralAI-User", "NotebookLM", "NovaAct", "OAI-SearchBot", "Operator",
    "Perplexity-User", "PerplexityBot", "PhindBot", "Poggio-Citations", "QuillBot", "Shap-User",
    "ShapBot", "TavilyBot", "Thinkbot", "TwinAgent", "WRTNBot", "YouBot", "ZanistaBot",
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
    body = json.dumps([{"location": "/"} | reservation_by(terms_of(request)).as_fields()])
    return HttpResponse(body, content_type="application/json")


def licence(request):
    """What machines may use stories for (Really Simple Licensing 1.0)."""
    terms = terms_of(request)
    company = printable(imprint_of(request).company or request.desk.masthead)
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


def guide(request):
    """The desk for programs that read one text of a site (llms.txt): where what is, in Markdown."""
    desk = request.desk
    terms = terms_of(request)

    def links(*pairs):
        here = [(name, address(desk, path, request=request)) for name, path in pairs]
        return [f"- [{_plain(name)}]({at})" for name, at in here]

    trained = (
        _("Stories may be used to train AI models.")
        if terms.allows_training
        else _("Stories may not be used to train AI models.")
    )
    answered = (
        _("AI search may answer with them, and names the story's address.")
        if terms.allows_ai_search
        else _("AI search may not answer with them.")
    )
    about = _("News of %(name)s.") % {"name": desk.name}
    stories, about_us = _("Stories"), _("About us")
    parts = [
        f"# {_plain(desk.masthead)}",
        "",
        f"> {_plain(about)}",
        "",
        f"{trained} {answered}",
        "",
        f"## {stories}",
        "",
        *links((_("Newest stories"), "/"), *((s.name, s.path) for s in all_sections())),
        "",
        f"## {about_us}",
        "",
        *links(
            (_("Masthead"), "/masthead/"),
            (_("Guidelines"), "/guidelines/"),
            (_("Corrections"), "/corrections/"),
            (_("Licence"), "/license.xml"),
        ),
        "",
        # The name is the convention's own: what stands below it may be left out.
        "## Optional",
        "",
        *links(
            ("JSON Feed", "/feed.json"),
            ("ninjs 3.0", "/ninjs.json"),
            ("NewsML-G2", "/newsml.xml"),
            (_("Archive"), "/archive/"),
            (_("Sitemap"), "/sitemap.xml"),
        ),
    ]
    return _text("\n".join(parts))


def _plain(text):
    """A name inside Markdown, which it is no part of."""
    return re.sub(r"([\\`*_\[\]<>#])", r"\\\1", " ".join(str(text).split()))


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
