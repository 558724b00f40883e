"""What is said about an article, and who was told: addresses and kinds."""

from django.urls import reverse

from articles.talk.models import Notification


def at(article, name="notes", *rest):
    """The address of what is said about an article."""
    return reverse(f"admin:{name}", args=[article.pk, *rest], urlconf="newsroom.urls")


def told(user):
    """The kinds of what `user` was told, the oldest first."""
    rows = Notification.objects.filter(to=user).order_by("pk")
    return [row.kind for row in rows]
