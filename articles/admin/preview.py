"""Previews: the readers' own pages of what they do not have yet, framed by the newsroom.

Each preview answers twice at one address: the page with the bar, and (`?frame=1`) what stands in
its frame, which is the readers' page itself with its links led to the real site.
"""

import re
from html import escape, unescape
from urllib.parse import urljoin

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, QueryDict
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin

from articles import publishing, workflow
from articles.fronts.models import Strip
from articles.models import Article, Placement, Section
from articles.public import standin
from articles.public.look import stylesheet_path
from articles.public.strips import shown_on
from newsroom.desks.hosts import address, host_map
from newsroom.reporters.reach import reach_of

from .article_form import DeskTimeInput
from .taking import change_url

SIZES = {"desktop": gettext_lazy("Desktop"), "phone": gettext_lazy("Phone")}
# Topics are offered from the newest stories of the desk; any other may be asked for by address.
NEWEST = 60
FRONT = "front"
LINK = re.compile(r'<a\b([^>]*?)\bhref="([^"#][^"]*)"')


# --- An article -----------------------------------------------------------------------------------


def of_article(request, admin_site, article):
    """The working copy on one of the desks that will show it; Http404 for any other desk."""
    version, placements = drawn_up(article, by=request.user, at=request.at)
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
        reader = standin.Standin(request, desk, version.path, at=request.at)
        if article.section is None:
            with translation.override(desk.language):
                version.section = Section(name=_("no section yet"), slug="-")
        return _framed(request, reader, standin.show(reader, placement))
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
    """The version and placements that issuing the working copy would make; nothing is saved."""
    before = publishing.newest_version(article)
    if article.state == Article.State.ISSUED and before is not None:
        live_from = before.live_from
    else:
        live_from = max(at, article.embargo_until or at)
    version, _credits, _topics = publishing.drawn_up(article, by=by, at=at, live_from=live_from)
    return version, publishing.placed(version, before)


# --- A desk at a moment ---------------------------------------------------------------------------


class MomentForm(forms.Form):
    """Which page of which desk, and when; the time is in the active time zone, the desk's."""

    desk = forms.ChoiceField(label=gettext_lazy("Desk"))
    at = forms.DateTimeField(label=gettext_lazy("Moment"), required=False, widget=DeskTimeInput())
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
        if at > self.now + workflow.FARTHEST:
            raise forms.ValidationError(workflow.TOO_FAR)
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
            return _framed(request, reader, standin.answer(reader))
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
    if by_name:
        pages.append((_("Topics"), [(f"topic:{slug}", name) for slug, name in by_name]))
    return pages


def _path(page):
    """The readers' address of one of `_pages`."""
    kind, _colon, slug = page.partition(":")
    return standin.path_of(kind, *([slug] if slug else []))


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
    made.update({name: value for name, value in query.items() if value} | more)
    return f"?{made.urlencode()}"


def _framed(request, reader, response):
    """A readers' page for the frame: its links lead to the real site, in a window of their own.

    The page may stand in a frame of the newsroom, and take the desk's colour from the desk's host.
    """
    here = address(reader.desk, reader.path, request=request)
    look = stylesheet_path(reader.desk)
    page = response.content.decode().replace(f'href="{look}"', f'href="{urljoin(here, look)}"')
    response.content = LINK.sub(
        lambda link: (
            f'<a target="_blank"{link[1]}href="{escape(urljoin(here, unescape(link[2])))}"'
        ),
        page,
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    host = address(reader.desk, "", request=request)
    framed = csp_update({"style-src": [host]})(lambda _request: response)
    framed = csp_replace({"frame-ancestors": [SELF]})(framed)
    return xframe_options_sameorigin(framed)(request)
