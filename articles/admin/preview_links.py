"""Secret preview links: the page that makes and revokes them, and what their holders see."""

import secrets
from datetime import timedelta
from functools import wraps

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from articles import preview_links
from articles.models import Opening
from articles.models.article import Article
from newsroom.serving.visitors import address_of

from .preview import drawn_up, led, page_on, styled_by, to_the_site
from .taking import change_url

LASTS = {
    "1": gettext_lazy("1 hour"),
    "24": gettext_lazy("1 day"),
    "72": gettext_lazy("3 days"),
    "168": gettext_lazy("7 days"),
    "336": gettext_lazy("14 days"),
}
# The newest of each; an article has no more that matter.
LINKS_SHOWN, OPENINGS_SHOWN = 50, 100


# --- In the newsroom ------------------------------------------------------------------------------


class LinkForm(forms.Form):
    """For whom, and for how many hours."""

    label = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=120,
        help_text=gettext_lazy("They see this name at the head of the preview."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write for whom the link is.")},
    )
    lasts = forms.ChoiceField(
        label=gettext_lazy("Works for"), choices=list(LASTS.items()), initial="72"
    )
    press = forms.CharField(min_length=20, max_length=60, widget=forms.HiddenInput)


def of_article(request, admin_site, article):
    """The links of one article: made, shown once, revoked, and who opened them."""
    made, token, status = None, "", 200
    form = LinkForm(initial={"press": secrets.token_urlsafe(24)})
    if request.method == "POST" and "revoke" in request.POST:
        return _revoke(request, article)
    if request.method == "POST":
        form = LinkForm(request.POST)
        made, token = _made(request, article, form)
        status = 200 if made else 422
        if made:
            form = LinkForm(initial={"press": secrets.token_urlsafe(24)})
    with timezone.override(article.desk.zone):
        response = render(
            request,
            "admin/articles/preview_links.html",
            admin_site.each_context(request)
            | {
                "title": _("Preview links"),
                "article": article,
                "back": change_url(article),
                "form": form,
                "may_make": preview_links.may_make(request.user, article),
                "spiked": article.state == Article.State.SPIKED,
                "embargo": article.embargo_until
                if article.embargo_until and article.embargo_until > request.at
                else None,
                "made": made,
                "address": _whole(request, token) if made else "",
                "links": listed(article, request.user, request.at),
            },
            status=status,
        )
    response["Cache-Control"] = "no-store"
    return response


def _made(request, article, form):
    """The link of a valid form and its token; (None, "") with what is wrong in the form."""
    if not form.is_valid():
        return None, ""
    try:
        return preview_links.make(
            article,
            label=form.cleaned_data["label"],
            lasts=timedelta(hours=int(form.cleaned_data["lasts"])),
            by=request.user,
            at=request.at,
            press=form.cleaned_data["press"],
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
    return None, ""


def _revoke(request, article):
    """Revoke one link, and say so."""
    number = request.POST["revoke"]
    known = number.isdecimal() and len(number) < 19
    link = article.preview_links.filter(pk=number).first() if known else None
    if link is None:
        raise Http404(_("This article has no such preview link."))
    link.article = article
    preview_links.revoke(link, by=request.user, at=request.at)
    messages.success(request, _("Revoked: the link for %(label)s shows nothing any more.")
                     % {"label": link.label})  # fmt: skip
    return HttpResponseRedirect(reverse("admin:articles_article_links", args=[article.pk]))


def _whole(request, token):
    """The address that is sent to somebody."""
    return request.build_absolute_uri(reverse("preview-link", args=[token]))


def listed(article, user, at):
    """The newest links with where they stand, who may revoke them, and their openings."""
    links = list(
        article.preview_links.select_related("made_by", "revoked_by")
        .annotate(
            times_read=Count("openings", filter=Q(openings__read=True)),
            times_fetched=Count("openings", filter=Q(openings__read=False)),
        )
        .order_by("-pk")[:LINKS_SHOWN]
    )
    openings = Opening.objects.filter(link__in=[link.pk for link in links], read=True)
    by_link = {}
    for opening in openings.select_related("user").order_by("-pk")[:OPENINGS_SHOWN]:
        by_link.setdefault(opening.link_id, []).append(opening)
    for link in links:
        link.article = article
        link.read_by = by_link.get(link.pk, [])
        link.may_revoke = link.revoked_at is None and preview_links.may_revoke(user, link)
        link.is_working = link.revoked_at is None and link.expires_at > at
        link.stopped = preview_links.stopped(link) if link.is_working else None
    return links


def with_working(articles, at):
    """`articles`, each with the number of its links that may still show something."""
    working = Q(preview_links__revoked_at=None, preview_links__expires_at__gt=at)
    return articles.annotate(working_links=Count("preview_links", filter=working))


# --- Outside, without a sign-in -------------------------------------------------------------------


def for_holders(view):
    """`view` for whoever has the token: never cached, indexed, or told on by a Referer."""

    @csrf_exempt
    @wraps(view)
    def holding(request, token):
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        link = preview_links.working(token, at=request.at)
        response = view(request, link, token) if link else _nothing(request)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return holding


@for_holders
def cover(request, link, token):
    """The page at the link itself: for whom it is and a button, and nothing of the text.

    Programs of chats and mail fetch it to draw a card of it; the text is one step further.
    """
    _note(request, link, read=False)
    desk = link.article.desk
    with translation.override(desk.language), timezone.override(desk.zone):
        return render(
            request,
            "preview/cover.html",
            {"link": link, "desk": desk, "text": reverse("preview-link-text", args=[token])},
        )


@for_holders
def text(request, link, token):
    """The working copy as readers of its home desk would get it, below a bar that says so."""
    _note(request, link, read=True)
    article, desk = link.article, link.article.desk
    placements = drawn_up(article, by=link.made_by, at=request.at)
    home = next(placement for placement in placements if placement.desk_id == desk.pk)
    reader, response = page_on(desk, home, request=request)
    with translation.override(desk.language), timezone.override(desk.zone):
        bar = render_to_string("preview/bar.html", {"link": link})
        head = render_to_string("preview/head.html")
    page = led(response.content.decode(), reader, to_the_site, request=request)
    page = page.replace("</head>", f"{head}</head>", 1).replace("<body>", f"<body>{bar}", 1)
    response.content = page
    return styled_by(desk, response, request=request)


def _nothing(request):
    """404, the same for a link that expired, was revoked, or never was."""
    return render(request, "preview/nothing.html", status=404)


def _note(request, link, *, read):
    """Log the opening; a HEAD opens nothing."""
    if request.method == "HEAD":
        return
    user = request.user if request.user.is_authenticated else None
    preview_links.note_opening(
        link,
        at=request.at,
        read=read,
        ip_address=address_of(request),
        browser=request.headers.get("User-Agent", ""),
        user=user,
    )
