"""What people say to each other about an article; append-only, and some of it confidential."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import seen_by

# Long enough for the words and their surroundings, short enough for a list.
QUOTE_AT_MOST, CONTEXT = 1000, 120


def read_by(user, path=""):
    """The condition that `user` may read the thread that `path` leads to ("" for the thread).

    Those of articles they see, and confidential ones they are named in. The only door: no role,
    not even a network administrator's, opens another.
    """
    named = Reader.objects.filter(user=user).values("thread_id")
    open_to_all = Q(**{f"{path}confidential": False}) | Q(**{f"{path}pk__in": named})
    return open_to_all & seen_by(user, f"{path}article__")


class ThreadQuerySet(models.QuerySet):
    """Who sees which threads."""

    def visible_to(self, user):
        """Threads that `user` may read."""
        return self.filter(read_by(user))

    def open(self):
        """Threads that nobody has resolved."""
        return self.filter(resolved_at=None)

    def count_of(self, articles):
        """How many of these threads each of the articles (ids) has, by its id; none is no key."""
        found = self.filter(article__in=articles).order_by().values_list("article")
        return dict(found.annotate(Count("pk")))


class Thread(models.Model):
    """A note and its replies, about an article or about a passage of it.

    A passage is known by its words and by those around them (W3C Web Annotation, TextQuoteSelector)
    so that it is found again after the text was edited. Of a thread only `resolved_at` and
    `resolved_by` ever change; the note that resolves it says so as well, and stays.
    """

    class Part(models.TextChoices):
        WHOLE = "", _("the article")
        HEADLINE = "headline", _("headline")
        STANDFIRST = "standfirst", _("standfirst")
        BODY = "body", _("body")

    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="threads", db_index=False
    )
    part = models.CharField(max_length=10, choices=Part, blank=True, default=Part.WHOLE)
    quote = models.TextField(blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    # For its readers alone, who are named when it begins.
    confidential = models.BooleanField(default=False)
    begun_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ThreadQuerySet.as_manager()

    # Lists of what a user or an article has say nothing of how much of it there is.
    counted = False

    class Meta:
        verbose_name = _("notes and notifications")
        verbose_name_plural = _("notes and notifications")
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="thread_resolved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(part="", quote="") | (~Q(part="") & ~Q(quote="")),
                name="thread_quote_of_a_part",
            ),
        ]
        indexes = [
            models.Index(fields=["article", "-id"], name="thread_of_article"),
            models.Index(
                fields=["article"], condition=Q(resolved_at=None), name="thread_open_of_article"
            ),
        ]

    def __str__(self):
        return f"{self.article_id}, {self.pk}"


class Reader(models.Model):
    """A user who is named in a confidential thread: its writer, and whom they chose."""

    thread = models.ForeignKey(
        Thread, on_delete=models.PROTECT, related_name="readers", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    counted = False

    class Meta:
        verbose_name = _("notes and notifications")
        verbose_name_plural = _("notes and notifications")
        constraints = [
            models.UniqueConstraint(fields=["thread", "user"], name="reader_once_per_thread"),
        ]

    def __str__(self):
        return f"{self.thread_id}: {self.user_id}"


class NoteQuerySet(models.QuerySet):
    """Who reads which notes."""

    def visible_to(self, user):
        """Notes of the threads that `user` may read."""
        return self.filter(read_by(user, "thread__"))


class Note(models.Model):
    """One thing said in a thread, or the thread resolved or opened again; never changed.

    Its writer may strike it: it then stays in the thread as struck.
    """

    class Act(models.TextChoices):
        SAY = "say", _("says")
        RESOLVE = "resolve", _("resolved it")
        REOPEN = "reopen", _("opened it again")

    thread = models.ForeignKey(
        Thread, on_delete=models.PROTECT, related_name="notes", db_index=False
    )
    act = models.CharField(max_length=8, choices=Act, default=Act.SAY)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    text = models.TextField(_("note"), blank=True)
    struck_at = models.DateTimeField(null=True)
    # Made with the form: a form sent twice writes once.
    key = models.UUIDField(unique=True)

    objects = NoteQuerySet.as_manager()

    counted = False

    class Meta:
        verbose_name = _("notes and notifications")
        verbose_name_plural = _("notes and notifications")
        constraints = [
            models.CheckConstraint(
                condition=Q(act="say") & ~Q(text="") | Q(act__in=["resolve", "reopen"], text=""),
                name="note_says_something",
            ),
        ]
        indexes = [models.Index(fields=["thread", "id"], name="note_of_thread")]

    def __str__(self):
        return f"{self.thread_id}, {self.pk}"


class Mention(models.Model):
    """A user whose name stands in a note with an @."""

    note = models.ForeignKey(
        Note, on_delete=models.PROTECT, related_name="mentions", db_index=False
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    counted = False

    class Meta:
        verbose_name = _("notes and notifications")
        verbose_name_plural = _("notes and notifications")
        constraints = [
            models.UniqueConstraint(fields=["note", "user"], name="mention_once_per_note"),
        ]

    def __str__(self):
        return f"{self.note_id}: {self.user_id}"
