"""The working copy: private to the newsroom, never read by a public page."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import TaggedItemBase

from newsroom.desks.models import LANGUAGES
from newsroom.reporters.reach import reach_of

from .body import CleanHTMLField
from .kind import Credit, Kind


class ArticleQuerySet(models.QuerySet):
    """Who sees which working copies: of articles, and of their listings."""

    def visible_to(self, user):
        """Articles that `user` may open: their own, what their desks share, what they edit.

        A network administrator sees every desk's articles but decides about none of them.
        """
        return self.filter(seen_by(user))

    def at_desks(self, desks, user):
        """Those of `desks` (ids) that `user` may open."""
        return self.filter(seen_by(user, desks=desks), desk_id__in=desks)


def everything(path=""):
    """The condition that holds for every article; an empty one would be lost where it is ORed."""
    return Q(**{f"{path}pk__isnull": False})


def grounds_to_see(user, path="", desks=None):
    """What lets `user` open an article: conditions by name, of which one is enough.

    `path` leads from the rows that are asked for to their article ("article__"). Where all of them
    are of `desks` (ids), what holds at each of these is not asked of each row.
    """
    reach = reach_of(user)

    def at_desks_of(role):
        held = reach.desks(role)
        if desks is None:
            return Q(**{f"{path}desk_id__in": held})
        if held.issuperset(desks):
            return everything(path)
        return Q(**{f"{path}desk_id__in": held.intersection(desks)})

    credited = Byline.objects.filter(reporter__user=user).values("article_id")
    grounds = {
        "created": Q(**{f"{path}created_by_id": user.pk}),
        "credited": Q(**{f"{path}pk__in": credited}),
        "editor": at_desks_of("editor"),
        "shared": at_desks_of("reporter") & Q(**{f"{path}shared": True}),
    }
    if user.is_active and user.is_superuser:
        grounds["administrator"] = everything(path)
    return grounds


def seen_by(user, path="", desks=None):
    """The condition that `user` may open the article that `path` leads to ("" for the article).

    It asks the article of each row at hand. A sub-query of everything that the user sees asks the
    whole archive, however few the rows are.
    """
    return reduce(or_, grounds_apart(user, path, desks))


def grounds_apart(user, path="", desks=None):
    """The conditions of `grounds_to_see` without those that another one holds: a list."""
    grounds = grounds_to_see(user, path, desks)
    if everything(path) in grounds.values():
        return [everything(path)]
    reach = reach_of(user)
    if reach.desks("reporter") == reach.desks("editor"):
        # What an editor sees of a desk holds what is shared there.
        del grounds["shared"]
    return list(grounds.values())


def seen_because(user, article):
    """Names of the grounds on which `user` may open `article`; none where they may not."""
    asked = {
        f"by_{name}": models.ExpressionWrapper(ground, models.BooleanField())
        for name, ground in grounds_to_see(user).items()
    }
    for found in Article.objects.filter(pk=article.pk).values(**asked):
        return [name.removeprefix("by_") for name, holds in found.items() if holds]
    return []


class ArticleTopic(TaggedItemBase):
    """A topic of a working copy."""

    content_object = models.ForeignKey(
        "articles.Article", on_delete=models.CASCADE, related_name="topic_items"
    )


class Article(models.Model):
    """One piece of journalism, at any stage, as the newsroom sees it.

    `edit` counts the saves: a form that was filled in over an older one is refused. `written_by`
    are the users who saved the text as a draft since it last went out: with `created_by` and the
    credited they are who may not approve it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        APPROVED = "approved", _("approved")
        ISSUED = "issued", _("issued")
        SPIKED = "spiked", _("spiked")

    desk = models.ForeignKey(
        "desks.Desk",
        verbose_name=_("desk"),
        on_delete=models.PROTECT,
        related_name="articles",
        db_index=False,
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NEWS)
    section = models.ForeignKey(
        "articles.Section",
        verbose_name=_("section"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
    )
    kicker = models.CharField(_("kicker"), max_length=60, blank=True)
    headline = models.CharField(_("headline"), max_length=250)
    standfirst = models.TextField(_("standfirst"), max_length=500, blank=True)
    dateline = models.CharField(
        _("dateline"),
        max_length=80,
        blank=True,
        help_text=_("The place the text opens with, for example JAMBI; not the desk."),
    )
    body = CleanHTMLField(_("body"), blank=True)
    source = models.CharField(
        _("source"),
        max_length=160,
        blank=True,
        help_text=_("The outlet that printed it first, where that is not this desk."),
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=[("", _("the desk's")), *LANGUAGES],
        blank=True,
        default="",
        db_default="",
        help_text=_("Where it is written in another language than the desk's pages."),
    )
    care = ArrayField(
        models.CharField(max_length=12),
        verbose_name=_("special care"),
        blank=True,
        default=list,
        db_default=[],
        help_text=_("What the press rules ask care for: the editor answers for it when issuing."),
    )
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_("A source's condition: not public before this moment, in any output."),
    )
    shared = models.BooleanField(
        _("shared with the desk"),
        default=True,
        help_text=_("Reporters of the desk see it while it is in progress."),
    )
    import_key = models.CharField(max_length=64, null=True, editable=False, unique=True)
    edit = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        on_delete=models.PROTECT,
        related_name="articles",
        editable=False,
    )
    written_by = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", editable=False, blank=True
    )
    created_at = models.DateTimeField(_("created at"), editable=False)
    changed_at = models.DateTimeField(_("changed at"), editable=False)

    topics = TaggableManager(
        _("topics"),
        through=ArticleTopic,
        blank=True,
        help_text=_("Separated by commas, as readers will see them."),
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in_review", "approved", "issued", "spiked"]),
                name="article_state_known",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "desk", "changed_at"], name="article_queue"),
            models.Index(fields=["desk", "-changed_at", "-id"], name="article_by_desk"),
            models.Index(fields=["-changed_at", "-id"], name="article_by_change"),
            # Another article of the same headline, whatever its capitals: a check asks for it.
            models.Index(Upper("headline"), name="article_same_headline"),
        ]

    def __str__(self):
        return self.headline

    @property
    def written_in(self):
        """The language of its text: the desk's, where it names no other."""
        return self.language or self.desk.language


class Byline(models.Model):
    """One credit: this reporter, in this role, at this position."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="bylines", db_index=False
    )
    # Found by the index that begins with the reporter.
    reporter = models.ForeignKey(
        "reporters.Reporter",
        verbose_name=_("reporter"),
        on_delete=models.PROTECT,
        related_name="bylines",
        db_index=False,
    )
    role = models.CharField(_("role"), max_length=12, choices=Credit, default=Credit.WRITER)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "reporter", "role"],
                name="byline_once",
                violation_error_message=_("This reporter is already credited in this role."),
            ),
        ]
        # What somebody is credited on is asked for each page: from the index alone.
        indexes = [models.Index(fields=["reporter", "article"], name="byline_of_reporter")]

    def __str__(self):
        return f"{self.reporter} ({self.get_role_display()})"
