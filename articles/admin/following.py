"""Following an article from its page, and the list of what one follows."""

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article
from articles.talk.following import follow, unfollow
from articles.talk.models import Follow

from . import standing
from .taking import change_url

SHOWN = 50


def turn(request, article):
    """Follow it or stop; in JSON for a page that stays, where somebody may be typing."""
    if request.POST.get("follows") == "1":
        follow(article, by=request.user, at=request.at)
        follows, sentence = True, _("You are told what happens to this article.")
    else:
        unfollow(article, by=request.user)
        follows, sentence = False, _("You follow this article no more.")
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"follows": follows, "sentence": sentence})
    messages.success(request, sentence)
    listed = request.POST.get("from") == "list"
    return HttpResponseRedirect(reverse("admin:followed") if listed else change_url(article))


def page(request, admin_site):
    """What this person follows and still sees, the last that they began to follow first."""
    seen = Article.objects.visible_to(request.user)
    follows = Follow.objects.filter(user=request.user, article__in=seen).order_by("-pk")
    before = request.GET.get("before", "")
    later = before.isascii() and before.isdecimal() and len(before) < 19
    if later:
        follows = follows.filter(pk__lt=before)
    found = list(follows.values_list("pk", "article_id")[: SHOWN + 1])
    numbers = [article for _pk, article in found[:SHOWN]]
    articles = Article.objects.filter(pk__in=numbers).select_related("desk")
    rows = standing.with_spans(articles.defer("body", "standfirst")).in_bulk()
    context = admin_site.each_context(request) | {
        "title": _("Articles that you follow"),
        "rows": [(rows[number], standing.of(rows[number], request.at)) for number in numbers],
        "more": found[SHOWN - 1][0] if len(found) > SHOWN else None,
        "later": later,
    }
    return render(request, "admin/followed.html", context)
