"""Issuing in a newsroom with a long archive."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import workflow

from .factories import NOW, make_desk, make_in_state, make_many_live, make_user
from .plans import count_rows, looked_at

pytestmark = pytest.mark.django_db
MANY = 400


def test_issuing_a_story_looks_at_the_placements_of_no_other_story():
    desk = make_desk("kerinci")
    make_many_live(desk, MANY)
    article = make_in_state("approved", desk)
    chief = make_user("chief", desk)
    count_rows()

    with CaptureQueriesContext(connection) as queries:
        workflow.perform("issue", article, by=chief, at=NOW, edit=article.edit)

    asked = [q["sql"] for q in queries if q["sql"].startswith("SELECT")]
    asked = [sql for sql in asked if 'FROM "articles_placement"' in sql]
    assert asked
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
            [[[told]]] = cursor.fetchall()
            assert looked_at(told["Plan"], "articles_placement") < MANY / 10, sql
