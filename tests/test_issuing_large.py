"""Issuing in a newsroom with a long archive."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import workflow

from .factories import (
    NOW,
    make_desk,
    make_in_state,
    make_issued,
    make_many_live,
    make_user,
    reissue,
)
from .plans import count_rows, looked_at

pytestmark = pytest.mark.django_db
MANY = 400


def test_a_first_version_takes_over_no_placements_and_asks_for_none():
    article = make_in_state("approved")

    assert not asked_while(lambda: issue(article))


def test_issuing_a_story_again_looks_at_the_placements_of_no_other_story():
    desk = make_desk("kerinci")
    make_many_live(desk, MANY)
    article = make_issued(desk, at=NOW - timedelta(hours=1))
    count_rows()

    asked = asked_while(lambda: reissue(article, headline="Jembatan itu dibuka lagi"))

    assert asked
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
            [[[told]]] = cursor.fetchall()
            assert looked_at(told["Plan"], "articles_placement") < MANY / 10, sql


def issue(article):
    workflow.perform("issue", article, by=make_user("chief", article.desk), at=NOW)


def asked_while(act):
    """What was asked of the placements while `act` ran."""
    with CaptureQueriesContext(connection) as queries:
        act()
    asked = [q["sql"] for q in queries if q["sql"].startswith("SELECT")]
    return [sql for sql in asked if 'FROM "articles_placement"' in sql]
