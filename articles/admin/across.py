"""What was typed into a form, across a redirect: kept in the session, and found by its key.

A page that is the answer to a POST cannot be gone back to: browsers ask to send it again.
"""

from django.utils.crypto import get_random_string

KEPT = "typed_across"
# Of one person, in several windows; the oldest goes.
MOST = 5


def keep(request, values):
    """Keep `values`, texts by name; returns the key by which they are found."""
    key = get_random_string(12)
    kept = request.session.get(KEPT, {})
    for oldest in list(kept)[: max(0, len(kept) - MOST + 1)]:
        del kept[oldest]
    request.session[KEPT] = kept | {key: values}
    return key


def kept(request, key):
    """What was kept by that key in this session; empty where nothing was, or is no longer."""
    return request.session.get(KEPT, {}).get(key, {})


def forget(request, key):
    """It was put where it belongs."""
    rest = request.session.get(KEPT, {})
    if rest.pop(key, None) is not None:
        request.session[KEPT] = rest
