"""What is limited as sign-in is: counted in the sign-in lockout's own book (django-axes).

Its limit, its time of rest and its clearing up hold here too; names that have a blank inside are
nobody's username, and an address that nobody has stands for all of them together.
"""

from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.http import HttpRequest

EVERYWHERE = "0.0.0.0"


def counted(what, *, place=EVERYWHERE):
    """How often `what` was done from `place` until it rested for a while, this time included."""
    request = _request(place)
    AxesProxyHandler.user_login_failed(None, {"username": what[:255]}, request)
    return request.axes_failures_since_start or 0


def failed(user, *, place):
    """Count that `user` could not sign in from `place`; whether it rests from now on."""
    return counted(user.username, place=place) >= settings.AXES_FAILURE_LIMIT


def rests(user, *, place):
    """Whether `user` signs in from `place` no more for a while: too often wrong."""
    return AxesProxyHandler.is_locked(_request(place), {"username": user.username})


def rest():
    """How long what was done too often rests."""
    return timedelta(hours=settings.AXES_COOLOFF_TIME)


def forgive(user):
    """Forget that `user`'s password was wrong, wherever it was: the lockout ends."""
    AxesProxyHandler.reset_attempts(username=user.username)


def _request(place):
    """One of its own: the visitor's would be answered by the sign-in's own page at the limit."""
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = place or EVERYWHERE
    return request
