"""Who has an article open at this moment, and where in it: it informs, and locks nobody out."""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

# A page that was not heard of for so long is taken for closed.
HEARD_WITHIN = timedelta(seconds=45)
FORGOTTEN_AT_ONCE = 100


class PresenceQuerySet(models.QuerySet):
    """Pages that are open, and who looks at them."""

    def lately(self, at):
        """Pages that are taken for open at the moment `at`."""
        return self.filter(seen_at__gt=at - HEARD_WITHIN)

    @transaction.atomic
    def hear(self, article, *, user, tab, place, at):
        """Note that `user` has `article` open in the page `tab`, at `place`.

        Pages that are closed are forgotten on the way: nothing else has to clean up.
        """
        self.bulk_create(
            [Presence(article=article, user=user, tab=tab, place=place, seen_at=at)],
            update_conflicts=True,
            unique_fields=["article", "user", "tab"],
            update_fields=["place", "seen_at"],
        )
        # One that another forgets already is left to them: nobody waits here.
        closed = self.filter(seen_at__lte=at - HEARD_WITHIN).select_for_update(skip_locked=True)
        self.filter(pk__in=closed.values("pk")[:FORGOTTEN_AT_ONCE]).delete()

    def names_by_article(self, numbers, *, but, at):
        """The names of those who have these articles open, `but` for one user: one query.

        The caller has made sure that these are articles that this user sees.
        """
        pages = self.lately(at).filter(article__in=numbers).exclude(user=but)
        found = {}
        for page in pages.select_related("user").order_by("user__first_name", "user_id"):
            found.setdefault(page.article_id, {})[page.user_id] = str(page.user)
        return {number: list(names.values()) for number, names in found.items()}


class Presence(models.Model):
    """One page in one browser that has an article open.

    `tab` is the page's own key; `place` a part of the article, of its body with the paragraph
    (articles/admin/presence.py). The table is worth nothing after a crash and is not logged.
    """

    # Without a foreign key in the database, which would lock the article's row: a page that tells
    # where it is never waits for somebody's save, nor a save for it.
    article = models.ForeignKey(
        "articles.Article",
        on_delete=models.CASCADE,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    tab = models.CharField(max_length=40)
    place = models.CharField(max_length=40, blank=True)
    seen_at = models.DateTimeField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("open page of an article")
        verbose_name_plural = _("open pages of articles")
        constraints = [
            models.UniqueConstraint(fields=["article", "user", "tab"], name="presence_once_a_page"),
        ]

    def __str__(self):
        return f"{self.article_id}: {self.user_id}, {self.place}"
