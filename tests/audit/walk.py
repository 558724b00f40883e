"""Which pages there are: everything that links lead to, for each person and on each site.

Nothing here lists the pages. Every named address of the two sites has to be reached by somebody;
one that is added and reached by nobody is a fault, until it is led to or named in NO_PAGE.
"""

import http.client
import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from django.conf import settings
from django.urls import Resolver404, get_resolver, resolve

# Pages of one kind that are fetched; those with a part that nobody showed yet are looked at.
ENOUGH = 10
LEAVE = ("/admin/logout/", "/static/", "/admin/jsi18n/")
# Feeds, sitemaps and the like, by what their addresses look like.
FOR_MACHINES = re.compile(r"\.(xml|txt|json|css)|<feed:")
# Addresses that answer no page: questions of scripts, and forms' targets.
NO_PAGE = {
    "admin:jsi18n", "admin:view_on_site", "admin:autocomplete", "admin:notes_people",
    "admin:notes_strike", "admin:articles_article_autosave", "admin:articles_article_choices",
    "admin:articles_article_here", "admin:articles_article_follow",
    "admin:articles_article_checklist", "admin:mail_wishes", "admin:notification", "admin:None",
    "way-in", "admin:login", "admin:logout", "article-number",
    "admin:fronts", "admin:notes_thread", "admin:articles_article_presence", "admin:photo_original",
    "photo-file", "admin:articles_article_photo", "manifest", "icon", "favicon", "share", "read",
    "admin:articles_article_stories", "admin:photo_discard", "offline-worker",
    "admin:everywhere", "admin:articles_article_everywhere", "story-data",
    # Made: of somebody with a second factor, whom the four people of the audit are not.
    "admin:second_step", "admin:two_steps_off", "admin:two_steps_codes", "admin:second_factor_away",
}  # fmt: skip


@dataclass
class Page:
    """One page as one person got it."""

    person: str
    address: str
    kind: tuple
    status: int
    html: str
    parts: frozenset = field(repr=False, default=frozenset())
    # No address answers it now: a browser is given this HTML.
    made: bool = False

    @property
    def name(self):
        return f"{self.person} {self.address}"


class _Parts(HTMLParser):
    """The links of a page, and the set of its parts: each tag in its parent, by class and type."""

    VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr", "col"}

    def __init__(self, at):
        super().__init__()
        self.at, self.links, self.parts, self.above = at, [], set(), [""]

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        for name in ("href", "src"):
            if attrs.get(name) and tag in ("a", "iframe"):
                self.links.append(urljoin(self.at, attrs[name]))
        named = f"{tag}.{attrs.get('class') or ''}:{attrs.get('type') or ''}"
        # One column of a list is as good as another.
        named = re.sub(r"\b(column|field|form-row|depth)-\w+", r"\1", named)
        known = sorted(name for name in attrs if not name.startswith(("data-", "on")))
        self.parts.add((self.above[-1], named, *known))
        if tag not in self.VOID:
            self.above.append(named)

    def handle_endtag(self, tag):
        for place in range(len(self.above) - 1, 0, -1):
            if self.above[place].startswith(f"{tag}."):
                del self.above[place:]
                return


def parts_of(html, at):
    """(links, parts) of a page."""
    reader = _Parts(at)
    reader.feed(html)
    return reader.links, frozenset(reader.parts)


def kind_of(address, urlconf):
    """What makes two addresses pages of one kind: the view, its step, and what is asked."""
    parts = urlsplit(address)
    try:
        match = resolve(parts.path, urlconf)
    except Resolver404:
        return "none", ""
    name = match.view_name or "admin:None"
    return name, str(match.kwargs.get("name", "")), *sorted(parse_qs(parts.query))


class Site:
    """A running newsroom on the loopback, asked as one person."""

    def __init__(self, port, person, cookies=""):
        self.port, self.person, self.cookies = port, person, cookies

    def fetch(self, address):
        """(status, content type, text, where it leads) of a GET."""
        return self._asked("GET", address)

    def send(self, address, fields):
        """The same of a form that is sent."""
        return self._asked("POST", address, urlencode(fields))

    def _asked(self, method, address, body=None):
        parts = urlsplit(address)
        asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {"Host": parts.netloc, "Accept-Language": "id"}
        # Secret links and readers' sites are for people without a session.
        if self.cookies and parts.path.startswith("/admin"):
            headers["Cookie"] = self.cookies
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        asking.request(method, path, body, headers=headers)
        answer = asking.getresponse()
        text = answer.read().decode("utf-8", "replace")
        asking.close()
        leads = answer.getheader("Location")
        return (
            answer.status,
            answer.getheader("Content-Type") or "",
            text,
            urljoin(address, leads) if leads else "",
        )


def made(person, address, status, html):
    """A page that a GET does not answer: what breaks, or what a form's sending answers."""
    kind = ("made", str(status))
    return Page(person, address, kind, status, html, parts_of(html, address)[1], made=True)


def walk(site, seeds, *, urlconf, within, several=False):
    """Every kind of page that can be reached from `seeds`, at most ENOUGH of each.

    `within` says of an address whether it belongs to the site; with `several` lists may be asked
    more than one thing at a time.
    """
    waiting, seen, kinds = list(seeds), set(seeds), Counter()
    while waiting:
        address = waiting.pop(0)
        status, type_, text, leads = site.fetch(address)
        if leads and within(leads) and leads not in seen:
            seen.add(leads)
            waiting.insert(0, leads)
        if not type_.startswith("text/html") or leads:
            continue
        links, parts = parts_of(text, address)
        yield Page(site.person, address, kind_of(address, urlconf), status, text, parts)
        for link in links:
            link = link.partition("#")[0]
            parts_of_link = urlsplit(link)
            if link in seen or not within(link) or parts_of_link.path.startswith(LEAVE):
                continue
            kind = kind_of(link, urlconf)
            questions = len(kind) - 2
            if kinds[kind] >= ENOUGH or "_changelist_filters" in kind or "_facets" in kind:
                continue
            if questions > 2 and not several:
                continue
            kinds[kind] += 1
            seen.add(link)
            waiting.append(link)


def names_of(urlconf):
    """Every named address of a site."""

    def below(resolver, space):
        for each in resolver.url_patterns:
            if hasattr(each, "url_patterns"):
                yield from below(each, f"{each.namespace}:" if each.namespace else space)
            elif not FOR_MACHINES.search(str(each.pattern)):
                yield f"{space}{each.name}"

    return set(below(get_resolver(urlconf), ""))


def not_reached(pages):
    """Named addresses that no page was got from."""
    reached = {page.kind[0] for page in pages}
    every = names_of(settings.ROOT_URLCONF) | names_of(settings.PUBLIC_URLCONF)
    return sorted(every - reached - NO_PAGE)


def worth_looking_at(pages):
    """The pages that show a part which those of their kind before them did not.

    A part may look otherwise on a page of another kind, and to another person it is the same.
    """
    known = {}
    for page in pages:
        here = known.setdefault((*page.kind[:2], page.status), set())
        if page.parts - here:
            here |= page.parts
            yield page


def without_secrets(html):
    """HTML whose tokens do not make two same pages different."""
    return re.sub(r'(nonce|value)="[A-Za-z0-9+/=_-]{22,}"', r'\1="x"', html)
