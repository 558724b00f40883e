"""What this person was told: the count at the head of every page, the list, and the way there."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.talk.models import MailWishes, Notification
from articles.talk.models.mail import Pace
from articles.talk.telling import wishes_of
from newsroom.desks.models import Desk

SHOWN = 50
# As articles.planning.telling writes a moment; its zone follows.
WRITTEN = "%Y-%m-%d %H:%M"
MOMENT = re.compile(r"\b\d{4}-[01]\d-[0-3]\d [0-2]\d:[0-5]\d(?= [A-Z+-]{1,5})")
# Nobody needs to know whether it is a hundred or a thousand.
COUNTED = 99
# The kinds that the profile asks about, in its order; the rest follow the house's custom.
ASKED = [
    "returned", "mentioned", "replied", "noted", "submitted", "taken_back", "approved", "issued",
    "rescheduled", "recalled", "reopened", "withdrawn", "noticed", "spiked", "revived", "assigned",
    "accepted", "declined", "handed_in", "called_off", "moved", "proposed", "due", "ending",
    "ended", "taken_down", "late", "complaint",
]  # fmt: skip


@dataclass
class Group:
    """What was told about one article, or about one thing without an article."""

    article: object
    rows: list

    @property
    def zone(self):
        return self.article.desk.zone if self.article else self.rows[0].desk_zone

    @property
    def title(self):
        """The headline; without an article the first line of what is said."""
        if self.article:
            return self.article.headline
        first = self.rows[0]
        return first.text.partition("\n")[0] or first.get_kind_display()

    @property
    def unread(self):
        """The numbers of what is unread in it."""
        return [row.pk for row in self.rows if row.read_at is None]


def unread(user):
    """How many are unread, as it is printed; one query, which reads no more than it counts."""
    count = Notification.objects.visible_to(user).unread()[: COUNTED + 1].count()
    return f"{COUNTED}+" if count > COUNTED else str(count or "")


def page(request, admin_site):
    """The list, the newest first, grouped by article; POST marks as read, one or all."""
    mine = Notification.objects.visible_to(request.user)
    if request.method == "POST":
        chosen = [number for number in request.POST.getlist("one") if _is_number(number)]
        wanted = mine.unread() if "all" in request.POST else mine.unread().filter(pk__in=chosen)
        wanted.mark_read(request.at)
        return HttpResponseRedirect(f"{request.path}{'?all=1' if request.GET.get('all') else ''}")
    everything = bool(request.GET.get("all"))
    shown = mine if everything else mine.unread()
    before = request.GET.get("before", "")
    if _is_number(before):
        shown = shown.filter(pk__lt=before)
    rows = list(
        shown.newest_first()
        .select_related("by", "article__desk", "note__by", "note__thread", "desk")
        .defer("article__body", "article__standfirst")
        .prefetch_related("note__mentions__user")[: SHOWN + 1]
    )
    more = rows[SHOWN - 1].pk if len(rows) > SHOWN else None
    context = admin_site.each_context(request) | {
        "title": _("Notifications"),
        "groups": _grouped(rows[:SHOWN], request.desk),
        "everything": everything,
        "more": more,
        "later": bool(before),
    }
    return render(request, "admin/notifications.html", context)


def _grouped(rows, network):
    """Groups in the order of what is newest in each."""
    groups = {}
    for row in rows:
        row.desk_zone = (row.desk or network).zone
        # Without an article the first line is the title.
        said = row.text if row.article else row.text.partition("\n")[2]
        row.said = MOMENT.sub(_spoken, said)
        key = row.article_id or f"{row.url} {'' if row.url else row.pk}"
        groups.setdefault(key, Group(row.article, [])).rows.append(row)
    return list(groups.values())


def _spoken(found):
    """A moment that was written down in no language, in the language of whoever reads it."""
    try:
        moment = datetime.strptime(found[0], WRITTEN).replace(tzinfo=UTC)
    except ValueError:
        return found[0]
    return date_format(moment, "D j M Y, H:i")


def opened(request, number):
    """Mark one as read and go where it leads."""
    row = Notification.objects.visible_to(request.user).filter(pk=number).first()
    if row is None or number >= 2**63:
        raise Http404
    Notification.objects.filter(pk=row.pk, read_at=None).update(read_at=request.at)
    return HttpResponseRedirect(_target(row))


def _target(row):
    if row.url:
        return row.url
    if row.article_id is None:
        return reverse("admin:notifications")
    place = reverse("admin:articles_article_change", args=[row.article_id])
    return f"{place}#note-{row.note_id}" if row.note_id else place


def _is_number(text):
    return text.isascii() and text.isdecimal() and len(text) < 19


class MailForm(forms.Form):
    """How soon a user wants mail about what, and at which hour of which clock."""

    hour = forms.TypedChoiceField(
        label=gettext_lazy("Hour of the daily mail"),
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Your time zone"))

    def __init__(self, *args, user, **kwargs):
        # On the profile it stands beside a form with a time zone of its own.
        super().__init__(*args, auto_id="id_mail_%s", **kwargs)
        self.user = user
        self.wishes = wishes_of([user])[user.pk]
        zones = set(Desk.objects.values_list("time_zone", flat=True)) | {self.wishes.time_zone}
        self.fields["time_zone"].choices = [(zone, zone) for zone in sorted(zones)]
        self.initial = {"hour": self.wishes.hour, "time_zone": self.wishes.time_zone}
        for kind in ASKED:
            self.fields[kind] = forms.ChoiceField(
                label=KINDS[kind], choices=Pace.choices, initial=self.wishes.pace(kind)
            )

    def kinds(self):
        """The fields of the kinds, in their order."""
        return [self[kind] for kind in ASKED]

    @transaction.atomic
    def save(self, *, at):
        """Keep the wishes; what waits to be mailed follows them."""
        given = dict(self.cleaned_data)
        wishes = MailWishes(
            user=self.user,
            hour=given.pop("hour"),
            time_zone=given.pop("time_zone"),
            paces=given,
        )
        wishes.full_clean(exclude=["user"])
        MailWishes.objects.update_or_create(
            user=self.user,
            defaults={
                "hour": wishes.hour, "time_zone": wishes.time_zone, "paces": wishes.paces
            },
        )  # fmt: skip
        waiting = Notification.objects.select_for_update().filter(
            to=self.user, mail_at__isnull=False
        )
        for row in waiting.order_by("pk"):
            row.mail_at = wishes.moment(row.kind, at)
            row.save(update_fields=["mail_at"])
        return wishes


KINDS = {
    "returned": gettext_lazy("A text of yours comes back"),
    "mentioned": gettext_lazy("Somebody calls you with @"),
    "replied": gettext_lazy("A reply where you wrote"),
    "noted": gettext_lazy("A note on a text of yours"),
    "submitted": gettext_lazy("Something is submitted to your desk"),
    "taken_back": gettext_lazy("A text of yours is taken back from the editors"),
    "approved": gettext_lazy("A text of yours is approved"),
    "issued": gettext_lazy("A text of yours is issued"),
    "rescheduled": gettext_lazy("A text of yours goes out at another moment"),
    "recalled": gettext_lazy("A text of yours does not go out as planned"),
    "reopened": gettext_lazy("A text of yours is reopened"),
    "withdrawn": gettext_lazy("A text of yours is withdrawn"),
    "noticed": gettext_lazy("Readers get a notice on a text of yours"),
    "spiked": gettext_lazy("A text of yours is spiked"),
    "revived": gettext_lazy("A text of yours is revived"),
    "assigned": gettext_lazy("An assignment for you"),
    "accepted": gettext_lazy("Your assignment is accepted"),
    "declined": gettext_lazy("Your assignment is declined"),
    "handed_in": gettext_lazy("Your assignment is handed in"),
    "called_off": gettext_lazy("An assignment is called off"),
    "moved": gettext_lazy("An assignment has another time"),
    "proposed": gettext_lazy("Somebody proposes an idea"),
    "due": gettext_lazy("An assignment is due soon"),
    "ending": gettext_lazy("The term of a photo in your stories ends soon"),
    "ended": gettext_lazy("The term of a photo in your stories was ended"),
    "taken_down": gettext_lazy("A photo in your stories is taken down"),
    "late": gettext_lazy("Readers have something late, or too early"),
    "complaint": gettext_lazy("A reader complains to your desk"),
}


def wishes(request, profile):
    """Save how soon a user wants mail; `profile` is the page that has the form."""
    if request.method != "POST":
        return profile(request)
    form = MailForm(request.POST, user=request.user)
    if not form.is_valid():
        return profile(request, form)
    form.save(at=request.at)
    messages.success(request, _("Your mail is set."))
    return HttpResponseRedirect(f"{reverse('admin:profile')}#mail")
