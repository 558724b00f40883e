"""What a mail says: its subject, its text and its HTML, in the language of who gets it.

Of a confidential note a mail says nothing at all, not even that there is one: mail travels through
other people's machines. Where there is nothing else to say, it asks its reader to come and look.
"""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from newsroom.desks.hosts import host_map, staff_address

from .models.notification import Notification

# Of one note as many characters; the rest is read where it can be answered.
QUOTED = 600


@dataclass(frozen=True)
class Item:
    """One notification as a mail prints it."""

    label: str
    by: str
    at: datetime
    text: str
    url: str


def rows_of(mail, user):
    """The notifications of `mail` that its user may still see, and has not read yet."""
    return list(
        Notification.objects.visible_to(user)
        .unread()
        .filter(mail=mail)
        .exclude(note__struck_at__isnull=False)
        .select_related("by", "article__desk", "note__thread")
        .defer("article__body", "article__standfirst")
        .order_by("pk")
    )


def letter(mail, user, rows, zone):
    """The message of `mail` to `user` about `rows`, with times in `zone`.

    Raises ValueError where the address is none.
    """
    with translation.override(user.language), timezone.override(zone):
        groups = _groups(rows)
        wishes = staff_address("/admin/profile/#mail")
        written = message(
            mail,
            user,
            _subject(groups),
            "admin/mail/letter",
            {"groups": groups, "all": staff_address("/admin/notifications/"), "wishes": wishes},
        )
        written.extra_headers["List-Unsubscribe"] = f"<{wishes}>"
    return written


def message(mail, user, subject, template, context):
    """The message of `mail` to `user` in the active language: `template` as text and as HTML.

    Raises ValueError where the address is none.
    """
    masthead = host_map.root().masthead if host_map.root() else "Newsroom"
    context = {"name": str(user), "masthead": masthead} | context
    written = EmailMultiAlternatives(
        subject=_line(f"{masthead}: {subject}"),
        body=render_to_string(f"{template}.txt", context),
        to=[_address(user)],
        headers={
            "Message-ID": f"<{mail.key}@{domain()}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    written.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return written


def _groups(rows):
    """Pairs of a headline and its Items, in the order of what came first."""
    groups = {}
    for row in rows:
        if row.note_id and row.note.thread.confidential:
            continue
        headline = _line(row.article.headline) if row.article_id else ""
        groups.setdefault(headline, []).append(
            Item(
                label=row.get_kind_display(),
                by=_line(str(row.by or "")),
                at=timezone.localtime(row.told_at),
                text=Truncator(row.note.text if row.note_id else row.text).chars(QUOTED),
                url=staff_address(f"/admin/notifications/{row.pk}/"),
            )
        )
    return list(groups.items())


def _subject(groups):
    """What is new in a few words: of a single thing its headline, else how many they are."""
    items = [(headline, item) for headline, each in groups for item in each]
    if not items:
        return _("something new for you")
    if len(items) == 1:
        headline, item = items[0]
        return f"{item.label}: {Truncator(_line(headline or item.text)).chars(120)}"
    return _("%(number)s new things for you") % {"number": len(items)}


def _line(words):
    """Words on one line: nothing that somebody typed becomes a header of its own."""
    return " ".join(words.split())


def _address(user):
    """The address in the To: header. Raises ValueError where it is none."""
    address = parseaddr(user.email)[1]
    if not address or address != user.email or "@" not in address:
        raise ValueError("The user's address is no mail address.")
    return f'"{_line(str(user)).translate({34: None, 92: None})}" <{address}>'


def domain():
    """The right side of the Message-ID: that of the sender, so that it is ours to give."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
