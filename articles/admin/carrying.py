"""Carrying stories of other desks: what readers have of them is offered, never the working copy."""

from contextlib import suppress

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import publishing, workflow
from articles.fronts import offers
from articles.models import Article, Placement, Version
from newsroom.desks.hosts import host_map
from newsroom.reporters.reach import reach_of

CARRIED = 30


def offered(user, number, *, at):
    """The article of that number, where `user` edits somewhere and readers have it; else None."""
    if number >= 2**63 or not reach_of(user).desks("editor"):
        return None
    live = Version.objects.live(at).filter(article=number).values("article")
    return Article.objects.filter(pk__in=live).select_related("desk").first()


def desks_edited(user):
    """The active desks at which `user` is an editor, by name."""
    mine = reach_of(user).desks("editor")
    desks = [desk for desk in host_map.desks().values() if desk.pk in mine]
    return sorted(desks, key=lambda desk: (desk.name, desk.pk))


def first_of(user, desks):
    """The desk to begin with: one that `user` is a member of, where there is one."""
    members = set(user.memberships.values_list("desk", flat=True))
    return next((desk for desk in desks if desk.pk in members), desks[0])


def readers_version(user, article, *, at):
    """What is carried of an article, as readers have it or will have it; None where `user` may not
    know of it. Never the words of the working copy.
    """
    version = publishing.live_version(article, at)
    if version is None and Article.objects.visible_to(user).filter(pk=article.pk).exists():
        version = publishing.newest_version(article)
    return version


def headline_of(version, number):
    """The headline of a version that readers have; without one the article's number."""
    return version.headline if version else _("Article %(number)s") % {"number": number}


class CarryForm(forms.Form):
    """One button of a list: carry this story here, change its headline here, or stop."""

    do = forms.ChoiceField(choices=[("carry", ""), ("uncarry", "")])
    article = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    headline = forms.CharField(
        max_length=250, required=False, label=gettext_lazy("Headline on that desk")
    )


def page(request, admin_site):
    """Stories to carry on one desk, and those that it carries; each with its one button."""
    desks = desks_edited(request.user)
    if not desks:
        raise PermissionDenied(_("Editors carry stories. You are not an editor at any desk."))
    wanted = request.GET.get("desk") or first_of(request.user, desks).slug
    desk = next((desk for desk in desks if desk.slug == wanted), None)
    if desk is None:
        raise Http404(_("There is no such desk where you are an editor."))
    with timezone.override(desk.zone):
        refusals = []
        if request.method == "POST":
            try:
                messages.success(request, _carry(request, desk))
                return HttpResponseRedirect(_address(request, desk))
            except ValidationError as refusal:
                refusals = refusal.messages
        return _page(request, admin_site, desks, desk, refusals)


def _carry(request, desk):
    """Do what the button says; returns what to say. ValidationError where it is refused."""
    form = CarryForm(request.POST)
    if not form.is_valid():
        raise ValidationError([text for texts in form.errors.values() for text in texts])
    answers = form.cleaned_data
    return take(
        request,
        desk,
        answers["do"],
        answers["article"],
        headline=answers["headline"],
        seen=request.POST.get("seen"),
    )


@transaction.atomic
def take(request, desk, name, number, *, headline="", seen=None):
    """Carry or uncarry at `desk`; what stands so already is left and said to be so.

    `seen` is the desk's own headline that the page showed, None where the story did not stand
    there: what a colleague did since is never undone unseen. Returns the sentence to say;
    ValidationError where it is refused.
    """
    # Two editors of a desk come one after the other.
    Article.objects.select_for_update().filter(pk=number).first()
    standing = Placement.objects.live(request.at).standing().on(desk).filter(article=number)
    standing = standing.select_related("version").first()
    article = offered(request.user, number, at=request.at)
    is_so = standing is None
    if name == "carry":
        is_so = _stands_so(standing, headline, seen)
        if not is_so and article is not None:
            overtaken(
                desk,
                seen=seen,
                stands=standing.headline if standing else None,
                shown=standing.shown_headline if standing else "",
                headline=headline,
            )
    if not is_so:
        if article is None:
            raise ValidationError(_("That story is not live any more: nothing was changed."))
        answers = {"headline": headline} if name == "carry" else {}
        workflow.perform(name, article, by=request.user, at=request.at, desk=desk, **answers)
    version = readers_version(request.user, article, at=request.at) if article else None
    own = headline or (standing.headline if name == "carry" and standing else "")
    shown = own or headline_of(version, number)
    return workflow.STEPS[name].done % {"desk": desk.name, "headline": shown}


def _stands_so(standing, headline, seen):
    """Whether the desk shows it as it is to be; whoever only wants it there takes any headline."""
    if standing is None:
        return False
    return standing.headline == headline or (seen is None and not headline)


def overtaken(desk, *, seen, stands, shown, headline):
    """ValidationError where a colleague was faster, and the page did not show what they did.

    `seen` is the desk's own headline that the page showed and `stands` that of now, None where the
    story does not stand there; `shown` is what readers have above it, and `headline` was typed.
    """
    if stands is None and seen is not None:
        raise ValidationError(
            _(
                "Somebody stopped carrying this story on %(desk)s meanwhile. It was not put back: "
                "carry it anew if it is to stand there."
            )
            % {"desk": desk.name}
        )
    if stands is None or stands == seen:
        return
    if headline:
        sentence = _(
            "Somebody was faster: on %(desk)s it stands under “%(headline)s” now. Your "
            "headline is kept below. Press once more if it is to replace that one."
        )
    else:
        sentence = _(
            "Somebody was faster: on %(desk)s it stands under “%(headline)s” now. Press once more "
            "if the article's own headline is to replace that one."
        )
    raise ValidationError(sentence % {"desk": desk.name, "headline": shown})


def _address(request, desk):
    query = QueryDict(mutable=True)
    query["desk"] = desk.slug
    if request.GET.get("q"):
        query["q"] = request.GET["q"]
    return f"{request.path}?{query.urlencode()}"


def _page(request, admin_site, desks, desk, refusals):
    words = request.GET.get("q", "").replace("\0", "").strip()[:200]
    lists = []
    if words:
        lists.append((_("Found"), "found", offers.by_words(desk, words, at=request.at)))
    else:
        near, topical = offers.offered(desk, at=request.at)
        lists.append((_("From near by"), "near", near))
        lists.append((_("On your topics"), "topics", topical))
    carried = Placement.objects.live(request.at).on(desk).filter(kind=Placement.Kind.CARRIED)
    carried = list(carried.ready_to_print().newest_first()[:CARRIED])
    typed = None
    with suppress(ValueError):
        typed = int(request.POST.get("article", ""))
    shown = {each.article_id for each in carried}
    shown |= {offer.placement.article_id for _title, _name, found in lists for offer in found}
    context = admin_site.each_context(request) | {
        "title": _("Stories to carry"),
        "desk": desk,
        "desks": desks,
        "lists": lists,
        "words": words,
        "carried": carried,
        "address": _address(request, desk),
        "refusals": refusals,
        "typed_article": typed,
        "typed_headline": request.POST.get("headline", ""),
        # Where the story is on the page no more, neither is the field in which it was typed.
        "typed_for_none": typed not in shown,
    }
    return render(request, "admin/articles/carry.html", context, status=409 if refusals else 200)
