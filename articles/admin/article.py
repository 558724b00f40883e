"""Articles in the admin: the list, and the way to the pages of one article."""

from csp.decorators import csp_update
from django.contrib import admin
from django.http import Http404, JsonResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from articles.models import Article
from newsroom.reporters.reach import reach_of

from . import (
    article_list,
    article_page,
    article_pictures,
    autosave,
    carrying,
    checklist,
    conflict,
    everywhere,
    following,
    kept,
    presence,
    preview,
    preview_links,
    revisions,
    saved_views,
    steps,
    story_links,
)
from .article_form import EDITOR_STYLE


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    """What a user sees is `visible_to`; what they may do is the workflow's table."""

    actions = None

    def get_urls(self):
        """The list, a new article, one article and its steps; nothing is deleted here."""
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="articles_article_changelist"),
            path("add/", wrap(self.add_view), name="articles_article_add"),
            path("views/", wrap(self.views_view), name="articles_article_views"),
            path("choices/", wrap(self.choices_view), name="articles_article_choices"),
            path(
                "photo/<int:number>/",
                wrap(article_pictures.thumbnail, cacheable=True),
                name="articles_article_photo",
            ),
            path("stories/", wrap(story_links.found), name="articles_article_stories"),
            path("carry/", wrap(self.carry_view), name="articles_article_carry"),
            path(
                "<int:number>/change/",
                wrap(self.article_view),
                name="articles_article_change",
            ),
            path(
                "<int:number>/preview/",
                wrap(self.preview_view),
                name="articles_article_preview",
            ),
            path(
                "<int:number>/links/",
                never_cache(wrap(self.links_view)),
                name="articles_article_links",
            ),
            path("here/", never_cache(require_safe(self.here_view)), name="articles_article_here"),
            path(
                "<int:number>/autosave/",
                never_cache(require_POST(self.autosave_view)),
                name="articles_article_autosave",
            ),
            path(
                "<int:number>/presence/",
                never_cache(require_POST(self.presence_view)),
                name="articles_article_presence",
            ),
            path(
                "<int:number>/everywhere/",
                never_cache(wrap(self.everywhere_view)),
                name="articles_article_everywhere",
            ),
            path(
                "<int:number>/checklist/",
                wrap(require_POST(self.checklist_view)),
                name="articles_article_checklist",
            ),
            path(
                "<int:number>/follow/",
                wrap(require_POST(self.follow_view)),
                name="articles_article_follow",
            ),
            path(
                "<int:number>/conflict/<int:aside>/",
                wrap(self.conflict_view),
                name="articles_article_conflict",
            ),
            path(
                "<int:number>/steps/<slug:name>/",
                wrap(self.step_view),
                name="articles_article_step",
            ),
            path(
                "<int:number>/revisions/",
                wrap(self.revisions_view),
                name="articles_article_revisions",
            ),
        ]

    def has_module_permission(self, request):
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request, obj=None):
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request, obj=None):
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request):
        return bool(reach_of(request.user).roles)

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """What this user sees, narrowed and paged by the address."""
        return article_list.page(request, self.admin_site)

    @method_decorator(csp_update(EDITOR_STYLE))
    def add_view(self, request, form_url="", extra_context=None):
        """Begin an article."""
        return article_page.add(request, self.admin_site)

    @method_decorator(csp_update(EDITOR_STYLE))
    def article_view(self, request, number):
        """Write or read one article."""
        article = self._seen(request, number)
        if article is None and request.method == "POST":
            sentence = _("This article is not there, or no longer yours to see. It was not saved.")
            return kept.page(request, self.admin_site, sentence, status=404)
        if article is None:
            raise Http404
        return article_page.change(request, self.admin_site, article)

    def preview_view(self, request, number):
        """One article as readers will have it."""
        article = self._seen(request, number)
        if article is None:
            raise Http404
        return preview.of_article(request, self.admin_site, article)

    def links_view(self, request, number):
        """Secret links to a preview, for people without an account."""
        article = self._seen(request, number)
        if article is None:
            raise Http404
        return preview_links.of_article(request, self.admin_site, article)

    def autosave_view(self, request, number):
        """Save what was typed so far; every answer is JSON, never a way to the sign-in."""
        if not self.has_view_permission(request):
            return autosave.signed_out()
        article = self._seen(request, number)
        if article is None:
            return autosave.refused(404, _("This article is not there, or no longer yours to see."))
        return autosave.save(request, article)

    def here_view(self, request):
        """That the newsroom answers: a form asks before it is sent, and stays where nobody does.

        Signed out or not: who is signed out gets what was typed back (_writing).
        """
        return JsonResponse({"here": self.has_view_permission(request)})

    def presence_view(self, request, number):
        """Hear who has the article open; never a way to the sign-in either."""
        if not self.has_view_permission(request):
            return autosave.signed_out()
        article = self._seen(request, number)
        if article is None:
            raise Http404
        return presence.view(request, article)

    def views_view(self, request):
        """The user's saved views of the list."""
        return saved_views.page(request, self.admin_site)

    def choices_view(self, request):
        """Names that complete what is typed into the list's fields."""
        return article_list.suggested(request)

    def checklist_view(self, request, number):
        """Tick a line of the checklist."""
        article = self._seen(request, number)
        if article is None:
            raise Http404
        return checklist.post(request, article)

    def everywhere_view(self, request, number):
        """Whether readers have what was issued, for the page that asks again."""
        article = self._seen(request, number)
        if article is None:
            raise Http404
        return everywhere.of_article(request, article)

    def carry_view(self, request):
        """What other desks have live, to be carried."""
        return carrying.page(request, self.admin_site)

    def revisions_view(self, request, number):
        """Compare what the working copy said, and put it back."""
        article = self._seen(request, number)
        if article is None:
            raise Http404
        return revisions.revisions(request, self.admin_site, article)

    def conflict_view(self, request, number, aside):
        """Choose between two texts of the same words."""
        article = self._seen(request, number)
        if article is None or aside >= 2**63:
            raise Http404
        return conflict.decide(request, self.admin_site, article, aside)

    def follow_view(self, request, number):
        """Be told what happens to the article, or no more."""
        article = self._seen(request, number)
        if article is None:
            raise Http404
        return following.turn(request, article)

    def step_view(self, request, number, name):
        """Take one step of the workflow."""
        article = self._seen(request, number)
        if article is None and name in ("carry", "uncarry"):
            article = carrying.offered(request.user, number, at=request.at)
        if article is None:
            raise Http404
        return steps.step(request, self.admin_site, article, name)

    def _seen(self, request, number):
        """The article, or None where this user does not see it: never whether it exists."""
        articles = Article.objects.visible_to(request.user).select_related("desk", "section")
        return articles.filter(pk=number).first() if number < 2**63 else None
