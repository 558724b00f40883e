"""The list that each desk has of what was said beside its stories."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection

from articles import workflow
from articles.models import Notice, NoticeEntry

from .factories import (
    NOW,
    make_desk,
    make_issued,
    make_many_live,
    make_network,
    make_user,
)
from .plans import most_read
from .readers import page
from .test_notices import (
    CORRECTION,
    EARLIER,
    UPDATE,
    approved_again,
    give,
    issue,
)

pytestmark = pytest.mark.django_db
SAID = NOW - timedelta(hours=1)


@pytest.fixture
def desk():
    return make_desk("kerinci")


@pytest.fixture
def article(desk):
    return make_issued(desk, headline="Air danau surut", at=EARLIER)


def listed_on(desk):
    """The notices in a desk's list, the newest first."""
    entries = NoticeEntry.objects.filter(desk_id=desk.pk).order_by("-published_at", "-notice_id")
    return [(each.notice_id, each.published_at) for each in entries]


def test_the_list_of_a_desk_has_each_notice_at_its_moment_and_none_that_was_recalled(desk, article):
    ambon, later = make_desk("ambon"), NOW + timedelta(days=1)
    said = give(article, CORRECTION, at=SAID) and Notice.objects.get()
    assert listed_on(desk) == listed_on(make_network()) == [(said.pk, SAID)]
    assert listed_on(ambon) == []

    chief = make_user("chief", ambon)
    workflow.perform("carry", article, by=chief, at=NOW, desk=ambon)
    assert listed_on(ambon) == [(said.pk, SAID)]

    issued = issue(approved_again(article), UPDATE, live_from=NOW + timedelta(hours=1))
    [ahead] = Notice.objects.exclude(pk=said.pk)
    workflow.perform("reschedule", issued, by=chief_of(desk), at=NOW, live_from=later)
    assert listed_on(desk) == listed_on(ambon) == [(ahead.pk, later), (said.pk, SAID)]
    workflow.perform("recall", issued, by=chief_of(desk), at=NOW)
    assert listed_on(desk) == listed_on(ambon) == [(said.pk, SAID)]


def chief_of(desk):
    return make_user("chief", desk)


def test_notices_of_before_there_were_lists_are_in_them(desk, article):
    give(article, CORRECTION, at=SAID)
    give(article, UPDATE, at=NOW)
    *_, fill = import_module("articles.migrations.0025_entries_of_notices").Migration.operations
    whole = listed_on(desk)

    NoticeEntry.objects.filter(notice=whole[0][0]).delete()
    with connection.cursor() as cursor:
        cursor.execute(fill.sql)

    assert listed_on(desk) == whole != []


def test_of_what_the_network_said_a_desk_reads_its_own_alone(desk, article):
    """A desk with one notice among hundreds of others' looks at one."""
    give(article, CORRECTION, at=EARLIER)
    others = make_many_live(make_desk("ambon"), 60, at=EARLIER)
    chief = make_user("chief", make_network())
    Notice.objects.bulk_create(
        Notice(article=each, kind="update", text="Baru.", published_at=SAID, by=chief)
        for each in others
    )
    page(desk, "/corrections/")

    tables = ["articles_noticeentry", "articles_notice"]
    assert most_read(desk, "/corrections/", tables) == dict.fromkeys(tables, 1)
