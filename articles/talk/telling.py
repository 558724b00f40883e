"""Telling people what happened: the one function that every room calls."""

from django.conf import settings

from newsroom.reporters.models import Membership

from .models.mail import MailWishes
from .models.notification import Notification


def tell(kind, *, to, by, at, article=None, note=None, text="", url="", desk=None, mailed=True):
    """Tell each user of `to` except `by`, in the caller's transaction; returns the rows.

    A None among them is somebody without a login.

    `kind` is one of Notification.Kind. `text` is what is said beside it, in the words of a person,
    or in the language of those who are told; of a note nothing, its own words are read through it.
    `url` is where it leads on the staff site, an address without a host; empty leads to the
    article. Without an article, `desk` says where one must have a role to be shown it. What a user
    may no longer see is neither shown nor mailed, whatever they were told before.
    """
    people = {user.pk: user for user in to if user is not None and user.is_active}
    if by is not None:
        people.pop(by.pk, None)
    if not people:
        return []
    if url and not (url.startswith("/") and not url.startswith("//")):
        raise ValueError("A notification leads to a page of the staff site.")
    wishes = wishes_of(people.values()) if settings.MAILS and mailed else {}
    return Notification.objects.bulk_create(
        Notification(
            to=user,
            kind=kind,
            by=by,
            told_at=at,
            article=article,
            note=note,
            desk=desk,
            text="" if note is not None else text,
            url=url,
            mail_at=wishes[pk].moment(kind, at) if pk in wishes and user.email else None,
        )
        for pk, user in people.items()
    )


def settle(kind, article, *, at):
    """What people were told of `kind` waits for nobody any more: it counts as read, unmailed."""
    Notification.objects.filter(article=article, kind=kind).unread().mark_read(at)


def wishes_of(users):
    """MailWishes by user id; where a user has none, those of the house in their desk's zone."""
    ids = [user.pk for user in users]
    found = MailWishes.objects.in_bulk(ids)
    without = [pk for pk in ids if pk not in found]
    zones = dict(
        Membership.objects.filter(user__in=without)
        .order_by("-pk")
        .values_list("user_id", "desk__time_zone")
    )
    for pk in without:
        wishes = MailWishes(user_id=pk)
        if pk in zones:
            wishes.time_zone = zones[pk]
        found[pk] = wishes
    return found
