"""What Postgres refuses about versions: their spans, their words and their numbers."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from articles.models import Version

from .factories import NOW, make_issued
from .plain_sql import LATER, PAST, make_withdrawn, refused, sql

pytestmark = pytest.mark.django_db
COPY = """
INSERT INTO articles_version (article_id, number, desk_id, kind, section_id, slug, kicker, headline,
    standfirst, dateline, body, source, bylines, topic_list, word_count, embargo_until,
    live_from, live_until, first_live_from, issued_by_id, issued_at)
SELECT article_id, number + 1, desk_id, kind, section_id, slug, kicker, headline, standfirst,
    dateline, body, source, bylines, topic_list, word_count, %s::timestamptz, %s, %s,
    first_live_from, issued_by_id, issued_at
FROM articles_version WHERE article_id = %s
"""


@pytest.mark.parametrize(
    ("live_from", "live_until"),
    [
        (PAST, LATER),
        (LATER, LATER + timedelta(days=1)),
        (PAST - timedelta(days=1), PAST + timedelta(microseconds=1)),
        (PAST - timedelta(days=1), LATER),
    ],
)
def test_two_versions_are_never_live_at_one_moment(live_from, live_until):
    article = make_issued(at=PAST)

    refused(COPY, None, live_from, live_until, article.pk, match="version_one_live_at_a_time")


def test_a_version_may_begin_the_moment_another_ends_and_an_empty_one_disturbs_nobody():
    article = make_issued(at=PAST)

    sql(COPY, None, PAST, PAST, article.pk)
    sql("UPDATE articles_version SET live_until = %s WHERE live_until > live_from", LATER)
    with connection.cursor() as cursor:
        cursor.execute(
            COPY.replace("number + 1", "number + 2") + " AND number = 1",
            [None, LATER, LATER + timedelta(days=1), article.pk],
        )

    assert Version.objects.live(LATER).get().number == 3


def test_a_version_does_not_end_before_it_begins():
    article = make_issued(at=PAST)

    refused(
        "UPDATE articles_version SET live_until = live_from - interval '1 second' "
        "WHERE article_id = %s",
        article.pk,
        match="version_span_forward|lower bound",
        error=DatabaseError,
    )


CHANGES = {
    "headline": "'Lain'",
    "kicker": "'Lain'",
    "standfirst": "'Lain'",
    "dateline": "'LAIN'",
    "body": "body || '<p>Sisipan.</p>'",
    "source": "'Lain'",
    "language": "'en'",
    "care": "'{suicide}'",
    "slug": "'lain'",
    "kind": "'opinion'",
    "number": "number + 1",
    "word_count": "1",
    "bylines": "'[]'",
    "topic_list": "'[]'",
    "embargo_until": "live_from - interval '1 day'",
    "issued_at": "now()",
    "issued_by_id": "issued_by_id + 1",
    "article_id": "article_id + 1",
    "desk_id": "desk_id + 1",
    "section_id": "section_id + 1",
    "id": "id + 1000",
}


def test_every_column_of_a_version_is_tried():
    columns = {field.column for field in Version._meta.concrete_fields}

    assert columns - {"live_from", "live_until", "first_live_from"} == set(CHANGES)


@pytest.mark.parametrize("column", CHANGES)
def test_what_a_version_says_never_changes(column):
    make_issued(live_from=LATER, topics=["danau"])

    refused(
        f"UPDATE articles_version SET {column} = {CHANGES[column]}", match="never changes: issue a"
    )


@pytest.mark.parametrize("column", ["live_from", "first_live_from"])
@pytest.mark.parametrize("shift", ["- interval '1 hour'", "+ interval '1 second'"])
def test_the_beginning_of_a_public_version_stays(column, shift):
    make_issued(at=PAST)

    refused(f"UPDATE articles_version SET {column} = {column} {shift}", match="beginning stays")


def test_a_version_that_ended_does_not_come_back():
    make_withdrawn()

    refused("UPDATE articles_version SET live_until = '9999-12-31Z'", match="does not come back")


@pytest.mark.parametrize("end", ["live_from", "live_until - interval '1 second'"])
def test_the_end_of_a_version_that_ended_stays_so_that_none_looks_as_if_recalled(end):
    make_issued(at=PAST)
    sql("UPDATE articles_version SET live_until = %s", NOW)

    refused(f"UPDATE articles_version SET live_until = {end}", match="its end stays")


def test_what_is_public_is_judged_by_the_clock_and_not_by_when_a_transaction_began():
    make_issued(live_from=LATER)
    sql("UPDATE articles_version SET live_from = clock_timestamp() + interval '20 ms'")
    sql("SELECT pg_sleep(0.03)")

    refused("UPDATE articles_version SET live_from = %s", LATER, match="beginning stays")


def test_an_embargo_bounds_the_beginning_of_a_version():
    make_issued(live_from=LATER, embargo_until=LATER)

    refused(
        "UPDATE articles_version SET live_from = live_from - interval '1 second'",
        match="version_respects_embargo",
    )
    refused(
        COPY,
        LATER + timedelta(days=9),
        LATER + timedelta(days=8),
        LATER + timedelta(days=10),
        Version.objects.get().article_id,
        match="version_respects_embargo|one_live",
    )


def test_no_two_versions_of_an_article_have_one_number():
    article = make_issued(at=PAST)

    refused(
        COPY.replace("number + 1", "number"), None, PAST, PAST, article.pk,
        match="version_number_unique",
    )  # fmt: skip
