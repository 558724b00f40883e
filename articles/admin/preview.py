"""Previews: the readers' own pages of what they do not have yet, framed by the newsroom.

Each preview answers twice at one address: the page with the bar, and (`?frame=1`) what stands in
its frame, which is the readers' page itself. The links of an article lead to the real site; those
of a desk ahead of time lead on in the preview, at the same moment.
"""

import re
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin

from articles import needs, publishing
from articles.fronts.models import Strip
from articles.models import Article, Placement, Section
from articles.public import notices, standin
from articles.public.look import stylesheet_path
from articles.public.pictures import drawn_up as as_shown
from articles.public.strips import shown_on
from newsroom.desks.hosts import address, host_map
from newsroom.reporters.reach import reach_of

from .moments import DeskTimeField
from .taking import change_url

SIZES = {"desktop": gettext_lazy("Desktop"), "phone": gettext_lazy("Phone")}
# Topics are offered from the newest stories of the desk; any other may be asked for by address.
NEWEST = 60
# A page by its own address is `path:/articles/…`.
FRONT, PATH = "front", "path"
# The readers' pages that show no more than what they are told a preview may see.
SHOWN_AHEAD = {
    "front", "article", "article-number", "section", "topic", "reporter", "archive", "archive-day",
}  # fmt: skip
# What a page names of its own host besides its look: a preview is not kept on a phone, nor fed.
NAMED = re.compile(r'<link rel="(?:icon|apple-touch-icon|manifest|license|alternate)"[^>]*>\n?')
LINK = re.compile(r'<a\b([^>]*?)\bhref="([^"#][^"]*)"')


# --- An article -----------------------------------------------------------------------------------


def of_article(request, admin_site, article):
    """The working copy on one of the desks that will show it; Http404 for any other desk."""
    placements = drawn_up(article, by=request.user, at=request.at)
    active = host_map.desks()
    shown = {
        active[placement.desk_id].slug: placement
        for placement in placements
        if placement.desk_id in active
    }
    wanted = request.GET.get("desk") or next(iter(shown), None)
    if wanted not in shown:
        raise Http404(_("No such desk will show this article."))
    placement = shown[wanted]
    desk = active[placement.desk_id]
    if request.GET.get("frame"):
        return _framed(request, *page_on(desk, placement, request=request), to_the_site)
    desks = [(slug, active[each.desk_id].name) for slug, each in shown.items()]
    return _page(
        request,
        admin_site,
        "admin/articles/preview.html",
        {
            "title": _("Preview"),
            "article": article,
            "desk": desk,
            "desks": desks,
            "back": change_url(article),
        },
        {"desk": wanted},
    )


def drawn_up(article, *, by, at):
    """The placements that issuing the working copy would make; nothing is saved."""
    before = publishing.newest_version(article)
    if article.state == Article.State.ISSUED and before is not None:
        live_from = before.live_from
    else:
        live_from = max(at, article.embargo_until or at)
    version, _credits, _topics, pictures = publishing.drawn_up(
        article, by=by, at=at, live_from=live_from
    )
    if article.section is None:
        with translation.override(article.desk.language):
            version.section = Section(name=_("no section yet"), slug="-")
    placements = publishing.placed(version, before)
    for placement in placements:
        placement.drawn_up = pictures
    return placements


def page_on(desk, placement, *, request):
    """The page of one of those placements on its desk: (the stand-in for a reader, response).

    With the pictures that may be shown once it is live, and what readers are told beside it then.
    """
    version = placement.version
    moment = max(request.at, version.live_from)
    placement.pictures = as_shown(placement.drawn_up, at=moment, desk=desk)
    reader = standin.Standin(request, desk, version.path, at=request.at)
    notices.drawn_up(placement, reader, at=moment)
    return reader, standin.show(reader, placement)


# --- A desk at a moment ---------------------------------------------------------------------------


class MomentForm(forms.Form):
    """Which page of which desk, and when; the time is in the active time zone, the desk's."""

    desk = forms.ChoiceField(label=gettext_lazy("Desk"))
    at = DeskTimeField(label=gettext_lazy("Moment"), required=False)
    page = forms.ChoiceField(label=gettext_lazy("Page"))

    def __init__(self, *args, now, desks, pages, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["desk"].choices = [(desk.slug, desk.name) for desk in desks]
        self.fields["page"].choices = pages

    def clean_at(self):
        """A moment ahead; empty, or the minute that it is, for now."""
        at = self.cleaned_data["at"]
        if at is None:
            return self.now
        if at < self.now.replace(second=0, microsecond=0):
            raise forms.ValidationError(_("This moment has passed: choose one ahead."))
        if at > self.now + needs.FARTHEST:
            raise forms.ValidationError(needs.TOO_FAR)
        return max(at, self.now)


def desks_ahead(user):
    """The active desks that `user` may see ahead of time, by name."""
    desks = sorted(host_map.desks().values(), key=lambda desk: (desk.name, desk.pk))
    if user.is_superuser:
        return desks
    mine = reach_of(user).desks("editor")
    return [desk for desk in desks if desk.pk in mine]


def known(user, *, at, now):
    """The placements at the moment `at`, as far as `user` may know them `now`.

    What other desks than the user's own have scheduled is theirs: their stories stand as they do
    now, and neither what is added nor what ends shows.
    """
    if user.is_superuser:
        return Placement.objects.live(at)
    mine = reach_of(user).desks("editor")
    return Placement.objects.filter(
        Q(version__desk__in=mine, live_from__lte=at, live_until__gt=at)
        | Q(~Q(version__desk__in=mine), live_from__lte=now, live_until__gt=now)
    )


def known_strips(user, desk, *, at, now):
    """The breaking strips on `desk` at the moment `at`, as far as `user` may know them `now`."""
    strips = Strip.objects.showing(at)
    if not user.is_superuser:
        mine = reach_of(user).desks("editor")
        strips = strips.filter(Q(desk__in=mine) | Q(starts_at__lte=now))
    return shown_on(desk, strips.with_link(at))


def at_moment(request, admin_site):
    """A desk's front, section or topic as its readers will see it at a chosen moment."""
    desks = desks_ahead(request.user)
    if not desks:
        raise PermissionDenied(_("Editors look ahead. You are not an editor at any active desk."))
    wanted = request.GET.get("desk") or _first(request.user, desks).slug
    desk = next((desk for desk in desks if desk.slug == wanted), None)
    if desk is None:
        raise Http404(_("There is no such desk where you are an editor."))
    data = {
        "desk": wanted,
        "at": request.GET.get("at", ""),
        "page": request.GET.get("page") or FRONT,
        # The frame's links lead on in the same size.
        "size": request.GET.get("size", ""),
    }
    with timezone.override(desk.zone):
        form = MomentForm(
            data, now=request.at, desks=desks, pages=_pages(request, desk, data["page"])
        )
        at = form.cleaned_data["at"] if form.is_valid() else None
        if at is not None and request.GET.get("frame"):
            reader = standin.Standin(
                request,
                desk,
                _path(data["page"]),
                at=at,
                placements=known(request.user, at=at, now=request.at),
                strips=known_strips(request.user, desk, at=at, now=request.at),
            )
            answer = standin.answer(reader)
            if answer.status_code in (301, 302):
                return _moved(request, reader, answer, desks, at)
            return _framed(request, reader, answer, _ahead(request, desks, at))
        return _page(
            request,
            admin_site,
            "admin/articles/preview_moment.html",
            {
                "title": _("Look ahead"),
                "form": form,
                "desk": desk,
                "at": at,
                "zone_name": timezone.localtime(at or request.at).tzname(),
            },
            data,
            status=422 if at is None else 200,
        )


def _first(user, desks):
    """The desk to begin with: one that the user is a member of, where there is one."""
    members = set(user.memberships.values_list("desk", flat=True))
    return next((desk for desk in desks if desk.pk in members), desks[0])


def _pages(request, desk, chosen):
    """The pages that are offered: the front, each section, and the topics of the newest stories."""
    placements = Placement.objects.on(desk).filter(live_until__gt=request.at)
    if not request.user.is_superuser:
        mine = reach_of(request.user).desks("editor")
        placements = placements.filter(Q(version__desk__in=mine) | Q(live_from__lte=request.at))
    newest = placements.newest_first().values_list("version__topic_list", flat=True)[:NEWEST]
    topics = {topic["slug"]: topic["name"] for topics in newest for topic in topics}
    kind, _colon, slug = chosen.partition(":")
    if kind == "topic" and slug and not set(slug) & {"/", "\0"}:
        topics.setdefault(slug, slug)
    sections = Section.objects.order_by("position", "pk").values_list("slug", "name")
    by_name = sorted(topics.items(), key=lambda topic: topic[1].casefold())
    pages = [(FRONT, _("Front"))]
    pages.append((_("Sections"), [(f"section:{slug}", name) for slug, name in sections]))
    if kind == PATH and _is_shown_ahead(slug):
        # Where a link of the page led to.
        pages.append((chosen, _("This page")))
    if by_name:
        pages.append((_("Topics"), [(f"topic:{slug}", name) for slug, name in by_name]))
    return pages


def _is_shown_ahead(path):
    """Whether the readers' address `path`, which may have a query, is one that a preview shows."""
    try:
        found = resolve(path.partition("?")[0], settings.PUBLIC_URLCONF)
    except Resolver404:
        return False
    return found.url_name in SHOWN_AHEAD


def _path(page):
    """The readers' address of one of `_pages`."""
    kind, _colon, slug = page.partition(":")
    if kind == PATH:
        return slug
    return standin.path_of(kind, *([slug] if slug else []))


def _ahead(request, desks, at):
    """What gives the links of a page their way on: the same moment on every desk of `desks`."""
    hosts = {urlsplit(address(desk, request=request)).netloc: desk for desk in desks}

    def link(where):
        query = _ahead_of(request, hosts, where, at)
        return f'target="_top" href="{escape(query)}"' if query else to_the_site(where)

    return link


def _ahead_of(request, hosts, where, at, **more):
    """The preview's own query for the readers' address `where`; None outside of `hosts`."""
    parts = urlsplit(where)
    desk = hosts.get(parts.netloc)
    if desk is None or not _is_shown_ahead(parts.path):
        return None
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    # Typed times are in the desk's own zone; an empty one stays “now”.
    moment = f"{timezone.localtime(at, desk.zone):%Y-%m-%dT%H:%M}" if request.GET.get("at") else ""
    data = {"desk": desk.slug, "at": moment, "size": request.GET.get("size", "")}
    return _query(data | {"page": FRONT if path == "/" else f"{PATH}:{path}"}, **more)


def _moved(request, reader, answer, desks, at):
    """Where a readers' page leads elsewhere: on in the frame, as far as that desk may be seen."""
    here = address(reader.desk, reader.path, request=request)
    hosts = {urlsplit(address(desk, request=request)).netloc: desk for desk in desks}
    query = _ahead_of(request, hosts, urljoin(here, answer["Location"]), at, frame=1)
    if query is None:
        raise Http404(_("It stands on a desk that you do not see ahead of time."))
    return HttpResponseRedirect(query)


# --- Both -----------------------------------------------------------------------------------------


def _page(request, admin_site, template, context, query, *, status=200):
    """The bar with the frame below it; `query` is what both addresses say of the page."""
    chosen = request.GET.get("size", "")
    size = chosen if chosen in SIZES else "desktop"
    context |= admin_site.each_context(request) | {
        "title": context["title"],
        "size": size,
        "sizes": [(label, _query(query, size=name), name == size) for name, label in SIZES.items()],
        "frame": _query(query, frame=1),
    }
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _query(query, **more):
    made = QueryDict(mutable=True)
    made.update({name: value for name, value in (query | more).items() if value})
    return f"?{made.urlencode()}"


def to_the_site(where):
    """A link to the real site, in a window of its own: the attributes of the link to `where`."""
    return f'target="_blank" href="{escape(where)}"'


def led(page, reader, link, *, request):
    """The text of a readers' page whose links and colours work from the newsroom's own host.

    `link` gives the attributes of a link for a whole address.
    """
    here = address(reader.desk, reader.path, request=request)
    look = stylesheet_path(reader.desk)
    page = NAMED.sub("", page).replace(f'href="{look}"', f'href="{urljoin(here, look)}"')
    return LINK.sub(lambda a: f"<a{a[1]}{link(urljoin(here, unescape(a[2])))}", page)


def styled_by(desk, response, *, request):
    """Let `response` take the desk's colour from the desk's own host."""
    host = address(desk, "", request=request)
    return csp_update({"style-src": [host]})(lambda _request: response)(request)


def _framed(request, reader, response, link):
    """A readers' page that may stand in a frame of the newsroom."""
    response.content = led(response.content.decode(), reader, link, request=request)
    response["X-Robots-Tag"] = "noindex, nofollow"
    framed = csp_replace({"frame-ancestors": [SELF]})(
        lambda _request: styled_by(reader.desk, response, request=request)
    )
    return xframe_options_sameorigin(framed)(request)
