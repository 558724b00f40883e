"""Articles in the admin: the list, and the way to the pages of one article."""

from csp.decorators import csp_update
from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import DateTimeField, Prefetch, Value
from django.http import Http404
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles.models import Article, Byline
from newsroom.desks.models import Desk
from newsroom.reporters.reach import reach_of

from . import article_page, autosave, carrying, kept, preview, revisions, standing, steps
from .sign_in import may_enter

# A list is counted up to here and no further, so that it costs the same at a million.
COUNTED = 1000
# The one style element that the text editor puts into its page, by its hash: nothing else inline.
EDITOR_STYLE = {"style-src": ["'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"]}


class CappedPaginator(Paginator):
    """Counts no more rows than COUNTED."""

    @cached_property
    def count(self):
        return self.object_list.order_by()[:COUNTED].count()

    @property
    def is_capped(self):
        """Whether there may be more than are counted."""
        return self.count >= COUNTED


class DeskFilter(admin.SimpleListFilter):
    """The desks whose articles this user sees."""

    title = _("desk")
    parameter_name = "desk"

    def lookups(self, request, model_admin):
        desks = Desk.objects.by_name()
        if not request.user.is_superuser:
            desks = desks.filter(pk__in=reach_of(request.user).desks("reporter"))
        return [(str(pk), name) for pk, name in desks.values_list("pk", "name")]

    def queryset(self, request, queryset):
        allowed = {pk for pk, _name in self.lookup_choices}
        if self.value() in allowed:
            return queryset.filter(desk_id=self.value())
        return queryset.none() if self.value() else queryset


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    """What a user sees is `visible_to`; what they may do is the workflow's table."""

    list_display = ["text", "desk", "standing", "credited", "changed"]
    list_display_links = ["text"]
    # Its two orders have an index each; any other would sort the whole archive.
    sortable_by = []
    list_filter = ["state", DeskFilter, "section", "kind"]
    search_fields = ["headline"]
    search_help_text = _("Words of the headline")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    actions = None

    def get_urls(self):
        """The list, a new article, one article and its steps; nothing is deleted here."""
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.changelist_view), name="articles_article_changelist"),
            path("add/", self._writing(self.add_view), name="articles_article_add"),
            path("carry/", wrap(self.carry_view), name="articles_article_carry"),
            path(
                "<int:number>/change/",
                self._writing(self.article_view),
                name="articles_article_change",
            ),
            path(
                "<int:number>/preview/",
                wrap(self.preview_view),
                name="articles_article_preview",
            ),
            path(
                "<int:number>/autosave/",
                never_cache(require_POST(self.autosave_view)),
                name="articles_article_autosave",
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

    def _writing(self, view):
        """`view` as the site protects it; what somebody had typed who is signed out is kept."""
        protected = self.admin_site.admin_view(view)

        @never_cache
        def inner(request, *args, **kwargs):
            if request.method == "POST" and not self.has_view_permission(request):
                sentence = _("You are no longer signed in, so this was not saved.")
                return kept.page(request, self.admin_site, sentence, status=403)
            return protected(request, *args, **kwargs)

        return inner

    def has_module_permission(self, request):
        return may_enter(request.user)

    def has_view_permission(self, request, obj=None):
        return may_enter(request.user)

    def has_change_permission(self, request, obj=None):
        return may_enter(request.user)

    def has_add_permission(self, request):
        return bool(reach_of(request.user).roles)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        """Only what this user sees, without the texts, in a fixed number of queries."""
        articles = Article.objects.visible_to(request.user).select_related("desk")
        articles = articles.defer("body", "standfirst").prefetch_related(
            Prefetch(
                "bylines", Byline.objects.select_related("reporter").order_by("position", "pk")
            )
        )
        articles = articles.annotate(seen_at=Value(request.at, DateTimeField()))
        return standing.with_spans(articles.order_by(*self.get_ordering(request)))

    def get_ordering(self, request):
        """What waits is oldest first; everything else is newest first."""
        if request.GET.get("state__exact") == Article.State.IN_REVIEW:
            return ["changed_at", "id"]
        return ["-changed_at", "-id"]

    def changelist_view(self, request, extra_context=None):
        """Django's own, headed by what it lists."""
        context = {
            "title": capfirst(self.opts.verbose_name_plural),
            "may_carry": bool(reach_of(request.user).desks("editor")),
        }
        return super().changelist_view(request, context | (extra_context or {}))

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

    def autosave_view(self, request, number):
        """Save what was typed so far; every answer is JSON, never a way to the sign-in."""
        if not self.has_view_permission(request):
            return autosave.signed_out()
        article = self._seen(request, number)
        if article is None:
            return autosave.refused(404, _("This article is not there, or no longer yours to see."))
        return autosave.save(request, article)

    def carry_view(self, request):
        """What other desks have live, to be carried."""
        return carrying.page(request, self.admin_site)

    def revisions_view(self, request, number):
        """Compare what the working copy said, and put it back."""
        article = self._seen(request, number)
        if article is None:
            raise Http404
        return revisions.revisions(request, self.admin_site, article)

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

    @admin.display(description=_("headline"))
    def text(self, article):
        if not article.kicker:
            return article.headline
        return format_html('<span class="nr-kicker">{}</span> {}', article.kicker, article.headline)

    @admin.display(description=_("state"))
    def standing(self, article):
        return format_html_join(
            " ",
            '<span class="nr-state nr-state--{}">{}</span>',
            ((pill.name, pill.label) for pill in standing.of(article, article.seen_at)),
        )

    @admin.display(description=_("bylines"))
    def credited(self, article):
        return ", ".join(byline.reporter.name for byline in article.bylines.all())

    @admin.display(description=_("changed"))
    def changed(self, article):
        local = timezone.localtime(article.changed_at, article.desk.zone)
        return format_html(
            '<span class="nr-clock">{} <abbr>{}</abbr></span>',
            date_format(local, "j M Y H:i"),
            local.tzname(),
        )
