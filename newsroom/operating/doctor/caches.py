"""Shared caches in front of the newsroom: whether they can be told what changes, and are told."""

import getpass

from django.conf import settings

from articles.purging.addresses import cache_at
from articles.purging.telling import BEAT

from .findings import FINE, LOOK, WRONG, examination

# Seconds of silence: a few of those that pass between two words.
SILENT = 5 * BEAT


@examination("shared caches")
def shared_caches(patient):
    if not settings.SHARED_CACHES:
        yield FINE, "No shared cache in front is to be told what changes."
        return
    if not settings.BEHIND_PROXY:
        yield (
            WRONG,
            "What the caches in front say of who asks, and by HTTPS or not, is not believed.",
            "Set NEWSROOM_BEHIND_PROXY=1.",
        )
    for address in settings.SHARED_CACHES:
        cache = cache_at(address)
        try:
            heard = cache.heard()
            is_tried = _try_out(cache)
        except PermissionError as error:
            yield (
                LOOK,
                f"{getpass.getuser()} may not look when the cache was told anything: {error}",
                f"Let everybody pass through that folder: chmod o+x {address}",
            )
        except OSError as error:
            yield (
                WRONG,
                f"{address} cannot be told what changes: {error}",
                "Look whether it runs, whether NEWSROOM_SHARED_CACHES is right, and whether its "
                "configuration is the one of docs/deploy/.",
            )
        else:
            if heard is None or heard > SILENT:
                since = "" if heard is None else f" since {heard:.0f} s"
                yield (
                    WRONG,
                    f"Nobody has told {address} what changes{since}.",
                    "Run: python manage.py purge_caches (docs/deploy/newsroom-purging.service), "
                    "as somebody who may write into that folder where it is nginx's.",
                )
            elif is_tried:
                yield FINE, f"{address} is told what changes, and does as it is told."
            else:
                yield (
                    FINE,
                    f"{address} is told what changes. Into its files {getpass.getuser()} may not "
                    "look: newsroom -u www-data doctor --only 'shared caches' does.",
                )
        finally:
            cache.close()


def _try_out(cache):
    """Whether whoever examines may try it, as nginx's files may be another user's."""
    try:
        cache.try_out()
    except PermissionError:
        return False
    return True


EXAMINATIONS = (shared_caches,)
