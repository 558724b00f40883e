"""Following an article: whoever does is told what its writers are told."""

from .models.follow import Follow
from .people import who_see


def follow(article, *, by, at):
    """From now on `by` is told what happens to `article`; once is enough."""
    Follow.objects.bulk_create([Follow(user=by, article=article, since=at)], ignore_conflicts=True)


def unfollow(article, *, by):
    """`by` is told no more of it, but where they wrote it or are called by name."""
    Follow.objects.filter(user=by, article=article).delete()


def followers_of(article):
    """The users who follow `article` and may still open it."""
    following = Follow.objects.filter(article=article).values("user")
    return who_see(article).filter(pk__in=following)
