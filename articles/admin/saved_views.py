"""Saved views: addresses of the list of articles with a name, one's own or shared with a desk."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import SavedView
from newsroom.desks.hosts import host_map
from newsroom.desks.models import Desk
from newsroom.reporters.reach import memberships, reach_of

from . import narrowing

# Tabs above the list: whoever shares more than these with one desk shares too much.
SHOWN = 30
MOST = 50


@dataclass
class Tab:
    """One view above the list."""

    view: SavedView
    url: str
    current: bool
    shared: str


def workplaces(user):
    """Ids of the desks where `user` has a role, and of those above them: what is shared there."""
    known = host_map.desks()
    found = set()
    for membership in memberships(user):
        desk = known.get(membership.desk_id)
        found |= {membership.desk_id} | {each.pk for each in host_map.branch(desk)}
    return found


def tabs(user, narrowed=None):
    """The views that `user` is offered, by name, their own first; one query."""
    views = SavedView.objects.offered_to(user, workplaces(user)).select_related("desk")
    list_url = reverse("admin:articles_article_changelist")
    current = narrowed.address() if narrowed else None
    found = [
        Tab(
            view,
            f"{list_url}?{view.query}" if view.query else list_url,
            view.query == current,
            view.desk.name if view.desk and view.owner_id != user.pk else "",
        )
        for view in views.in_order()[:SHOWN]
    ]
    return sorted(found, key=lambda tab: tab.view.owner_id != user.pk)


def page(request, admin_site):
    """The user's views: to be named anew, shared and removed. Saving comes from the list."""
    if request.method == "POST":
        return _posted(request)
    views = SavedView.objects.offered_to(request.user, workplaces(request.user))
    editing = reach_of(request.user).desks("editor")
    list_url = reverse("admin:articles_article_changelist")
    views = list(views.select_related("desk", "owner").in_order()[: MOST + SHOWN])
    context = admin_site.each_context(request) | {
        "title": _("Saved views"),
        "own": [view for view in views if view.owner_id == request.user.pk],
        "others": [
            {"view": view, "may_end": view.desk_id in editing}
            for view in views
            if view.owner_id != request.user.pk
        ],
        "list_url": list_url,
        "may_share": bool(editing),
    }
    return render(request, "admin/articles/views.html", context)


def _posted(request):
    """Do what one of the forms asks, and say what was done; back to where it came from."""
    post = request.POST
    there = request.path
    try:
        if post.get("do") == "save":
            view = save(request.user, post.get("name", ""), post.get("query", ""),
                        share=post.get("desk", ""))  # fmt: skip
            messages.success(request, _("“%(name)s” is saved.") % {"name": view.name})
            there = reverse("admin:articles_article_changelist")
            there = f"{there}?{view.query}" if view.query else there
        elif post.get("do") == "change":
            view = _own(request.user, post.get("view"))
            change(request.user, view, post.get("name", ""), share=post.get("desk", ""))
            messages.success(request, _("“%(name)s” is saved.") % {"name": view.name})
        elif post.get("do") == "remove":
            view = _own(request.user, post.get("view"), gone=None)
            if view is not None:
                view.delete()
                messages.success(request, _("“%(name)s” is removed.") % {"name": view.name})
        elif post.get("do") == "end":
            _end(request, post.get("view"))
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        if post.get("do") == "save":
            kept = _canonical(post.get("query", ""))
            there = reverse("admin:articles_article_changelist")
            there = f"{there}?{kept}" if kept else there
    return HttpResponseRedirect(there)


def save(user, name, query, *, share=""):
    """Keep the list that `query` asks for under `name`; the same once more is no second one.

    `share` names the desk it is shared with, or is empty. Raises ValidationError.
    """
    view = SavedView(owner=user, name=name.strip(), query=_canonical(query))
    view.desk = _desk(user, share)
    same = SavedView.objects.filter(owner=user, name=view.name, query=view.query, desk=view.desk)
    if (found := same.first()) is not None:
        return found
    if SavedView.objects.filter(owner=user).count() >= MOST:
        raise ValidationError(
            _("You have %(number)s views: remove one that you no longer need.") % {"number": MOST}
        )
    _store(view)
    return view


def change(user, view, name, *, share=""):
    """Name a view anew and share it with the desk named `share`, or with nobody."""
    if view.desk is None or share.strip() != view.desk.name:
        view.desk = _desk(user, share)
    view.name = name.strip()
    _store(view)


def _store(view):
    if not view.name:
        raise ValidationError(_("Give the view a name."))
    view.full_clean()
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        # Somebody else's press of the same button was faster: say what the check would have said.
        view.full_clean()


def _canonical(query):
    """Only what the list understands, in its order. Raises ValidationError where it is too long."""
    typed = QueryDict(query)
    parts = {name: typed.get(name, "").replace("\0", "").strip() for name in narrowing.NAMES}
    kept = urlencode({name: value for name, value in parts.items() if value})
    if len(kept) > SavedView._meta.get_field("query").max_length:
        raise ValidationError(_("This is too long to be saved: search for fewer words."))
    return kept


def _desk(user, share):
    """The desk of that name or slug at which `user` edits; None where none is named."""
    share = share.replace("\0", "").strip()
    if not share:
        return None
    desks = Desk.objects.filter(pk__in=reach_of(user).desks("editor"))
    desk = desks.filter(slug=share).first() or desks.filter(name__iexact=share).first()
    if desk is None:
        raise ValidationError(
            _("You edit at no desk “%(typed)s”: a view is shared by a desk's editors.")
            % {"typed": share}
        )
    return desk


def _own(user, number, *, gone=Http404):
    """The user's own view of that number; `gone` is raised, or None returned, where it is none."""
    view = None
    if number and number.isascii() and number.isdigit() and len(number) < 19:
        view = SavedView.objects.filter(owner=user, pk=number).select_related("desk").first()
    if view is None and gone is not None:
        raise gone
    return view


def _end(request, number):
    """Take a view of somebody else's from the desk with which it is shared; they keep it."""
    if not (number and number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404
    offered = SavedView.objects.offered_to(request.user, workplaces(request.user))
    view = offered.filter(pk=number).first()
    if view is None:
        raise Http404
    if view.desk_id not in reach_of(request.user).desks("editor"):
        raise PermissionDenied(_("Only editors of the desk take its views away."))
    SavedView.objects.filter(pk=view.pk).update(desk=None)
    messages.success(request, _("“%(name)s” is no longer shared.") % {"name": view.name})
