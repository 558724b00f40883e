"""How mail and calls fare, for network administrators: what waits, and what the servers said.

Never what a mail says, nor how much: only to whom it goes.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Min
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from articles.outbox.announcing import announces
from articles.outbox.models import Delivery
from articles.talk.models import Mail, Notification

SHOWN = 50
LATELY = timedelta(days=1)
GIVEN_UP = timedelta(days=14)
# A worker looks every few seconds: what is due for longer has none.
UNATTENDED = timedelta(minutes=10)


def page(request, admin_site):
    """What waits and what was given up; POST tries it again now."""
    if not request.user.is_superuser:
        raise PermissionDenied
    waiting = Mail.objects.waiting()
    if request.method == "POST":
        for rows in (waiting, Delivery.objects.waiting()):
            rows.exclude(error="").update(next_at=request.at)
        messages.success(request, _("They are tried again now."))
        return HttpResponseRedirect(request.path)
    due = Notification.objects.aggregate(first=Min("mail_at"))["first"]
    oldest = waiting.filter(attempts=0).aggregate(first=Min("next_at"))["first"]
    moments = [moment for moment in (due, oldest) if moment]
    given_up = Mail.objects.filter(dropped_at__gt=request.at - GIVEN_UP).exclude(error="")
    context = admin_site.each_context(request) | {
        "title": _("Mail"),
        "mails": settings.MAILS,
        "printed": "console" in settings.EMAIL_BACKEND,
        "unattended": bool(moments) and min(moments) < request.at - UNATTENDED,
        "sent": Mail.objects.filter(sent_at__gt=request.at - LATELY).count(),
        "waiting": waiting.exclude(error="").select_related("to").order_by("next_at")[:SHOWN],
        "given_up": given_up.select_related("to").order_by("-dropped_at")[:SHOWN],
    }
    if announces():
        calls = Delivery.objects.exclude(error="").select_related("version", "desk")
        context |= {
            "calls": True,
            "calls_waiting": calls.waiting().order_by("next_at")[:SHOWN],
            "calls_given_up": calls.filter(dropped_at__gt=request.at - GIVEN_UP).order_by(
                "-dropped_at"
            )[:SHOWN],
        }
    return render(request, "admin/mail.html", context)
