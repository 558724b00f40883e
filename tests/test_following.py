"""Who is told what happens to an article: those who wrote it, and those who follow it."""

from datetime import timedelta

import pytest

from articles.talk.models import Notification

from .factories import make_issued
from .steps import LATER, perform

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_a_writer_is_told_of_another_moment_and_that_it_does_not_go_out():
    article = make_issued(live_from=LATER)
    writer, sooner = article.created_by, LATER - timedelta(minutes=30)
    zone = article.desk.zone

    perform("reschedule", article, live_from=sooner)
    perform("recall", article, note="Narasumber minta waktu.")

    rows = Notification.objects.filter(to=writer).order_by("pk")
    said = [(row.kind, row.text) for row in rows][-2:]
    clock = sooner.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
    assert said == [("rescheduled", clock), ("recalled", "Narasumber minta waktu.")]
